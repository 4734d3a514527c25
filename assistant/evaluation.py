"""Measure answers on a question set: who spoke, whether the first quote is right, how much is found.

A question set is a file of JSON lines with id, kind, history (earlier questions), question and gold:
alternatives, each a list of {"file", "quote"}; no gold means that the articles do not answer.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path, PurePosixPath
from statistics import median
from typing import Any

from assistant.answers import Answer, Quote
from index import QAError, normalise

_ENOUGH = 0.6  # of the shorter of two quotes, as one run of words, for them to be the same
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went; the shares are 0 to 1, and 0 where they do not apply."""

    kind: str
    question: str
    answerable: bool
    spoke: bool
    lead: bool
    found: bool
    clean: float
    milliseconds: float


@dataclass(frozen=True, slots=True)
class _Item:
    kind: str
    question: str
    history: list[str]
    gold: list[list[dict[str, str]]]


def evaluate(lines: Sequence[str], ask: Callable[[str, list[dict[str, str]]], Answer]) -> list[Outcome]:
    """Ask every question of a set.

    Args:
        lines: the question set's lines.
        ask: takes a question and a history of messages.

    Raises:
        QAError: a line is not an item of a question set.
    """
    outcomes = []
    for number, line in enumerate(lines, start=1):
        try:
            item = _read_item(line)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise QAError(
                f"Line {number} is not a question of a question set: {error!r}.",
                "Each line is a JSON object with kind, history, question and gold.",
            ) from error
        began = time.perf_counter()
        answer = ask(item.question, [{"role": "user", "content": question} for question in item.history])
        outcomes.append(_outcome(item, answer, 1000 * (time.perf_counter() - began)))
    return outcomes


def read_question_set(path: Path) -> list[str]:
    """Read a question set's lines.

    Raises:
        QAError: the file cannot be read.
    """
    try:
        return [line for line in path.read_text("utf-8").split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise QAError(f"The question set {path} cannot be read: {error}.", "Give a file of JSON lines.") from error


def table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the lines of a table: a row a kind, and one for all."""
    by_kind: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_kind[outcome.kind].append(outcome)
    yield f"{'kind':14}{'n':>4}{'spoke':>8}{'lead':>8}{'found':>8}{'clean':>8}{'abstain':>9}"
    for kind, rows in by_kind.items():
        yield _row(kind, rows)
    yield _row("all", outcomes)
    yield f"median {median(o.milliseconds for o in outcomes):.0f} ms a question" if outcomes else "no questions"


def _read_item(line: str) -> _Item:
    fields = json.loads(line)
    item = _Item(
        kind=fields["kind"],
        question=fields["question"],
        history=list(fields["history"]),
        gold=[[{"file": part["file"], "quote": part["quote"]} for part in parts] for parts in fields["gold"]],
    )
    texts = [item.kind, item.question, *item.history, *(v for parts in item.gold for p in parts for v in p.values())]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a text is not a string")
    return item


def _outcome(item: _Item, answer: Answer, taken: float) -> Outcome:
    shown = () if answer.abstained else answer.quotes[:_SHOWN]
    gold = item.gold
    wanted = [part for alternative in gold for part in alternative]
    covered = sum(
        min(len(quote.text), sum(len(part["quote"]) for part in wanted if same_quote(quote, part))) for quote in shown
    )
    return Outcome(
        kind=item.kind,
        question=item.question,
        answerable=bool(gold),
        spoke=bool(shown),
        lead=bool(shown) and any(same_quote(shown[0], part) for part in wanted),
        found=any(all(any(same_quote(quote, part) for quote in shown) for part in alternative) for alternative in gold),
        clean=covered / max(1, sum(len(quote.text) for quote in shown)),
        milliseconds=taken,
    )


def same_quote(quote: Quote, part: Mapping[str, Any]) -> bool:
    """Say whether a quote and a gold quote are of one file and share most of their words in one run."""
    if PurePosixPath(quote.article.path).name != part["file"]:
        return False
    ours, theirs = normalise(quote.text).lower().split(), normalise(part["quote"]).lower().split()
    longest = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match().size
    return longest >= _ENOUGH * max(1, min(len(ours), len(theirs)))


def _row(name: str, rows: Sequence[Outcome]) -> str:
    answerable = [row for row in rows if row.answerable]
    others = [row for row in rows if not row.answerable]
    shares = [_mean([float(getattr(row, key)) for row in answerable]) for key in ("spoke", "lead", "found", "clean")]
    shares.append(_mean([float(not row.spoke) for row in others]))
    cells = "".join(f"{'' if share is None else format(share, '.2f'):>8}" for share in shares[:4])
    return f"{name:14}{len(rows):>4}{cells}{'' if shares[4] is None else format(shares[4], '.2f'):>9}"


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
