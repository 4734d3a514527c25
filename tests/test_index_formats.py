"""A folder of several formats: what is new is read once, what it tells is kept, and what is told of it wins."""

import hashlib
from pathlib import Path

import pytest
from conftest import FakeEmbedder, Folder
from files import make_docx, make_epub, make_pdf

from index import Article, ArticleIndex, Changes, Skipped

PROSE = "The cranes on the northern quay stood still for most of the week, and the men went home early."
PDF = make_pdf([["The cranes stood still all week."], ["The men went home early."]], title="Quiet quays")
FILES: dict[str, str | bytes] = {
    "a.html": f"<title>Quays</title><p>{PROSE}</p>" * 5,
    "b.pdf": PDF,
    "c.docx": make_docx([PROSE], title="The levy"),
    "d.epub": make_epub([f"<p>{PROSE}</p>"]),
    "e.md": f"# The tides of Ardle\n\n{PROSE}\n",
}


def opened(place: Path) -> tuple[ArticleIndex, Changes]:
    """Open the index of a folder, beside it."""
    return ArticleIndex.open(place, place.parent / "index", FakeEmbedder())


def articles(index: ArticleIndex) -> dict[str, Article]:
    """Return the articles by their paths."""
    with index.reading() as searcher:
        return {article.path: article for article in searcher.articles()}


def test_every_format_becomes_an_article(folder: Folder) -> None:
    """With the file's checksum, text that the file still has, and what it tells of itself."""
    place = folder(FILES)
    index, changes = opened(place)
    assert changes.added == tuple(FILES)
    found = articles(index)
    for path, article in found.items():
        assert article.sha256 == hashlib.sha256((place / path).read_bytes()).hexdigest()
        assert index.current_text(path) == article.text
        assert "cranes" in article.text
    assert {path: article.title for path, article in found.items()} == {
        "a.html": "Quays", "b.pdf": "Quiet quays", "c.docx": "The levy", "d.epub": "Tides", "e.md": "The tides of Ardle"
    }  # fmt: skip
    assert opened(place)[1] == Changes(unchanged=tuple(FILES))


def test_a_quote_of_a_pdf_knows_its_page(folder: Folder) -> None:
    """From the first, by the offset of its first character; other formats have no pages."""
    found = articles(opened(folder(FILES))[0])
    pdf = found["b.pdf"]
    assert [pdf.page_of(pdf.text.index(word)) for word in ("The cranes", "week", "The men", "early")] == [1, 1, 2, 2]
    assert (found["e.md"].pages, found["e.md"].page_of(3)) == ((), 0)


def test_a_broken_file_is_named_once_read_and_the_others_are_there(folder: Folder) -> None:
    """A known article keeps its last good text while its file is broken."""
    place = folder({**FILES, "x.pdf": b"%PDF-1.4 nothing"})
    index, changes = opened(place)
    assert changes.skipped == (Skipped("x.pdf", "not a PDF that can be read"),)
    folder({"b.pdf": PDF[:500]})
    changes = index.refresh()
    assert not changes
    assert [file.path for file in changes.skipped] == ["b.pdf", "x.pdf"]
    assert articles(index)["b.pdf"].title == "Quiet quays"
    assert opened(place)[1].skipped == changes.skipped
    folder({"b.pdf": PDF, "x.pdf": PDF})
    assert (index.refresh().added, index.refresh().skipped) == (("x.pdf",), ())


SIDECAR = """\
b.pdf: {title: The cranes of Ardle, published: 4 May 2021}
"*.docx":
  publisher: Nordlys
"""


def test_what_the_folder_says_of_its_articles_wins(folder: Folder) -> None:
    """By path or pattern; what it does not say stays as the article tells it."""
    index, changes = opened(folder({**FILES, "metadata.yaml": SIDECAR}))
    assert (changes.added, changes.skipped) == (tuple(FILES), ())
    found = articles(index)
    pdf = found["b.pdf"]
    assert (pdf.title, pdf.author, pdf.published) == ("The cranes of Ardle", "Ann Lee", "2021-05-04")
    assert (found["c.docx"].publisher, found["c.docx"].title, found["a.html"].title) == ("Nordlys", "The levy", "Quays")


def test_a_change_of_it_is_followed(folder: Folder) -> None:
    """Only the articles of which it says something else are read anew; without it, nothing is said."""
    place = folder({**FILES, "metadata.yaml": SIDECAR})
    index, _ = opened(place)
    assert not index.refresh()
    folder({"metadata.yaml": SIDECAR.replace("Ardle", "Calder")})
    assert index.folder_changed()
    changes = index.refresh()
    assert (changes.edited, len(changes.unchanged)) == (("b.pdf",), 4)
    assert articles(index)["b.pdf"].title == "The cranes of Calder"
    (place / "metadata.yaml").unlink()
    assert index.refresh().edited == ("b.pdf", "c.docx")
    assert (articles(index)["b.pdf"].title, articles(index)["c.docx"].publisher) == ("Quiet quays", "")


@pytest.mark.parametrize(
    ("sidecar", "fault"),
    [
        ("b.pdf: {title: [", "line 1: "),
        ("gone.pdf: {title: A}", "gone.pdf: there is no such article"),
        ("b.pdf: A title", "b.pdf: it takes title, author, publisher or published below"),
        ("b.pdf: {titel: A}", "b.pdf: 'titel' is none of title, author, publisher, published"),
        ("- b.pdf", "it takes a path to a line, and what is said of it below"),
        ("a: &a [b]\nc: *a", "not YAML: aliases are not read; what it said before holds"),
        (b"\xff\xfe", "not UTF-8 (byte 0); save it as UTF-8"),
    ],
)
def test_an_error_in_it_is_told_and_stops_nothing(folder: Folder, sidecar: str | bytes, fault: str) -> None:
    """The articles are read all the same."""
    _, changes = opened(folder({**FILES, "metadata.yaml": sidecar}))
    (skipped,) = changes.skipped
    assert (skipped.path, len(changes.added)) == ("metadata.yaml", 5)
    assert skipped.reason.startswith(fault)


def test_while_it_cannot_be_read_what_it_said_holds(folder: Folder) -> None:
    """As for an article that is half written."""
    index, _ = opened(folder({**FILES, "metadata.yaml": SIDECAR}))
    folder({"metadata.yaml": "b.pdf: {title: ["})
    assert not index.refresh()
    assert articles(index)["b.pdf"].title == "The cranes of Ardle"


def test_an_upgrade_of_what_reads_files_rebuilds_and_says_why(folder: Folder) -> None:
    """Text may come out differently by then; what was embedded is not embedded again."""
    place = folder(FILES)
    index, _ = opened(place)
    with index._database.writing() as transaction:
        transaction.set_manifest({"extraction": "0, trafilatura 1.0"})
    changes = index.refresh()
    assert changes.rebuilt.startswith("its extraction is 0, trafilatura 1.0, now 1, trafilatura 2.")
    assert (changes.embedded, len(changes.added)) == (0, 5)
