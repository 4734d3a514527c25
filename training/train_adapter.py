"""Learn the adapter of the cross-encoder from the questions in this folder; see README.md.

usage: python -m training.train_adapter OUT.safetensors [--begin ADAPTER] [--sets DIR ...] [--epochs N]
       [--seed N]
"""

import argparse
import math
import random
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from assistant.adapted import ADAPTER, encode
from assistant.base_model import CROSS_ENCODER
from index import SentenceTransformerEmbedder
from training.candidates import TrainingQuestion, read_set
from training.learning import Sample, learn, ranking_loss
from training.model import save, started

_QUESTIONS, _SENTENCES, _GOLD = 8, 8, 2  # questions a step; of each, sentences, and at most so many that answer
_HARDEST, _OF_THE_HARDEST, _FURTHEST = 6, 4, 24
_RATE, _WARM_UP = 3e-4, 0.04


def train(
    questions: Sequence[TrainingQuestion], begin: Path, epochs: float, seed: int = 0
) -> tuple[BertModel, nn.ModuleDict]:
    """Learn to tell the gold sentences of each question from the others, from where an adapter ended."""
    model = started(begin)
    steps = int(epochs * math.ceil(len(questions) / _QUESTIONS))
    drawn = partial(sampled, CROSS_ENCODER.tokenizer())
    learn(
        model, questions, drawn, losses,
        at_a_time=_QUESTIONS, steps=steps, rate=_RATE, warm_up=_WARM_UP, seed=seed,
    )  # fmt: skip
    return model


def losses(scores: torch.Tensor, owners: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """Return how far scores are from their labels, and half of how far gold is from the top of its question."""
    return nn.functional.binary_cross_entropy_with_logits(scores, gold) + 0.5 * ranking_loss(scores, owners, gold)


def sampled(tokenizer: Tokenizer, question: TrainingQuestion, chance: random.Random) -> Sample:
    """Return up to two gold sentences, most of the hardest others, and some more, laid out as tokens."""
    gold = [pair for pair in question.pairs if pair.gold]
    others = [pair for pair in question.pairs if not pair.gold]
    gold = chance.sample(gold, min(_GOLD, len(gold)))
    hardest = chance.sample(others[:_HARDEST], min(_OF_THE_HARDEST, len(others[:_HARDEST])))
    further = others[_HARDEST:_FURTHEST]
    chosen = [*gold, *[*hardest, *chance.sample(further, len(further))][: _SENTENCES - len(gold)]]
    encoded = encode(tokenizer, question.reading, [pair.candidate for pair in chosen])
    return list(zip(encoded, [pair.gold for pair in chosen], strict=True))


def main() -> None:
    """Read the sets, learn, save."""
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description="Learn the adapter of the cross-encoder.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--sets", type=Path, nargs="+", default=sorted((here / "sets").iterdir()))
    parser.add_argument("--begin", type=Path, default=ADAPTER, help="the adapter to go on from")
    parser.add_argument("--epochs", type=float, default=1.4)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    embedder = SentenceTransformerEmbedder()
    questions = [question for folder in arguments.sets for question in read_set(folder, embedder)]
    save(*train(questions, arguments.begin, arguments.epochs, arguments.seed), arguments.out)


if __name__ == "__main__":
    main()
