"""Whether a sentence is what the quotes that it cites say, with a figure or a date written otherwise."""

from collections.abc import Iterator
from math import isclose

from assistant.guard_amounts import Amount, amounts
from assistant.guard_dates import dates_in
from assistant.guard_figures import is_same_figure
from assistant.guard_words import LIKE, is_empty, matches
from assistant.plain_figures import in_plain_figures
from assistant.quantities import TIMES

_ROUNDING = 1e-3


def is_respelled(text: str, said: str) -> bool:
    """Say whether a figure or a date is what is cited has in another spelling, and no word beside it is new.

    Exact amounts prove such a figure, so it speaks for the sentence: to a model, "1.2bn dollars" is far from "$1,200m".
    """
    plain, theirs = in_plain_figures(text), in_plain_figures(said)
    changes = sorted((*_figures(plain, theirs), *_dates(plain, theirs)), reverse=True)
    for start, end, instead in changes:
        plain = plain[:start] + instead + plain[end:]
    found = matches(plain, theirs) if changes else ()
    return bool(changes) and all(match.nearness >= LIKE or is_empty(match.word) for match in found)


def _figures(text: str, said: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a figure stands that is written otherwise there, and how."""
    for amount in amounts(text):
        alike = [one for one in amounts(said) if _is_equal(amount, one) and is_same_figure(amount, one)]
        if alike and all(one.words.lower() != amount.words.lower() for one in alike):
            yield amount.start, amount.start + len(amount.words), alike[0].words


def _is_equal(amount: Amount, other: Amount) -> bool:
    same = isclose(amount.low, other.low, rel_tol=_ROUNDING) and isclose(amount.high, other.high, rel_tol=_ROUNDING)
    return same and amount.unit == other.unit != TIMES


def _dates(text: str, said: str) -> Iterator[tuple[int, int, str]]:
    theirs = {(one.year, one.month, one.day): said[one.start : one.end] for one in dates_in(said) if one.month}
    for one in dates_in(text):
        instead = theirs.get((one.year, one.month, one.day))
        if instead and instead != text[one.start : one.end]:
            yield one.start, one.end, instead
