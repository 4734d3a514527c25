"""The served page in a real browser: real server process, real index, real model, real Chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

playwright = pytest.importorskip("playwright.sync_api")

ROOT = Path(__file__).parents[1]
SEEDS = ("north-korea-arms.md", "iran-weapons.md", "where-the-outlets-disagree.md")
QUESTION = "How many shells did North Korea deliver?"
HOSTILE = """The zeppelin files
By Ann Lee

The zeppelin of Friedrichshafen costs 9 marks, ${document.title='run'} and <b>not bold</b> & *plain* at C:\\new\\table.
The zeppelin captain wrote <img src=x onerror="document.title='run'"> and <script>document.title='run'</script> down.
The zeppelin crew saw ![a picture](https://example.org/x.png) and `${document.title='run'}` and {{value}} from above.

A\ttab, a zero\u200bwidth space, a \u202eturned\u202c word and a bell\x07 close the log of the zeppelin.
"""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
IN_VIEW = """() => {
    const mark = document.querySelector("#source mark.qa-cited"), box = document.querySelector("#source .qa-text");
    if (!mark) return false;
    const inner = mark.getBoundingClientRect(), outer = box.getBoundingClientRect();
    return inner.height > 0 && inner.top >= outer.top && inner.bottom <= outer.bottom
        && outer.left >= 0 && outer.right <= innerWidth && outer.bottom <= innerHeight;
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of a few articles, one of them hostile, and a file that is none."""
    articles = tmp_path_factory.mktemp("served") / "my articles"
    articles.mkdir()
    for name in SEEDS:
        shutil.copy(ROOT / "seeds" / name, articles / name)
    (articles / "zeppelin.txt").write_text(HOSTILE, "utf-8", newline="")
    (articles / "notes.docx").write_bytes(b"PK")
    return articles


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Serve the folder with the command a person would use, a proxy in the way."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "ui", "--articles", str(folder), "--index-dir", str(folder.parent / "index")]
    proxied = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"), "http://127.0.0.1:9")
    environment = {**os.environ, **proxied, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [*command, "--port", port], cwd=folder.parent, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Serving 4 articles at http://127.0.0.1:{port} (Ctrl+C stops)\n"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=90)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium; in CI a missing one is a failure, elsewhere a reason to skip."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        missing = "no Chromium on this machine: the page is not tested"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=found, headless=True, args=list(FLAGS))
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """A tab on the page; `troubles` collects what must not happen in it."""

    page: Any
    troubles: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Type a question and wait for its answer."""
        answers = self.page.locator("#chat .qa-basis")
        before = answers.count()
        self.page.fill("#question textarea", question)
        self.page.keyboard.press("Enter")
        answers.nth(before).wait_for()

    def chip(self, number: int) -> Any:  # noqa: ANN401 (Playwright's locator)
        """Return the numbered link of the last answer."""
        return self.page.locator(".qa-answer").last.locator("a", has_text=f"[{number}]")

    def quote(self, number: int) -> str:
        """Return a quote of the last answer as the page holds it."""
        text = self.page.locator(".qa-answer").last.locator(".qa-words").nth(number - 1).text_content()
        return str(text)

    def mark(self) -> str:
        """Wait until the mark is in view in the panel, and return its text."""
        self.page.wait_for_function(IN_VIEW)
        return str(self.page.locator("#source mark.qa-cited").text_content())

    def wait_for_position(self, number: int) -> None:
        """Wait until the panel shows the quote of this number."""
        self.page.locator("#source .qa-position", has_text=f"{number} of ").wait_for()

    def standing(self) -> str:
        """Return what the panel says about the file."""
        return str(self.page.locator("#source .qa-standing").text_content())


Visitor = Callable[..., Any]


@pytest.fixture
def visit(browser: Any, address: str) -> Visitor:  # noqa: ANN401 (Playwright's browser)
    """Return a way to open the page in a fresh tab, which must stay free of troubles."""

    @contextmanager
    def open_page(width: int = 1360, scheme: str = "light") -> Iterator[Visit]:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(120_000)
        visit = Visit(context.new_page())
        _watch(visit, address)
        visit.page.goto(address)
        visit.page.wait_for_selector("#question textarea")
        visit.page.get_by_text("4 articles in “my articles”").wait_for(state="attached")
        yield visit
        assert visit.page.title() == "Article Assistant"
        assert urlsplit(visit.page.url)._replace(path="").geturl() == address
        assert visit.troubles == []
        context.close()

    return open_page


def _watch(visit: Visit, address: str) -> None:
    def note(kind: str, what: str, is_trouble: bool = True) -> None:
        visit.troubles.extend([f"{kind}: {what}"] * is_trouble)

    own = (address, "data:", "blob:")
    visit.page.on("request", lambda request: note("request", request.url, not request.url.startswith(own)))
    visit.page.on("pageerror", lambda error: note("page error", str(error)))
    visit.page.on("dialog", lambda dialog: note("dialog", dialog.dismiss()))
    visit.page.on("popup", lambda popup: note("popup", popup.url))
    visit.page.on("console", lambda line: note("console", line.text, line.type == "error"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1360, 390])
def test_a_click_shows_the_quote_marked_in_its_article(visit: Visitor, width: int, scheme: str) -> None:
    """The mark is in view beside the chat, holds exactly the quote, and the file was looked at."""
    with visit(width, scheme) as tab:
        tab.ask(QUESTION)
        assert "five million" in tab.quote(1)
        for number in (1, 2):
            tab.chip(number).click()
            tab.wait_for_position(number)
            assert tab.mark() == tab.quote(number)
            assert tab.standing() == "Verified: this quote stands in the file as it is on disk now."
            if width == 390:
                tab.page.locator(".qa-close").click()
        assert tab.page.evaluate("document.documentElement.scrollWidth") == width
        dark = tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 23, 26)"
        assert dark == (scheme == "dark")


def test_the_keyboard_is_enough(visit: Visitor) -> None:
    """Enter opens, the arrows step, Escape closes and gives the focus back."""
    with visit() as tab:
        tab.ask(QUESTION)
        tab.chip(1).focus()
        tab.page.keyboard.press("Enter")
        assert tab.mark() == tab.quote(1)
        assert tab.page.evaluate("document.activeElement.className") == "qa-cited"
        tab.page.keyboard.press("ArrowRight")
        tab.wait_for_position(2)
        assert tab.mark() == tab.quote(2)
        tab.page.keyboard.press("ArrowLeft")
        tab.wait_for_position(1)
        assert tab.mark() == tab.quote(1)
        tab.page.keyboard.press("Escape")
        tab.page.locator("#source").wait_for(state="hidden")
        assert tab.page.evaluate("document.activeElement.textContent") == "[1]"


def test_a_starter_question_is_asked_by_a_click(visit: Visitor) -> None:
    """It becomes the first turn."""
    with visit() as tab:
        starter = tab.page.locator("#chat .example").first
        question = starter.inner_text().strip()
        starter.click()
        tab.page.locator("#chat .qa-basis").wait_for()
        assert tab.page.locator("#chat .user-row").all_inner_texts() == [question]


def test_a_question_to_go_on_with_is_asked_by_a_click(visit: Visitor) -> None:
    """It is answered, and others take its place."""
    with visit() as tab:
        tab.ask(QUESTION)
        lead = tab.page.locator(".qa-lead").first
        question = lead.inner_text().strip()
        lead.click()
        tab.page.locator("#chat .qa-basis").nth(1).wait_for()
        assert [one.strip() for one in tab.page.locator("#chat .user-row .prose").all_inner_texts()][1:] == [question]
        assert tab.page.locator("#chat .message-row:last-child figure").count() > 0
        tab.page.locator("#leads", has_text=question).wait_for(state="hidden")


def test_a_hostile_article_is_shown_exactly_and_runs_nothing(visit: Visitor, folder: Path) -> None:
    """Chat and panel hold the article's characters; no script, template or image of it comes alive."""
    with visit() as tab:
        tab.ask("What does the zeppelin of Friedrichshafen cost?")
        assert tab.quote(1) in HOSTILE
        assert "C:\\new\\table" in tab.quote(1)
        tab.chip(1).click()
        assert tab.mark() == tab.quote(1)
        assert tab.page.locator("#source .qa-text").text_content() == (folder / "zeppelin.txt").read_bytes().decode()
        assert tab.page.locator("#source .unseen").evaluate_all("all => all.map(one => one.title)") == [
            "U+200B",
            "U+202E",
            "U+202C",
            "U+0007",
        ]
        assert tab.page.locator(":is(#chat, #source) :is(img, script)").count() == 0


def test_what_is_copied_is_the_quote_and_its_source(visit: Visitor) -> None:
    """No markup reaches the clipboard."""
    with visit() as tab:
        tab.ask(QUESTION)
        tab.page.locator(".qa-copy").click()
        tab.page.get_by_text("Copied").wait_for()
        copied = tab.page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"“{tab.quote(1)}”\n[1] ")
        assert f"“{tab.quote(2)}”\n[2] " in copied
        tab.chip(2).click()
        tab.mark()
        tab.page.locator(".qa-copy-quote").click()
        tab.page.locator("#source").get_by_text("Copied").wait_for()
        assert tab.page.evaluate("navigator.clipboard.readText()") == tab.quote(2)


