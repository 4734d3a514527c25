"""Passages found, put into the order in which two models read them to answer."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.conversation import Understood
from assistant.cross_encoder import Reading
from assistant.passage_reader import PassageReader
from index import Hit

# Chosen on two sets of real conversations: how much each reading counts, in spreads of the search's scores; that of the
# conversation the more, where the question leans on it.
_ALONE, _IN_CONVERSATION, _LEANING = 1.0, 0.3, 1.2
_SIBLING = 0.4  # of how well another passage of the same article answers


def rerank(
    hits: Sequence[Hit],
    understood: Understood,
    conversation: Reading,
    most: int,
    alone: PassageReader,
    in_conversation: PassageReader,
) -> list[Hit]:
    """Read the first `most` passages, and order them by what search and reading say; scores keep their scale.

    What a question leans on tells what it is about, and hides what it asks. So one reader is given the question as it
    stands, where that has a subject, and the other the conversation with it. An article that has another passage which
    answers is the likelier to be about what is asked.

    Args:
        conversation: the question with the earlier ones, and what the last of these was answered.
    """
    read, rest = list(hits[:most]), list(hits[most:])
    if len(read) < 2:
        return [*read, *rest]
    passages = [hit.passage for hit in read]
    asks = understood.standalone if understood.leans > 1 else understood.asks
    opinions = _ALONE * _standardised(alone.score(Reading(asks), passages))
    weight = _LEANING if understood.leans else _IN_CONVERSATION
    opinions += weight * _standardised(in_conversation.score(conversation, passages))
    scores = np.array([hit.score for hit in read])
    fused = scores + scores.std() * opinions
    fused += fused.std() * _SIBLING * _best_siblings(_standardised(fused), [one.article.path for one in passages])
    ordered = sorted(zip(fused.tolist(), read, strict=True), key=lambda pair: -pair[0])
    return [*(replace(hit, score=score) for score, hit in ordered), *rest]


def _best_siblings(scores: NDArray[np.float64], articles: Sequence[str]) -> NDArray[np.float64]:
    """Return for each passage the highest score of another one of its article; 0 where none is above the mean."""
    same = np.array(articles)[:, None] == np.array(articles)
    np.fill_diagonal(same, val=False)
    best: NDArray[np.float64] = np.where(same, scores, 0.0).max(1)
    return best


def _standardised(scores: Sequence[float]) -> NDArray[np.float64]:
    values = np.array(scores)
    spread = values.std()
    return (values - values.mean()) / spread if spread else np.zeros(len(values))
