"""What answers a question no more, once another name or year stands in the one or the other."""

import random

import pytest

from assistant.cross_encoder import Candidate, Reading
from training.other_names import about_another, of_another_year, said_of_another

ANSWER = Candidate("In 2031 the harbour of Velgrad took 40 ships from Osmund.", "So says Ines Marle.")
OTHERS = [Candidate("Last spring the bridge at Tarnow fell."), Candidate("It was seen by old Bo Lund on Monday.")]


def chance() -> random.Random:
    """Return one that always draws alike."""
    return random.Random(3)


def test_a_question_is_asked_of_another_year() -> None:
    """One near the year that the answer speaks of; where it speaks of none that is asked about, there is none."""
    asked = of_another_year(Reading("How many ships came in 2031?"), ANSWER, chance())
    assert asked is not None
    year = int("".join(filter(str.isdigit, asked.question)))
    assert 0 < abs(year - 2031) <= 3
    assert of_another_year(Reading("How many ships came in 1999?"), ANSWER, chance()) is None
    assert of_another_year(Reading("How many ships came?"), ANSWER, chance()) is None


def test_a_question_is_asked_about_another_name_of_the_same_length() -> None:
    """Which stands in neither the question nor the answer."""
    asked = about_another(Reading("How many ships came to Velgrad?"), ANSWER, OTHERS, chance())
    assert asked == Reading("How many ships came to Tarnow?")
    assert about_another(Reading("How many ships did Ines Marle see?"), ANSWER, OTHERS, chance()) == Reading(
        "How many ships did Bo Lund see?"
    )


def test_an_answer_is_said_of_another_name() -> None:
    """In the sentence and in what stands before it; only a name that the question has is exchanged."""
    said = said_of_another(Reading("How many ships did Ines Marle count at Velgrad?"), ANSWER, OTHERS[:1], chance())
    assert said in (
        Candidate(ANSWER.text.replace("Velgrad", "Tarnow"), ANSWER.before),
        Candidate(ANSWER.text, ANSWER.before.replace("Ines Marle", "Tarnow")),
    )


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("How many ships came?", OTHERS),
        ("How many ships came to Velgrad?", [Candidate("It came from Velgrad.")]),
        ("How many ships came to Velgrad?", [Candidate("It rained in May, and on Monday.")]),
        ("How many ships came to Velgrad or Tarnow?", OTHERS[:1]),
    ],
    ids=["no name asked", "no other name", "months and days", "the other one is asked about, too"],
)
def test_where_no_name_can_be_put_nothing_is(question: str, others: list[Candidate]) -> None:
    """Neither in the question nor in the answer."""
    assert about_another(Reading(question), ANSWER, others, chance()) is None
    assert said_of_another(Reading(question), ANSWER, others, chance()) is None


def test_names_of_one_country_are_not_exchanged() -> None:
    """What is said of the one answers about the other."""
    answer = Candidate("Then the Kremlin and Moscow agreed.")
    others = [Candidate("So the Russian envoy said.")]
    assert about_another(Reading("When did Moscow agree?"), answer, others, chance()) is None
