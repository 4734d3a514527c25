"""What English words have to do with each other, from WordNet 3.0: the same, of a kind, derived, opposite.

The data are `lexicon.gz` (its licence: `lexicon-LICENSE`), made by `training/build_lexicon.py`. A line is a sign and
words: `=` of one meaning, `!` opposite, `+` derived from each other, `>` a kind and what it is a kind of, `&`
adjectives that mean nearly the same, `~` a form and its word; `n`, `v`, `a` and `r` list what are mostly nouns, verbs,
adjectives and adverbs.
"""

import gzip
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

_DATA = Path(__file__).with_name("lexicon.gz")
_ENDINGS = (("ies", "y"), ("es", ""), ("es", "e"), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""),
            ("ing", "e"), ("er", ""), ("er", "e"), ("est", ""), ("est", "e"), ("ier", "y"), ("iest", "y"),
            ("ly", ""), ("ily", "y"))  # fmt: skip
_CONFUSED = frozenset(("have", "be", "do", "make", "get", "take", "go", "give", "put", "set", "come", "person", "thing",
                       "act", "entity", "state", "change", "move", "part", "be"))  # fmt: skip


class Lexicon:
    """The relations by the words they are between; read once, then only looked up."""

    def __init__(self, text: str) -> None:
        self._of: dict[str, dict[str, set[str]]] = {sign: defaultdict(set) for sign in "=!+>&"}
        self._form: dict[str, list[str]] = defaultdict(list)
        self._kind: dict[str, str] = {}
        for line in text.splitlines():
            sign, *words = line.split(" ")
            if sign == "~":
                self._form[words[0]].append(words[1])
            elif sign in "nvar":
                self._kind |= dict.fromkeys(words, sign)
            elif sign == ">":
                self._of[">"][words[0]].add(words[1])
            else:
                for word in words:
                    self._of[sign][word].update(other for other in words if other != word)
        self._known = {word for relation in self._of.values() for word in relation} | set(self._kind)

    def knows(self, word: str) -> bool:
        """Say whether a word in lower case, in any of its forms, is an English one."""
        return any(lemma in self._known for lemma in self.lemmas(word))

    def kind(self, word: str) -> str:
        """Return what a word mostly is: n, v, a or r; empty where that is not known."""
        return next((self._kind[lemma] for lemma in self.lemmas(word) if lemma in self._kind), "")

    def lemmas(self, word: str) -> tuple[str, ...]:
        """Return what a word can be a form of, itself first."""
        return _lemmas(self, word)

    def nearness(self, word: str, other: str) -> float:
        """Return 0 to 1: how far a text with the other word also has the meaning of this one."""
        return _nearness(self, word, other)

    def are_opposite(self, word: str, other: str) -> bool:
        """Say whether two words, in any of their forms, mean opposite things."""
        return _are_opposite(self, word, other)

    def forms_of(self, word: str) -> Iterator[str]:
        """Yield the known words that a word is a form of."""
        if word in self._known:
            yield word
        yield from self._form.get(word, ())
        for ending, instead in _ENDINGS:
            if word.endswith(ending) and len(word) > len(ending) + 1:
                stem = word.removesuffix(ending)
                for lemma in (stem + instead, stem[:-1] if not instead and stem[-1:] == stem[-2:-1] else ""):
                    if lemma in self._known:
                        yield lemma

    def related(self, sign: str, word: str) -> set[str]:
        """Return the words in a relation with a word."""
        return self._of[sign].get(word, set())


@lru_cache(maxsize=50_000)
def _lemmas(lexicon: Lexicon, word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lexicon.forms_of(word))) or (word,)


@lru_cache(maxsize=100_000)
def _nearness(lexicon: Lexicon, word: str, other: str) -> float:
    mine, theirs = set(lexicon.lemmas(word)), set(lexicon.lemmas(other))
    if mine & theirs:
        return 1.0
    mine, theirs = mine - _CONFUSED or mine, theirs - _CONFUSED or theirs
    derived = _reach(lexicon, "+", mine), _reach(lexicon, "+", theirs)
    if derived[0] & theirs or derived[1] & mine:
        return 0.95
    same = _reach(lexicon, "=", mine)
    if same & theirs:
        return 0.9
    if (same | mine) & derived[1] or (derived[0] & _reach(lexicon, "=", theirs)):
        return 0.8
    if _reach(lexicon, "&", mine) & theirs:
        return 0.75
    general = _reach(lexicon, ">", theirs)
    if general & mine:
        return 0.75
    if general & same or _reach(lexicon, "=", derived[0]) & _reach(lexicon, "=", derived[1]):
        return 0.6
    if _reach(lexicon, ">", mine) & theirs:
        return 0.5
    if _reach(lexicon, ">", mine) & general:
        return 0.4
    return 0.0


@lru_cache(maxsize=100_000)
def _are_opposite(lexicon: Lexicon, word: str, other: str) -> bool:
    mine, theirs = set(lexicon.lemmas(word)), set(lexicon.lemmas(other))
    if mine & theirs:
        return False
    opposites = _reach(lexicon, "!", mine)
    if opposites & theirs or _reach(lexicon, "!", theirs) & mine:
        return True
    return bool(_reach(lexicon, "=", opposites) & theirs or _reach(lexicon, "=", _reach(lexicon, "!", theirs)) & mine)


def _reach(lexicon: Lexicon, sign: str, words: set[str]) -> set[str]:
    return {other for word in words for other in lexicon.related(sign, word)}


@cache
def lexicon() -> Lexicon:
    """Return the one that this process shares."""
    return Lexicon(gzip.decompress(_DATA.read_bytes()).decode("utf-8"))
