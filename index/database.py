"""The source of truth: articles, passages, embeddings and full-text tables in one SQLite file.

Embeddings are kept by what was embedded, so a passage that did not change is never embedded
again, whatever happened to its article; they are committed as they are made, and an interrupted
run goes on from there. Everything else changes in one transaction, which raises the generation by
one: a reader sees the old generation or the new one, never a mixture.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import astuple, dataclass
from itertools import islice
from pathlib import Path
from uuid import uuid4

import numpy as np

from index.articles import Article, Passage
from index.checking import find_faults
from index.checksum import checksum, of_article, of_manifest, total
from index.embedder import Vectors
from index.errors import IndexDamagedError, IndexStoreError
from index.keywords import countries
from index.metadata import Metadata
from index.normalise import normalise
from index.seal import Seal
from index.snapshot import REPAIR, Snapshot

FORMAT = "3"
_MOST_WRITTEN_ANEW = 20_000  # passages, whose full-text tables are written in a second or two
_PAGES_MERGED = 200
_FREQUENT = 500  # passages with a term; fewer are counted in well under a millisecond
_MOST_FAULTS = 100
# What is wrong in the file itself; anything else is wrong around it.
_DAMAGE = frozenset(
    (
        sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_TOOBIG,
    )
)  # fmt: skip
_VERSIONS = slice(18, 20)  # bytes of the file; to SQLite, one of its own future makes the file read-only
_SCHEMA = """
CREATE TABLE IF NOT EXISTS manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, title TEXT NOT NULL,
    author TEXT NOT NULL, publisher TEXT NOT NULL, published TEXT NOT NULL, text TEXT NOT NULL,
    pages TEXT NOT NULL, checksum BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, sentences TEXT NOT NULL, embedding TEXT NOT NULL,
    checksum BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS passages_of_article ON passages (article_id);
