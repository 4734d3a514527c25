"""Last step: an answer's Markdown, made of quotes and of sentences that cite them."""

import re
from collections.abc import Iterator, Sequence

from assistant.answers import Agreement, Quote
from assistant.overview import overview
from index import Article

NO_ANSWER = "The articles do not answer this."
NEAREST = "The nearest passages, which do not answer it:"
_NOTHING = Agreement()
_LIST_MARK = re.compile(r"(?m)^(\s*(?:\d{1,9}(?=[.)]))?)([-+.)=])")
_CITED = re.compile(r"\\\[(\d{1,4})\\\]")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")


def compose_answer(quotes: Sequence[Quote], nearest: Sequence[Quote], agreed: Agreement) -> Iterator[str]:
    """Yield the Markdown of an answer piece by piece: quotes, or the no with what is nearest."""
    return compose(quotes, agreed) if quotes else compose_abstention(nearest)


def compose(quotes: Sequence[Quote], agreed: Agreement = _NOTHING) -> Iterator[str]:
    """Yield an answer's Markdown piece by piece: how the articles stand to each other, then each quote."""
    for line in overview(quotes, agreed, _escape):
        yield f"{line}\n\n"
    for number, quote in enumerate(quotes, start=1):
        yield f"{_block(quote)} [{number}]\n>\n> — {quote_line(quote)}\n\n"


def compose_sentence(sentence: str) -> str:
    """Return the Markdown of a sentence in plain text that cites quotes: its citations are all that is not text."""
    return _CITED.sub(r"[\1]", _LIST_MARK.sub(r"\1\\\2", _escape(sentence)))


def compose_abstention(nearest: Sequence[Quote]) -> Iterator[str]:
    """Yield the Markdown of an answer that says no, with the nearest passages below it."""
    yield NO_ANSWER + "\n\n"
    if nearest:
        yield NEAREST + "\n\n"
    for quote in nearest:
        yield f"{_block(quote)}\n>\n> — {quote_line(quote)}\n\n"


def quote_line(quote: Quote) -> str:
    """Return who says a quote, where the article quotes somebody, its source, and how many copies it has."""
    said = f"{_escape(quote.speaker)}, quoted in " if quote.speaker else ""
    return f"{said}{source_line(quote.article)}{also_in(quote)}"


def source_line(article: Article) -> str:
    """Return title, outlet and date in Markdown, whatever of them is known."""
    rest = [_escape(part) for part in (article.author, article.publisher, article.published) if part]
    return ", ".join([f"*{_escape(article.title)}*", *rest])


def also_in(quote: Quote) -> str:
    """Return, as the end of a source line, how many other articles say the same; nothing where none does."""
    count = len(quote.copies)
    return f"; also in {count} other article{'s' * (count > 1)}" if count else ""


def _block(quote: Quote) -> str:
    escaped = _LIST_MARK.sub(r"\1\\\2", _escape(quote.text))
    return "> " + re.sub(r"\s*[\r\n]+\s*", "\n> ", escaped)


def _escape(text: str) -> str:
    """Escape what Markdown would take for markup; rendered, the text is the article's again."""
    return _SPECIAL.sub(r"\\\1", text)
