"""What the folder says of its articles: `metadata.yaml`, by path their title, author, publisher and date.

    reports/levy.pdf: {title: The levy, author: Ann Lee, publisher: Nordlys, published: 2021-05-04}
    "nordlys/*":
      publisher: Nordlys Weekly

A path may be a pattern. What is said wins over what an article says of itself; a path wins over a
pattern, and a later pattern over an earlier one. The file is no article.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import yaml

from index.metadata import Metadata, as_metadata, read_yaml
from index.reader import SIDECAR, Skipped, read_text

Entries = tuple[tuple[str, Metadata], ...]

_KEYS = ("title", "author", "authors", "publisher", "outlet", "published", "date")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What is said, by path or pattern in the order of the file, and what of the file could not be used."""

    entries: Entries = ()
    faults: tuple[Skipped, ...] = ()


def said_of(path: str, entries: Entries) -> Metadata:
    """Return what these entries say of an article; empty strings for what they do not."""
    said = Metadata()
    matching = [(name == path, own) for name, own in entries if name == path or fnmatchcase(path, name)]
    for _, own in sorted(matching, key=lambda item: item[0]):
        said = said.overridden(own)
    return said


def read_sidecar(folder: Path, max_file_bytes: int, last: Entries) -> Sidecar:
    """Read the metadata file of a folder; without one, nothing is said.

    Args:
        max_file_bytes: a larger file is not read.
        last: the entries read before, which go on holding while the file cannot be read.
    """
    if not (folder / SIDECAR).exists():
        return Sidecar()
    source = read_text(folder, SIDECAR, max_file_bytes)
    if isinstance(source, Skipped):
        return Sidecar(last, (source,))
    try:
        return parse_sidecar(source.data.decode("utf-8-sig"))
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        return Sidecar(last, (Skipped(SIDECAR, f"{line}{error.problem}; what it said before holds"),))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return Sidecar(last, (Skipped(SIDECAR, f"not YAML: {str(error)[:80]}; what it said before holds"),))


def parse_sidecar(text: str) -> Sidecar:
    """Read what is said of each path; an entry that cannot be used is named with the reason.

    Raises:
        YAMLError, ValueError, RecursionError: it is not YAML.
    """
    said = read_yaml(text)
    if not said:
        return Sidecar()
    if not isinstance(said, dict):
        return Sidecar(faults=(Skipped(SIDECAR, "it takes a path to a line, and what is said of it below"),))
    entries: list[tuple[str, Metadata]] = []
    faults: list[Skipped] = []
    for path, own in said.items():
        if not isinstance(own, dict):
            faults.append(Skipped(SIDECAR, f"{path}: it takes title, author, publisher or published below"))
            continue
        for key in (str(key) for key in own if str(key).lower() not in _KEYS):
            faults.append(Skipped(SIDECAR, f"{path}: {key!r} is none of title, author, publisher, published"))
        entries.append((str(path).removeprefix("./"), as_metadata(own)))
    return Sidecar(tuple(entries), tuple(faults))


def told_the_same(known: dict[str, str], last: Entries, now: Entries) -> dict[str, str]:
    """Return the checksums of the articles of which the folder says what it said before."""
    if last == now:
        return known
    return {path: checksum for path, checksum in known.items() if said_of(path, last) == said_of(path, now)}


def of_no_article(entries: Entries, there: Collection[str]) -> Iterator[Skipped]:
    """Name the paths of which something is said and that are not in the folder; a pattern may match nothing."""
    for path, _ in entries:
        if path not in there and not re.search(r"[*?\[]", path):
            yield Skipped(SIDECAR, f"{path}: there is no such article")
