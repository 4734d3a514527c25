"""Whether the best sentence answers, or only looks like it: a second reading, with an adapter of its own.

The first reader puts sentences in order, and takes what stands nearest for an answer, also where another name or
year is asked about; this one learned to tell these apart (training/README.md).
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from assistant.adapted import AdaptedCrossEncoder
from assistant.cross_encoder import CrossEncoder, Reading
from assistant.evidence import Evidence
from assistant.reading import as_read

ADAPTER = Path(__file__).with_name("answerability.safetensors")
_DOUBTED = 2  # sentences
_HARDLY = -3.0  # log-odds of the best one below which there is nothing to doubt


def doubted(reading: Reading, evidence: Sequence[Evidence], reader: CrossEncoder) -> list[Evidence]:
    """Return the sentences, best first, with the log-odds by the second reading that the first two answer."""
    first, rest = evidence[:_DOUBTED], evidence[_DOUBTED:]
    if first and first[0].score < _HARDLY:
        scores = [one.values["reading"] for one in first]
    else:
        scores = reader.score(*as_read(reading, first))
    told = [replace(one, values={**one.values, "doubted": score}) for one, score in zip(first, scores, strict=True)]
    return [*told, *rest]


@cache
def answerability_reader() -> AdaptedCrossEncoder:
    """Return the one that this process shares; it is loaded at first use."""
    return AdaptedCrossEncoder(ADAPTER)
