"""The evidence at a glance: a verdict in one line, and the quotes as a timeline of their articles.

Run as a program, this module serves some in a chat as the page shows it.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import gradio
import pytest

from assistant import Agreement, Answer, Article, Group, Quote, Words
from ui.app import page_options
from ui.citations import cite, encode_citation
from ui.strip import render_strip
from ui.verdict import render_verdict

HOSTILE = "<i>${1+1}</i> | *B* \u202e"


def article(name: str, text: str, published: str = "", publisher: str = "", title: str = "") -> Article:
    """Return an article whose path and checksum come from its name."""
    return Article(f"{name}.md", title or f"On {name}", "", publisher, published, text, f"{name}{'0' * 64}"[:64])


def answer(*articles: Article, agreement: Agreement | None = None, confidence: float = 0.95) -> Answer:
    """Return an answer that quotes these articles whole."""
    quotes = tuple(Quote(one, one.text, 0, len(one.text)) for one in articles)
    agreed = agreement or Agreement()
    return Answer("How many?", "", quotes, False, confidence, "How many?", (), 1, (3, 9), agreement=agreed)


def group(one: Answer, *said: str) -> Group:
    """Return the words in which quotes agree or differ, each given as `number words`."""
    found = []
    for number, words in (part.split(" ", 1) for part in said):
        start = one.quotes[int(number) - 1].text.index(words)
        found.append(Words(int(number), start, start + len(words)))
    return Group(tuple(found))


def agreeing() -> Answer:
    """Return an answer in which two of four articles agree, one differs, and one says something else."""
    one = answer(
        article("a", "Some 5 million bolts came in May.", "2024-10-09", "The Sun"),
        article("b", "7 million bolts came.", "2024-07-23", "Daily Lamp"),
        article("c", "There came five million bolts.", "", "Harbour News"),
        article("d", "Bolts came.", "2024-09-01", "The Post"),
    )
    same = group(one, "1 Some 5 million bolts", "1 in May", "3 five million bolts")
    other = group(one, "1 Some 5 million bolts", "1 in May", "2 7 million bolts", "3 five million bolts")
    return replace(one, agreement=Agreement((same,), (other,)))


def unanimous() -> Answer:
    """Return an answer in which three articles agree."""
    days = ("2024-07-23", "2024-09-01", "2024-10-09")
    one = answer(*(article(name, "5 million bolts.", day) for name, day in zip("abc", days, strict=True)))
    return replace(one, agreement=Agreement((group(one, *(f"{n} 5 million bolts" for n in (1, 2, 3))),)))


def hostile() -> Answer:
    """Return an answer whose every word and name is hostile."""
    one = answer(*(article(name, f"{HOSTILE} {name}", HOSTILE, HOSTILE, HOSTILE) for name in "ab"))
    return replace(one, agreement=Agreement(differing=(group(one, f"1 {HOSTILE}", f"2 {HOSTILE} b"),)))


SHOWN = (agreeing(), hostile(), unanimous())


def spoken(html: str) -> str:
    """Return the text of HTML in its order, as a screen reader gets it."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def rows(one: Answer) -> list[str]:
    """Return the text of each row of an answer's timeline."""
    return [spoken(row).strip() for row in re.findall(r"<li>(.*?)</li>", render_strip(one))]


def sides(html: str, mark: str) -> list[str]:
    """Return the numbers of the chips with this mark."""
    return re.findall(rf'<a class="{mark}"[^>]*><span class="qa-spoken">quote </span>(\d+)', html)


@pytest.mark.parametrize(
    ("confidence", "step", "words"),
    [
        (1.0, 3, "The articles very likely answer this."),
        (0.9, 3, "The articles very likely answer this."),
        (0.89, 2, "The articles likely answer this."),
        (0.7, 2, "The articles likely answer this."),
        (0.5, 1, "The articles may answer this: read the quotes closely."),
    ],
)
def test_how_sure_it_is_stands_in_words_beside_a_meter(confidence: float, step: int, words: str) -> None:
    """The meter has three steps and says in words which it is."""
    html = render_verdict(answer(article("a", "Five."), confidence=confidence))
    assert spoken(html) == f"{words} One article is quoted."
    assert f'class="qa-meter qa-meter-{step}" role="img" title="How sure: {step} of 3"' in html


def test_the_verdict_counts_who_agrees_and_who_differs() -> None:
    """Out of the articles quoted, by the words with the least beside the figure."""
    assert spoken(render_verdict(agreeing())) == (
        "The articles very likely answer this. 2 of 4 articles agree: ‘five million bolts’."
        " 1 differs: ‘7 million bolts’."
    )


