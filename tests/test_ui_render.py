"""An answer becomes a chat message: exact quotes, numbered, each with its source and its link."""

import re
from dataclasses import replace
from html import unescape

import pytest

from assistant import Agreement, Answer, Article, Group, QAError, Quote, Words
from ui.citations import Citation, decode_citation
from ui.escape import exact_html
from ui.render import (
    count,
    long_date,
    render_answer,
    render_error,
    render_partial,
    render_progress,
    render_quotes,
    source_line,
)
from ui.strip import render_strip
from ui.verdict import render_verdict

SHELLS = Article(
    "shells.md",
    "Shells & <b>shells</b>",
    "Ann Lee",
    "Daily *Star*",
    "2024-10-09",
    "Five million shells. <i>Some</i> say six.",
    "ab" * 32,
)
BARE = Article("notes/bare.txt", "", "", "", "", "Nobody knows.\n\tTabs\tand ${more}.", "cd" * 32)


def quote(article: Article, text: str, marks: tuple[tuple[int, int], ...] = (), context: str = "") -> Quote:
    """Return the quote of the first place where the text stands."""
    start = article.text.index(text)
    return Quote(article, text, start, start + len(text), marks=marks, context=context)


def answer(
    *quotes: Quote, confidence: float = 0.95, query: str = "How many?", nearest: tuple[Quote, ...] = ()
) -> Answer:
    """Return an answer of these quotes; without any, one that abstains."""
    return Answer("How many?", "raw **text**", quotes, not quotes, confidence, query, nearest, 3, (14, 1234))


def shown(html: str, opening: str) -> list[str]:
    """Return the text of each element with this opening tag, as a browser shows it."""
    name = opening.split(maxsplit=1)[0]
    inner = re.findall(rf"<{opening}[^>]*>(.*?)</{name}>", html, re.DOTALL)
    return [re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), re.sub(r"<[^>]*>", "", text)) for text in inner]


def test_each_quote_is_shown_exactly_with_its_number_and_source() -> None:
    """Numbers count from 1 in the order of the answer."""
    html = render_answer(answer(quote(SHELLS, "<i>Some</i> say six."), quote(BARE, BARE.text)))
    assert shown(html, 'p class="qa-words"') == ["<i>Some</i> say six.", BARE.text]
    assert shown(html, 'a class="qa-chip"') == ["[1]", "[2]"]
    assert shown(html, "figcaption") == ["Shells & <b>shells</b> · Daily *Star* · Ann Lee · 9 October 2024", BARE.path]


def test_a_chip_leads_to_the_quotes_place_in_its_article() -> None:
    """The link holds the citation, the tooltip the first words."""
    html = render_answer(answer(quote(SHELLS, "Five million shells.")))
    (cite_id,) = re.findall(r'href="#cite-([A-Za-z0-9_-]+)"', html)
    assert decode_citation(cite_id) == Citation("shells.md", "ab" * 8, 0, 20)
    assert f'title="{exact_html("Five million shells.")}"' in html


def test_a_message_is_one_line_that_holds_no_markup_of_an_article() -> None:
    """The chat's Markdown must find nothing to read: no line break, no tag or sign of the articles."""
    html = render_answer(answer(quote(SHELLS, "<i>Some</i> say six."), quote(BARE, BARE.text)))
    assert "\n" not in html
    assert "\t" not in html
    assert "<i>" not in html
    assert "${" not in html
    assert "*" not in html
    assert "raw" not in html


def test_marks_are_bold_and_leave_the_words_alone() -> None:
    """Marks that overlap or reach outside are left out."""
    marked = quote(SHELLS, "Five million shells.", marks=((5, 12), (0, 4), (3, 8), (15, 99), (7, 7)))
    html = render_answer(answer(marked))
    assert shown(html, "b") == ["Five", "million"]
    assert shown(html, 'p class="qa-words"') == ["Five million shells."]


def test_the_context_stands_before_the_quote() -> None:
    """It is not part of the quote."""
    html = render_answer(answer(quote(BARE, "Nobody knows.", context="Who & what?")))
    assert shown(html, 'p class="qa-context"') == ["Who & what?"]
    assert shown(html, 'p class="qa-words"') == ["Nobody knows."]


def test_an_abstention_shows_the_nearest_passages_and_no_confidence() -> None:
    """It says no first."""
    html = render_answer(answer(confidence=0.1, nearest=(quote(BARE, "Nobody knows."),)))
    assert shown(html, 'p class="qa-verdict"') == ["The articles do not answer this."]
    assert shown(html, 'p class="qa-words"') == ["Nobody knows."]
    assert "qa-sure" not in html


def test_an_abstention_with_nothing_near_says_so() -> None:
    """There is nothing to copy, either."""
    html = render_answer(answer())
    assert "Nothing in them comes close" in html
    assert "<button" not in html


