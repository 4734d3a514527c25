"""Search one generation of the index: dense and BM25 over passages, fused, with the sentences as evidence."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.articles import Article, Hit, Passage
from index.bm25 import best_by_words
from index.embedder import Embedder, Vectors
from index.errors import QuestionError
from index.faiss_store import FaissStore
from index.keywords import phrase, terms, words
from index.names import joined_names
from index.naming import named_articles
from index.normalise import without_accents
from index.snapshot import Snapshot
from index.spelling import correct

# Chosen on the two conversation sets, where any passage size from 60 to 230 tokens does as well:
# a cosine counts whole, BM25 as a share of the best passage's, the best sentence's cosine a third.
_BM25_WEIGHT = 0.25
_SENTENCE_WEIGHT = 0.3
_CANDIDATES = 100
_TOKENS_OF_A_WORD = 3  # with the two that a model puts around each text


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for; `weight` says how much it counts beside other queries."""

    text: str
    weight: float = 1.0


class Searcher:
    """One generation of the index, or some articles of it: whatever is asked of it, the answers belong together."""

    def __init__(
        self, snapshot: Snapshot, store: FaissStore, embedder: Embedder, only: frozenset[str] | None = None
    ) -> None:
        self._snapshot = snapshot
        self._store = store
        self._embedder = embedder
        self._only = only
        self._vectors: dict[str, Vectors] = {}

    def within(self, paths: Collection[str] | None) -> "Searcher":
        """Return a searcher to which only these articles exist, or with None all; unknown paths are ignored.

        How rare a word is, how it is spelled and what goes by several names is still learned from all articles.

        Raises:
            QuestionError: none of them is in the index.
        """
        if paths is None:
            return self
        known = self._snapshot.checksums().keys()
        only = known & set(paths)
        if not only:
            raise QuestionError(
                "None of the articles chosen is in the folder.", "Choose others, or ask all of the articles."
            )
        return Searcher(self._snapshot, self._store, self._embedder, None if only == known else frozenset(only))

    @property
    def generation(self) -> int:
        """The generation of the index that is searched."""
        return self._snapshot.generation

    @cached_property
    def count(self) -> tuple[int, int]:
        """How many articles and passages there are."""
        return self.count_of_all if self._only is None else (len(self._only), len(self._allowed))

    @cached_property
    def count_of_all(self) -> tuple[int, int]:
        """How many articles and passages there are in the whole index, whichever are searched."""
        return self._snapshot.count()

    def articles(self) -> list[Article]:
        """Return every article, in the order of their paths."""
        return [article for article in self._snapshot.articles() if self._only is None or article.path in self._only]

    def article(self, path: str) -> Article | None:
        """Return one article, or None where there is no such path."""
        return self._snapshot.article(path) if self._only is None or path in self._only else None

    def passage_counts(self) -> dict[str, int]:
        """Return how many passages each article has, by path."""
        counts = self._snapshot.passage_counts()
        return counts if self._only is None else {path: counts[path] for path in counts if path in self._only}

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
        if self._only is not None:
            only = self._only if only is None else only & self._only
        vectors = self._embedded([query.text for query in queries])
        weights = np.array([query.weight for query in queries], dtype=np.float32)
        weights /= weights.sum()
        allowed = None if only is None else self._snapshot.passages_of(only)
        width = len(self._store) if only and self._store.exact else max(_CANDIDATES, 4 * k)
        scores = self._fused(queries, vectors, weights, width, allowed)
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
        return math.log(1 + self.count_of_all[1] / (0.5 + self._snapshot.words.passages_with(term)))

    def knows(self, term: str) -> bool:
        """Say whether a term occurs in any passage."""
        if self._only is None:
            return self._snapshot.words.passages_with(term) > 0
        return not self._allowed.isdisjoint(self._snapshot.words.passages_matching(phrase(term)))

    def corrected(self, text: str) -> str:
        """Return a text with the closest word of the articles for each one that is misspelt; see `correct`."""
        return correct(text, self._is_word, self._snapshot.words.words_like)

    def named_articles(self, question: str) -> dict[str, frozenset[str]]:
        """Find what in a question names an article rather than its subject: an outlet, an author, a title.

        Returns:
            The phrases that do, each with the paths of the articles it names. A phrase that some
            article also speaks of in its body is a subject, not a name.
        """
        return named_articles(question, self._named)

    def _is_word(self, word: str) -> bool:
        """Say whether a word is in an article, in an alias, or one that the embedding model knows whole."""
        return (
            any(map(self._snapshot.words.passages_with, map(without_accents, terms(word))))
            or self._snapshot.words.is_spelled(word)
            or any(word in words(name) for names in self.other_names for name in names)
            or self._embedder.count_tokens([word])[0] <= _TOKENS_OF_A_WORD
        )

    def _embedded(self, texts: Sequence[str]) -> Vectors:
        """Embed what is searched with, once in this generation; an array of shape (texts, dimension)."""
        if new := [text for text in texts if text not in self._vectors]:
            self._vectors.update(zip(new, self._embedder.embed_queries(new), strict=True))
        return np.stack([self._vectors[text] for text in texts])

    @cached_property
    def _allowed(self) -> set[int]:
        """The ids of the passages of the articles that are searched, where these are not all."""
        return self._snapshot.passages_of(self._only or ())

    def _fused(
        self, queries: Sequence[Query], vectors: Vectors, weights: Vectors, width: int, allowed: set[int] | None
    ) -> dict[int, float]:
        """Score every passage that is among the `width` best of any query, dense or by BM25, and allowed."""
        nearest = self._nearest(vectors, width, allowed)
        matching = [self._bm25(query.text, width, allowed) for query in queries]
        candidates = sorted({identifier for found in (*nearest, *matching) for identifier in found})
        if allowed is not None:
            candidates = [identifier for identifier in candidates if identifier in allowed]
        cosines = self._cosines(candidates, vectors, nearest)
        scores = dict.fromkeys(candidates, 0.0)
        for weight, lexical, column in zip(weights.tolist(), matching, cosines.T.tolist(), strict=True):
            for identifier, cosine in zip(candidates, column, strict=True):
                scores[identifier] += weight * (cosine + _BM25_WEIGHT * lexical.get(identifier, 0.0))
        return scores

    def _nearest(self, vectors: Vectors, width: int, allowed: set[int] | None) -> list[dict[int, float]]:
        """Return the `width` nearest passages of each vector; of few that are allowed, all."""
        if allowed is None or self._store.exact:
            return self._store.search(vectors, width)
        if len(allowed) <= width:
            return [dict.fromkeys(allowed, 0.0) for _ in vectors]
        return self._store.search(vectors, width, np.array(sorted(allowed), dtype=np.int64))

    def _cosines(self, ids: list[int], vectors: Vectors, nearest: Sequence[dict[int, float]]) -> Vectors:
        """Return the exact cosines of passages with what is searched, of shape (ids, vectors)."""
        if not self._store.exact:
            return self._snapshot.vectors(np.array(ids, dtype=np.int64)) @ vectors.T
        return np.array(
            [
                [
                    found[i] if i in found else self._store.cosine(i, vector)
                    for found, vector in zip(nearest, vectors, strict=True)
                ]
                for i in ids
            ],
            dtype=np.float32,
        ).reshape(len(ids), len(vectors))

    def _bm25(self, text: str, k: int, allowed: set[int] | None) -> dict[int, float]:
        """Return BM25 as a share of the best passage's, so that it lies between 0 and 1."""
        wanted = tuple(dict.fromkeys(terms(text) or words(text)))
        if not wanted:
            return {}
        found = best_by_words(self._snapshot.words, wanted, k, len(self._store))
        best = self._allowed if self._only is not None else None
        top = max((score for identifier, score in found.items() if best is None or identifier in best), default=0.0)
        if allowed is not None and not self._store.exact:
            found = best_by_words(self._snapshot.words, wanted, k, len(self._store), allowed)
            top = max(top, *found.values(), 0.0)
        elif best is not None:
            found = {identifier: score for identifier, score in found.items() if identifier in best}
        return {identifier: max(0.0, score / top) for identifier, score in found.items()} if top > 0 else {}

    def _with_sentences(self, passage: Passage, identifier: int, query: Vectors, score: float) -> Hit:
        cosines = self._snapshot.sentence_vectors([identifier])[identifier] @ query
        alone, in_context = cosines[:, 0].tolist(), cosines[:, 1].tolist()
        return Hit(passage, score + _SENTENCE_WEIGHT * max(alone, default=0.0), tuple(alone), tuple(in_context))

    def _named(self, run: str) -> frozenset[str]:
        expression = phrase(run)
        if self._only is None and self._snapshot.words.is_said(expression):
            return frozenset()  # at once, for a frequent word is said in very many articles
        paths = self._among(self._snapshot.words.articles_about(expression))
        return frozenset() if not paths or self._among(self._snapshot.words.articles_saying(expression)) else paths

    def _among(self, paths: Sequence[str]) -> frozenset[str]:
        return frozenset(paths) if self._only is None else self._only.intersection(paths)
