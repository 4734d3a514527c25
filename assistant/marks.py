"""The words of a quote that give the kind of answer asked for."""

from assistant.figures import dates, figures
from assistant.quantities import PERCENT, Quantity, quantities
from assistant.question import Wanted, counted, names
from index import STOPWORDS, terms

Spans = tuple[tuple[int, int], ...]
_SHARES = ("share", "percentage", "percent", "proportion", "fraction")
_PLACES = ("place", "rank")
_FEW = 10.0  # below, a number among amounts counts people or sides
_AMOUNTS = ("how much", "how large", "how big", "cost", "worth", "price", "value", "amount", "volume")


def marks(text: str, question: str, wanted: Wanted, told_by: str = "") -> Spans:
    """Return the (start, end) of the words of a quote that answer, in order.

    Of numbers these are the ones that count what the question counts; of names those that the
    question does not give itself.

    Args:
        told_by: the names of whoever tells it; they are marked only where the quote has no other name.
    """
    if wanted.date and (found := dates(text)):
        return tuple(found)
    if wanted.number:
        return _numbers(text, question.lower())
    return _names(text, question, told_by) if wanted.name else ()


def _numbers(text: str, question: str) -> Spans:
    if any(word in question for word in _PLACES):
        return tuple(figures(text))
    read = quantities(text)
    if thing := counted(question):
        fitting = _counting(read, thing)
    else:
        fitting = _measuring(read, question) or [quantity for quantity in read if quantity.low >= _FEW]
    return tuple((quantity.start, quantity.end) for quantity in fitting)


def _counting(read: list[Quantity], wanted: frozenset[str]) -> list[Quantity]:
    """Return the quantities of what is counted, and bare numbers: of those of its size, where there is one."""
    sizes = {quantity.low for quantity in read if wanted & set(quantity.unit)}
    return [
        quantity
        for quantity in read
        if wanted & set(quantity.unit) or (not quantity.unit and (not sizes or quantity.low in sizes))
    ]


def _measuring(read: list[Quantity], question: str) -> list[Quantity]:
    """Return the shares where a share is asked for, and money, shares and factors where an amount is."""
    if any(word in question for word in _SHARES):
        return [quantity for quantity in read if quantity.unit == (PERCENT,)]
    if any(word in question for word in _AMOUNTS):
        asked = set(terms(question))
        return [quantity for quantity in read if quantity.is_amount or asked & set(quantity.unit)]
    return []


def _names(text: str, question: str, told_by: str) -> Spans:
    asked, tellers, ends = frozenset(terms(question)), frozenset(terms(told_by)), dict(dates(text))
    whole = (_whole(text, *span) for span in names(text))
    undated = ((min(ends.get(start, start - 1) + 1, end), end) for start, end in whole)
    new = [(start, end) for start, end in undated if set(terms(text[start:end])) - asked]
    return tuple((start, end) for start, end in new if set(terms(text[start:end])) - tellers) or tuple(new)


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in a capitalised first word, which alone would tell nothing; leave a possessive out."""
    before = text[:start].rstrip()
    first = before.rsplit(None, 1)[-1] if before else ""
    if first and text[start - 1] == " " and first == before and first.isalpha() and first[0].isupper():
        start = start if first.lower() in STOPWORDS else 0
    return start, end - 2 if text[start:end].endswith(("'s", "’s")) else end
