"""A file in, an article of the folder out; and an article taken out of the folder, and kept.

For a server that allows changes. Whatever happens, nothing that was in the folder is lost: no file
is written over, and one that is removed is moved. What a stranger sends is checked, not trusted.
"""

import errno
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from assistant import KINDS, QAError, fault_in_content, fault_in_name

MOST_BYTES = 10_000_000
_NAME_BYTES = 180  # of the 255 that file systems take, so that there is room for a number
_MOST_NUMBERS = 10_000
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|aliases\.txt", re.IGNORECASE)


def add_article(folder: Path, name: str, content: bytes, most_bytes: int = MOST_BYTES) -> str:
    """Put a file into the folder; return its path there, which has a number where the name was taken.

    Args:
        folder: the folder of articles.
        name: the file's name as it was sent; of a path only the last part counts, and characters that
            cannot be seen are left out.
        content: what the file holds.
        most_bytes: more are refused.

    Raises:
        QAError: it would not be read as an article, or it cannot be written. The folder is as it was.
    """
    safe = _safe_name(name)
    fault = fault_in_name(safe) or _fault_in_size(content, most_bytes) or fault_in_content(safe, content)
    if fault or _RESERVED.fullmatch(safe):
        raise _not_added(safe, fault or "the name has a meaning of its own; give it another")
    root = _root(folder)
    temporary = root / f".{secrets.token_hex(8)}.tmp"  # hidden, so that it is not taken for an article
    try:
        try:
            _write(temporary, content)
            added = _link(temporary, root, safe)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _not_added(safe, _reason(error), "Free some space or check the folder's permissions.") from error
    _sync(root)
    return added.name


def remove_article(folder: Path, path: str, kept: Path) -> Path:
    """Move an article out of the folder; return where it is kept, so that it can be put back.

    Args:
        folder: the folder of articles.
        path: the article's path below the folder.
        kept: a folder outside the articles, made where it is missing. A file there is never written over.

    Raises:
        QAError: there is no such article, or it cannot be moved. It is still in the folder.
    """
    root = _root(folder)
    source = _file_of(root, path)
    try:
        kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = _reserve(kept, source.name)
        try:
            _move(source, target)
        except OSError:
            target.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise QAError(
            f"{_shown(path)} could not be removed: {_reason(error)}. It is still in the folder.",
            "Free some space or check the permissions of both folders.",
        ) from error
    _sync(kept)
    _sync(source.parent)
    return target


def _safe_name(name: str) -> str:
    """Return the last part of a name, without what is hidden, unseen or too long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = " ".join("".join(char if char.isprintable() else " " * char.isspace() for char in last).split())
    stem, dot, suffix = seen.lstrip(". ").rpartition(".")
    room = _NAME_BYTES - len((dot + suffix).encode())
    return stem.encode()[: max(room, 0)].decode("utf-8", "ignore").rstrip(". ") + dot + suffix


def _fault_in_size(content: bytes, most_bytes: int) -> str:
    return f"larger than {most_bytes / 1e6:g} MB" if len(content) > most_bytes else ""


def _root(folder: Path) -> Path:
    try:
        root = folder.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise QAError(f"There is no folder {folder}.", "See whether it was moved or renamed.") from error
    return root


def _file_of(root: Path, path: str) -> Path:
    """Return the file of an article; anything else is refused, links too: what they lead to may be elsewhere."""
    fault = fault_in_name(path)
    source = root / path
    try:
        if not fault and (not source.is_relative_to(root) or source.resolve() != source):
            fault = "it is outside the folder, or a link"
        elif not fault and not source.is_file():
            fault = "it is a folder" if source.is_dir() else "there is no such file"
    except (OSError, RuntimeError, ValueError):
        fault = "there is no such file"
    if fault:
        raise QAError(f"{_shown(path)} was not removed: {fault}.", "Choose an article of the folder.")
    return source


def _write(path: Path, content: bytes) -> None:
    """Write a new file, and return when it is on the disk."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _link(temporary: Path, root: Path, name: str) -> Path:
    """Give a file its name, or the next that is free; unlike a rename, this never replaces another file."""
    for place in _places(root, name):
        try:
            place.hardlink_to(temporary)
        except FileExistsError:
            continue
        return place
    raise FileExistsError(errno.EEXIST, "too many files have this name")


def _reserve(folder: Path, name: str) -> Path:
    """Make an empty file with this name, or the next that is free."""
    for place in _places(folder, name):
        try:
            place.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            continue
        return place
    raise FileExistsError(errno.EEXIST, "too many files have this name")


def _places(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    path = PurePosixPath(name)
    for number in range(2, _MOST_NUMBERS):
        yield folder / f"{path.stem} ({number}){path.suffix}"


def _move(source: Path, target: Path) -> None:
    """Move a file onto one of ours that is empty; to another disk, the copy is complete before the original goes."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        target.unlink()
        _write(target, source.read_bytes())
        source.unlink()


def _sync(folder: Path) -> None:
    """Make what was renamed in a folder survive a loss of power, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _not_added(name: str, reason: str, remedy: str = "") -> QAError:
    return QAError(
        f"{_shown(name)} was not added: {reason}.",
        remedy or f"Articles are {KINDS}; the articles in the folder are as they were.",
    )


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


def _shown(name: str) -> str:
    return f"“{name[:200].encode('utf-8', 'replace').decode()}”" if name else "A file without a name"
