"""The sentences in `guard/`: what a language model could write over invented quotes, and whether they bear it out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant import Article, Quote

FOLDER = Path(__file__).parent / "guard"
KEPT = frozenset(("copy", "paraphrase", "merge", "partial", "format"))
_CITED = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence with the quotes that its marks count in."""

    quotes: tuple[Quote, ...]
    sentence: str
    kind: str

    @property
    def supported(self) -> bool:
        """Whether the quotes that it cites say it."""
        return self.kind in KEPT

    @property
    def cited(self) -> tuple[int, ...]:
        """The places in `quotes` that it cites."""
        return tuple(int(number) - 1 for number in _CITED.findall(self.sentence))


def read_guard_set(path: Path) -> Iterator[Item]:
    """Read a file of texts: a line `== title | outlet | author | date`, `> quote` lines, then kind and sentence."""
    for text in path.read_text("utf-8").split("== ")[1:]:
        heading, *lines = text.strip().split("\n")
        title, publisher, author, published = (field.strip() for field in heading.split("|"))
        body = "\n\n".join(line[2:] for line in lines if line.startswith("> "))
        article = Article(
            path=f"{title}.txt", title=title, author=author, publisher=publisher, published=published, text=body,
            sha256="",
        )  # fmt: skip
        quotes = []
        for line in lines:
            if line.startswith("> "):
                start = body.index(line[2:])
                quotes.append(Quote(article, line[2:], start, start + len(line[2:])))
            else:
                kind, sentence = line.split("\t")
                yield Item(tuple(quotes), sentence, kind)
