"""Second step: from the passages found to their sentences, each with what speaks for it.

The weights were fitted by listwise logistic regression on questions with known answers, over
articles from several outlets and on two subjects, and checked by leaving one set out at a time:
what a sentence says alone and in context, its passage's score, the share of the question's words
in it or just before it, and whether it gives the kind of answer asked for.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.conversation import Understood
from assistant.question import Wanted, dates, figures, gives_reason, names
from index import Article, Hit, Searcher, normalise, other_forms, terms

_WEIGHTS = {
    "alone": 4.1,
    "in_context": 8.6,
    "passage": 4.3,
    "own_terms": 1.8,
    "terms_nearby": 3.0,
    "is_question": -2.2,
    "figure": 1.0,
    "date": 0.5,
    "name": 1.3,
    "reason": 1.1,
    "other_source": -0.8,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quotable sentence, and what speaks for it by name (see the weights)."""

    article: Article
    start: int
    end: int
    values: Mapping[str, float]

    @property
    def score(self) -> float:
        """How well it answers; higher is better, comparable within one question."""
        return sum(weight * self.values[name] for name, weight in _WEIGHTS.items())

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]


class _Terms:
    """The terms of texts, with the question's abbreviations in one form, and their rarity."""

    def __init__(self, searcher: Searcher, forms: Mapping[str, str]) -> None:
        self._searcher = searcher
        self._patterns = [
            (re.compile(rf"\b{re.escape(long)}\b", re.IGNORECASE), short)
            for one, other in forms.items()
            for short, long in [sorted((one, other), key=len)]
        ]
        self._rarity: dict[str, float] = {}

    def of(self, text: str) -> frozenset[str]:
        plain = normalise(text)
        for long, short in self._patterns:
            plain = long.sub(short, plain)
        return frozenset(terms(plain))

    def rarity(self, found: frozenset[str]) -> float:
        for term in found - self._rarity.keys():
            self._rarity[term] = self._searcher.rarity(term)
        return sum(self._rarity[term] for term in found)


def weigh(
    understood: Understood, wanted: Wanted, hits: Sequence[Hit], sources: frozenset[str], searcher: Searcher
) -> list[Evidence]:
    """Weigh every quotable sentence of the passages found; the best first.

    Args:
        sources: the paths of articles that the question names by outlet, author or title.
    """
    vocabulary = _Terms(searcher, other_forms(understood.standalone, searcher.abbreviations()))
    own, full = (
        vocabulary.of(" ".join(query.text for query in queries))
        for queries in (understood.queries[:1], understood.queries)
    )
    own_rarity, full_rarity = max(vocabulary.rarity(own), 1e-9), max(vocabulary.rarity(full), 1e-9)
    found = []
    for hit in hits:
        article = hit.passage.article
        title = vocabulary.of(article.title)
        before: frozenset[str] = frozenset()
        for number, sentence in enumerate(hit.passage.sentences):
            text = article.text[sentence.start : sentence.end]
            said = vocabulary.of(text)
            if sentence.quotable:
                values = {
                    "alone": hit.similarities[number],
                    "in_context": hit.in_context[number],
                    "passage": hit.score,
                    "own_terms": vocabulary.rarity(own & said) / own_rarity,
                    "terms_nearby": vocabulary.rarity(full & (said | before | title)) / full_rarity,
                    "is_question": float(text.rstrip("”\"'»)").endswith("?")),
                    "other_source": float(bool(sources) and article.path not in sources),
                    **_kinds(text, wanted, full, vocabulary),
                }
                found.append(Evidence(article, sentence.start, sentence.end, values))
            before = said
    return sorted(found, key=lambda evidence: (-evidence.score, evidence.article.path, evidence.start))


def _kinds(text: str, wanted: Wanted, asked: frozenset[str], vocabulary: _Terms) -> dict[str, float]:
    """Say for each kind of answer asked for whether the sentence gives one."""
    return {
        "figure": float(wanted.number and bool(figures(text))),
        "date": float(wanted.date and bool(dates(text))),
        "name": float(wanted.name and any(vocabulary.of(text[a:b]) - asked for a, b in names(text))),
        "reason": float(wanted.reason and gives_reason(text)),
    }
