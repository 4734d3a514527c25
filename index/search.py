"""Search one generation of the index: dense and BM25 over passages, fused, with the sentences as evidence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.articles import Article, Hit
from index.embedder import Embedder, Vectors
from index.faiss_store import FaissStore
from index.keywords import any_of, phrase, terms, words
from index.snapshot import Snapshot
from index.stopwords import STOPWORDS

# Chosen on the two conversation sets, where any passage size from 60 to 230 tokens does as well:
# a cosine counts whole, BM25 as a share of the best passage's, the best sentence's cosine a third.
_BM25_WEIGHT = 0.25
_SENTENCE_WEIGHT = 0.3
_CANDIDATES = 100
_LONGEST_NAME = 4  # in words
_SHORTEST_NAME = 4  # in letters


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for; `weight` says how much it counts beside other queries."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class _Scored:
    identifier: int
    score: float
    alone: tuple[float, ...]
    in_context: tuple[float, ...]


class Searcher:
    """One generation of the index: whatever is asked of it, the answers belong together."""

    def __init__(self, snapshot: Snapshot, store: FaissStore, embedder: Embedder) -> None:
        self._snapshot = snapshot
        self._store = store
        self._embedder = embedder

    @property
    def generation(self) -> int:
        """The generation of the index that is searched."""
        return self._snapshot.generation

    def count(self) -> tuple[int, int]:
        """Return how many articles and passages there are."""
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
        hits = _search(self._snapshot, self._store, self._embedder, queries, 2 * k if quotable else k, only)
        if quotable:
            hits = [hit for hit in hits if any(sentence.quotable for sentence in hit.passage.sentences)]
        return hits[:k]

    def abbreviations(self) -> dict[str, str]:
        """Return the abbreviations that the articles explain, as short form to long form."""
        return self._snapshot.abbreviations()

    def rarity(self, term: str) -> float:
        """Return how much a term tells: the logarithm of the share of passages without it, and up."""
        return math.log(1 + self._snapshot.count()[1] / (0.5 + self._snapshot.passages_with(term)))

    def named_articles(self, question: str) -> dict[str, frozenset[str]]:
        """Find what in a question names an article rather than its subject: an outlet, an author, a title.

        Returns:
            The phrases that do, each with the paths of the articles it names. A phrase that some
            article also speaks of in its body is a subject, not a name.
        """
        return _named_articles(self._snapshot, question)


def _search(
    snapshot: Snapshot,
    store: FaissStore,
    embedder: Embedder,
    queries: Sequence[Query],
    k: int,
    only: frozenset[str] | None,
) -> list[Hit]:
    vectors = embedder.embed_queries([query.text for query in queries])
    weights = np.array([query.weight for query in queries], dtype=np.float32)
    weights /= weights.sum()
    width = max(_CANDIDATES, 4 * k) if only is None else len(store)
    nearest = store.search(vectors, width)
    matching = [_bm25(snapshot, query.text, width) for query in queries]
    scores: dict[int, float] = {}
    for weight, dense, lexical, vector in zip(weights, nearest, matching, vectors, strict=True):
        for identifier in {i for found in (*nearest, *matching) for i in found}:
            cosine = dense.get(identifier)
            if cosine is None:
                cosine = store.cosine(identifier, vector)
            scores[identifier] = scores.get(identifier, 0.0) + float(weight) * (
                cosine + _BM25_WEIGHT * lexical.get(identifier, 0.0)
            )
    if only is not None:
        allowed = snapshot.passages_of(only)
        scores = {identifier: score for identifier, score in scores.items() if identifier in allowed}
    best = sorted(scores, key=lambda i: (-scores[i], i))[: max(k, _CANDIDATES // 2)]
    query_vectors = weights @ vectors
    found = [_with_sentences(snapshot, identifier, query_vectors, scores[identifier]) for identifier in best]
    found.sort(key=lambda scored: (-scored.score, scored.identifier))
    passages = snapshot.passages([scored.identifier for scored in found[:k]])
    return [Hit(passages[s.identifier], s.score, s.alone, s.in_context) for s in found[:k]]


def _named_articles(snapshot: Snapshot, question: str) -> dict[str, frozenset[str]]:
    spoken = words(question)
    found: dict[str, frozenset[str]] = {}
    taken: set[int] = set()
    for length in range(_LONGEST_NAME, 0, -1):
        for first in range(len(spoken) - length + 1):
            span = range(first, first + length)
            run = [spoken[i] for i in span]
            if taken & set(span) or run[0] in STOPWORDS or run[-1] in STOPWORDS or len("".join(run)) < _SHORTEST_NAME:
                continue
            expression = phrase(" ".join(run))
            if (paths := snapshot.articles_about(expression)) and not snapshot.articles_saying(expression):
                found[" ".join(run)] = frozenset(paths)
                taken.update(span)
    return found


def _bm25(snapshot: Snapshot, text: str, k: int) -> dict[int, float]:
    """Return BM25 as a share of the best passage's, so that it lies between 0 and 1."""
    wanted = terms(text) or words(text)
    found = snapshot.matching_passages(any_of(wanted), k) if wanted else {}
    top = max(found.values(), default=0.0)
    return {identifier: max(0.0, score / top) for identifier, score in found.items()} if top > 0 else {}


def _with_sentences(snapshot: Snapshot, identifier: int, query: Vectors, score: float) -> _Scored:
    cosines = snapshot.sentence_vectors([identifier])[identifier] @ query
    best = float(cosines[:, 0].max()) if len(cosines) else 0.0
    alone, in_context = cosines[:, 0].tolist(), cosines[:, 1].tolist()
    return _Scored(identifier, score + _SENTENCE_WEIGHT * best, tuple(alone), tuple(in_context))