def test_a_conversation_is_understood_and_outlives_a_reload(visit: Visitor) -> None:
    """The follow-up after the reload still leans on the question before it."""
    with visit() as tab:
        tab.ask(QUESTION)
        tab.page.locator(".qa-lead").first.wait_for()  # Gradio would complain of what a reload breaks off
        tab.page.reload()
        tab.page.locator("#chat .qa-basis").wait_for()
        tab.ask("And Iran?")
        assert tab.page.locator("#chat .user-row").all_inner_texts() == [QUESTION, "And Iran?"]
        assert "Iran" in tab.page.locator("#chat .qa-basis").last.text_content().split(" for “")[1]
        tab.page.get_by_label("Undo").last.click()
        tab.page.wait_for_function("document.querySelector('#question textarea').value === 'And Iran?'")
        assert tab.page.locator("#chat .user-row").count() == 1


def test_the_page_is_quick(visit: Visitor) -> None:
    """Usable (the best of three), first words, mark in view: the limits allow for a busy machine."""
    opened = []
    for _ in range(2):
        began = time.monotonic()
        with visit():
            opened.append(time.monotonic() - began)
    began = time.monotonic()
    with visit() as tab:
        usable = min(*opened, time.monotonic() - began)
        began = time.monotonic()
        tab.page.fill("#question textarea", QUESTION)
        tab.page.keyboard.press("Enter")
        tab.page.locator("#chat .qa-answer").wait_for()
        words = time.monotonic() - began
        tab.page.locator("#chat .qa-basis").wait_for()
        marked = []
        for number in (1, 2, 1, 2, 1):
            began = time.monotonic()
            tab.chip(number).click()
            tab.wait_for_position(number)
            tab.mark()
            marked.append(time.monotonic() - began)
    print(f"usable {usable:.2f} s, first words {words:.2f} s, marked {sorted(marked)[2]:.3f} s")  # noqa: T201
    assert usable < 4
    assert words < 3
    assert sorted(marked)[2] < 0.45


