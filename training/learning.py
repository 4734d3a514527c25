"""The steps of learning to tell what answers a question from what only looks like it."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import torch
from torch import nn
from transformers import BertModel

from assistant.adapted import Encoded
from training.model import forward

_TOKENS = 2400  # computed together
_AVERAGED_FROM, _AVERAGED = 0.3, 0.005  # of the steps; how much of the average each of them is

Sample = list[tuple[Encoded, bool]]
Q = TypeVar("Q")


class Average:
    """The moving average of weights that are being learned.

    Args:
        share: how much of the average each addition is.
    """

    def __init__(self, weights: Sequence[torch.Tensor], share: float) -> None:
        self._weights = weights
        self._share = share
        self._means: list[torch.Tensor] = []

    def add(self) -> None:
        """Add the weights as they are."""
        self._means = self._means or [weight.detach().clone() for weight in self._weights]
        for mean, weight in zip(self._means, self._weights, strict=True):
            mean.lerp_(weight.detach(), self._share)

    def put(self) -> None:
        """Put the average in place of the weights; without an addition, they stay."""
        for mean, weight in zip(self._means, self._weights, strict=False):
            weight.data.copy_(mean)


def learn(  # noqa: PLR0913 (how it is learned by name)
    model: tuple[BertModel, nn.ModuleDict],
    questions: Sequence[Q],
    sampled: Callable[[Q, random.Random], Sample],
    loss: Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor],
    seen: Callable[[Q], float],
    *,
    at_a_time: int,
    steps: int,
    rate: float,
    warm_up: float,
    seed: int = 0,
) -> None:
    """Change the model so that of each question what answers scores higher: to the average of its later steps.

    Args:
        sampled: draws of a question what is read, laid out as tokens, and whether each answers.
        loss: takes scores, the number of the question that each belongs to, and whether each answers, as 1 or 0.
        seen: takes a question: the share of the passes in which it is seen.
        at_a_time: questions a step.
        warm_up: the share of the steps in which the learning rate rises; from there it falls to a fiftieth.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    encoder, head = model
    trained = [weight for weight in (*encoder.parameters(), *head.parameters()) if weight.requires_grad]
    average = Average(trained, _AVERAGED)
    optimizer = torch.optim.AdamW(trained, lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (warm_up * steps)) * max(0.02, 1 - step / steps)
    )
    for step, batch in enumerate(_batches(questions, seen, at_a_time, steps, chance), start=1):
        pairs = [(encoded, number, gold) for number, q in enumerate(batch) for encoded, gold in sampled(q, chance)]
        pairs.sort(key=lambda pair: len(pair[0][0]))
        scores = torch.cat([forward(encoder, head, part) for part in _parts([pair[0] for pair in pairs])])
        off = loss(scores, torch.tensor([p[1] for p in pairs]), torch.tensor([float(p[2]) for p in pairs]))
        optimizer.zero_grad()
        off.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        schedule.step()
        if step > _AVERAGED_FROM * steps:
            average.add()
        if step % 25 == 0:
            print(f"step {step} of {steps}: loss {off.item():.3f}", flush=True)
    average.put()


def ranking_loss(scores: torch.Tensor, owners: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """Return how far gold is from the top of its question, as a mean over the questions that have any (ListNet)."""
    far = [
        -torch.logsumexp(torch.log_softmax(scores[owners == owner], 0)[gold[owners == owner] > 0], 0)
        for owner in owners.unique()
        if gold[owners == owner].sum() > 0
    ]
    return torch.stack(far).mean() if far else scores.sum() * 0


def _batches(
    questions: Sequence[Q], seen: Callable[[Q], float], at_a_time: int, steps: int, chance: random.Random
) -> Iterator[list[Q]]:
    """Yield the questions, a few at a time, in a new order each time that all of a pass have been seen."""
    order: list[Q] = []
    for _ in range(steps):
        while len(order) < at_a_time:
            drawn = [question for question in questions if chance.random() < seen(question)]
            order += chance.sample(drawn, len(drawn))
        yield order[:at_a_time]
        order = order[at_a_time:]


def _parts(encoded: Sequence[Encoded]) -> Iterator[list[Encoded]]:
    """Yield what is read, the shortest first, in parts that are computed together."""
    part: list[Encoded] = []
    for one in encoded:
        if part and len(one[0]) * (len(part) + 1) > _TOKENS:
            yield part
            part = []
        part.append(one)
    if part:
        yield part
