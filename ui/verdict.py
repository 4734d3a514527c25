"""An answer in, one line out that says how sure it is, how many articles agree, and which differ.

Pure: no Gradio here. `ui.strip` shows below it who says what.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant import Agreement, Answer, Group, Quote, Words, sureness
from ui.escape import exact_html

_STEPS = 3
_SHORT_CHARS = 32


@dataclass(frozen=True, slots=True)
class Point:
    """Something on which articles agree, with what differs from it; or, where none agree, what differs."""

    agreeing: tuple[Words, ...]
    differing: tuple[Words, ...]


def render_verdict(answer: Answer) -> str:
    """Return the line above an answer's quotes; nothing where it has none."""
    if answer.abstained or not answer.quotes:
        return ""
    return f'<p class="qa-glance">{" ".join((_sureness(answer.confidence), *_told(answer)))}</p>'


def points(quotes: Sequence[Quote], agreed: Agreement) -> list[Point]:
    """Return each point once: a smaller group that differs from a larger one is told as differing."""
    found: list[Point] = []
    differing = list(agreed.differing)
    for group in sorted(agreed.agreeing, key=lambda group: -len(_paths(group.words, quotes))):
        if any(set(group.words) <= set(point.differing) for point in found):
            continue
        against: dict[Words, None] = {}
        for other in [other for other in differing if set(other.words) & set(group.words)]:
            if rest := _outside(other, _paths(group.words, quotes), quotes):
                against |= dict.fromkeys(rest)
                differing.remove(other)
        found.append(Point(group.words, tuple(against)))
    return found + [Point((), group.words) for group in differing]


def words_said(words: Words, quotes: Sequence[Quote]) -> str:
    """Return some words of a quote as they stand in it."""
    return quotes[words.number - 1].text[words.start : words.end]


def _sureness(confidence: float) -> str:
    step, words = sureness(confidence)
    bars = "<span></span>" * _STEPS
    meter = f'<span class="qa-meter qa-meter-{step}" role="img" title="How sure: {step} of {_STEPS}">{bars}</span>'
    return f'<span class="qa-sureness">{meter}{words}.</span>'


def _told(answer: Answer) -> Iterator[str]:
    """Yield how the articles stand to each other, in sentences."""
    every = len({quote.article.path for quote in answer.quotes})
    told = points(answer.quotes, answer.agreement)
    if not told:
        yield f"<span>{'One article is quoted' if every == 1 else f'{every} articles speak to this'}.</span>"
    for point in told:
        agree, differ = (len(_paths(side, answer.quotes)) for side in (point.agreeing, point.differing))
        agreed, against = (_figures(side, answer.quotes) for side in (point.agreeing, point.differing))
        if not agree:
            yield f'<span class="qa-differs">{_so_many(differ, every)} differ{_named(against, " against ")}.</span>'
            continue
        shared = min(agreed, key=len)  # has no hedge, or says least beside the figure
        yield f'<span class="qa-agrees">{_so_many(agree, every)} agree{_named([shared], "")}.</span>'
        if differ:
            verb = "differs" if differ == 1 else "differ"
            yield f'<span class="qa-differs">{differ} {verb}{_named(against, ", ")}.</span>'


def _so_many(number: int, every: int) -> str:
    if number < every:
        return f"{number} of {every} articles"
    return f"All {every} articles" if every > 2 else "The two articles"


def _named(figures: Sequence[str], joint: str) -> str:
    """Return a colon and the words, unless some are so long that they are better left to the strip."""
    if any(len(words) > _SHORT_CHARS for words in figures):
        return ""
    return f": {joint.join(f'<b>‘<bdi>{exact_html(words)}</bdi>’</b>' for words in figures)}"


def _figures(words: Sequence[Words], quotes: Sequence[Quote]) -> list[str]:
    """Return the first words of each quote, in order; what several say in the same words, once."""
    first = {one.number: one for one in reversed(words)}
    return list(dict.fromkeys(words_said(first[number], quotes) for number in sorted(first)))


def _outside(group: Group, paths: set[str], quotes: Sequence[Quote]) -> list[Words]:
    return [words for words in group.words if quotes[words.number - 1].article.path not in paths]


def _paths(words: Sequence[Words], quotes: Sequence[Quote]) -> set[str]:
    return {quotes[one.number - 1].article.path for one in words}
