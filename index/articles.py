"""What flows through the index: an article, its passages, and the passages a search finds.

Objects point backwards only: a Hit holds its Passage, a Passage its Article. Offsets count
characters (Unicode code points) of `Article.text` and run from `start` up to, not including, `end`.
"""

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """One file of the folder.

    `text` is the decoded file, unchanged, so offsets hold in the file too; of a file that is not
    plain text it is what was got out of it. `sha256` is the file's, in hexadecimal. `pages` has the offset at which
    each page begins, where there are pages. `path` is relative to the folder, with forward slashes.
    `published` is as the article gives it, an ISO date where it could be read as one. What the
    article does not tell is an empty string.
    """

    path: str
    title: str
    author: str
    publisher: str
    published: str
    text: str
    sha256: str
    pages: tuple[int, ...] = ()

    def page_of(self, offset: int) -> int:
        """Return the number of the page, from 1, on which a character stands; 0 where there are no pages."""
        return max(bisect_right(self.pages, offset), 1) if self.pages else 0

    def __repr__(self) -> str:
        return f"Article({self.path!r}, title={self.title!r}, {len(self.text)} characters)"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its offsets; `quotable` is False for headings and page furniture."""

    start: int
    end: int
    quotable: bool = True


@dataclass(frozen=True, slots=True)
class Passage:
    """Some consecutive sentences of an article: what is embedded and searched.

    `article.text[start:end] == text`, and every sentence lies within `start` and `end`.
    """

    article: Article
    text: str
    start: int
    end: int
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found; a higher `score` is a better match, comparable within one search only.

    `similarities` are the cosines, -1 to 1, of the passage's sentences with what was searched, in order;
    `in_context` those of each sentence together with the one before it.
    """

    passage: Passage
    score: float
    similarities: tuple[float, ...] = ()
    in_context: tuple[float, ...] = ()
