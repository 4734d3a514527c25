"""How far a confidence can be trusted: reliability bins, expected calibration error, and area under the ROC curve."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of about one confidence: its mean, the share for which what it predicts happened, and their number."""

    confidence: float
    happened: float
    count: int


def reliability(confidences: Sequence[float], events: Sequence[bool], bins: int = _BINS) -> list[Bin]:
    """Return the reliability curve in bins of equal mass, in rising confidence.

    The counts differ by at most one, save that equal confidences share a bin: the result does not depend on
    the order of the questions. Bins that nothing falls into are left out.

    Args:
        confidences: 0 to 1.
        events: whether what each confidence predicts happened, in the same order.
        bins: the most bins.
    """
    members: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for rank, confidence, event in zip(_doubled_ranks(confidences), confidences, events, strict=True):
        members[(rank + 1) * bins // (2 * len(confidences))].append((confidence, event))
    return [
        Bin(_mean([confidence for confidence, _ in rows]), _mean([event for _, event in rows]), len(rows))
        for _, rows in sorted(members.items())
    ]


def calibration_error(curve: Sequence[Bin]) -> float | None:
    """Return the expected calibration error, 0 to 1: the mean gap of a curve's bins, weighted by their counts.

    Returns:
        None for an empty curve.
    """
    total = sum(row.count for row in curve)
    return sum(row.count * abs(row.confidence - row.happened) for row in curve) / total if total else None


def auroc(confidences: Sequence[float], positives: Sequence[bool]) -> float | None:
    """Return the chance that a positive has a higher confidence than a negative, 0 to 1; a tie counts half.

    Returns:
        None where there is no positive or no negative.
    """
    many, few = sum(positives), len(positives) - sum(positives)
    if not many or not few:
        return None
    ranks = _doubled_ranks(confidences)
    doubled = sum(rank for rank, positive in zip(ranks, positives, strict=True) if positive) - many * (many - 1)
    return doubled / (2 * many * few)


def _doubled_ranks(values: Sequence[float]) -> list[int]:
    """Return twice the rank of each value from 0 up, the mean rank where values tie; doubled, it is whole."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks, first = [0] * len(values), 0
    for _, tied in groupby(order, key=values.__getitem__):
        places = list(tied)
        for place in places:
            ranks[place] = 2 * first + len(places) - 1
        first += len(places)
    return ranks


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
