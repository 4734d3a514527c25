"""The page around an assistant that answers as the test says, in a real browser.

Run as a program, with a folder, this module serves that assistant.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from assistant import Answer, Article, Changes, Event, Progress, QAError, QuestionError, Quote, Skipped, Text
from ui import serve

playwright = pytest.importorskip("playwright.sync_api")

TRICKY = (
    "C:\\new\\table costs ${1+1} and <b>not bold</b> & *not emphasis*",
    "<script>document.title='run'</script>",
    '<img src=x onerror="document.title=1">',
    "${document.title='run'}",
    "`${alert(1)}` and {{value}} and {{#each x}}",
    "**bold** __bold__ _it_ *it* ~~gone~~",
    "# not a heading",
    "- not a list",
    "1. not a list",
    "> not a quote",
    "| not | a table |\n|---|---|\n| a | b |",
    "```mermaid\nnot code\n```",
    "`not code`",
    "[not a link](https://example.org)",
    "![not an image](https://example.org/x.png)",
    "https://example.org and www.example.org and a@example.org",
    "&amp; &lt; &#60; &nbsp; &copy; stay as they are",
    "$$x^2$$ and $y$ and \\(z\\) and \\[z\\]",
    "a\ttab and  two  spaces",
    "  leading and trailing  ",
    "\tindented\n\tas code",
    "line one\nline two\n\nline four",
    "carriage\r\nreturn",
    "no-break\u00a0space, thin\u2009space, soft\u00adhyphen",
    "zero\u200bwidth, \ufeffmark, word\u2060joiner",
    "right\u202eto left\u202c and back",
    "family 👨\u200d👩\u200d👧, flag 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f, heart ❤️",
    "می\u200cخواهم بدانم",
    "שלום\u200f, עולם",
    "Müller, EL PAÍS, Łódź, 東京, नमस्ते, 'ὅτι'",
    "e\u0301 is not é",
    "<custom-tag>kept</custom-tag> <!-- kept --> <![CDATA[kept]]>",
    "<think>kept</think>",
    "javascript:alert(1) data:text/html,x",
    "'single' \"double\" ‘curly’ “curly” «angles» :smile:",
    "a control \x07 bell, \x1b[31m escape, \x85 next line, \x7f delete",
    "hidden \U000e0041\U000e0042 tags, \u3164 filler",
    "\\* \\_ \\` \\\\",
    "===\n---\n***",
    ":::note\n[^1]: a footnote\n[ref]: https://example.org",
)
SIGNED = "<i>${document.title='run'}</i> | *B*"


def article(path: str, text: str) -> Article:
    """Return an article whose every field is hostile."""
    return Article(path, SIGNED, SIGNED, SIGNED, SIGNED, text, hashlib.sha256(text.encode()).hexdigest())


@dataclass(frozen=True)
class Scripted:
    """An assistant that quotes all tricky strings, or fails when the question says so."""

    articles_dir: Path
    generation: int = 1
    changes: Changes = field(default_factory=lambda: Changes(skipped=(Skipped(f"{SIGNED}.docx", SIGNED),)))

    @property
    def index_dir(self) -> Path:
        """Return a folder beside the articles."""
        return self.articles_dir.parent / "index"

    def articles(self) -> list[Article]:
        """Return the one article."""
        return [article(f"{SIGNED}.md", "\n\n".join(TRICKY))]

    def passage_counts(self) -> dict[str, int]:
        """Return how long it is."""
        return {f"{SIGNED}.md": 2}

    def article(self, path: str) -> Article | None:
        """Return the article of this path."""
        return next((one for one in self.articles() if one.path == path), None)

    def current_text(self, path: str) -> str | None:
        """Return the text as it was indexed."""
        found = self.article(path)
        return found.text if found else None

    def starter_questions(self) -> list[str]:
        """Return a hostile question."""
        return [SIGNED]

    def refresh(self, progress: Callable[[int, int], None] | None = None) -> Changes:
        """Fail as a locked index does."""
        raise QAError(f"Another process has {SIGNED}.", "Wait for it.")

    def ask(self, question: str, *, history: Sequence[object] = (), within: Collection[str] | None = None) -> Answer:
        """Return what the stream ends with."""
        *_, answer = self.stream(question, history=history, within=within)
        assert isinstance(answer, Answer)
        return answer

    def next_questions(
        self, answer: Answer, history: Sequence[object] = (), *, within: Collection[str] | None = None
    ) -> list[str]:
        """Return a hostile question."""
        return [SIGNED]

    def stream(
        self, question: str, *, history: Sequence[object] = (), within: Collection[str] | None = None
    ) -> Iterator[Event]:
        """Quote everything, or nothing where the question says so."""
        yield Progress(f"Searching {SIGNED}")
        if "fail" in question:
            raise QuestionError(f"The question has {SIGNED}.", "Ask it otherwise.")
        (one,) = self.articles()
        found, at = [], 0
        for text in TRICKY:
            at = one.text.index(text, at)
            found.append(Quote(one, text, at, at + len(text), marks=((0, 2),), context=SIGNED))
            at += len(text)
        yield Text("**not shown**")
        yield Answer(question, "**not shown**", tuple(found), False, 0.9, f"{SIGNED} {len(history)}", (), 1, (1, 40))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the scripted assistant from a process of its own, as Gradio is not tidy enough for this one."""
    folder = tmp_path_factory.mktemp("scripted") / SIGNED.replace("/", "")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen([sys.executable, __file__, folder], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.communicate(timeout=90)


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Any]:
    """Open the page in Chromium; in CI a missing one is a failure, elsewhere a reason to skip."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        missing = "no Chromium on this machine: the page is not tested"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=found, headless=True, args=flags)
        tab = chromium.new_page(viewport={"width": 1360, "height": 800})
        troubles: list[str] = []
        requests: list[str] = []
        tab.on("pageerror", lambda error: troubles.append(str(error)))
        tab.on("dialog", lambda dialog: troubles.append(f"dialog {dialog.dismiss()}"))
        tab.on("request", lambda request: requests.append(request.url))
        tab.goto(address)
        tab.wait_for_selector("#question textarea")
        yield tab
        assert tab.title() == "Article Assistant"
        assert troubles == []
        assert [url for url in requests if not url.startswith((address, "data:"))] == []
        chromium.close()


def ask(page: Any, question: str) -> Any:  # noqa: ANN401 (Playwright's page)
    """Ask, and return the locator of the answer."""
    answers = page.locator("#chat .qa-answer")
    before = answers.count()
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    finished = answers.nth(before).locator(":is(.qa-basis, .qa-verdict)")
    finished.wait_for()
    return answers.nth(before)


def test_every_quote_is_shown_in_the_chat_exactly(page: Any) -> None:  # noqa: ANN401
    """Forty tricky strings, read back from the page."""
    answer = ask(page, "Quote everything")
    assert answer.locator(".qa-words").evaluate_all("all => all.map(one => one.textContent)") == list(TRICKY)
    assert set(answer.locator(".qa-context").all_text_contents()) == {SIGNED}
    assert set(answer.locator("figcaption").all_text_contents()) == {" · ".join([SIGNED] * 4)}
    assert f"for “{SIGNED} 0”" in answer.locator(".qa-basis").inner_text()
    assert "not shown" not in answer.inner_text()
    assert answer.locator("a").evaluate_all("all => all.map(one => one.target)") == [""] * len(TRICKY)
    assert page.locator("#chat :is(img, script, i, .katex, pre, h1, ul, table, think)").count() == 0


def test_every_quote_is_marked_in_the_panel_exactly(page: Any) -> None:  # noqa: ANN401
    """Each one beside all the others, in the article's own characters."""
    answer = ask(page, "Quote everything")
    chips = answer.locator("a")
    for number, text in enumerate(TRICKY, start=1):
        chips.nth(number - 1).click()
        page.locator("#source .qa-position", has_text=f"{chips.count() + number} of ").wait_for()
        assert page.locator("#source .qa-cited").text_content() == text
        assert page.locator("#source .qa-beside").count() == len(TRICKY) - 1
        assert page.locator("#source .qa-verified").count() == 1
    assert page.locator("#source .qa-text").text_content() == "\n\n".join(TRICKY)
    assert page.locator("#source h2").text_content() == SIGNED
    assert page.locator("#source .qa-file").text_content() == f"{SIGNED}.md"
    assert page.locator("#source :is(img, script, i)").count() == 0
    page.keyboard.press("Escape")


