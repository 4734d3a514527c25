"""Floors under the scores of a question set: read from a file, and held against a run."""

import json
from collections.abc import Mapping
from pathlib import Path

from assistant.scores import SHARES, Evaluation
from index import QAError

_AT_MOST = "_at_most"
_LARGEST = 1_000_000_000
_UP_TO_ONE = (*SHARES, "auroc", "ece_at_most")
KNOWN_FLOORS = (*_UP_TO_ONE, "invalid_at_most", "p50_ms_at_most", "p95_ms_at_most")


def read_floors(path: Path) -> dict[str, float]:
    """Read a file of floors: a JSON object of names of `KNOWN_FLOORS` and numbers.

    Returns:
        The numbers by their names: shares 0 to 1, `invalid_at_most` in quotes, `p50_ms_at_most` and
        `p95_ms_at_most` in milliseconds.

    Raises:
        QAError: the file cannot be read, a name is not known, or a number cannot be reached.
    """
    try:
        floors = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise QAError(f"The floors {path} cannot be read: {error}.", 'Give a file such as {"lead": 0.8}.') from error
    if not isinstance(floors, dict):
        raise QAError(f"The floors {path} are not a JSON object.", 'Give a file such as {"lead": 0.8}.')
    for name, value in floors.items():
        if name not in KNOWN_FLOORS:
            raise QAError(f"{path} has a floor of an unknown name, {name!r:.60}.", f"Known: {', '.join(KNOWN_FLOORS)}.")
        most = 1 if name in _UP_TO_ONE else _LARGEST
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise QAError(f"{path} has {value!r:.60} for {name}.", f"Give a number from 0 to {most}.")
    return floors


def broken_floors(evaluation: Evaluation, floors: Mapping[str, float]) -> list[str]:
    """Return a sentence for each floor that a score lies below, or above where its name ends in `_at_most`.

    A score that the set has no question for keeps no floor either: it is told like one that is broken.
    """
    told = (_broken(name, _score(evaluation, name.removesuffix(_AT_MOST)), limit) for name, limit in floors.items())
    return [sentence for sentence in told if sentence]


def _score(evaluation: Evaluation, name: str) -> float | None:
    score: float | None = getattr(evaluation if name in ("ece", "auroc") else evaluation.overall, name)
    return score


def _broken(floor: str, score: float | None, limit: float) -> str:
    name, ceiling = floor.removesuffix(_AT_MOST), floor.endswith(_AT_MOST)
    if score is None:
        return f"{name} is unknown: the set has no question for it, and {floor} is {limit:g}"
    if score > limit if ceiling else score < limit:
        return f"{name} {_plain(score)} is {'above' if ceiling else 'below'} {limit:g}"
    return ""


def _plain(score: float) -> str:
    return f"{score:.4f}".rstrip("0").rstrip(".")
