"""What changes a generation into the next: articles, passages, embeddings and full-text tables together, or nothing."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np

from index.articles import Article, Passage
from index.checksum import checksum, of_article, of_manifest, total
from index.embedder import Vectors
from index.keywords import countries
from index.metadata import Metadata
from index.normalise import normalise
from index.snapshot import Snapshot
from index.text_merging import merge_text_tables

_FREQUENT = 500  # passages with a term; fewer are counted in well under a millisecond


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage on its way in, with the key of its embedding."""

    passage: Passage
    key: str


class Transaction(Snapshot):
    """A snapshot that can be changed; everything done to it is kept, or nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._added: list[bytes] = []
        self._removed: list[bytes] = []

    def set_manifest(self, values: dict[str, str]) -> None:
        """Say how the index is made now; to be done last, for it holds the total of the rows' checksums."""
        kept = {**self.manifest(), **values}
        kept["total"] = f"{total(self._removed, total(self._added, int(kept.get('total', '0'), 16)), -1):x}"
        kept["checksum"] = of_manifest({key: value for key, value in kept.items() if key != "checksum"})
        self._connection.executemany("INSERT OR REPLACE INTO manifest VALUES (?, ?)", kept.items())
        self._manifest, self._added, self._removed = {}, [], []

    def begin_generation(self, values: dict[str, str]) -> None:
        """Say how the index is made now, and that what is changed makes a generation of its own.

        Vectors made from an earlier generation stay usable: see `Snapshot.descends_from`.
        """
        identity = uuid4().hex  # a generation number alone comes back with a restored backup
        self.set_manifest({**values, "identity": identity, "generation": str(self.generation + 1)})
        self._connection.execute("INSERT INTO lineage VALUES (?)", (self.state,))

    def add_embeddings(self, keys: Sequence[str], vectors: Vectors, sentences: Sequence[Vectors]) -> None:
        """Add embeddings: vectors of shape (keys, dimension), and for each key (sentences, 2, dimension)."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?, ?, ?)",
            [
                (key, vector, of_sentences, checksum(key, vector), checksum(key, of_sentences))
                for key, vector, of_sentences in zip(
                    keys,
                    (vector.astype(np.float32).tobytes() for vector in vectors),
                    (of_sentences.astype(np.float16).tobytes() for of_sentences in sentences),
                    strict=True,
                )
            ],
        )

    def adopt_embeddings(self, damaged: Path) -> None:
        """Take over from the file of a damaged index the embeddings whose own checksums hold."""
        rows = _sound_embeddings(damaged)
        self._connection.executemany("INSERT OR IGNORE INTO embeddings VALUES (?, ?, ?, ?, ?)", rows)

    def remove_articles(self, paths: Iterable[str]) -> None:
        """Remove articles with all that was made of them, but for the embeddings."""
        for path in paths:
            row = self._connection.execute("SELECT id FROM articles WHERE path = ?", (path,)).fetchone()
            if row:
                own = (
                    "SELECT checksum FROM articles WHERE id = ?1"
                    " UNION ALL SELECT checksum FROM passages WHERE article_id = ?1"
                    " UNION ALL SELECT checksum FROM abbreviations WHERE article_id = ?1"
                )
                self._removed += [found[0] for found in self._connection.execute(own, row)]
                self._connection.execute(
                    "DELETE FROM passages_text WHERE rowid IN (SELECT id FROM passages WHERE article_id = ?)", row
                )
                self._connection.execute(
                    "INSERT INTO spellings (spellings, rowid, about, body)"
                    " SELECT 'delete', rowid, about, body FROM articles_text WHERE rowid = ?",
                    row,
                )
                self._connection.execute("DELETE FROM articles_text WHERE rowid = ?", row)
                self._connection.execute("DELETE FROM articles WHERE id = ?", row)

    def add_article(self, article: Article, passages: Sequence[StoredPassage], about: str) -> None:
        """Add an article with its passages; `about` is the text by which the article itself is named."""
        identifier = self._connection.execute(
            "INSERT INTO articles (path, sha256, title, author, publisher, published, text, pages, checksum)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.path, article.sha256, article.title, article.author, article.publisher, article.published,
                article.text, json.dumps(article.pages), self._count_in(of_article(article)),
            ),
        ).lastrowid  # fmt: skip
        body = []
        for stored in passages:
            passage = stored.passage
            sentences = json.dumps([[s.start, s.end, int(s.quotable)] for s in passage.sentences])
            values = (passage.start, passage.end, sentences, stored.key)
            row = self._connection.execute(
                "INSERT INTO passages (article_id, start, stop, sentences, embedding, checksum)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (identifier, *values, self._count_in(checksum(article.path, *values))),
            ).lastrowid
            self._connection.execute(
                "INSERT INTO passages_text (rowid, title, body, countries) VALUES (?, ?, ?, ?)",
                (row, normalise(article.title), normalise(passage.text), countries(passage.text)),
            )
            body += [article.text[s.start : s.end] for s in passage.sentences if s.quotable]
        for table in ("articles_text", "spellings"):
            self._connection.execute(
                f"INSERT INTO {table} (rowid, about, body) VALUES (?, ?, ?)",  # noqa: S608
                (identifier, about, normalise("\n".join(body))),
            )

    def add_abbreviations(self, path: str, found: dict[str, str]) -> None:
        """Add the abbreviations that an article explains, as short form to long form."""
        self._connection.executemany(
            "INSERT INTO abbreviations SELECT id, ?, ?, ? FROM articles WHERE path = ?",
            [(short, long, self._count_in(checksum(path, short, long)), path) for short, long in found.items()],
        )

    def set_aliases(self, names: Sequence[Sequence[str]]) -> None:
        """Say what goes by several names: for each thing, its names."""
        self._removed += [row[0] for row in self._connection.execute("SELECT checksum FROM aliases")]
        self._connection.execute("DELETE FROM aliases")
        self._connection.executemany(
            "INSERT INTO aliases VALUES (?, ?, ?)",
            [(thing, name, self._count_in(checksum(thing, name))) for thing, own in enumerate(names) for name in own],
        )

    def count_frequent_terms(self) -> None:
        """Keep how many passages have each frequent term, since counting them takes long; see `passages_with`."""
        self._connection.execute("DELETE FROM frequent_terms")
        self._connection.execute(
            "INSERT INTO frequent_terms SELECT term, doc FROM vocabulary WHERE doc > ?", (_FREQUENT,)
        )

    def set_sidecar(self, entries: Sequence[tuple[str, Metadata]]) -> None:
        """Say what the folder says of its articles, by path or pattern."""
        self._connection.execute("DELETE FROM sidecar")
        self._connection.executemany(
            "INSERT INTO sidecar VALUES (?, ?, ?, ?, ?)", [(pattern, *astuple(own)) for pattern, own in entries]
        )

    def set_unreadable(self, reasons: Mapping[str, str]) -> None:
        """Say which files no text can be got out of, by their checksums, and why."""
        self._connection.execute("DELETE FROM unreadable")
        self._connection.executemany("INSERT INTO unreadable VALUES (?, ?)", reasons.items())

    def forget_derived(self) -> None:
        """Forget what carries no checksum of its own: how vectors of earlier generations are followed, counted terms.

        Vectors made before can no longer be used; the terms are counted again with the next ones.
        """
        for table in ("lineage", "removed_passages", "frequent_terms"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608
        self._connection.execute("INSERT INTO lineage VALUES (?)", (self.state,))

    def forget_unused_embeddings(self) -> None:
        """Remove the embeddings of text that is in no article any more, or never came to be in one."""
        self._connection.execute(
            "DELETE FROM embeddings WHERE key IN (SELECT key FROM unsettled)"
            " AND NOT EXISTS (SELECT 1 FROM passages WHERE embedding = embeddings.key)"
        )
        self._connection.execute("DELETE FROM unsettled")

    def merge_text_tables(self) -> None:
        """Write the full-text tables anew, so that no words of removed articles stay in them; of large ones a part."""
        merge_text_tables(self._connection, self.count()[1])

    def _count_in(self, row: bytes) -> bytes:
        """Have a row that is being added counted in the total of the checksums."""
        self._added.append(row)
        return row


def _sound_embeddings(damaged: Path) -> Iterator[tuple[str, bytes, bytes, bytes, bytes]]:
    """Return the rows of a damaged database's embeddings whose checksums hold, as far as it can be read."""
    place = f"{damaged.absolute().as_uri()}?immutable=1"
    for order in ("ASC", "DESC"):  # a page that cannot be read ends the one way, and lies at the end of the other
        with suppress(sqlite3.Error, UnicodeDecodeError), closing(sqlite3.connect(place, uri=True)) as source:
            rows = source.execute(f"SELECT * FROM embeddings ORDER BY rowid {order}")  # noqa: S608
            for key, vector, sentences, *expected in rows:
                if [checksum(key, vector), checksum(key, sentences)] == expected:
                    yield key, vector, sentences, *expected
