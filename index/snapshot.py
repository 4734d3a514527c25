"""What one generation of the index holds, read from the database within one transaction."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np

from index.articles import Article, Passage, Sentence
from index.embedder import Vectors
from index.errors import IndexDamagedError
from index.faiss_store import Ids
from index.metadata import Metadata
from index.normalise import without_accents

REPAIR = "Repair it from the articles: assistant index"


class Snapshot:
    """One generation of the index, as it stays for as long as the transaction is open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._articles: dict[int, Article] = {}

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
        """Return how the index was made: format, model, chunking, dimension, generation."""
        return dict(self._connection.execute("SELECT key, value FROM manifest"))

    def find_damage(self) -> str:
        """Look for damaged pages and for altered articles; return the first fault, or nothing."""
        fault = str(self._connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        if fault != "ok":
            return fault
        altered = (
            row[0]
            for row in self._connection.execute("SELECT path, text, text_sha256 FROM articles")
            if _is_altered(*row[1:])
        )
        return next((f"the text of {path} is altered" for path in altered), "")

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

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages with these ids."""
        found = {}
        for identifier in ids:
            row = self._connection.execute(
                "SELECT article_id, start, stop, sentences FROM passages WHERE id = ?", (identifier,)
            ).fetchone()
            if row is None:
                raise IndexDamagedError(f"Passage {identifier} is missing from the index.", REPAIR)
            article = self._article(row[0])
            try:
                sentences = tuple(Sentence(a, b, bool(q)) for a, b, q in json.loads(row[3]))
            except (ValueError, TypeError) as error:
                raise IndexDamagedError(f"The sentences of passage {identifier} cannot be read.", REPAIR) from error
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

    def passages_matching(self, expression: str) -> set[int]:
        """Return the ids of all passages that match an FTS5 expression."""
        query = "SELECT rowid FROM passages_text WHERE passages_text MATCH ?"
        return {row[0] for row in self._connection.execute(query, (expression,))}

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
            raise IndexDamagedError("Some embeddings of the index have the wrong length.", REPAIR)
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
                raise IndexDamagedError(f"The embeddings of passage {identifier} are missing or cut short.", REPAIR)
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
        return dict(
            self._connection.execute(
                "SELECT short, long FROM abbreviations b JOIN articles a ON a.id = b.article_id"
                " ORDER BY short, path DESC"
            )
        )

    def aliases(self) -> tuple[tuple[str, ...], ...]:
        """Return what the folder says goes by several names: for each thing, its names."""
        rows = self._connection.execute("SELECT thing, name FROM aliases ORDER BY rowid")
        return tuple(tuple(row[1] for row in own) for _, own in groupby(rows, key=lambda row: row[0]))

    def sidecar(self) -> tuple[tuple[str, Metadata], ...]:
        """Return what the folder says of its articles, by path or pattern."""
        rows = self._connection.execute("SELECT * FROM sidecar ORDER BY rowid")
        return tuple((row[0], Metadata(*row[1:])) for row in rows)

    def unreadable(self) -> dict[str, str]:
        """Return why no text can be got out of some files, by their checksums."""
        return dict(self._connection.execute("SELECT sha256, reason FROM unreadable"))

    def passages_with(self, term: str) -> int:
        """Return how many passages have a term, given as a stem."""
        row = self._connection.execute("SELECT doc FROM vocabulary WHERE term = ?", (term,)).fetchone()
        return int(row[0]) if row else 0

    def is_spelled(self, word: str) -> bool:
        """Say whether an article has a word as it is spelled, accents and capitals aside."""
        query = "SELECT 1 FROM spelled WHERE term = ?"
        return self._connection.execute(query, (without_accents(word),)).fetchone() is not None

    def words_like(self, word: str, letters: int) -> list[tuple[str, int]]:
        """Return the articles' words with the same first letter, at most so many letters longer or shorter.

        Each comes with how often it occurs.
        """
        plain = without_accents(word)
        rows = self._connection.execute(
            "SELECT term, cnt FROM spelled WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?",
            (plain[0], chr(ord(plain[0]) + 1), len(plain) - letters, len(plain) + letters),
        )
        return [(term, count) for term, count in rows if term.isalpha()]

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
                "SELECT text_sha256, pages, path, title, author, publisher, published, text, sha256 FROM articles"
                " WHERE id = ?",
                (identifier,),
            ).fetchone()
            if row is None or _is_altered(row[7], row[0]):
                raise IndexDamagedError("An article in the index is not as it was read.", REPAIR)
            self._articles[identifier] = Article(*(*row[2:], _pages(row[1])))
        return self._articles[identifier]


def text_checksum(text: str) -> str:
    """Return the SHA-256 of an article's text, by which it is known to be as it was read."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _is_altered(text: object, sha256: str) -> bool:
    """Say whether an article's text is not what was read from its file."""
    return not isinstance(text, str) or text_checksum(text) != sha256


def _pages(stored: str) -> tuple[int, ...]:
    try:
        pages = tuple(json.loads(stored))
    except (ValueError, TypeError) as error:
        raise IndexDamagedError("The pages of an article in the index cannot be read.", REPAIR) from error
    if not all(isinstance(offset, int) for offset in pages):
        raise IndexDamagedError("The pages of an article in the index cannot be read.", REPAIR)
    return pages