def test_articles_that_all_agree_or_only_differ_are_told_so() -> None:
    """Whichever number of them there is."""
    assert spoken(render_verdict(unanimous())).endswith("All 3 articles agree: ‘5 million bolts’.")
    two = answer(article("a", "Prices rose."), article("b", "Prices fell."))
    apart = Agreement(differing=(group(two, "1 rose", "2 fell"),))
    told = "The two articles differ: ‘rose’ against ‘fell’."
    assert spoken(render_verdict(replace(two, agreement=apart))).endswith(told)
    assert spoken(render_verdict(two)).endswith("2 articles speak to this.")


def test_long_words_are_left_to_the_timeline() -> None:
    """The verdict stays a line."""
    two = answer(article("a", "The council has approved the harbour plan."), article("b", "It was not approved."))
    apart = group(two, "1 The council has approved the harbour plan", "2 not approved")
    told = replace(two, agreement=Agreement(differing=(apart,)))
    assert spoken(render_verdict(told)).endswith("The two articles differ.")
    assert "differs: ‘The council has approved the harbour plan’" in rows(told)[0]


def test_two_camps_are_told_once_each() -> None:
    """The smaller one differs from the larger one, and is not said to agree besides."""
    five = answer(*(article(name, f"{7 if name in 'ab' else 5} bolts.") for name in "abcde"))
    seven, fives = ("1 7 bolts", "2 7 bolts"), ("3 5 bolts", "4 5 bolts", "5 5 bolts")
    agreed = Agreement((group(five, *seven), group(five, *fives)), (group(five, *seven, *fives),))
    html = render_verdict(replace(five, agreement=agreed))
    assert spoken(html).endswith("3 of 5 articles agree: ‘5 bolts’. 2 differ: ‘7 bolts’.")


def test_a_difference_between_articles_that_agree_elsewhere_is_not_lost() -> None:
    """Two articles may give one figure in common and another each."""
    two = answer(article("a", "5 bolts. 9 nuts."), article("b", "5 bolts. 8 nuts."))
    agreed = Agreement((group(two, "1 5 bolts", "2 5 bolts"),), (group(two, "1 9 nuts", "2 8 nuts"),))
    told = "The two articles agree: ‘5 bolts’. The two articles differ: ‘9 nuts’ against ‘8 nuts’."
    assert spoken(render_verdict(replace(two, agreement=agreed))).endswith(told)


def test_the_timeline_says_in_words_what_it_shows() -> None:
    """A row for each article, by date, those without one last."""
    assert rows(agreeing()) == [
        "Daily Lamp, 23 Jul 2024 quote 2 differs: ‘7 million bolts’",
        "The Post, 1 Sep 2024 quote 4",
        "The Sun, 9 Oct 2024 quote 1 agrees: ‘Some 5 million bolts’, ‘in May’",
        "Harbour News, no date quote 3 agrees: ‘five million bolts’",
    ]


def test_chips_stand_where_their_dates_are_on_one_axis() -> None:
    """From the first to the last date; without a date in a column of their own."""
    html = render_strip(agreeing())
    places = re.findall(r'<span class="qa-place( qa-undated)?"><span(?: style="left:([\d.]+)%;translate:-\2%")?>', html)
    assert places == [("", "0"), ("", "51.3"), ("", "100"), (" qa-undated", "")]
    assert 'class="qa-strip qa-timeline"' in html


@pytest.mark.parametrize("published", ["", "2024-10-09", "Autumn 2024"])
def test_there_is_no_axis_without_two_days(published: str) -> None:
    """The rows are still told, with the date as the article gives it."""
    one = answer(article("a", "Five.", published), article("b", "Six.", published))
    assert "qa-timeline" not in render_strip(one)
    assert "style" not in render_strip(one)
    assert len(rows(one)) == 2


def test_a_chip_leads_to_its_quote_and_shows_its_side() -> None:
    """By its shape and colour; the words beside it say it, too."""
    one = agreeing()
    html = render_strip(one)
    assert re.findall(r'href="#cite-([\w-]+)"', html) == [encode_citation(cite(one.quotes[n])) for n in (1, 3, 0, 2)]
    assert sides(html, "qa-agrees") == ["1", "3"]
    assert sides(html, "qa-differs") == ["2"]


def test_outlets_name_the_articles_that_they_tell_apart() -> None:
    """Elsewhere titles do, and both where both are needed."""
    lamp, second = (article(name, "Five.", publisher="Daily Lamp") for name in "ab")
    sun, bare = article("c", "Five.", publisher="The Sun"), article("d", "Five.")
    named = [
        [row.split(",")[0] for row in rows(answer(*some))]
        for some in ((lamp, sun), (lamp, second), (lamp, second, sun, bare))
    ]
    assert named == [
        ["Daily Lamp", "The Sun"],
        ["On a", "On b"],
        ["Daily Lamp · On a", "Daily Lamp · On b", "The Sun", "On d"],
    ]


