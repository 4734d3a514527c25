"""The marks by which a sentence cites quotes, such as [2], [1, 3], [1-3] and [Quote 2]."""

import re

MARK = re.compile(r"\[\s*(?:[Qq]uotes?\s*)?(\d{1,4}(?:\s*(?:,|;|-|–|and|&)\s*\d{1,4})*)\s*\]")
_NUMBERS = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")
_MOST_OF_A_SPAN = 50


def numbers_in(mark: str) -> tuple[int, ...]:
    """Return the numbers that a mark's inside names, in order; of a span too long to be meant, its two ends."""
    numbers: list[int] = []
    for first, last in _NUMBERS.findall(mark):
        low, high = int(first), int(last or first)
        numbers += range(low, high + 1) if low <= high <= low + _MOST_OF_A_SPAN else (low, high)
    return tuple(numbers)
