"""How long the guard takes for a sentence, once its models are loaded: `python -m tests.benchmarks.guard`."""

from time import perf_counter

import numpy as np

from assistant import check_support
from assistant.entailment import entailed
from training.guard_set import FOLDER, read_guard_set


def main() -> None:
    """Check each sentence of the sets once, none twice, and print the median and the slowest twentieth."""
    items = [item for path in sorted(FOLDER.glob("heldout-*.txt")) for item in read_guard_set(path)]
    began = perf_counter()
    check_support("Rents rose [1].", items[0].quotes)
    print(f"first sentence, models loaded: {perf_counter() - began:.2f} s")
    entailed.cache_clear()
    seconds = []
    for item in items:
        began = perf_counter()
        check_support(item.sentence, item.quotes)
        seconds.append(perf_counter() - began)
    p50, p95 = np.percentile(seconds, (50, 95)) * 1000
    print(f"{len(items)} sentences: p50 {p50:.1f} ms, p95 {p95:.1f} ms")


if __name__ == "__main__":
    main()
