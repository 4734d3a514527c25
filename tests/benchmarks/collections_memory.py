"""What a second collection costs in memory: one server with one, and one with two, each asked in turn.

`python tests/benchmarks/collections_memory.py` prints the megabytes that are each server's own (proportional set size).
Both collections are the shipped articles; the indexes are made before.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
QUESTIONS = (
    "Which court has a warrant for Putin?",
    "Who buys Russian oil?",
    "How many shells did North Korea deliver?",
)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(ROOT / "seeds", f"{place}/again")
        one, other = f"first={ROOT / 'seeds'}", f"second={place}/again"
        with serving(place, one, other):
            pass  # makes the indexes
        alone, both = measured(place, one), measured(place, one, other)
    print(f"one collection {alone:.0f} MB, two {both:.0f} MB: {both - alone:.0f} MB for the second")


def measured(place: str, *collections: str) -> float:
    """Ask each collection, and return the server's megabytes."""
    with serving(place, *collections) as (process, address):
        for collection in collections:
            for question in QUESTIONS:
                for way in ("ask", "search"):
                    send(f"{address}/api/collections/{collection.partition('=')[0]}/{way}", question)
        told = Path(f"/proc/{process.pid}/smaps_rollup").read_text("utf-8").splitlines()
        return next(int(line.split()[1]) for line in told if line.startswith("Pss:")) / 1024


@contextmanager
def serving(place: str, *collections: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve collections; give the process and its address."""
    command = [sys.executable, "-m", "ui", "--port", "0", "--index-dir", f"{place}/index"]
    command += [part for one in collections for part in ("--collection", one)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=place, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().split(" at ")[1].split()[0]
        finally:
            process.terminate()


def send(address: str, question: str) -> None:
    """Ask, and see that something is found."""
    body = json.dumps({"question": question}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})  # noqa: S310 (of this machine)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=120) as response:
        found = json.load(response)
    assert found.get("quotes") or found.get("hits")


if __name__ == "__main__":
    main()
