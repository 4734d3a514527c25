"""A click on a citation: the article with the quote in it, and the truth about the file on disk."""

import re
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from assistant import Article, Assistant, QAError, Quote
from ui.citations import Citation, cite, cite_article, encode_citation
from ui.reader import read_source

TEXT = (
    "---\ntitle: Shells\n---\n# Heading\nFirst.\n\n"
    "<b>Five</b> million ${shells}. C:\\new\ttab. Zero\u200bwidth. Last.\n"
)
ARTICLE = Article("shells.md", "Shells <i>", "Ann Lee", "Daily Star", "2024-10-09", TEXT, "ab" * 32)
QUOTED = "<b>Five</b> million ${shells}."


@dataclass
class Shelf:
    """The part of an Assistant that the reader uses: articles as indexed, and files as they are now."""

    indexed: Article | None = ARTICLE
    on_disk: str | None = TEXT
    asked: list[str] = field(default_factory=list)

    def article(self, path: str) -> Article | None:
        """Return the article of this path."""
        self.asked.append(path)
        return self.indexed if self.indexed and self.indexed.path == path else None

    def current_text(self, path: str) -> str | None:
        """Return the file's text."""
        self.asked.append(path)
        return self.on_disk


def quote(text: str, article: Article = ARTICLE) -> Quote:
    """Return the quote of the first place where the text stands."""
    start = article.text.index(text)
    return Quote(article, text, start, start + len(text))


def link(text: str, article: Article = ARTICLE) -> str:
    """Return the citation id of a quote."""
    return encode_citation(cite(quote(text, article)))


def read(shelf: Shelf, **payload: object) -> str:
    """Return the panel for what the page sends."""
    return read_source(cast("Assistant", shelf), payload)


def shown(html: str, opening: str) -> list[str]:
    """Return the text of each element with this opening tag, as a browser shows it."""
    name = opening.split(maxsplit=1)[0]
    inner = re.findall(rf"<{opening}[^>]*>(.*?)</{name}>", html, re.DOTALL)
    return [re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), re.sub(r"<[^>]*>", "", text)) for text in inner]


def standing(html: str) -> str:
    """Return what is said about the file."""
    return shown(html, 'p class="qa-standing')[0]


def test_the_quote_is_marked_in_the_whole_unchanged_text() -> None:
    """Text, mark and source come back character for character."""
    html = read(Shelf(), id=link(QUOTED))
    assert shown(html, 'mark class="qa-cited"') == [QUOTED]
    assert shown(html, 'div class="qa-text"') == [TEXT]
    assert shown(html, "h2") == ["Shells <i>"]
    assert shown(html, 'p class="qa-origin"') == ["Daily Star · Ann Lee · 9 October 2024"]
    assert shown(html, 'p class="qa-file"') == ["shells.md"]
    assert 'title="U+200B"' in html


def test_nothing_of_the_article_is_markup() -> None:
    """Neither HTML nor a JavaScript template finds anything to read."""
    html = read(Shelf(), id=link(QUOTED))
    assert "<b>Five" not in html
    assert "${" not in html
    assert "<i>" not in html


def test_a_quote_that_stands_in_the_file_is_verified() -> None:
    """The file is read at the time of the click."""
    html = read(Shelf(), id=link(QUOTED))
    assert standing(html) == "Verified: this quote stands in the file as it is on disk now."
    assert "qa-verified" in html


@pytest.mark.parametrize(
    ("on_disk", "said"),
    [
        ("New first line.\n" + TEXT, "This quote still stands in it, at another place."),
        (TEXT.replace("million", "billion"), "no longer holds this quote"),
        (None, "The file is no longer in the folder."),
        ("", "no longer holds this quote"),
    ],
)
def test_a_changed_or_missing_file_is_told_and_the_quoted_version_shown(on_disk: str | None, said: str) -> None:
    """What is shown is then the text as it was indexed, never the other one unannounced."""
    html = read(Shelf(on_disk=on_disk), id=link(QUOTED))
    assert said in standing(html)
    assert "qa-verified" not in html
    assert shown(html, 'mark class="qa-cited"') == [QUOTED]
    assert shown(html, 'div class="qa-text"') == [TEXT]


