"""A file that is whole or refused: a line of JSON with a state and a SHA-256, then what the checksum is over.

It is written beside its place and swapped in by rename; neither writing nor checking needs it in memory.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from index.errors import IndexDamagedError, IndexStoreError
from index.files import replacing

_HEADER_LIMIT = 1000
_BLOCK = 1 << 20
_NO_CHECKSUM = "0" * 64


def write_checked(path: Path, state: str, fill: Callable[[Callable[[bytes], int]], None]) -> None:
    """Write the file whole; `fill` is handed what appends bytes to it.

    Raises:
        IndexStoreError: it could not be written whole; the old file is still there.
    """
    try:
        with replacing(path) as file:
            file.write(_header(state, _NO_CHECKSUM))
            digest = _digest(state)

            def append(data: bytes) -> int:
                digest.update(data)
                return file.write(data)

            fill(append)
            file.seek(0)
            file.write(_header(state, digest.hexdigest()))
    except OSError as error:
        raise IndexStoreError(
            f"The vector index {path} could not be written: {error.strerror}.",
            "Free some space or check the permissions; everything already indexed is kept.",
        ) from error


@contextmanager
def reading_checked(path: Path) -> Iterator[tuple[str, BinaryIO]]:
    """Open a file that `write_checked` wrote, checked to its end, where its header ends; yields its state too.

    Raises:
        IndexDamagedError: it is missing, cut short or altered.
    """
    try:
        with path.open("rb") as file:
            header = file.readline(_HEADER_LIMIT)
            fields = json.loads(header)
            state, checksum = fields["state"], fields["sha256"]
            if not isinstance(state, str):
                raise ValueError
            digest = _digest(state)
            while block := file.read(_BLOCK):
                digest.update(block)
            if digest.hexdigest() != checksum:
                raise IndexDamagedError(f"The vector index {path} does not match its checksum.")
            file.seek(len(header))
            yield state, file
    except OSError as error:
        raise IndexDamagedError(f"The vector index {path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexDamagedError(f"The vector index {path} has no readable header.") from error


def _header(state: str, checksum: str) -> bytes:
    return json.dumps({"state": state, "sha256": checksum}).encode() + b"\n"


def _digest(state: str) -> "hashlib._Hash":
    return hashlib.sha256(state.encode("utf-8", "replace") + b"\n")
