"""The published cross-encoder as it is: it reads a question and a whole passage together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.adapted import new_tokenizer
from assistant.base_model import base_model, in_full, linear_layers, stored_values
from assistant.int8_encoder import Int8Encoder
from index import normalise

_QUESTION_TOKENS, _PASSAGE_TOKENS = 64, 300
_CLS, _SEP = 101, 102
_HEAD = ("bert.pooler.dense", "classifier")


class PassageReader(Protocol):
    """Anything that says how well each passage answers a question."""

    def score(self, question: str, passages: Sequence[str]) -> list[float]:
        """Score each passage; a higher score answers better, comparable within one question."""
        ...


@dataclass(frozen=True, slots=True)
class _Parts:
    tokenizer: Any
    encoder: Int8Encoder
    head: tuple[tuple[NDArray[np.float32], NDArray[np.float32]], ...]


class PublishedReader:
    """ms-marco-MiniLM-L-12-v2 with its own head. Loaded at first use; safe to share."""

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
            self._parts = parts = self._parts or _load()
        found = parts.tokenizer.encode_batch(
            [normalise(text) for text in (question, *passages)], add_special_tokens=False
        )
        asked = [_CLS, *found[0].ids[:_QUESTION_TOKENS], _SEP]
        return [_relevance(parts, asked, [*one.ids[:_PASSAGE_TOKENS], _SEP]) for one in found[1:]]


@cache
def published_reader() -> PublishedReader:
    """Return the one that this process shares; it is loaded at first use."""
    return PublishedReader()


def _load() -> _Parts:
    model = base_model()
    stored, layers = stored_values(model), dict(linear_layers(model))
    head = tuple((in_full(stored, layers[name]), stored[f"{name}.bias"]) for name in _HEAD)
    return _Parts(new_tokenizer(), Int8Encoder(model, {}), head)


def _relevance(parts: _Parts, asked: list[int], passage: list[int]) -> float:
    states = parts.encoder.states(asked + passage, [0] * len(asked) + [1] * len(passage))
    (pool, pool_bias), (weigh, bias) = parts.head
    return float((np.tanh(states[0] @ pool + pool_bias) @ weigh + bias)[0])