def test_an_article_that_left_the_folder_is_told() -> None:
    """No file is looked up that the index does not know."""
    shelf = Shelf(indexed=None)
    html = read(shelf, id=link(QUOTED))
    assert shown(html, "h2") == ["This article has left the folder."]
    assert "shells.md was there when the answer was given" in standing(html)
    assert shelf.asked == ["shells.md"]


def test_a_quote_is_found_again_in_a_newer_version_of_its_article() -> None:
    """The words the chat shows are looked for; their old offsets would mark something else."""
    newer = Article(ARTICLE.path, "Shells", "", "", "", "Preface.\n" + TEXT, "cd" * 32)
    html = read(Shelf(indexed=newer, on_disk=newer.text), id=link(QUOTED), seen=QUOTED)
    assert "has changed since this answer. This quote still stands" in standing(html)
    assert shown(html, 'mark class="qa-cited"') == [QUOTED]


@pytest.mark.parametrize("seen", [QUOTED, "", None, 7])
def test_a_quote_that_a_newer_version_lacks_is_not_marked(seen: object) -> None:
    """The article is shown as it is now, and says so."""
    newer = Article(ARTICLE.path, "Shells", "", "", "", "All new.", "cd" * 32)
    html = read(Shelf(indexed=newer, on_disk="All new."), id=link(QUOTED), seen=seen)
    assert "no longer holds this quote" in standing(html)
    assert "<mark" not in html
    assert shown(html, 'div class="qa-text"') == ["All new."]


def test_offsets_beyond_the_article_are_not_trusted() -> None:
    """A forged id with the right checksum marks nothing."""
    forged = encode_citation(Citation(ARTICLE.path, "ab" * 8, 5, 10**9))
    html = read(Shelf(), id=forged)
    assert "<mark" not in html
    assert "qa-verified" not in html


def test_other_quotes_of_the_answer_are_marked_faintly() -> None:
    """Those that overlap, or belong to another article or version, are left out."""
    elsewhere = Article("other.md", "", "", "", "", TEXT, "ab" * 32)
    beside: list[object] = [link(text) for text in (QUOTED, "Last.", "First.", "million ${shells}", "Zero")]
    beside += [link("Heading", elsewhere), "nonsense", 7]
    html = read(Shelf(), id=link(QUOTED), beside=beside)
    assert shown(html, 'mark class="qa-beside"') == ["First.", "Zero", "Last."]
    assert shown(html, 'mark class="qa-cited"') == [QUOTED]
    assert shown(html, 'div class="qa-text"') == [TEXT]


def test_a_whole_article_can_be_opened_without_a_mark() -> None:
    """As from the list of articles."""
    cite_id = encode_citation(cite_article(ARTICLE))
    html = read(Shelf(), id=cite_id)
    assert standing(html) == "This is the file as it is on disk now."
    assert "<mark" not in html
    assert "Copy quote" not in html
    assert "has changed" in standing(read(Shelf(on_disk="else"), id=cite_id))


def test_of_a_long_article_a_window_is_sent_and_all_of_it_on_request() -> None:
    """What is left out is counted."""
    text = "a" * 300_000 + " The quote. " + "b" * 400_000
    long = Article("long.txt", "Long", "", "", "", text, "ab" * 32)
    shelf = Shelf(indexed=long, on_disk=text)
    cite_id = link("The quote.", long)
    window = read(shelf, id=cite_id)
    (around,) = shown(window, 'div class="qa-text"')
    assert shown(window, 'button type="button" class="qa-whole"') == [
        "Show the 280,001 characters before this",
        "Show the 380,001 characters after this",
    ]
    assert "a" * 100 + " The quote. " + "b" * 100 in around
    assert len(window) < 60_000
    assert shown(read(shelf, id=cite_id, whole=True), 'div class="qa-text"') == [text]


