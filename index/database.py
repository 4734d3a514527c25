"""The source of truth: articles, passages, embeddings and full-text tables in one SQLite file.

Embeddings are kept by what was embedded, so a passage that did not change is never embedded
again, whatever happened to its article; they are committed as they are made, and an interrupted
run goes on from there. Everything else changes in one transaction, which raises the generation by
one: a reader sees the old generation or the new one, never a mixture.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from index.checking import find_faults
from index.errors import IndexDamagedError, IndexStoreError
from index.held_file import hold
from index.schema import SCHEMA
from index.seal import Seal
from index.snapshot import REPAIR, Snapshot
from index.transaction import Transaction

_MOST_FAULTS = 100
# What is wrong in the file itself; anything else is wrong around it.
_DAMAGE = frozenset(
    (
        sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_TOOBIG,
    )
)  # fmt: skip
_VERSIONS = slice(18, 20)  # bytes of the file; to SQLite, one of its own future makes the file read-only


class Database:
    """The SQLite file of one index folder. Each snapshot and transaction has its own connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = hold(path)
        self.seal = Seal(path, self._file, self._content)
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
            connection.executescript(f"BEGIN IMMEDIATE; {SCHEMA} COMMIT;")
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
                for fault in islice(find_faults(connection, SCHEMA), _MOST_FAULTS):
                    found.append(fault)
        except IndexDamagedError as error:
            found.append(str(error))
        return tuple(found)

    def is_new(self) -> bool:
        """Say whether there is nothing in the database yet, not even a table."""
        if set(self._file.beginning(_VERSIONS.stop)[_VERSIONS]) - {1, 2}:
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
