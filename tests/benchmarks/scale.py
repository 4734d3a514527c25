"""One size of index, measured in a process of its own: opening, searching, recall, memory, a change, the folder.

Times are of the wall clock and, in brackets, of the processor: on a busy machine only the latter can be compared.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from index import ArticleIndex, IndexSettings, Query, SentenceTransformerEmbedder
from index.articles import Article, Passage, Sentence
from index.database import Database
from index.embedder import Vectors
from index.reader import folder_signature, read_folder
from index.transaction import StoredPassage, Transaction
from tests.benchmarks.bulk import build, write_folder
from tests.benchmarks.perturbed import PerturbedEmbedder, perturbed
from tests.benchmarks.real import Real, real

_BLOCK = 20_000
_ASKED = 150  # questions


class _QuestionsAtHand(SentenceTransformerEmbedder):
    """The real model, but for questions that are embedded already: what is measured is the search."""

    def __init__(self, known: Real) -> None:
        super().__init__()
        self._known = dict(zip(known.questions, known.question_vectors, strict=True))

    def embed_queries(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        """Look the vectors up."""
        return np.stack([self._known[text] for text in texts])


def measure(scratch: Path, passages: int) -> dict[str, float]:
    """Build the index where it is missing, and measure it; times in seconds, memory in MB."""
    known = real(scratch)
    place, folder = scratch / f"index-{passages}", scratch / f"articles-{passages}"
    figures = {"passages": float(passages)}
    if not place.exists():
        figures["build_cpu_s"] = build(place, known, passages)
    if not folder.exists():
        write_folder(folder, known, passages)
    model = PerturbedEmbedder(known, _QuestionsAtHand(known))
    index = ArticleIndex(folder, place, model, IndexSettings())
    figures |= _timed("refresh_first", lambda: _nothing_new(index))  # makes the vectors, where they are missing
    index = ArticleIndex(folder, place, model, IndexSettings())
    figures |= _timed("open", lambda: _touch(index))
    figures |= _searched(index, known)
    figures["recall@10"] = _recall(index, known)
    figures |= _timed("folder", lambda: (folder_signature(folder), sum(1 for _ in read_folder(folder, 10**7))))
    (folder / "new.md").write_text("News\n\nThe zander of Ardle was seen at noon, said the mayor.\n", "utf-8")
    figures |= _timed("add_with_folder", index.refresh)
    (folder / "new.md").unlink()
    index.refresh()
    stored = _one_article()
    figures |= _timed("add", lambda: _changed(index, lambda change: _add(change, stored)))
    figures |= _timed("remove", lambda: _changed(index, _remove))
    figures["memory_mb"] = _resident()
    SentenceTransformerEmbedder().embed_queries(["a question"])
    figures["memory_with_model_mb"] = _resident()
    figures["database_mb"] = Database(place / "articles.db").path.stat().st_size / 1e6
    figures["vectors_mb"] = (place / "vectors.faiss").stat().st_size / 1e6
    return figures


def _timed(name: str, act: Callable[[], object]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return {f"{name}_s": time.perf_counter() - wall, f"{name}_cpu_s": time.process_time() - cpu}


def _nothing_new(index: ArticleIndex) -> None:
    changes = index.refresh()
    assert not changes, f"what was built is not the index of its folder: {changes.rebuilt or changes}"[:300]


def _touch(index: ArticleIndex) -> None:
    with index.reading() as searcher:
        assert searcher.count[1]


def _one_article() -> tuple[Article, StoredPassage]:
    text = "The zander of Ardle was seen at noon, said the mayor."
    article = Article("extra.md", "News", "", "", "", text, hashlib.sha256(text.encode()).hexdigest())
    return article, StoredPassage(Passage(article, text, 0, len(text), (Sentence(0, len(text)),)), "extra")


def _add(change: Transaction, stored: tuple[Article, StoredPassage]) -> None:
    vector = np.full((1, change.dimension), change.dimension**-0.5, dtype=np.float32)
    change.add_embeddings(["extra"], vector, [np.tile(vector, (1, 2, 1))])
    change.add_article(stored[0], [stored[1]], "News")


def _remove(change: Transaction) -> None:
    change.remove_articles(["extra.md"])
    change.merge_text_tables()


def _changed(index: ArticleIndex, act: Callable[[Transaction], None]) -> None:
    """Change the index as a refresh does once it has compared the folder, up to the first search."""
    with index._database.writing() as change:
        act(change)
        change.forget_unused_embeddings()
        change.begin_generation(change.manifest())
    _touch(index)


def _searched(index: ArticleIndex, known: Real) -> dict[str, float]:
    wall, cpu = [], []
    for question in known.questions[:_ASKED]:
        before = time.perf_counter(), time.process_time()
        with index.reading() as searcher:
            searcher.search([Query(question)], 10)
        wall.append(time.perf_counter() - before[0])
        cpu.append(time.process_time() - before[1])
    return {
        f"search_{name}_{kind}": float(np.quantile(times, share))
        for kind, times in (("s", wall), ("cpu_s", cpu))
        for name, share in (("median", 0.5), ("p95", 0.95))
    }


def _recall(index: ArticleIndex, known: Real) -> float:
    """Return the share of each question's ten nearest passages that are found, once scored anew."""
    with index.reading() as searcher:
        store, snapshot = searcher._store, searcher._snapshot
        ids = snapshot.passage_ids()
        nearest = np.zeros((len(known.questions), 0)), np.zeros((len(known.questions), 0), dtype=np.int64)
        for first in range(0, len(ids), _BLOCK):
            some = ids[first : first + _BLOCK]
            scores = known.question_vectors @ perturbed(known.vectors, first, len(some)).T
            both = np.hstack([nearest[0], scores]), np.hstack([nearest[1], np.tile(some, (len(scores), 1))])
            best = np.argsort(-both[0], axis=1)[:, :10]
            nearest = np.take_along_axis(both[0], best, 1), np.take_along_axis(both[1], best, 1)
        found = store.search(known.question_vectors, 100)
    shares = [len(set(best) & set(row)) / 10 for best, row in zip(nearest[1].tolist(), found, strict=True)]
    return float(np.mean(shares))


def _resident() -> float:
    """Return the resident memory of this process, shared and file-backed pages included, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main(scratch: Path, passages: int) -> None:
    """Print the figures of one size as a line of JSON."""
    print(json.dumps(measure(scratch, passages)), flush=True)
