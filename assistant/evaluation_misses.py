"""A question that went wrong as a piece of HTML: what was asked, what was shown, and what would have answered."""

import html
from collections.abc import Iterable, Iterator

from assistant.answers import Quote
from assistant.evaluation import Outcome, is_gold, same_quote, shown_quotes
from assistant.question_sets import GoldQuote
from assistant.terminal import visible


def html_text(text: str) -> str:
    """Escape text for HTML, within quoted attributes too; characters that nobody can see are written out."""
    return html.escape(visible(text))


def miss_card(outcome: Outcome, css_class: str) -> str:
    """Return an element of this class with all there is to know about an outcome."""
    asked, answer = outcome.asked, outcome.answer
    return "\n".join(
        [
            f'<details class="miss {css_class}"><summary><h3>{html_text(asked.question)}</h3><p class="facts">',
            *(f'<span class="fault">{fault}</span>' for fault in outcome.faults),
            f"<span>{html_text(asked.kind)}</span><span>confidence {answer.confidence:.2f}</span>",
            f"<span>{outcome.milliseconds:,.0f} ms</span><span>{html_text(asked.id)}</span></p></summary>",
            '<div class="body">',
            *_conversation(outcome),
            f'<div class="pair"><div>{"".join(_shown(outcome))}</div><div>{"".join(_gold(outcome))}</div></div>',
            "</div></details>",
        ]
    )


def _conversation(outcome: Outcome) -> Iterator[str]:
    if outcome.asked.history:
        earlier = (f"<li>Asked before: {html_text(question)}</li>" for question in outcome.asked.history)
        yield f'<ol class="history">{"".join(earlier)}</ol>'
    if outcome.answer.query != outcome.asked.question:
        yield f'<p class="query">Searched: {html_text(outcome.answer.query)}</p>'


def _shown(outcome: Outcome) -> Iterator[str]:
    quotes = shown_quotes(outcome.answer)
    yield f"<h4>{'It quoted' if quotes else 'It abstained; the closest it had'}</h4>"
    wanted = outcome.asked.wanted if outcome.asked.answerable else ()
    for number, quote in enumerate(quotes or outcome.answer.nearest, start=1):
        good = is_gold(quote, wanted)
        note = f"{number}, right" if good else f"{number}"
        yield _figure(quote.text, note, (quote.article.publisher, quote.article.title, quote.article.path), good=good)
    if not quotes and not outcome.answer.nearest:
        yield '<p class="empty">nothing</p>'


def _gold(outcome: Outcome) -> Iterator[str]:
    alternatives = outcome.asked.gold if outcome.asked.answerable else ()
    yield f"<h4>{'What answers' if alternatives else 'The articles do not answer'}</h4>"
    quotes = shown_quotes(outcome.answer)
    for place, parts in enumerate(alternatives):
        if place:
            yield '<p class="or">or</p>'
        for part in parts:
            yield _gold_figure(part, quotes)


def _gold_figure(part: GoldQuote, quotes: Iterable[Quote]) -> str:
    good = any(same_quote(quote, part) for quote in quotes)
    return _figure(part.quote, "shown" if good else "not shown", (part.file,), good=good)


def _figure(text: str, note: str, source: Iterable[str], *, good: bool) -> str:
    told = " · ".join(html_text(word) for word in source if word)
    return (
        f'<figure class="quote {"good" if good else "bad"}"><blockquote>{html_text(text)}</blockquote>'
        f"<figcaption><b>{note}</b> {told}</figcaption></figure>"
    )
