"""Measure how the index grows, and what a user would pick instead: `python -m tests.benchmarks --help`."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from tests.benchmarks import plot, scale

RESULTS = Path(__file__).parent / "results.json"
COMPARISON = Path(__file__).parent / "comparison.json"
_SIZES = (1_000, 10_000, 100_000, 1_000_000)


def main() -> None:
    """Measure each size in a process of its own, keep the figures, and plot them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.split(":")[0])
    parser.add_argument("--scratch", type=Path, default=Path(".index/benchmarks"), help="where indexes are made")
    parser.add_argument("--sizes", type=int, nargs="+", default=_SIZES, help="passages; a million need 15 GB of disk")
    parser.add_argument("--compare", action="store_true", help="measure beside what a user would write instead")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        scale.main(args.scratch, args.one)
        return
    if args.compare:
        from tests.benchmarks import compare  # loads the models' libraries, which are no part of a size's memory

        kept = compare.compare(args.scratch.absolute() / "compare")
        COMPARISON.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
        print(json.dumps(kept, indent=1))
        return
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for size in args.sizes:
        command = [sys.executable, "-m", "tests.benchmarks", "--scratch", str(args.scratch), "--one", str(size)]
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        results[str(size)] = {name: round(value, 4) for name, value in json.loads(output.splitlines()[-1]).items()}
        print(json.dumps(results[str(size)], indent=1), flush=True)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    plot.write(results)


if __name__ == "__main__":
    main()
