"""The time that a question asks about, and which sentences lie in it."""

import pytest

from assistant.period import Period, asked_period

EVER = 120_000


def months(first: tuple[int, int], last: tuple[int, int]) -> Period:
    """Build a period from years and months, counted from 1."""
    return Period(12 * first[0] + first[1] - 1, 12 * last[0] + last[1] - 1)


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("How many ferries sailed in 2023?", months((2023, 1), (2023, 12))),
        ("What did the 2023 summit bring?", months((2023, 1), (2023, 12))),
        ("In the summer of 2023, who sailed?", months((2023, 1), (2023, 12))),
        ("Who sailed in late 2023?", months((2023, 1), (2023, 12))),
        ("Who sailed in March 2022?", months((2022, 3), (2022, 3))),
        ("What happened on 4 March 2022?", months((2022, 3), (2022, 3))),
        ("What happened on March 4th, 2022?", months((2022, 3), (2022, 3))),
        ("Who has sailed since March 2022?", Period(12 * 2022 + 2, EVER)),
        ("Who has sailed from 2022 on?", Period(12 * 2022, EVER)),
        ("Who sailed after 2022?", Period(12 * 2023, EVER)),
        ("Who sailed before the end of 2022?", Period(0, 12 * 2022 - 1)),
        ("Who had sailed by May 2022?", Period(0, 12 * 2022 + 4)),
        ("Who sailed until 2022?", Period(0, 12 * 2022 + 11)),
        ("Who sailed between 2020 and June 2022?", months((2020, 1), (2022, 6))),
        ("Who sailed from 2020 to 2022?", months((2020, 1), (2022, 12))),
        ("Who sailed in 2020–2022?", months((2020, 1), (2022, 12))),
        ("Who sailed in the 1990s?", months((1990, 1), (1999, 12))),
    ],
)
def test_the_period_of_a_question(question: str, period: Period) -> None:
    """Years, months, bounds, ranges and decades."""
    assert asked_period(question) == period


@pytest.mark.parametrize(
    "question",
    [
        "Who sailed?",
        "Who sailed last year?",
        "In which year did it sail?",
        "Do over 2000 men sail?",
        "Who has 2,023 ferries in 2,023 ports?",
        "Did it cost $2023?",
        "Is it up by 2023.5 or by 2023%?",
        "May they sail in March?",
        "Who sailed between 2022 and 2020?",
        "What is in 2023b?",
        "",
    ],
)
def test_no_period(question: str) -> None:
    """What is relative, of no year, a number or impossible is left alone."""
    assert asked_period(question) is None


@pytest.mark.parametrize(
    ("sentence", "published", "holds"),
    [
        ("It sailed in 2022.", "", True),
        ("It sailed in March 2022.", "2019-01-01", True),
        ("It sailed in May 2022.", "2022-03-01", False),
        ("It sailed from 2019 to 2022.", "", True),
        ("In 1991 it sailed.", "2022-03-07", False),
        ("It sailed.", "2022-03-07", True),
        ("It sailed.", "2022", True),
        ("It sailed.", "2022-02-28", False),
        ("It sailed.", "2022-04-01", None),
        ("It sailed on March 4.", "2023-01-01", None),
        ("It sailed.", "", None),
        ("It sailed.", "7 March", None),
        ("It carries 2,022 cars.", "", None),
    ],
)
def test_what_lies_in_march_2022(sentence: str, published: str, holds: bool | None) -> None:
    """A date that is stated decides; without one, the day of publication; later reports may speak of then."""
    assert months((2022, 3), (2022, 3)).holds(sentence, published) is holds
