"""What several articles have word for word, or nearly so, counts as one source. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import Indel

from assistant.answers import Quote
from assistant.evidence import Evidence
from assistant.figures import figures
from assistant.question import names
from index import Hit, countries_in, normalise, terms

_SAME_TERMS = 0.9
_SAME_LENGTH = 0.8
_SAME_SENTENCES = 0.8  # of a passage, by their characters
_TURNS_AROUND = re.compile(
    r"\b(?:not?|never|none|nor|neither|without|\w+n't|more|less|fewer|above|below|before|after|until)\b"
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What of a sentence tells whether another is a copy of it."""

    text: str
    terms: tuple[str, ...]
    distinct: frozenset[str]
    facts: tuple[frozenset[str], ...]


def drop_copies(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Leave out each sentence that a better one of another article says in the same words; those list the copies.

    Args:
        evidence: weighed sentences, best first; of equals, the one published first is kept.
    """
    ordered = sorted(evidence, key=lambda e: (-e.score, e.article.published or "9999", e.article.path, e.start))
    kept: list[tuple[Evidence, _Said]] = []
    copies: dict[int, set[str]] = {}
    for sentence in ordered:
        said = _read(sentence.text)
        original = next(
            (
                number
                for number, (other, other_said) in enumerate(kept)
                if other.article.path != sentence.article.path and _is_copy(said, other_said)
            ),
            None,
        )
        if original is None:
            kept.append((sentence, said))
        else:
            copies.setdefault(original, set()).add(sentence.article.path)
    found = [replace(one, copies=tuple(sorted(copies.get(number, ())))) for number, (one, _) in enumerate(kept)]
    return sorted(found, key=lambda one: (-one.score, one.article.path, one.start))


def with_copies(quotes: Sequence[Quote], evidence: Sequence[Evidence]) -> tuple[Quote, ...]:
    """Give each quote the paths of the other articles that have all of its sentences."""
    return tuple(replace(quote, copies=_copies_of(quote, evidence)) for quote in quotes)


def distinct_hits(hits: Sequence[Hit], most: int) -> tuple[list[Hit], int]:
    """Return hits up to the `most`th passage that is no copy, and how many there are that are none.

    A copy is a passage nearly all of whose sentences stand in better passages of other articles.
    It takes no other passage's place; its sentences are weighed, and dropped where they are copies.
    """
    taken: list[Hit] = []
    standing: dict[str, set[str]] = {}
    originals = 0
    for hit in hits:
        path, text = hit.passage.article.path, hit.passage.article.text
        said = [_normalised(text[s.start : s.end]) for s in hit.passage.sentences if s.quotable]
        known = sum(len(one) for one in said if standing.get(one, set()) - {path})
        is_original = known < _SAME_SENTENCES * max(1, sum(map(len, said)))
        if is_original and originals == most:
            break
        originals += is_original
        taken.append(hit)
        for one in said:
            standing.setdefault(one, set()).add(path)
    return taken, originals


def _copies_of(quote: Quote, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    of_each = [
        set(one.copies)
        for one in evidence
        if one.article.path == quote.article.path and quote.start <= one.start and one.end <= quote.end
    ]
    return tuple(sorted(set.intersection(*of_each))) if of_each else ()


@lru_cache(maxsize=4_000)  # the same sentences are found for one question after another
def _read(text: str) -> _Said:
    plain, found = normalise(text), terms(text)
    return _Said(
        text=_normalised(text),
        terms=found,
        distinct=frozenset(found),
        facts=(
            frozenset(plain[start:end].lower() for start, end in figures(plain)) | frozenset(re.findall(r"\d+", plain)),
            frozenset(_TURNS_AROUND.findall(plain.lower())),
            frozenset(code for _, _, code in countries_in(plain)),
            frozenset(plain[start:end] for start, end in names(plain)),
        ),
    )


def _is_copy(one: _Said, other: _Said) -> bool:
    """Say whether two sentences are the same, or differ in nothing but a few words that decide nothing."""
    if one.text == other.text:
        return True
    of_one, of_other = len(one.terms), len(other.terms)
    if of_one < _SAME_TERMS * of_other or of_other < _SAME_TERMS * of_one or not of_one:
        return False
    of_one, of_other = len(one.text), len(other.text)
    if of_one < _SAME_LENGTH * of_other or of_other < _SAME_LENGTH * of_one or one.facts != other.facts:
        return False
    return (
        len(one.distinct & other.distinct) >= _SAME_TERMS * len(one.distinct | other.distinct)
        and Indel.normalized_similarity(one.terms, other.terms) >= _SAME_TERMS
    )


def _normalised(text: str) -> str:
    return normalise(text).casefold()
