"""Passages found, put into the order in which two published models read them to answer."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.conversation import Understood
from assistant.passage_reader import PassageReader
from index import Hit

# Chosen on two sets of real conversations, as a middle way between them: how much the reading counts, in spreads of
# the search's scores, and how much of it is the cross-encoder's.
_READING, _CROSS_ENCODER = 1.8, 0.5


def rerank(
    hits: Sequence[Hit], understood: Understood, most: int, cross_encoder: PassageReader, retriever: PassageReader
) -> list[Hit]:
    """Read the first `most` passages, and order them by what search and reading say; scores keep their scale.

    What a question leans on tells what it is about, and hides what it asks. So the cross-encoder, which weighs each
    word of it, reads the question as it stands, where that has a subject; the retriever reads it in full.
    """
    read, rest = list(hits[:most]), list(hits[most:])
    if len(read) < 2:
        return [*read, *rest]
    passages = [hit.passage.text for hit in read]
    asks = understood.standalone if understood.leans > 1 else understood.asks
    together = _standardised(cross_encoder.score(asks, passages))
    in_full = _standardised(retriever.score(understood.standalone, passages))
    scores = np.array([hit.score for hit in read])
    fused = scores + scores.std() * _READING * (_CROSS_ENCODER * together + (1 - _CROSS_ENCODER) * in_full)
    ordered = sorted(zip(fused.tolist(), read, strict=True), key=lambda pair: -pair[0])
    return [*(replace(hit, score=score) for score, hit in ordered), *rest]


def _standardised(scores: Sequence[float]) -> NDArray[np.float64]:
    values = np.array(scores)
    spread = values.std()
    return (values - values.mean()) / spread if spread else np.zeros(len(values))
