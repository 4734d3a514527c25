"""Where the numbers and the dates of a sentence stand."""

import re

_NUMERAL = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozens?|hundreds?|thousands?|millions?"
    r"|billions?|trillions?|half|third|quarter|doubled?|twice|\w+fold|percent|first|second|fourth|zero)"
)
_FIGURE = re.compile(
    rf"[$€£¥]?\s?\d[\d.,]*(?:\s?%)?(?:\s(?:{_NUMERAL}|per cent)\b)*|\b{_NUMERAL}\b(?:[ -]{_NUMERAL}\b)*", re.IGNORECASE
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}} )?{_MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,? (?:19|20)\d\d)?|\b(?:19|20)\d\d\b"
    r"|\b(?:last|this|next) (?:week|month|year)\b"
)


def figures(sentence: str) -> list[tuple[int, int]]:
    """Return the spans of the numbers in a sentence, in digits or in words; dates are not numbers."""
    taken = dates(sentence)
    spans = (_trimmed(sentence, *match.span()) for match in _FIGURE.finditer(sentence))
    return [(a, b) for a, b in spans if not any(start <= a < end for start, end in taken)]


def dates(sentence: str) -> list[tuple[int, int]]:
    """Return the spans of the dates and years in a sentence."""
    return [match.span() for match in _DATE.finditer(sentence)]


def _trimmed(sentence: str, start: int, end: int) -> tuple[int, int]:
    piece = sentence[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip(" .,\u00a0"))
