"""The words of a sentence beside those of the quotes that it cites: which stand for which, and which for none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.guard_dates import dates_in
from assistant.lexicon import lexicon
from index import STOPWORDS, countries_in, terms, without_accents

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
CLAUSE_END = re.compile(
    r"[,;:()\"?!]|\.(?=\s|$)| - |\b(?:that|but|while|whereas|although|though|because|which|who|when|if|unless|after"
    r"|before|since|until|and)\b",
    re.IGNORECASE,
)
FUNCTION_WORDS = STOPWORDS | frozenset(
    """albeit alongside although amid amidst among amongst anybody anyone apart aside because beneath beside besides
    beyond concerning despite everybody everyone except given hence instead lest like nearly nobody none nothing
    notwithstanding others otherwise regarding several somebody someone thanks throughout today tomorrow towards unless
    unlike upon versus via whenever whereas wherever whether whichever whoever without yesterday
    """.split()  # noqa: SIM905 (a list of literals would fill the page)
)
# Words that tell of the telling, or of nothing.
_EMPTY = frozenset(
    """article articles source sources author report reports text quote passage piece according state states note notes
    noted add added adds say said says told tell tells write writes wrote also both respectively meanwhile however
    therefore thus moreover furthermore addition overall account accounts total amount number one case fact well
    still already just even currently recently time new""".split()  # noqa: SIM905
)
MEANT, LIKE = 0.75, 0.4


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries meaning: in lower case, its stem, where it stands, and in which clause."""

    text: str
    stem: str
    start: int
    clause: int
    is_name: bool

    @property
    def kind(self) -> str:
        """Return n, v, a or r for what it mostly is; "name" for a name."""
        return "name" if self.is_name else lexicon().kind(self.text) or "n"


@dataclass(frozen=True, slots=True)
class Match:
    """A word of the sentence with the word of the quotes that stands for it, and how well, from 0 to 1."""

    word: Word
    other: Word | None
    nearness: float


@lru_cache(maxsize=512)
def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text that carry meaning, in order; figures and dates are left to their own checks."""
    ends = [match.start() for match in CLAUSE_END.finditer(text)]
    taken = [(date.start, date.end) for date in dates_in(text)]
    places = {start: (end, code) for start, end, code in countries_in(text)}
    found, after = [], 0
    for match in _WORD.finditer(text):
        start = match.start()
        if start < after or any(a <= start < b for a, b in taken):
            continue
        clause = sum(end <= start for end in ends)
        if start in places:
            after, code = places[start]
            found.append(Word(text[start:after].lower(), f"{code}0", start, clause, True))
            continue
        plain = re.sub(r"'s?$", "", without_accents(match.group()).lower())
        if (plain in FUNCTION_WORDS and not match.group().isupper()) or plain in _NUMERALS or len(plain) < 2:
            continue
        stem = next(iter(terms(plain)), plain)
        first = start == 0 or bool(re.search(r"[.!?:\"] ?$", text[:start]))
        is_name = match.group()[0].isupper() and not (first and lexicon().knows(plain))
        found.append(Word(plain, stem, start, clause, is_name))
    return tuple(found)


@lru_cache(maxsize=512)
def matches(text: str, said: str) -> tuple[Match, ...]:
    """Find for each word of a text the one in what is cited that comes nearest to it."""
    theirs = words_of(said)
    return tuple(_best(word, theirs) for word in words_of(text))


def is_empty(word: Word) -> bool:
    """Say whether a word tells only that somebody tells."""
    return word.text in _EMPTY


def _best(word: Word, theirs: Sequence[Word]) -> Match:
    best, near = None, 0.0
    for other in theirs:
        value = nearness(word, other)
        if value > near:
            best, near = other, value
    return Match(word, best, near)


def nearness(word: Word, other: Word) -> float:
    """Return 0 to 1: how far one word stands for another."""
    if word.stem == other.stem:
        return 1.0
    if word.is_name or other.is_name:
        return 0.9 if min(len(word.stem), len(other.stem)) > 4 and word.stem[:5] == other.stem[:5] else 0.0
    near = lexicon().nearness(word.text, other.text)
    if near < LIKE and min(len(word.stem), len(other.stem)) > 5 and word.stem[:6] == other.stem[:6]:
        return 0.6
    return near


_NUMERALS = frozenset(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion percent
    dozen half third quarter twice per cent bn mn""".split()  # noqa: SIM905
)
