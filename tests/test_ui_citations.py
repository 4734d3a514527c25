"""A citation survives its link; what is not one of ours is refused without a fuss."""

import base64
import json
import re

import pytest

from assistant import Article, Quote
from ui.citations import Citation, cite, cite_article, decode_citation, encode_citation

ARTICLE = Article("sub folder/über uns ★.md", "Title", "", "", "", "One. Two. Three.", "ab" * 32)


def packed(value: object) -> str:
    """Return an id that holds any JSON value."""
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")


@pytest.mark.parametrize("path", ["a.md", ARTICLE.path, "x" * 4000 + ".txt", 'quote".md', "日本語/記事.md"])
def test_an_id_gives_back_its_citation(path: str) -> None:
    """Path, checksum and offsets come back as they went in, whatever the path."""
    citation = Citation(path, "0123456789abcdef", 5, 2_000_000)
    assert decode_citation(encode_citation(citation)) == citation


def test_an_id_fits_a_link_and_shows_no_path() -> None:
    """The link has letters, digits, - and _ only, and not the file's name."""
    cite_id = encode_citation(cite(Quote(ARTICLE, "Two.", 5, 9)))
    assert re.fullmatch(r"[A-Za-z0-9_-]+", cite_id)
    assert "uns" not in cite_id


def test_a_quote_is_cited_by_its_place_in_this_version_of_the_article() -> None:
    """The same place in another version is not the same citation."""
    citation = cite(Quote(ARTICLE, "Two.", 5, 9))
    assert citation == Citation(ARTICLE.path, "ab" * 8, 5, 9)
    assert citation.is_of(ARTICLE)
    assert not citation.is_of(Article(ARTICLE.path, "", "", "", "", ARTICLE.text, "cd" * 32))
    assert not citation.is_of(Article("other.md", "", "", "", "", ARTICLE.text, ARTICLE.sha256))


def test_a_whole_article_can_be_cited() -> None:
    """Such a citation has no characters."""
    citation = cite_article(ARTICLE)
    assert (citation.start, citation.end) == (0, 0)
    assert decode_citation(encode_citation(citation)) == citation


CHECKSUM = "0123456789abcdef"


@pytest.mark.parametrize(
    "stranger",
    [
        None,
        True,
        0,
        -1,
        1.5,
        [],
        {},
        ["a"],
        {"id": "a"},
        "",
        " ",
        "a.md",
        "../../etc/passwd",
        "<script>",
        "é",
        "AAAA",
        "A",
        "x" * 100_000,
        packed(None),
        packed("a.md"),
        packed({"path": "a.md"}),
        packed(["a.md", CHECKSUM, 0]),
        packed(["a.md", CHECKSUM, 0, 1, 2]),
        packed(["a.md", CHECKSUM, 5, 4]),
        packed(["a.md", CHECKSUM, -1, 4]),
        packed(["a.md", CHECKSUM, 0, 10**30]),
        packed(["a.md", CHECKSUM, 0.0, 1.0]),
        packed(["a.md", CHECKSUM, False, True]),
        packed(["a.md", CHECKSUM, "0", "1"]),
        packed(["a.md", "short", 0, 1]),
        packed([7, CHECKSUM, 0, 1]),
        packed(["\ud800", CHECKSUM, 0, 1]),
        packed([[[["a"]]]]),
        base64.urlsafe_b64encode(b"[" * 5000).decode().rstrip("="),
        base64.urlsafe_b64encode(json.dumps(["a.md", CHECKSUM, 0, 1]).encode()).decode().rstrip("="),
    ],
)
def test_what_is_not_one_of_our_ids_is_none(stranger: object) -> None:
    """Any JSON value gets the same quiet answer."""
    assert decode_citation(stranger) is None
