"""An answer in, what a terminal shows of it out: how sure it is, the quotes, and where they are from."""

import re
import sys
from collections.abc import Iterator, Sequence

from rich.text import Text

from assistant.answers import Answer, Quote
from assistant.compose import NEAREST, NO_ANSWER
from assistant.overview import overview
from assistant.screen import Block, on_terminal, said, show
from assistant.sureness import sureness
from assistant.terminal import answer_lines, source, visible
from assistant.writing_told import writing_lines

NUMBER, MARKED, ASIDE = "bold cyan", "bold", "dim"
_SURE = {3: "green", 2: "green", 1: "yellow"}
_REFUSED = "bold yellow"
_BREAKS = re.compile(r"[ \t\r\n]+")
_HANGING = "   "  # under the source, after its "-- "


def show_answer(answer: Answer, *, asked: bool = False) -> None:
    """Print an answer: styled on a terminal, after the question where that is `asked` for; plain text in a pipe."""
    if not on_terminal():
        sys.stdout.write("\n".join(answer_lines(answer)).strip("\n") + "\n")
        return
    question = [Block(said(answer.question, "bold")), Block(Text())] if asked else []
    show([*question, *answer_blocks(answer)])


def answer_blocks(answer: Answer) -> Iterator[Block]:
    """Yield what a terminal shows of an answer, from the verdict to what was searched."""
    if answer.small_talk:
        yield Block(said(answer.text))
        return
    if answer.quotes:
        step, words = sureness(answer.confidence)
        yield Block(said(f"{words}.", _SURE[step]))
        if answer.writing and answer.writing.sentences:
            yield Block(said(" ".join(answer.writing.sentences)))
            yield Block(Text())
        for line in overview(answer.quotes, answer.agreement, visible):
            yield Block(said(line))
        for number, quote in enumerate(answer.quotes, start=1):
            yield Block(Text())
            yield from _quote_blocks(quote, _marked(quote), Text(f"[{number}] ", NUMBER), Text())
    else:
        yield from _refusal(answer.nearest)
    yield Block(Text())
    for line in writing_lines(answer.writing):
        yield Block(said(line, ASIDE))
    yield Block(said(_basis(answer), ASIDE))


def _refusal(nearest: Sequence[Quote]) -> Iterator[Block]:
    """Yield the no, and beside a bar the nearest passages: numbered but not cited, and with nothing marked."""
    yield Block(said(NO_ANSWER, _REFUSED))
    yield Block(said(NEAREST if nearest else "Nothing in them comes close. Try other words."))
    bar = Text("  | ", ASIDE)
    for number, quote in enumerate(nearest, start=1):
        yield Block(Text())
        yield from _quote_blocks(quote, Text(_flat(quote.text)), Text(f"{number}. "), bar)


def _quote_blocks(quote: Quote, words: Text, label: Text, bar: Text) -> Iterator[Block]:
    """Yield the sentence before a quote where it needs that, the quote's words, and its source."""
    first = bar + label
    margin = bar + Text(" " * label.cell_len)
    if quote.context:
        yield Block(said(f"(before it: {_flat(quote.context)})", ASIDE), first, margin)
        first = margin
    yield Block(words, first, margin)
    yield Block(Text(source(quote), ASIDE), margin + Text("-- ", ASIDE), margin + Text(_HANGING))


def _marked(quote: Quote) -> Text:
    """Return a quote in one line, with the words that answer marked; marks that make no sense are left out."""
    text, at = Text(), 0
    for start, end in sorted(quote.marks):
        if at <= start < end <= len(quote.text):
            text.append(_flat(quote.text[at:start])).append(_flat(quote.text[start:end]), MARKED)
            at = end
    return text.append(_flat(quote.text[at:]))


def _flat(text: str) -> str:
    """Return text without line breaks, which are the file's and not the terminal's."""
    return visible(_BREAKS.sub(" ", text))


def _basis(answer: Answer) -> str:
    """Return what was searched, and what for where that is not just the question."""
    articles, passages = answer.searched
    searched = f"Searched {passages:,} passage{'s' * (passages != 1)} in {articles:,} article{'s' * (articles != 1)}"
    query = answer.query.strip()
    return f"{searched} for “{query}”." if query and query != answer.question.strip() else f"{searched}."
