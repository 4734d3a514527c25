"""What the folder says goes by several names: `aliases.txt`, a thing a line, its names divided by `=`.

`WGO = World Grain Office = the Grain Office`; `#` begins a comment. The file is no article.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from index.normalise import normalise
from index.reader import ALIASES, Skipped, read_text

Names = tuple[str, ...]

_COMMENT = re.compile(r"(?:^|\s)#.*")


@dataclass(frozen=True, slots=True)
class Aliases:
    """The names of each thing, in the order of the file, and the lines that could not be used."""

    names: tuple[Names, ...] = ()
    faults: tuple[Skipped, ...] = ()


def read_aliases(folder: Path, max_file_bytes: int, last: tuple[Names, ...]) -> Aliases:
    """Read the alias file of a folder; without one, nothing goes by other names.

    Args:
        max_file_bytes: a larger file is not read.
        last: the names read before, which go on holding while the file cannot be read.
    """
    if not (folder / ALIASES).exists():
        return Aliases()
    source = read_text(folder, ALIASES, max_file_bytes)
    if isinstance(source, Skipped):
        return Aliases(last, (source,))
    return parse_aliases(source.data.decode("utf-8-sig"))


def parse_aliases(text: str) -> Aliases:
    """Read the names of each line; a line that cannot be used is named with the reason."""
    names: list[Names] = []
    faults: list[Skipped] = []
    line_of: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not (stated := _COMMENT.sub("", line).strip()):
            continue
        own = tuple(dict.fromkeys(normalise(name) for name in stated.split("=")))
        if fault := _fault(own, line_of):
            faults.append(Skipped(ALIASES, f"line {number}: {fault}"))
            continue
        names.append(own)
        line_of |= dict.fromkeys((name.lower() for name in own), number)
    return Aliases(tuple(names), tuple(faults))


def _fault(names: Names, line_of: dict[str, int]) -> str:
    if any(not re.search(r"\w", name) for name in names):
        return "a name is missing beside ="
    if len(names) < 2:
        return "it takes two names with = between them"
    taken = next((name for name in names if name.lower() in line_of), "")
    return f"{taken!r} stands in line {line_of[taken.lower()]} already" if taken else ""
