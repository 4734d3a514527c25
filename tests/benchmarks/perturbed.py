"""Real embeddings perturbed to any size: copies near a real passage, none equal to another.

A copy is `normalise(v + NOISE * g)`, where `v` is a real passage's embedding and `g` a random direction of
expected length one. With `NOISE` .3 a copy has a cosine of about .96 with its original and of .92 with its
other copies, while a real passage's nearest neighbour is at about .7 (the benchmark prints it).
"""

import hashlib
from collections.abc import Sequence

import numpy as np

from index.embedder import Embedder, Vectors
from tests.benchmarks.real import Real

NOISE = 0.3


def perturbed(real: Vectors, first: int, count: int) -> Vectors:
    """Return the copies `first` to `first + count`; each depends on its number alone, a thousand at a time."""
    blocks = [_block(real, number) for number in range(first // 1000, (first + count - 1) // 1000 + 1)]
    skip = first % 1000
    return np.concatenate(blocks)[skip : skip + count]


def _block(real: Vectors, number: int) -> Vectors:
    random = np.random.default_rng((7, number))
    origin = random.integers(len(real), size=1000)
    noise = random.standard_normal((1000, real.shape[1]), dtype=np.float32) * np.float32(NOISE / real.shape[1] ** 0.5)
    vectors = real[origin] + noise
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


class PerturbedEmbedder:
    """Embeds questions as the real model does, and any other text as a copy of a real passage."""

    fingerprint = "perturbed:1"
    max_tokens = 256

    def __init__(self, real: Real, embedder: Embedder) -> None:
        self._real = real
        self._embedder = embedder
        self.dimension = real.vectors.shape[1]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count a token a word, and two special ones."""
        return [len(text.split()) + 2 for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return a copy for each text, the same for the same text."""
        numbers = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:5]) for text in texts]
        return np.concatenate([perturbed(self._real.vectors, number, 1) for number in numbers])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed with the real model."""
        return self._embedder.embed_queries(texts)
