"""How long a command takes from the start of the process to its end, beside a plain script of the stock libraries.

`python tests/benchmarks/cold_start.py [RUNS]` prints the median seconds of each, taken in turns: wall-clock and of the
processor. The index is made before and does not change. Where other work shares the machine, go by the processor's.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
QUESTION = "Who supplies shells?"


def main(runs: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        lines = [
            line.strip()
            for path in sorted((ROOT / "seeds").iterdir())
            if path.suffix in (".md", ".txt")
            for line in path.read_text("utf-8").splitlines()
        ]
        peer = [sys.executable, str(Path(__file__).with_name("stock_ask.py")), f"{place}/stock", QUESTION]
        ask = [sys.executable, "-m", "assistant", "ask", "--index-dir", f"{place}/index", QUESTION]
        commands = {
            "stock script": peer,
            "assistant ask": ask,
            "assistant --help": [sys.executable, "-m", "assistant", "--help"],
        }
        for command in commands.values():  # makes the indexes, and fills the machine's file cache
            seconds(command, "\n".join(lines))
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                found[name].append(seconds(command))
    for name, pairs in found.items():
        wall, processor = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"{name:18} {wall:6.2f} s, {processor:6.2f} s of the processor, medians of {runs}")


def seconds(command: list[str], given: str = "") -> tuple[float, float]:
    """Run a command; return its seconds, wall-clock and of the processor."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, input=given, text=True, check=True, capture_output=True, cwd=ROOT, env=environment)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
