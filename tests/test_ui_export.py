"""A conversation becomes a document: every quote exact and inert, in Markdown and in HTML."""

import json
import os
import re
import shutil
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from test_ui_escape import TRICKY

from assistant import Agreement, Answer, Article, Group, QAError, Quote, Words
from assistant.report import answer_data
from ui.exchange import Exchange
from ui.export import as_html, as_markdown
from ui.render import render_error
from ui.store import Conversation

MADE = datetime(2025, 3, 5, 15, 3, tzinfo=timezone(timedelta(hours=1)))
TEXT = "Five goats climb. Nine goats graze."
FARM = Article("sub/a_b.md", "Farm <b>news</b>", "Ana *Ruiz*", "The Daily Goat", "2024-10-01", TEXT, "ab" * 32)
HILL = Article("hill.md", "", "", "", "", TEXT, "cd" * 32)
FIVE, NINE = Quote(FARM, TEXT[:17], 0, 17, speaker="Bo Li"), Quote(HILL, TEXT[18:], 18, 35, copies=("c.md", "d.md"))
AGREED = Agreement(
    (Group((Words(1, 0, 10), Words(2, 0, 10))),),
    (Group((Words(1, 0, 4), Words(2, 0, 4))),),
)
HOSTILE = "</script><script>document.title='run'</script><!-- <img src=x onerror=alert(1)> &amp; ]]>"


def exchange(question: str, *quotes: Quote, nearest: tuple[Quote, ...] = (), **more: Any) -> Exchange:  # noqa: ANN401
    """Answer a question with these quotes, or say no."""
    given = {"text": "", "abstained": not quotes, "confidence": 0.934, "query": question, **more}
    return Exchange(question, answer_data(Answer(question, quotes=quotes, nearest=nearest, **given)), "", "2025-03-05")


def conversation(*exchanges: Exchange, title: str = "About goats") -> Conversation:
    """Keep these exchanges."""
    return Conversation("x" * 22, title, False, "", "", exchanges)


def rendered(markdown: str) -> str:
    """Render Markdown as GitHub does, HTML included."""
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown)


