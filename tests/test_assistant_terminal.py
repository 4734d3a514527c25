"""What a terminal shows of an answer."""

from assistant import Answer, Article, Quote
from assistant.terminal import answer_lines

ARTICLE = Article("a.md", "Goats", "", "", "", "The goat is old. It climbed well.", "")


def lines(context: str) -> list[str]:
    """Show an answer of one quote."""
    quote = Quote(ARTICLE, "It climbed well.", 17, 33, context=context)
    return [line for line in answer_lines(Answer("?", "", (quote,), False, 0.9, "?")) if line]


def test_a_quote_that_points_back_is_shown_with_what_is_before_it() -> None:
    """Apart from the quote, which stays as it is."""
    assert lines("The goat is old.") == [
        "[1] It climbed well.",
        "    (before it: The goat is old.)",
        "    -- Goats, a.md",
    ]


def test_other_quotes_are_shown_alone() -> None:
    """Nothing is shown that is not needed."""
    assert lines("") == ["[1] It climbed well.", "    -- Goats, a.md"]


def test_nothing_of_the_context_is_obeyed() -> None:
    """Control characters are shown, not sent."""
    assert lines("The\x1b[31m goat.")[1] == "    (before it: The<U+001B>[31m goat.)"
