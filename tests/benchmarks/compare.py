"""The assistant beside what a user would write instead, by turns in one run; medians of processor time."""

import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from assistant import Assistant
from tests.benchmarks.plain import Plain
from tests.benchmarks.real import ROOT

_QUESTIONS = (
    "What share of Russian crude do China, India and Turkey buy?",
    "Who mediated with Wagner?",
    "Which ports hamper trade with Iran?",
    "Which court has a warrant for Putin?",
)
_TURNS = 3


def compare(scratch: Path) -> dict[str, dict[str, float]]:
    """Measure both over the shipped articles; seconds of processor time, and passages or articles a second."""
    folder = scratch / "articles"
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(ROOT / "seeds", folder)
    plain, place = Plain(), scratch / "index"
    assistant = Assistant.open(folder, place)
    built = _by_turns(lambda turn: Assistant.open(folder, scratch / f"index-{turn}"), lambda _: plain.build(folder))
    articles = len(list(folder.iterdir()))
    passages = sum(assistant.passage_counts().values())
    figures = {
        "articles a second": {who: articles / taken for who, taken in built.items()},
        "passages a second": {
            "assistant": passages / built["assistant"], "plain": len(plain.chunks) / built["plain"],
        },
    }  # fmt: skip
    edited = sorted(folder.iterdir())[0]

    def edit(turn: int) -> None:
        edited.write_text(
            f"{edited.read_text('utf-8')}\n\nThe zander was seen {turn + 2} times at the quay.\n", "utf-8"
        )
        assistant.refresh()

    figures["refresh after an edit"] = _by_turns(edit, lambda _: plain.build(folder))
    figures["search"] = _by_turns(
        lambda turn: assistant.search(_QUESTIONS[turn % 4]), lambda turn: plain.search(_QUESTIONS[turn % 4]), 12
    )
    asked = _by_turns(lambda turn: assistant.ask(_QUESTIONS[turn % 4]), lambda _: None, 12)
    figures["ask"] = {"assistant": asked["assistant"]}
    plain.save(scratch / "plain")
    ask = [
        sys.executable,
        "-m",
        "assistant",
        "ask",
        _QUESTIONS[0],
        "--articles",
        str(folder),
        "--index-dir",
        str(place),
    ]
    other = [sys.executable, "-m", "tests.benchmarks.plain", str(scratch / "plain"), _QUESTIONS[0]]
    figures["cold answer"] = _by_turns(lambda _: _run(ask), lambda _: _run(other))
    return figures


def _by_turns(
    assistant: Callable[[int], object], plain: Callable[[int], object], turns: int = _TURNS
) -> dict[str, float]:
    taken: dict[str, list[float]] = {"assistant": [], "plain": []}
    for turn in range(turns):
        for who, act in (("assistant", assistant), ("plain", plain)):
            before = _processor_time()
            act(turn)
            taken[who].append(_processor_time() - before)
    return {who: statistics.median(times) for who, times in taken.items()}


def _processor_time() -> float:
    """Return the processor time of this process and of those it has run."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
