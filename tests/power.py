"""A disk that loses power: what it holds of the operations asked of it, in the best and the worst case."""

import shutil
from pathlib import Path

import numpy as np
from traced import Operation

WORLDS = ("missing", "zeroed", "random")


class _File:
    """What a file holds as it is read, and what of it is certain to be on the disk; `unsynced` are spans of bytes."""

    def __init__(self, content: bytes, certain: bytes | None) -> None:
        self.content = bytearray(content)
        self.certain = certain
        self.unsynced: list[tuple[int, int]] = []


class Disk:
    """The files of a folder, by name, through a sequence of operations.

    A file's bytes are certain once it is synced, its name once its folder is.
    """

    def __init__(self, before: Path, folder: Path) -> None:
        self._folder = folder
        self._files = {
            path.name: _File(path.read_bytes(), path.read_bytes()) for path in before.iterdir() if path.is_file()
        }
        self._certain_names = dict(self._files)
        self._random = np.random.default_rng(7)

    def do(self, operation: Operation) -> None:
        """Take note of one operation."""
        name = Path(operation.path).name
        if operation.path == str(self._folder):
            self._certain_names = dict(self._files)
        elif operation.kind == "make":
            file = self._files.setdefault(name, _File(b"", None))
            if operation.data:
                file.content.clear()
        elif operation.kind == "move":
            self._files[Path(operation.to).name] = self._files.pop(name)
        elif operation.kind == "remove":
            self._files.pop(name, None)
        else:
            self._change(self._files[name], operation)

    def _change(self, file: _File, operation: Operation) -> None:
        end = operation.offset + len(operation.data)
        if operation.kind == "write":
            file.content.extend(bytes(max(0, end - len(file.content))))
            file.content[operation.offset : end] = operation.data
            file.unsynced.append((operation.offset, end))
        elif operation.kind == "cut":
            del file.content[operation.offset :]
            file.content.extend(bytes(max(0, operation.offset - len(file.content))))
        elif operation.kind == "sync":
            file.certain = bytes(file.content)
            file.unsynced.clear()

    def write_world(self, place: Path, kind: str) -> None:
        """Write the files as they may be found after the power was lost.

        Args:
            kind: `missing`: all that is not certain is undone; else it is there, but for the bytes
                that were not synced, which are zeros or random.
        """
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        files = self._certain_names if kind == "missing" else self._files
        for name, file in files.items():
            if name.endswith("-shm"):
                continue  # begun anew by the first to open the database
            content = bytearray((file.certain or b"") if kind == "missing" else file.content)
            for start, end in file.unsynced if kind != "missing" else ():
                lost = bytes(end - start) if kind == "zeroed" else self._random.bytes(end - start)
                content[start:end] = lost[: max(0, len(content) - start)]
            (place / name).write_bytes(content)
