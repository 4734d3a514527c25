"""The source of truth: articles, passages, embeddings and full-text tables in one SQLite file.

Embeddings are kept by what was embedded, so a passage that did not change is never embedded
again, whatever happened to its article; they are committed as they are made, and an interrupted
run goes on from there. Everything else changes in one transaction, which raises the generation by
one: a reader sees the old generation or the new one, never a mixture.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.articles import Article, Passage, Sentence
from index.embedder import Vectors
from index.errors import IndexDamagedError, IndexStoreError
from index.faiss_store import Ids
from index.keywords import countries
from index.normalise import normalise

FORMAT = "1"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, title TEXT NOT NULL,
    author TEXT NOT NULL, publisher TEXT NOT NULL, published TEXT NOT NULL, text TEXT NOT NULL);
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
CREATE VIRTUAL TABLE IF NOT EXISTS articles_text USING fts5 (
    about, body, tokenize = 'porter unicode61 remove_diacritics 2');
"""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage on its way in, with the key of its embedding."""

    passage: Passage
    key: str


class Snapshot:
    """One generation of the index, as it stays for as long as the transaction is open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._articles: dict[int, Article] = {}

    @property
    def generation(self) -> int:
        return int(self.manifest().get("generation", "0"))

    def manifest(self) -> dict[str, str]:
        return dict(self._connection.execute("SELECT key, value FROM manifest"))

    def find_damage(self) -> str:
        """Look for damaged pages; return the first fault, or nothing."""
        fault = str(self._connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        return "" if fault == "ok" else fault

    def checksums(self) -> dict[str, str]:
        """Return the SHA-256 of each article's file, by path."""
        return dict(self._connection.execute("SELECT path, sha256 FROM articles ORDER BY path"))

    def count(self) -> tuple[int, int]:
        """Return how many articles and passages there are."""
        articles = self._connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        return articles, self._connection.execute("SELECT count(*) FROM passages").fetchone()[0]

    def articles(self) -> list[Article]:
        """Return every article, in the order of their paths."""
        ids = [row[0] for row in self._connection.execute("SELECT id FROM articles ORDER BY path")]
        return [self._article(identifier) for identifier in ids]

    def article(self, path: str) -> Article | None:
        """Return one article, or None where there is no such path."""
        row = self._connection.execute("SELECT id FROM articles WHERE path = ?", (path,)).fetchone()
        return self._article(row[0]) if row else None

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages with these ids."""
        found = {}
        for identifier in ids:
            row = self._connection.execute(
                "SELECT article_id, start, stop, sentences FROM passages WHERE id = ?", (identifier,)
            ).fetchone()
            if row is None:
                raise IndexDamagedError(f"Passage {identifier} is missing from the index.")
            article = self._article(row[0])
            sentences = tuple(Sentence(a, b, bool(q)) for a, b, q in json.loads(row[3]))
            found[identifier] = Passage(article, article.text[row[1] : row[2]], row[1], row[2], sentences)
        return found

    def matching_passages(self, expression: str, k: int) -> dict[int, float]:
        """Return the `k` best passages by BM25 for an FTS5 expression; a higher score is better."""
        rows = self._connection.execute(
            "SELECT rowid, -bm25(passages_text, 0.5, 1.0, 1.0) FROM passages_text WHERE passages_text MATCH ?"
            " ORDER BY bm25(passages_text, 0.5, 1.0, 1.0) LIMIT ?",
            (expression, k),
        )
        return dict(rows)

    def articles_about(self, expression: str) -> list[str]:
        """Return the paths of articles whose title, author, outlet or furniture match."""
        return self._paths_matching(f"about : ({expression})")

    def articles_saying(self, expression: str) -> list[str]:
        """Return the paths of articles whose body matches."""
        return self._paths_matching(f"body : ({expression})")

    def embeddings(self) -> tuple[Ids, Vectors]:
        """Return every passage's id and embedding, in the order of the ids."""
        rows = self._connection.execute(
            "SELECT p.id, e.vector FROM passages p JOIN embeddings e ON e.key = p.embedding ORDER BY p.id"
        ).fetchall()
        dimension = int(self.manifest().get("dimension", "0"))
        vectors = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float32)
        if vectors.size != len(rows) * dimension:
            raise IndexDamagedError("Some embeddings of the index have the wrong length.")
        return np.array([row[0] for row in rows], dtype=np.int64), vectors.reshape(len(rows), dimension)

    def sentence_vectors(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """Return the embeddings of each passage's sentences, of shape (sentences, 2, dimension).

        Each sentence has two: alone, and together with the sentence before it.
        """
        dimension = int(self.manifest().get("dimension", "0"))
        found = {}
        for identifier in ids:
            row = self._connection.execute(
                "SELECT e.sentences FROM passages p JOIN embeddings e ON e.key = p.embedding WHERE p.id = ?",
                (identifier,),
            ).fetchone()
            if row is None or len(row[0]) % (4 * dimension):
                raise IndexDamagedError(f"The embeddings of passage {identifier} are missing or cut short.")
            found[identifier] = np.frombuffer(row[0], dtype=np.float16).astype(np.float32).reshape(-1, 2, dimension)
        return found

    def passages_of(self, paths: Iterable[str]) -> set[int]:
        """Return the ids of these articles' passages."""
        query = "SELECT p.id FROM passages p JOIN articles a ON a.id = p.article_id WHERE a.path = ?"
        return {row[0] for path in paths for row in self._connection.execute(query, (path,))}

    def known_keys(self) -> set[str]:
        """Return the keys of all embeddings at hand."""
        return {row[0] for row in self._connection.execute("SELECT key FROM embeddings")}

    def abbreviations(self) -> dict[str, str]:
        """Return the abbreviations that the articles explain, as short form to long form."""
        return dict(self._connection.execute("SELECT short, long FROM abbreviations ORDER BY short, article_id DESC"))

    def passages_with(self, term: str) -> int:
        """Return how many passages have a term, given as a stem."""
        row = self._connection.execute("SELECT doc FROM vocabulary WHERE term = ?", (term,)).fetchone()
        return int(row[0]) if row else 0

    def _paths_matching(self, expression: str) -> list[str]:
        rows = self._connection.execute(
            "SELECT a.path FROM articles_text t JOIN articles a ON a.id = t.rowid"
            " WHERE articles_text MATCH ? ORDER BY a.path",
            (expression,),
        )
        return [row[0] for row in rows]

    def _article(self, identifier: int) -> Article:
        if identifier not in self._articles:
            row = self._connection.execute(
                "SELECT path, title, author, publisher, published, text, sha256 FROM articles WHERE id = ?",
                (identifier,),
            ).fetchone()
            self._articles[identifier] = Article(*row)
        return self._articles[identifier]


class Transaction(Snapshot):
    """A snapshot that can be changed; everything done to it is kept, or nothing."""

    def set_manifest(self, values: dict[str, str]) -> None:
        self._connection.executemany("INSERT OR REPLACE INTO manifest VALUES (?, ?)", values.items())

    def add_embeddings(self, keys: Sequence[str], vectors: Vectors, sentences: Sequence[Vectors]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)",
            [
                (key, vector.astype(np.float32).tobytes(), of_sentences.astype(np.float16).tobytes())
                for key, vector, of_sentences in zip(keys, vectors, sentences, strict=True)
            ],
        )

    def remove_articles(self, paths: Iterable[str]) -> None:
        for path in paths:
            row = self._connection.execute("SELECT id FROM articles WHERE path = ?", (path,)).fetchone()
            if row:
                self._connection.execute(
                    "DELETE FROM passages_text WHERE rowid IN (SELECT id FROM passages WHERE article_id = ?)", row
                )
                self._connection.execute("DELETE FROM articles_text WHERE rowid = ?", row)
                self._connection.execute("DELETE FROM articles WHERE id = ?", row)

    def add_article(self, article: Article, passages: Sequence[StoredPassage], about: str) -> None:
        identifier = self._connection.execute(
            "INSERT INTO articles (path, sha256, title, author, publisher, published, text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                article.path, article.sha256, article.title, article.author, article.publisher, article.published,
                article.text,
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
        self._connection.execute(
            "INSERT INTO articles_text (rowid, about, body) VALUES (?, ?, ?)",
            (identifier, about, normalise("\n".join(body))),
        )

    def add_abbreviations(self, path: str, found: dict[str, str]) -> None:
        self._connection.executemany(
            "INSERT INTO abbreviations SELECT id, ?, ? FROM articles WHERE path = ?",
            [(short, long, path) for short, long in found.items()],
        )

    def forget_unused_embeddings(self) -> None:
        self._connection.execute("DELETE FROM embeddings WHERE key NOT IN (SELECT embedding FROM passages)")


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
            connection.execute("BEGIN IMMEDIATE")
            yield Transaction(connection)
            connection.execute("COMMIT")

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
        except sqlite3.OperationalError as error:
            raise IndexStoreError(
                f"The index {self.path} cannot be used: {error}.",
                "Check the disk's free space and the folder's permissions, or give another --index-dir.",
            ) from error
        except sqlite3.DatabaseError as error:
            raise IndexDamagedError(
                f"The index {self.path} is damaged: {error}.", "Rebuild it: assistant index --rebuild"
            ) from error
        finally:
            if connection is not None:
                connection.close()
