"""What the articles quoted agree and differ on: the same figure for one thing, another, or the opposite.

Silence is better than a wrong word here: two sentences are held against each other only where
they share what they speak of, and figures that may both be true are left alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import floor, inf, isclose, log10

from assistant.answers import Agreement, Group, Quote, Words
from assistant.claims import Claim, claims, doings, is_near_copy, of_one_thing
from assistant.opposites import opposed
from assistant.quantities import PERCENT, Quantity, quantities
from assistant.question import counted
from index import terms

_PERIOD = re.compile(
    r"\b(?:in|over|during|since|by|until|within|for) (?:the )?(?:(?:past|last|previous|preceding|coming|next)"
    r" (?:\w+ )?(?:year|month|week|decade|quarter)s?\b|(?:(?:mid|early|late)[ -])?(?:\w+ )?(?:19|20)\d\d\b)"
    r"|\bso far\b|\bto date\b|\b(?:last|this) year\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    r".{0,20}?\b((?:a|per|each|every) (?:year|month|week|day)\b(?! and\b|['’]s)|annually\b)", re.IGNORECASE
)
_EXACT_BELOW = 100.0
_ABOUT = 0.15
_SMALL = 10.0
_NUMBER_WORDS = (
    "two three four five six seven eight nine ten twelve twenty thirty forty fifty sixty eighty ninety hundred"
    " thousand million billion trillion percent estimated roughly approximately nearly total worth amounts"
)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A quantity with the claim that gives it, and the period that it is given for."""

    claim: Claim
    quantity: Quantity
    period: tuple[int, int] | None

    @property
    def words(self) -> tuple[Words, ...]:
        """The words of the quantity with its hedge and noun, then those of its period."""
        spans = [self.quantity.said]
        if self.period and not spans[0][0] <= self.period[0] < spans[0][1]:
            spans.append(self.period)
        at = self.claim.start
        return tuple(Words(self.claim.number, at + start, at + end) for start, end in spans)


def agreement(quotes: Sequence[Quote], question: str = "") -> Agreement:
    """Find where quotes of different articles agree and differ.

    Args:
        question: where it counts something, only figures of that are compared.
    """
    said = list(claims(quotes))
    figures = list(_figures(said, counted(question)))
    agreeing, differing, agreed = [], [], set()
    for one, other in combinations(figures, 2):
        if _same_unit(one.quantity, other.quantity) and of_one_thing(one.claim, other.claim) and _equal(one, other):
            agreed.add(_between(one, other))
            if not is_near_copy(one.claim, other.claim) and _shared_enough(one, other, of_equal_value=True):
                agreeing.append((one, other))
    for one, other in combinations(figures, 2):
        if _between(one, other) not in agreed and _differ(one, other):
            differing.append((one, other))
    opposite = [
        Group(
            tuple(Words(claim.number, claim.start + a, claim.start + b) for claim, (a, b) in zip(pair, at, strict=True))
        )
        for pair in combinations(said, 2)
        if of_one_thing(*pair) and (at := opposed(*pair))
    ]
    return Agreement(tuple(_groups(agreeing)), (*_groups(differing), *opposite))


def _figures(said: Sequence[Claim], wanted: frozenset[str]) -> Iterator[_Figure]:
    for claim in said:
        for quantity in quantities(claim.text):
            if quantity.unit and (not wanted or wanted & set(quantity.unit)):
                yield _Figure(claim, quantity, _period(claim.text, quantity))


def _period(text: str, quantity: Quantity) -> tuple[int, int] | None:
    """Return the rate that follows a quantity, or else the nearest period."""
    if rate := _RATE.match(text, quantity.said[1]):
        return rate.span(1)
    spans = [match.span() for match in _PERIOD.finditer(text)]
    return min(spans, key=lambda span: abs(span[0] - quantity.start), default=None)


def _between(one: _Figure, other: _Figure) -> tuple[frozenset[str], str]:
    return frozenset((one.claim.path, other.claim.path)), one.quantity.unit[-1]


