"""The source of truth: articles, passages, embeddings and full-text tables in one SQLite file.

Embeddings are kept by what was embedded, so a passage that did not change is never embedded
again, whatever happened to its article; they are committed as they are made, and an interrupted
run goes on from there. Everything else changes in one transaction, which raises the generation by
one: a reader sees the old generation or the new one, never a mixture.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from index.articles import Article, Passage
from index.embedder import Vectors
from index.errors import IndexDamagedError, IndexStoreError
from index.keywords import countries
from index.metadata import Metadata
from index.normalise import normalise
from index.snapshot import REPAIR, Snapshot, text_checksum

FORMAT = "3"
# What is wrong in the file itself; anything else is wrong around it.
_DAMAGE = frozenset((sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_NOTADB))
_SCHEMA = """
CREATE TABLE IF NOT EXISTS manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, title TEXT NOT NULL,
    author TEXT NOT NULL, publisher TEXT NOT NULL, published TEXT NOT NULL, text TEXT NOT NULL,
    text_sha256 TEXT NOT NULL, pages TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, sentences TEXT NOT NULL, embedding TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS passages_of_article ON passages (article_id);
CREATE INDEX IF NOT EXISTS passages_of_embedding ON passages (embedding);
CREATE TABLE IF NOT EXISTS embeddings (key TEXT PRIMARY KEY, vector BLOB NOT NULL, sentences BLOB NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS passages_text USING fts5 (
    title, body, countries, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab (passages_text, 'row');
CREATE TABLE IF NOT EXISTS abbreviations (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, short TEXT NOT NULL, long TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS aliases (thing INTEGER NOT NULL, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sidecar (
    pattern TEXT NOT NULL, title TEXT NOT NULL, author TEXT NOT NULL, publisher TEXT NOT NULL, published TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS unreadable (sha256 TEXT PRIMARY KEY, reason TEXT NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS articles_text USING fts5 (
    about, body, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS spellings USING fts5 (
    about, body, content = articles_text, columnsize = 0, tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS spelled USING fts5vocab (spellings, 'row');
"""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage on its way in, with the key of its embedding."""

    passage: Passage
    key: str


class Transaction(Snapshot):
    """A snapshot that can be changed; everything done to it is kept, or nothing."""

    def set_manifest(self, values: dict[str, str]) -> None:
        """Say how the index is made now."""
        self._connection.executemany("INSERT OR REPLACE INTO manifest VALUES (?, ?)", values.items())

    def add_embeddings(self, keys: Sequence[str], vectors: Vectors, sentences: Sequence[Vectors]) -> None:
        """Add embeddings: vectors of shape (keys, dimension), and for each key (sentences, 2, dimension)."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)",
            [
                (key, vector.astype(np.float32).tobytes(), of_sentences.astype(np.float16).tobytes())
                for key, vector, of_sentences in zip(keys, vectors, sentences, strict=True)
            ],
        )

    def remove_articles(self, paths: Iterable[str]) -> None:
        """Remove articles with all that was made of them, but for the embeddings."""
        for path in paths:
            row = self._connection.execute("SELECT id FROM articles WHERE path = ?", (path,)).fetchone()
            if row:
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
            "INSERT INTO articles (path, sha256, title, author, publisher, published, text, text_sha256, pages)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.path, article.sha256, article.title, article.author, article.publisher, article.published,
                article.text, text_checksum(article.text), json.dumps(article.pages),
            ),
        ).lastrowid  # fmt: skip
        body = []
        for stored in passages:
            passage = stored.passage
            sentences = [[s.start, s.end, int(s.quotable)] for s in passage.sentences]
            row = self._connection.execute(
                "INSERT INTO passages (article_id, start, stop, sentences, embedding) VALUES (?, ?, ?, ?, ?)",
                (identifier, passage.start, passage.end, json.dumps(sentences), stored.key),
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
            "INSERT INTO abbreviations SELECT id, ?, ? FROM articles WHERE path = ?",
            [(short, long, path) for short, long in found.items()],
        )

    def set_aliases(self, names: Sequence[Sequence[str]]) -> None:
        """Say what goes by several names: for each thing, its names."""
        self._connection.execute("DELETE FROM aliases")
        self._connection.executemany(
            "INSERT INTO aliases VALUES (?, ?)", [(thing, name) for thing, own in enumerate(names) for name in own]
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

    def forget_unused_embeddings(self) -> None:
        """Remove the embeddings of text that is in no article any more."""
        self._connection.execute("DELETE FROM embeddings WHERE key NOT IN (SELECT embedding FROM passages)")

    def merge_text_tables(self) -> None:
        """Write the full-text tables anew, so that no words of removed articles stay in them."""
        for table in ("passages_text", "articles_text", "spellings"):
            self._connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608


class Database:
    """The SQLite file of one index folder. Each snapshot and transaction has its own connection."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """Open one generation for reading; changes made meanwhile are not seen.

        Raises:
            IndexStoreError, IndexDamagedError: the file cannot be used.
        """
        with self._connected() as connection:
            connection.execute("BEGIN")
            yield Snapshot(connection)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Open a transaction that is committed at the end, or undone by any exception."""
        with self._connected() as connection:
            connection.execute("PRAGMA secure_delete = ON")  # deleted text does not stay in the file
            connection.execute("BEGIN IMMEDIATE")
            yield Transaction(connection)
            connection.execute("COMMIT")
            connection.execute("PRAGMA busy_timeout = 0")  # whoever still reads may do so; the next one empties the log
            connection.execute("PRAGMA wal_checkpoint (TRUNCATE)")

    def create(self) -> None:
        """Make the tables where they are missing."""
        with self._connected() as connection:
            connection.executescript(_SCHEMA)
        self.path.chmod(0o600)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        connection: sqlite3.Connection | None = None
        try:
            connection = sqlite3.connect(self.path, isolation_level=None, timeout=30, check_same_thread=False)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            yield connection
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF in _DAMAGE:
                raise IndexDamagedError(f"The index {self.path} is damaged: {error}.", REPAIR) from error
            raise IndexStoreError(
                f"The index {self.path} cannot be used: {error}.",
                "Check the disk's free space and the folder's permissions, or give another --index-dir.",
            ) from error
        except UnicodeDecodeError as error:  # of text in the file, or of SQLite's message about it
            raise IndexDamagedError(f"The index {self.path} is damaged: its text is not UTF-8.", REPAIR) from error
        finally:
            if connection is not None:
                connection.close()
