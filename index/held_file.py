"""A database file that is read beside SQLite, without taking its locks from it.

SQLite keeps other processes away by POSIX locks, and a process loses all of those that it has on a file as
soon as it closes any descriptor of it (https://www.sqlite.org/howtocorrupt.html, section 2.2). So a file is
opened once in a process, and stays open as long as anyone there may use it.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary

_BLOCK = 1 << 20
_held: "WeakValueDictionary[Path, HeldFile]" = WeakValueDictionary()
_holding = Lock()


class HeldFile:
    """The file at a path, whatever file that is at the time; to be had from `hold`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1

    def beginning(self, size: int) -> bytes:
        """Return at most so many bytes.

        Raises:
            OSError: the file is not there, or cannot be read.
        """
        return os.pread(self._current(), size, 0)

    def blocks(self) -> Iterator[bytes]:
        """Yield all bytes of the file, a mebibyte at a time.

        Raises:
            OSError: as for `beginning`.
        """
        descriptor, at = self._current(), 0
        while block := os.pread(descriptor, _BLOCK, at):
            yield block
            at += len(block)

    def _current(self) -> int:
        now = self._path.stat()
        if self._descriptor >= 0 and not os.path.samestat(now, os.fstat(self._descriptor)):
            self._close()  # another file is at the path, and nobody can come to lock this one any more
        if self._descriptor < 0:
            self._descriptor = os.open(self._path, os.O_RDONLY)
        return self._descriptor

    def _close(self) -> None:
        os.close(self._descriptor)
        self._descriptor = -1

    def __del__(self) -> None:
        if self._descriptor >= 0:
            self._close()


def hold(path: Path) -> HeldFile:
    """Return the one of this process for a path."""
    with _holding:
        place = path.absolute()
        return _held.get(place) or _held.setdefault(place, HeldFile(place))
