"""Fourth step: how likely it is that the articles answer, from how likely the best sentences do and what they lack.

Learned from questions with and without an answer, over other articles and research papers, that no adapter was trained
on, and chosen among what does about as well on these by 271 questions of real conversations. More than eight in ten of
the former have an answer, which questions to a folder need not: the bias is lower than fitted, and the assistant so
much more often silent.
"""

import math
from collections.abc import Callable, Mapping, Sequence

from assistant.conversation import Understood
from assistant.evidence import Evidence
from assistant.figures import figures
from assistant.question import Wanted, counted, named
from index import countries_in, in_one_name, normalise, terms

BIAS = 0.95
_WEIGHTS = {
    "best": 0.4,
    "best_doubted": 0.6,
    "second_doubted": 0.2,
    "second_passage": 1.6,
    "figure_missing": -1.2,
    "names_missing": -1.4,
    "countries_missing": -2.2,
    "all_unknown": -3.0,  # no word of the question occurs in any article
}
_HARDLY = -4.0  # no second sentence is read as less
_NO_SECOND = 0.0  # set by hand: what says a single thing is mostly asked about that
_NO_SECOND_PASSAGE = 0.7  # about as near as second ones are where there is an answer
_NEARBY_CHARS = 300


def confidence(
    understood: Understood, wanted: Wanted, sources: bool, evidence: Sequence[Evidence], knows: Callable[[str], bool]
) -> float:
    """Return the probability, 0 to 1, that the articles answer the question.

    Args:
        sources: whether the question names a source, whose name need not stand in its own text.
        evidence: sentences that have been read, best first, the first two of them twice.
        knows: says whether a term occurs in the articles at all.
    """
    if not evidence:
        return 0.0
    values = _features(understood, wanted, sources, evidence, knows)
    return 1.0 / (1.0 + math.exp(-BIAS - sum(weight * values[name] for name, weight in _WEIGHTS.items())))


def _features(
    understood: Understood, wanted: Wanted, sources: bool, evidence: Sequence[Evidence], knows: Callable[[str], bool]
) -> Mapping[str, float]:
    question, best = understood.asks, evidence[:2]
    one_name = in_one_name(understood.names)
    nearby = [_terms_nearby(sentence, one_name) for sentence in best]
    passages = sorted({sentence.values["passage"] for sentence in evidence})
    countries = frozenset(terms(" ".join(_country_mentions(question))))
    return {
        "best": evidence[0].score,
        "best_doubted": evidence[0].values["doubted"],
        "second_doubted": max(best[1].values["doubted"], _HARDLY) if len(best) > 1 else _NO_SECOND,
        "second_passage": passages[-2] if len(passages) > 1 else _NO_SECOND_PASSAGE,
        "figure_missing": float(wanted.number and not any(_gives_figure(sentence, question) for sentence in best)),
        "names_missing": 0.0 if sources else min(_missing(named(one_name(question)), said) for said in nearby),
        "countries_missing": _missing(countries, nearby[0]),
        "all_unknown": float(not any(knows(term) for query in understood.queries for term in terms(query.text))),
    }


def _gives_figure(sentence: Evidence, question: str) -> bool:
    """Say whether a sentence has a figure, together with what the question counts."""
    unit = counted(question)
    return bool(figures(sentence.text)) and (not unit or bool(unit & set(terms(sentence.text))))


def _terms_nearby(sentence: Evidence, one_name: Callable[[str], str]) -> frozenset[str]:
    text = sentence.article.text
    return frozenset(terms(one_name(text[max(0, sentence.start - _NEARBY_CHARS) : sentence.end + _NEARBY_CHARS])))


def _country_mentions(text: str) -> list[str]:
    plain = normalise(text)
    return [plain[start:end] for start, end, _ in countries_in(plain)]


def _missing(asked: frozenset[str], said: frozenset[str]) -> float:
    """Return the share of the terms asked about that are not said."""
    return len(asked - said) / len(asked) if asked else 0.0
