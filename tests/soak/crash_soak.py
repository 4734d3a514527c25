"""Edit articles and refresh the index without end, kill that process at random, and check everything each time.

    python tests/soak/crash_soak.py --seconds 3600

Every 5 seconds the process is killed with probability 0.3. After each kill the database must be sound as it is,
hold the folder as it was at the last acknowledged refresh or later, and be brought up to date by the next opening.
The seed is printed; the same seed makes the same edits and the same decisions to kill.
"""

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS.parent), str(TESTS)]

from conftest import FakeEmbedder  # noqa: E402

from index import ArticleIndex, IndexSettings  # noqa: E402

INTERVAL, PROBABILITY = 5.0, 0.3
LINE = "Ship {0} of the {1} line came in on tide {2} with a cargo of lamps for the harbour master.\n"


def state_of(folder: Path) -> dict[str, str]:
    """Return what the folder holds, as path to SHA-256."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.md"))}


def edit(folder: Path, chance: random.Random) -> None:
    """Add, edit, rename or delete an article."""
    names = sorted(path.name for path in folder.glob("*.md"))
    action = chance.choice(("add", "edit", "edit", "rename", "delete")) if len(names) > 3 else "add"
    target = folder / (f"{chance.randrange(10**6):06}.md" if action == "add" else chance.choice(names))
    if action == "delete":
        target.unlink()
    elif action == "rename":
        target.rename(folder / f"{chance.randrange(10**6):06}.md")
    else:
        text = "".join(LINE.format(chance.randrange(99), target.stem, line) for line in range(chance.randrange(1, 60)))
        (folder / ".new").write_text(text)
        (folder / ".new").replace(target)


def work(folder: Path, place: Path, seed: int) -> None:
    """Edit and refresh until killed; print what is about to be indexed, and what is."""
    chance = random.Random(seed)
    index = None
    while True:
        for _ in range(chance.randrange(1, 4)):
            edit(folder, chance)
        print(json.dumps(["begun", state_of(folder)]), flush=True)
        if index is None:
            index, _ = ArticleIndex.open(folder, place, FakeEmbedder(), IndexSettings(passage_tokens=32))
        else:
            index.refresh()
        print(json.dumps(["done", state_of(folder)]), flush=True)


def check(folder: Path, place: Path, possible: list[dict[str, str]]) -> list[str]:
    """Look at the index as a killed process left it, then bring it up to date; return what is wrong."""
    index = ArticleIndex(folder, place, FakeEmbedder(), IndexSettings(passage_tokens=32))
    wrong = list(index._database.faults()) if index._database.path.exists() else []
    if possible and possible[0]:
        with index.reading() as searcher:
            held = {article.path: article.sha256 for article in searcher.articles()}
        wrong += [] if held in possible else ["the articles are of no moment that was committed"]
    changes = index.refresh()
    wrong += [changes.rebuilt] if changes.rebuilt else []
    with index.reading() as searcher:
        held = {article.path: article.sha256 for article in searcher.articles()}
    wrong += [] if held == state_of(folder) else ["it is not up to date"]
    return [*wrong, *index.check()]


def main() -> int:
    """Run the soak; the exit status is 1 on the first failure, and the folder stays for a look."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(Path(options.work[0]), Path(options.work[1]), options.seed)
    print(f"seed {options.seed}", flush=True)
    chance = random.Random(options.seed)
    root = Path(tempfile.mkdtemp(prefix="crash-soak-"))
    folder, place, log = root / "articles", root / "index", root / "log"
    folder.mkdir()
    end, kills, refreshes = time.monotonic() + options.seconds, 0, 0
    acknowledged: dict[str, str] = {}
    while time.monotonic() < end:
        seed = chance.randrange(10**6)
        with log.open("w") as output:
            child = subprocess.Popen(
                [sys.executable, __file__, "--work", str(folder), str(place), "--seed", str(seed)],
                stdout=output,
                env=os.environ,
            )
            while child.poll() is None and not log.stat().st_size:  # it is still importing
                time.sleep(0.1)
            time.sleep(INTERVAL)
            while chance.random() >= PROBABILITY and time.monotonic() < end:
                time.sleep(INTERVAL)
            time.sleep(chance.random())
            alive = child.poll() is None
            child.kill()
            child.wait()
        lines = [json.loads(line) for line in log.read_text().splitlines() if line.endswith("]")]
        done = [state for kind, state in lines if kind == "done"]
        refreshes += len(done)
        acknowledged = done[-1] if done else acknowledged
        begun = [state for kind, state in lines if kind == "begun"]
        wrong = check(folder, place, [acknowledged, *begun[-1:]]) if begun else []
        kills += 1
        if wrong or not alive:
            print(f"failed after {kills} kills, in {root}: {wrong or 'the process ended by itself'}")
            return 1
        acknowledged = state_of(folder)
    print(f"{kills} kills, {refreshes} acknowledged refreshes in {options.seconds:g} s: 0 failures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