def test_quotes_of_one_article_share_its_row() -> None:
    """Alone they need no picture."""
    one, other = article("a", "Five. Six."), article("b", "Seven.")
    quotes = (Quote(one, "Five.", 0, 5), Quote(other, "Seven.", 0, 6), Quote(one, "Six.", 6, 10))
    assert rows(replace(answer(), quotes=quotes)) == ["On a, no date quote 1 quote 3", "On b, no date quote 2"]
    assert render_strip(replace(answer(), quotes=(quotes[0], quotes[2]))) == ""


def test_an_answer_without_quotes_has_neither() -> None:
    """Whether it abstains or is small talk."""
    refusal = replace(answer(), abstained=True, nearest=agreeing().quotes)
    for one in (refusal, replace(answer(), small_talk=True)):
        assert (render_verdict(one), render_strip(one)) == ("", "")


def test_nothing_of_an_article_becomes_markup() -> None:
    """One line, in which names, dates and words are escaped."""
    html = render_verdict(hostile()) + render_strip(hostile())
    assert not re.search(r"<i>|[\n*|{]", html)
    assert spoken(html).count("<i>${1+1}</i> | *B*") == 8


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    """Open a chat that shows some answers in Chromium; in CI a missing one is a failure."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        missing = "no Chromium on this machine: the page is not tested"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    playwright = pytest.importorskip("playwright.sync_api")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen([sys.executable, __file__], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        with playwright.sync_playwright() as driver:
            chromium = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
            tab = chromium.new_page(viewport={"width": 1360, "height": 1200})
            tab.goto(address)
            tab.wait_for_selector("#chat .qa-strip")
            yield tab
            chromium.close()
    finally:
        process.terminate()
        process.communicate(timeout=90)


def test_the_chat_keeps_every_word_and_place(page: Any) -> None:  # noqa: ANN401
    """Its Markdown and its sanitiser leave the HTML alone."""
    for number, one in enumerate(SHOWN):
        shown = page.locator("#chat .qa-answer").nth(number)
        assert shown.text_content() == spoken(render_verdict(one) + render_strip(one))
    assert page.locator("#chat .qa-answer i").count() == 0
    assert page.get_by_role("img", name="How sure: 3 of 3").count() == len(SHOWN)
    assert page.locator("#chat .qa-answer").nth(0).get_by_role("listitem").count() == 4


def box(page: Any, selector: str) -> dict[str, float]:  # noqa: ANN401
    """Return where the first element of a selector is drawn."""
    found: dict[str, float] = page.locator(f"#chat {selector}").first.bounding_box()
    return found


def test_chips_are_drawn_along_the_axis(page: Any) -> None:  # noqa: ANN401
    """The first at its left end, the last at its right end, and the undated one before it."""
    page.set_viewport_size({"width": 1360, "height": 1200})
    axis = box(page, ".qa-place:not(.qa-undated)")
    first, last = box(page, "a.qa-differs"), box(page, "a.qa-agrees")
    undated = box(page, ".qa-undated a")
    assert first["x"] == pytest.approx(axis["x"], abs=1)
    assert last["x"] + last["width"] == pytest.approx(axis["x"] + axis["width"], abs=1)
    assert undated["x"] + undated["width"] < axis["x"]


def test_it_is_low_on_a_wide_screen_and_fits_a_narrow_one(page: Any) -> None:  # noqa: ANN401
    """Three articles that agree take little height; on a phone nothing reaches past the edge."""
    page.set_viewport_size({"width": 1360, "height": 1200})
    last = f".qa-answer >> nth={len(SHOWN) - 1} >> "
    top, strip = box(page, f"{last}.qa-glance")["y"], box(page, f"{last}.qa-strip")
    assert strip["y"] + strip["height"] - top < 110
    page.set_viewport_size({"width": 390, "height": 1200})
    below = "(one) => one.querySelector('.qa-claim').offsetTop > one.querySelector('cite').offsetTop"
    page.wait_for_function(f"({below})(document.querySelector('#chat .qa-strip li'))")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    chips = [chip.bounding_box() for chip in page.locator("#chat .qa-strip a").all()]
    assert max(chip["x"] + chip["width"] for chip in chips) <= 390


def serve_chat() -> None:
    """Serve a chat that shows some answers, in the page's style, until the process ends."""
    options = page_options()
    options["head"] += f"<style>{(Path(__file__).parents[1] / 'ui' / 'strip.css').read_text('utf-8')}</style>"
    messages = [f'<section class="qa-answer">{render_verdict(one)}{render_strip(one)}</section>' for one in SHOWN]
    with gradio.Blocks(fill_height=True, analytics_enabled=False) as app:
        gradio.Chatbot(
            [{"role": "assistant", "content": message} for message in messages],
            elem_id="chat",
            latex_delimiters=[],
            layout="panel",
            group_consecutive_messages=False,
        )
    _, address, _ = app.launch(**options, quiet=True, prevent_thread_lock=True)
    print(address, flush=True)  # noqa: T201
    app.block_thread()


if __name__ == "__main__":
    serve_chat()
