"""Whether a sentence tells as plain fact what the quotes that it cites tell on a condition, as a chance or as a plan.

By what governs them, stretches of a quote are told apart. A sentence whose deeds stand in such stretches alone, and
which has no such word itself, leaves out what matters.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.guard_cues import BELIEVED, UNSURE
from assistant.guard_words import MEANT, Word, is_empty, nearness, words_of
from index import split_sentences

_SUBJECT = r"(?:(?:the|an?|any|no|its?|his|her|their|this|that|he|she|they|we|you)\b| ?(?-i:[A-Z]))"
_IF = (
    r"\b(?:(?<!even )(?<!as )if(?! (?:not|any|anything|ever|only)\b)|unless|provid(?:ed|ing)(?: that\b)?(?= "
    rf"{_SUBJECT})|(?:as|so) long as|in case|in the event|subject to"
    r"|contingent on|conditional on|depending on)\b"
)
_FRONTED = re.compile(
    rf"{_IF}|\b(?:assuming|supposing)\b|\bwithout\b(?=[^,;]*,[^,;]*\b(?:will|would|could|cannot)\b)"
    r"|\b(?:or else|otherwise)\b"
    rf"|\b(?:should|were|had) (?={_SUBJECT}[^,;]*,)",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    rf"{_IF}|(?P<unreal>(?<=, )(?:should|were|had) (?={_SUBJECT})|\bon (?:the )?condition that\b)", re.IGNORECASE
)
_UNREAL = re.compile(r"\b(?:will|would|can|could|may|might|must)\b")
_ASKED = re.compile(
    r"\bwhether\b|\b(?:ask|know|knew|see|saw|wonder|doubt|check|unclear|question|unsure)\w* if\b", re.IGNORECASE
)
_NAMELY = re.compile(
    r"\b(?:on paper|in theory|in principle|in name(?: only)?|nominally|theoretically)\b", re.IGNORECASE
)
_MAY = re.compile(r"\b(?:(?-i:may)|might|could)\b(?! (?:not|no longer)\b)", re.IGNORECASE)
_PLANS = re.compile(
    r"\b(?:plan|intend|hop|want|aim|seek|promis|pledg|vow|offer|threaten|expect|schedul|suppos|meant|set|due|about|ready"
    r"|likely|propos|prepar|urg|try|tri)(?:ned|ning|s|ed|es|ing|e|d|)(?: \w+){0,2}? to"
    r"\b(?! (?:the|an?|its?|his|her|their)\b)|\b(?:is|are|was|were) to\b|\bwill\b(?! not)|\bconsider(?:s|ed|ing)?\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject\w*|dismiss\w*|refut\w*|call\w* (?:it )?(?:a lie|false|untrue|wrong))\b"
    r"(?: (?:it|this|everything|the \w+|\w+))?(?::| that\b| having\b)",
    re.IGNORECASE,
)
_CUT = re.compile(
    r";|:(?=\s)| - |,? (?:but|although|though|while|whereas|yet)\b|, (?:which|who|whose|where|and)\b", re.IGNORECASE
)
_RELATIVE = re.compile(r", (?:which|who|whose|where)\b[^,;]*")
_STRONG_CUT = re.compile(r";| - |,? (?:but|although|though|while|whereas|yet)\b", re.IGNORECASE)
_CLAUSE_CUT = re.compile(
    r"[,;:()\"]|\b(?:but|while|because|which|who|that|although|though|since|where|when|whereas|yet)\b", re.IGNORECASE
)
_COMMA = re.compile(r"[,;:]")
_OPENING = re.compile(r"(?:^|[\":;]|\b(?:that|and|but|because|since)),?\s*$", re.IGNORECASE)
_MODAL = re.compile(
    r"\b(?:will|would|can|could|may|might|shall|should|must|to|be|been|is|are|was|were|has|have|had|cannot|not|n't)"
    r" (?:\w+ly )?$",
    re.IGNORECASE,
)
_IS_OR_HAS = re.compile(r"\b(?:is|are|was|were|be|has|have|had) (?:\w+ly )?(?:(?:the|an?|no) )?$", re.IGNORECASE)
_ON_A_CONDITION = re.compile(
    r"^(?!.*\b(?:said|told|\w+ed)\b(?: \w+){0,6}? would\b).*\bwould\b"
    r"|\b(?:if|unless|provid\w+|should|could|might|(?-i:may)|whether|without|only|once|when|until|condition\w*"
    r"|depend\w*|subject to|in case|in the event|(?:as|so) long as|otherwise|assuming|supposing|possib\w+|on paper"
    r"|in theory|in principle|nominal\w*|theor\w+|except|threat\w*|plan(?:s|ned)?|contingent|were|had)\b",
    re.IGNORECASE,
)
_AS_A_QUESTION = re.compile(
    rf"{_ON_A_CONDITION.pattern}|\b(?:un(?:clear|known|sure|decided)|ask|wonder|decid|question|want|hope|hoping|call)\w*",
    re.IGNORECASE,
)
_AS_A_PLAN = re.compile(
    rf"{_PLANS.pattern}|\b(?:plan|idea|propos|promis|agree|want|would like|going to)\w*", re.IGNORECASE
)
_AS_A_DENIAL = re.compile(
    r"\b(?:den(?:y|ie)|reject|dismiss|refut|said\b|says?\b|accord|insist|claim|contest|disput)", re.IGNORECASE
)

Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A way to say less than that something is so: where a text does, how a sentence may take it up, and the blame."""

    spans: Callable[[str], Spans]
    taken_up: tuple[re.Pattern[str], ...]
    blame: str


