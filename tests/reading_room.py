"""A page whose assistant does as the questions say, so that each state of the page can be looked at.

Run as a program, with a folder and a port, this module serves it. An empty folder is waited for;
the reading of a filled one ends when there is a file `go` beside the folder.
"""

import hashlib
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from assistant import (
    Answer,
    Article,
    ArticlesError,
    Changes,
    Event,
    Progress,
    QuestionError,
    Quote,
    Removed,
    Skipped,
    Text,
    Writing,
)
from ui import serve
from ui.opening import Opening

FACTS = (
    "The lighthouse of Skerry was lit for the first time in 1852, and a keeper lived in it until 1968.",
    "Its lamp can be seen from eighteen miles away when the air is clear.",
    "Nobody has counted the seals that rest below it in spring.",
)
FILES = {
    "lighthouse.md": "# The lighthouse of Skerry\n\n" + "\n\n".join(FACTS) + "\n",
    "ferry.txt": "The ferry to Skerry\n\n" + FACTS[0] + " The ferry calls there twice a week, in summer only.\n",
}
STARTER = "When was the lighthouse of Skerry lit?"


@dataclass
class Keeper:
    """An assistant over the files of a folder; the question says how it answers."""

    articles_dir: Path
    generation: int = 1
    changes: Changes = field(default_factory=lambda: Changes(skipped=(Skipped("map.docx", "not a .txt or .md file"),)))

    def __post_init__(self) -> None:
        self._read = self._now()

    @property
    def index_dir(self) -> Path:
        """Return a folder beside the articles."""
        return self.articles_dir.parent / "index"

    def starter_questions(self) -> list[str]:
        """Return two questions."""
        return [STARTER, "How far can its lamp be seen?"]

    def articles(self) -> list[Article]:
        """Return the articles as they were read last."""
        return self._read

    def passage_counts(self) -> dict[str, int]:
        """Return three for each."""
        return {article.path: 3 for article in self._read}

    def article(self, path: str) -> Article | None:
        """Return an article by its path."""
        return next((article for article in self._read if article.path == path), None)

    def current_text(self, path: str) -> str | None:
        """Return what the file holds now."""
        file = self.articles_dir / path
        return file.read_text("utf-8") if file.exists() else None

    def refresh(self, progress: Callable[[int, int], None] | None = None) -> Changes:
        """Read the folder again."""
        self._read = self._now()
        self.changes = Changes(edited=("lighthouse.md",), skipped=self.changes.skipped)
        return self.changes

    def stream(
        self, question: str, *, history: Sequence[object] = (), within: Collection[str] | None = None
    ) -> Iterator[Event]:
        """Answer slowly, endlessly, not, or not at all where the question has that word; else with quotes."""
        yield Progress("Searching the articles")
        for _ in range(200 * ("slow" in question) + 6000 * ("endless" in question)):
            time.sleep(0.1)
            yield Progress("Searching the articles")
        if "refused" in question:
            raise QuestionError("The question has 5,000 characters; at most 4,000 are read.", "Ask it more briefly.")
        if "crash" in question:
            raise ZeroDivisionError(question)
        yield Progress("Searched 40 passages in 2 articles")
        times = 30 if "long" in question else 1
        quotes = tuple(quote for _ in range(times) for quote in self._quotes())
        if "written" in question:
            yield from _written(question, quotes)
            return
        query = f"{question} In Skerry?" if history else question
        if "nothing" in question:
            yield Answer(question, "", (), True, 0.1, query, quotes, 1, (2, 40))
        else:
            yield Answer(question, "", quotes, False, 0.93, query, (), 1, (2, 40))

    def ask(self, question: str, *, history: Sequence[object] = (), within: Collection[str] | None = None) -> Answer:
        """Return what the stream ends with."""
        *_, answer = self.stream(question, history=history, within=within)
        assert isinstance(answer, Answer)
        return answer

    def next_questions(
        self, answer: Answer, history: Sequence[object] = (), *, within: Collection[str] | None = None
    ) -> list[str]:
        """Return two questions."""
        return ["Who lived in the lighthouse until 1968?", "What do the articles say about the seals?"]

    def _quotes(self) -> Iterator[Quote]:
        for article in self._read:
            for fact in FACTS:
                start = article.text.find(fact)
                if start >= 0:
                    yield Quote(article, fact, start, start + len(fact), marks=((0, 3),))

    def _now(self) -> list[Article]:
        return [_article(path) for path in sorted(self.articles_dir.glob("*.[mt][dx]*"))]


def _written(question: str, quotes: tuple[Quote, ...]) -> Iterator[Event]:
    """Answer as a language model does, some of it unsupported."""
    sentences = ("The lighthouse was lit in 1852 [1].", "A keeper lived in it [1].")
    yield Progress("Writing with lamp:small")
    for sentence in sentences:
        yield Text(sentence, sentence)
        time.sleep(0.2 + 60 * ("pauses" in question))
    removed = (
        Removed("It was lit in 1853 <img src=x onerror=alert(1)> [1].", "The quote does not have the figure 1853."),
        Removed("The keeper was called Ishmael [1].", "The quote does not name Ishmael."),
    )
    writing = Writing("lamp:small", sentences, removed, "", 300, 40, 1.25)
    yield Answer(question, "", quotes, False, 0.93, question, (), 1, (2, 40), writing=writing)


def fill(folder: Path) -> None:
    """Put the articles into a folder."""
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8", newline="")


def _article(path: Path) -> Article:
    text = path.read_text("utf-8")
    title = text.split("\n", 1)[0].lstrip("# ")
    return Article(
        path.name, title, "Ann Lee", "Island News", "2024-10-09", text, hashlib.sha256(text.encode()).hexdigest()
    )


def _open(folder: Path, watch: Callable[[int, int], None]) -> Keeper:
    if not any(folder.iterdir()):
        raise ArticlesError(f"The folder {folder} is empty.", "Put .txt or .md files in UTF-8 there.")
    while not (folder.parent / "go").exists():
        watch(120, 400)
        time.sleep(0.1)
    return Keeper(folder)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    with Opening(place, lambda watch: cast("Any", _open(place, watch)), place.parent / "index") as opening:
        opening.wait_for_news()
        serve(opening, port=int(sys.argv[2]), ready=lambda address: print(address, flush=True), watch=False)  # noqa: T201
