"""The quantities of a sentence: how much or how many, of what, and how surely."""

import re
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from assistant.figures import dates
from index import STOPWORDS, terms

PERCENT, TIMES = "%", "times"
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SHORT = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12}
_UNITS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_TEENS = {"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
          "seventeen": 17, "eighteen": 18, "nineteen": 19}  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_WORDS = _UNITS | _TEENS | _TENS
_SYMBOLS = {"$": "usd", "€": "eur", "£": "gbp", "¥": "yen"}
_CURRENCIES = {"dollar": "usd", "usd": "usd", "euro": "eur", "eur": "eur", "gbp": "gbp", "yen": "yen"} | {
    name: name for name in ("yuan", "ruble", "rouble", "rupee", "franc", "lira", "peso", "dirham", "hryvnia")
}
_TIMES_AS = {"doubled": 2.0, "tripled": 3.0, "trebled": 3.0, "quadrupled": 4.0, "halved": 0.5}
_AMOUNTS = {(unit,) for unit in (*_SYMBOLS.values(), *_CURRENCIES.values(), PERCENT, TIMES)}
_PARTS = {"half": 50.0, "a third": 100 / 3, "one third": 100 / 3, "two thirds": 200 / 3, "a quarter": 25.0,
          "one quarter": 25.0, "three quarters": 75.0}  # fmt: skip
