"""BM25, in a large index too: which passages come into question is told by the rarest words, for those are few."""

import math
from collections.abc import Collection, Mapping, Sequence

from index.keywords import any_of
from index.text_tables import TextTables

# Ranking a passage takes a microsecond or two. On the last questions of the two conversation sets, with vectors of each
# first 300 characters, ranking a fiftieth of the passages costs .003 and .007 of nDCG@5, a tenth at most .001;
# with the frequent terms left out of the scores too, a fiftieth would cost .027 and .017.
_MOST_RANKED = 10_000
_CANDIDATES = 400


def best_by_words(
    tables: TextTables, terms: Sequence[str], k: int, passages: int, among: Collection[int] | None = None
) -> dict[int, float]:
    """Return the `k` best passages by BM25, best first, without ranking all that have some frequent term.

    Each term too frequent to tell where to look then counts as often as it does in a passage of
    average length that has it once.

    Args:
        terms: each once.
        passages: how many there are in all.
        among: the ids of the passages that come into question, or None for all.
    """
    frequency = {term: tables.passages_with(term) for term in terms}
    telling = _telling(frequency)
    if len(telling) == len(terms):
        return tables.matching_passages(any_of(terms), k, among)
    found = tables.matching_passages(any_of(telling), max(k, _CANDIDATES), among)
    for term in frequency.keys() - set(telling):
        worth = math.log(max(1.0, (passages - frequency[term] + 0.5) / (frequency[term] + 0.5)))
        for identifier in tables.having(term, found):
            found[identifier] += worth
    return dict(sorted(found.items(), key=lambda item: -item[1])[:k])


def _telling(frequency: Mapping[str, int]) -> list[str]:
    """Return the rarest terms, as many as have few enough passages to rank, and one at least that occurs."""
    kept: list[str] = []
    ranked = 0
    for term in sorted(frequency, key=lambda term: frequency[term]):
        if ranked and ranked + frequency[term] > _MOST_RANKED:
            break
        kept.append(term)
        ranked += frequency[term]
    return kept
