"""The words that answer are marked: what is counted, a date, or a name that the question does not give."""

import pytest

from assistant.marks import marks
from assistant.question import wanted


@pytest.mark.parametrize(
    ("question", "text", "marked"),
    [
        ("How many goats climb?", "By now, 30 goats climb two hills since June 1998.", ["30"]),
        ("How many goats climb?", "Two hills have 30 goats; a paper calls 30 an estimate, not 12.", ["30", "30"]),
        ("How many goats climb?", "Two hills have seven sheep.", []),
        ("How much does the trade bring in?", "The two ports trade for $3 billion, up 26%.", ["$3 billion", "26%"]),
        ("What share of the honey is sold?", "Of 90 tonnes, half of the honey is sold.", ["half"]),
        ("What place did the ferry take?", "The ferry came fourth.", ["fourth"]),
        ("How old is the lamp?", "The lamp is 75 years old.", ["75"]),
        ("When did goats climb?", "30 goats climb since June 1998.", ["June 1998"]),
        ("Who leads the goats of Calder?", "In June Ana Ruiz of Calder led them.", ["Ana Ruiz"]),
        ("Who leads the goats?", "Ana Ruiz’s goats follow Bo.", ["Ana Ruiz", "Bo"]),
        ("Why do goats climb?", "30 goats climb with Ana Ruiz.", []),
    ],
)
def test_the_words_that_answer_are_marked(question: str, text: str, marked: list[str]) -> None:
    """Marks are offsets into the text, in order."""
    assert [text[start:end] for start, end in marks(text, question, wanted(question))] == marked


@pytest.mark.parametrize(
    ("told_by", "marked"), [("", ["Ana Ruiz", "Bo"]), ("Ana Ruiz", ["Bo"]), ("Ana Ruiz of Bo News", ["Ana Ruiz", "Bo"])]
)
def test_whoever_tells_it_is_no_answer_where_another_name_is(told_by: str, marked: list[str]) -> None:
    """The speaker, author and outlet are marked only where there is no other name."""
    question, text = "Who leads the goats?", "Ana Ruiz says that the goats follow Bo."
    assert [text[start:end] for start, end in marks(text, question, wanted(question), told_by)] == marked
