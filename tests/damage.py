"""Damage done to the files of an index, and what becomes of the answers."""

import logging
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from conftest import FakeEmbedder
from harbour import NOUNS, PROSE

from index import ArticleIndex, QAError, Query

FILES = ("articles.db", "articles.db-wal", "articles.db.seal", "vectors.faiss")
TEXTS = {
    **{f"{noun}.md": f"---\ntitle: Of the {noun}\noutlet: The Quay\n---\n" + PROSE.format(noun) * 3 for noun in NOUNS},
    "guild.md": "The Harbour Pilots Guild (HPG) met at noon. The HPG asked for the lamp to be lit, and it was lit.\n",
}
OTHER_NAMES = "Old Harbour = Northern Harbour\n"


@dataclass(frozen=True, slots=True)
class Room:
    """A folder of articles with two sound index folders: the log of `logged` was never emptied into its database."""

    articles: Path
    plain: Path
    logged: Path
    answers: list[object]

    def sound(self, name: str) -> Path:
        """Return the index folder that has this file."""
        return self.logged if name.endswith("-wal") else self.plain


def make_room(place: Path) -> Room:
    """Write the articles and index them, twice; the last change is an edit."""
    articles = place / "articles"
    articles.mkdir()
    (articles / "aliases.txt").write_text(OTHER_NAMES)
    for name, text in TEXTS.items():
        (articles / name).write_text(text)
    logged = place / "logged"
    (articles / "mayor.md").write_text(PROSE.format("mayor of old"))
    index, _ = opened(articles, place / "busy")
    with index.reading():  # keeps the log from being emptied
        (articles / "mayor.md").write_text(TEXTS["mayor.md"])
        index.refresh()
        shutil.copytree(place / "busy", logged, ignore=shutil.ignore_patterns("*-shm"))
    index, _ = opened(articles, place / "plain")
    assert (logged / "articles.db-wal").stat().st_size > 0
    return Room(articles, place / "plain", logged, everything(index))


def opened(articles: Path, place: Path) -> tuple[ArticleIndex, str]:
    """Open an index as another program would; return it with what was told."""
    told = _Told()
    logger = logging.getLogger("index")
    logger.addHandler(told)
    try:
        index, changes = ArticleIndex.open(articles, place, FakeEmbedder())
    finally:
        logger.removeHandler(told)
    news = "changed" if changes else ""
    return index, "; ".join(filter(None, (changes.rebuilt, news, *told.messages)))


def everything(index: ArticleIndex) -> list[object]:
    """Return all that answers are made of: articles, hits with their scores, names, words."""
    with index.reading() as searcher:
        return [
            searcher.articles(),
            *(
                [(hit.passage, round(hit.score, 5), hit.similarities, hit.in_context) for hit in hits]
                for hits in (searcher.search([Query(f"the {word}")], 50) for word in (*NOUNS, "guild", "quay"))
            ),
            searcher.other_names,
            searcher.corrected("the harbuor mayro"),
            searcher.named_articles("what does The Quay say of the crane"),
            [round(searcher.rarity(term), 5) for term in ("crane", "harbour", "hpg")],
            searcher.passage_counts(),
        ]


def damages(whole: bytes, other: bytes, seed: int, flips: int) -> Iterator[tuple[str, bytes]]:
    """Return damaged versions of a file, each with its kind: mostly flipped bits."""
    random = np.random.default_rng(seed)
    for place, bit in zip(random.integers(len(whole), size=flips), random.integers(8, size=flips), strict=True):
        yield "flip", whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :]
    for length in random.integers(len(whole), size=max(3, flips * 3 // 10)):
        yield "truncation", whole[:length]
    for length in random.integers(1, 9000, size=max(2, flips // 20)):
        yield "garbage appended", whole + random.bytes(int(length))
    for number in range(max(2, flips // 20)):
        yield "swapped", (other, other[: len(whole)], other + whole, random.bytes(len(whole)))[number % 4]


def outcome(room: Room, name: str, content: bytes | None, place: Path) -> tuple[str, str]:
    """Open an index one of whose files is damaged, twice; return what came of it and what was told.

    Args:
        content: what the file holds instead; None makes it a folder.
    """
    shutil.copytree(room.sound(name), place)
    (place / name).unlink()
    if content is None:
        (place / name).mkdir()
    else:
        (place / name).write_bytes(content)
    try:
        index, told = opened(room.articles, place)
        found = everything(index)
        if told:
            index, more = opened(room.articles, place)
            found = found if everything(index) == room.answers and not more else []
        if index.check():
            return "not repaired", told
    except QAError as error:
        return "refused", str(error)
    except Exception as error:  # noqa: BLE001 (this is what must not happen)
        return "crash", repr(error)
    finally:
        shutil.rmtree(place)
    if found != room.answers:
        return "wrong", told
    return ("repaired" if told else "no harm"), told


def table(results: dict[str, Counter[tuple[str, str]]]) -> str:
    """Return what came of each file's damage, as a table in Markdown."""
    ends = ("no harm", "repaired", "refused", "not repaired", "wrong", "crash")
    lines = [f"| file | damage | trials | {' | '.join(ends)} |", f"|{'---|' * (len(ends) + 3)}"]
    for name, counts in results.items():
        for kind in dict.fromkeys(kind for kind, _ in counts):
            row = [counts[kind, end] for end in ends]
            lines.append(f"| {name} | {kind} | {sum(row)} | {' | '.join(map(str, row))} |")
    return "\n".join(lines)


def keep_result(name: str, text: str) -> None:
    """Print a result, and keep it in the folder that SOAK_RESULTS names."""
    print(f"\n{text}")  # noqa: T201
    if place := os.environ.get("SOAK_RESULTS"):
        (Path(place) / name).write_text(text + "\n")


class _Told(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
