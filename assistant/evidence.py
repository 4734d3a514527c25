"""Second step: from the passages found to their sentences, each with what speaks for it.

The weights were fitted by listwise logistic regression on 2,273 questions of the sets in training/ that no adapter
learned from, and checked by leaving a quarter of the sets out at a time. They are of what a sentence says alone and in
context, its passage's score, the share of the question's words in it or just before it, and whether it gives the kind
of answer asked for, of the time asked about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answers import Quote
from assistant.conversation import Understood
from assistant.figures import dates, figures
from assistant.period import asked_period
from assistant.quantities import quantities
from assistant.question import Wanted, counted, gives_reason, names
from index import Article, Hit, Searcher, in_one_name, is_country_term, terms

_WEIGHTS = {
    "alone": 8.0,
    "in_context": 6.0,
    "passage": 5.3,
    "own_terms": 1.2,
    "terms_nearby": 3.9,
    "is_question": -3.1,
    "figure": 1.2,
    "date": 0.65,
    "name": 0.7,
    "reason": 1.2,
    "other_source": -1.7,
    "follows": 1.8,
    "period": 0.5,
    "country_missing": -0.4,
}
_NEXT_CHARS = 400
_IN_PERIOD = {True: 1.0, None: 0.0, False: -1.0}
_ONE_WORD = 2.0  # a question of one or two words proves less by being covered


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quotable sentence, and what speaks for it by name (see the weights).

    `copies` are the paths of other articles that say the same in the same words. `log_odds` are
    those that it answers, given once it has been read together with the question.
    """

    article: Article
    start: int
    end: int
    values: Mapping[str, float]
    copies: tuple[str, ...] = ()
    log_odds: float | None = None

    @property
    def promise(self) -> float:
        """How well it answers by what the search and the words speak for, before it is read."""
        return sum(weight * self.values[name] for name, weight in _WEIGHTS.items())

    @property
    def score(self) -> float:
        """How well it answers; higher is better, comparable within one question."""
        return self.promise if self.log_odds is None else self.log_odds

    @property
    def text(self) -> str:
        """The sentence as it stands in the article."""
        return self.article.text[self.start : self.end]


class _Terms:
    """The terms of texts, with what goes by several names in one, and their rarity."""

    def __init__(self, searcher: Searcher, names: Iterable[tuple[str, ...]]) -> None:
        self._searcher = searcher
        self._in_one_name = in_one_name(names)
        self._rarity: dict[str, float] = {}

    def of(self, text: str) -> frozenset[str]:
        return frozenset(terms(self._in_one_name(text)))

    def rarity(self, found: frozenset[str]) -> float:
        for term in found - self._rarity.keys():
            self._rarity[term] = self._searcher.rarity(term)
        return sum(self._rarity[term] for term in found)


def weigh(
    understood: Understood,
    wanted: Wanted,
    hits: Sequence[Hit],
    sources: frozenset[str],
    focus: Quote | None,
    searcher: Searcher,
) -> list[Evidence]:
    """Weigh every quotable sentence of the passages found; the best first.

    Args:
        sources: the paths of articles that the question names by outlet, author or title.
        focus: what answered the question before, where this one leans on it.
    """
    vocabulary = _Terms(searcher, understood.names)
    own, full = (
        vocabulary.of(" ".join(query.text for query in queries))
        for queries in (understood.queries[:1], understood.queries)
    )
    own_rarity, full_rarity = vocabulary.rarity(own) + _ONE_WORD, vocabulary.rarity(full) + _ONE_WORD
    countries = frozenset(filter(is_country_term, own))
    thing = counted(understood.asks)
    period = asked_period(understood.asks) or asked_period(understood.standalone)
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
                    "follows": understood.leans * _follows(article, sentence.start, focus),
                    "period": _IN_PERIOD[period.holds(text, article.published) if period else None],
                    "country_missing": len(countries - said - before - title) / max(1, len(countries)),
                    **_kinds(text, wanted, full, thing, vocabulary),
                }
                found.append(Evidence(article, sentence.start, sentence.end, values))
            before = said
    return sorted(found, key=lambda evidence: (-evidence.score, evidence.article.path, evidence.start))


def _follows(article: Article, start: int, focus: Quote | None) -> float:
    """Say whether a sentence comes soon after the answer to the question before."""
    return float(focus is not None and article == focus.article and 0 <= start - focus.end < _NEXT_CHARS)


def _kinds(
    text: str, wanted: Wanted, asked: frozenset[str], thing: frozenset[str], vocabulary: _Terms
) -> dict[str, float]:
    """Say for each kind of answer asked for whether the sentence gives one; a figure of another thing is half one."""
    of_another = thing and not any(thing & set(quantity.unit) for quantity in quantities(text))
    return {
        "figure": float(wanted.number and bool(figures(text))) / (2 if of_another else 1),
        "date": float(wanted.date and bool(dates(text))),
        "name": float(wanted.name and any(vocabulary.of(text[a:b]) - asked for a, b in names(text))),
        "reason": float(wanted.reason and gives_reason(text)),
    }
