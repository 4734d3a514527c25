"""Saved pages of many layouts, and the same pasted as text: all of the article is quoted, and none of the furniture."""

import re

import pytest
from pages import LAYOUTS, Page, as_pasted, made_pages

from index.blocks import Kind, split_blocks
from index.html_text import read_html

PAGES = list(made_pages())


def quotable(text: str) -> str:
    """Return what may be quoted of a text, a block a line."""
    prose = (text[b.start : b.end] for b in split_blocks(text) if b.kind is Kind.PROSE)
    return "\n".join(" ".join(block.split()) for block in prose)


def shares(pages: list[Page], pasted: bool) -> tuple[float, float]:
    """Return the share of furniture lines that may be quoted, and of the article's sentences that may not."""
    quoted = furniture = lost = sentences = 0
    for page in pages:
        found = quotable(as_pasted(page) if pasted else read_html(page.markup).text)
        body = " ".join(page.body)
        quoted += sum(line in found and line not in body for line in page.furniture)
        lost += sum(sentence not in found for sentence in page.body)
        furniture, sentences = furniture + len(page.furniture), sentences + len(page.body)
    return quoted / furniture, lost / sentences


@pytest.mark.parametrize("pasted", [False, True], ids=["saved", "pasted"])
@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_the_article_is_quoted_and_its_furniture_is_not(page: Page, pasted: bool) -> None:
    """Layout by layout, as saved and as pasted."""
    assert shares([page], pasted) == (0, 0)


@pytest.mark.parametrize("pasted", [False, True], ids=["saved", "pasted"])
def test_the_shares_over_many_pages(pasted: bool) -> None:
    """With other words and other lengths, too; the shares are printed."""
    pages = [page for seed in range(1, 4) for page in made_pages(seed)]
    quoted, lost = shares(pages, pasted)
    print(f"{len(pages)} pages, furniture lines quoted {quoted:.2%}, sentences lost {lost:.2%}")  # noqa: T201
    assert quoted == 0
    assert lost < 0.01


def test_there_are_enough_layouts() -> None:
    """At least a dozen, in several encodings, each with furniture and an article."""
    assert len(LAYOUTS) >= 12
    assert {encoding for _, encoding in LAYOUTS.values()} >= {"utf-8", "utf-16", "iso-8859-1"}
    assert all(len(page.furniture) > 1 and len(page.body) > 10 for page in PAGES)


def test_a_box_of_one_title_within_the_article_takes_no_paragraph_with_it() -> None:
    """Only several titles with a teaser each are a list of other articles."""
    sentence = "The board said on Tuesday that {} cranes would stand still until the parts arrive."
    body = [sentence.format(number) for number in range(12)]
    text = "\n\n".join([*body[:6], "Read more", "Nine things to know about berths", *body[6:]])
    assert quotable(text).split("\n") == body


def test_a_count_of_comments_above_the_article_ends_nothing() -> None:
    """Under a byline it is no head of comments."""
    sentence = "The board said on Tuesday that {} cranes would stand still until the parts arrive."
    body = [sentence.format(number) for number in range(12)]
    assert quotable("\n\n".join(["Quiet quays", "3 comments", *body])).split("\n") == body
    after = "\n\n".join(
        [*body, "3 comments", "gullfan", "I never saw them stand still for as long as this in my life."]
    )
    assert quotable(after).split("\n") == body


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "koi8-r", "shift_jis"])
def test_a_page_is_decoded_as_it_is_written(encoding: str) -> None:
    """By its mark, by what it declares, or by what it is."""
    word = {"koi8-r": "Гавань", "shift_jis": "港"}.get(encoding, "Fähre")
    declared = encoding.removesuffix("-sig") if not encoding.startswith("utf-16") else "utf-8"
    prose = " ".join(f"The {word} lay at the quay for {n} days and nobody came to look after it." for n in range(9))
    page = f'<html><head><meta charset="{declared}"><title>{word} and quay</title></head><body><p>{prose}</p></body></html>'
    found = read_html(page.encode(encoding))
    assert found.text == f"{prose}\n"
    assert found.title == f"{word} and quay"


def test_what_a_page_tells_of_itself() -> None:
    """From JSON-LD and from meta tags."""
    found = {page.name: read_html(page.markup) for page in PAGES}
    news, blog = found["news"], found["blog"]
    assert (news.title, news.author) == ("Cranes stand still in Ardle", "Ann Lee")
    assert (news.publisher, news.published) == ("The Ardle Courier", "2021-05-04")
    assert (blog.title, blog.author, blog.published) == ("Notes from the quay", "Bo Chen", "")
    assert found["think tank"].published == "2022-11-03"


def test_paragraphs_lists_and_tables_are_lines() -> None:
    """White space of the source does not matter."""
    prose = "The cranes on the northern quay\n  stood still for most of the&nbsp;week."
    page = f"<article><h1>Quays</h1>{f'<p>{prose}</p>' * 6}<h2>Ships</h2><ul><li>Two came.<li>One left.</ul>"
    page += f"<table><tr><th>Year<th>Ships<tr><td>2019<td>410</table><p>{prose}</p></article>"
    text = read_html(page.encode()).text
    assert re.sub(r"(?:The cranes[^\n]*\n\n)+", "P\n\n", text).startswith(
        "Quays\n\nP\n\nShips\n\nTwo came.\n\nOne left.\n\n"
    )
    assert "Year | Ships\n2019 | 410\n" in text
