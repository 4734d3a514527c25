"""Answers as plain text, in which nothing of an article is obeyed, and the progress of indexing."""

import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from assistant.answers import Answer, Quote
from assistant.compose import NEAREST, NO_ANSWER, also_in
from assistant.overview import overview
from assistant.writing_told import writing_lines
from index import Progress as IndexProgress

_LINE_SECONDS = 5.0
_KEPT = "\n\t\u200c\u200d"  # line breaks, and the joiners that some scripts need


def answer_lines(answer: Answer) -> Iterator[str]:
    """Yield an answer's lines: how the articles stand to each other and the numbered quotes, a no, or small talk."""
    if answer.small_talk:
        yield from answer.text.split("\n")
        return
    if answer.abstained:
        yield NO_ANSWER
        if answer.nearest:
            yield ""
            yield NEAREST
    if answer.writing and answer.writing.sentences:
        yield visible(" ".join(answer.writing.sentences))
        yield ""
    yield from overview(answer.quotes, answer.agreement, visible)
    for number, quote in enumerate(answer.quotes or answer.nearest, start=1):
        yield ""
        yield from _quote_lines(f"[{number}] " if answer.quotes else "  - ", quote)
    if below := list(writing_lines(answer.writing)):
        yield ""
        yield from map(visible, below)


def visible(text: str) -> str:
    """Show control, bidirectional and other invisible characters instead of sending them to the terminal."""
    return "".join(
        char if char in _KEPT or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co") else f"<U+{ord(char):04X}>"
        for char in text
    )


def source(quote: Quote) -> str:
    """Return who says a quote, where the article quotes somebody, its source, and how many copies it has."""
    article = quote.article
    page = f"p. {quote.page}" if quote.page else ""
    known = (article.title, article.author, article.publisher, article.published, article.path, page)
    said = f"{quote.speaker}, quoted in " if quote.speaker else ""
    return visible(f"{said}{', '.join(filter(None, known))}{also_in(quote)}")


@contextmanager
def progress_bar() -> Iterator[IndexProgress]:
    """Show a bar on standard error while passages are embedded; nothing where there is nothing to do.

    Where that is no terminal, a plain line every few seconds.
    """
    if not sys.stderr.isatty():
        yield _plain_progress(time.monotonic())
        return
    columns = (TextColumn("Indexing passages"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("index", total=None, visible=False)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=True)


def _plain_progress(began: float) -> IndexProgress:
    told = began

    def tell(done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if done < total and now - told >= _LINE_SECONDS:
            told = now
            left = timedelta(seconds=round((now - began) * (total - done) / done))
            sys.stderr.write(f"{done:,} of {total:,} passages embedded, about {left} left\n")

    return tell


def _quote_lines(label: str, quote: Quote) -> Iterator[str]:
    blank = " " * len(label)
    yield label + visible(quote.text)
    if quote.context:
        yield visible(f"{blank}(before it: {' '.join(quote.context.split())})")
    yield f"{blank}-- {source(quote)}"
