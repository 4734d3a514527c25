"""Calibration error and AUROC are what they are by hand."""

import pytest

from assistant.calibration import Bin, auroc, calibration_error, reliability

NEVER_AND_ALWAYS = [False] * 5 + [True] * 5


def test_bins_of_equal_mass_by_hand() -> None:
    """Twelve questions in four bins of three, whatever their spacing."""
    confidences = [0.01, 0.02, 0.03, 0.1, 0.2, 0.3, 0.9, 0.91, 0.92, 0.93, 0.95, 0.97]
    events = [False, False, False, False, True, False, True, True, False, True, True, True]
    curve = reliability(confidences, events, bins=4)
    assert [row.count for row in curve] == [3, 3, 3, 3]
    assert [row.confidence for row in curve] == pytest.approx([0.02, 0.2, 0.91, 0.95])
    assert [row.happened for row in curve] == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert calibration_error(curve) == pytest.approx((0.02 + (1 / 3 - 0.2) + (0.91 - 2 / 3) + 0.05) / 4)


def test_the_error_is_weighted_by_the_counts() -> None:
    """A gap of a half in one of four questions is an eighth."""
    assert calibration_error([Bin(0.5, 0.5, 3), Bin(0.5, 1.0, 1)]) == pytest.approx(0.125)


@pytest.mark.parametrize(
    ("confidences", "events", "error"),
    [
        ([0.0] * 5 + [1.0] * 5, NEVER_AND_ALWAYS, 0.0),
        ([1.0] * 5 + [0.0] * 5, NEVER_AND_ALWAYS, 1.0),
        ([0.5] * 10, NEVER_AND_ALWAYS, 0.0),
        ([0.7] * 10, NEVER_AND_ALWAYS, 0.2),
        ([0.25], [True], 0.75),
        ([0.9, 0.9], [False, False], 0.9),
    ],
    ids=["perfect", "upside down", "one tie", "a tie too sure", "one question", "one class"],
)
def test_the_calibration_error_by_hand(confidences: list[float], events: list[bool], error: float) -> None:
    """Equal confidences are never parted, so a coin called at one half has no error."""
    assert calibration_error(reliability(confidences, events)) == pytest.approx(error)


@pytest.mark.parametrize("number", [1, 7, 10, 23, 80, 101])
def test_counts_differ_by_at_most_one_and_add_up(number: int) -> None:
    """There are ten bins, or as many as questions."""
    curve = reliability([place / number for place in range(number)], [True] * number)
    counts = [row.count for row in curve]
    assert (len(counts), sum(counts)) == (min(10, number), number)
    assert max(counts) - min(counts) <= 1
    assert [row.confidence for row in curve] == sorted(row.confidence for row in curve)


def test_the_order_of_the_questions_does_not_matter() -> None:
    """Even where many have the same confidence."""
    pairs = [(place % 7 / 7, place % 3 == 0) for place in range(50)]
    first = reliability([c for c, _ in pairs], [e for _, e in pairs])
    pairs = [pairs[place * 17 % 50] for place in range(50)]
    again = reliability([c for c, _ in pairs], [e for _, e in pairs])
    assert [row.count for row in again] == [row.count for row in first]
    assert calibration_error(again) == pytest.approx(calibration_error(first))


def test_of_nothing_nothing_is_known() -> None:
    """No bin, no error, no crash."""
    assert reliability([], []) == []
    assert calibration_error([]) is None
    assert auroc([], []) is None


def test_events_must_match_the_confidences() -> None:
    """A list that is cut short is a mistake of the caller."""
    with pytest.raises(ValueError, match="shorter"):
        reliability([0.1, 0.2], [True])


@pytest.mark.parametrize(
    ("confidences", "positives", "area"),
    [
        ([0.1, 0.9], [False, True], 1.0),
        ([0.9, 0.1], [False, True], 0.0),
        ([0.5, 0.5], [False, True], 0.5),
        ([0.2, 0.4, 0.4, 0.8], [False, True, False, True], 0.875),
        ([0.3, 0.1, 0.2, 0.4], [True, False, True, False], 0.5),
        ([0.5, 0.5, 0.5, 0.1], [True, True, False, False], 0.75),
        ([0.1, 0.9], [True, True], None),
        ([0.1, 0.9], [False, False], None),
    ],
    ids=["apart", "upside down", "tie", "a tie of four", "two of four", "ties", "no negative", "no positive"],
)  # fmt: skip
def test_the_area_by_hand(confidences: list[float], positives: list[bool], area: float | None) -> None:
    """Pairs in which the positive has the higher confidence; a tie counts half; one class alone has none."""
    assert auroc(confidences, positives) == area


def test_the_area_is_that_of_all_pairs() -> None:
    """Compared with counting every pair, on numbers with many ties."""
    confidences = [place * place % 13 / 13 for place in range(120)]
    positives = [place * 7 % 11 < 4 for place in range(120)]
    ours = [c for c, p in zip(confidences, positives, strict=True) if p]
    theirs = [c for c, p in zip(confidences, positives, strict=True) if not p]
    wins = sum((a > b) + (a == b) / 2 for a in ours for b in theirs)
    assert auroc(confidences, positives) == pytest.approx(wins / len(ours) / len(theirs))
