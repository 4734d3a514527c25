"""Whether the rates, scores, ordinals and names with digits of a sentence stand in the quotes that it cites."""

import re

from assistant.guard_amounts import SCORE
from assistant.guard_dates import dates_in
from assistant.plain_figures import NUMERALS

_RATE = re.compile(
    r"\b(?:an?|per|each|every) (day|week|month|quarter|year|hour)\b"
    r"|\b(daily|weekly|monthly|quarterly|yearly|annual|hourly)(?:ly)?\b"
)
_RATES = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year",
          "annual": "year", "hourly": "hour"}  # fmt: skip
_NUMBERED = re.compile(
    r"(?<=[a-zA-Z] )\b[A-Z][\w-]* (\d{1,3})\b(?![.,]?\d|%| ?(?:%|per|million|billion|thousand|[a-z]+s\b))"
)
_CODE = re.compile(r"\b(?=\w*\d)(?=\w*[^\W\d])[\w-]+\b|(?<![\w.,])\d[\d.,]*")
_ORDINALS = {
    word: rank
    for rank, word in enumerate(
        """second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
        sixteenth seventeenth eighteenth nineteenth twentieth""".split(),  # noqa: SIM905
        start=2,
    )
}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ORDINAL = re.compile(
    r"\b(?:(?P<digits>\d+)(?:st|nd|rd|th)|(?:(?P<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-)?(?P<word>"
    rf"{'|'.join(_ORDINALS)}|(?<=-)first))\b"
    r"(?! (?:round|time|half|party|parties|quarters?)\b)",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(r"\b(\w+est)\b", re.IGNORECASE)
_RANKED = re.compile(r"\b(?:second|third|fourth|fifth|sixth|\d+(?:st|nd|rd|th))[ -](\w+est)\b", re.IGNORECASE)
_WITH_DIGITS = re.compile(r"\b(?=[\w-]*[^\W\d_])(?=[\w-]*\d)[\w-]+")
_A_NUMBER = re.compile(r"\d+(?:st|nd|rd|th|s|k|m|bn|mn|tn|km|kg|[a-z]*-\w+(?:-\w+)*)")


def unranked(text: str, said: str) -> str:
    """Return a superlative, such as "largest", that what is cited has after a rank alone, as in "second-largest"."""
    ranked = {match[1].lower() for match in _RANKED.finditer(said)}
    bare = {match[1].lower() for match in _SUPERLATIVE.finditer(_RANKED.sub(" ", said))}
    mine = (match for match in _SUPERLATIVE.finditer(_RANKED.sub(" ", text)) if match[1].lower() in ranked - bare)
    return next((match[1] for match in mine), "")


def unsupported_rate(text: str, said: str) -> str:
    """Return a rate, such as "a week", where what is cited has others only."""
    theirs = {match[1] or _RATES[match[2]] for match in _RATE.finditer(said)}
    mine = (match for match in _RATE.finditer(text) if theirs and (match[1] or _RATES[match[2]]) not in theirs)
    return next((match.group() for match in mine), "")


def unsupported_code(text: str, said: str) -> str:
    """Return a score or a name with digits that what is cited has not."""
    theirs = {match.group().lower() for part in (SCORE, _CODE) for match in part.finditer(said)}
    for match in SCORE.finditer(text):
        numbers = set(match.group().split("-"))
        if match.group() not in theirs and not numbers <= {number.strip(".,") for number in theirs}:
            return match.group()
    taken = [(date.start, date.end) for date in dates_in(text)]
    for match in _NUMBERED.finditer(text):
        if match[1] not in re.findall(r"\d+", said) and not any(
            a < match.end() and match.start() < b for a, b in taken
        ):
            return match.group()
    for match in _WITH_DIGITS.finditer(text):
        if _A_NUMBER.fullmatch(match.group()):
            continue
        if match.group().lower() not in theirs and not any(a < match.end() and match.start() < b for a, b in taken):
            return match.group()
    return ""


def unsupported_ordinal(text: str, said: str) -> str:
    """Return a rank, such as "third", that what is cited does not give."""
    theirs = set(map(_rank, _ORDINAL.finditer(said)))
    dated = [(date.start, date.end) for date in dates_in(text)]
    for match in _ORDINAL.finditer(text):
        is_fraction = re.search(rf"\b(?:a|one|every|{'|'.join(NUMERALS)})[ -]$", text[: match.start()], re.IGNORECASE)
        in_date = any(a <= match.start() < b for a, b in dated)
        if _rank(match) not in theirs and not is_fraction and not in_date:
            if _rank(match) == 2 and not theirs:
                noun = re.match(r"[ -](\w+)", text[match.end() :])
                if noun and re.search(rf"\bfirst[ -]{noun[1]}\b", said):
                    return match.group()
                continue
            if re.search(rf"\b{_rank(match)}\b", said) or _spelled(_rank(match)) in said.lower().split():
                continue
            return match.group()
    return ""


def _rank(match: re.Match[str]) -> int:
    if match["digits"]:
        return int(match["digits"])
    return _TENS.get((match["tens"] or "").lower(), 0) + _ORDINALS.get(match["word"].lower(), 1)


def _spelled(number: int) -> str:
    return next((word for word, value in NUMERALS.items() if value == number), "-")
