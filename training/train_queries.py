"""Learn the adapter with which the bundled model embeds a question; see README.md.

usage: python -m training.train_queries OUT.safetensors [--sets DIR ...] [--epochs N] [--seed N]

The vectors of passages and sentences stay as published: a question is moved to where its answers are.
"""

import argparse
import math
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional
from transformers import AutoTokenizer, BertModel, PreTrainedTokenizerBase

from index import SentenceTransformerEmbedder, bundled_model
from training.candidates import learned_from
from training.learning import Average
from training.scopes import Scope, Sought, read_scopes

_RANK, _SCALE = 16, 2.0
_QUESTIONS, _SCOPES = 24, 2  # of a scope, and scopes, a step
_SHARPNESS = 20.0  # what a cosine is multiplied with
_ALONE, _IN_CONTEXT = 0.45, 0.55  # how much each vector of a sentence counts
_RATE, _WARM_UP, _AVERAGED_FROM, _AVERAGED = 5e-4, 40, 0.4, 0.01
_MOST_TOKENS, _TOGETHER = 96, 16


class LowRank(nn.Module):
    """A frozen linear layer with a trained low-rank addition."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.down = nn.Parameter(torch.randn(_RANK, base.in_features) / math.sqrt(base.in_features))
        self.up = nn.Parameter(torch.zeros(base.out_features, _RANK))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """Apply both."""
        addition: torch.Tensor = (states @ self.down.to(states.dtype).T) @ (_SCALE * self.up).to(states.dtype).T
        return self.base(states) + addition


class QuestionEncoder(nn.Module):
    """The bundled model, frozen, with a low-rank addition to each linear layer."""

    def __init__(self) -> None:
        super().__init__()
        folder = str(bundled_model())
        self._tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(folder)
        self.encoder = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager").eval()
        self.encoder.requires_grad_(False)
        for layer in self.encoder.encoder.layer:
            _adapt(layer)

    def forward(self, texts: Sequence[str]) -> torch.Tensor:
        """Embed texts: unit vectors, of shape (texts, dimension)."""
        tokens = self._tokenizer(list(texts), truncation=True, max_length=_MOST_TOKENS)["input_ids"]
        order = sorted(range(len(tokens)), key=lambda number: len(tokens[number]))
        means = [
            self._means([tokens[number] for number in order[first : first + _TOGETHER]])
            for first in range(0, len(order), _TOGETHER)
        ]
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return functional.normalize(torch.cat(means)[back], dim=1)

    def _means(self, tokens: Sequence[Sequence[int]]) -> torch.Tensor:
        ids, mask = (torch.zeros((len(tokens), len(tokens[-1])), dtype=torch.long) for _ in range(2))
        for row, text in enumerate(tokens):
            ids[row, : len(text)] = torch.tensor(text)
            mask[row, : len(text)] = 1
        with torch.autocast("cpu", torch.bfloat16):
            states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        counted = mask.unsqueeze(-1).float()
        means: torch.Tensor = (states.float() * counted).sum(1) / counted.sum(1)
        return means

    def save(self, path: Path) -> None:
        """Write what was learned, without the published weights."""
        learned = {name: weight for name, weight in self.encoder.named_parameters() if weight.requires_grad}
        save_file({name: weight.half().contiguous() for name, weight in learned.items()}, path, {"scale": str(_SCALE)})


def train(scopes: Sequence[Scope], epochs: float, seed: int = 0) -> QuestionEncoder:
    """Learn to put each question nearer to what answers it than to all other sentences and passages of its scope."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    model = QuestionEncoder()
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=_RATE, weight_decay=0.01)
    counts = [len(scope.questions) for scope in scopes]
    steps = max(1, int(epochs * math.ceil(sum(counts) / (_QUESTIONS * _SCOPES))))
    average = Average(trained, _AVERAGED)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = _RATE * min(1, (step + 1) / _WARM_UP) * max(0.02, 1 - step / steps)
        off = torch.zeros(())
        for scope in chance.choices(scopes, counts, k=_SCOPES):
            drawn = chance.sample(scope.questions, min(_QUESTIONS, len(scope.questions)))
            off = off + far(scope, drawn, _vectors(model, drawn))
        optimizer.zero_grad()
        off.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        if step >= _AVERAGED_FROM * steps:
            average.add()
        if step % 25 == 0:
            print(f"step {step} of {steps}: loss {off.item():.3f}", flush=True)
    average.put()
    return model


def far(scope: Scope, questions: Sequence[Sought], vectors: torch.Tensor) -> torch.Tensor:
    """Return how far what answers is from the top, among all sentences and among all passages: the mean of both."""
    sentences = torch.tensor([_ALONE, _IN_CONTEXT]) @ scope.sentences.transpose(0, 1).flatten(1)
    cosines = vectors @ sentences.view(-1, vectors.shape[1]).T
    return (
        _far(cosines, [question.sentences for question in questions])
        + _far(vectors @ scope.passages.T, [question.passages for question in questions])
    ) / 2


def _far(cosines: torch.Tensor, gold: Sequence[tuple[int, ...]]) -> torch.Tensor:
    shares = torch.log_softmax(_SHARPNESS * cosines, 1)
    return -torch.stack([torch.logsumexp(row[list(of)], 0) for row, of in zip(shares, gold, strict=True)]).mean()


def _adapt(layer: nn.Module) -> None:
    """Put a low-rank addition to each linear layer of one of BERT's layers."""
    for path in (
        "attention.self.query", "attention.self.key", "attention.self.value",
        "attention.output.dense", "intermediate.dense", "output.dense",
    ):  # fmt: skip
        linear = layer.get_submodule(path)
        if isinstance(linear, nn.Linear):
            layer.set_submodule(path, LowRank(linear))


def _vectors(model: QuestionEncoder, questions: Sequence[Sought]) -> torch.Tensor:
    """Return the weighted mean of what each question is searched with, of shape (questions, dimension)."""
    texts = list(dict.fromkeys(query.text for question in questions for query in question.queries))
    vectors = dict(zip(texts, model(texts), strict=True))
    means = []
    for question in questions:
        weights = torch.tensor([query.weight for query in question.queries])
        means.append(weights / weights.sum() @ torch.stack([vectors[query.text] for query in question.queries]))
    return torch.stack(means)


def main() -> None:
    """Read the sets, learn, save."""
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description="Learn the adapter that embeds questions.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--sets", type=Path, nargs="+", default=sorted((here / "sets").iterdir()))
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    embedder = SentenceTransformerEmbedder()
    scopes = [scope for folder in arguments.sets for scope in read_scopes(folder, embedder, learned_from(folder))]
    train([scope for scope in scopes if scope.questions], arguments.epochs, arguments.seed).save(arguments.out)


if __name__ == "__main__":
    main()
