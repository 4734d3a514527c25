"""Articles made up by a seeded generator: words as frequent as in real passages, and a long tail of invented ones."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

_WORDS_OF_A_SENTENCE = 20
_SENTENCES_OF_A_PASSAGE = 2
PASSAGES_OF_AN_ARTICLE = 5
_TAIL = 300_000  # invented words
_SHARE_OF_TAIL = 0.08  # of the words of a text
_REAL_SHARE = 0.05  # of the sentences, one of a real passage
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "al", "en", "or")]


class Corpus:
    """Any number of articles; each depends on its number alone."""

    def __init__(self, real_texts: Sequence[str]) -> None:
        counts = Counter(word for text in real_texts for word in re.findall(r"[A-Za-z]{2,}", text))
        self._words = np.array(list(counts), dtype=object)
        self._edges = np.cumsum(list(counts.values())) / counts.total()
        self._sentences = [
            sentence
            for text in real_texts
            for sentence in re.split(r"(?<=[.!?])\s+", " ".join(text.split()))
            if 6 <= len(sentence.split()) <= 40 and sentence[-1] in ".!?"
        ]

    def article(self, number: int) -> tuple[str, str]:
        """Return the title of an article and its text: the title, then a paragraph a passage."""
        random = np.random.default_rng((11, number))
        sentences = PASSAGES_OF_AN_ARTICLE * _SENTENCES_OF_A_PASSAGE
        size = sentences * _WORDS_OF_A_SENTENCE
        drawn = self._words[np.searchsorted(self._edges, random.random(size)).clip(max=len(self._words) - 1)]
        tail = np.flatnonzero(random.random(size) < _SHARE_OF_TAIL)
        # Zipf: a word's frequency falls with its rank, so the logarithm of the rank is uniform
        for place, rank in zip(tail, np.exp(random.random(len(tail)) * np.log(_TAIL)).astype(int), strict=True):
            drawn[place] = invented(int(rank))
        real = np.flatnonzero(random.random(sentences) < _REAL_SHARE)
        said = [
            " ".join(drawn[first : first + _WORDS_OF_A_SENTENCE]).capitalize() + "."
            for first in range(0, size, _WORDS_OF_A_SENTENCE)
        ]
        for place in real:
            said[place] = self._sentences[random.integers(len(self._sentences))]
        paragraphs = [
            " ".join(said[first : first + _SENTENCES_OF_A_PASSAGE])
            for first in range(0, sentences, _SENTENCES_OF_A_PASSAGE)
        ]
        title = f"{invented(number + 1000).capitalize()} {drawn[0]} report"
        return title, f"{title}\n\n" + "\n\n".join(paragraphs) + "\n"


def invented(rank: int) -> str:
    """Spell a number in syllables."""
    spelled = ""
    rest = rank + len(_SYLLABLES)
    while rest:
        rest, digit = divmod(rest, len(_SYLLABLES))
        spelled += _SYLLABLES[digit]
    return spelled