def test_what_was_searched_is_told_and_the_query_only_where_it_differs() -> None:
    """A follow-up shows what it was taken to mean."""
    same, other = (
        render_answer(answer(quote(BARE, "Nobody knows."), query=q)) for q in ("How many?", "How <many> Iran?")
    )
    assert "Searched 1,234 passages in 14 articles." in same
    assert f'in 14 articles for “<b class="qa-query">{exact_html("How <many> Iran?")}</b>”.' in other
    assert ("qa-change" in same, "qa-change" in other) == (False, True)


def test_an_answer_begins_with_how_sure_it_is_and_how_the_articles_stand_to_each_other() -> None:
    """In their own words, escaped; and who says a quote stands before its source."""
    other = Article("b.md", "B", "", "The Sun", "", "<i>Six.", "ef" * 32)
    quotes = (quote(SHELLS, "Five million shells."), replace(quote(other, "<i>Six."), speaker="Bo <Kay>"))
    group = Group((Words(1, 0, 12), Words(2, 0, 6)))
    told = replace(answer(*quotes), agreement=Agreement(differing=(group,)))
    html = render_answer(told)
    assert html.startswith(f'<section class="qa-answer">{render_verdict(told)}{render_strip(told)}<figure')
    assert shown(html, "figcaption")[1] == "Bo <Kay>, quoted in B · The Sun"
    assert "<i>" not in html


def test_a_growing_answer_has_all_but_the_quotes_that_are_yet_to_come() -> None:
    """So nothing that is being read moves."""
    whole = answer(quote(BARE, "Nobody knows."), quote(SHELLS, "say six"))
    html = render_partial(whole, 1)
    assert shown(html, 'p class="qa-words"') == ["Nobody knows."]
    assert render_answer(whole).startswith(html.removesuffix("</section>"))
    assert "qa-basis" not in html


def test_errors_and_progress_are_escaped_sentences() -> None:
    """They may hold file names."""
    html = render_error(QAError("No <b>index</b>.", "Run `index`."))
    assert shown(html, 'p class="qa-verdict"') == ["No <b>index</b>."]
    assert shown(html, 'p class="qa-hint"') == ["Run `index`."]
    assert "qa-hint" not in render_error(QAError("No remedy."))
    assert shown(render_progress("Reading <x>"), 'p class="qa-progress"') == ["Reading <x>"]


def test_dates_are_written_out_where_they_are_dates() -> None:
    """What is not an ISO date stays as the article gives it."""
    assert long_date("2024-01-05") == "5 January 2024"
    assert long_date("Spring 2024") == "Spring 2024"
    assert long_date("") == ""


def test_a_source_without_a_title_is_named_by_its_file() -> None:
    """No separator is left over."""
    assert shown(f"<p>{source_line(BARE)}</p>", "p") == ["notes/bare.txt"]


def test_counts_agree_with_their_noun() -> None:
    """Large numbers are grouped."""
    assert [count(n, "article") for n in (0, 1, 2000)] == ["0 articles", "1 article", "2,000 articles"]


def test_small_talk_is_a_reply_and_nothing_else() -> None:
    """No verdict on the articles, no nearest passages, no line on what was searched."""
    said = Answer("Hi", "Hello <you>!\n\nAsk.", (), True, 0.0, "Hi", searched=(14, 90), small_talk=True)
    assert "<you>" not in render_answer(said)
    shown = '<p class="qa-verdict">Hello <you>!</p><p class="qa-verdict">Ask.</p>'
    assert unescape(render_answer(said)) == f'<section class="qa-answer">{shown}</section>'


@pytest.mark.parametrize(
    ("copies", "told"), [((), ""), (("b.md",), "1 other article"), (("b.md", "c.md"), "2 other articles")]
)
def test_copies_are_counted_in_the_source_line(copies: tuple[str, ...], told: str) -> None:
    """They are no sources of their own, and are told nevertheless."""
    article = Article("a.md", "Goats", "", "", "", "Goats climb.", "")
    shown = render_quotes([Quote(article, "Goats climb.", 0, 12, copies=copies)])
    assert shown.endswith(f"<cite>Goats</cite>{' · also in ' if told else ''}{told}</figcaption></figure>")


def test_a_quote_of_a_file_with_pages_tells_its_page() -> None:
    """After its source, where there are pages."""
    paged = Article("a.pdf", "Quays", "", "", "", "One went home.\nTwo stayed.", "0" * 64, (0, 15))
    assert "<cite>Quays</cite> · p. 2</figcaption>" in render_quotes([Quote(paged, "Two stayed.", 15, 26)])
    plain = replace(paged, path="a.md", pages=())
    assert "<cite>Quays</cite></figcaption>" in render_quotes([Quote(plain, "Two stayed.", 15, 26)])
