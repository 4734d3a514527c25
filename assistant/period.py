"""The time that a question asks about, and whether a sentence lies in it. Pure.

Only what is said outright counts: a year, a month with its year, a decade, a bound such as "since
March 2022". What is relative to an unstated day ("last year") is left alone.
"""

import re
from dataclasses import dataclass

from assistant.figures import dates
from index import normalise

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_YEAR = r"(?:19|20)\d\d(?![\w%]|[.,]\d)"
_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_DAY = r"(?:\d{1,2}(?:st|nd|rd|th)?,? )?"
_DATED = rf"{_DAY}{_MONTH}(?: of)?,? {_DAY}{_YEAR}"
_MOMENT = rf"(?:(?:the )?(?:early|mid|late|start of|beginning of|end of)[ -])?((?:{_DATED})|{_YEAR})"
_BETWEEN = re.compile(rf"\b(?:between|from) {_MOMENT} (?:and|to|until|till|through) {_MOMENT}")
_YEARS = re.compile(rf"(?<![\w-])((?:19|20)\d\d) ?- ?({_YEAR})")
_BOUND = re.compile(rf"\b(since|from|after|until|till|up to|by|before) {_MOMENT}")
_DECADE = re.compile(r"\b((?:19|20)\d)0s\b")
_PART_OF_YEAR = r"(?:spring|summer|autumn|fall|winter|start|beginning|middle|end|rest|half|quarter|course)(?: of)?"
_WITHIN = re.compile(
    rf"\b({_DATED})|\b(?:in|during|throughout|within|early|mid|late|the|as of|{_PART_OF_YEAR})[ -]({_YEAR})"
)
_ISO_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-\d\d)?(?!\d)")
_EVER = 12 * 10_000


@dataclass(frozen=True, slots=True)
class Period:
    """Some months in a row, each counted as 12 times its year and its number from 0; both ends belong to it."""

    first: int
    last: int

    def meets(self, other: "Period") -> bool:
        """Say whether two periods have a month in common."""
        return self.first <= other.last and other.first <= self.last

    def holds(self, sentence: str, published: str) -> bool | None:
        """Say whether a sentence lies in the period: by the dates it states, or else by when it was published.

        Args:
            sentence: as it stands in its article.
            published: when its article was published, as an ISO date where it is known.

        Returns:
            None where it cannot be told: what was published later may speak of the period.
        """
        plain = normalise(sentence)
        stated = [month for start, end in dates(plain) if (month := _period_of(plain[start:end].lower()))]
        if stated:
            return any(map(self.meets, stated))
        day = _ISO_DATE.match(published)
        if not day:
            return None
        of_article = _span(int(day.group(1)), int(day.group(2) or 0))
        return None if of_article.first > self.last else self.meets(of_article)


def asked_period(question: str) -> Period | None:
    """Return the period that a question asks about, or None where it names none."""
    plain = normalise(question).lower()
    if ends := _BETWEEN.search(plain) or _YEARS.search(plain):
        first, last = (_period_of(end) for end in ends.groups())
        return Period(first.first, last.last) if first and last and first.first <= last.last else None
    if bound := _BOUND.search(plain):
        return _bounded(bound.group(1), _period_of(bound.group(2)))
    if decade := _DECADE.search(plain):
        return Period(120 * int(decade.group(1)), 120 * int(decade.group(1)) + 119)
    within = _WITHIN.search(plain)
    return _period_of(within.group(1) or within.group(2)) if within else None


def _bounded(bound: str, moment: Period | None) -> Period | None:
    if moment is None:
        return None
    match bound:
        case "since" | "from":
            return Period(moment.first, _EVER)
        case "after":
            return Period(moment.last + 1, _EVER)
        case "before":
            return Period(0, moment.first - 1)
        case _:
            return Period(0, moment.last)


def _period_of(date: str) -> Period | None:
    """Return the month or year of a date in lower case that has its year."""
    year = re.search(r"(?:19|20)\d\d", date)
    month = re.search(_MONTH, date)
    return _span(int(year.group()), _MONTHS.index(month.group()) + 1 if month else 0) if year else None


def _span(year: int, month: int) -> Period:
    """Return a month, counted from 1, or with 0 the whole year."""
    return Period(12 * year + month - 1, 12 * year + month - 1) if month else Period(12 * year, 12 * year + 11)
