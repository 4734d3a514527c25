"""The figures of a text with their units and hedges, so that two of them can be compared."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from assistant.plain_figures import in_plain_figures
from assistant.quantities import PERCENT, SCALES, TIMES, Quantity, quantities

DURATION = "duration"
CURRENCIES = frozenset(
    ("usd", "eur", "gbp", "yen", "yuan", "ruble", "rouble", "rupee", "franc", "lira", "peso", "dirham", "hryvnia")
)
SCORE = re.compile(r"(?<![\w.,-])\d{1,3}-\d{1,3}(?![\w,-]|\.\d)")
_DAYS = {"second": 1 / 86400, "minut": 1 / 1440, "hour": 1 / 24, "dai": 1.0, "week": 7.0, "month": 30.4375,
         "year": 365.25, "decad": 3652.5, "centuri": 36525.0}  # fmt: skip
_MEASURES = {
    "ton": ("mass", 1000.0), "tonn": ("mass", 1000.0), "kilogram": ("mass", 1.0), "kilo": ("mass", 1.0),
    "gram": ("mass", 0.001), "pound": ("pound", 1.0), "barrel": ("barrel", 1.0), "litr": ("litre", 1.0),
    "liter": ("litre", 1.0), "gallon": ("gallon", 1.0), "metr": ("length", 1.0), "meter": ("length", 1.0),
    "kilomet": ("length", 1000.0), "kilometr": ("length", 1000.0), "centimet": ("length", 0.01),
    "centimetr": ("length", 0.01), "mile": ("length", 1609.34), "hectar": ("hectare", 1.0), "acr": ("acre", 1.0),
    "megawatt": ("power", 1.0), "gigawatt": ("power", 1000.0), "point": ("point", 1.0), "degre": ("degree", 1.0),
}  # fmt: skip
_HARD_UNITS = frozenset((PERCENT, TIMES, DURATION, *(name for name, _ in _MEASURES.values()), *CURRENCIES))
_NEARLY = re.compile(r"\b(?:nearly|almost|close to|just under|just short of|not quite)\b[^\d]{0,12}$", re.IGNORECASE)
_EXACTLY = re.compile(r"\b(?:exactly|precisely)\b[^\d]{0,12}$", re.IGNORECASE)
_OR_MORE = re.compile(r"^ ?(?:or|and) (?:more|above|over)\b|^\+", re.IGNORECASE)
_OR_LESS = re.compile(r"^ ?(?:or|and) (?:less|fewer|under)\b|^ (?:years |days |weeks |\w+ )?(?:or less|or fewer)\b")
_SIDE = re.compile(r"\b(to|from|by) (?:just |only |about |roughly )?$")
_TURNED = re.compile(r"\b(?:not|never|no longer|without|remains?|left|un(?:claimed|used|paid|sold|spent))\b|n['’]t\b")
_OVER = re.compile(r"\bover $", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure: from `low` to `high` of a unit, which is a measure's name or the stem of the noun counted.

    `count` is the number as given, before hours and years are made days. `turn` says whether it stands
    after "to" and beside a negation: then the rest of the whole can be meant. `side` is "from", "to" or "by".
    `before` are the last characters before it.
    """

    low: float
    high: float
    unit: str
    hedge: str
    words: str
    start: int
    count: float
    turn: tuple[bool, bool] = (False, False)
    side: str = ""
    before: str = ""

    @property
    def measures(self) -> bool:
        """Whether the unit cannot be exchanged for another."""
        return self.unit in _HARD_UNITS


@lru_cache(maxsize=512)
def amounts(text: str) -> tuple[Amount, ...]:
    """Return the figures of a text, in order."""
    text = SCORE.sub(lambda match: " " * len(match.group()), in_plain_figures(text))
    found = quantities(text)
    units = [quantity.unit for quantity in found]
    for place, (one, other) in reversed(list(enumerate(pairwise(found)))):
        if not one.unit and re.fullmatch(r" (?:out )?of (?:the|its|their|all|these) ", text[one.end : other.start]):
            units[place] = units[place + 1]
    read = [_amount(text, quantity, unit) for quantity, unit in zip(found, units, strict=True)]
    for place, (old, new) in enumerate(pairwise(read)):
        if (old.side, new.side) == ("from", "to") and not old.unit and new.unit and new.count:
            read[place] = _of_the_unit_of(new, old)
    return tuple(read)


def _of_the_unit_of(other: Amount, amount: Amount) -> Amount:
    """Give an amount the unit and the scale of the one after it: "from 2.5 to 5 million tons"."""
    scale = next((times for word, times in SCALES.items() if word in other.words), 1.0)
    times = other.low / other.count * (scale if amount.count < SCALES["thousand"] else 1.0)
    return replace(amount, low=amount.count * times, high=amount.count * times, unit=other.unit)


def _amount(text: str, quantity: Quantity, unit: tuple[str, ...]) -> Amount:
    before, after = text[: quantity.start], text[quantity.end :]
    side = _SIDE.search(text[: quantity.said[0]])
    turn = bool(side and side[1] == "to"), bool(_TURNED.search(after[:70]) or _TURNED.search(before[-20:]))
    words = text[quantity.start : max(quantity.end, quantity.said[1])].strip()
    hedge = _hedge(quantity, text)
    amount = Amount(quantity.low, quantity.high, "", hedge, words, quantity.start, count=quantity.low, turn=turn)
    return _measured(replace(amount, side=side[1] if side else "", before=before[-8:]), unit)


def _hedge(quantity: Quantity, text: str) -> str:
    before, after = text[: quantity.start], text[quantity.end :]
    if _NEARLY.search(before):
        return "nearly"
    if _EXACTLY.search(before):
        return "exactly"
    if _OR_MORE.match(after) or _OR_MORE.match(text[quantity.said[1] :]):
        return "at least"
    return "up to" if _OR_LESS.match(after) else quantity.hedge


def _measured(amount: Amount, unit: tuple[str, ...]) -> Amount:
    name = unit[-1] if unit else ""
    days = next((_DAYS[term] for term in unit[:1] + unit[-1:] if term in _DAYS), 0.0)
    if days:
        over = amount.hedge == "more than" and _OVER.search(amount.before)
        amount = replace(amount, hedge="") if over else amount
        return replace(amount, low=amount.low * days, high=amount.high * days, unit=DURATION)
    if unit[-2:] == ("basi", "point"):
        return replace(amount, low=amount.low / 100, high=amount.high / 100, unit="point")
    measure, times = _MEASURES.get(name, (name, 1.0))
    return replace(amount, low=amount.low * times, high=amount.high * times, unit=measure)
