"""Learn the adapter that reads passages in their conversation; see README.md.

usage: python -m training.train_passages PASSAGES.jsonl OUT.safetensors [--without TASKS.jsonl ...] [--epochs N]
       [--seed N]
"""

import argparse
import json
import math
import random
from functools import partial
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn

from assistant.base_model import CROSS_ENCODER
from assistant.passage_reader import lay_out
from training.learning import Sample, learn, ranking_loss
from training.model import save, started
from training.turns import Turn, read_turns

_TURNS = 8  # a step
_NEAREST, _OF_THE_NEAREST, _FURTHER = 9, 3, 1  # passages that do not answer, as they are found
_FROZEN = 6
_RATE, _WARM_UP = 8e-5, 0.08


def losses(scores: torch.Tensor, owners: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """Return how far what answers is from the top of its turn, and a fifth of how far scores are from their labels."""
    return ranking_loss(scores, owners, gold) + 0.2 * nn.functional.binary_cross_entropy_with_logits(scores, gold)


def sampled(tokenizer: Tokenizer, turn: Turn, chance: random.Random) -> Sample:
    """Return a passage that answers and four that do not, laid out as tokens."""
    gold = [passage for passage, answers in turn.passages if answers]
    others = [passage for passage, answers in turn.passages if not answers]
    nearest = chance.sample(others[:_NEAREST], min(_OF_THE_NEAREST, len(others)))
    further = [passage for passage in others if passage not in nearest]
    chosen = [chance.choice(gold), *nearest, *chance.sample(further, min(_FURTHER, len(further)))]
    return list(zip(lay_out(turn.reading, chosen, tokenizer), (passage in gold for passage in chosen), strict=True))


def main() -> None:
    """Read the turns, learn, save."""
    parser = argparse.ArgumentParser(description="Learn the adapter that reads passages.")
    parser.add_argument("passages", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--turns", type=Path, nargs="+", default=sorted(Path(__file__).parent.glob("conversations/*")))
    parser.add_argument("--without", type=Path, nargs="*", default=[], help="tasks whose gold is not to be seen")
    parser.add_argument("--epochs", type=float, default=0.65)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    tasks = [json.loads(line) for file in arguments.without for line in file.read_text("utf-8").splitlines()]
    left_out = frozenset(identifier for task in tasks for identifier in task["gold"])
    turns = list(read_turns(arguments.turns, arguments.passages, left_out))
    model = started(None, _FROZEN)
    learn(
        model, turns, partial(sampled, CROSS_ENCODER.tokenizer()), losses, lambda _: 1.0,
        at_a_time=_TURNS, steps=math.ceil(arguments.epochs * len(turns) / _TURNS), rate=_RATE, warm_up=_WARM_UP,
        seed=arguments.seed,
    )  # fmt: skip
    save(*model, arguments.out)


if __name__ == "__main__":
    main()
