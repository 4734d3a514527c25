"""The assistant beside what a user would write instead, by turns in one run; medians of processor time."""

import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Protocol, TypeVar

from assistant import Assistant
from tests.benchmarks.plain import Plain
from tests.benchmarks.real import ROOT

_QUESTIONS = (  # each is asked once, for what has been read is known
    "What share of Russian crude do China, India and Turkey buy?",
    "Who mediated with Wagner?",
    "Which ports hamper trade with Iran?",
    "Which court has a warrant for Putin?",
    "How many shells has North Korea sent?",
    "What do Central Asian states gain from the sanctions?",
    "Why does Beijing not criticise Moscow?",
    "When did Iran agree on free trade with the union?",
    "What does Hungary say about the war?",
    "Who buys Russian gas?",
    "How does Turkey help around the sanctions?",
    "What does Belarus depend on?",
)
_TURNS = 3
_One = TypeVar("_One")


class Peer(Protocol):
    """What answers from a folder: the assistant, or what a user would write instead."""

    def build(self, folder: Path) -> None:
        """Make the index of a folder."""

    def follow(self, edited: Path) -> None:
        """Bring it up to date after one article was edited."""

    def search(self, question: str) -> object:
        """Return the best passages."""

    def command(self, place: Path, question: str) -> list[str]:
        """Return what answers in a process of its own, from what is then kept at a place."""


class _Ours:
    """The assistant, which finds out by itself which article was edited."""

    def __init__(self, scratch: Path) -> None:
        self._places = (scratch / f"index-{number}" for number in count())

    def build(self, folder: Path) -> None:
        self.folder, self.place = folder, next(self._places)
        self.assistant = Assistant.open(folder, self.place)

    def follow(self, _edited: Path) -> None:
        self.assistant.refresh()

    def search(self, question: str) -> object:
        return self.assistant.search(question)

    def command(self, _place: Path, question: str) -> list[str]:
        ask = [sys.executable, "-m", "assistant", "ask", question]
        return [*ask, "--articles", str(self.folder), "--index-dir", str(self.place)]


def compare(scratch: Path) -> dict[str, dict[str, float]]:
    """Measure each over the shipped articles; seconds of processor time, and articles a second."""
    folder = scratch / "articles"
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(ROOT / "seeds", folder)
    ours = _Ours(scratch)
    peers: dict[str, Peer] = {"assistant": ours, "plain": Plain()}
    if find_spec("txtai"):
        from tests.benchmarks.peer_txtai import Txtai

        peers["txtai"] = Txtai()
    ours.build(folder)  # loads its model, as the others have theirs
    built = _by_turns(peers, lambda peer, _: peer.build(folder))
    articles = len(list(folder.iterdir()))
    edited = sorted(folder.iterdir())[0]

    def edit(peer: Peer, turn: int) -> None:
        line = f"\n\nThe zander was seen {turn + 2} times by the {type(peer).__name__} at the quay.\n"
        edited.write_text(edited.read_text("utf-8") + line, "utf-8")
        peer.follow(edited)

    figures = {
        "articles a second": {who: articles / taken for who, taken in built.items()},
        "refresh after an edit": _by_turns(peers, edit),
        "search": _by_turns(peers, lambda peer, turn: peer.search(_QUESTIONS[turn]), len(_QUESTIONS)),
        "ask": _by_turns({"assistant": ours}, lambda _, turn: ours.assistant.ask(_QUESTIONS[turn]), len(_QUESTIONS)),
    }
    colds = {who: peer.command(scratch / who, _QUESTIONS[0]) for who, peer in peers.items()}
    figures["cold answer"] = _by_turns(colds, lambda command, _: _run(command))
    return figures


def _by_turns(those: Mapping[str, _One], act: Callable[[_One, int], object], turns: int = _TURNS) -> dict[str, float]:
    taken: dict[str, list[float]] = {who: [] for who in those}
    for turn in range(turns):
        for who, one in those.items():
            before = _processor_time()
            act(one, turn)
            taken[who].append(_processor_time() - before)
    return {who: statistics.median(times) for who, times in taken.items()}


def _processor_time() -> float:
    """Return the processor time of this process and of those it has run."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
