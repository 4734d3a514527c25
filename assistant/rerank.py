"""Passages found, put into the order in which a cross-encoder reads them to answer."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.conversation import Understood
from assistant.passage_reader import PassageReader
from index import Hit

# Chosen on two sets of real conversations, as a middle way between them: how much the reading counts beside the
# search, and of a question that leans on what was said before, how much it counts as it stands there.
_ALONE, _LEANING, _AS_IT_STANDS = 1.5, 0.8, 0.7


def rerank(hits: Sequence[Hit], understood: Understood, most: int, reader: PassageReader) -> list[Hit]:
    """Read the first `most` passages together with the question, and order them by what search and reading say.

    Scores keep their scale: the reading counts in spreads of the search's own.
    """
    read, rest = list(hits[:most]), list(hits[most:])
    if len(read) < 2:
        return [*read, *rest]
    scores = np.array([hit.score for hit in read])
    fused = scores + scores.std() * _reading([hit.passage.text for hit in read], understood, reader)
    ordered = sorted(zip(fused.tolist(), read, strict=True), key=lambda pair: -pair[0])
    return [*(replace(hit, score=score) for score, hit in ordered), *rest]


def _reading(passages: list[str], understood: Understood, reader: PassageReader) -> NDArray[np.float64]:
    """Return how well each passage answers beside the others, the mean being 0."""
    in_full = _standardised(reader.score(understood.standalone, passages))
    if understood.asks == understood.standalone:
        return _ALONE * in_full
    if understood.leans > 1:  # without a subject of its own
        return _LEANING * in_full
    as_it_stands = _standardised(reader.score(understood.asks, passages))
    return _LEANING * (_AS_IT_STANDS * as_it_stands + (1 - _AS_IT_STANDS) * in_full)


def _standardised(scores: Sequence[float]) -> NDArray[np.float64]:
    values = np.array(scores)
    spread = values.std()
    return (values - values.mean()) / spread if spread else np.zeros(len(values))
