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

_QUESTIONS, _GOLD = 12, 2  # questions a step; of each, at most so many sentences that answer
_HARDEST, _OF_THE_HARDEST, _FURTHER = 6, 4, 2
_CLEAR, _QUITE_CLEAR = 2.5, 4.0  # how far what answers lies above the others, where a question is read well already
_LOW = -1.5  # and the most that a sentence scores where nothing answers
_UNREAD = -99.0
_RATE, _WARM_UP = 8e-5, 0.05


def train(
    questions: Sequence[TrainingQuestion], begin: Path, epochs: float, seed: int = 0
) -> tuple[BertModel, nn.ModuleDict]:
    """Learn to tell the gold sentences of each question from the others, from where an adapter ended."""
    model = started(begin)
    steps = int(epochs * math.ceil(len(questions) / _QUESTIONS))
    drawn = partial(sampled, CROSS_ENCODER.tokenizer())
    learn(
        model, questions, drawn, losses, seen,
        at_a_time=_QUESTIONS, steps=steps, rate=_RATE, warm_up=_WARM_UP, seed=seed,
    )  # fmt: skip
    return model


def losses(scores: torch.Tensor, owners: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """Return how far scores are from their labels, and .7 of how far gold is from the top of its question."""
    return nn.functional.binary_cross_entropy_with_logits(scores, gold) + 0.7 * ranking_loss(scores, owners, gold)


def seen(question: TrainingQuestion) -> float:
    """Return the share of the passes in which a question is seen: the less, the more clearly it is read already."""
    others = max((pair.score for pair in question.pairs if pair.score is not None and not pair.gold), default=_UNREAD)
    gold = [pair.score for pair in question.pairs if pair.score is not None and pair.gold]
    if not gold:
        return 1.0 if others > _LOW else 0.4
    above = max(gold) - others
    if above > _QUITE_CLEAR:
        return 0.3
    return 0.4 if above > _CLEAR else 1.0


def sampled(tokenizer: Tokenizer, question: TrainingQuestion, chance: random.Random) -> Sample:
    """Return up to two gold sentences, most of the hardest others, and two more, laid out as tokens."""
    gold = [pair for pair in question.pairs if pair.gold]
    others = sorted(
        (pair for pair in question.pairs if not pair.gold),
        key=lambda pair: _UNREAD if pair.score is None else pair.score,
        reverse=True,
    )
    gold = chance.sample(gold, min(_GOLD, len(gold)))
    hardest = chance.sample(others[:_HARDEST], min(_OF_THE_HARDEST, len(others[:_HARDEST])))
    further = [pair for pair in others if pair not in hardest]
    chosen = [*gold, *hardest, *chance.sample(further, min(_FURTHER, len(further)))]
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