def words(html: str) -> str:
    """Return the text of HTML, whatever its white space."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def quoted(text: str) -> Quote:
    """Quote a whole article."""
    return Quote(Article("a.md", text, text, text, text, text, ""), text, 0, len(text), speaker=text)


WHOLE = conversation(
    exchange("How many\ngoats?", FIVE, NINE, agreement=AGREED),
    exchange("And sheep?", nearest=(NINE,), query="How many sheep?"),
    exchange("And cows?"),
    exchange("Thanks", abstained=False, small_talk=True, text="You are welcome.\n\nAsk on."),
    Exchange("?" * 20, None, render_error(QAError("It is too long & <odd>.", "Ask it more briefly."))),
)
TOLD = [
    "About goats",
    "Exported on 5 March 2025 at 14:03 UTC, with 5 questions.",
    "1. How many goats?",
    "Answered in 2 quotes; that the articles answer this is 93 % likely.",
    "2 articles agree: ‘Five goats’ [1.1]; ‘Nine goats’ [1.2]",
    "They differ: ‘Five’ [1.1] against ‘Nine’ [1.2]",
    "[1.1]",
    "Five goats climb.",
    "Bo Li, quoted in “Farm <b>news</b>”, Ana *Ruiz*, The Daily Goat, 1 October 2024; sub/a_b.md, characters 0–17",
    "[1.2]",
    "Nine goats graze.",
    "“hill.md”; hill.md, characters 18–35; also in c.md, d.md",
    "2. And sheep?",
    "The articles do not answer this.",
    "The passages that come closest; they do not answer it:",
    "Searched for: How many sheep?",
    "[2.1]",
    "Nine goats graze.",
    "3. And cows?",
    "The articles do not answer this.",
    "Nothing in them comes close.",
    "4. Thanks",
    "You are welcome.",
    "Ask on.",
    f"5. {'?' * 20}",
    "This question ended without an answer.",
    "It is too long & <odd>. Ask it more briefly.",
]


@pytest.mark.parametrize("kind", ["markdown", "html"])
def test_the_document_tells_all_of_a_conversation(kind: str) -> None:
    """Questions, verdicts, quotes with their sources, refusals, small talk and errors, in order."""
    html = as_html(WHOLE, MADE).split("<body>")[1] if kind == "html" else rendered(as_markdown(WHOLE, MADE))
    text, at = words(re.sub(r"</?bdi>", "", html)), 0
    for line in TOLD:
        assert line in text[at:], text[at:]
        at = text.index(line, at) + len(line)


def test_the_nearest_passages_are_marked_as_such() -> None:
    """In the HTML by their look as well."""
    assert as_markdown(WHOLE).count("(nearest passage)") == 1
    assert r"**\[2.1\]** (nearest passage)" in as_markdown(WHOLE)
    figures = re.findall(r'<figure class="(\w+)">\n<p class="number">\[([\d.]+)]', as_html(WHOLE))
    assert figures == [("quote", "1.1"), ("quote", "1.2"), ("nearest", "2.1")]


def test_it_says_when_it_was_made() -> None:
    """Now, unless told otherwise."""
    year = str(datetime.now(UTC).year)
    assert f" {year} at " in as_markdown(WHOLE).split("## 1.")[0]
    assert f" {year} at " in as_html(WHOLE).split("<h2")[0]


@pytest.mark.parametrize("text", TRICKY)
def test_markdown_renders_to_the_words_of_the_quote(text: str) -> None:
    """And to nothing but words, paragraphs and line breaks; characters nobody can see are named."""
    html = rendered(as_markdown(conversation(exchange("Who?", quoted(f"Said: {text}"), quoted(text)))))
    blocks = re.findall(r"<blockquote>\n(.*?)\n<p>— ", html, re.DOTALL)
    assert len(blocks) == 2
    for block, given in zip(blocks, (f"Said: {text}", text), strict=True):
        assert set(re.findall(r"<[^>]*>", block)) <= {"<p>", "</p>", "<br />"}
        shown = re.sub(r"‹U\+([0-9A-F]+)›", lambda match: chr(int(match[1], 16)), unescape(re.sub(r"<.*?>", "", block)))
        assert re.sub(r"[ \t\r\n]+", " ", shown).strip() == re.sub(r"[ \t\r\n]+", " ", given).strip()


def test_markdown_keeps_the_lines_of_a_quote() -> None:
    """However the file ends them."""
    for text in ("one\n  two\r\nthree\rfour\n \t\n\nfive", "one\ntwo\nthree\nfour\n\nfive"):
        markdown = as_markdown(conversation(exchange("Who?", quoted(text))))
        assert "\n> one\\\n> two\\\n> three\\\n> four\n>\n> five\n>\n> — " in markdown


def test_markdown_stays_readable() -> None:
    """Ordinary prose is as it was."""
    prose = "It's 5.3 (or so), 10% – “more” than in 2024-10; see a/b: yes! No? 'Yes', he said."
    assert f"\n> {prose}\n" in as_markdown(conversation(exchange("Who?", quoted(prose))))


@pytest.mark.parametrize("text", [*TRICKY, HOSTILE, "half \ud800"])
def test_nothing_of_a_text_acts_in_the_markdown(text: str) -> None:
    """Nor from a title, a question, a speaker, a source, a query or an error."""
    article = Article(text, text, text, text, text, "Goats.", "")
    made = conversation(
        exchange(text, Quote(article, "Goats.", 0, 6, speaker=text, copies=(text,)), query=f"{text} "),
        exchange("Why?", abstained=False, text=text, query=text),
        Exchange(text, None, render_error(QAError(text, text))),
        title=text,
    )
    html = rendered(as_markdown(made, MADE).encode().decode())
    assert set(re.findall(r"<[^>]*>", html)) <= {
        *("<h1>", "</h1>", "<h2>", "</h2>", "<p>", "</p>", "<strong>", "</strong>", "<blockquote>", "</blockquote>")
    }
    assert (html.count("<h1>"), html.count("<h2>"), html.count("<blockquote>")) == (1, 3, 1)


def data(html: str) -> Any:  # noqa: ANN401
    """Return the machine-readable block of a document."""
    (block,) = re.findall(r'<script type="application/json" id="answers">(.*?)</script>', html)
    return json.loads(block)


def test_the_html_holds_the_answers_as_data() -> None:
    """All of them, as `ask --json` prints them, whatever is in them."""
    made = conversation(*WHOLE.exchanges, exchange(HOSTILE, quoted(HOSTILE)), title=HOSTILE)
    html = as_html(made, MADE)
    assert data(html) == {
        "title": HOSTILE,
        "exported": "2025-03-05T15:03:00+01:00",
        "exchanges": [{"question": e.question, "asked": e.asked, "answer": e.answer} for e in made.exchanges],
    }
    assert (html.count("<script"), html.count("</script"), html.count("<!--")) == (1, 1, 0)


def test_the_html_needs_nothing_else() -> None:
    """No script, no link, no picture, nothing of another host."""
    html = as_html(WHOLE)
    assert not re.search(r"<(?:link|img|iframe|a|base|object)\b|@import|url\(|//|\bon\w+=", html)
    assert "default-src 'none'" in html
    for media in ("prefers-color-scheme: dark", "@media print"):
        assert media in html


SHOWN = """() => [...document.querySelectorAll("blockquote")].map(quote => quote.textContent)"""


def test_a_browser_shows_every_quote_exactly(tmp_path: Path) -> None:
    """Real Chromium: the text of each is the article's, nothing runs, nothing else is asked for."""
    playwright = pytest.importorskip("playwright.sync_api")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        missing = "no Chromium on this machine: the exported page is not tested"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    texts = [*TRICKY, HOSTILE, "\n\n  white \t space\n\n"]
    made = conversation(exchange(HOSTILE, *map(quoted, texts)), exchange("No?", nearest=(quoted(HOSTILE),)), title="T")
    (tmp_path / "exported.html").write_bytes(as_html(made).encode())
    troubles: list[str] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: troubles.append(request.url))
        page.goto((tmp_path / "exported.html").as_uri())
        assert page.evaluate(SHOWN) == [*texts, HOSTILE]
        assert page.text_content("h2") == f"1. {HOSTILE}"
        assert page.title() == "T"
        browser.close()
    assert troubles == [(tmp_path / "exported.html").as_uri()]


def test_a_quote_of_a_file_with_pages_tells_its_page() -> None:
    """Beside the file; a conversation kept before there were pages is exported all the same."""
    paged = Article("a.pdf", "Quays", "", "", "", TEXT, "ab" * 32, (0, 18))
    made = conversation(exchange("Who?", Quote(paged, TEXT[18:], 18, 35)))
    assert ", p. 2, characters 18–35" in words(as_html(made))
    assert "p. 2, characters 18–35" in as_markdown(made)
    assert "p. " not in words(as_html(conversation(exchange("Who?", FIVE)))).partition("“Farm")[2]
