"""Floors are read strictly, and each that is broken is told."""

from pathlib import Path

import pytest
from goats import GOATS, SHEEP, asked, given, outcome

from assistant import QAError
from assistant.floors import KNOWN_FLOORS, broken_floors, read_floors
from assistant.scores import score_outcomes

EVALUATION = score_outcomes(
    [
        outcome(asked((GOATS,)), given(GOATS, confidence=0.9), 10),
        outcome(asked((GOATS,)), given(SHEEP, confidence=0.4), 30),
        outcome(asked(kind="none"), given(confidence=0.1), 20),
    ]
)


def written(tmp_path: Path, content: str) -> Path:
    """Write a file of floors."""
    path = tmp_path / "floors.json"
    path.write_text(content, encoding="utf-8")
    return path


def test_floors_are_read(tmp_path: Path) -> None:
    """By their names."""
    floors = read_floors(written(tmp_path, '{"lead": 0.8, "ece_at_most": 0.1, "p95_ms_at_most": 900}'))
    assert floors == {"lead": 0.8, "ece_at_most": 0.1, "p95_ms_at_most": 900}


def test_an_unknown_name_is_refused_with_what_is_known(tmp_path: Path) -> None:
    """A floor that is misspelt would hold nothing."""
    with pytest.raises(QAError, match="'leed'") as caught:
        read_floors(written(tmp_path, '{"leed": 0.8}'))
    assert all(name in caught.value.remedy for name in KNOWN_FLOORS)


@pytest.mark.parametrize(
    "content",
    [
        '{"lead": "0.8"}', '{"lead": true}', '{"lead": 80}', '{"lead": -1}', '{"lead": NaN}', '{"lead": null}',
        '{"p95_ms_at_most": Infinity}', f'{{"invalid_at_most": 1{"0" * 400}}}',
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_reached_is_refused(tmp_path: Path, content: str) -> None:
    """With what it may be."""
    with pytest.raises(QAError, match=r"floors\.json has .* for ") as caught:
        read_floors(written(tmp_path, content))
    assert caught.value.remedy.startswith("Give a number from 0 to ")


@pytest.mark.parametrize("content", ["", "lead", "[]", "[" * 100_000, '"lead"'])
def test_what_are_no_floors_is_refused(tmp_path: Path, content: str) -> None:
    """With an example."""
    with pytest.raises(QAError, match=r"floors\.json") as caught:
        read_floors(written(tmp_path, content))
    assert '{"lead": 0.8}' in caught.value.remedy


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """It is named."""
    with pytest.raises(QAError, match=r"nowhere\.json cannot be read"):
        read_floors(tmp_path / "nowhere.json")


@pytest.mark.parametrize(
    ("floors", "broken"),
    [
        ({}, []),
        ({"lead": 0.5}, []),
        ({"lead": 0.51}, ["lead 0.5 is below 0.51"]),
        ({"invalid_at_most": 0, "p95_ms_at_most": 30}, []),
        ({"p50_ms_at_most": 19.5}, ["p50_ms 20 is above 19.5"]),
        ({"spoke": 1, "abstain": 1, "auroc": 1}, []),
        ({"ece_at_most": 0.26, "lead": 0.9}, ["ece 0.2667 is above 0.26", "lead 0.5 is below 0.9"]),
        ({"ece_at_most": 0.27}, []),
    ],
)
def test_broken_floors_are_told(floors: dict[str, float], broken: list[str]) -> None:
    """A score on its floor holds it."""
    assert broken_floors(EVALUATION, floors) == broken


def test_a_score_that_the_set_cannot_give_holds_no_floor() -> None:
    """Otherwise a set without such questions would pass unseen."""
    assert broken_floors(score_outcomes([outcome(asked((GOATS,)), given(GOATS))]), {"abstain": 0.0}) == [
        "abstain is unknown: the set has no question for it, and abstain is 0"
    ]


@pytest.mark.parametrize("name", KNOWN_FLOORS)
def test_every_known_floor_can_be_held_against_a_run(name: str) -> None:
    """None is a name only."""
    out_of_reach = -1.0 if name.endswith("_at_most") else 2.0
    (told,) = broken_floors(EVALUATION, {name: out_of_reach})
    assert told.startswith(f"{name.removesuffix('_at_most')} ")
