"""What can be proved against a sentence: citations, hidden text, quotation marks, figures, dates and names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Quote
from assistant.cited import read_cited
from assistant.guard_codes import unranked
from assistant.guard_dates import unsupported_date, with_dates_in_words
from assistant.guard_figures import unsupported_figure
from assistant.guard_framing import without_framing
from assistant.guard_names import unsupported_name, unsupported_quotation
from assistant.guard_words import MEANT, is_empty, matches
from index import normalise

_MUCH_BETTER = 0.34
_ANNOUNCES = re.compile(r"\b(?:is|are|was|were|reads?|says?|said|states?|stated|follows?)\s*:$")
_PER_CENT = re.compile(r"(?<=\d) ?per ?cent\b")


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence with what it cites, both in one spelling, and what is proved against it, if anything."""

    text: str
    said: str
    fault: str = ""


def check_exactly(sentence: str, quotes: Sequence[Quote]) -> Checked:
    """Hold a sentence against the quotes that it cites, as far as that needs no judgement."""
    read = read_cited(sentence)
    if not read.numbers:
        return Checked(read.text, "", "it cites no quote")
    if outside := [number for number in read.numbers if not 1 <= number <= len(quotes)]:
        return Checked(read.text, "", f"it cites [{outside[0]}], which is not among the {len(quotes)} quotes")
    if read.hides:
        return Checked(read.text, "", "some of it is hidden, struck out or disguised")
    cited = _cited(read.numbers, quotes)
    text, said = with_dates_in_words(without_framing(read.text, cited)), _said(cited)
    if not any(char.isalnum() for char in text):
        return Checked(text, said, "it says nothing")
    if _ANNOUNCES.search(text.rstrip()):
        return Checked(text, said, "it announces a quote that does not come")
    fault = _fault(text, said, cited) or _wrong_mark(read.pieces, quotes)
    return Checked(_PER_CENT.sub("%", text), _PER_CENT.sub("%", said), fault)


def _cited(numbers: Sequence[int], quotes: Sequence[Quote]) -> list[Quote]:
    return [quotes[number - 1] for number in dict.fromkeys(numbers)]


def _said(quotes: Sequence[Quote]) -> str:
    return with_dates_in_words(normalise(" ".join(quote.text for quote in quotes)))


def _fault(text: str, said: str, cited: Sequence[Quote]) -> str:
    if quoted := unsupported_quotation(text, cited):
        return f"the words “{quoted}” are in quotation marks and not in the quotes it cites"
    if figure := unsupported_figure(text, said):
        return f"the figure {figure} is in none of the quotes it cites"
    if superlative := unranked(text, said):
        return f"“{superlative}” has a rank before it in the quotes it cites"
    if date := unsupported_date(text, said, cited):
        return f"the date {date} is in none of the quotes it cites"
    if name := unsupported_name(text, said, cited):
        return f"the name {name} is in none of the quotes it cites"
    return ""


def _wrong_mark(pieces: Sequence[tuple[str, tuple[int, ...]]], quotes: Sequence[Quote]) -> str:
    """Say where a part of a sentence is told by another quote than the one marked after it."""
    everything = {number for _, numbers in pieces for number in numbers}
    for text, numbers in pieces:
        others = everything - set(numbers)
        if not numbers or not others:
            continue
        if elsewhere := _figure_elsewhere(text, numbers, others, quotes):
            return elsewhere
        own = _told(normalise(text), _said(_cited(numbers, quotes)))
        if max(_told(normalise(text), _said([quotes[number - 1]])) for number in others) > own + _MUCH_BETTER:
            return f"not [{numbers[0]}] but another quote says “{text[:60]}”"
    return ""


def _figure_elsewhere(text: str, numbers: Sequence[int], others: set[int], quotes: Sequence[Quote]) -> str:
    """Say where a figure stands that is in a quote marked for another part of the sentence, and not in this part's."""
    text = with_dates_in_words(normalise(text))
    if not (figure := unsupported_figure(text, _said(_cited(numbers, quotes)))):
        return ""
    has_it = next((one for one in sorted(others) if not unsupported_figure(text, _said([quotes[one - 1]]))), 0)
    return f"the figure {figure} is not in [{numbers[0]}], but in [{has_it}]" if has_it else ""


def _told(text: str, said: str) -> float:
    """Return the share of the words of a text, and of its figures, that stand in what is cited."""
    found = [match.nearness >= MEANT for match in matches(text, said) if not is_empty(match.word)]
    if not found:
        return 0.0
    return sum(found) / len(found) - 0.5 * bool(unsupported_figure(text, said))
