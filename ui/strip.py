"""An answer in, its quotes as a small timeline out: who said what when, and which articles agree or differ.

A row for each article, the oldest first. Whatever a row tells by place, colour or shape it says in
words, too; some of these only screen readers get. Pure: no Gradio here.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from assistant import Answer, Article, Quote
from ui.citations import cite, encode_citation
from ui.escape import exact_html, plain_html
from ui.verdict import Point, points, words_said

_Row = tuple[Article, list[int]]


def render_strip(answer: Answer) -> str:
    """Return the timeline of an answer's quotes; nothing where they are of one article only."""
    rows = _rows(answer.quotes)
    if len(rows) < 2:
        return ""
    outlets = [article.publisher for article, _ in rows]
    places = _places([article for article, _ in rows])
    told = points(answer.quotes, answer.agreement)
    shown = (
        f"<li>{_source(article, outlets)} "
        f'<span class="qa-place{"" if article.path in places else " qa-undated"}">'
        f"<span{_position(places.get(article.path))}>{_chips(numbers, answer.quotes, told)}</span></span> "
        f"{_said(numbers, answer.quotes, told)}</li>"
        for article, numbers in rows
    )
    kind = " qa-timeline" if places else ""
    return f'<div class="qa-evidence"><ol class="qa-strip{kind}">{"".join(shown)}</ol></div>'


def _rows(quotes: Sequence[Quote]) -> list[_Row]:
    """Return each article with the numbers of its quotes, by date; those without one come last."""
    found: dict[str, _Row] = {}
    for number, quote in enumerate(quotes, start=1):
        found.setdefault(quote.article.path, (quote.article, []))[1].append(number)
    return sorted(found.values(), key=lambda row: _day(row[0]) or date.max)


def _places(articles: Sequence[Article]) -> Mapping[str, float]:
    """Return how far along the axis each dated article stands, in percent; nothing without two different days."""
    days = {article.path: day for article in articles if (day := _day(article))}
    first, last = min(days.values(), default=date.min), max(days.values(), default=date.min)
    return {path: round(100 * ((day - first) / (last - first)), 1) for path, day in days.items() if first < last}


def _position(place: float | None) -> str:
    """Return the style that puts chips on the axis, none of them beyond its ends."""
    return "" if place is None else f' style="left:{place:g}%;translate:-{place:g}%"'


def _day(article: Article) -> date | None:
    try:
        return date.fromisoformat(article.published)
    except ValueError:
        return None


def _source(article: Article, outlets: Sequence[str]) -> str:
    day = _day(article)
    when = f"{day.day} {day:%b %Y}" if day else plain_html(article.published) or "no date"
    full = " · ".join(plain_html(part) for part in (article.title or article.path, article.publisher) if part)
    name = plain_html(_name(article, outlets))
    return f'<cite title="{full}">{name}</cite><span class="qa-when"><span class="qa-spoken">, </span>{when}</span>'


def _name(article: Article, outlets: Sequence[str]) -> str:
    """Name an article by its outlet, and by its title where outlets do not tell the articles apart."""
    title = article.title or article.path
    if not article.publisher or len(set(outlets)) == 1:
        return title
    return article.publisher if outlets.count(article.publisher) == 1 else f"{article.publisher} · {title}"


def _chips(numbers: Sequence[int], quotes: Sequence[Quote], told: Sequence[Point]) -> str:
    agreeing = {words.number for point in told for words in point.agreeing}
    differing = {words.number for point in told for words in point.differing}
    chips = []
    for number in numbers:
        mark = ' class="qa-differs"' if number in differing else ' class="qa-agrees"' if number in agreeing else ""
        link = encode_citation(cite(quotes[number - 1]))
        chips.append(f'<a{mark} href="#cite-{link}"><span class="qa-spoken">quote </span>{number}</a>')
    return " ".join(chips)


def _said(numbers: Sequence[int], quotes: Sequence[Quote], told: Sequence[Point]) -> str:
    """Return the words in which quotes agree with those of other articles, and those in which they differ."""
    said = []
    for point in told:
        for name, spoken, side in (("agrees", "agrees: ", point.agreeing), ("differs", "differs: ", point.differing)):
            if mine := [words_said(words, quotes) for words in side if words.number in numbers]:
                words = ", ".join(f"‘<bdi>{exact_html(one)}</bdi>’" for one in mine)
                said.append(f'<span class="qa-{name}"><span class="qa-spoken">{spoken}</span>{words}</span>')
    return f'<span class="qa-claim">{" ".join(said)}</span>' if told else ""
