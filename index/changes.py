"""What became of the folder's files since they were indexed, told by their content.

A file that is being written keeps its last good version: it is read again at the next look.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import ArticlesError
from index.reader import BEING_WRITTEN, KINDS, Skipped, SourceFile, file_stamp

_CLOCK_SLACK = 1.0  # seconds by which a file's time may be ahead of the clock


@dataclass(frozen=True, slots=True)
class Changes:
    """What a refresh found, as paths: each file of the folder is in exactly one of the lists.

    `renamed` pairs the old path with the new one. `embedded` counts the passages that were embedded,
    or would be. `rebuilt` says why everything was read anew, and is empty when it was not. `aliases`
    says whether what goes by several names changed.
    """

    added: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    deleted: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    embedded: int = 0
    rebuilt: str = ""
    aliases: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.edited or self.renamed or self.deleted or self.rebuilt or self.aliases)

    @property
    def seen(self) -> frozenset[str]:
        """The paths of all files that are there."""
        renamed, skipped = (new for _, new in self.renamed), (file.path for file in self.skipped)
        return frozenset((*self.added, *self.edited, *self.unchanged, *renamed, *skipped))


def compare(
    folder: Path,
    files: Iterable[SourceFile | Skipped],
    sound: Mapping[str, str],
    known: Mapping[str, str],
    rest_seconds: float,
) -> tuple[Changes, list[SourceFile]]:
    """Sort the folder's files by what became of them; return the ones to index with the summary.

    Args:
        sound: the SHA-256 of each file, by path, whose article in the index can stay as it is.
        known: that of each file that is indexed.
        rest_seconds: a file changed within this time is waited for until it has rested so long; one
            that changes meanwhile is being written.
    """
    found: dict[str, SourceFile] = {}
    skipped: list[Skipped] = []
    unchanged: list[str] = []
    for file in files:
        if isinstance(file, Skipped):
            skipped.append(file)
        elif sound.get(file.path) == file.sha256:
            unchanged.append(file.path)
        else:
            found[file.path] = file
    for path in _restless(folder, found.values(), rest_seconds):
        del found[path]
        skipped.append(Skipped(path, BEING_WRITTEN))
    # A file that cannot be read just now, such as a half-written one, keeps its last good version.
    kept = {*unchanged, *(file.path for file in skipped)}
    gone = {path: checksum for path, checksum in known.items() if path not in found and path not in kept}
    renamed: list[tuple[str, str]] = []
    by_checksum: dict[str, list[str]] = {}
    for path, checksum in reversed(gone.items()):
        by_checksum.setdefault(checksum, []).append(path)
    for path, file in found.items():
        if path not in known and by_checksum.get(file.sha256):
            old = by_checksum[file.sha256].pop()
            renamed.append((old, path))
            del gone[old]
    moved = {new for _, new in renamed}
    return (
        Changes(
            added=tuple(path for path in found if path not in known and path not in moved),
            edited=tuple(path for path in found if path in known),
            renamed=tuple(renamed),
            deleted=tuple(gone),
            unchanged=tuple(unchanged),
            skipped=tuple(skipped),
        ),
        list(found.values()),
    )


def nothing_to_read(folder: Path, skipped: Sequence[Skipped]) -> ArticlesError:
    """Return the error of a folder without a single article."""
    remedy = f"Put {KINDS} there, or give another folder with --articles."
    if not skipped:
        return ArticlesError(f"The folder {folder} is empty.", remedy)
    named = "; ".join(f"{file.path}: {file.reason}" for file in skipped[:5])
    return ArticlesError(f"Nothing in {folder} can be read as an article ({named}).", remedy)


def _restless(folder: Path, files: Iterable[SourceFile], rest_seconds: float) -> list[str]:
    """Wait until the newest of the files has rested; return the paths of those that changed meanwhile."""
    now = time.time()
    fresh = {file: now - file.modified for file in files if -_CLOCK_SLACK < now - file.modified < rest_seconds}
    if not fresh:
        return []
    time.sleep(rest_seconds - max(min(fresh.values()), 0.0))
    return [file.path for file in fresh if file_stamp(folder, file.path) != file.stamp]
