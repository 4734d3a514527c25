"""The published cross-encoder, adapted to read a question, its conversation and a sentence together.

A low-rank adapter (LoRA, Hu et al. 2021) of fourteen megabytes is added to the weights of
ms-marco-MiniLM-L-12-v2, and its head turns the reading into one figure. How it was learned, and on
what, is told in training/README.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.base_model import CROSS_ENCODER
from assistant.cross_encoder import Candidate, Reading
from assistant.int8_encoder import Int8Encoder, at_once
from index import normalise, read_adapter

ADAPTER = Path(__file__).with_name("adapter.safetensors")
_QUESTION_TOKENS, _EARLIER_TOKENS, _ANSWERED_TOKENS, _SENTENCE_TOKENS, _BEFORE_TOKENS = 64, 32, 48, 96, 28
_EARLIER_QUESTIONS = 2
_BEFORE_CHARS = 300
CLS, SEP = 101, 102
_KEPT = 4000  # texts whose scores are kept: 4 MB of sentences

Encoded = tuple[list[int], list[int]]
Weights = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class _Parts:
    tokenizer: Any
    encoder: Int8Encoder
    head: Weights


class AdaptedCrossEncoder:
    """Scores are log-odds that the sentence answers the question. Loaded at first use; safe to share.

    The latest scores are kept: a question that is offered has been read by then, and often the one before a follow-up.
    """

    def __init__(self, adapter: Path = ADAPTER) -> None:
        self._adapter = adapter
        self._loading = Lock()
        self._parts: _Parts | None = None
        self._scored = lru_cache(_KEPT)(self._log_odds)

    def score(self, reading: Reading, candidates: Sequence[Candidate]) -> list[float]:
        """Return for each candidate the log-odds that it answers."""
        return self.read(lambda tokenizer: encode(tokenizer, reading, candidates)) if candidates else []

    def read(self, lay_out: Callable[[Any], Sequence[Encoded]]) -> list[float]:
        """Return the log-odds of each text that a function lays out with the tokenizer."""
        encoded = lay_out(self._loaded().tokenizer)
        texts = [(np.array(tokens, np.int32).tobytes(), bytes(segments)) for tokens, segments in encoded]
        return at_once(self._scored, texts)

    def _log_odds(self, text: tuple[bytes, bytes]) -> float:
        """Read a text, laid out as tokens of 32 bits and segments of 8."""
        tokens, segments = text
        return _log_odds(self._loaded(), (np.frombuffer(tokens, np.int32).tolist(), list(segments)))

    def _loaded(self) -> _Parts:
        with self._loading:
            self._parts = parts = self._parts or self._load()
        return parts

    def _load(self) -> _Parts:
        adapter = read_adapter(self._adapter)
        additions = {f"bert.{layer}": values for layer, values in adapter.additions.items()}
        head = {name.removeprefix("head."): values for name, values in adapter.others.items()}
        return _Parts(CROSS_ENCODER.tokenizer(), Int8Encoder(CROSS_ENCODER.graph(), additions), head)


@cache
def bundled_reader() -> AdaptedCrossEncoder:
    """Return the one that this process shares; it is loaded at first use."""
    return AdaptedCrossEncoder()


def encode(tokenizer: Any, reading: Reading, candidates: Sequence[Candidate]) -> list[Encoded]:  # noqa: ANN401
    """Lay each pair out as (tokens, segments): segment 1 is the sentence, 0 what is asked and what is before it."""
    texts = [text for c in candidates for text in (c.text, c.before[-_BEFORE_CHARS:])]
    asked, rest = asked_and_rest(tokenizer, reading, texts, _EARLIER_TOKENS, _ANSWERED_TOKENS)
    encoded = []
    for sentence, before in zip(rest[::2], rest[1::2], strict=True):
        said = [*sentence[:_SENTENCE_TOKENS], SEP]
        context = [*before[-_BEFORE_TOKENS:], SEP] if before else []
        encoded.append(([*asked, *said, *context], [0] * len(asked) + [1] * len(said) + [0] * len(context)))
    return encoded


def asked_and_rest(
    tokenizer: Any,  # noqa: ANN401
    reading: Reading,
    texts: Sequence[str],
    earlier_tokens: int,
    answered_tokens: int,
) -> tuple[list[int], list[list[int]]]:
    """Return the tokens of what is asked, laid out with the conversation before it, and those of some texts.

    Args:
        earlier_tokens: at most so many are kept of each earlier question.
        answered_tokens: and of what the last of them was answered.
    """
    earlier = reading.earlier[-_EARLIER_QUESTIONS:]
    plain = list(map(normalise, (reading.question, reading.answered, *earlier, *texts)))
    tokens = [found.ids for found in tokenizer.encode_batch(plain, add_special_tokens=False)]
    question, answered, *others = tokens
    asked = [CLS, *question[:_QUESTION_TOKENS], SEP]
    if earlier:
        for ids in others[: len(earlier)]:
            asked += ids[:earlier_tokens]
        asked += [SEP, *answered[:answered_tokens], SEP]
    return asked, others[len(earlier) :]


def _log_odds(parts: _Parts, text: Encoded) -> float:
    """Read a text, and turn the first token's state and the sentence's mean state into one figure."""
    (tokens, segments), head = text, parts.head
    states = parts.encoder.states(tokens, segments)
    first = np.tanh(head["pool.weight"] @ states[0] + head["pool.bias"])
    mean = states[np.array(segments, dtype=bool)].mean(0)
    figures = (
        head[f"{part}.weight"] @ state + head[f"{part}.bias"] for part, state in (("first", first), ("mean", mean))
    )
    return float(sum(figures)[0])
