"""Fit the weights by which the guard judges; see README.md.

usage: python -m training.fit_guard [--tests FILE ...]

The figures that need no model are weighed on all sentences that the adapter learned from and on others; what they
come to is then weighed with the adapter's figure, on the others alone. Sentences against which something is proved are
left out: they are never judged.
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

_STRICT = 0.3  # log-odds asked for beyond even: what is wrong and kept does more harm than what is right and removed
_READING = FEATURES.index("reading")
_PLAIN = [place for place, name in enumerate(FEATURES) if name not in ("bias", "reading")]

Table = tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]


def items_of(pattern: str) -> list[Item]:
    """Read the sentences of the files that match a pattern."""
    return [item for path in sorted(FOLDER.glob(pattern)) for item in read_guard_set(path)]


def table(items: Sequence[Item], *, read: bool) -> Table:
    """Return the features of the items, a row each, whether each is supported, and whether a fault of it is proved."""
    rows, faults = [], []
    for item in items:
        checked = check_exactly(item.sentence, item.quotes)
        faults.append(bool(checked.fault))
        reading = entailed(checked.said, checked.text) if read and not checked.fault else 0.0
        rows.append(features(checked.text, checked.said, reading))
    return np.array(rows), np.array([item.supported for item in items]), np.array(faults)


def fitted() -> NDArray[np.float64]:
    """Return the weights in the order of the features."""
    rows, supported, faults = table([*items_of("learned-*"), *items_of("weighed-*")], read=False)
    plain = LogisticRegression(C=1.0, max_iter=10_000).fit(rows[~faults][:, _PLAIN], supported[~faults])
    rows, supported, faults = table(items_of("weighed-*"), read=True)
    both = np.column_stack([plain.decision_function(rows[:, _PLAIN]), rows[:, _READING]])
    joined = LogisticRegression(C=1.0).fit(both[~faults], supported[~faults])
    weights = np.zeros(len(FEATURES))
    weights[_PLAIN] = joined.coef_[0][0] * plain.coef_[0]
    weights[_READING] = joined.coef_[0][1]
    weights[0] = joined.coef_[0][0] * plain.intercept_[0] + joined.intercept_[0] - _STRICT
    return weights


def shares(items: Sequence[Item], weights: NDArray[np.float64]) -> str:
    """Tell which shares of the sentences are decided rightly, by kind."""
    rows, _, faults = table(items, read=True)
    kinds: dict[str, list[bool]] = defaultdict(list)
    for item, found in zip(items, (rows @ weights > 0) & ~faults, strict=True):
        for kind in (item.kind, "KEPT" if item.supported else "REMOVED"):
            kinds[kind].append(bool(found) == item.supported)
    return "  ".join(f"{kind} {np.mean(right):.2f}" for kind, right in kinds.items())


def main() -> None:
    """Fit, print the weights, and tell how they do."""
    parser = argparse.ArgumentParser(description="Fit the weights of the guard.")
    parser.add_argument("--tests", type=Path, nargs="*", default=sorted(FOLDER.glob("heldout-*.txt")))
    tests = parser.parse_args().tests
    weights = fitted()
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')
    print("fitted:", shares(items_of("weighed-*"), weights))
    for path in tests:
        print(f"{path.stem}:", shares(list(read_guard_set(path)), weights))


if __name__ == "__main__":
    main()
