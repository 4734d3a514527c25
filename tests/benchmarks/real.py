"""What the benchmarks are made of: real passages, real questions, and their embeddings, embedded once and kept."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np

from index import SentenceTransformerEmbedder
from index.chunker import chunk_article, embedded_text
from index.embedder import QUESTIONS, Vectors
from index.reader import SourceFile, parse_article

ROOT = Path(__file__).parent.parent.parent
QUESTION_SETS = ROOT.parent / "shared" / "eval"
_MOST = 2500  # passages, as many of them public as there are: more take long to embed and change no figure
_PASSAGE_TOKENS, _MOST_CHARS = 80, 300
_BATCH = 128


@dataclass(frozen=True, slots=True)
class Real:
    """Real passages and questions, each with its embedding, row by row."""

    texts: list[str]
    vectors: Vectors
    questions: list[str]
    question_vectors: Vectors


def real(cache: Path) -> Real:
    """Return what is real, from `cache` where it has been embedded before."""
    embedder = SentenceTransformerEmbedder()
    adapter = hashlib.sha256(QUESTIONS.read_bytes()).hexdigest()[:8]
    path = cache / f"real-{adapter}.npz"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        texts = list(islice(chain(_public_passages(), _training_passages(embedder)), _MOST))
        questions = list(dict.fromkeys(_questions()))
        vectors = {"vectors": _embedded(embedder, texts), "question_vectors": embedder.embed_queries(questions)}
        np.savez(path, texts=np.array(texts), questions=np.array(questions), **vectors)
    with np.load(path) as kept:
        return Real(kept["texts"].tolist(), kept["vectors"], kept["questions"].tolist(), kept["question_vectors"])


def _embedded(embedder: SentenceTransformerEmbedder, texts: list[str]) -> Vectors:
    """Embed texts of like length together."""
    vectors = np.zeros((len(texts), embedder.dimension), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    for first in range(0, len(order), _BATCH):
        batch = order[first : first + _BATCH]
        vectors[batch] = embedder.embed_passages([texts[i] for i in batch])
    return vectors


def _public_passages() -> Iterator[str]:
    """Yield the passages of the public conversation sets, where they lie beside this checkout."""
    path = QUESTION_SETS / "conversations" / "passages.jsonl"
    if path.exists():
        yield from (json.loads(line)["text"].strip()[:_MOST_CHARS] for line in path.open(encoding="utf-8"))


def _training_passages(embedder: SentenceTransformerEmbedder) -> Iterator[str]:
    for path in sorted((ROOT / "training" / "sets").glob("*/articles/*.txt")):
        article = parse_article(SourceFile(path.name, path.read_bytes(), ""))
        yield from map(embedded_text, chunk_article(article, _PASSAGE_TOKENS, embedder.count_tokens))


def _questions() -> Iterator[str]:
    """Yield the questions of the public sets; where those are missing, those that come with the training articles."""
    for name in ("conversations", "followups"):
        path = QUESTION_SETS / name / "tasks.jsonl"
        if path.exists():
            yield from (json.loads(line)["question"] for line in path.open(encoding="utf-8"))
    if not QUESTION_SETS.exists():
        for path in sorted((ROOT / "training" / "sets").glob("*/questions.tsv")):
            yield from (line.split("\t")[3] for line in path.read_text("utf-8").splitlines()[:20])
