"""Learn the adapter with which the guard reads a sentence and what it cites; see README.md.

usage: python -m training.train_guard OUT.safetensors [--begin ADAPTER] [--epochs N] [--share S] [--rate R]
"""

import argparse
import math
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn
from transformers import BertModel

from assistant.adapted import ADAPTER, Encoded
from assistant.base_model import CROSS_ENCODER
from assistant.entailment import laid_out
from training.guard_pairs import Pair, article_pairs, joined_pairs, written_pairs
from training.guard_set import FOLDER, Item, read_guard_set
from training.model import forward, save, started

_BATCH, _TOGETHER = 32, 16
_WARM_UP = 0.05


def train(pairs: Sequence[Pair], tests: Sequence[Item], begin: Path, out: Path, rate: float) -> None:
    """Learn from the pairs in the order given; save after each fifth, and tell how it does on the tests."""
    torch.manual_seed(0)
    tokenizer = CROSS_ENCODER.tokenizer()
    encoder, head = started(begin)
    trained = [weight for weight in encoder.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW([*trained, *head.parameters()], lr=rate, weight_decay=0.01)
    steps = math.ceil(len(pairs) / _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (_WARM_UP * steps)) * max(0.02, 1 - step / steps)
    )
    total = 0.0
    for step in range(steps):
        batch = list(pairs[step * _BATCH : (step + 1) * _BATCH])
        encoded = laid_out(tokenizer, [(pair.said, pair.sentence) for pair in batch])
        order = sorted(range(len(batch)), key=lambda place: len(encoded[place][0]))
        optimizer.zero_grad()
        for first in range(0, len(order), _TOGETHER):
            part = order[first : first + _TOGETHER]
            scores = forward(encoder, head, [encoded[place] for place in part])
            gold = torch.tensor([float(batch[place].supported) for place in part])
            weights = torch.tensor([batch[place].weight for place in part])
            loss = nn.functional.binary_cross_entropy_with_logits(scores, gold, weights, reduction="sum") / len(batch)
            loss.backward()
            total += loss.item()
        nn.utils.clip_grad_norm_([*trained, *head.parameters()], 1.0)
        optimizer.step()
        schedule.step()
        if (step + 1) % 20 == 0:
            print(f"step {step + 1} of {steps}: loss {total / 20:.3f}", flush=True)
            total = 0.0
        if (step + 1) % max(1, steps // 5) == 0 or step + 1 == steps:
            save(encoder, head, out)
            print(measured(encoder, head, tokenizer, tests), flush=True)


@torch.no_grad()
def measured(encoder: BertModel, head: nn.ModuleDict, tokenizer: object, tests: Sequence[Item]) -> str:
    """Tell which shares of the test sentences are decided rightly, by kind."""
    texts = [(" ".join(i.quotes[c].text for c in i.cited), i.sentence.split(" [")[0]) for i in tests]
    encoded: list[Encoded] = laid_out(tokenizer, texts)
    scores = [forward(encoder, head, [pair]).item() for pair in encoded]
    kinds: dict[str, list[bool]] = {}
    for item, score in zip(tests, scores, strict=True):
        kinds.setdefault(item.kind, []).append((score > 0) == item.supported)
        kinds.setdefault("KEPT" if item.supported else "REMOVED", []).append((score > 0) == item.supported)
    return "  ".join(f"{kind} {sum(right) / len(right):.2f}" for kind, right in kinds.items())


def main() -> None:
    """Make the pairs, learn, save."""
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description="Learn the adapter of the guard.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--begin", type=Path, default=ADAPTER, help="the adapter to go on from")
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--share", type=float, default=0.3, help="of the articles' sentences, in each epoch")
    parser.add_argument("--sets", type=Path, nargs="+", default=sorted(FOLDER.glob("learned-*.txt")))
    arguments = parser.parse_args()
    chance = random.Random(0)
    items = [item for path in arguments.sets for item in read_guard_set(path)]
    texts = [path.read_text("utf-8") for path in sorted((here / "sets").glob("*/articles/*"))]
    pairs: list[Pair] = []
    for _ in range(arguments.epochs):
        epoch = [*written_pairs(items, chance), *joined_pairs(items, chance)]
        epoch += article_pairs(texts, chance, arguments.share)
        pairs += chance.sample(epoch, len(epoch))
    print(len(pairs), "pairs,", sum(pair.supported for pair in pairs), "supported", flush=True)
    tests = [item for path in sorted(FOLDER.glob("heldout-*.txt")) for item in read_guard_set(path)]
    train(pairs, tests, arguments.begin, arguments.out, arguments.rate)


if __name__ == "__main__":
    main()
