"""From a word that no article has to the closest one that they have."""

import re
from collections.abc import Callable, Iterable

from rapidfuzz.distance import OSA

from index.countries import countries_in
from index.normalise import normalise, without_accents
from index.stopwords import STOPWORDS

_FEWEST_LETTERS = 5
_LONG = 8  # letters; in a longer word, two slips may be one word's
_WORD = re.compile(rf"(?<![\w'-])[^\W\d_]{{{_FEWEST_LETTERS},}}(?![\w-])")


def correct(
    text: str, is_word: Callable[[str], bool], words_like: Callable[[str, int], Iterable[tuple[str, int]]]
) -> str:
    """Put the closest word of the articles for each one that is none, its capitals kept.

    Args:
        is_word: says of a word in lower case whether it can stand as it is.
        words_like: takes a word and a number of letters by which another may be longer or shorter;
            returns the articles' words with the same first letter, and how often each occurs.
    """
    plain = normalise(text)
    countries = [(start, end) for start, end, _ in countries_in(plain)]
    pieces, place = [], 0
    for match in _WORD.finditer(plain):
        word = match.group()
        if (
            word.lower() in STOPWORDS
            or any(start <= match.start() < end for start, end in countries)
            or is_word(word.lower())
        ):
            continue
        slips = 2 if len(word) >= _LONG else 1
        if found := closest_word(word.lower(), words_like(word.lower(), slips), slips):
            pieces += [plain[place : match.start()], _in_case_of(word, found)]
            place = match.end()
    return "".join([*pieces, plain[place:]]) if pieces else text


def closest_word(word: str, words: Iterable[tuple[str, int]], slips: int) -> str:
    """Return the word with the fewest slips, of equals the most frequent; nothing where all have too many.

    A slip is a letter too many, too few or wrong, or two letters in the wrong order.
    """
    plain = without_accents(word)
    distances = ((OSA.distance(plain, other, score_cutoff=slips), -count, other) for other, count in words)
    return min((found for found in distances if found[0] <= slips), default=(0, 0, ""))[2]


def _in_case_of(word: str, found: str) -> str:
    if word.isupper():
        return found.upper()
    return found.capitalize() if word[0].isupper() else found
