"""Whether a sentence exchanges who does something and to whom it is done."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from assistant.guard_cues import SIDE_OF_DEED
from assistant.guard_words import Match, Word, words_of
from assistant.lexicon import lexicon

BOTH, OTHER_DOER, ONE = 2.0, 1.5, 1.0
_SAME = 0.9
_BE = re.compile(r"\b(?:is|are|was|were|be|been|being|get|got) (?:\w+ ){0,2}$", re.IGNORECASE)
_PARTICIPLE = re.compile(r"\w+(?:ed|en|wn|ght|ld|t|de|nt)\b")
_BY_CHARS = 120


def exchanged(text: str, said: str, meant: Sequence[Match]) -> float:
    """Tell how surely doer and done-to are exchanged: `BOTH`, `OTHER_DOER` (one who is in both), `ONE`, or 0.

    Args:
        meant: the words of the text for which one of what is cited stands.
    """
    partner = {match.word.start: match.other.stem for match in meant if match.other}
    deeds = [m for m in meant if m.other and _is_deed(m.word) and _is_deed(m.other)]
    worst = max((_of_deed(match, text, said, partner) for match in deeds), default=0.0)
    return max(worst, OTHER_DOER * _bound_anew(text, said))


def _of_deed(match: Match, text: str, said: str, partner: dict[int, str]) -> float:
    if not match.other:
        return 0.0
    doer, done = _sides(match.word, text)
    their_doer, their_done = _sides(match.other, said)
    if _is_converse(match.word.text, match.other.text):
        their_doer, their_done = their_done, their_doer
    doers, dones = ({partner.get(word.start, word.stem) for word in side} for side in (doer, done))
    there, there_done = ({word.stem for word in side} for side in (their_doer, their_done))
    forward, back = (doers & there_done) - there, (dones & there) - there_done
    if forward and back:
        return BOTH
    if doers & there:
        return 0.0
    all_theirs = {word.stem for word in words_of(said)}
    if match.nearness >= _SAME and doers and doers <= all_theirs and there & set(partner.values()):
        return OTHER_DOER
    return ONE if forward or back else 0.0


def _is_deed(word: Word) -> bool:
    is_verb = any(lexicon().kind(lemma) == "v" for lemma in lexicon().lemmas(word.text))
    return not word.is_name and (is_verb or word.text in SIDE_OF_DEED)


def _sides(word: Word, text: str) -> tuple[list[Word], list[Word]]:
    """Return the words of the doer and of what it is done to, as far as order and a passive tell."""
    around = [other for other in words_of(text) if abs(other.clause - word.clause) <= 1 and other is not word]
    same = [other for other in around if other.clause == word.clause]
    before = [other for other in same if other.start < word.start] or [
        other for other in around if other.clause == word.clause - 1
    ]
    after = [other for other in same if other.start > word.start]
    if not (_BE.search(text[: word.start]) and _PARTICIPLE.match(text[word.start :])):
        return before, after
    by = re.search(r"\bby\b", text[word.start : word.start + _BY_CHARS])
    place = word.start + by.start() if by else len(text)
    return [other for other in after if other.start > place], before + [o for o in after if o.start < place]


def _is_converse(word: str, other: str) -> bool:
    mine, theirs = SIDE_OF_DEED.get(word), SIDE_OF_DEED.get(other)
    return bool(mine and theirs and mine[0] == theirs[0] and mine[1] != theirs[1])


def _bound_anew(text: str, said: str) -> bool:
    """Say whether a name stands before a word that is there another's, and that other's name is here elsewhere."""
    mine, theirs = _bound(text), _bound(said)
    elsewhere = set().union(*mine.values())
    return any(
        (others := theirs.get(word, set())) and not own & others and others <= elsewhere for word, own in mine.items()
    )


@lru_cache(maxsize=1024)
def _bound(text: str) -> dict[str, set[str]]:
    """Return for each common word the names that stand right before it, as in "Turkish banks"."""
    found: dict[str, set[str]] = {}
    for one, other in pairwise(words_of(text)):
        between = text[one.start + len(one.text) : other.start]
        if one.is_name and not other.is_name and re.fullmatch(r"(?:'s)? ", between):
            found.setdefault(other.stem, set()).add(one.stem)
    return found
