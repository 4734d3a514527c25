"""First step: from a question and the conversation so far to what is searched for.

Always blending the conversation in is wrong, and so is never doing it: it is decided for each
question, by how much the question leaves unsaid.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index import Query, countries_in, keywords, normalise, terms, words

_POINTS_BACK = frozenset(
    """it its they them their theirs he him his she hers her this that these those there one ones same such former
    latter""".split()  # noqa: SIM905
)
_CONTINUES = re.compile(r"(?:and|but|so|or|then|also|why|really|no|yes|ok|okay|what about|how about|what if|any)\b")
_IN_PLACE = re.compile(
    r"^(?:(?:and|so|but|ok|okay|then)[ ,]+)*(?:what about|how about|and|what of|same for)?\b", re.IGNORECASE
)
_LEANS_FULLY, _LEANS, _LEANS_SLIGHTLY = 1.0, 0.7, 0.5
_EMPTY_WEIGHT = 0.1  # of a question without a subject of its own: "Why is that?"
# Chosen on two sets of real conversations: of what was said last, beside the question, and more where that leans on it.
_BACKGROUND_WEIGHT, _BACKGROUND_LEANING = 0.3, 0.5
_ANSWER_WORDS = 60
_CONTEXT_WEIGHT = 0.7  # of the question together with what it leans on, beside the question alone


@dataclass(frozen=True, slots=True)
class Understood:
    """A question made searchable.

    `standalone` is the question with what it leans on, as it may be shown to the person; `asks` is
    the part of it that tells what kind of answer is wanted. `queries` are searched together, and
    `background` with them: what was said last, which helps the search and proves nothing.
    `leans` is 0 for a question that stands alone, 1 for one that fully leans on the conversation,
    2 for one with no subject of its own, such as "Why is that?". `names` are all names of each thing
    in it that goes by several.
    """

    asks: str
    standalone: str
    queries: tuple[Query, ...]
    leans: float
    names: tuple[tuple[str, ...], ...] = ()
    background: tuple[Query, ...] = ()

    @property
    def searched(self) -> tuple[Query, ...]:
        """What is searched with: what was said last tells more of what is meant than all that was asked before."""
        return (self.queries[0], *self.background) if self.background else self.queries


def understand(question: str, earlier: Sequence[str], turns: int, answered: str = "") -> Understood:
    """Decide what of the conversation a question needs.

    Args:
        earlier: the questions asked so far, in order.
        turns: the most of them to go back.
        answered: what the last of them was answered, if that is known.
    """
    leans = leaning(question) if earlier and turns else 0.0
    understood = _on_its_own_or_not(question, earlier, turns, leans)
    put_in_place = leans > 0 and understood.asks == understood.standalone
    if put_in_place or not (earlier and turns and answered):
        return understood
    said = " ".join((question, earlier[-1], *answered.split()[:_ANSWER_WORDS]))
    return replace(understood, background=(Query(said, _BACKGROUND_WEIGHT + _BACKGROUND_LEANING * leans),))


def _on_its_own_or_not(question: str, earlier: Sequence[str], turns: int, leans: float) -> Understood:
    if not leans:
        return Understood(question, question, (Query(question),), 0.0)
    context = _context(earlier, turns)
    if in_place := _put_in_place(question, context):
        return Understood(in_place, in_place, (Query(in_place), Query(question, 0.3)), leans)
    standalone = f"{context} {question}"
    in_context = Query(standalone, _CONTEXT_WEIGHT * leans)
    if not keywords(question):
        return Understood(question, standalone, (Query(question, _EMPTY_WEIGHT), in_context), 2 * leans)
    return Understood(question, standalone, (Query(question), in_context), leans)


def leaning(question: str) -> float:
    """Say how much a question leans on what was said before: 0 not at all, 1 fully."""
    subject = keywords(question)
    if _POINTS_BACK & set(words(question)) or len(subject) <= 2:
        return _LEANS_FULLY
    if _CONTINUES.match(question.strip().lower()):
        return _LEANS
    return _LEANS_SLIGHTLY if len(subject) == 3 else 0.0


def _context(earlier: Sequence[str], turns: int) -> str:
    """Return the earlier questions back to the last one that stands alone, as one."""
    chain: list[str] = []
    for question in reversed(earlier[-turns:]):
        chain.insert(0, question)
        if leaning(question) < _LEANS:
            break
    context = chain[0]
    for question in chain[1:]:
        context = _put_in_place(question, context) or f"{context} {question}"
    return context


def _put_in_place(question: str, context: str) -> str:
    """Turn "And with Armenia?" after a question on Georgia into that question on Armenia."""
    plain, before = normalise(question), normalise(context)
    mentioned, replaced = list(countries_in(plain)), list(countries_in(before))
    if not (_IN_PLACE.match(plain) and len(mentioned) == 1 and replaced and len(terms(question)) == 1):
        return ""
    start, end, _ = mentioned[0]
    last_start, last_end, _ = replaced[-1]
    return before[:last_start] + plain[start:end] + before[last_end:]
