"""An answer in, one line out that says how sure it is, how many articles agree, and which differ.

Pure: no Gradio here. `ui.strip` shows below it who says what.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant import Agreement, Answer, Group, Quote, Words
from ui.escape import exact_html

_STEPS = 3
_SURENESS = (
    (0.9, 3, "The articles very likely answer this"),
    (0.7, 2, "The articles likely answer this"),
    (0.0, 1, "The articles may answer this: read the quotes closely"),
)


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


def words_html(words: Words, quotes: Sequence[Quote]) -> str:
    """Return some words of a quote, as they stand in it, in quotation marks."""
    return f"‘{exact_html(quotes[words.number - 1].text[words.start : words.end])}’"


def _sureness(confidence: float) -> str:
    step, words = next((step, words) for least, step, words in _SURENESS if confidence >= least)
    bars = f'<span class="qa-meter qa-meter-{step}">{"<span></span>" * _STEPS}</span>'
    alternative = f'<span class="qa-spoken">Sure to step {step} of {_STEPS}: </span>'
    return f'<span class="qa-sureness">{bars}{alternative}{words}.</span>'


def _told(answer: Answer) -> Iterator[str]:
    """Yield how the articles stand to each other, in sentences."""
    every = len({quote.article.path for quote in answer.quotes})
    told = points(answer.quotes, answer.agreement)
    if not told:
        yield f"<span>{'One article is quoted' if every == 1 else f'{every} articles speak to this'}.</span>"
    for point in told:
        words = _each(point.differing, answer.quotes)
        number = len(_paths(point.differing, answer.quotes))
        if point.agreeing:
            shared = min(_each(point.agreeing, answer.quotes), key=len)
            who = _so_many(len(_paths(point.agreeing, answer.quotes)), every)
            yield f'<span class="qa-agrees">{who} agree: {shared}.</span>'
            if words:
                differ = "differs" if number == 1 else "differ"
                yield f'<span class="qa-differs">{number} {differ}: {", ".join(words)}.</span>'
        else:
            yield f'<span class="qa-differs">{_so_many(number, every)} differ: {" against ".join(words)}.</span>'


def _so_many(number: int, every: int) -> str:
    if number < every:
        return f"{number} of {every} articles"
    return f"All {every} articles" if every > 2 else "The two articles"


def _each(words: Sequence[Words], quotes: Sequence[Quote]) -> list[str]:
    """Return the first words of each quote, those that are the same once."""
    first = {one.number: one for one in reversed(words)}
    return list(dict.fromkeys(words_html(first[number], quotes) for number in sorted(first)))


def _outside(group: Group, paths: set[str], quotes: Sequence[Quote]) -> list[Words]:
    return [words for words in group.words if quotes[words.number - 1].article.path not in paths]


def _paths(words: Sequence[Words], quotes: Sequence[Quote]) -> set[str]:
    return {quotes[one.number - 1].article.path for one in words}
