"""Learn the adapter that says whether the best sentence answers, or only looks like it; see README.md.

usage: python -m training.train_answerability OUT.safetensors [--begin ADAPTER] [--sets DIR ...] [--epochs N]
       [--seed N]
"""

import argparse
import math
import random
from functools import partial
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn

from assistant.adapted import ADAPTER, encode
from assistant.base_model import CROSS_ENCODER
from index import SentenceTransformerEmbedder
from training.candidates import TrainingQuestion, read_set
from training.learning import Sample, learn
from training.model import save, started
from training.other_names import about_another, of_another_year, said_of_another

_QUESTIONS = 16  # a step
_NEAREST, _OF_THE_NEAREST = 3, 2
_BEST, _NEAR, _CHANGED, _YEAR = 0.8, 0.5, 0.8, 0.5  # how often each is seen
_UNREAD = -99.0
_RATE, _WARM_UP = 4e-5, 0.06


def losses(scores: torch.Tensor, _: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """Return how far scores are from their labels."""
    return nn.functional.binary_cross_entropy_with_logits(scores, gold)


def sampled(tokenizer: Tokenizer, question: TrainingQuestion, chance: random.Random) -> Sample:
    """Return what answers, something near that does not, and what answers about, or of, something else.

    Where nothing answers, the sentences that read best. A false premise stays as it is: what corrects it names another.
    """
    pairs = sorted(question.pairs, key=lambda pair: _UNREAD if pair.score is None else pair.score, reverse=True)
    gold, others = ([pair.candidate for pair in pairs if pair.gold is answers] for answers in (True, False))
    near, reading = others[:_NEAREST], question.reading
    if not gold:
        chosen = chance.sample(near, min(_OF_THE_NEAREST, len(near)))
        return [(text, False) for text in encode(tokenizer, reading, chosen)]
    answer = gold[0] if chance.random() < _BEST else chance.choice(gold)
    read = [(reading, answer, True)]
    if near and chance.random() < _NEAR:
        read.append((reading, chance.choice(near), False))
    if not question.corrects:
        if chance.random() < _CHANGED and (of_another := said_of_another(reading, answer, others, chance)):
            read.append((reading, of_another, False))
        if chance.random() < _CHANGED:
            asked = of_another_year(reading, answer, chance) if chance.random() < _YEAR else None
            if asked := asked or about_another(reading, answer, others, chance):
                read.append((asked, answer, False))
    return [(encode(tokenizer, asked, [said])[0], answers) for asked, said, answers in read]


def main() -> None:
    """Read the sets, learn, save."""
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description="Learn the adapter that says whether the best sentence answers.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--sets", type=Path, nargs="+", default=sorted((here / "sets").iterdir()))
    parser.add_argument("--begin", type=Path, default=ADAPTER, help="the adapter to go on from")
    parser.add_argument("--epochs", type=float, default=0.25)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    embedder = SentenceTransformerEmbedder()
    questions = [question for folder in arguments.sets for question in read_set(folder, embedder)]
    model = started(arguments.begin)
    learn(
        model, questions, partial(sampled, CROSS_ENCODER.tokenizer()), losses, lambda _: 1.0,
        at_a_time=_QUESTIONS, steps=math.ceil(arguments.epochs * len(questions) / _QUESTIONS),
        rate=_RATE, warm_up=_WARM_UP, seed=arguments.seed,
    )  # fmt: skip
    save(*model, arguments.out)


if __name__ == "__main__":
    main()
