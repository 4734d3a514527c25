"""Search one generation of the index: dense and BM25 over passages, fused, with the sentences as evidence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.articles import Article, Hit, Passage
from index.embedder import Embedder, Vectors
from index.faiss_store import FaissStore
from index.keywords import any_of, phrase, terms, words
from index.names import joined_names
from index.normalise import without_accents
from index.snapshot import Snapshot
from index.spelling import correct
from index.stopwords import STOPWORDS

# Chosen on the two conversation sets, where any passage size from 60 to 230 tokens does as well:
# a cosine counts whole, BM25 as a share of the best passage's, the best sentence's cosine a third.
_BM25_WEIGHT = 0.25
_SENTENCE_WEIGHT = 0.3
_CANDIDATES = 100
_LONGEST_NAME = 4  # in words
_SHORTEST_NAME = 4  # in letters
_TOKENS_OF_A_WORD = 3  # with the two that a model puts around each text


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for; `weight` says how much it counts beside other queries."""

    text: str
    weight: float = 1.0


class Searcher:
    """One generation of the index: whatever is asked of it, the answers belong together."""

    def __init__(self, snapshot: Snapshot, store: FaissStore, embedder: Embedder) -> None:
        self._snapshot = snapshot
        self._store = store
        self._embedder = embedder
        self._vectors: dict[str, Vectors] = {}

    @property
    def generation(self) -> int:
        """The generation of the index that is searched."""
        return self._snapshot.generation

    @cached_property
    def count(self) -> tuple[int, int]:
        """How many articles and passages there are."""
        return self._snapshot.count()

    def articles(self) -> list[Article]:
        """Return every article, in the order of their paths."""
        return self._snapshot.articles()

    def article(self, path: str) -> Article | None:
        """Return one article, or None where there is no such path."""
        return self._snapshot.article(path)

    def search(
        self, queries: Sequence[Query], k: int, only: frozenset[str] | None = None, *, quotable: bool = False
    ) -> list[Hit]:
        """Return the `k` best passages, best first.

        Args:
            queries: one or several; a passage is scored by their weighted mean.
            only: the paths of the articles to search, or None for all.
            quotable: leave out passages that are nothing but headings and page furniture.
        """
        if not queries:
            return []
        vectors = self._embedded([query.text for query in queries])
        weights = np.array([query.weight for query in queries], dtype=np.float32)
        weights /= weights.sum()
        scores = self._fused(queries, vectors, weights, len(self._store) if only else max(_CANDIDATES, 4 * k))
        if only is not None:
            allowed = self._snapshot.passages_of(only)
            scores = {identifier: score for identifier, score in scores.items() if identifier in allowed}
        best = sorted(scores, key=lambda i: (-scores[i], i))[: max(2 * k, _CANDIDATES)]
        passages = self._snapshot.passages(best)
        hits = [
            self._with_sentences(passages[identifier], identifier, weights @ vectors, scores[identifier])
            for identifier in best
            if not quotable or any(sentence.quotable for sentence in passages[identifier].sentences)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.article.path, hit.passage.start))[:k]

    @cached_property
    def other_names(self) -> list[tuple[str, ...]]:
        """All names of each thing that goes by several: abbreviations that are explained, and aliases."""
        return joined_names((*self._snapshot.abbreviations().items(), *self._snapshot.aliases()))

    def rarity(self, term: str) -> float:
        """Return how much a term tells: the logarithm of the share of passages without it, and up."""
        return math.log(1 + self.count[1] / (0.5 + self._snapshot.passages_with(term)))

    def knows(self, term: str) -> bool:
        """Say whether a term occurs in any passage."""
        return self._snapshot.passages_with(term) > 0

    def corrected(self, text: str) -> str:
        """Return a text with the closest word of the articles for each one that is misspelt; see `correct`."""
        return correct(text, self._is_word, self._snapshot.words_like)

    def named_articles(self, question: str) -> dict[str, frozenset[str]]:
        """Find what in a question names an article rather than its subject: an outlet, an author, a title.

        Returns:
            The phrases that do, each with the paths of the articles it names. A phrase that some
            article also speaks of in its body is a subject, not a name.
        """
        spoken = words(question)
        found: dict[str, frozenset[str]] = {}
        taken: set[int] = set()
        for length in range(_LONGEST_NAME, 0, -1):
            for first in range(len(spoken) - length + 1):
                run = spoken[first : first + length]
                span = set(range(first, first + length))
                if not taken & span and _could_be_name(run) and (paths := self._named(" ".join(run))):
                    found[" ".join(run)] = paths
                    taken |= span
        return found

    def _is_word(self, word: str) -> bool:
        """Say whether a word is in an article, in an alias, or one that the embedding model knows whole."""
        return (
            any(map(self.knows, map(without_accents, terms(word))))
            or self._snapshot.is_spelled(word)
            or any(word in words(name) for names in self.other_names for name in names)
            or self._embedder.count_tokens([word])[0] <= _TOKENS_OF_A_WORD
        )

    def _embedded(self, texts: Sequence[str]) -> Vectors:
        """Embed what is searched with, once in this generation; an array of shape (texts, dimension)."""
        if new := [text for text in texts if text not in self._vectors]:
            self._vectors.update(zip(new, self._embedder.embed_queries(new), strict=True))
        return np.stack([self._vectors[text] for text in texts])

    def _fused(self, queries: Sequence[Query], vectors: Vectors, weights: Vectors, width: int) -> dict[int, float]:
        """Score every passage that is among the `width` best of any query, dense or by BM25."""
        nearest = self._store.search(vectors, width)
        matching = [self._bm25(query.text, width) for query in queries]
        candidates = {identifier for found in (*nearest, *matching) for identifier in found}
        scores = dict.fromkeys(candidates, 0.0)
        for weight, dense, lexical, vector in zip(weights.tolist(), nearest, matching, vectors, strict=True):
            for identifier in candidates:
                cosine = dense[identifier] if identifier in dense else self._store.cosine(identifier, vector)
                scores[identifier] += weight * (cosine + _BM25_WEIGHT * lexical.get(identifier, 0.0))
        return scores

    def _bm25(self, text: str, k: int) -> dict[int, float]:
        """Return BM25 as a share of the best passage's, so that it lies between 0 and 1."""
        wanted = terms(text) or tuple(words(text))
        found = self._snapshot.matching_passages(any_of(wanted), k) if wanted else {}
        top = max(found.values(), default=0.0)
        return {identifier: max(0.0, score / top) for identifier, score in found.items()} if top > 0 else {}

    def _with_sentences(self, passage: Passage, identifier: int, query: Vectors, score: float) -> Hit:
        cosines = self._snapshot.sentence_vectors([identifier])[identifier] @ query
        alone, in_context = cosines[:, 0].tolist(), cosines[:, 1].tolist()
        return Hit(passage, score + _SENTENCE_WEIGHT * max(alone, default=0.0), tuple(alone), tuple(in_context))

    def _named(self, run: str) -> frozenset[str]:
        expression = phrase(run)
        paths = self._snapshot.articles_about(expression)
        return frozenset() if not paths or self._snapshot.articles_saying(expression) else frozenset(paths)


def _could_be_name(run: Sequence[str]) -> bool:
    return run[0] not in STOPWORDS and run[-1] not in STOPWORDS and len("".join(run)) >= _SHORTEST_NAME
