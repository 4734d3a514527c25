"""Many who ask: at once, each is answered as one alone, also while the index is made anew; and nothing piles up."""

import itertools
import json
import random
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import SEEDS
from served import ROOT, Served, served

from assistant import Assistant

QUESTIONS = (
    "Who buys Russian oil?",
    "How many shells did North Korea deliver?",
    "Which court has a warrant for Putin?",
    "Who mediated with Wagner?",
    "What does a kilogram of saffron cost in Lisbon?",
    "How much trade does Russia do with China?",
)
SOAK = pytest.mark.parametrize(
    ("clients", "seconds"), [(8, 8), pytest.param(32, 60, marks=[pytest.mark.soak, pytest.mark.timeout(900)])]
)


@dataclass
class Crowd:
    """So many clients, each of which asks as soon as it was answered."""

    server: Served
    expected: dict[str, Any]
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def ask(self, clients: int, until: threading.Event) -> None:
        """Ask until the event is set."""
        threads = [threading.Thread(target=self._ask, args=(number, until)) for number in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def told(self) -> str:
        """Return how it went."""
        p50, p95 = statistics.median(self.seconds), statistics.quantiles(self.seconds, n=20)[-1]
        return f"{len(self.seconds)} answers, {len(self.faults)} faults, p50 {p50:.2f} s, p95 {p95:.2f} s"

    def _ask(self, number: int, until: threading.Event) -> None:
        with self.server.client() as client:
            while not until.is_set():
                number += 1
                question = QUESTIONS[number % len(QUESTIONS)]
                began = time.monotonic()
                try:
                    response = client.post("/api/ask", json={"question": question})
                except httpx.HTTPError as error:
                    self.faults.append(repr(error))
                    continue
                self.seconds.append(time.monotonic() - began)
                if response.status_code != 200:
                    self.faults.append(response.text)
                elif response.json() != self.expected[question]:
                    self.faults.append(f"another answer to {question}")


def crowd_of(server: Served) -> Crowd:
    """Return a crowd that knows what one is answered who asks alone."""
    with server.client() as client:
        return Crowd(server, {one: client.post("/api/ask", json={"question": one}).json() for one in QUESTIONS})


@SOAK
def test_many_at_once_are_answered_as_one_alone(seeds_served: Served, clients: int, seconds: int) -> None:
    """No error, no other answer."""
    crowd, done = crowd_of(seeds_served), threading.Event()
    threading.Timer(seconds, done.set).start()
    crowd.ask(clients, done)
    print(f"{clients} clients, {seconds} s: {crowd.told()}")  # noqa: T201
    assert crowd.faults == []
    assert len(crowd.seconds) >= clients


@pytest.mark.timeout(900)
@SOAK
def test_the_same_while_the_index_is_made_anew(tmp_path: Path, clients: int, seconds: int) -> None:
    """By another process, again and again; each answer is of the old index or of the new one, which say the same."""
    (tmp_path / "articles").mkdir()
    for name in ("india.md", "north-korea-arms.md", "mongolia-and-multipolarity.md"):
        shutil.copy(SEEDS / name, tmp_path / "articles" / name)
    command = [sys.executable, "-m", "assistant", "index", "--articles", str(tmp_path / "articles")]
    with served(tmp_path / "articles", tmp_path / "index") as server:
        crowd, done = crowd_of(server), threading.Event()
        asking = threading.Thread(target=crowd.ask, args=(clients, done))
        asking.start()
        until, rebuilds = time.monotonic() + seconds, 0
        while not rebuilds or time.monotonic() < until:
            subprocess.run([*command, "--index-dir", str(tmp_path / "index"), "--rebuild"], check=True, cwd=ROOT)
            rebuilds += 1
        done.set()
        asking.join()
    print(f"{clients} clients, {rebuilds} rebuilds: {crowd.told()}")  # noqa: T201
    assert crowd.faults == []


OPENINGS = (
    "What is known of",
    "Who speaks of",
    "How much is said about",
    "When was it that",
    "Why does it matter that",
)
SHIPPED = ROOT / "evaluation" / "seeds.jsonl"
TURNS = ("user", "assistant")
PATHS = ("/api/ask", "/api/ask", "/api/ask", "/api/ask/stream")


def asked(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Yield requests, no question twice: the shipped ones, then words of articles; three of five go on."""
    texts = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.md"))]
    shipped = [json.loads(line)["question"] for line in SHIPPED.read_text("utf-8").splitlines()]
    known: set[str] = set()
    for number in itertools.count():
        parts = []
        for text in chance.sample(texts, 2):
            words = text.split()
            place = chance.randrange(len(words) - 4)
            parts.append(" ".join(words[place : place + chance.randint(1, 4)]))
        question = shipped[number] if number < len(shipped) else f"{chance.choice(OPENINGS)} {' and '.join(parts)}?"
        if question not in known:
            known.add(question)
            earlier = [chance.choice(shipped), chance.choice(texts)[:500]] * (number % 5 // 2)
            history = [{"role": role, "content": said} for role, said in zip(itertools.cycle(TURNS), earlier)]
            yield {"question": question, "history": history}


def resident(process: int) -> float:
    """Return the memory of a process that is in use, in megabytes."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_10000_questions_leave_nothing_behind(seeds_assistant: Assistant) -> None:
    """No error, each quote verbatim, and less than a tenth more memory than after the first thousand."""
    texts = {path.name: path.read_text("utf-8") for path in SEEDS.glob("*.md")}
    memory: list[float] = []
    with (
        served(SEEDS, seeds_assistant.index_dir) as server,
        server.client() as client,
        ThreadPoolExecutor(2) as clients,
    ):

        def fault(number: int, request: dict[str, Any]) -> str:
            path = PATHS[number % len(PATHS)]
            response = client.post(path, json=request)
            if response.status_code != 200 or "event: error" in response.text:
                return f"{path} {request}: {response.text}"
            quotes = response.json()["quotes"] if path == "/api/ask" else []
            false = [one for one in quotes if texts[one["article"]["path"]][one["start"] : one["end"]] != one["text"]]
            return f"{request}: {false}" if false else ""

        faults: list[str] = []
        requests = enumerate(asked(random.Random(1)))
        for _ in range(10):
            some = itertools.islice(requests, 1000)
            faults += filter(None, clients.map(lambda one: fault(*one), some))
            memory.append(resident(server.process.pid))
    told = ", ".join(f"{megabytes:.0f}" for megabytes in memory)
    print(f"10,000 questions, {len(faults)} faults; MB after each thousand: {told}")  # noqa: T201
    assert faults == []
    assert memory[-1] < 1.1 * memory[0]
