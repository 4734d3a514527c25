"""Whether the dates of a sentence are those of the quotes that it cites."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answers import Quote
from index import normalise

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_NUMBER = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
_MONTH = (
    r"(?:January|February|March|April|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul"
    r"|Aug|Sept?|Oct|Nov|Dec)\b\.?"
    r"|(?:(?<=\d )|(?<=[Ii]n )|(?<=[Ss]ince )|(?<=[Uu]ntil )|(?<=[Bb]y )|(?<=of )|(?<=[Ll]ast )|(?<=[Tt]his )|(?<=and )"
    r"|(?<=to )|(?<=early )|(?<=late )|(?<=mid-))May\b|May(?= (?:\d|of\b|and [A-Z])))"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"(?:3[01]|[12]?\d)(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"(?:\b(?P<day>{_DAY})(?: of)? )?\b(?P<month>{_MONTH})(?: (?:the )?(?P<day_after>{_DAY})\b(?![:.,]?\d))?"
    rf"(?:,?(?: of)? (?P<year>{_YEAR})\b)?"
    rf"|(?<![\w.,$€£/-])(?P<decade>(?:1[5-9]|20)\d0)s\b"
    rf"|(?<![\w.,$€£/])(?<!\d-)(?P<alone>{_YEAR})(?:/\d\d)?\b(?!%|,\d|\.\d| (?:people|men|women|jobs|[a-z]+ers)\b)"
    r"|\b(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b"
)
_IN_FIGURES = re.compile(
    rf"(?<![\w./-])(?:(?P<year>{_YEAR})-(?P<month>0\d|1[0-2])-(?P<day>[0-3]\d)"
    rf"|(?P<day_before>[0-3]?\d)\.(?P<month_after>0?[1-9]|1[0-2])\.(?P<year_after>{_YEAR}))\b(?![./-]?\d)"
)
_PERIODS = (
    (r"between January and June|from January to June|January to June", "the first half of the year"),
    (r"between July and December|from July to December", "the second half of the year"),
    (r"between January and March|from January to March", "the first quarter of the year"),
    (r"between January and September|from January to September", "the first nine months of the year"),
)
_NEXT = {"last year": -1, "previous year": -1, "next year": 1, "this year": 0}


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it is given; 0 or nothing for what is not. `decade` is its first year."""

    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    weekday: str = ""
    decade: int = 0


def with_dates_in_words(text: str) -> str:
    """Write 2024-05-03 and 3.5.2024 as 3 May 2024."""
    return _IN_FIGURES.sub(_in_words, text)


def _in_words(match: re.Match[str]) -> str:
    day, month = int(match["day"] or match["day_before"]), int(match["month"] or match["month_after"])
    return (
        f"{day} {_MONTHS[month - 1].title()} {match['year'] or match['year_after']}"
        if 1 <= day <= 31
        else match.group()
    )


def dates_in(text: str) -> Iterator[Date]:
    """Yield the dates, months, years, decades and weekdays of a text in one spelling."""
    for found in _DATE.finditer(text):
        span = found.span()
        if found["month"]:
            day = re.match(r"\d+", found["day"] or found["day_after"] or "")
            yield Date(
                *span, int(found["year"] or 0), _NUMBER[found["month"][:3].lower()], int(day.group()) if day else 0
            )
        elif found["weekday"]:
            yield Date(*span, weekday=found["weekday"])
        elif found["decade"]:
            yield Date(*span, decade=int(found["decade"]))
        else:
            yield Date(*span, int(found["alone"]))


def unsupported_date(text: str, said: str, quotes: Sequence[Quote]) -> str:
    """Return the first date of a text that is not among those of what is cited; empty where all are.

    The year in which an article was published stands behind the dates that it gives without one.
    """
    text, said = _with_periods(text, said), normalise(said)
    theirs = list(dates_in(said))
    published = [date for quote in quotes for date in dates_in(with_dates_in_words(quote.article.published or ""))]
    years = {date.year for date in (*theirs, *published) if date.year}
    for words, off in _NEXT.items():
        if re.search(rf"\b{words}\b", said.lower()):
            years |= {date.year + off for date in published if date.year}
    for date in dates_in(text):
        if not _is_given(date, theirs, years):
            return text[date.start : date.end]
    return ""


def _is_given(date: Date, theirs: Sequence[Date], years: set[int]) -> bool:
    if date.weekday:
        return any(other.weekday == date.weekday for other in theirs)
    if date.decade:
        return any(other.decade == date.decade for other in theirs)
    if not date.month:
        return date.year in years
    return any(
        other.month == date.month
        and date.day in (0, other.day)
        and (not date.year or date.year == other.year or (not other.year and date.year in years))
        for other in theirs
    )


def _with_periods(text: str, said: str) -> str:
    """Put a part of the year for its months, where what is cited has it so."""
    for months, period in _PERIODS:
        if period.removesuffix(" of the year") in said:
            text = re.sub(months, period, text)
    return text
