"""What a language model wrote becomes HTML that shows exactly this, with links where it cites quotes."""

import re

from goats import GOATS, SHEEP, quote

from assistant import Answer, Removed, Writing
from ui.citations import cite, encode_citation
from ui.conversation import as_history
from ui.prose import render_notes, render_prose, without_removed
from ui.render import render_answer, render_stopped, render_writing

QUOTES = (quote(GOATS), quote(SHEEP))
BAD = "<img src=x onerror=alert(1)> **bold** $x$ [a](b) \u202eevil"


def writing(*sentences: str, removed: tuple[Removed, ...] = (), trouble: str = "") -> Writing:
    """Return what a model named <b> wrote."""
    return Writing("<b>", sentences, removed, trouble, 9, 9, 2.04)


def answer(written: Writing | None) -> Answer:
    """Return an answer of two quotes."""
    return Answer("Who?", "", QUOTES, False, 0.9, "Who?", writing=written)


def tags(html: str) -> set[str]:
    """Return the names of the elements."""
    return set(re.findall(r"<(\w+)", html))


def test_citations_lead_to_their_quotes() -> None:
    """And to nothing where there is none."""
    html = render_prose(("Goats climb [1].", "Sheep graze [2][3]."), QUOTES)
    for number, one in enumerate(QUOTES, start=1):
        link = encode_citation(cite(one))
        assert f'<a class="qa-prose-cite" href="#cite-{link}">&#91;{number}&#93;</a>' in html
    assert html.count("<a ") == 2
    assert render_prose(()) == ""
    assert "<a " not in render_prose(("Goats climb [1].",))


def test_nothing_that_is_written_is_markup() -> None:
    """Neither what is shown nor what was removed, nor a model's name."""
    bad = writing(f"{BAD} [1].", removed=(Removed(BAD, f"why {BAD}"),), trouble=BAD)
    html = render_answer(answer(bad))
    assert tags(html) <= {
        "section", "p", "a", "bdi", "span", "figure", "blockquote", "figcaption", "cite", "details", "summary", "ul",
        "li", "del", "footer", "button",
    }  # fmt: skip
    assert not re.search(r"<[^>]*onerror", html)
    assert "**" not in html
    assert "\n" not in html


def test_what_was_removed_is_counted_and_given_with_the_reason() -> None:
    """It is folded away."""
    html = render_notes(writing("Goats climb [1].", removed=(Removed("Cows fly.", "It cites no quote."),) * 2))
    assert "<summary>2 sentences removed&#58; the articles do not say this&#46;</summary>" in html
    assert html.count("<del") == 2
    assert "open" not in html
    assert render_notes(None) == ""
    assert render_notes(writing("Goats climb [1].")) == ""


def test_what_was_removed_is_no_part_of_the_conversation() -> None:
    """A follow-up leans on what was said, not on what nobody said."""
    html = render_answer(answer(writing("Goats climb [1].", removed=(Removed("Cows fly.", "No quote says so."),))))
    (turn,) = as_history([{"role": "assistant", "content": html}])
    assert "Cows" in html
    assert "Cows" not in turn["content"]
    assert "Goats climb [1] ." in " ".join(turn["content"].split())
    assert without_removed("plain") == "plain"


def test_an_answer_without_a_model_is_as_before() -> None:
    """Nothing is said of one."""
    html = render_answer(answer(None))
    assert "qa-prose" not in html
    assert "Written" not in html


def test_what_is_written_so_far_can_be_stopped() -> None:
    """It stays, marked so."""
    html = render_writing(["Goats climb [1]."], "Writing with x")
    assert "qa-progress" in html
    assert "there may be more" in render_stopped(html)
    assert "Goats climb" in render_stopped(html)
