"""The model to train: the published cross-encoder in torch, with what was learned so far, and a head."""

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from transformers import BertConfig, BertModel

from assistant.adapted import Encoded
from assistant.base_model import CROSS_ENCODER, in_full, linear_layers, stored_values
from index import read_adapter

RANK, SCALE = 96, 2.0
_FROZEN_LAYERS = 2
_LAYERS, _HIDDEN, _HEADS, _INTERMEDIATE, _VOCABULARY = 12, 384, 12, 1536, 30522


def started(adapter: Path | None, frozen: int = _FROZEN_LAYERS) -> tuple[BertModel, nn.ModuleDict]:
    """Return the model to train: the matrices of the layers above the `frozen` ones, and the head.

    It begins where an adapter ended, or without one as published.
    """
    published = published_weights()
    encoder = _encoder(published)
    encoder.requires_grad_(False)
    for matrix in _matrices(encoder, frozen).values():
        matrix.weight.requires_grad_(True)
    head = nn.ModuleDict(
        {"pool": nn.Linear(_HIDDEN, _HIDDEN), "first": nn.Linear(_HIDDEN, 1), "mean": nn.Linear(_HIDDEN, 1)}
    )
    if adapter is None:
        for part, name in (("pool", "bert.pooler.dense"), ("first", "classifier")):
            head[part].load_state_dict({kind: published[f"{name}.{kind}"] for kind in ("weight", "bias")})
        nn.init.zeros_(head["mean"].weight)
        nn.init.zeros_(head["mean"].bias)
    else:
        learned = read_adapter(adapter)
        for name, matrix in _matrices(encoder, 0).items():
            if name in learned.additions:
                matrix.weight.data += torch.from_numpy(learned.additions[name])
        head.load_state_dict({name.removeprefix("head."): torch.from_numpy(w) for name, w in learned.others.items()})
    return encoder, head


def save(encoder: BertModel, head: nn.ModuleDict, path: Path, rank: int = RANK) -> None:
    """Write what was learned, without the published weights: of each matrix the nearest addition of a low rank."""
    published = published_weights()
    learned = {f"head.{name}": weight for name, weight in head.state_dict().items()}
    for name, matrix in _matrices(encoder, 0).items():
        if not matrix.weight.requires_grad:
            continue
        outward, shares, inward = torch.linalg.svd(
            matrix.weight.detach() - published[f"bert.{name}.weight"], full_matrices=False
        )
        spread = shares[:rank].sqrt()
        learned |= {f"{name}.up": outward[:, :rank] * spread / SCALE, f"{name}.down": spread[:, None] * inward[:rank]}
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
    with torch.autocast("cpu", torch.bfloat16):
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
    return encoder


def _matrices(encoder: BertModel, lowest: int) -> dict[str, nn.Linear]:
    """Return the matrices of the layers from one on, by their names."""
    upper = tuple(f"encoder.layer.{number}." for number in range(lowest, _LAYERS))
    return {
        name: module
        for name, module in encoder.named_modules()
        if isinstance(module, nn.Linear) and name.startswith(upper)
    }
