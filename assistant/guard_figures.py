"""Whether the figures of a sentence, with their units and hedges, are those of the quotes that it cites."""

import re
from collections.abc import Sequence
from itertools import pairwise
from math import inf, isclose

from assistant.guard_amounts import CURRENCIES, DURATION, Amount, amounts
from assistant.guard_codes import unsupported_code, unsupported_ordinal, unsupported_rate
from assistant.quantities import PERCENT, TIMES
from index import is_country_term

_LOW, _HIGH = frozenset(("more than", "at least")), frozenset(("less than", "up to", "nearly"))
_COMPARED = re.compile(r"^[^.;]{0,40}\b(?:shorter|longer|more|less|fewer|higher|lower|later|earlier|older|younger)\b")
_LIST = re.compile(r"[A-ZÀ-Þ][\w’' -]*(?:, [A-ZÀ-Þ][\w’' -]*)*,? and (?:the )?[A-ZÀ-Þ]")
_UNITS_OF_TIME = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25,
                  "decade": 3652.5, "century": 36525.0}  # fmt: skip
_POUNDS = {"gbp", "pound"}
_ROUNDED, _ROOM, _LARGE = 0.06, 1.6, 1000
_MOST_OF_MANY = 100  # times the least that "dozens" or "hundreds" can be
_CHANGE = re.compile(r"\b(?:doubled|tripled|trebled|quadrupled|halved)$", re.IGNORECASE)


def unsupported_figure(text: str, said: str) -> str:
    """Return the first figure of a text that what is cited does not give; empty where it gives all."""
    mine, theirs = amounts(text), amounts(said)
    for amount in mine:
        if not any(is_same_figure(amount, other) for other in theirs if not _of_other_unit(amount, other, theirs)):
            if _is_counted(amount, text, said, theirs) or _is_difference(amount, text, theirs):
                continue
            return amount.words
    return unsupported_rate(text, said) or unsupported_code(text, said) or unsupported_ordinal(text, said)


def _of_other_unit(amount: Amount, other: Amount, theirs: Sequence[Amount]) -> bool:
    """Say whether a figure is one of something else than the other, as far as units tell."""
    if {amount.unit, other.unit} == _POUNDS:
        return False
    if amount.measures or other.measures:
        if {amount.unit, other.unit} <= {PERCENT, TIMES} or (other.unit == "" and amount.unit not in (PERCENT, TIMES)):
            return False
        if amount.unit == "":
            return other.unit in (PERCENT, TIMES) or (other.unit in CURRENCIES and amount.low < _LARGE)
        return amount.unit != other.unit
    named = [one for one in theirs if amount.unit and one.unit == amount.unit]
    return bool(named) and other.unit not in ("", amount.unit) and not is_country_term(other.unit)


def is_same_figure(amount: Amount, other: Amount) -> bool:
    """Say whether one figure says no more than the other."""
    if inf in (amount.high, other.high):
        return amount.high == inf and amount.low / 2 <= other.low <= amount.low * _MOST_OF_MANY
    values = {other.low, other.high}
    if amount.side and other.side and amount.side != other.side:
        return (
            amount.unit == PERCENT == other.unit
            and "from" not in (amount.side, other.side)
            and isclose(amount.low, 100 - other.low)
        )
    if not amount.unit:
        values |= {other.count}
    if amount.unit == PERCENT == other.unit and amount.turn != other.turn:
        values |= {100 - other.low}
    if TIMES in (amount.unit, other.unit) and amount.unit != other.unit:
        values |= {v for one in list(values) for v in _as_factor(one, other.unit, amount.side)}
    if amount.low != amount.high:
        return isclose(amount.low, other.low, rel_tol=0.02) and isclose(amount.high, other.high, rel_tol=0.02)
    turned = TIMES in (amount.unit, other.unit) and not (_CHANGE.search(amount.words) or _CHANGE.search(other.words))
    if turned and any(isclose(amount.low, 1 / one, rel_tol=0.006) for one in values if one):
        return True
    return any(_equal(amount, value, other) for value in values)


