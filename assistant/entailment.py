"""Reading a sentence together with what it cites: how likely the one says no more than the other.

The published cross-encoder with a second adapter, learned for this from invented texts: see training/README.md.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from assistant.adapted import CLS, SEP, AdaptedCrossEncoder, Encoded
from index import normalise

ADAPTER = Path(__file__).with_name("entailment.safetensors")
_SAID_TOKENS, _SENTENCE_TOKENS = 320, 128


def laid_out(tokenizer: Any, pairs: Sequence[tuple[str, str]]) -> list[Encoded]:  # noqa: ANN401
    """Lay pairs of what is cited and a sentence out as (tokens, segments): segment 1 is the sentence."""
    texts = [normalise(text) for pair in pairs for text in pair]
    tokens = [found.ids for found in tokenizer.encode_batch(texts, add_special_tokens=False)]
    encoded = []
    for said, sentence in zip(tokens[::2], tokens[1::2], strict=True):
        first = [CLS, *said[:_SAID_TOKENS], SEP]
        second = [*sentence[:_SENTENCE_TOKENS], SEP]
        encoded.append(([*first, *second], [0] * len(first) + [1] * len(second)))
    return encoded


@cache
def _reader() -> AdaptedCrossEncoder:
    return AdaptedCrossEncoder(ADAPTER)


@lru_cache(maxsize=512)
def entailed(said: str, sentence: str) -> float:
    """Return the log-odds that what is cited says the sentence. Safe to share between threads."""
    return _reader().read(lambda tokenizer: laid_out(tokenizer, [(said, sentence)]))[0]
