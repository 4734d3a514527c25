"""The model to train: the published cross-encoder in torch, with a low-rank addition and a head."""

import math
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import BertConfig, BertModel

from assistant.adapted import Encoded
from assistant.base_model import CROSS_ENCODER, in_full, linear_layers, stored_values

RANK, SCALE = 32, 2.0
_FROZEN_LAYERS = 2
_LAYERS, _HIDDEN, _HEADS, _INTERMEDIATE, _VOCABULARY = 12, 384, 12, 1536, 30522
_PUBLISHED_HEAD = 0.3  # of its scale: its scores go from -11 to 11


class LowRank(nn.Module):
    """A frozen linear layer with a trained low-rank addition."""

    def __init__(self, base: nn.Linear, rank: int) -> None:
        super().__init__()
        self.base = base
        self.down = nn.Parameter(torch.randn(rank, base.in_features) / math.sqrt(base.in_features))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """Apply both."""
        addition: torch.Tensor = (states @ self.down.to(states.dtype).T) @ (SCALE * self.up).to(states.dtype).T
        return self.base(states) + addition


def adapted_model() -> tuple[BertModel, nn.ModuleDict]:
    """Return the published model, frozen, a low-rank addition to each linear layer of its upper layers, and a head.

    The head starts as the published one.
    """
    weights = published_weights()
    encoder = _encoder(weights)
    encoder.requires_grad_(False)
    for layer in encoder.encoder.layer[_FROZEN_LAYERS:]:
        adapt_layer(layer, RANK)
    head = nn.ModuleDict(
        {"pool": nn.Linear(_HIDDEN, _HIDDEN), "first": nn.Linear(_HIDDEN, 1), "mean": nn.Linear(_HIDDEN, 1)}
    )
    nothing = {"mean.weight": torch.zeros(1, _HIDDEN), "mean.bias": torch.zeros(1)}
    head.load_state_dict(
        {f"pool.{part}": weights[f"bert.pooler.dense.{part}"] for part in ("weight", "bias")}
        | {f"first.{part}": _PUBLISHED_HEAD * weights[f"classifier.{part}"] for part in ("weight", "bias")}
        | nothing
    )
    return encoder, head


def adapt_layer(layer: nn.Module, rank: int) -> None:
    """Put a low-rank addition to each linear layer of one of BERT's layers."""
    for path in (
        "attention.self.query", "attention.self.key", "attention.self.value",
        "attention.output.dense", "intermediate.dense", "output.dense",
    ):  # fmt: skip
        layer.set_submodule(path, LowRank(layer.get_submodule(path), rank))


def started(adapter: Path) -> tuple[BertModel, nn.ModuleDict]:
    """Return the model to train, beginning where an adapter ended."""
    encoder, head = adapted_model()
    learned = {name: weight.float() for name, weight in load_file(adapter).items()}
    encoder.load_state_dict({n: w for n, w in learned.items() if not n.startswith("head.")}, strict=False)
    head.load_state_dict({n.removeprefix("head."): w for n, w in learned.items() if n.startswith("head.")})
    return encoder, head


def save(encoder: BertModel, head: nn.ModuleDict, path: Path) -> None:
    """Write what was learned, without the published weights."""
    learned = {name: weight for name, weight in encoder.state_dict().items() if name.endswith((".down", ".up"))}
    learned |= {f"head.{name}": weight for name, weight in head.state_dict().items()}
    save_file({name: weight.half().contiguous() for name, weight in learned.items()}, path, {"scale": str(SCALE)})


def published_weights() -> dict[str, torch.Tensor]:
    """Return the published weights by their names in transformers' BertForSequenceClassification, in float32."""
    model = CROSS_ENCODER.graph()
    stored = stored_values(model)
    weights = {
        name: torch.from_numpy(values.copy())
        for name, values in stored.items()
        if name.endswith((".bias", "LayerNorm.weight"))
    }
    weights |= {
        name: torch.from_numpy(in_full(stored, name))
        for name in (whole.removesuffix("_quantized") for whole in stored)
        if name.startswith("bert.embeddings.") and f"{name}_quantized" in stored
    }
    for layer, matrix in linear_layers(model):
        weights[f"{layer}.weight"] = torch.from_numpy(in_full(stored, matrix)).T.contiguous()
    return weights


def forward(encoder: BertModel, head: nn.ModuleDict, encoded: Sequence[Encoded]) -> torch.Tensor:
    """Read some pairs: a tensor of shape (pairs,)."""
    longest = max(len(ids) for ids, _ in encoded)
    tokens, segments, mask = (torch.zeros((len(encoded), longest), dtype=torch.long) for _ in range(3))
    for row, (ids, kinds) in enumerate(encoded):
        tokens[row, : len(ids)] = torch.tensor(ids)
        segments[row, : len(ids)] = torch.tensor(kinds)
        mask[row, : len(ids)] = 1
    states = encoder(input_ids=tokens, token_type_ids=segments, attention_mask=mask).last_hidden_state.float()
    sentence = segments.unsqueeze(-1).float()
    mean = (states * sentence).sum(1) / sentence.sum(1)
    first = head["pool"](states[:, 0]).tanh()
    scores: torch.Tensor = head["first"](first) + head["mean"](mean)
    return scores.squeeze(-1)


def _encoder(weights: dict[str, torch.Tensor]) -> BertModel:
    config = BertConfig(
        vocab_size=_VOCABULARY, hidden_size=_HIDDEN, num_hidden_layers=_LAYERS, num_attention_heads=_HEADS,
        intermediate_size=_INTERMEDIATE, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        attn_implementation="eager",  # the fused one takes thrice as long to learn in bfloat16
    )  # fmt: skip
    encoder = BertModel(config, add_pooling_layer=False)
    encoder.load_state_dict({name: weights[f"bert.{name}"] for name in encoder.state_dict()})
    return encoder.bfloat16()
