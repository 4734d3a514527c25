"""The published cross-encoder, adapted to read a question, its conversation and a sentence together.

A low-rank adapter (LoRA, Hu et al. 2021) of five megabytes is added to the weights of
ms-marco-MiniLM-L-12-v2, and its head turns the reading into one figure. How it was learned, and on
what, is told in training/README.md.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from assistant.base_model import HEADS, HIDDEN, INTERMEDIATE, LAYERS, VOCABULARY, base_tokenizer, base_weights
from assistant.cross_encoder import Candidate, Reading
from index import EmbeddingError, normalise

if TYPE_CHECKING:
    import torch

ADAPTER = Path(__file__).with_name("adapter.safetensors")
_QUESTION_TOKENS, _EARLIER_TOKENS, _SENTENCE_TOKENS, _BEFORE_TOKENS = 64, 32, 96, 20
_EARLIER_QUESTIONS = 2
_BEFORE_CHARS = 300
_TOGETHER = 8  # candidates of about one length; more would mean more padding
_CLS, _SEP = 101, 102

Encoded = tuple[list[int], list[int]]


class AdaptedCrossEncoder:
    """Scores are log-odds that the sentence answers the question. Loaded at first use; safe to share."""

    def __init__(self, adapter: Path = ADAPTER) -> None:
        self._adapter = adapter
        self._lock = Lock()
        self._parts: tuple[Any, Any, Any] | None = None

    def score(self, reading: Reading, candidates: Sequence[Candidate]) -> list[float]:
        """Return for each candidate the log-odds that it answers."""
        if not candidates:
            return []
        import torch

        with self._lock:
            self._parts = self._parts or self._load()
            tokenizer, encoder, head = self._parts
            encoded = encode(tokenizer, reading, candidates)
            order = sorted(range(len(encoded)), key=lambda number: len(encoded[number][0]))
            scores = [0.0] * len(encoded)
            with torch.inference_mode():
                for first in range(0, len(order), _TOGETHER):
                    batch = order[first : first + _TOGETHER]
                    found = forward(encoder, head, [encoded[number] for number in batch])
                    for number, score in zip(batch, found.tolist(), strict=True):
                        scores[number] = score
        return scores

    def _load(self) -> tuple[Any, Any, Any]:
        from safetensors import SafetensorError, safe_open

        weights = base_weights()
        try:
            with safe_open(self._adapter, "pt") as file:
                scale = float(file.metadata()["scale"])
                adapter = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
        except (OSError, SafetensorError, KeyError, ValueError) as error:
            raise EmbeddingError(
                f"The adapter {self._adapter.name} cannot be read: {error}", "Install article-assistant again."
            ) from error
        for name in [name.removesuffix(".down") for name in adapter if name.endswith(".down")]:
            weights[f"bert.{name}.weight"] += scale * adapter[f"{name}.up"] @ adapter[f"{name}.down"]
        head = new_head()
        head.load_state_dict({name.removeprefix("head."): w for name, w in adapter.items() if name.startswith("head.")})
        return new_tokenizer(), _in_fast_form(new_encoder(weights).train(False)), head.train(False)


@cache
def bundled_reader() -> AdaptedCrossEncoder:
    """Return the one that this process shares; it is loaded at first use."""
    return AdaptedCrossEncoder()


def encode(tokenizer: Any, reading: Reading, candidates: Sequence[Candidate]) -> list[Encoded]:  # noqa: ANN401
    """Lay each pair out as (tokens, segments): segment 1 is the sentence, 0 what is asked and what is before it."""
    earlier = reading.earlier[-_EARLIER_QUESTIONS:]
    texts = [reading.question, reading.answered, *earlier]
    texts += [text for c in candidates for text in (c.text, c.before[-_BEFORE_CHARS:])]
    tokens = [found.ids for found in tokenizer.encode_batch(list(map(normalise, texts)), add_special_tokens=False)]
    asked = [_CLS, *tokens[0][:_QUESTION_TOKENS], _SEP]
    rest = tokens[2 + len(earlier) :]
    if earlier:
        for ids in tokens[2 : 2 + len(earlier)]:
            asked += ids[:_EARLIER_TOKENS]
        asked += [_SEP, *tokens[1][:_EARLIER_TOKENS], _SEP]
    encoded = []
    for sentence, before in zip(rest[::2], rest[1::2], strict=True):
        said = [*sentence[:_SENTENCE_TOKENS], _SEP]
        context = [*before[-_BEFORE_TOKENS:], _SEP] if before else []
        encoded.append(([*asked, *said, *context], [0] * len(asked) + [1] * len(said) + [0] * len(context)))
    return encoded


def new_tokenizer() -> Any:  # noqa: ANN401
    """Return the published model's tokenizer; it neither cuts nor pads."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(base_tokenizer())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def new_encoder(weights: "dict[str, torch.Tensor]") -> Any:  # noqa: ANN401
    """Return the published model without its head, with the given weights."""
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=VOCABULARY, hidden_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
        intermediate_size=INTERMEDIATE, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    encoder = BertModel(config, add_pooling_layer=False)
    encoder.set_attn_implementation("eager")  # on a processor faster than the default for texts this short
    encoder.load_state_dict({name: weights[f"bert.{name}"] for name in encoder.state_dict()})
    return encoder


def new_head() -> Any:  # noqa: ANN401
    """Return the head, not yet trained: from the first token's state and the sentence's mean state to one figure."""
    from torch import nn

    return nn.ModuleDict(
        {"pool": nn.Linear(HIDDEN, HIDDEN), "first": nn.Linear(HIDDEN, 1), "mean": nn.Linear(HIDDEN, 1)}
    )


def forward(encoder: Any, head: Any, encoded: Sequence[Encoded]) -> "torch.Tensor":  # noqa: ANN401
    """Read some pairs: a tensor of shape (pairs,)."""
    import torch

    longest = max(len(ids) for ids, _ in encoded)
    tokens, segments, mask = (torch.zeros((len(encoded), longest), dtype=torch.long) for _ in range(3))
    for row, (ids, kinds) in enumerate(encoded):
        tokens[row, : len(ids)] = torch.tensor(ids)
        segments[row, : len(ids)] = torch.tensor(kinds)
        mask[row, : len(ids)] = 1
    states = encoder(input_ids=tokens, token_type_ids=segments, attention_mask=mask).last_hidden_state
    states, sentence = states.float(), segments.unsqueeze(-1).float()
    mean = (states * sentence).sum(1) / sentence.sum(1)
    first = head["pool"](states[:, 0]).tanh()
    return (head["first"](first) + head["mean"](mean)).squeeze(-1)  # type: ignore[no-any-return]


def _in_fast_form(encoder: Any) -> Any:  # noqa: ANN401
    """Compute in bfloat16 where the processor does: twice as fast, and the scores differ by a hundredth."""
    import torch

    able = torch.cpu.get_capabilities()
    return encoder.bfloat16() if able.get("avx512_bf16") or able.get("amx_bf16") else encoder