def test_front_matter_and_headings_are_set_apart_without_a_change_to_them() -> None:
    """They are styled by the page."""
    html = read(Shelf(), id=link(QUOTED))
    assert shown(html, 'span class="qa-front-matter"') == ["---\ntitle: Shells\n---\n"]
    assert shown(html, 'b class="qa-heading"') == ["# Heading"]


STRANGERS: list[Any] = [
    None, True, 0, 1.5, "", "a.md", [], ["a"], {}, {"id": None}, {"id": 7}, {"id": []}, {"id": {}},
    {"id": "../../etc/passwd"}, {"id": "x" * 10**6}, {"ID": "a"},
    {"id": "AAAA", "seen": "x" * 10**6, "beside": {}, "whole": "yes"},
]  # fmt: skip


@pytest.mark.parametrize("payload", STRANGERS)
def test_whatever_a_stranger_sends_gets_a_polite_answer(payload: object) -> None:
    """And no file is looked up for it."""
    shelf = Shelf()
    assert shown(read_source(cast("Assistant", shelf), payload), "h2") == ["This link leads nowhere."]
    assert shelf.asked == []


def test_excess_is_cut_off() -> None:
    """Odd values beside a good id are ignored."""
    html = read(Shelf(), id=link(QUOTED), seen="x" * 10**6, beside=[link("Last.")] * 10**4, whole="yes")
    assert shown(html, 'mark class="qa-beside"') == ["Last."]


def test_an_error_of_the_index_is_told_with_its_remedy() -> None:
    """The page must not lose the panel to it."""

    class Damaged(Shelf):
        """An index that cannot be read."""

        def article(self, path: str) -> Article | None:
            raise QAError(f"The index of {path} is damaged.", "Run `assistant index`.")

    html = read(Damaged(), id=link(QUOTED))
    assert shown(html, "h2") == ["The index of shells.md is damaged."]
    assert standing(html) == "Run `assistant index`."


def test_several_quotes_of_the_answer_in_the_article_are_listed_by_their_numbers() -> None:
    """Those of other articles count, but are not listed; a single one needs no list."""
    elsewhere = Article("other.md", "", "", "", "", TEXT, "ab" * 32)
    beside = [link("First."), link("Heading", elsewhere), link(QUOTED)]
    html = read(Shelf(), id=link(QUOTED), beside=beside)
    (listed,) = shown(html, 'nav class="qa-here"')
    assert listed == "Cited 2 times here: [1] [3]"
    assert re.findall(r'href="#cite-([^"]+)"( aria-current="true")?', html) == [
        (beside[0], ""),
        (beside[2], ' aria-current="true"'),
    ]
    assert "qa-here" not in read(Shelf(), id=link(QUOTED), beside=beside[1:])


@pytest.mark.parametrize(("on_disk", "offered"), [(TEXT, 0), (None, 1), ("New. " + TEXT, 1), ("All new.", 1)])
def test_the_index_can_be_updated_where_the_file_has_changed(on_disk: str | None, offered: int) -> None:
    """Not where there is nothing to update."""
    assert read(Shelf(on_disk=on_disk), id=link(QUOTED)).count("qa-update") == offered


def test_an_article_that_was_read_anew_needs_no_update() -> None:
    """It is the answer that is old."""
    newer = Article(ARTICLE.path, "Shells", "", "", "", "All new.", "cd" * 32)
    assert "qa-update" not in read(Shelf(indexed=newer, on_disk="All new."), id=link(QUOTED))


def test_a_quote_of_a_file_with_pages_tells_its_page() -> None:
    """Beside the file; the article as a whole is on no page."""
    paged = replace(ARTICLE, path="a.pdf", pages=(0, TEXT.index(QUOTED)))
    html = read(Shelf(paged), id=link(QUOTED, paged))
    assert shown(html, 'p class="qa-file"') == ["a.pdf · p. 2"]
    html = read(Shelf(paged), id=encode_citation(cite_article(paged)))
    assert shown(html, 'p class="qa-file"') == ["a.pdf"]
