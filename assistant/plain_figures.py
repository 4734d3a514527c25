"""Figures in other words ("a fortnight", "four fifths", "half a point") written as ones that can be read."""

import re
from collections.abc import Callable
from functools import lru_cache

_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMERALS = {word: number for number, word in enumerate(_WORDS, start=2)}
_FOLDS = {number: word for word, number in NUMERALS.items()}
_PARTS = {"third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "tenth": 10}
_EVERY = {**_PARTS, "second": 2, "ninth": 9}
_CURRENCIES = {"CHF": "francs", "USD": "dollars", "EUR": "euros", "JPY": "yen", "CNY": "yuan", "RMB": "yuan",
               "RUB": "rubles", "INR": "rupees", "TRY": "lira", "UAH": "hryvnia"}  # fmt: skip
_COUNT = rf"(?:\d+|one|{'|'.join(_WORDS)})"
_PART = "|".join(_PARTS)
_TIME = "minute|hour|day|week|month|year"
_BEFORE_A_PART = (
    "by|to|than|lost|lose|loses|roughly|nearly|almost|about|around|only|just|some|up|down|gained|gain|gains|dropped"
)
_AFTER_A_PART = "of|below|above|less|more|lower|higher|since"

Rewrite = Callable[[re.Match[str]], str]


@lru_cache(maxsize=1024)
def in_plain_figures(text: str) -> str:
    """Write what is a figure in other words as one that `quantities` reads."""
    for pattern, plain in _REWRITTEN:
        text = pattern.sub(plain, text)
    return text


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMERALS.get(word.lower(), 1)


def _and_a_half(match: re.Match[str]) -> str:
    return f"{_number(match[1])}.5 {match[2]}"


def _every(match: re.Match[str]) -> str:
    return f"{100 / (int(match[2]) if match[2] else _EVERY[match[1].lower()]):g}%"


def _parts(match: re.Match[str]) -> str:
    return f"{100 * _number(match[1]) / _PARTS[match[2].lower().removesuffix('s')]:g}%"


def _one_in(match: re.Match[str]) -> str:
    part, whole = _number(match["part"]), _number(match["whole"])
    of = match.groupdict().get("of", "")
    return f"{100 * part / whole:g}%{of and ' of '}{of}" if part < whole else match.group()


def _times(match: re.Match[str]) -> str:
    return f"{match[1] if '.' in match[1] else _FOLDS.get(_number(match[1]), match[1])}fold"


def _several_of(match: re.Match[str]) -> str:
    unit = match[2]
    return f"{match[1]} {unit[:-1]}ies" if unit.endswith("ury") else f"{match[1]} {unit}s"


def _as(text: str) -> Rewrite:
    return lambda match: match.expand(text)


_REWRITTEN: tuple[tuple[re.Pattern[str], Rewrite], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (
            rf"(?-i:\b({'|'.join(_CURRENCIES)})) ?(\d[\d.,]*(?: ?(?:thousand|million|billion|trillion|mn|bn|m|tn)\b)?)",
            lambda match: f"{match[2]} {_CURRENCIES[match[1]]}",
        ),
        (r"\bseveral (hundred|thousand|million|billion)\b", _as(r"\1s")),
        (r"\bthree quarters of (?:a|the) year\b", _as("nine months")),
        (rf"\b({_COUNT})[ -]((?:{_PART})s?)\b", _parts),
        (
            rf"\b({_BEFORE_A_PART}) (?:a|one) ({_PART})\b(?! (?:party|time|of a (?:century|year)))",
            lambda match: f"{match[1]} {100 / _PARTS[match[2].lower()]:g}%",
        ),
        (
            rf"\b(?:a|one) ({_PART})\b(?= (?:{_AFTER_A_PART})\b|[,.;]|$)",
            lambda match: f"{100 / _PARTS[match[1].lower()]:g}%",
        ),
        (r"\bby (?:a )?half\b(?! (?:an?|the)\b)", _as("by 50%")),
        (
            r"\bhalf (?=(?:of|as|the|that|its|his|her|their)\b|an?\b(?! (?:(?:hundred|thousand|million|billion|trillion"
            r"|dozen|century|decade|year|hour|minute|point|percentage)\b)))",
            _as("50% "),
        ),
        (rf"\b(?P<part>{_COUNT}) (?:in|out of)(?: every)? (?P<whole>{_COUNT})\b(?! of)", _one_in),
        (
            rf"\b(?P<part>{_COUNT}) (?P<of>[a-z]+) (?:in|out of)(?: every)? (?!\d{{3}})(?P<whole>{_COUNT})\b"
            r"(?! of| [\w-]+s\b)",
            _one_in,
        ),
        (rf"\bevery (?:({'|'.join(_EVERY)})|(\d+)(?:nd|rd|th))\b(?! (?:{_TIME}|time|decade|century))", _every),
        (
            rf"\b({_COUNT}) and a half (times|hundred|thousand|million|billion|trillion|years|months|hours)\b",
            _and_a_half,
        ),
        (r"(?<![$€£\d.,])(\d[\d.,]*) m\b(?! (?:euros|dollars|pounds|francs|yen|yuan))", _as(r"\1 metres")),
        (r"(?<=\d) ?km\b", _as(" kilometres")),
        (r"(?<=\d) ?cm\b", _as(" centimetres")),
        (r"(?<=\d) ?kg\b", _as(" kilograms")),
        (r"(?<=\d) t\b", _as(" tonnes")),
        (r"\bfortnights\b", _as("weeks")),
        (r"\b(?:a )?fortnight\b", _as("two weeks")),
        (rf"\ban? ({_TIME}) and a half(?:'s)?\b", _as(r"1.5 \1s")),
        (r"\bhalf an? (century)\b", _as("50 years")),
        (r"\bhalf an? (decade|year|hour|minute)\b", _as(r"0.5 \1s")),
        (r"\bhalf a (?:percentage )?point\b", _as("0.5 points")),
        (r"\b(?:a )?quarter (?:of a )?(?:percentage )?point\b", _as("0.25 points")),
        (r"\b(?:an?|one)[ -]century\b", _as("100 years")),
        (r"\b(?:an?|one)[ -]decade\b", _as("10 years")),
        (
            rf"\b(within|in|after|lasts?|lasted|for|than|every|full|whole) (?:an?|one) ({_TIME})\b",
            _as(r"\1 1 \2s"),
        ),
        (rf"\bone-({_TIME})\b", _as(r"1 \1s")),
        (
            rf"\b({_COUNT}|\d[\d,.]*)-({_TIME}|century|seat|meter|metre|kilometer|kilometre|ton|mile)\b(?!-old)",
            _several_of,
        ),
        (r"\btwice(?= (?:as|the|that|its|their|his|her|what)\b)|\bdouble(?= (?:the|that|what)\b)", _as("twofold")),
        (r"\btwice\b", _as("two")),
        (r"\b(\d+)-?fold\b", _times),
        (rf"\b(\d+\.\d+|{_COUNT}) times(?= (?:as|more|larger|higher|the|what)\b)", _times),
        (r"\bhalving\b|\bhalves?\b(?= (?:the|its|their|his|her)\b)|\bhalve\b", _as("halved")),
        (r"\bdoubl(?:e|es|ing)\b(?= (?:the|its|their|his|her|since|compared|to|from|in|over)\b)", _as("doubled")),
        (r"\btripl(?:e|es|ing)\b", _as("tripled")),
        (r"(?<=\d) ?°C\b", _as(" degrees")),
        (r"\ba hundred\b", _as("100")),
        (r"(?<=\d)[ -](thousand|million|billion|trillion)(?:-(?=[a-z])|\b)", _as(r" \1 ")),
        (r" {2,}", _as(" ")),
        (r"(?<=\d)m(?=\b(?! [a-z]+s\b))", _as(" million")),
    )
)