def understated(text: str, said: str) -> str:
    """Return what a sentence leaves out of what it cites, as a reason against it; empty where nothing."""
    for kind in _KINDS:
        spans = kind.spans(said)
        if spans and not any(cue.search(text) for cue in kind.taken_up) and _is_only_in(text, said, spans):
            return kind.blame
    return ""


def _is_only_in(text: str, said: str, spans: Spans) -> bool:
    """Say whether what a text says is done stands there only within spans."""
    found = []
    for word in words_of(text):
        homes = [] if is_empty(word) else [other for other in words_of(said) if nearness(word, other) >= MEANT]
        if homes and any(_is_deed(word, text, home, said) for home in homes):
            found.append(all(any(_governs(span, home.start, said) for span in spans) for home in homes))
    return bool(found) and all(found)


def _governs(span: tuple[int, int], place: int, said: str) -> bool:
    """Say whether a place is in a span, and in no relative clause that begins there."""
    begin, end = span
    asides = _RELATIVE.finditer(said, begin, end)
    return begin <= place < end and not any(aside.start() <= place < aside.end() for aside in asides)


def _is_deed(word: Word, text: str, home: Word, said: str) -> bool:
    if word.is_name:
        return False
    mine, theirs = text[: word.start], said[: home.start]
    if word.kind == "v" or home.kind == "v" or _MODAL.search(theirs):
        return True
    return bool(_MODAL.search(mine)) or bool(_IS_OR_HAS.search(mine) and _IS_OR_HAS.search(theirs))


@lru_cache(maxsize=512)
def _conditional(said: str) -> Spans:
    """Return where a text says something on a condition, and where it says the condition."""
    return [span for start, end in split_sentences(said, 0, len(said)) for span in _conditional_in(said, start, end)]


def _conditional_in(said: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    cuts = [start, *(cut.end() for cut in _CUT.finditer(said, start, end))]
    asked = [match.span() for match in _ASKED.finditer(said, start, end)]
    for match in _FRONTED.finditer(said, start, end):
        if _OPENING.search(said[start : match.start()]):
            yield match.start(), _stop(_STRONG_CUT, said, match.end(), end)
    for match in _TRAILING.finditer(said, start, end):
        begin = _beginning(said, cuts, match.start())
        is_asked = any(a <= match.start() < b for a, b in asked)
        is_real = match["unreal"] and not _UNREAL.search(said, begin, match.start())
        if not (is_asked or is_real or _OPENING.search(said[start : match.start()])):
            yield begin, _stop(_COMMA, said, match.end(), end)
    for match in _NAMELY.finditer(said, start, end):
        begin = _beginning(said, cuts, match.start())
        yield begin, min((cut for cut in cuts if cut > match.start()), default=end)


def _beginning(said: str, cuts: Sequence[int], place: int) -> int:
    """Return the last of the cuts before a place that opens no relative clause which ends before it."""
    asides = [match.span() for match in _RELATIVE.finditer(said, 0, place)]
    open_to = (cut for cut in cuts if cut <= place and not any(a < cut <= b < place for a, b in asides))
    return max(open_to)


def _stop(cut: re.Pattern[str], said: str, place: int, end: int) -> int:
    found = cut.search(said, place, end)
    return found.start() if found else end


def _after(cue: re.Pattern[str], cut: re.Pattern[str]) -> Callable[[str], Spans]:
    """Make a function that returns where a text stands after a cue, as far as the cut."""

    @lru_cache(maxsize=512)
    def spans(said: str) -> Spans:
        sentences = split_sentences(said, 0, len(said))
        return [
            (match.end(), _stop(cut, said, match.end(), end))
            for start, end in sentences
            for match in cue.finditer(said, start, end)
        ]

    return spans


_KINDS: Sequence[_Kind] = (
    _Kind(_conditional, (_ON_A_CONDITION,), "the quotes it cites say so on a condition that it leaves out"),
    _Kind(_after(_ASKED, _COMMA), (_AS_A_QUESTION,), "the quotes it cites leave open whether it is so"),
    _Kind(_after(_MAY, _CLAUSE_CUT), (UNSURE,), "it is surer than the quotes it cites"),
    _Kind(_after(_PLANS, _CLAUSE_CUT), (_AS_A_PLAN, UNSURE, BELIEVED), "the quotes it cites tell of it as a plan only"),
    _Kind(_after(_DENIES, _STRONG_CUT), (_AS_A_DENIAL,), "the quotes it cites tell it as a denial"),
)
