"""Fit the weights by which the guard judges; see README.md.

usage: python -m training.fit_guard [--only FIGURE] [--tests FILE ...]

The figures that need no model are weighed on all sentences that the adapter learned from and on others; what they
come to is then weighed with the adapter's figure, on the others alone. Sentences against which something is proved are
left out: they are never judged. With `--only`, one figure is weighed beside the others as they are in
`assistant/support.py`, so that a new one moves nothing else.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from sklearn.linear_model import LogisticRegression

from assistant.entailment import entailed
from assistant.guard_conditions import understated
from assistant.guard_copied import is_copied
from assistant.guard_exact import check_exactly
from assistant.guard_features import FEATURES, features
from assistant.support import WEIGHTS
from training.guard_set import FOLDER, Item, read_guard_set

_STRICT = 0.0  # log-odds asked for beyond even
_READING = FEATURES.index("reading")
_PLAIN = [place for place, name in enumerate(FEATURES) if name not in ("bias", "reading")]

_FOR = ("nothing against it", "copied", "respelled")
_NAMES = [FEATURES[place] for place in _PLAIN]

Table = tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int_]]


def items_of(pattern: str) -> list[Item]:
    """Read the sentences of the files that match a pattern."""
    return [item for path in sorted(FOLDER.glob(pattern)) for item in read_guard_set(path)]


def table(items: Sequence[Item], *, read: bool) -> Table:
    """Return the features of the items, a row each, whether each is supported, and whether anything is proved of it.

    That is -1 against, 1 for it, and 0 where neither is proved.
    """
    rows, proved = [], []
    for item in items:
        checked = check_exactly(item.sentence, item.quotes)
        refuted = bool(checked.fault or understated(checked.text, checked.said))
        copied = not refuted and is_copied(checked.text, checked.said)
        proved.append(-1 if refuted else int(copied))
        reading = entailed(checked.said, checked.text) if read and not proved[-1] else 0.0
        rows.append(features(checked.text, checked.said, reading))
    return np.array(rows), np.array([item.supported for item in items]), np.array(proved)


def fitted() -> NDArray[np.float64]:
    """Return the weights in the order of the features."""
    rows, supported, proved = table([*items_of("learned-*"), *items_of("weighed-*")], read=False)
    plain, base = one_sided(rows[proved == 0][:, _PLAIN], supported[proved == 0])
    rows, supported, proved = table(items_of("weighed-*"), read=True)
    both = np.column_stack([rows[:, _PLAIN] @ plain + base, rows[:, _READING]])
    joined = LogisticRegression(C=1.0).fit(both[proved == 0], supported[proved == 0])
    weights = np.zeros(len(FEATURES))
    weights[_PLAIN] = joined.coef_[0][0] * plain
    weights[_READING] = joined.coef_[0][1]
    weights[0] = joined.coef_[0][0] * base + joined.intercept_[0] - _STRICT
    return weights


def fitted_beside(name: str) -> NDArray[np.float64]:
    """Return the weights as they are, with that of one figure fitted beside them."""
    rows, supported, proved = table(items_of("weighed-*"), read=True)
    place = FEATURES.index(name)
    weights = np.array([WEIGHTS[figure] for figure in FEATURES])
    weights[place] = 0.0
    known, figure = rows[proved == 0] @ weights, rows[proved == 0][:, place]
    sides = np.where(supported[proved == 0], 1.0, -1.0)
    found = minimize_scalar(lambda value: np.logaddexp(0, -sides * (known + value * figure)).sum() + value**2 / 2)
    weights[place] = found.x
    return weights


def one_sided(rows: NDArray[np.float64], supported: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """Fit weights and a base so that each figure speaks only for or only against, as it is meant to.

    Without that, new words would speak for a sentence: those here that are wrong differ in few words from their quotes.
    """
    sides = np.where(supported, 1.0, -1.0)
    bounds = [(0.0 if name in _FOR else None, None if name in _FOR else 0.0) for name in _NAMES]

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = sides * (rows @ values[:-1] + values[-1])
        pull = -sides / (1 + np.exp(margins))
        gradient = np.append(rows.T @ pull + values[:-1], pull.sum())
        return float(np.logaddexp(0, -margins).sum() + values[:-1] @ values[:-1] / 2), gradient

    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)])
    return found.x[:-1], float(found.x[-1])


def shares(items: Sequence[Item], weights: NDArray[np.float64]) -> str:
    """Tell which shares of the sentences are decided rightly, by kind."""
    rows, _, proved = table(items, read=True)
    kinds: dict[str, list[bool]] = defaultdict(list)
    for item, found in zip(items, np.where(proved, proved > 0, rows @ weights > 0), strict=True):
        for kind in (item.kind, "KEPT" if item.supported else "REMOVED"):
            kinds[kind].append(bool(found) == item.supported)
    return "  ".join(f"{kind} {np.mean(right):.2f}" for kind, right in kinds.items())


def main() -> None:
    """Fit, print the weights, and tell how they do."""
    parser = argparse.ArgumentParser(description="Fit the weights of the guard.")
    parser.add_argument(
        "--tests",
        type=Path,
        nargs="*",
        default=[path for path in sorted(FOLDER.glob("*.txt")) if not path.stem.startswith(("learned", "weighed"))],
    )
    parser.add_argument("--only", choices=FEATURES, metavar="FIGURE")
    args = parser.parse_args()
    weights = fitted_beside(args.only) if args.only else fitted()
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')
    print("fitted:", shares(items_of("weighed-*"), weights))
    for path in args.tests:
        print(f"{path.stem}:", shares(list(read_guard_set(path)), weights))


if __name__ == "__main__":
    main()
