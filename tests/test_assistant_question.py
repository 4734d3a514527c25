"""What kind of answer a question asks for, and the words that give it."""

from dataclasses import asdict

import pytest

from assistant.figures import dates, figures
from assistant.question import gives_reason, names, wanted


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How many goats crossed the strait?", {"number"}),
        ("HOW MUCH did the bridge cost?", {"number"}),
        ("What share of the honey is sold abroad?", {"number"}),
        ("What was the price of a ticket?", {"number"}),
        ("How old is the oldest keeper?", {"number"}),
        ("When did the harbour freeze?", {"date"}),
        ("In which year was the lamp lit?", {"date"}),
        ("Who keeps the lamp?", {"name"}),
        ("Which company built it?", {"name"}),
        ("Whose goats are they?", {"name"}),
        ("Why did the keeper leave?", {"reason"}),
        ("What led to the strike?", {"reason"}),
        ("Where do the two reports disagree?", {"several"}),
        ("Do both papers blame the wind?", {"several"}),
        ("What do the Herald and the Mercury say of the tunnel?", {"several"}),
        ("Is the harbour safe, according to Ek and the pilot?", {"several"}),
        ("Which of the articles mention the lamp?", {"several"}),
        ("The two reports on the lamp", {"several"}),
        ("Which lamp did the town ask for and what did it get?", {"several"}),
        ("Who left, and when?", {"name", "date", "several"}),
        ("And when did it open?", {"date"}),
        ("Which papers did he sign?", set()),
        ("Has it three sources of income?", set()),
        ("What do goats and sheep eat?", set()),
        ("Does the paper say that salt and pepper are sold?", set()),
        ("What is a lighthouse?", set()),
        ("Describe the harbour.", set()),
        ("The whole show stops whenever it rains", set()),
        ("", set()),
    ],
)
def test_the_kinds_of_answer_asked_for(question: str, kinds: set[str]) -> None:
    """Each kind is read off its own words, and nothing else is wanted."""
    assert {kind for kind, asked in asdict(wanted(question)).items() if asked} == kinds


def spans(sentence: str, found: list[tuple[int, int]]) -> list[str]:
    """Return the words of the spans."""
    return [sentence[start:end] for start, end in found]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Output rose 26% in 2023.", ["26%"]),
        ("On 3 May 1998, 12 goats came.", ["12"]),
        ("Output rose 30 % last year.", ["30 %"]),
        ("About 1,250 ferries sailed.", ["1,250"]),
        ("It came to 1,250.", ["1,250"]),
        ("Five million goats, three sheep.", ["Five million", "three"]),
        ("Prices doubled, then rose tenfold.", ["doubled", "tenfold"]),
        ("Nothing of the kind was counted.", []),
        ("Someone gave bone and stone to everyone.", []),
        ("", []),
        ("The strait is worth $240 billion a year.", ["$240 billion"]),
        ("It cost €1.3 million.", ["€1.3 million"]),
        ("About 5 million goats live there.", ["5 million"]),
        ("Rents rose by 12.5 per cent.", ["12.5 per cent"]),
        ("Some twenty-one ships lay at anchor.", ["twenty-one"]),
        ("The ferry carries ninety cars.", ["ninety"]),
    ],
)
def test_figures_are_found_whole(sentence: str, expected: list[str]) -> None:
    """A number comes with its currency, its percent sign and its million; full stops and dates stay outside."""
    assert spans(sentence, figures(sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("On 23 July 2024 it rained.", ["23 July 2024"]),
        ("On July 23, 2024 it rained.", ["July 23, 2024"]),
        ("On April 3rd, 2021, it was dry.", ["April 3rd, 2021"]),
        ("In March it snowed; in 1998 it did not.", ["March", "1998"]),
        ("It opened last year and closes next month.", ["last year", "next month"]),
        ("There were 2345 goats in room 101.", []),
        ("We march on, and we may rest.", []),
        ("The Mayor of Marchfield spoke in June.", ["June"]),
        ("Maybe Augustus came.", []),
        ("", []),
    ],
)
def test_dates_are_found_whole(sentence: str, expected: list[str]) -> None:
    """Days, months and years come as one date; words that only begin like a month are none."""
    assert spans(sentence, dates(sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The lamp is kept by Ana Ruiz of Calder.", ["Ana Ruiz", "Calder"]),
        ("The keeper, Jean-Luc Émond, met Seán O’Neill.", ["Jean-Luc Émond", "Seán O’Neill"]),
        ("In São Paulo, they waited.", ["São Paulo"]),
        ("Later that day «Norland Post» wrote of it.", ["Norland Post"]),
        ("Goats bleat.", []),
        ("nobody came.", []),
    ],
)
def test_names_are_found_whole(sentence: str, expected: list[str]) -> None:
    """Runs of capitalised words are names; the first word of a sentence tells nothing."""
    assert spans(sentence, names(sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("It closed because the roof fell in.", True),
        ("It closed owing to a storm.", True),
        ("The storm caused the roof to fall.", True),
        ("It closed on a Monday.", False),
        ("Sofas and sorrows are sold there.", False),
    ],
)
def test_words_of_cause_are_noticed(sentence: str, reason: bool) -> None:
    """Only whole words of cause or purpose count."""
    assert gives_reason(sentence) is reason
