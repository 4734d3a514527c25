"""Learn the adapter of the cross-encoder from the questions in this folder; see README.md.

usage: python -m training.train_adapter OUT.safetensors [--sets DIR ...] [--epochs N]
"""

import argparse
import math
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from assistant.adapted import Encoded, encode
from assistant.base_model import CROSS_ENCODER
from assistant.cross_encoder import Candidate, Reading
from index import SentenceTransformerEmbedder
from training.candidates import Pair, TrainingQuestion, read_set
from training.model import SCALE, adapted_model, forward

_QUESTIONS, _NEGATIVES, _HARDEST = 8, 5, 3
_TOGETHER = 24
_RATE, _HEAD_RATE, _WARM_UP = 3e-4, 3e-4, 0.05


def train(questions: Sequence[TrainingQuestion], epochs: int, seed: int = 0) -> tuple[BertModel, nn.ModuleDict]:
    """Learn to tell the gold sentences of each question from the others."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    tokenizer = CROSS_ENCODER.tokenizer()
    encoder, head = adapted_model()
    trained = [weight for weight in encoder.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": trained, "lr": _RATE}, {"params": list(head.parameters()), "lr": _HEAD_RATE}], weight_decay=0.01
    )
    steps = epochs * math.ceil(len(questions) / _QUESTIONS)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (_WARM_UP * steps)) * max(0.02, 1 - step / steps)
    )
    for step, batch in enumerate(batches(questions, epochs, chance), start=1):
        pairs = [
            (encoded, number, gold) for number, q in enumerate(batch) for encoded, gold in sampled(q, tokenizer, chance)
        ]
        pairs.sort(key=lambda pair: len(pair[0][0]))
        parts = [pairs[first : first + _TOGETHER] for first in range(0, len(pairs), _TOGETHER)]
        scores = torch.cat([forward(encoder, head, [pair[0] for pair in part]) for part in parts])
        loss = losses(scores, torch.tensor([p[1] for p in pairs]), torch.tensor([float(p[2]) for p in pairs]))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([*trained, *head.parameters()], 1.0)
        optimizer.step()
        schedule.step()
        if step % 25 == 0:
            print(f"step {step} of {steps}: loss {loss.item():.3f}", flush=True)
    return encoder, head


def losses(scores: torch.Tensor, owners: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """Return how far scores are from their labels, and half of how far gold is from the top of its question."""
    loss = nn.functional.binary_cross_entropy_with_logits(scores, gold)
    rankings = [
        -torch.logsumexp(torch.log_softmax(scores[owners == owner], 0)[gold[owners == owner] > 0], 0)
        for owner in owners.unique()
        if gold[owners == owner].sum() > 0
    ]
    return loss + 0.5 * torch.stack(rankings).mean() if rankings else loss


def batches(
    questions: Sequence[TrainingQuestion], epochs: int, chance: random.Random
) -> Iterator[list[TrainingQuestion]]:
    """Yield the questions, a few at a time, in a new order in each epoch."""
    for _ in range(epochs):
        order = chance.sample(questions, len(questions))
        yield from (order[first : first + _QUESTIONS] for first in range(0, len(order), _QUESTIONS))


def sampled(question: TrainingQuestion, tokenizer: Tokenizer, chance: random.Random) -> list[tuple[Encoded, bool]]:
    """Return up to two gold sentences, two of the three hardest others, and some more, laid out as tokens."""
    gold = [pair for pair in question.pairs if pair.gold]
    others = [pair for pair in question.pairs if not pair.gold]
    gold = chance.sample(gold, min(2, len(gold)))
    hardest = chance.sample(others[:_HARDEST], len(others[:_HARDEST]))
    rest = chance.sample(others[_HARDEST:], len(others[_HARDEST:]))
    others = [*hardest[:2], *rest][: _NEGATIVES + 1 - len(gold)]
    chosen: list[Pair] = [*gold, *others]
    context = chance.random() < 0.9
    candidates = [Candidate(pair.text, pair.before if context else "") for pair in chosen]
    reading = Reading(question.question, question.earlier, question.answered)
    return list(zip(encode(tokenizer, reading, candidates), [pair.gold for pair in chosen], strict=True))


def save(encoder: BertModel, head: nn.ModuleDict, path: Path) -> None:
    """Write what was learned, without the published weights."""
    learned = {name: weight for name, weight in encoder.state_dict().items() if name.endswith((".down", ".up"))}
    learned |= {f"head.{name}": weight for name, weight in head.state_dict().items()}
    save_file({name: weight.half().contiguous() for name, weight in learned.items()}, path, {"scale": str(SCALE)})


def main() -> None:
    """Read the sets, learn, save."""
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description="Learn the adapter of the cross-encoder.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--sets", type=Path, nargs="+", default=sorted((here / "sets").iterdir()))
    parser.add_argument("--epochs", type=int, default=1)
    arguments = parser.parse_args()
    embedder = SentenceTransformerEmbedder()
    questions = [question for folder in arguments.sets for question in read_set(folder, embedder)]
    save(*train(questions, arguments.epochs), arguments.out)


if __name__ == "__main__":
    main()
