"""First step: a folder in, articles out.

An article is a .txt or .md file in UTF-8, or an .html, .htm, .pdf, .docx or .epub file, in the folder
or below it. In text, front matter between `---` lines is optional: title, author (or authors),
publisher (or outlet), published (or date). The folder's `aliases.txt` and `metadata.yaml` are no
articles (see `index.aliases` and `index.sidecar`). Hidden files and folders are left alone,
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
from index.extracted import Extracted
from index.extraction import EXTRACTED, Extractor, is_extracted
from index.metadata import Metadata, find_metadata, read_front_matter

Stamp = tuple[int, ...]

BEING_WRITTEN = "it is being written; it is read when it rests"
_TEXT = (".txt", ".md")
SUFFIXES = (*_TEXT, *EXTRACTED)
KINDS = f"{' or '.join(_TEXT)} files in UTF-8, or {', '.join(EXTRACTED[:-1])} or {EXTRACTED[-1]} files"
ALIASES = "aliases.txt"
SIDECAR = "metadata.yaml"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the folder as it was read; of text, the bytes are known to be UTF-8.

    `stamp` tells this state of the file from later ones, see `file_stamp`; `modified` is its time in
    seconds since 1970.
    """

    path: str
    data: bytes
    sha256: str
    extracted: Extracted | None = None
    stamp: Stamp = ()
    modified: float = 0.0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not read, by its path below the folder, and why, in words for a person."""

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
    for name in _list_files(folder, leave_out):
        if name in (ALIASES, SIDECAR):
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
    place = os.fspath(folder)
    for name in _list_files(folder, leave_out):
        try:
            status = os.stat(os.path.join(place, name))  # noqa: PTH116, PTH118 (a Path a file takes half of the time)
        except OSError:
            continue
        seen.append((name, *_stamp(status)))
    return hash(tuple(seen))


def file_stamp(folder: Path, name: str) -> Stamp:
    """Return what differs whenever a file was written since, or nothing where it is gone."""
    try:
        return _stamp((folder / name).stat())
    except OSError:
        return ()


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def parse_article(source: SourceFile, said: Metadata | None = None) -> Article:
    """Make an article of a file: its text, and what it says about itself, unless that is `said` of it elsewhere."""
    extracted = source.extracted
    if extracted:
        text, start, pages, made = extracted.text, 0, extracted.pages, extracted.made
        given = Metadata(extracted.title, extracted.author, extracted.publisher, extracted.published)
    else:
        text, pages, made = source.data.decode("utf-8"), (), ""
        given, start = read_front_matter(text)
    given = given.overridden(said) if said else given
    found = find_metadata(text, split_blocks(text, start), given, PurePosixPath(source.path).stem)
    return Article(
        path=source.path,
        title=found.title,
        author=found.author,
        publisher=found.publisher,
        published=found.published or made,
        text=text,
        sha256=source.sha256,
        pages=pages,
    )


def _list_files(folder: Path, leave_out: Path | None) -> list[str]:
    """Return the paths of the files below `folder`, with slashes between their parts, in the order of these."""
    try:
        exists = folder.exists()
    except (OSError, ValueError) as error:
        raise ArticlesError(f"The folder {str(folder)[:200]} cannot be read.", "Check its name.") from error
    if not exists:
        raise ArticlesError(f"There is no folder {folder}.", "Give the folder that holds your articles.")
    if not folder.is_dir():
        raise ArticlesError(f"{folder} is a file, not a folder.", "Give the folder that holds it.")
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise ArticlesError(
            f"The folder {folder} cannot be read: {error.strerror}.", "Check its permissions."
        ) from error
    found: list[str] = []
    skip = leave_out.resolve() if leave_out else None
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and (Path(parent) / name).resolve() != skip]
        below = Path(parent).relative_to(folder).as_posix()
        prefix = "" if below == "." else f"{below}/"
        found += [prefix + name for name in names if not name.startswith(".")]
    return sorted(found, key=lambda name: name.split("/"))


def _is_printable(name: str) -> bool:
    return name.isprintable() and not any("\ud800" <= char <= "\udfff" for char in name)


def fault_in_name(name: str) -> str:
    """Say why a file with this path below the folder is no article; nothing where it may be one."""
    if PurePosixPath(name).suffix.lower() not in SUFFIXES or any(p.startswith(".") for p in name.split("/")):
        return f"not a {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]} file"
    if not _is_printable(name):
        return "the file name has characters that cannot be shown; rename it"
    return "other names, not an article" if name == ALIASES else ""


def fault_in_content(name: str, data: bytes) -> str:
    """Say why a file with this name and these bytes is no article; nothing where it is one."""
    if not is_extracted(name):
        return _fault_in_text(data)
    with Extractor() as extractor:
        return extractor.extract(name, data)[1]


def _fault_in_text(data: bytes) -> str:
    if b"\0" in data:
        return "binary, not text"
    try:
        return "" if data.decode("utf-8").strip("\ufeff \t\r\n") else "empty"
    except UnicodeDecodeError as error:
        return f"not UTF-8 (byte {error.start}); save it as UTF-8"


def read_file(folder: Path, name: str, max_file_bytes: int) -> SourceFile | Skipped:
    """Read one article file of the folder, given by its path below it; anything outside is skipped."""
    fault = fault_in_name(name)
    if fault:
        return Skipped(name, fault)
    return _read_bytes(folder, name, max_file_bytes) if is_extracted(name) else read_text(folder, name, max_file_bytes)


def read_text(folder: Path, name: str, max_file_bytes: int) -> SourceFile | Skipped:
    """Read one text file of the folder, given by its path below it; anything outside is skipped."""
    source = _read_bytes(folder, name, max_file_bytes)
    fault = _fault_in_text(source.data) if isinstance(source, SourceFile) else ""
    return Skipped(name, fault) if fault else source


def _read_bytes(folder: Path, name: str, max_file_bytes: int) -> SourceFile | Skipped:
    place = os.path.realpath(folder)
    try:
        target = os.path.realpath(os.path.join(folder, name), strict=True)  # noqa: PTH118
        if not target.startswith(os.path.join(place, "")):  # noqa: PTH118
            return Skipped(name, "a link that leads out of the folder")
        status = os.stat(target)  # noqa: PTH116
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
            return Skipped(name, "not a regular file")
        if status.st_size > max_file_bytes:
            return Skipped(name, f"larger than {max_file_bytes / 1e6:g} MB")
        with open(target, "rb") as file:  # noqa: PTH123
            data = file.read()
        if _stamp(os.stat(target)) != _stamp(status):  # noqa: PTH116
            return Skipped(name, BEING_WRITTEN)
    except (OSError, RuntimeError, ValueError) as error:
        return Skipped(name, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    if not data:
        return Skipped(name, "empty")
    return SourceFile(name, data, hashlib.sha256(data).hexdigest(), stamp=_stamp(status), modified=status.st_mtime)
