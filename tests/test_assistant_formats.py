"""An article that is no plain text is asked, quoted with its page, and its quotes are verified later."""

import json
from pathlib import Path

import pytest
from conftest import Folder
from files import make_pdf
from pages import made_pages

from assistant import Article, Assistant, Quote, answer_data, run_command
from assistant.excerpt import excerpt_blocks
from assistant.terminal import source
from assistant.verify import verify_quotes
from index import SentenceTransformerEmbedder

LEVY = [
    ["The islands and their levy", "", "The levy was first proposed by the harbour board in the spring."],
    [
        "The lighthouse of Calder needs a new copper roof, which costs ninety thousand crowns.",
        "Nobody has paid for it.",
    ],
]


@pytest.fixture(scope="module")
def assistant(embedder: SentenceTransformerEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """A folder of a page and a PDF, with the real model."""
    place = tmp_path_factory.mktemp("articles")
    news = next(page for page in made_pages() if page.name == "news")
    asked = "<p>The ferry captain Ruth Okoye keeps eleven goats aboard the night ferry to Ardle.</p>"
    (place / "news.html").write_bytes(news.markup.replace(b"<h2>What", asked.encode() + b"<h2>What", 1))
    (place / "levy.pdf").write_bytes(make_pdf(LEVY, title="The islands and their levy"))
    return Assistant.open(place, tmp_path_factory.mktemp("index"), embedder=embedder)


@pytest.mark.parametrize(
    ("question", "path", "words", "page"),
    [
        ("What does the roof of the lighthouse of Calder cost?", "levy.pdf", "ninety thousand crowns", 2),
        ("What does Ruth Okoye keep aboard the night ferry?", "news.html", "eleven goats", 0),
    ],
)
def test_it_is_asked_and_quoted_and_verified(
    assistant: Assistant, question: str, path: str, words: str, page: int
) -> None:
    """In whole sentences, which the file still holds."""
    answer = assistant.ask(question)
    quote = answer.quotes[0]
    assert (quote.article.path, quote.page) == (path, page)
    assert words in quote.text
    assert quote.text.endswith(".")
    data = answer_data(answer)
    assert data["quotes"][0].get("page", 0) == page
    checked = verify_quotes(json.dumps(data), assistant.current_text)
    assert [(one.found, one.changed) for one in checked] == [("as given", False)] * len(answer.quotes)


def test_a_changed_file_is_told_and_one_saved_anew_is_not(assistant: Assistant, folder: Folder) -> None:
    """What counts is the text that is quoted, not the bytes around it."""
    saved = json.dumps(answer_data(assistant.ask("What does the roof of the lighthouse of Calder cost?")))
    other = folder({"levy.pdf": make_pdf([LEVY[1], LEVY[0]], title="Another title")})
    changed = Assistant.open(other, other.parent / "index", embedder=assistant._following.index._embedder)
    assert [(one.found, one.changed) for one in verify_quotes(saved, changed.current_text)] == [("moved", True)]
    folder({"levy.pdf": make_pdf(LEVY, title="Another title")})
    assert [(one.found, one.changed) for one in verify_quotes(saved, changed.current_text)] == [("as given", False)]


def test_verify_reads_the_files_from_the_command_line(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it does text."""
    saved = tmp_path / "answer.json"
    saved.write_text(json.dumps(answer_data(assistant.ask("What does Ruth Okoye keep aboard the night ferry?"))))
    folders = ["--articles", str(assistant.articles_dir), "--index-dir", str(assistant.index_dir)]
    assert run_command(["verify", str(saved), *folders]) == 0
    assert capsys.readouterr().out == "[1] as given: news.html\n"


TEXT = "One went home.\nTwo stayed.\n"
PAGED = Article("a.pdf", "Quays", "", "", "", TEXT, "0" * 64, (0, 15))


def test_the_page_stands_beside_the_source() -> None:
    """In the terminal, and in an excerpt, where a line of the text would mean nothing."""
    quote = Quote(PAGED, "Two stayed.", 15, 26)
    assert source(quote) == "Quays, a.pdf, p. 2"
    assert next(excerpt_blocks(quote, "[1]", TEXT)).text.plain == "Quays, a.pdf, p. 2"
    assert quote.page == 2
    assert Quote(PAGED, "One", 0, 3).page == 1
