"""What one generation of the index holds, read from the database within one transaction."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby

import numpy as np

from index.articles import Article, Passage, Sentence
from index.checksum import checksum, of_article, of_manifest
from index.embedder import Vectors
from index.errors import IndexDamagedError
from index.faiss_store import Ids
from index.metadata import Metadata
from index.text_tables import TextTables

REPAIR = "Repair it from the articles: assistant index"


class Snapshot:
    """One generation of the index, as it stays for as long as the transaction is open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.words = TextTables(connection)
        self._articles: dict[int, Article] = {}
        self._manifest: dict[str, str] = {}

    @property
    def generation(self) -> int:
        """The number of times the index changed."""
        return int(self.manifest().get("generation", "0"))

    @property
    def state(self) -> str:
        """What tells this generation of this very index from any other."""
        manifest = self.manifest()
        return f"{manifest.get('identity', '')}:{manifest.get('generation', '0')}:{manifest.get('dimension', '0')}"

    def manifest(self) -> dict[str, str]:
        """Return how the index was made: format, model, chunking, dimension, generation, total of the checksums."""
        if not self._manifest:
            values = dict(self._connection.execute("SELECT key, value FROM manifest"))
            if values and values.pop("checksum", "") != of_manifest(values):
                raise IndexDamagedError("The manifest of the index is altered.", REPAIR)
            self._manifest = values
        return dict(self._manifest)

    def format(self) -> str:
        """Return the format of the index, of whatever version; nothing where none was finished yet."""
        row = self._connection.execute("SELECT value FROM manifest WHERE key = 'format'").fetchone()
        return str(row[0]) if row else ""

    def checksums(self) -> dict[str, str]:
        """Return the SHA-256 of each article's file, by path."""
        return dict(self._connection.execute("SELECT path, sha256 FROM articles ORDER BY path"))

    def count(self) -> tuple[int, int]:
        """Return how many articles and passages there are."""
        articles = self._connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        return articles, self._connection.execute("SELECT count(*) FROM passages").fetchone()[0]

    def passage_counts(self) -> dict[str, int]:
        """Return how many passages each article has, by path."""
        return dict(
            self._connection.execute(
                "SELECT a.path, count(p.id) FROM articles a LEFT JOIN passages p ON p.article_id = a.id"
                " GROUP BY a.id ORDER BY a.path"
            )
        )

    def articles(self) -> list[Article]:
        """Return every article, in the order of their paths."""
        ids = [row[0] for row in self._connection.execute("SELECT id FROM articles ORDER BY path")]
        return [self._article(identifier) for identifier in ids]

    def article(self, path: str) -> Article | None:
        """Return one article, or None where there is no such path."""
        name = path.encode("utf-8", "replace").decode()
        row = self._connection.execute("SELECT id FROM articles WHERE path = ?", (name,)).fetchone()
        return self._article(row[0]) if row else None

    def read_article(self, identifier: int) -> Article:
        """Return the article with this id, where it is as it was written."""
        row = self._connection.execute(
            "SELECT path, title, author, publisher, published, text, sha256, pages, checksum FROM articles"
            " WHERE id = ?",
            (identifier,),
        ).fetchone()
        if row is None:
            raise IndexDamagedError(f"Article {identifier} is missing from the index.", REPAIR)
        *values, pages, expected = row
        article = replace(Article(*values), pages=_pages(pages))
        if of_article(article) != expected:
            raise IndexDamagedError(f"The article {article.path} is altered in the index.", REPAIR)
        return article

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages with these ids."""
        found = {}
        for identifier in ids:
            row = self._connection.execute(
                "SELECT article_id, start, stop, sentences, embedding, checksum FROM passages WHERE id = ?",
                (identifier,),
            ).fetchone()
            if row is None:
                raise IndexDamagedError(f"Passage {identifier} is missing from the index.", REPAIR)
            found[identifier] = passage_of(self._article(row[0]), *row[1:])
        return found

    def descends_from(self, state: str) -> bool:
        """Say whether this generation came about from the one with this state, by changes that are all recorded here.

        If so, the passages added since are those with higher ids than there were, for no id is given
        twice, and those removed since are among `removed_passages`.
        """
        return self._connection.execute("SELECT 1 FROM lineage WHERE state = ?", (state,)).fetchone() is not None

    def passage_ids(self, after: int = 0) -> Ids:
        """Return the ids of all passages, or those after this one, in ascending order."""
        rows = self._connection.execute("SELECT id FROM passages WHERE id > ? ORDER BY id", (after,))
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def removed_passages(self, first: int, last: int) -> Ids:
        """Return those of these ids whose passages were removed, in ascending order."""
        rows = self._connection.execute(
            "SELECT id FROM removed_passages WHERE id BETWEEN ? AND ? ORDER BY id", (first, last)
        )
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    @cached_property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self.manifest().get("dimension", "0"))

    def vectors(self, ids: Ids) -> Vectors:
        """Return the embeddings of these passages, in their order; an array of shape (ids, dimension)."""
        rows = self._connection.execute(
            "SELECT e.key, e.vector, e.vector_checksum FROM json_each(?) j CROSS JOIN passages p ON p.id = j.value"
            " CROSS JOIN embeddings e ON e.key = p.embedding ORDER BY j.key",
            (json.dumps(ids.tolist()),),
        ).fetchall()
        if any(checksum(key, vector) != expected for key, vector, expected in rows):
            raise IndexDamagedError("Some embeddings of the index are altered.", REPAIR)
        vectors = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float32)
        if vectors.size != len(ids) * self.dimension:
            raise IndexDamagedError("Some embeddings of the index are missing or have the wrong length.", REPAIR)
        return vectors.reshape(len(ids), self.dimension)

    def sentence_vectors(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """Return the embeddings of each passage's sentences, of shape (sentences, 2, dimension).

        Each sentence has two: alone, and together with the sentence before it.
        """
        dimension = self.dimension
        found = {}
        for identifier in ids:
            row = self._connection.execute(
                "SELECT e.sentences, e.key, e.sentences_checksum FROM passages p"
                " JOIN embeddings e ON e.key = p.embedding WHERE p.id = ?",
                (identifier,),
            ).fetchone()
            if row is None or checksum(row[1], row[0]) != row[2] or len(row[0]) % (4 * dimension):
                raise IndexDamagedError(f"The embeddings of passage {identifier} are missing or altered.", REPAIR)
            found[identifier] = np.frombuffer(row[0], dtype=np.float16).astype(np.float32).reshape(-1, 2, dimension)
        return found

    def passages_of(self, paths: Iterable[str]) -> set[int]:
        """Return the ids of these articles' passages."""
        query = "SELECT p.id FROM passages p JOIN articles a ON a.id = p.article_id WHERE a.path = ?"
        return {row[0] for path in paths for row in self._connection.execute(query, (path,))}

    def known_keys(self, wanted: Iterable[str]) -> set[str]:
        """Return those of these keys whose embeddings are at hand."""
        rows = self._connection.execute(
            "SELECT e.key FROM json_each(?) j CROSS JOIN embeddings e ON e.key = j.value", (json.dumps([*wanted]),)
        )
        return {row[0] for row in rows}

    def abbreviations(self) -> dict[str, str]:
        """Return the abbreviations that the articles explain, as short form to long form."""
        rows = self._connection.execute(
            "SELECT short, long, path, b.checksum FROM abbreviations b JOIN articles a ON a.id = b.article_id"
            " ORDER BY short, path DESC"
        ).fetchall()
        if any(checksum(path, short, long) != expected for short, long, path, expected in rows):
            raise IndexDamagedError("Some abbreviations in the index are altered.", REPAIR)
        return {row[0]: row[1] for row in rows}

    def aliases(self) -> tuple[tuple[str, ...], ...]:
        """Return what the folder says goes by several names: for each thing, its names."""
        rows = self._connection.execute("SELECT thing, name, checksum FROM aliases ORDER BY rowid").fetchall()
        if any(checksum(thing, name) != expected for thing, name, expected in rows):
            raise IndexDamagedError("Some other names in the index are altered.", REPAIR)
        return tuple(tuple(row[1] for row in own) for _, own in groupby(rows, key=lambda row: row[0]))

    def sidecar(self) -> tuple[tuple[str, Metadata], ...]:
        """Return what the folder says of its articles, by path or pattern."""
        rows = self._connection.execute("SELECT * FROM sidecar ORDER BY rowid")
        return tuple((row[0], Metadata(*row[1:])) for row in rows)

    def unreadable(self) -> dict[str, str]:
        """Return why no text can be got out of some files, by their checksums."""
        return dict(self._connection.execute("SELECT sha256, reason FROM unreadable"))

    def _article(self, identifier: int) -> Article:
        if identifier not in self._articles:
            self._articles[identifier] = self.read_article(identifier)
        return self._articles[identifier]


def passage_of(
    article: Article,
    start: int,
    stop: int,
    sentences: str,
    key: str,
    expected: bytes,  # as they lie in the row
) -> Passage:
    """Make a passage of its row, where that is as it was written."""
    if checksum(article.path, start, stop, sentences, key) != expected:
        raise IndexDamagedError(f"A passage of {article.path} is altered in the index.", REPAIR)
    spans = tuple(Sentence(a, b, bool(quotable)) for a, b, quotable in json.loads(sentences))
    return Passage(article, article.text[start:stop], start, stop, spans)


def _pages(stored: str) -> tuple[int, ...]:
    """Read where an article's pages begin; what cannot be read is no page, and does not match the row's checksum."""
    try:
        return tuple(json.loads(stored))
    except (ValueError, TypeError, RecursionError):
        return (-1,)