def test_going_back_on_a_phone_closes_the_panel(visit: Visitor) -> None:
    """It does not leave the conversation."""
    with visit(390) as tab:
        tab.ask(QUESTION)
        tab.chip(1).click()
        tab.mark()
        tab.page.go_back()
        tab.page.locator("#source").wait_for(state="hidden")
        assert tab.page.locator("#chat .qa-basis").count() == 1


def test_the_page_follows_the_folder_and_warns_of_a_changed_file(visit: Visitor, folder: Path) -> None:
    """Skipped files are named; what changed after the answer is told at the click."""
    added = folder / "xylophone.md"
    with visit() as tab:
        skipped = tab.page.locator(".qa-skipped")
        skipped.wait_for()
        assert skipped.inner_text().startswith("notes.docx")
        added.write_text("# Xylophones\n\nThe xylophone of Ghent was built by Maria Claes in 1911.\n", "utf-8")
        try:
            tab.page.get_by_role("button", name="Update from folder").click()
            tab.page.get_by_text("Added: xylophone.md.").wait_for()
            tab.page.get_by_text("5 articles in “my articles”, 1 file left out").wait_for()
            tab.ask("Who built the xylophone of Ghent?")
            quoted = tab.quote(1)
            assert quoted == "The xylophone of Ghent was built by Maria Claes in 1911."
            added.write_text("# Xylophones\n\nNobody knows who built it.\n", "utf-8")
            tab.chip(1).click()
            assert tab.mark() == quoted
            assert "no longer holds this quote" in tab.standing()
            added.unlink()
            tab.chip(1).click()
            tab.page.get_by_text("The file is no longer in the folder.").wait_for()
        finally:
            added.unlink(missing_ok=True)
        tab.page.get_by_role("button", name="Update from folder").click()
        tab.page.get_by_text("Removed: xylophone.md.").wait_for()


@dataclass(frozen=True)
class Response:
    """What the server answers to a request."""

    status: int
    headers: dict[str, str]
    body: str


def fetch(url: str, body: object = None, **headers: str) -> Response:
    """Send a request as a program would, whatever comes back."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **headers})  # noqa: S310
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=20) as response:
            return Response(response.status, dict(response.headers), response.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Response(error.code, dict(error.headers), error.read().decode())


def test_only_this_host_is_answered_and_with_headers_that_keep_everything_in(address: str) -> None:
    """A page of another name, as in DNS rebinding, gets nothing."""
    response = fetch(address)
    assert response.status == 200
    assert response.headers["content-security-policy"].startswith("default-src 'self'; ")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert fetch(address, Host="evil.example").status == 400


def test_the_settings_of_the_page_tell_nothing_of_this_machine(address: str, folder: Path) -> None:
    """Anyone who can open the page can read them."""
    config = fetch(f"{address}/config").body
    assert str(folder.parent) not in config
    assert str(ROOT) not in config
    assert json.loads(config)["analytics_enabled"] is False


def test_an_article_folder_is_not_a_file_server(address: str, folder: Path) -> None:
    """Texts go through the panel only."""
    for path in (folder / "zeppelin.txt", Path("/etc/passwd"), ROOT / "pyproject.toml"):
        assert fetch(f"{address}/gradio_api/file={quote(str(path))}").status in {403, 404}


@pytest.mark.parametrize("stranger", [None, 7, "../../etc/passwd", [], {"id": "x"}, {"id": {"id": []}}, "x" * 10**6])
def test_the_panels_function_is_polite_to_strangers(address: str, stranger: object) -> None:
    """It can be called without the page, with any JSON."""
    components = json.loads(fetch(f"{address}/config").body)["components"]
    (panel,) = (one["id"] for one in components if one["props"].get("elem_id") == "source")
    call = {"data": stranger, "fn_name": "read_citation", "component_id": panel, "session_hash": "stranger"}
    response = fetch(f"{address}/gradio_api/component_server", call)
    assert response.status == 200
    assert "This link leads nowhere" in json.loads(response.body)
