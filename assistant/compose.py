"""Last step: an answer's Markdown, made of quotes and of sentences that cite them."""

import re
from collections.abc import Iterator, Sequence

from assistant.answers import Quote
from index import Article

NO_ANSWER = "The articles do not answer this."
NEAREST = "The nearest passages, which do not answer it:"
_LIST_MARK = re.compile(r"(?m)^(\s*(?:\d{1,9}(?=[.)]))?)([-+.)=])")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")


def compose(quotes: Sequence[Quote]) -> Iterator[str]:
    """Yield an answer's Markdown piece by piece: what speaks to the question, then each quote with its source."""
    if len(articles := _by_article(quotes)) > 1:
        yield f"{len(articles)} articles speak to this: {', '.join(_named(articles))}\n\n"
    for number, quote in enumerate(quotes, start=1):
        yield f"{_block(quote)} [{number}]\n>\n> — {source_line(quote.article)}{also_in(quote)}\n\n"


def compose_abstention(nearest: Sequence[Quote]) -> Iterator[str]:
    """Yield the Markdown of an answer that says no, with the nearest passages below it."""
    yield NO_ANSWER + "\n\n"
    if nearest:
        yield NEAREST + "\n\n"
    for quote in nearest:
        yield f"{_block(quote)}\n>\n> — {source_line(quote.article)}{also_in(quote)}\n\n"


def source_line(article: Article) -> str:
    """Return title, outlet and date in Markdown, whatever of them is known."""
    rest = [_escape(part) for part in (article.author, article.publisher, article.published) if part]
    return ", ".join([f"*{_escape(article.title)}*", *rest])


def also_in(quote: Quote) -> str:
    """Return, as the end of a source line, how many other articles say the same; nothing where none does."""
    count = len(quote.copies)
    return f"; also in {count} other article{'s' * (count > 1)}" if count else ""


def _named(articles: Sequence[tuple[Article, list[int]]]) -> Iterator[str]:
    """Name each article by its outlet, or by its title where outlets do not tell them apart, with its citations."""
    outlets = {article.publisher for article, _ in articles}
    for article, numbers in articles:
        name = article.publisher if len(outlets) == len(articles) and all(outlets) else f"“{article.title}”"
        yield f"{_escape(name)} {''.join(f'[{number}]' for number in numbers)}"


def _by_article(quotes: Sequence[Quote]) -> list[tuple[Article, list[int]]]:
    found: dict[str, tuple[Article, list[int]]] = {}
    for number, quote in enumerate(quotes, start=1):
        found.setdefault(quote.article.path, (quote.article, []))[1].append(number)
    return list(found.values())


def _block(quote: Quote) -> str:
    escaped = _LIST_MARK.sub(r"\1\\\2", _escape(quote.text))
    return "> " + re.sub(r"\s*[\r\n]+\s*", "\n> ", escaped)


def _escape(text: str) -> str:
    """Escape what Markdown would take for markup; rendered, the text is the article's again."""
    return _SPECIAL.sub(r"\\\1", text)