CREATE INDEX IF NOT EXISTS passages_of_embedding ON passages (embedding);
CREATE TABLE IF NOT EXISTS embeddings (
    key TEXT PRIMARY KEY, vector BLOB NOT NULL, sentences BLOB NOT NULL,
    vector_checksum BLOB NOT NULL, sentences_checksum BLOB NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS passages_text USING fts5 (
    title, body, countries, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab (passages_text, 'row');
CREATE TABLE IF NOT EXISTS abbreviations (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, short TEXT NOT NULL, long TEXT NOT NULL,
    checksum BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS aliases (thing INTEGER NOT NULL, name TEXT NOT NULL, checksum BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS sidecar (
    pattern TEXT NOT NULL, title TEXT NOT NULL, author TEXT NOT NULL, publisher TEXT NOT NULL, published TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS unreadable (sha256 TEXT PRIMARY KEY, reason TEXT NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS articles_text USING fts5 (
    about, body, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIEW IF NOT EXISTS articles_words AS SELECT id, c0 AS about, c1 AS body FROM articles_text_content;
CREATE VIRTUAL TABLE IF NOT EXISTS spellings USING fts5 (
    about, body, content = articles_words, content_rowid = id,
    columnsize = 0, tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS spelled USING fts5vocab (spellings, 'row');
CREATE TABLE IF NOT EXISTS lineage (state TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS frequent_terms (term TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS removed_passages (id INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS unsettled (key TEXT PRIMARY KEY);
CREATE TRIGGER IF NOT EXISTS passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO removed_passages VALUES (old.id);
    INSERT OR IGNORE INTO unsettled VALUES (old.embedding);
END;
CREATE TRIGGER IF NOT EXISTS embedding_made AFTER INSERT ON embeddings BEGIN
    INSERT OR IGNORE INTO unsettled VALUES (new.key);
END;
"""


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

    def forget_unused_embeddings(self) -> None:
        """Remove the embeddings of text that is in no article any more, or never came to be in one."""
        self._connection.execute(
            "DELETE FROM embeddings WHERE key IN (SELECT key FROM unsettled)"
            " AND NOT EXISTS (SELECT 1 FROM passages WHERE embedding = embeddings.key)"
        )
        self._connection.execute("DELETE FROM unsettled")

    def merge_text_tables(self) -> None:
        """Write the full-text tables anew, so that no words of removed articles stay in them.

        Of large ones only a part at each change: there, such words stay until their part is written anew.
        """
        small = self.count()[1] <= _MOST_WRITTEN_ANEW
        for table in ("passages_text", "articles_text", "spellings"):
            if small:
                self._connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608
            else:
                self._connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', {_PAGES_MERGED})")  # noqa: S608

    def _count_in(self, row: bytes) -> bytes:
        """Have a row that is being added counted in the total of the checksums."""
        self._added.append(row)
        return row


class Database:
    """The SQLite file of one index folder. Each snapshot and transaction has its own connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seal = Seal(path, self._content)
        self._aside = path.with_suffix(".damaged")

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
    def peeking(self) -> Iterator[Snapshot]:
        """Open the newest generation without making any file, such as SQLite's own beside the database."""
        log = self.path.with_name(f"{self.path.name}-wal")
        mode = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"  # there may be news in the log
        with (
            self._errors_told(),
            closing(
                sqlite3.connect(f"{self.path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None, timeout=30)
            ) as connection,
        ):
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
        """Make the tables where they are missing, all or none; take over what a damaged index has of use."""
        with self._connected() as connection:
            connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
        self.path.chmod(0o600)
        if self._aside.exists():
            with self.writing() as transaction:
                transaction.adopt_embeddings(self._aside)
            self._aside.unlink()

    def faults(self) -> tuple[str, ...]:
        """Check everything in the database; return what is wrong with it in words, at most a hundred faults."""
        found: list[str] = []
        try:
            with self._connected() as connection:
                connection.execute("BEGIN IMMEDIATE")
                for fault in islice(find_faults(connection, _SCHEMA), _MOST_FAULTS):
                    found.append(fault)
        except IndexDamagedError as error:
            found.append(str(error))
        return tuple(found)

    def is_new(self) -> bool:
        """Say whether there is nothing in the database yet, not even a table."""
        with self.path.open("rb") as file:
            if set(file.read(_VERSIONS.stop)[_VERSIONS]) - {1, 2}:
                raise IndexDamagedError(f"The index {self.path} is damaged: its header is altered.", REPAIR)
        with self._connected() as connection:
            return not self.seal.path.exists() and not connection.execute("SELECT 1 FROM sqlite_schema").fetchone()

    def set_aside(self) -> None:
        """Set a damaged database aside, so that `create` makes a new one."""
        for ending in ("-wal", "-shm", "-journal"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        self.seal.path.unlink(missing_ok=True)
        if self.path.exists():
            self.path.replace(self._aside)

    def _content(self) -> bytes:
        """Return the database as one string of bytes: as the file will be once the log is emptied into it."""
        with self._connected() as connection:
            return connection.serialize()

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with (
            self._errors_told(),
            closing(
                sqlite3.connect(self.path, isolation_level=None, timeout=30, check_same_thread=False)
            ) as connection,
        ):
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            yield connection

    @contextmanager
    def _errors_told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if str(error).startswith("Could not decode to UTF-8"):
                raise self._not_text() from error
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF in _DAMAGE:
                raise IndexDamagedError(f"The index {self.path} is damaged: {error}.", REPAIR) from error
            raise IndexStoreError(
                f"The index {self.path} cannot be used: {error}.",
                "Check the disk's free space and the folder's permissions, or give another --index-dir.",
            ) from error
        except UnicodeDecodeError as error:  # of text in the file, or of SQLite's message about it
            raise self._not_text() from error

    def _not_text(self) -> IndexDamagedError:
        return IndexDamagedError(f"The index {self.path} is damaged: its text is not UTF-8.", REPAIR)


def _sound_embeddings(damaged: Path) -> Iterator[tuple[str, bytes, bytes, bytes, bytes]]:
    """Return the rows of a damaged database's embeddings whose checksums hold, as far as it can be read."""
    place = f"{damaged.absolute().as_uri()}?immutable=1"
    for order in ("ASC", "DESC"):  # a page that cannot be read ends the one way, and lies at the end of the other
        with suppress(sqlite3.Error, UnicodeDecodeError), closing(sqlite3.connect(place, uri=True)) as source:
            rows = source.execute(f"SELECT * FROM embeddings ORDER BY rowid {order}")  # noqa: S608
            for key, vector, sentences, *expected in rows:
                if [checksum(key, vector), checksum(key, sentences)] == expected:
                    yield key, vector, sentences, *expected
