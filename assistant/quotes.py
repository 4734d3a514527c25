"""Fifth step: from sentences that have been read to quotes, whole, from every article that has something to say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Quote
from assistant.evidence import Evidence
from assistant.question import Wanted
from index import Article

# In log-odds, chosen on questions that the adapter has not seen: how far below the best sentence another may lie,
# and how unlikely it may be.
_AS_GOOD, _LEAST = 2.0, -2.5
_FROM_ANOTHER_ARTICLE, _LEAST_FROM_ANOTHER = 2.5, -2.5
_IF_ASKED_FOR, _LEAST_IF_ASKED_FOR = 6.0, -3.0
_GOES_ON = 3.0
_CONTEXT_CHARS = 200
_POINTS_BACK = re.compile(r"^[“\"«(\[]?(?:It|They|He|She|This|That|These|Those|Its|Their|His|Her|Such|Both)\b")


@dataclass(frozen=True, slots=True)
class _Span:
    article: Article
    start: int
    end: int
    score: float


def choose_quotes(
    evidence: Sequence[Evidence], wanted: Wanted, sources: Sequence[frozenset[str]], most: int
) -> tuple[Quote, ...]:
    """Choose what to quote, best first.

    A sentence is quoted when it is nearly as good as the best; the best sentence of another
    article a little further below, of an article that the question asks for much
    further, and one that gives a figure where one is asked for whenever it reads like an answer.
    Neighbours in a paragraph are one quote, and the best quote goes on with the next sentence where that is not much
    worse: an answer is often given in two. One that points back brings the sentence before it as context.

    Args:
        evidence: weighed sentences, best first.
        sources: for each source that the question names, the paths of its articles.
    """
    if not evidence:
        return ()
    spans: list[_Span] = []
    for sentence in _worth_quoting(evidence, wanted, sources, most):
        spans = _joined(spans, _span(sentence))
    for sentence in _going_on(spans[0], evidence):
        spans = _joined(spans, _span(sentence))
    return tuple(_quote(span, _context(span, evidence)) for span in spans)


def nearest_quotes(evidence: Sequence[Evidence], most: int = 3) -> tuple[Quote, ...]:
    """Choose the closest sentences, to be shown where they do not answer."""
    spans = [*map(_span, evidence[:most])]
    return tuple(_quote(span, _context(span, evidence)) for span in spans)


def _worth_quoting(
    evidence: Sequence[Evidence], wanted: Wanted, sources: Sequence[frozenset[str]], most: int
) -> list[Evidence]:
    best = evidence[0].score
    chosen = [evidence[0]]
    chosen += [one for one in evidence[1 : most - 1] if one.score >= max(best - _AS_GOOD, _LEAST)]
    seen = {one.article.path for one in chosen}
    for one in evidence:
        path = one.article.path
        named = any(path in paths and not paths & seen for paths in sources)
        if _gives_a_figure_too(one, evidence[0]):
            enough = one.score
        elif named or (wanted.several and not sources):
            enough = max(best - _IF_ASKED_FOR, _LEAST_IF_ASKED_FOR)
        else:
            enough = max(best - _FROM_ANOTHER_ARTICLE, _LEAST_FROM_ANOTHER)
        if path not in seen and len(chosen) < most and one.score >= enough:
            chosen.append(one)
            seen.add(path)
    return chosen


def _gives_a_figure_too(one: Evidence, best: Evidence) -> bool:
    """Say whether both give a figure, of no other country, and this one reads like an answer, too."""
    return (
        one.values["figure"] == best.values["figure"] == 1
        and one.values["country_missing"] <= best.values["country_missing"]
        and one.values.get("reading", 0.0) > 0
    )


def _going_on(best: _Span, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentence after the best quote in its paragraph, unless it is much worse."""
    return [
        one
        for one in evidence
        if one.article.path == best.article.path
        and one.start >= best.end
        and one.score >= best.score - _GOES_ON
        and _touch(best.article, best.end, one.start)
    ]


def _span(sentence: Evidence) -> _Span:
    return _Span(sentence.article, sentence.start, sentence.end, sentence.score)


def _joined(spans: Sequence[_Span], new: _Span) -> list[_Span]:
    """Add a span, as one with a span of the same paragraph that it overlaps or touches."""
    out: list[_Span] = []
    place = len(spans)
    for span in spans:
        first, second = sorted((span, new), key=lambda s: s.start)
        if span.article == new.article and _touch(span.article, first.end, second.start):
            place = min(place, len(out))
            new = _Span(span.article, first.start, max(span.end, new.end), max(span.score, new.score))
        else:
            out.append(span)
    return [*out[:place], new, *out[place:]]


def _touch(article: Article, end: int, start: int) -> bool:
    """Say whether nothing but blanks within a line lies between two places, or they overlap."""
    return start <= end or (article.text[end:start].isspace() and "\n" not in article.text[end:start])


def _context(span: _Span, evidence: Sequence[Evidence]) -> str:
    """Return the sentence before a quote that points back and could not take it along."""
    if not _POINTS_BACK.match(span.article.text[span.start : span.end]):
        return ""
    before = [e for e in evidence if e.article == span.article and 0 <= span.start - e.end < _CONTEXT_CHARS]
    return max(before, key=lambda e: e.end).text if before else ""


def _quote(span: _Span, context: str) -> Quote:
    text = span.article.text[span.start : span.end]
    return Quote(span.article, text, span.start, span.end, span.score, context=context)
