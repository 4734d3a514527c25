"""Learn the adapter that reads passages in their conversation; see README.md.

usage: python -m training.train_passages PASSAGES.jsonl OUT.safetensors [--without TASKS.jsonl ...] [--epochs N]
       [--seed N]
"""

import argparse
import json
import math
import random
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn

from assistant.base_model import CROSS_ENCODER
from assistant.passage_reader import lay_out
from index import Passage
from training.learning import Sample, learn
from training.model import save, started
from training.turns import Turn, read_turns

_TURNS = 8  # a step
_ANSWERING, _JUDGED, _BESIDE = 2, 4, 1  # passages of a turn; those beside the judged ones are not the nearest found
_NEAREST, _OF_THE_NEAREST, _FURTHER = 9, 3, 1  # of those found, where none was judged
_MAY_ANSWER = 5  # of those found first
_FROZEN = 5
_RATE, _WARM_UP = 8e-5, 0.06


def losses(scores: torch.Tensor, owners: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """Return how far each that answers is from being above all that do not, and a fifth of the cross-entropy."""
    far = [
        torch.logsumexp(torch.cat([score[None], scores[(owners == owner) & (gold == 0)]]), 0) - score
        for owner, score in zip(owners[gold > 0], scores[gold > 0], strict=True)
    ]
    return torch.stack(far).mean() + 0.2 * nn.functional.binary_cross_entropy_with_logits(scores, gold)


def sampled(tokenizer: Tokenizer, turn: Turn, chance: random.Random) -> Sample:
    """Return one or two passages that answer and a few that do not, laid out as tokens."""

    def some(passages: Sequence[Passage], most: int) -> list[Passage]:
        return chance.sample(passages, min(most, len(passages)))

    answering = some(turn.answering, _ANSWERING)
    if turn.judged:
        others = some(turn.judged, _JUDGED) + some(turn.found[_MAY_ANSWER:], _BESIDE)
    else:
        others = some(turn.found[:_NEAREST], _OF_THE_NEAREST) + some(turn.found[_NEAREST:], _FURTHER)
    encoded = lay_out(turn.reading, [*answering, *others], tokenizer)
    return list(zip(encoded, [True] * len(answering) + [False] * len(others), strict=True))


def main() -> None:
    """Read the turns, learn, save."""
    parser = argparse.ArgumentParser(description="Learn the adapter that reads passages.")
    parser.add_argument("passages", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--turns", type=Path, nargs="+", default=sorted(Path(__file__).parent.glob("conversations/*")))
    parser.add_argument("--without", type=Path, nargs="*", default=[], help="tasks whose gold is not to be seen")
    parser.add_argument("--epochs", type=float, default=2.0)
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
