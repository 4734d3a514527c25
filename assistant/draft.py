"""What a language model writes, sentence by sentence: what the quotes support is kept, the rest taken out.

No quote is made here: a sentence can only point to one by its number.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answers import Agreement, Group, Quote, Removed
from assistant.citation_marks import MARK, numbers_in
from assistant.prompts import readable
from assistant.support import Checker, check_support

_CITATION = re.compile(r"\[(\d{1,4})\]")
_LINE_MARK = re.compile(r"^(?:[-*+•>#]+\s+|\d{1,3}[.)]\s+)+")
_EMPHASIS = re.compile(r"\*+|__+|`+|~~+")
_MARKUP = re.compile(r"^\[[^\]]*\]:|<\s*[a-zA-Z/!?]|&#?\w{1,31};|\]\s*\(|://|\bwww\.|\w@\w|\$\$|\\\w")
_LONGEST = 1000
_LETTER = re.compile(r"[^\W\d_]")


class Draft:
    """The sentences of one answer, as they come.

    The first quote stays the first, and none is left out: a model can put forward what it finds most useful,
    but not hide what the articles say.

    Args:
        quotes: those that the model was given, in that order.
        check: says whether the quotes that a sentence cites support it.
    """

    def __init__(self, quotes: Sequence[Quote], check: Checker = check_support) -> None:
        self._given = quotes
        self._check = check
        self._heard: set[str] = set()  # small models say the same over and over
        self._order = [0]  # places in `_given`, as they come to stand in the answer
        self.kept: list[str] = []
        self.removed: list[Removed] = []

    def take(self, written: str) -> str:
        """Return a sentence as it is to be read, its citations renumbered; nothing where it is taken out."""
        sentence = plain_sentence(written)
        if sentence in self._heard or not _LETTER.search(_CITATION.sub("", sentence)):
            return ""
        self._heard.add(sentence)
        if reason := self._fault(sentence):
            self.removed.append(Removed(sentence, reason))
            return ""
        self.kept.append(_CITATION.sub(lambda found: f"[{self._number(int(found[1]) - 1)}]", sentence))
        return self.kept[-1]

    @property
    def order(self) -> tuple[int, ...]:
        """The places of the quotes given in the order of the answer: the first, those cited, the others."""
        return (*self._order, *(place for place in range(len(self._given)) if place not in self._order))

    def _fault(self, sentence: str) -> str:
        if len(sentence) > _LONGEST:
            return "It goes on too long to be checked."
        if _MARKUP.search(sentence):
            return "It has markup or a link in it."
        if not all(0 < int(number) <= len(self._given) for number in _CITATION.findall(sentence)):
            return "It cites a quote that is not there."
        support = self._check(sentence, self._given)
        return "" if support.supported else support.reason or "The quotes do not say this."

    def _number(self, place: int) -> int:
        if place not in self._order:
            self._order.append(place)
        return self._order.index(place) + 1


def plain_sentence(written: str) -> str:
    """Return a sentence without emphasis, marks of lists and unseen characters, with a `[n]` for each citation."""
    text = _EMPHASIS.sub("", _LINE_MARK.sub("", readable(written)))
    return MARK.sub(lambda found: "".join(f"[{one}]" for one in numbers_in(found[1])), text).strip()


def renumbered(agreement: Agreement, order: Sequence[int]) -> Agreement:
    """Return what quotes agree and differ on, with the numbers that they have in another order."""
    numbers = {place + 1: number for number, place in enumerate(order, start=1)}

    def group(one: Group) -> Group:
        return Group(tuple(replace(words, number=numbers[words.number]) for words in one.words))

    return Agreement(tuple(map(group, agreement.agreeing)), tuple(map(group, agreement.differing)))
