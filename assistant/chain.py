"""The way of a question: find | judge | respond. Small talk has a shorter one.

Understanding and searching belong to `find`, weighing, reading and deciding to `judge`, quoting and
composing to `respond`. Each step's result holds the one before it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from assistant.agreement import agreement
from assistant.answerability import doubted
from assistant.answers import Answer, Quote
from assistant.compose import compose_answer
from assistant.conversation import Understood, understand
from assistant.copies import distinct_hits, drop_copies, with_copies
from assistant.cross_encoder import Reading
from assistant.decide import confidence
from assistant.evidence import Evidence, weigh
from assistant.marks import marks
from assistant.question import Wanted, wanted
from assistant.quotes import choose_quotes, nearest_quotes
from assistant.reading import read
from assistant.smalltalk import SmallTalk, reply, small_talk, without_courtesy
from assistant.speakers import common_speaker, speakers
from assistant.steps import Asked, Found, Judged
from index import Hit, Query, names_in, normalise, with_other_names

_OF_A_FOLLOW_UP = 0.5  # of the most sentences read
_ARTICLES = 4  # that are heard where several are asked
_READ_BEFORE = 2  # `most_read` of what may have answered the question before: up to 5 / 3 as many are read
_MOST_COPIES = 16  # times the passages wanted: no further is looked behind the copies


def find(asked: Asked) -> Found:
    """Understand the question and search for it, where it leans on the one before also near that one's answer."""
    understood = _understand(asked)
    focus = _answer_before(asked) if understood.leans else None
    return _search(asked, understood, focus)


def _understand(asked: Asked) -> Understood:
    """Understand the question, misspelt words corrected."""
    spelled = asked.searcher.corrected
    return understand(
        spelled(without_courtesy(asked.question)),
        [*map(spelled, asked.earlier)],
        asked.settings.history_turns,
        asked.answered,
    )


def _answer_before(asked: Asked) -> Quote | None:
    """Return what reads best as the answer to the question before, as if nothing had been answered before that."""
    settings = replace(asked.settings, most_read=_READ_BEFORE)
    before = replace(
        asked, question=asked.earlier[-1], earlier=asked.earlier[:-1], answered="", further=None, settings=settings
    )
    found = _search(before, _understand(before), None)
    return next(iter(nearest_quotes(_read(found, wanted(found.understood.asks)), 1)), None)


