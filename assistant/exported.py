"""A conversation as the page exports it, in HTML: the answers in it as data, and the quotes that it shows.

An exported document has its answers in one block of JSON, and shows each passage in a `blockquote`
with its number, as text in which characters nobody can see have a badge. It is made of few tags,
written in one way. Of a document with anything else in it, such as a comment or a script, nobody
can say without a browser what it shows, and so it counts as changed.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

_ANSWERS = '<script type="application/json" id="answers">'
_BLOCK = re.compile(f"{_ANSWERS}(.*?)</script>", re.DOTALL)
_OPENING = r'<blockquote data-quote="([0-9]{1,6}\.[0-9]{1,6})" dir="auto">'
_QUOTE = re.compile(f"{_OPENING}(.*?)</blockquote>", re.DOTALL)
_BADGE = r'<bdi class="unseen" title="U\+[0-9A-F]{4,6}">|</bdi>'
_PIECE = re.compile(rf"{_BADGE}|&#([0-9]+);|([^<&])")
_TEXT = r"[^<&\0\r]++|&#[0-9]{1,7};"
_TAG = "html|head|meta|body|main|header|h1|h2|p|section|figure|figcaption|bdi"
_ATTRIBUTE = r'(?:charset|class|content|dir|id|lang|name|title)="[^"<>&]*"|http-equiv="Content-Security-Policy"'
_EXPORTED = re.compile(
    rf"\ufeff?<!doctype html>(?:</?(?:{_TAG})(?: (?:{_ATTRIBUTE}))*+>|<title>(?:{_TEXT})*+</title>"
    rf"|<style>[^<&]*</style>|{_ANSWERS}[^<&]*</script>|{_OPENING}(?:{_BADGE}|{_TEXT})*+</blockquote>|{_TEXT})*+"
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What an exported document holds.

    Attributes:
        answers: the answer to each question in order, as `ask --json` prints it; None where there was none.
        shown: the number and the text of each quote that it shows, in order; None where the document
            was changed after it was exported.
    """

    answers: list[Any]
    shown: list[tuple[str, str]] | None


def read_exported(document: str) -> Exported:
    """Read an exported document.

    Raises:
        ValueError, KeyError, TypeError, RecursionError: it is none.
    """
    (block,) = _BLOCK.findall(document)
    answers = [exchange["answer"] for exchange in json.loads(block)["exchanges"]]
    if not _EXPORTED.fullmatch(document):
        return Exported(answers, None)
    return Exported(answers, [(number, "".join(_characters(html))) for number, html in _QUOTE.findall(document)])


def _characters(html: str) -> Iterator[str]:
    """Yield what a browser shows; Python alone would leave out control characters."""
    for code, character in (match.groups() for match in _PIECE.finditer(html)):
        if code:
            yield chr(int(code)) if int(code) < 0x80 else unescape(f"&#{code};")
        else:
            yield character or ""