def _as_factor(value: float, unit: str, side: str) -> tuple[float, ...]:
    """Return a share as factors, or a factor as shares; of a change "by" a share, not the share that it comes to."""
    if unit == PERCENT:
        return value / 100, 1 + value / 100
    return (*(() if side == "by" else (100 * value,)), 100 * (value - 1), 100 * (1 - value))


def _equal(amount: Amount, value: float, other: Amount) -> bool:
    mine, hedge = amount.low, amount.hedge
    tolerance = 0.006 if amount.unit == DURATION or PERCENT in (amount.unit, other.unit) else 1e-6
    if isclose(mine, value, rel_tol=tolerance):
        if hedge == "exactly":
            return other.hedge == ""
        if hedge in ("more than", "less than") and other.low == other.high:
            return other.hedge == hedge or (other.hedge in _LOW if hedge == "more than" else other.hedge in _HIGH)
        return not (hedge in _LOW and other.hedge in _HIGH) and not (hedge in _HIGH and other.hedge in _LOW)
    if hedge in _LOW:
        return mine < value <= mine * _ROOM and other.hedge not in _HIGH
    if hedge in ("less than", "up to"):
        return mine / _ROOM <= value < mine and other.hedge not in _LOW
    if hedge == "nearly":
        return mine * 0.9 <= value < mine and other.hedge not in _LOW
    loose = _ROUNDED if hedge in ("about", "estimated") else 0.0
    return abs(mine - value) <= loose * value or (value >= 1e4 and abs(mine - value) <= 0.005 * value)


def _is_counted(amount: Amount, text: str, said: str, theirs: Sequence[Amount]) -> bool:
    """Say whether a small number counts what is listed by name."""
    if amount.unit == DURATION:
        if any(one.unit == DURATION for one in theirs):
            return False
        return any(unit in said for unit, days in _UNITS_OF_TIME.items() if isclose(days, amount.low, rel_tol=0.006))
    if amount.measures or amount.low != int(amount.low) or not 2 <= amount.low <= 6:
        return False
    if amount.low == 2 and re.search(r"\bthe two\b", text):
        return True
    if any(one.unit == amount.unit and one.unit for one in theirs):
        return False
    lists = [match.group().count(",") + 2 for part in (text, said) for match in _LIST.finditer(part)]
    return int(amount.low) in lists or (amount.low == 2 and bool(re.search(r"\bboth|each|mutual|other\b", said)))


def _is_difference(amount: Amount, text: str, theirs: Sequence[Amount]) -> bool:
    """Say whether a figure is what others come to: how far one exceeds another, and is said to, a share, a change."""
    changes = [(one.low, other.low) for one, other in pairwise(theirs) if (one.side, other.side) == ("from", "to")]
    if amount.unit == TIMES:
        return any(isclose(amount.low, new / old, rel_tol=0.02) for old, new in changes if old)
    if amount.unit == PERCENT and amount.side == "by":
        return any(isclose(amount.low, 100 * abs(new - old) / old, rel_tol=0.02) for old, new in changes if old)
    if amount.unit == PERCENT:
        counts = [one.low for one in theirs if one.unit not in (PERCENT, TIMES, DURATION) and 0 < one.low < inf]
        return any(
            isclose(amount.low, 100 * one / other, rel_tol=0.01) for one in counts for other in counts if one < other
        )
    if amount.side == "by" and any(isclose(amount.low, abs(new - old), rel_tol=1e-3) for old, new in changes):
        return any(one.unit in (amount.unit, PERCENT) for one in theirs)
    if not _COMPARED.match(text[amount.start + len(amount.words) :]):
        return False
    values = [one.low for one in theirs if one.unit == amount.unit]
    return any(isclose(amount.low, abs(one - other), rel_tol=1e-3) for one in values for other in values)
