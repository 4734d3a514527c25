"""Fit the weights by which the guard judges, on sentences that its adapter did not learn from; see README.md.

usage: python -m training.fit_guard [--sets FILE ...] [--tests FILE ...]

Sentences against which something is proved are left out: they are never judged.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant.entailment import entailed
from assistant.guard_exact import check_exactly
from assistant.guard_features import FEATURES, features
from training.guard_set import FOLDER, Item, read_guard_set

_STRENGTH = 0.5


def table(items: Sequence[Item]) -> tuple[NDArray[np.float64], list[bool]]:
    """Return the features of the items, a row each, and whether something is proved against each."""
    rows, proved = [], []
    for item in items:
        checked = check_exactly(item.sentence, item.quotes)
        proved.append(bool(checked.fault))
        reading = 0.0 if checked.fault else entailed(checked.said, checked.text)
        rows.append(features(checked.text, checked.said, reading))
    return np.array(rows), proved


def main() -> None:
    """Fit, print the weights, and tell how they do."""
    parser = argparse.ArgumentParser(description="Fit the weights of the guard.")
    parser.add_argument("--sets", type=Path, nargs="+", default=sorted(FOLDER.glob("weighed-*.txt")))
    parser.add_argument("--tests", type=Path, nargs="*", default=sorted(FOLDER.glob("heldout-*.txt")))
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    items = [item for path in arguments.sets for item in read_guard_set(path)]
    x, proved = table(items)
    left = [place for place, fault in enumerate(proved) if not fault]
    y = np.array([items[place].supported for place in left])
    model = LogisticRegression(C=_STRENGTH, max_iter=5000, fit_intercept=False)
    model.fit(x[left], y)
    for name, weight in zip(FEATURES, model.coef_[0], strict=True):
        print(f"    {name!r}: {weight:.2f},")
    for name, paths in (("fitted", arguments.sets), ("tests", arguments.tests)):
        some = [item for path in paths for item in read_guard_set(path)]
        rows, faults = table(some)
        odds = rows @ model.coef_[0]
        for threshold in (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5):
            supported = (odds > threshold) & ~np.array(faults)
            kinds: dict[str, list[bool]] = defaultdict(list)
            for item, found in zip(some, supported, strict=True):
                for kind in (item.kind, "KEPT" if item.supported else "REMOVED"):
                    kinds[kind].append(bool(found) == item.supported)
            print(name, threshold, "  ".join(f"{kind} {np.mean(right):.2f}" for kind, right in kinds.items()))
        if arguments.show:
            for item, odd, fault, row in zip(some, odds, faults, rows, strict=True):
                if (odd > 0 and not fault) != item.supported:
                    print(
                        f"{name} {item.kind} {odd:.1f}", item.sentence, dict(zip(FEATURES, row.round(1), strict=True))
                    )


if __name__ == "__main__":
    main()
