"""The seal: size and checksum of the database as its last change left it, in a small file beside it.

While it matches, nothing in the database was altered since, and SQLite need not be asked. Where it
does not, the database was damaged or a process ended before it could seal: what is in it decides.
"""

import json
from collections.abc import Callable
from pathlib import Path

from xxhash import xxh3_128, xxh3_128_hexdigest

from index.files import remove_leftovers, replacing
from index.held_file import HeldFile

LARGEST = 500_000_000  # bytes; under half a second to read. Larger databases are checked row by row as they are read
_LONGEST_SEAL = 1000


class Seal:
    """The seal of one database file.

    Args:
        file: its bytes.
        content: returns the database as one string of bytes, its write-ahead log included.
    """

    def __init__(self, database: Path, file: HeldFile, content: Callable[[], bytes]) -> None:
        self.path = database.with_name(f"{database.name}.seal")
        self._database = database
        self._file = file
        self._content = content
        self._known: tuple[int, ...] = ()

    def matches(self) -> bool:
        """Say whether the database is, byte for byte, what was sealed; by its size alone where it is large."""
        try:
            with self.path.open("rb") as file:
                kept = json.loads(file.read(_LONGEST_SEAL))
        except (OSError, ValueError, RecursionError):
            return False
        if self._known and self._known == self._traits():
            return True
        traits = self._traits()
        if kept != self._measured():
            return False
        self._known = traits
        return True

    def renew(self) -> None:
        """Seal the database as it is now, unless it is known to be sealed.

        Raises:
            OSError: the seal cannot be written; the database is checked in full at the next opening.
        """
        if self._known and self._known == self._traits() and self.path.exists():
            return
        remove_leftovers(self.path)
        traits = self._traits()
        with replacing(self.path) as file:
            file.write(json.dumps(self._measured()).encode())
        self._known = traits

    def remove(self) -> None:
        """Have the database checked in full at the next opening, where that can be said."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            return

    def _measured(self) -> dict[str, int | str]:
        if self._database.stat().st_size > LARGEST:
            return {"size": self._database.stat().st_size, "xxh3_128": "too large"}
        if any(_size(self._database.with_name(self._database.name + ending)) for ending in ("-wal", "-journal")):
            whole = self._content()
            return {"size": len(whole), "xxh3_128": xxh3_128_hexdigest(whole)}
        digest, size = xxh3_128(), 0
        for block in self._file.blocks():
            digest.update(block)
            size += len(block)
        return {"size": size, "xxh3_128": digest.hexdigest()}

    def _traits(self) -> tuple[int, ...]:
        status = self._database.stat()
        log = _size(self._database.with_name(f"{self._database.name}-wal"))
        return (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns, log)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
