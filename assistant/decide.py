"""Fourth step: how likely it is that the articles answer, from the evidence found."""

import math
from collections.abc import Sequence

from assistant.evidence import Evidence

# Fitted by logistic regression on questions with and without an answer in the articles.
_BIAS = -4.0
_BEST_SCORE = 0.3


def confidence(evidence: Sequence[Evidence]) -> float:
    """Return the probability, 0 to 1, that the evidence answers the question."""
    if not evidence:
        return 0.0
    return 1.0 / (1.0 + math.exp(-(_BIAS + _BEST_SCORE * evidence[0].score)))
