"""The way of a question, as LangChain runnables: find | judge | respond.

Understanding and searching belong to `find`, weighing and deciding to `judge`, quoting and
composing to `respond`. Each step's result holds the one before it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from langchain_core.runnables import Runnable, RunnableLambda

from assistant.agreement import agreement
from assistant.answers import Agreement, Answer, Quote
from assistant.compose import compose, compose_abstention
from assistant.conversation import Understood, understand
from assistant.decide import confidence
from assistant.evidence import Evidence, weigh
from assistant.marks import marks
from assistant.question import Wanted, wanted
from assistant.quotes import choose_quotes, nearest_quotes
from assistant.settings import AssistantSettings
from assistant.speakers import common_speaker, speakers
from index import Hit, Query, Searcher, normalise, other_forms


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the earlier ones, and the generation of the index that it is put to.

    `k` passages are searched for; `quotable` leaves out those with nothing to quote.
    """

    question: str
    earlier: tuple[str, ...]
    searcher: Searcher
    settings: AssistantSettings
    k: int
    quotable: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The passages found.

    `sources` are the paths of the articles of each source the question names; `focus` is what
    answered the question before, where this one leans on it.
    """

    asked: Asked
    understood: Understood
    sources: tuple[frozenset[str], ...]
    hits: tuple[Hit, ...]
    focus: Quote | None


@dataclass(frozen=True, slots=True)
class Judged:
    """The sentences found, best first, and how likely it is that they answer."""

    found: Found
    wanted: Wanted
    evidence: tuple[Evidence, ...]
    confidence: float


def find(asked: Asked) -> Found:
    """Understand the question and search for it, where it leans on the one before also near that one's answer."""
    understood = understand(asked.question, asked.earlier, asked.settings.history_turns)
    focus = _answer_before(asked) if understood.leans else None
    return _search(asked, understood, focus)


def _answer_before(asked: Asked) -> Quote | None:
    """Return the first quote that the question before would get."""
    before = replace(asked, question=asked.earlier[-1], earlier=asked.earlier[:-1])
    understood = understand(before.question, before.earlier, before.settings.history_turns)
    judged = judge(_search(before, understood, None))
    return next(iter(choose_quotes(judged.evidence, judged.wanted, judged.found.sources, 1)), None)


def _search(asked: Asked, understood: Understood, focus: Quote | None) -> Found:
    """Search; what names a source says where to look instead of being looked for."""
    searcher = asked.searcher
    named = searcher.named_articles(understood.standalone)
    abbreviations = searcher.abbreviations()
    queries = []
    for query in understood.queries:
        text = _without(query.text, named) or query.text
        queries.append(Query(" ".join((text, *other_forms(text, abbreviations).values())), query.weight))
    hits = searcher.search(queries, asked.k, quotable=asked.quotable)
    for paths in (*named.values(), *([frozenset((focus.article.path,))] if focus else [])):
        known = {(hit.passage.article.path, hit.passage.start) for hit in hits}
        more = searcher.search(queries, max(asked.k // 2, 1), paths, quotable=asked.quotable)
        hits += [hit for hit in more if (hit.passage.article.path, hit.passage.start) not in known]
    return Found(asked, replace(understood, queries=tuple(queries)), tuple(named.values()), tuple(hits), focus)


def judge(found: Found) -> Judged:
    """Weigh the sentences of the passages found, and decide how likely it is that they answer."""
    kinds = wanted(found.understood.asks)
    sources = frozenset().union(*found.sources)
    evidence = weigh(found.understood, kinds, found.hits, sources, found.focus, found.asked.searcher)
    likely = confidence(found.understood, kinds, bool(sources), evidence, found.asked.searcher.knows)
    return Judged(found, kinds, tuple(evidence), likely)


def respond(judged: Judged) -> Answer:
    """Quote and compose, or abstain with the nearest passages."""
    found = judged.found
    settings, searcher = found.asked.settings, found.asked.searcher
    quotes: tuple[Quote, ...] = ()
    nearest: tuple[Quote, ...] = ()
    if abstained := judged.confidence < settings.threshold or not judged.evidence:
        nearest = _read(nearest_quotes(judged.evidence), judged)
    else:
        quotes = _read(choose_quotes(judged.evidence, judged.wanted, found.sources, settings.most_quotes), judged)
    agreed = agreement(quotes, found.understood.asks)
    return Answer(
        question=found.asked.question,
        text="".join(pieces(quotes, nearest, agreed)).rstrip(),
        quotes=quotes,
        abstained=abstained,
        confidence=judged.confidence,
        query=found.understood.standalone,
        nearest=nearest,
        generation=searcher.generation,
        searched=searcher.count,
        agreement=agreed,
    )


def _read(quotes: tuple[Quote, ...], judged: Judged) -> tuple[Quote, ...]:
    """Find in each quote the words that answer, and who says it."""
    asks = judged.found.understood.asks
    return tuple(
        replace(
            quote,
            marks=marks(quote.text, asks, judged.wanted),
            speaker=common_speaker(speakers(quote.article, quote.start, quote.end)),
        )
        for quote in quotes
    )


def pieces(quotes: tuple[Quote, ...], nearest: tuple[Quote, ...], agreed: Agreement) -> Iterator[str]:
    """Yield the answer's Markdown as it is streamed."""
    return compose(quotes, agreed) if quotes else compose_abstention(nearest)


def build_chain() -> Runnable[Asked, Answer]:
    """Return the whole way as one runnable."""
    return RunnableLambda(find) | RunnableLambda(judge) | RunnableLambda(respond)


def _without(text: str, names: Iterable[str]) -> str:
    """Take the names of sources out of a query: they say where to look, not what for."""
    plain = normalise(text)
    for name in names:
        plain = re.sub(rf"\b{re.escape(name)}\b(?:'s)?", "", plain, flags=re.IGNORECASE)
    return " ".join(plain.split())
