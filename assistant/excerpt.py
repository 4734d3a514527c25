"""A quote in, the place in its article out: what stands before and after it, and whether it stands in the file now."""

import re
from collections.abc import Iterator

from rich.text import Text

from assistant.answers import Quote
from assistant.screen import Block, said
from assistant.styled import ASIDE, NUMBER
from assistant.terminal import source
from index import is_extracted

_CHARS, _LINES = 500, 4  # at most, before the quote and after it
_FIRST_WORD, _LAST_WORD = re.compile(r"^\S{0,40}\s+"), re.compile(r"\s+\S{0,40}$")  # where the cut goes through one
_QUOTED = "bold"
_VERIFIED = "Verified: this quote stands in the file as it is on disk now.", "green"
_MOVED = "The file has changed since this answer. This quote still stands in it, at another place.", "yellow"
_LOST = "The file has changed and no longer holds this quote. This is its text as it was indexed.", "red"
_GONE = "The file is no longer in the folder. This is its text as it was indexed.", "red"


def excerpt_blocks(quote: Quote, label: str, on_disk: str | None) -> Iterator[Block]:
    """Yield the source of a quote, whether it is verified, and the quote in the midst of what is around it.

    Args:
        label: what the quote is called in the answer, such as `[1]`.
        on_disk: what the article's file holds now, or None where it is gone.
    """
    text, start, (standing, style) = _place(quote, on_disk)
    end = start + len(quote.text)
    in_lines = text is on_disk and not is_extracted(quote.article.path)
    line = f", line {text.count(chr(10), 0, start) + 1}" if in_lines else ""
    first = Text(f"{label} ", NUMBER)
    margin = Text(" " * first.cell_len)
    yield Block(Text(f"{source(quote)}{line}", ASIDE))
    if quote.copies:
        yield Block(said(f"Also in {', '.join(quote.copies)}", ASIDE))
    yield Block(Text(standing, style))
    yield Block(Text())
    if before := _before(text[:start]):
        yield Block(said(before, ASIDE), margin, margin)
    yield Block(said(_unix(quote.text), _QUOTED), first, margin)
    if after := _after(text[end:]):
        yield Block(said(after, ASIDE), margin, margin)


def _place(quote: Quote, on_disk: str | None) -> tuple[str, int, tuple[str, str]]:
    """Return the text to show, where in it the quote begins, and how that compares with the file on disk."""
    if on_disk is None:
        return quote.article.text, quote.start, _GONE
    if on_disk[quote.start : quote.end] == quote.text:
        return on_disk, quote.start, _VERIFIED
    if (start := on_disk.find(quote.text)) >= 0:
        return on_disk, start, _MOVED
    return quote.article.text, quote.start, _LOST


def _before(text: str) -> str:
    """Return the last lines of what stands before a quote, without the break right before it."""
    last = _unix(text[-_CHARS:])
    if len(text) > _CHARS:
        last = "… " + _FIRST_WORD.sub("", last)
    return "\n".join(last.removesuffix("\n").split("\n")[-_LINES:]).lstrip("\n").rstrip(" ")


def _after(text: str) -> str:
    """Return the first lines of what stands after a quote, without the break right after it."""
    following = _unix(text[:_CHARS])
    if len(text) > _CHARS:
        following = _LAST_WORD.sub("", following) + " …"
    return "\n".join(following.removeprefix("\n").split("\n")[:_LINES]).rstrip("\n").lstrip(" ")


def _unix(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text)
