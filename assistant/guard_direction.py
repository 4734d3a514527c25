"""Whether a sentence turns what it cites: by a denial or an opposite, by more certainty, or by an exchange of roles."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.guard_cues import BELIEVED, CALLED_FALSE, DENYING, PLAINLY_DENYING, POSSIBLE, SAID, STRONGER, UNSURE
from assistant.guard_roles import exchanged
from assistant.guard_words import MEANT, Match, matches, words_of
from assistant.lexicon import lexicon

_REACH = 45  # characters after a negation within its clause
_STRONG_END = re.compile(r";|\.(?=\s|$)|,? (?:but|although|though|while|whereas|yet)\b", re.IGNORECASE)
_TRAILING = re.compile(r"[,\"] [^,]{0,60}$")
_MOST_AFTER_IT = 6  # words after a cue that ends its sentence, as in "…, the minister told reporters in Astana"
_SAME = 0.9
_MOST_OF = 0.7
_OF_ONE_LENGTH = 1.6  # in a longer text, a denial may be of something else


@dataclass(frozen=True, slots=True)
class Turns:
    """In what a sentence may turn what it cites; each figure is 0 where it does not.

    `denied` tells how many of its words are denied on one side only. `opposites` are the pairs of a word and its
    opposite in what is cited. `believed`, `possible`, `unsure` and `said` are the shares of its words that are there
    only held to be so, possible or planned, unsure, or reported, and here are not. `stronger` are its words such as
    "all" that are not there; `called_false` tells whether it stands there only as what is not so; `exchanged` tells
    how surely doer and done-to have changed places, 0 to 2.
    """

    denied: float
    opposites: tuple[tuple[str, str], ...]
    believed: float
    possible: float
    unsure: float
    said: float
    stronger: tuple[str, ...]
    called_false: bool
    exchanged: float


@lru_cache(maxsize=512)
def turns(text: str, said: str) -> Turns:
    """Compare a sentence with what it cites."""
    found = matches(text, said)
    meant = [match for match in found if match.other and match.nearness >= MEANT]
    return Turns(
        denied=_denied(text, said, meant),
        opposites=tuple(_opposites(found, said)),
        believed=_dropped(text, said, meant, BELIEVED),
        possible=_dropped(text, said, meant, POSSIBLE),
        unsure=_dropped(text, said, meant, UNSURE),
        said=0.0 if BELIEVED.search(text) else _dropped(text, said, meant, SAID),
        stronger=tuple(_stronger(text, said)),
        called_false=_called_false(text, said, meant),
        exchanged=exchanged(text, said, meant),
    )


def _stronger(text: str, said: str) -> Iterator[str]:
    there = said.lower()
    for pattern, alike in STRONGER:
        match = pattern.search(text)
        if match and not pattern.search(said) and not any(word in there for word in alike):
            yield match.group()


def _denied(text: str, said: str, meant: Sequence[Match]) -> float:
    """Return up to 1 for words denied on one side, and 1 more where only one side has a plain denial."""
    mine, theirs = _below(text, DENYING, _REACH), _below(said, DENYING, _REACH)
    differ = sum((m.word.start in mine) != (m.other.start in theirs) for m in meant if m.other and not m.word.is_name)
    denies, denied = bool(PLAINLY_DENYING.search(text)), bool(PLAINLY_DENYING.search(said))
    of_one_length = len(words_of(said)) <= _OF_ONE_LENGTH * len(words_of(text))
    return min(differ, 3) / 3 + ((denies and not denied) or (denied and not denies and of_one_length))


def _opposites(found: Sequence[Match], said: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a word and its opposite in what is cited, neither of which the other side has itself."""
    mine = {match.word.stem for match in found}
    for match in found:
        if match.nearness < _SAME and not match.word.is_name:
            others = (word for word in words_of(said) if word.stem not in mine)
            other = next((word for word in others if lexicon().are_opposite(match.word.text, word.text)), None)
            if other:
                yield match.word.text, other.text


def _called_false(text: str, said: str, meant: Sequence[Match]) -> bool:
    """Say whether most of the words stand in one clause that calls something a lie or the like, and here none does."""
    if CALLED_FALSE.search(text) or not meant:
        return False
    ends = [0, *(found.end() for found in _STRONG_END.finditer(said)), len(said)]
    for begin, end in pairwise(ends):
        if CALLED_FALSE.search(said, begin, end):
            there = sum(bool(match.other and begin <= match.other.start < end) for match in meant)
            if there >= _MOST_OF * len(meant):
                return True
    return False


def _dropped(text: str, said: str, meant: Sequence[Match], cue: re.Pattern[str]) -> float:
    """Return the share of the words that stand below a cue there, where the sentence has none such."""
    if cue.search(text) or not meant:
        return 0.0
    below = _below(said, cue)
    return sum(bool(match.other and match.other.start in below) for match in meant) / len(meant)


@lru_cache(maxsize=2048)
def _below(text: str, cue: re.Pattern[str], reach: int = 0) -> frozenset[int]:
    """Return where the words stand that a cue governs: those after it in its sentence, or before it where it ends it.

    Args:
        reach: how many characters after the cue at most, and none before it; 0 for all.
    """
    found: set[int] = set()
    for match in cue.finditer(text):
        end = _STRONG_END.search(text, match.end())
        stop = end.start() if end else len(text)
        if reach:
            stop = min(stop, match.end() + reach)
        after = {word.start for word in words_of(text) if match.end() <= word.start < stop}
        trailing = None if reach else _TRAILING.search(text[: match.start()])
        if trailing and len(after) <= _MOST_AFTER_IT:
            begin = max((m.end() for m in re.finditer(r"\. |; ", text[: match.start()])), default=0)
            after |= {word.start for word in words_of(text) if begin <= word.start < trailing.start()}
        found |= after
    return frozenset(found)