def _same_unit(one: Quantity, other: Quantity) -> bool:
    """Say whether two quantities count the same: one noun, and no other kind of it."""
    kinds = [{term for term in unit[:-1] if not term.endswith("0country")} for unit in (one.unit, other.unit)]
    return one.unit[-1] == other.unit[-1] and (not all(kinds) or bool(kinds[0] & kinds[1]))


def _equal(one: _Figure, other: _Figure) -> bool:
    bounds = {one.quantity.hedge, other.quantity.hedge}
    same = isclose(one.quantity.low, other.quantity.low, rel_tol=5e-3) and (
        one.quantity.high == other.quantity.high or isclose(one.quantity.high, other.quantity.high, rel_tol=5e-3)
    )
    return same and not (bounds & {"less than", "up to"} and bounds & {"more than", "at least"})


def _differ(one: _Figure, other: _Figure) -> bool:
    """Say whether two figures for one thing and one time cannot both be true."""
    if not (_same_unit(one.quantity, other.quantity) and of_one_thing(one.claim, other.claim)):
        return False
    if bool(one.claim.places) != bool(other.claim.places):
        return False
    periods = {figure.claim.text[slice(*figure.period)].lower() for figure in (one, other) if figure.period}
    (low, high), (other_low, other_high) = _bounds(one.quantity), _bounds(other.quantity)
    return len(periods) < 2 and (high <= other_low or other_high <= low) and _shared_enough(one, other)


def _shared_enough(one: _Figure, other: _Figure, *, of_equal_value: bool = False) -> bool:
    """Say whether two claims share enough besides the unit to speak of one thing.

    A number that two articles would not both come by through chance asks for less.
    """
    units = doings(one.quantity.unit + other.quantity.unit)
    shared = {term for term in one.claim.about & other.claim.about if term not in units and not _is_number(term)}
    plain = shared - one.claim.places - (one.claim.names & other.claim.names)
    is_noun = not one.quantity.is_amount
    if of_equal_value and one.quantity.low >= _SMALL and one.quantity.unit[-1] != PERCENT:
        return bool(plain) or (is_noun and len(shared) > 1)
    return len(shared) > 1 and len(plain) > (0 if is_noun else 1 - bool(shared & one.claim.places))


@cache
def _number_terms() -> frozenset[str]:
    return frozenset(terms(_NUMBER_WORDS))


def _is_number(term: str) -> bool:
    return term in _number_terms() or (term[0].isdigit() and not term.endswith("0country"))


def _bounds(quantity: Quantity) -> tuple[float, float]:
    """Return between which values the truth lies where a figure is right, its rounding taken into account."""
    low, high = quantity.low, quantity.high
    if quantity.hedge in ("at least", "more than"):
        return low, inf
    if quantity.hedge in ("up to", "less than"):
        return 0.0, high
    loose = _ABOUT if quantity.hedge else 0.0
    return low - max(low * loose, _rounding(low)), high + max(high * loose, _rounding(high))


def _rounding(value: float) -> float:
    """Return half a unit of the last digit that is not zero; small numbers are taken as exact."""
    if value < _EXACT_BELOW or value == inf:
        return 0.0 if value != inf and value == floor(value) else 0.05
    unit = 10.0 ** floor(log10(value))
    while unit > 1 and not isclose(value / unit, round(value / unit), rel_tol=1e-9):
        unit /= 10
    return unit / 2


def _groups(pairs: Sequence[tuple[_Figure, _Figure]]) -> Iterator[Group]:
    """Put pairs that share a figure together; of each quote, one figure speaks."""
    groups: list[list[_Figure]] = []
    for pair in pairs:
        touched = [group for group in groups if any(figure in group for figure in pair)]
        groups = [group for group in groups if group not in touched]
        groups.append(list(dict.fromkeys(figure for group in (*touched, pair) for figure in group)))
    for group in groups:
        first: dict[int, _Figure] = {}
        for figure in sorted(group, key=lambda figure: (figure.claim.number, figure.claim.start)):
            first.setdefault(figure.claim.number, figure)
        yield Group(tuple(words for figure in first.values() for words in figure.words))