def test_the_rule_for_characters_nobody_sees_is_on_the_page(page: Any) -> None:  # noqa: ANN401
    """The badge is drawn by the style sheet, beside the character, and so is never copied."""
    badge = ask(page, "Quote everything").locator(".unseen").first
    assert badge.evaluate("one => getComputedStyle(one, '::before').content") == '"U+200B"'
    assert badge.text_content() == "\u200b"


def test_an_expected_failure_is_told_in_the_chat(page: Any) -> None:  # noqa: ANN401
    """With what to do next, and the page goes on working."""
    answer = ask(page, "fail")
    assert answer.locator(".qa-verdict").text_content() == f"The question has {SIGNED}."
    assert answer.locator(".qa-hint").text_content() == "Ask it otherwise."
    assert page.locator("#question textarea").is_enabled()


def test_a_blank_question_is_not_asked(page: Any) -> None:  # noqa: ANN401
    """Nothing is added to the chat."""
    turns = page.locator("#chat .user-row").count()
    page.fill("#question textarea", "   ")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert page.locator("#chat .user-row").count() == turns


def test_the_folder_is_listed_with_what_was_left_out(page: Any) -> None:  # noqa: ANN401
    """Names and reasons are shown as they are; a failed update says why."""
    page.locator(".qa-skipped li").wait_for()
    assert page.locator(".qa-skipped code").text_content() == f"{SIGNED}.docx"
    assert page.locator(".qa-articles cite").text_content() == SIGNED
    page.get_by_role("button", name="Update from folder").click()
    page.locator("#outcome", has_text="Wait for it.").wait_for()
    assert page.locator("#outcome").inner_text() == f"Another process has {SIGNED}. Wait for it."
    page.locator(".qa-articles a").click()
    page.locator("#source .qa-verified", has_text="This is the file as it is on disk now.").wait_for()
    page.keyboard.press("Escape")


def test_a_new_conversation_offers_the_starter_questions_as_they_are(page: Any) -> None:  # noqa: ANN401
    """They are drawn from articles, and so as hostile as those."""
    page.get_by_role("button", name="New conversation").click()
    example = page.locator("#chat .example")
    example.wait_for()
    assert example.inner_text().strip() == SIGNED
    assert page.locator("#chat .example i").count() == 0


if __name__ == "__main__":
    told = partial(print, flush=True)
    serve(cast("Any", Scripted(Path(sys.argv[1]))), port=0, watch=False, ready=told)
