"""Claims that pull in opposite directions: one says that it rose, the other that it fell or did not rise."""

import re
from dataclasses import dataclass

from assistant.claims import Claim, doings, places_in, within
from assistant.figures import dates
from assistant.quantities import quantities
from index import terms

_PAIRS = (
    ("rose rise rises risen increased increases climbed climbs soared", "fell fall falls fallen dropped declined"),
    ("grew grow grows grown expanded expands", "shrank shrink shrinks shrunk contracted contracts"),
    ("supports supported support backs backed endorsed", "refuses refused opposes opposed oppose rejects rejected"),
    ("accepted accepts accept approved approves approve", "rejected rejects reject refused refuses refuse"),
    ("succeeded succeeds succeed", "failed fails fail"),
    ("collapsed collapses collapse", "flourished flourishes flourish thrived thrives thrive"),
    ("strengthened strengthens strengthen", "weakened weakens weaken"),
    ("won wins win", "lost loses lose"),
    ("improved improves improve", "worsened worsens worsen deteriorated"),
    ("opened opens open", "closed closes close"),
    ("allowed allows allow permitted permits", "banned bans ban forbade forbids prohibited prohibits"),
    ("began begins begin started starts", "ended ends end stopped stops"),
    ("confirmed confirms confirm", "denied denies deny"),
    ("arrived arrives", "departed departs"),
    ("joined joins", "left leaves"),
)  # fmt: skip
_SIDES: dict[str, set[tuple[int, int]]] = {}
for _number, _pair in enumerate(_PAIRS):
    for _side, _forms in enumerate(_pair):
        for _form in _forms.split():
            _SIDES.setdefault(_form, set()).add((_number, _side))
_CLAUSE_END = re.compile(
    r"[,;:()“”\"«»?!]|[–—]|\b(?:that|but|while|whereas|although|though|because|which|who|when|if|unless|after|before"
    r"|since|until)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:(?:did|does|do|has|have|had|will|was|were|is|are) (?:still |yet )?not"
    r"|(?:did|does|do|has|have|had|wo|was|were|is|are)n['’]t|never|not|hardly|barely|no longer) $",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(r"(?:\b(?:has|have|had|is|are|was|were|did|does|do|will|also|still|now|once|again|\w+ly) )+$")
_UNSURE = re.compile(
    r"\b(?:(?-i:may)|might|could|would|should|if|whether|unless|likely|unlikely|possibly|perhaps|hope[sd]?|want(?:s|ed)?"
    r"|expect(?:s|ed)?|fear(?:s|ed)?|suppos\w+|speculat\w+|rumou?r\w*|plan(?:s|ned) to|nearly|almost|partly)\b|\?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_HAPPENED = re.compile(r"(?:ed|s|[^aeiou]t|wn|ew|ld)$")


@dataclass(frozen=True, slots=True)
class _Doing:
    """A word of a claim that may be its verb, with the terms before and after it in its clause."""

    word: str
    negated: bool
    subject: frozenset[str]
    rest: frozenset[str]
    places: frozenset[str]
    span: tuple[int, int]


def opposed(one: Claim, other: Claim) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return the (start, end) of the clauses in which two claims contradict each other, or None.

    One has a word of a lexicon of opposites where the other has its counterpart, or denies the
    very verb that the other has; both say it of the same subject, and of the same object if any.
    Neither is a guess, a wish or a question.
    """
    if _UNSURE.search(one.text) or _UNSURE.search(other.text):
        return None
    theirs = _doings(other.text)
    for mine in _doings(one.text):
        for doing in theirs:
            if _pull_apart(mine, doing) and _of_the_same(mine, doing):
                return mine.span, doing.span
    return None


def _pull_apart(one: _Doing, other: _Doing) -> bool:
    sides, others = _SIDES.get(one.word, set()), _SIDES.get(other.word, set())
    if any((pair, 1 - side) in others for pair, side in sides):
        return not one.negated and not other.negated
    return one.negated != other.negated and doings(terms(one.word)) == doings(terms(other.word)) != frozenset()


def _of_the_same(one: _Doing, other: _Doing) -> bool:
    """Say whether two clauses have one subject and share what follows the verb, if anything does."""
    if not one.subject or one.subject != other.subject or not within(one.places, other.places):
        return False
    if one.negated or other.negated:
        return bool(one.rest & other.rest) or one.rest == other.rest
    return not one.rest or not other.rest or bool(one.rest & other.rest)


def _doings(text: str) -> list[_Doing]:
    """Return the words of a sentence that may be verbs: those of the lexicon, and those that are denied."""
    breaks = [(0, 0), *(match.span() for match in _CLAUSE_END.finditer(text)), (len(text), len(text))]
    found = []
    for word in _WORD.finditer(text):
        start = max(end for _, end in breaks if end <= word.start())
        stop = min(begin for begin, _ in breaks if begin >= word.end())
        before = text[start : word.start()]
        negation = _NEGATED.search(before)
        lower = word.group().lower()
        if lower in _SIDES or negation or _HAPPENED.search(lower):
            before = before[: negation.start()] if negation else _AUXILIARY.sub("", before)
            subject, rest = _terms(before), _terms(text[word.end() : stop])
            span = _stripped(text, start, stop)
            found.append(_Doing(lower, bool(negation), subject, rest, places_in(text[start:stop]), span))
    return found


def _terms(text: str) -> frozenset[str]:
    """Return what a piece of a clause speaks of; its numbers and dates do not count."""
    for start, end in sorted((*dates(text), *((q.start, q.end) for q in quantities(text))), reverse=True):
        text = text[:start] + " " + text[end:]
    return doings(terms(text))


def _stripped(text: str, start: int, stop: int) -> tuple[int, int]:
    piece = text[start:stop]
    return start + len(piece) - len(piece.lstrip()), stop - len(piece) + len(piece.rstrip(" .\u00a0"))
