"""What a model is told: the question and the numbered quotes, in which nothing is hidden."""

import pytest
from goats import GOATS, SHEEP, quote

from assistant.prompts import readable, standalone_prompt, write_prompt


def test_quotes_are_numbered_with_their_sources() -> None:
    """As the answer numbers them without a model."""
    told = write_prompt("Who\nclimbs?", (quote(GOATS), quote(SHEEP)))
    assert "Question: Who climbs?\n" in told
    assert f"[1] {GOATS} (Farm <b>news</b>, The Daily Goat)\n[2] {SHEEP} (" in told


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad", "\U000e0041", "\ufe0f", "\u3164", "\x1b"]
)
def test_what_nobody_sees_is_not_told(hidden: str) -> None:
    """Instructions could hide in it."""
    assert readable(f"go{hidden}ats") == "goats"


def test_the_conversation_is_told_in_order() -> None:
    """The questions, the last answer, and the question to be reworded."""
    told = standalone_prompt("Who built it?", ("Hi\u200b?", "How many cars?"), "Ninety " * 200)
    lines = told.splitlines()
    assert lines[:2] == ["Person: Hi?", "Person: How many cars?"]
    assert lines[2].count("Ninety") == 80
    assert lines[3] == "Person: Who built it?"
