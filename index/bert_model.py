"""A sentence-transformers model of the BERT kind, computed by our own encoder: texts in, unit vectors out."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.bert_encoder import BertEncoder, Floats
from index.bert_folder import read_bert

_BATCH_TOKENS = 512  # what fits a processor's cache: more gains nothing


class BertModel:
    """Safe to share between threads.

    Args:
        folder: where the model lies.
        asking: by a layer's name, what is added to its matrix where a query is embedded. Then there are two encoders,
            and that for passages is read when there are any.

    Raises:
        UnlikeError: sentence-transformers has to compute this model.
        EmbeddingError: the model has no layers like those that something is added to.
    """

    def __init__(self, folder: Path, asking: Mapping[str, Floats] | None = None) -> None:
        self._folder = folder
        self._bert = read_bert(folder, asking)
        self._reading = Lock()
        self._for_passages = None if asking else self._bert.encoder
        self.dimension = self._bert.width
        self.max_tokens = self._bert.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of each text, special tokens included."""
        return [len(found) for found in self._bert.tokenizer.encode_batch_fast(list(texts))]

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Embed many texts, on as many threads as there are processors."""
        return self._embed(self._passage_encoder(), texts, _processors())

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """Embed few short texts, on this thread."""
        return self._embed(self._bert.encoder, texts, 1)

    def _embed(self, encoder: BertEncoder, texts: Sequence[str], threads: int) -> Floats:
        """Embed the texts, those of one length together."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        tokens = [self._cut(found.ids) for found in self._bert.tokenizer.encode_batch_fast(list(texts))]
        batches = list(_batches([len(ids) for ids in tokens]))
        rows = [np.array([tokens[number] for number in batch], np.int32) for batch in batches]
        for batch, means in zip(batches, _means(encoder, rows, min(threads, len(batches))), strict=True):
            vectors[batch] = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
        return vectors

    def _passage_encoder(self) -> BertEncoder:
        with self._reading:
            self._for_passages = encoder = self._for_passages or read_bert(self._folder).encoder
        return encoder

    def _cut(self, ids: list[int]) -> list[int]:
        """Leave out what the model does not read, before the closing special token."""
        return ids if len(ids) <= self.max_tokens else [*ids[: self.max_tokens - 1], ids[-1]]


def _means(encoder: BertEncoder, batches: Sequence[NDArray[np.int32]], threads: int) -> Iterable[Floats]:
    if threads <= 1:
        return map(encoder.means, batches)
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(encoder.means, batches))


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers of texts of one length, so many that they have no more than the tokens of a batch.

    The longest come first: what is left over at the end, where some threads have nothing to do, is short.
    """
    of_length: dict[int, list[int]] = {}
    for number, length in enumerate(lengths):
        of_length.setdefault(length, []).append(number)
    for length, numbers in sorted(of_length.items(), reverse=True):
        size = max(1, _BATCH_TOKENS // length)
        for first in range(0, len(numbers), size):
            yield numbers[first : first + size]


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
