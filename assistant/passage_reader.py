"""Models that read whole passages, each with an opinion of its own on how well one answers a question.

The published cross-encoder weighs each word of a question that it is given by itself; an adapter of it, which learned
from conversations over passages (training/README.md), reads the conversation before it as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.adapted import CLS, SEP, AdaptedCrossEncoder, Encoded, asked_and_rest
from assistant.base_model import CROSS_ENCODER, in_full, linear_layers, stored_values
from assistant.cross_encoder import Reading
from assistant.int8_encoder import Int8Encoder, at_once
from index import Passage, normalise

PASSAGES = Path(__file__).with_name("passages.safetensors")
_QUESTION_TOKENS, _PASSAGE_TOKENS = 64, 300
_EARLIER_TOKENS, _ANSWERED_TOKENS, _TITLE_TOKENS, _TOKENS_IN_CONVERSATION = 24, 40, 12, 200
_COLON = 1024
_HEAD = ("bert.pooler.dense", "classifier")

Vector = NDArray[np.float32]


class PassageReader(Protocol):
    """Anything that says how well each passage answers a question."""

    def score(self, reading: Reading, passages: Sequence[Passage]) -> list[float]:
        """Score each passage; a higher score answers better, comparable within one question."""
        ...


@dataclass(frozen=True, slots=True)
class _Parts:
    tokenizer: Any
    encoder: Int8Encoder
    head: tuple[tuple[Vector, Vector], ...]


class PublishedCrossEncoder:
    """ms-marco-MiniLM-L-12-v2 with its own head: reads the question alone. Loaded at first use; safe to share."""

    def __init__(self) -> None:
        self._loading = Lock()
        self._parts: _Parts | None = None

    def score(self, reading: Reading, passages: Sequence[Passage]) -> list[float]:
        """Return the published model's relevance of each passage, in logits.

        Raises:
            EmbeddingError: the model's files are not the published ones.
        """
        if not passages:
            return []
        with self._loading:
            self._parts = parts = self._parts or self._load()
        texts = [reading.question, *(passage.text for passage in passages)]
        found = parts.tokenizer.encode_batch([normalise(text) for text in texts], add_special_tokens=False)
        asked = [CLS, *found[0].ids[:_QUESTION_TOKENS], SEP]
        return at_once(partial(_relevance, parts, asked), ([*one.ids[:_PASSAGE_TOKENS], SEP] for one in found[1:]))

    def _load(self) -> _Parts:
        model = CROSS_ENCODER.graph()
        stored, layers = stored_values(model), dict(linear_layers(model))
        head = tuple((in_full(stored, layers[name]), stored[f"{name}.bias"]) for name in _HEAD)
        return _Parts(CROSS_ENCODER.tokenizer(), Int8Encoder(model, {}), head)


class ConversationReader:
    """The same model, adapted to read the conversation before a question. Loaded at first use; safe to share."""

    def __init__(self, adapter: Path = PASSAGES) -> None:
        self._model = AdaptedCrossEncoder(adapter)

    def score(self, reading: Reading, passages: Sequence[Passage]) -> list[float]:
        """Return how well each passage answers, in logits.

        Raises:
            EmbeddingError: the model's files are not the published ones, or the adapter cannot be read.
        """
        return self._model.read(partial(lay_out, reading, passages)) if passages else []


@cache
def passage_readers() -> tuple[PublishedCrossEncoder, ConversationReader]:
    """Return those that this process shares; each is loaded at first use."""
    return PublishedCrossEncoder(), ConversationReader()


def lay_out(reading: Reading, passages: Sequence[Passage], tokenizer: Any) -> list[Encoded]:  # noqa: ANN401
    """Lay each passage out as (tokens, segments): segment 1 is the passage with its title, 0 what is asked."""
    texts = [text for passage in passages for text in (passage.article.title, passage.text)]
    asked, rest = asked_and_rest(tokenizer, reading, texts, _EARLIER_TOKENS, _ANSWERED_TOKENS)
    encoded = []
    for whole, text in zip(rest[::2], rest[1::2], strict=True):
        title = whole[:_TITLE_TOKENS]
        about = [] if text[: len(title)] == title else [*title, _COLON]
        said = [*about, *text[:_TOKENS_IN_CONVERSATION], SEP]
        encoded.append(([*asked, *said], [0] * len(asked) + [1] * len(said)))
    return encoded


def _relevance(parts: _Parts, asked: list[int], passage: list[int]) -> float:
    states = parts.encoder.states(asked + passage, [0] * len(asked) + [1] * len(passage))
    (pool, pool_bias), (weigh, bias) = parts.head
    return float((np.tanh(states[0] @ pool + pool_bias) @ weigh + bias)[0])