_PLURALS = frozenset(
    ("people", "men", "women", "children", "sheep", "cattle", "fish", "staff", "personnel", "aircraft", "troops")
)
_NO_PLURALS = ("ss", "us", "is", "'s", "’s")
_ANY_THING = frozenset(("unit", "piec", "item"))
_HEDGES = {
    "about": r"about|around|approximately|roughly|nearly|almost|some|close to|or so|circa",
    "estimated": r"(?:an? )?estimated(?: (?:at|to be))?|an estimate of",
    "at least": r"at least|no fewer than|no less than|a minimum of",
    "up to": r"up to|at most|as many as|as much as|no more than|a maximum of",
    "more than": r"more than|over|above|just over|(?:only )?a little over|upwards of",
    "less than": r"less than|fewer than|under|below|just under",
}
_BLANK = r"[ \u00a0]"
_NUMERAL = "|".join(_WORDS)
_SCALE = "|".join(SCALES)
_SPELLED = rf"(?:{_NUMERAL})(?:-(?:{'|'.join(_UNITS)}))?(?!-(?:first|second|third|\w+th)\b)"
_VAGUE = rf"(?:(?:tens|hundreds)(?= of (?:{_SCALE})s\b) of )?(?:dozen|{_SCALE})s(?! and\b)"
_NUMBER = (
    rf"(?:\b(?P<fold>(?:\d+(?:\.\d+)?-?|{_NUMERAL})fold|{'|'.join(_TIMES_AS)})\b"
    r"|(?P<digits>(?<![\w.,/:’'])(?<!\D-)\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d/]|:\d)|(?<![\w.,/:’'])(?<!\D-)\d+(?:\.\d+)?(?![\d/]|:\d))"
    rf"(?:(?P<short>{_BLANK}?(?:mn|bn|tn)|k|m)\b|(?P<scale>(?:{_BLANK}(?:{_SCALE}))+)\b)?"
    r"|\b(?P<part>(?:(?<!and a )half|a third|one[ -]third|two[ -]thirds|a quarter|one[ -]quarter|three[ -]quarters)"
    r"(?= of\b))"
    rf"|\b(?P<spelled>(?:half an?|an?|{_SPELLED}){_BLANK}(?:dozen|{_SCALE})\b"
    rf"(?:{_BLANK}(?:and )?(?:{_SPELLED}|{_SCALE})\b)*|{_SPELLED}\b)"
    rf"|\b(?P<vague>{_VAGUE})\b)"
)
_READ = re.compile(
    rf"(?:\b(?P<hedge>{'|'.join(_HEDGES.values())}){_BLANK})?"
    rf"(?P<symbol>(?:\b(?:US|A|C|HK))?[$€£¥]{_BLANK}?)?{_NUMBER}"
    rf"(?P<percent>{_BLANK}?%|{_BLANK}per ?cent\b)?",
    re.IGNORECASE,
)
_CURRENCY = re.compile(rf"{_BLANK}(?:US {_BLANK}?)?({'|'.join(_CURRENCIES)})s?\b", re.IGNORECASE)
_WORD = re.compile(r"[ \u00a0-]([^\W\d_][\w’'-]*)")
_NUMBER_OF = re.compile(r"\bnumber of\b", re.IGNORECASE)
_RANGE = re.compile(r"\s?[-–—]\s?|\s(?:to|or)\s")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|s)\b", re.IGNORECASE)
_NAMED = re.compile(r"(?<=[^.?!:“”\"«»] )[A-ZÀ-Þ][\w’'-]* $")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as a sentence gives it.

    `start` and `end` are the offsets of the number with its currency, percent sign or scale,
    `said` those of the hedge before it and the noun after it as well. `low` and `high` are the
    same but for a range or a vague number. `unit` is a currency, `PERCENT`, `TIMES` for a factor,
    or the terms of the noun counted with the noun last; empty where nothing is named. `hedge` is
    one of about, estimated, at least, up to, more than and less than, or empty.
    """

    start: int
    end: int
    low: float
    high: float
    unit: tuple[str, ...]
    hedge: str
    said: tuple[int, int]

    @property
    def is_amount(self) -> bool:
        """Whether it is money, a share or a factor rather than a count."""
        return self.unit[-1:] in _AMOUNTS


def quantities(sentence: str) -> list[Quantity]:
    """Return the quantities of a sentence in order; ordinals, dates, years and names are none."""
    taken = dates(sentence)
    found = []
    for match in _READ.finditer(sentence):
        start = match.start("hedge") if match["hedge"] else match.start()
        if not any(a < match.end() and _number_start(match) < b for a, b in taken) and (read := _read(match, start)):
            found.append(read)
    return _with_ranges(sentence, found)


def _read(match: re.Match[str], start: int) -> Quantity | None:
    sentence, end = match.string, match.end()
    if match["digits"] and not match["percent"] and _ORDINAL.match(sentence, end):
        return None
    low, high = _value(match)
    unit, last = _unit(match, end)
    bare = match["digits"] and not (match["scale"] or match["short"] or match["symbol"])
    if bare and not unit and _NAMED.search(sentence[: match.start()]):
        return None
    if match["spelled"] and match["spelled"].lower() == "one":
        return None
    if (match["short"] or "").strip().lower() == "m" and not unit:
        return None
    if unit and unit[-1] in _CURRENCIES.values():
        end = max(end, last)
    number = _number_start(match)
    return Quantity(number, end, low, high, unit, _hedge(match["hedge"]), (start, max(end, last)))


def _number_start(match: re.Match[str]) -> int:
    return match.start() if not match["hedge"] else match.end("hedge") + 1


def _value(match: re.Match[str]) -> tuple[float, float]:
    if match["digits"]:
        value = float(match["digits"].replace(",", "")) * _SHORT.get((match["short"] or "").strip().lower(), 1.0)
        for word in (match["scale"] or "").lower().split():
            value *= SCALES[word]
    elif match["part"]:
        value = _PARTS[match["part"].lower().replace("-", " ")]
    elif match["fold"]:
        value = _TIMES_AS.get(match["fold"].lower()) or _fold(match["fold"].lower())
    elif match["vague"]:
        least = 2.0
        for word in re.findall(r"[a-z]+", match["vague"].lower().replace(" of ", " ")):
            least *= {"ten": 10.0, "dozen": 12.0, **SCALES}[word.removesuffix("s")]
        return least, inf
    else:
        value = _spelled(match["spelled"].lower())
    return value, value


def _fold(word: str) -> float:
    number = word.removesuffix("fold").removesuffix("-")
    return float(number) if number[0].isdigit() else float(_WORDS[number])


def _spelled(text: str) -> float:
    """Add up a number in words: parts below a thousand, each with its scale."""
    total, part = 0.0, 0.0
    for word in re.findall(r"[a-z]+", text):
        if word in _WORDS:
            part += _WORDS[word]
        elif word == "half":
            part = 0.5
        elif word in ("hundred", "dozen"):
            part = (part or 1.0) * {"hundred": 100.0, "dozen": 12.0}[word]
        elif word in SCALES:
            total, part = total + (part or 1.0) * SCALES[word], 0.0
    return total + part


def _hedge(words: str | None) -> str:
    said = (words or "").lower()
    return next((hedge for hedge, forms in _HEDGES.items() if said and re.fullmatch(forms, said)), "")


def _unit(match: re.Match[str], end: int) -> tuple[tuple[str, ...], int]:
    """Return what is counted, and where its name ends."""
    sentence = match.string
    if match["symbol"]:
        return (_SYMBOLS[match["symbol"].strip()[-1]],), end
    if match["percent"] or match["part"]:
        return (PERCENT,), end
    if match["fold"]:
        return (TIMES,), end
    if currency := _CURRENCY.match(sentence, end):
        return (_CURRENCIES[currency[1].lower()],), currency.end()
    unit, last = _noun(sentence, end)
    if not unit or unit[-1] in _ANY_THING:
        before = _NUMBER_OF.search(sentence, 0, match.start())
        unit = _noun(sentence, before.end())[0] if before else unit
    return unit, last


def _noun(sentence: str, at: int) -> tuple[tuple[str, ...], int]:
    """Read the noun that stands at a place: words up to the first plural, or the one after a hyphen."""
    if of := re.compile(r" of (?:(?:the|its|their|these|those) )?").match(sentence, at):
        at = of.end() - 1
    start = at
    for _ in range(4):
        word = _WORD.match(sentence, at)
        if not word or (word[1].lower() in STOPWORDS and word[1].lower() not in ("more", "other", "further")):
            return (), start
        at = word.end()
        if sentence[word.start()] == "-":
            return terms(word[1].split("-")[0]), at
        plain = word[1].lower()
        if plain in _PLURALS or (len(plain) > 3 and plain.endswith("s") and not plain.endswith(_NO_PLURALS)):
            of_what = re.compile(r" of ([^\W\d_]+)").match(sentence, at)
            measured = terms(of_what[1]) if of_what and of_what[1].islower() else ()
            return (*measured, *terms(sentence[start:at])), at
    return (), start


def _with_ranges(sentence: str, found: list[Quantity]) -> list[Quantity]:
    """Make one quantity of the two ends of a range; "from … to …" tells of a change and is none."""
    out = list(found)
    for first, second in pairwise(found):
        between = sentence[first.end : second.start]
        opened = sentence[: first.said[0]].rstrip().lower()
        joined = _RANGE.fullmatch(between) or (between == " and " and opened.endswith("between"))
        scale = _scale_of(sentence[second.start : second.end])
        low = first.low * (scale if first.low < second.low / scale else 1.0)
        said = sentence.lower().rfind("between", 0, first.start) if between == " and " else first.said[0]
        alike = first.unit in ((), second.unit)
        if joined and alike and not opened.endswith("from") and low < second.low and first in out:
            merged = Quantity(
                first.start, second.end, low, second.high, second.unit, first.hedge, (said, second.said[1])
            )
            out = [merged if one is second else one for one in out if one is not first]
    return out


def _scale_of(text: str) -> float:
    words = re.findall(r"[a-z]+", text.lower())
    return next((value for word in reversed(words) for value in [(SCALES | _SHORT).get(word)] if value), 1.0)
