"""First step: a folder in, articles out.

An article is a .txt or .md file in UTF-8, in the folder or below it. Front matter between `---`
lines is optional: title, author (or authors), publisher (or outlet), published (or date). The
folder's `aliases.txt` is no article (see `index.aliases`). Hidden files and folders are left alone,
and so is anything that a symbolic link reaches outside the folder. A file that cannot be used is
named with the reason; the others are read all the same. A file that changes while it is read is
being written, and is not read until it rests.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from index.articles import Article
from index.blocks import split_blocks
from index.errors import ArticlesError
from index.metadata import find_metadata, read_front_matter

Stamp = tuple[int, ...]

BEING_WRITTEN = "it is being written; it is read when it rests"
SUFFIXES = (".txt", ".md")
ALIASES = "aliases.txt"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the folder as it was read; its bytes are known to be UTF-8.

    `stamp` tells this state of the file from later ones, see `file_stamp`; `modified` is its time in
    seconds since 1970.
    """

    path: str
    data: bytes
    sha256: str
    stamp: Stamp = ()
    modified: float = 0.0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not read, and why."""

    path: str
    reason: str


def read_folder(folder: Path, max_file_bytes: int, leave_out: Path | None = None) -> Iterator[SourceFile | Skipped]:
    """Read every article file of `folder`, in the order of their paths.

    Args:
        folder: the folder of articles; it is never written to.
        max_file_bytes: a larger file is skipped.
        leave_out: a folder not to descend into, such as the index itself.

    Raises:
        ArticlesError: the folder is missing, is not a folder or cannot be listed.
    """
    for path in _list_files(folder, leave_out):
        name = path.relative_to(folder).as_posix()
        if name == ALIASES:
            continue
        if not _is_printable(name):
            yield Skipped(repr(name)[1:-1], "the file name has characters that cannot be shown; rename it")
        else:
            yield read_file(folder, name, max_file_bytes)


def folder_signature(folder: Path, leave_out: Path | None = None) -> int:
    """Return a number that changes when a file of the folder is added, edited, renamed or deleted.

    It looks at names, sizes and times only: a reason to read the folder, not the truth about it.

    Raises:
        ArticlesError: as for `read_folder`.
    """
    seen = []
    for path in _list_files(folder, leave_out):
        try:
            status = path.stat()
        except OSError:
            continue
        seen.append((path.as_posix(), *_stamp(status)))
    return hash(tuple(seen))


def file_stamp(folder: Path, name: str) -> Stamp:
    """Return what differs whenever a file was written since, or nothing where it is gone."""
    try:
        return _stamp((folder / name).stat())
    except OSError:
        return ()


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def parse_article(source: SourceFile) -> Article:
    """Make an article of a file: its text as decoded, and what it says about itself."""
    text = source.data.decode("utf-8")
    given, start = read_front_matter(text)
    found = find_metadata(text, split_blocks(text, start), given, PurePosixPath(source.path).stem)
    return Article(
        path=source.path,
        title=found.title,
        author=found.author,
        publisher=found.publisher,
        published=found.published,
        text=text,
        sha256=source.sha256,
    )


def _list_files(folder: Path, leave_out: Path | None) -> list[Path]:
    try:
        exists = folder.exists()
    except (OSError, ValueError) as error:
        raise ArticlesError(f"The folder {str(folder)[:200]} cannot be read.", "Check its name.") from error
    if not exists:
        raise ArticlesError(f"There is no folder {folder}.", "Give the folder that holds your .txt and .md articles.")
    if not folder.is_dir():
        raise ArticlesError(f"{folder} is a file, not a folder.", "Give the folder that holds it.")
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise ArticlesError(
            f"The folder {folder} cannot be read: {error.strerror}.", "Check its permissions."
        ) from error
    found: list[Path] = []
    skip = leave_out.resolve() if leave_out else None
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and (Path(parent) / name).resolve() != skip
        )
        found += [Path(parent) / name for name in names if not name.startswith(".")]
    return sorted(found, key=lambda path: path.relative_to(folder).parts)


def _is_printable(name: str) -> bool:
    return name.isprintable() and not any("\ud800" <= char <= "\udfff" for char in name)


def fault_in_name(name: str) -> str:
    """Say why a file with this path below the folder is no article; nothing where it may be one."""
    if PurePosixPath(name).suffix.lower() not in SUFFIXES or any(p.startswith(".") for p in name.split("/")):
        return "not a .txt or .md file"
    if not _is_printable(name):
        return "the file name has characters that cannot be shown; rename it"
    return "other names, not an article" if name == ALIASES else ""


def fault_in_content(data: bytes) -> str:
    """Say why a file with this content is no article; nothing where it is one."""
    if b"\0" in data:
        return "binary, not text"
    try:
        return "" if data.decode("utf-8").strip("\ufeff \t\r\n") else "empty"
    except UnicodeDecodeError as error:
        return f"not UTF-8 (byte {error.start}); save it as UTF-8"


def read_file(folder: Path, name: str, max_file_bytes: int) -> SourceFile | Skipped:
    """Read one article file of the folder, given by its path below it; anything outside is skipped."""
    fault = fault_in_name(name)
    return Skipped(name, fault) if fault else read_text(folder, name, max_file_bytes)


def read_text(folder: Path, name: str, max_file_bytes: int) -> SourceFile | Skipped:
    """Read one text file of the folder, given by its path below it; anything outside is skipped."""
    try:
        target = (folder / name).resolve(strict=True)
        if not target.is_relative_to(folder.resolve()):
            return Skipped(name, "a link that leads out of the folder")
        status = target.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
            return Skipped(name, "not a regular file")
        if status.st_size > max_file_bytes:
            return Skipped(name, f"larger than {max_file_bytes / 1e6:g} MB")
        data = target.read_bytes()
        if _stamp(target.stat()) != _stamp(status):
            return Skipped(name, BEING_WRITTEN)
    except (OSError, RuntimeError, ValueError) as error:
        return Skipped(name, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    if fault := fault_in_content(data):
        return Skipped(name, fault)
    return SourceFile(name, data, hashlib.sha256(data).hexdigest(), _stamp(status), status.st_mtime)
