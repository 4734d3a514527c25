"""What is got out of a file that is not plain text: its text in lines, its pages, what it tells of itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"} | {"\xad": None}
)


class UnreadableError(Exception):
    """A file that no text can be got out of; the message says why, after the file's name and a colon."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file: paragraphs, headings and list items apart by an empty line, table rows on lines.

    `pages` has the offset at which each page begins, and is empty where there are none. `made` is
    the day of the file rather than of the article; the other fields are as for an article.
    """

    text: str
    pages: tuple[int, ...] = ()
    title: str = ""
    author: str = ""
    publisher: str = ""
    published: str = ""
    made: str = ""


def one_line(text: str) -> str:
    """Return text in one line, as it is read: ligatures in letters, no control characters, single blanks."""
    return " ".join(_UNSEEN.sub(" ", text).translate(_LIGATURES).split())


def in_lines(blocks: Iterable[str]) -> str:
    """Return blocks of one or several lines as the text of an article."""
    found = ("\n".join(filter(None, map(one_line, block.split("\n")))) for block in blocks)
    return "".join(f"{block}\n\n" for block in found if block).removesuffix("\n")
