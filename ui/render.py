"""An answer in, a chat message out: numbered quotes, each with its source and a link into the article.

A message is one line of HTML, which the chat's Markdown passes on as it is. Pure: no Gradio here.
"""

from collections.abc import Sequence
from datetime import date

from assistant import Answer, Article, QAError, Quote, credit_line
from ui.citations import cite, encode_citation
from ui.escape import exact_html, plain_html
from ui.prose import render_notes, render_prose
from ui.strip import render_strip
from ui.verdict import render_verdict

_TOOLTIP_CHARS = 80
_END = "</section>"


def render_answer(answer: Answer, state: str = "") -> str:
    """Return the message of a finished answer; `state` says of which state of the index it is."""
    if answer.small_talk:
        return _message(*(f'<p class="qa-verdict">{plain_html(part)}</p>' for part in answer.text.split("\n\n")))
    if answer.abstained or not answer.quotes:
        return _message(_refusal(answer), render_basis(answer, state))
    return _message(*_shown(answer, len(answer.quotes)), render_notes(answer.writing), render_basis(answer, state))


def render_partial(answer: Answer, shown: int) -> str:
    """Return the message of an answer of which only the first so many quotes are shown as yet."""
    return _message(*_shown(answer, shown))


def render_progress(message: str) -> str:
    """Return the message that tells what is being done."""
    return _message(f'<p class="qa-progress">{plain_html(message)}</p>')


def render_writing(sentences: Sequence[str], message: str) -> str:
    """Return the message of an answer that is being written: its sentences so far, and what is being done."""
    return _message(render_prose(sentences), f'<p class="qa-progress">{plain_html(message)}</p>')


def render_error(error: QAError) -> str:
    """Return the message of an expected failure, with what to do next."""
    remedy = f'<p class="qa-hint">{plain_html(error.remedy)}</p>' if error.remedy else ""
    return _message(f'<p class="qa-verdict">{plain_html(str(error))}</p>{remedy}')


def render_stopped(message: str) -> str:
    """Return a message that was stopped while it grew, marked so; nothing of its quotes is lost."""
    told = '<p class="qa-stopped">Stopped: there may be more.</p>'
    if "<figure" not in message and 'class="qa-prose"' not in message:
        return _message('<p class="qa-stopped">Stopped before anything was found.</p>')
    return message if "qa-basis" in message or told in message else message.removesuffix(_END) + told + _END


def render_quotes(quotes: Sequence[Quote]) -> str:
    """Return quotes numbered from 1, each word as it stands in its article."""
    return "".join(_figure(number, quote) for number, quote in enumerate(quotes, start=1))


def render_basis(answer: Answer, state: str = "") -> str:
    """Return the line under an answer: what was searched, and of which state where that is told."""
    articles, passages = answer.searched
    searched, change = f"Searched {count(passages, 'passage')} in {count(articles, 'article')}", ""
    searched += f", {plain_html(state)}" if state else ""
    if answer.query.strip() and answer.query.strip() != answer.question.strip():
        change = '<button type="button" class="qa-change">Change</button>'
        searched += f' for “<b class="qa-query">{plain_html(answer.query.strip())}</b>”'
    credit = credit_line(answer.writing) if answer.writing else ""
    searched += f". {plain_html(credit.removesuffix('.'))}" if credit else ""
    copy = '<button type="button" class="qa-copy">Copy with sources</button>' if answer.quotes or answer.nearest else ""
    return f'<footer class="qa-basis"><span>{searched}. {change}</span>{copy}</footer>'


def source_line(article: Article) -> str:
    """Return an article's title and where it comes from, as HTML."""
    origin = origin_line(article)
    return f"<cite>{plain_html(article.title or article.path)}</cite>{' · ' if origin else ''}{origin}"


def origin_line(article: Article) -> str:
    """Return an article's outlet, author and date, as far as they are known, as HTML."""
    known = (article.publisher, article.author, long_date(article.published))
    return " · ".join(plain_html(part) for part in known if part)


def page_of(page: int) -> str:
    """Return the page on which a quote stands, where there is one, to go after its source."""
    return f" · p. {page}" if page else ""


def long_date(published: str) -> str:
    """Return an ISO date in words, and anything else as it is."""
    try:
        day = date.fromisoformat(published)
    except ValueError:
        return published
    return f"{day.day} {day:%B %Y}"


def count(number: int, noun: str) -> str:
    """Return a number with its noun, as in "1 article" and "2,000 articles"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _shown(answer: Answer, shown: int) -> tuple[str, ...]:
    prose = render_prose(answer.writing.sentences, answer.quotes) if answer.writing else ""
    return prose, render_verdict(answer), render_strip(answer), render_quotes(answer.quotes[:shown])


def _message(*parts: str) -> str:
    return f'<section class="qa-answer">{"".join(parts)}{_END}'


def _figure(number: int, quote: Quote) -> str:
    link = f"#cite-{encode_citation(cite(quote))}"
    chip = f'<a class="qa-chip" href="{link}" title="{_tooltip(quote.text)}">[{number}]</a>'
    context = f'<p class="qa-context">{exact_html(quote.context)}</p>' if quote.context else ""
    said = f"{plain_html(quote.speaker)}, quoted in " if quote.speaker else ""
    words = f'<p class="qa-words" dir="auto">{_marked(quote)}</p>'
    return (
        f'<figure class="qa-quote">{chip}<blockquote>{context}{words}</blockquote>'
        f"<figcaption>{said}{source_line(quote.article)}{page_of(quote.page)}{_also_in(quote)}</figcaption></figure>"
    )


def _also_in(quote: Quote) -> str:
    return f" · also in {count(len(quote.copies), 'other article')}" if quote.copies else ""


def _marked(quote: Quote) -> str:
    """Return the quote's text with the words that answer in bold; marks that make no sense are left out."""
    pieces, at = [], 0
    for start, end in sorted(quote.marks):
        if at <= start < end <= len(quote.text):
            pieces += [exact_html(quote.text[at:start]), f"<b>{exact_html(quote.text[start:end])}</b>"]
            at = end
    return "".join([*pieces, exact_html(quote.text[at:])])


def _tooltip(text: str) -> str:
    words = " ".join(text[: 2 * _TOOLTIP_CHARS].split())
    if len(words) > _TOOLTIP_CHARS:
        words = words[:_TOOLTIP_CHARS].rsplit(" ", 1)[0] + " …"
    return plain_html(words)


def _refusal(answer: Answer) -> str:
    verdict = '<p class="qa-verdict">The articles do not answer this.</p>'
    if not answer.nearest:
        return f'{verdict}<p class="qa-hint">Nothing in them comes close. Try other words.</p>'
    hint = '<p class="qa-hint">These come closest, but may be about something else.</p>'
    nearest = f"<summary>Show the nearest {_passages(len(answer.nearest))}</summary>{hint}"
    return f'{verdict}<details class="qa-nearest">{nearest}{render_quotes(answer.nearest)}</details>'


def _passages(number: int) -> str:
    return "passage" if number == 1 else count(number, "passage")
