"""One SQLite file, opened anew for each piece of work: made where it is missing, set aside where it is damaged.

What is committed is on the disk: killed at any moment, the file opens with all of it. A file that
cannot be read is renamed, never deleted, and a new one is begun.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock
from typing import TypeVar

from assistant import QAError

_T = TypeVar("_T")
_Work = Callable[[sqlite3.Connection], _T]
_SMALLEST_FILE, _BEGINNING = 512, b"SQLite format 3\0"
_READ, _WRITE = "BEGIN", "BEGIN IMMEDIATE"
# Even to read, SQLite writes beside the file; where it cannot, the file is read as it is.
_NO_WRITING = frozenset((sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY))
_PARTS = ("-wal", "-shm", "")  # the file last: without it, what is beside it counts for nothing
# What is wrong in the file itself; anything else is wrong around it.
_DAMAGE = frozenset((sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_NOTADB))


class ConversationFile:
    """A file of conversations, used by one thread at a time.

    Reading and changing raise `QAError` where the file cannot be read or written, or is of a newer
    format; it is then left as it is.

    Attributes:
        note: what a person should know about a file that was set aside; empty where none was.
    """

    def __init__(self, path: Path, schema: Sequence[str], version: int) -> None:
        self.path = path
        self.note = ""
        self._schema = (*schema, f"PRAGMA user_version = {version}")
        self._version = version
        self._lock = RLock()
        self._checked = False

    def read(self, work: _Work[_T]) -> _T | None:
        """Return what work finds in the file, or None where there is no file yet."""
        return self._run(work, _READ) if self._there() else None

    def change(self, work: _Work[_T]) -> _T | None:
        """Change what is in the file, all of it or nothing; None where there is no file yet."""
        return self.write(work) if self._there() else None

    def write(self, work: _Work[_T]) -> _T:
        """Write into the file, all of it or nothing; the file is made where it is missing."""
        return self._run(work, _WRITE)

    def _there(self) -> bool:
        with self._telling():
            return self.path.exists()

    def _run(self, work: _Work[_T], begin: str) -> _T:
        """Do work in a transaction of its own; where the file turns out damaged, in a new file."""
        with self._lock, self._telling():
            try:
                return self._attempt(work, begin)
            except sqlite3.Error as error:
                code = getattr(error, "sqlite_errorcode", 0) & 0xFF
                if isinstance(error, _UnsoundError) or code in _DAMAGE:
                    self._set_aside(str(error))
                    return self._attempt(work, begin)
                if begin == _READ and code in _NO_WRITING and not _size(_beside(self.path, "-wal")):
                    return self._attempt(work, begin, as_it_is=True)
                raise

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise QAError(
                f"The conversations in {self.path} cannot be read or kept: {reason}.",
                "Check the disk's free space and the permissions of file and folder. Questions are answered all the"
                " same, but not kept meanwhile.",
            ) from error

    def _attempt(self, work: _Work[_T], begin: str, *, as_it_is: bool = False) -> _T:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._look_before_opening()
        place = self.path.absolute().as_uri() + ("?immutable=1" if as_it_is else "")
        with closing(sqlite3.connect(place, uri=True, isolation_level=None, timeout=10)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            for setting in ("foreign_keys = ON", "secure_delete = ON", "synchronous = FULL"):
                connection.execute(f"PRAGMA {setting}")
            self._prepare(connection)
            connection.execute(begin)
            result = work(connection)
            connection.execute("COMMIT")
            return result

    def _look_before_opening(self) -> None:
        """Make the file where it is missing; refuse what SQLite would take for an empty file and write over."""
        size, log = _size(self.path), _size(_beside(self.path, "-wal"))
        if not size and not log:
            self.path.touch(mode=0o600)
        elif size < _SMALLEST_FILE:
            raise _UnsoundError("the file is cut short")
        else:
            with self.path.open("rb") as file:
                if file.read(len(_BEGINNING)) != _BEGINNING:
                    raise _UnsoundError("the file is not a database")

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Make the tables where there are none yet, and check the file once from end to end."""
        if not _version(connection) and not _tables(connection):
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_WRITE)
            for statement in self._schema if not _tables(connection) else ():
                connection.execute(statement)
            connection.execute("COMMIT")
        if (found := _version(connection)) > self._version:
            raise QAError(
                f"The conversations in {self.path} were kept by a newer version of this program (format {found}).",
                "Use that version, or move the file elsewhere; until then questions are answered but not kept.",
            )
        if found != self._version:
            raise _UnsoundError("the file was not made by this program")
        if not self._checked:
            (damage,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if damage != "ok":
                raise _UnsoundError(damage)
            self._checked = True

    def _set_aside(self, reason: str) -> None:
        number = 1
        while any(_beside(self._aside(number), ending).exists() for ending in _PARTS):
            number += 1
        aside = self._aside(number)
        for ending in _PARTS:
            if _beside(self.path, ending).exists():
                _beside(self.path, ending).rename(_beside(aside, ending))
        self._checked = False
        self.note = (
            f"The conversations kept so far cannot be read ({reason}). Their file was set aside as {aside.name},"
            " and a new one was begun."
        )

    def _aside(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.stem}.damaged-{number}{self.path.suffix}")


class _UnsoundError(sqlite3.DatabaseError):
    """The file is no file of conversations, or not all of one."""


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _tables(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
