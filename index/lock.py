"""One process at a time changes an index; the others wait for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexLockedError, IndexStoreError

_NAME = "lock"


@contextmanager
def locked(index_dir: Path, seconds: float) -> Iterator[None]:
    """Keep others from changing an index as long as the context lasts.

    Args:
        seconds: how long to wait for another process that is changing it.

    Raises:
        IndexLockedError: it went on for longer.
        IndexStoreError: the index folder cannot be written.
    """
    lock = FileLock(index_dir / _NAME, timeout=seconds)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexLockedError(
            f"Another process has been changing the index in {index_dir} for {seconds:g} seconds.",
            "Wait for it to end, or give another --index-dir.",
        ) from error
    except OSError as error:
        raise unwritable(index_dir, error) from error
    try:
        yield
    finally:
        lock.release()


def unwritable(index_dir: Path, error: OSError) -> IndexStoreError:
    """Return the error of an index folder that the system would not let be written."""
    return IndexStoreError(
        f"The index folder {index_dir} cannot be written: {error.strerror or error}.",
        "Free some space, check its permissions, or give another --index-dir.",
    )