def _search(asked: Asked, understood: Understood, focus: Quote | None) -> Found:
    """Search; what names a source says where to look instead of being looked for."""
    searcher = asked.searcher
    named = searcher.named_articles(understood.standalone)
    names = names_in(understood.standalone, searcher.other_names)
    texts = [_replaced(query.text, named, "") or query.text for query in understood.queries]
    queries = [
        Query(with_other_names(text, names), query.weight)
        for text, query in zip(texts, understood.queries, strict=True)
    ]
    understood = replace(understood, queries=tuple(queries), names=names)
    searched = understood.searched
    hits = _distinct(asked, searched) if asked.quotable else searcher.search(searched, asked.k)
    for paths in (*named.values(), *([frozenset((focus.article.path,))] if focus else [])):
        known = {(hit.passage.article.path, hit.passage.start) for hit in hits}
        more = searcher.search(searched, max(asked.k // 2, 1), paths, quotable=asked.quotable)
        hits += [hit for hit in more if (hit.passage.article.path, hit.passage.start) not in known]
    return Found(asked, understood, named, tuple(hits), focus)


def _distinct(asked: Asked, queries: Sequence[Query]) -> list[Hit]:
    """Search for `k` passages that are no copies of each other; the copies come with them."""
    most = asked.k
    while True:
        most *= 2
        found = asked.searcher.search(queries, most, quotable=True)
        hits, originals = distinct_hits(found, asked.k)
        if originals == asked.k or len(found) < most or most >= _MOST_COPIES * asked.k:
            return hits


def judge(found: Found) -> Judged:
    """Weigh the sentences of the passages found, read the best, and decide how likely it is that they answer."""
    asked, understood = found.asked, found.understood
    kinds = wanted(understood.asks)
    evidence = doubted(_reading(found), _read(found, kinds), asked.doubter)
    likely = confidence(understood, kinds, bool(found.sources), evidence, asked.searcher.knows)
    return Judged(found, kinds, tuple(evidence), likely)


def _read(found: Found, kinds: Wanted) -> list[Evidence]:
    """Weigh the sentences of the passages found, and read the most promising; the best first."""
    asked, reading, most = found.asked, _reading(found), found.asked.settings.most_read
    if reading.earlier:  # it takes twice as long to read, and gains less from what is further down
        most = max(1, round(_OF_A_FOLLOW_UP * most))
    weighed = _weighed(found)
    sources = (*found.sources, *_most_promising(weighed)) if kinds.several else found.sources
    return read(reading, weighed, sources, most, asked.reader, asked.further)


def _most_promising(weighed: Sequence[Evidence]) -> list[frozenset[str]]:
    """Return the articles whose sentences are the most promising, each by itself."""
    paths = dict.fromkeys(one.article.path for one in weighed)
    return [frozenset((path,)) for path in islice(paths, _ARTICLES)]


def _weighed(found: Found) -> list[Evidence]:
    sources = frozenset().union(*found.sources)
    kinds = wanted(found.understood.asks)
    return drop_copies(weigh(found.understood, kinds, found.hits, sources, found.focus, found.asked.searcher))


def _reading(found: Found) -> Reading:
    """Return the question as it is read: with what it may lean on, unless it has that in its own words by now.

    An outlet rarely names itself: a source goes by "the article".
    """
    understood = found.understood
    question = _replaced(understood.asks, found.named, "the article")
    if understood.asks == understood.standalone:
        return Reading(question, names=understood.names)
    answered = found.focus.text if found.focus else ""
    return Reading(question, found.asked.earlier, answered, understood.names)


def respond(judged: Judged) -> Answer:
    """Quote and compose, or abstain with the nearest passages."""
    found = judged.found
    settings, searcher = found.asked.settings, found.asked.searcher
    quotes: tuple[Quote, ...] = ()
    nearest: tuple[Quote, ...] = ()
    if abstained := judged.confidence < settings.threshold or not judged.evidence:
        nearest = _annotated(nearest_quotes(judged.evidence), judged)
    else:
        quotes = choose_quotes(judged.evidence, judged.wanted, found.sources, settings.most_quotes)
        quotes = _annotated(quotes, judged)
    agreed = agreement(quotes, found.understood.asks)
    return Answer(
        question=found.asked.question,
        text="".join(compose_answer(quotes, nearest, agreed)).rstrip(),
        quotes=quotes,
        abstained=abstained,
        confidence=judged.confidence,
        query=found.understood.standalone,
        nearest=nearest,
        generation=searcher.generation,
        searched=searcher.count,
        agreement=agreed,
    )


def _annotated(quotes: tuple[Quote, ...], judged: Judged) -> tuple[Quote, ...]:
    """Find for each quote which other articles say the same, who says it, and the words that answer."""
    return tuple(_with_marks(_with_speaker(quote), judged) for quote in with_copies(quotes, judged.evidence))


def _with_speaker(quote: Quote) -> Quote:
    return replace(quote, speaker=common_speaker(speakers(quote.article, quote.start, quote.end)))


def _with_marks(quote: Quote, judged: Judged) -> Quote:
    told_by = f"{quote.speaker} {quote.article.author} {quote.article.publisher}"
    return replace(quote, marks=marks(quote.text, judged.found.understood.asks, judged.wanted, told_by))


def respond_to(asked: Asked) -> Answer:
    """Go the whole way."""
    return chat(asked) if is_small_talk(asked) else respond(judge(find(asked)))


def is_small_talk(asked: Asked) -> bool:
    """Say whether nothing is asked of the articles."""
    return _kind(asked) is not None


def _kind(asked: Asked) -> SmallTalk | None:
    return small_talk(asked.question, first=not asked.earlier)


def chat(asked: Asked) -> Answer:
    """Reply to small talk; nothing is searched."""
    in_all, _ = asked.searcher.count_of_all
    return Answer(
        question=asked.question,
        text=reply(_kind(asked) or SmallTalk.ABOUT, in_all),
        quotes=(),
        abstained=True,
        confidence=0.0,
        query=asked.question,
        generation=asked.searcher.generation,
        searched=asked.searcher.count,
        small_talk=True,
    )


def _replaced(text: str, names: Iterable[str], other: str) -> str:
    """Put something else for the names of sources: they say where to look, not what for."""
    plain = normalise(text)
    for name in names:
        plain = re.sub(rf"\b{re.escape(name)}\b(?:'s)?", other, plain, flags=re.IGNORECASE)
    return " ".join(plain.split())
