"""Published models as they are, each with an opinion of its own on how well a passage answers a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.base_model import CROSS_ENCODER, RETRIEVER, in_full, linear_layers, stored_values
from assistant.int8_encoder import Int8Encoder, at_once
from index import normalise

_QUESTION_TOKENS, _PASSAGE_TOKENS = 64, 300
_CLS, _SEP = 101, 102
_HEAD = ("bert.pooler.dense", "classifier")
_ASKED = "Represent this sentence for searching relevant passages: "  # what the retriever was trained with
_KEPT = 2000  # passages whose vectors are kept: 3 MB

Vector = NDArray[np.float32]


class PassageReader(Protocol):
    """Anything that says how well each passage answers a question."""

    def score(self, question: str, passages: Sequence[str]) -> list[float]:
        """Score each passage; a higher score answers better, comparable within one question."""
        ...


@dataclass(frozen=True, slots=True)
class _Parts:
    tokenizer: Any
    encoder: Int8Encoder
    head: tuple[tuple[Vector, Vector], ...]


class PublishedCrossEncoder:
    """ms-marco-MiniLM-L-12-v2 with its own head: reads both together. Loaded at first use; safe to share."""

    def __init__(self) -> None:
        self._loading = Lock()
        self._parts: _Parts | None = None

    def score(self, question: str, passages: Sequence[str]) -> list[float]:
        """Return the published model's relevance of each passage, in logits.

        Raises:
            EmbeddingError: the model's files are not the published ones.
        """
        if not passages:
            return []
        with self._loading:
            self._parts = parts = self._parts or self._load()
        found = parts.tokenizer.encode_batch(
            [normalise(text) for text in (question, *passages)], add_special_tokens=False
        )
        asked = [_CLS, *found[0].ids[:_QUESTION_TOKENS], _SEP]
        return at_once(partial(_relevance, parts, asked), ([*one.ids[:_PASSAGE_TOKENS], _SEP] for one in found[1:]))

    def _load(self) -> _Parts:
        model = CROSS_ENCODER.graph()
        stored, layers = stored_values(model), dict(linear_layers(model))
        head = tuple((in_full(stored, layers[name]), stored[f"{name}.bias"]) for name in _HEAD)
        return _Parts(CROSS_ENCODER.tokenizer(), Int8Encoder(model, {}), head)


class PublishedRetriever:
    """bge-small-en: reads a passage by itself, once for many questions. Loaded at first use; safe to share."""

    def __init__(self) -> None:
        self._loading = Lock()
        self._parts: _Parts | None = None
        self._vector = lru_cache(_KEPT)(self._read)

    def score(self, question: str, passages: Sequence[str]) -> list[float]:
        """Return the cosine of each passage's vector with the question's.

        Raises:
            EmbeddingError: the model's files are not the published ones.
        """
        if not passages:
            return []
        asked, *vectors = at_once(self._vector, [_ASKED + question, *passages])
        return [float(asked @ vector) for vector in vectors]

    def _read(self, text: str) -> Vector:
        with self._loading:
            self._parts = parts = self._parts or _Parts(RETRIEVER.tokenizer(), Int8Encoder(RETRIEVER.graph(), {}), ())
        found = parts.tokenizer.encode(normalise(text), add_special_tokens=False).ids
        tokens = [_CLS, *found[:_PASSAGE_TOKENS], _SEP]
        first = parts.encoder.states(tokens, [0] * len(tokens))[0]
        vector: Vector = first / np.linalg.norm(first)
        return vector


@cache
def published_readers() -> tuple[PublishedCrossEncoder, PublishedRetriever]:
    """Return those that this process shares; each is loaded at first use."""
    return PublishedCrossEncoder(), PublishedRetriever()


def _relevance(parts: _Parts, asked: list[int], passage: list[int]) -> float:
    states = parts.encoder.states(asked + passage, [0] * len(asked) + [1] * len(passage))
    (pool, pool_bias), (weigh, bias) = parts.head
    return float((np.tanh(states[0] @ pool + pool_bias) @ weigh + bias)[0])
