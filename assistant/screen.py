"""Where things are shown: styled and wrapped on a terminal, as plain text where the output is piped.

Nothing that is shown is read as markup, and every line is broken by the cells it takes, so that Chinese, Japanese and
Korean fit as well.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from shutil import get_terminal_size

from rich.console import Console
from rich.text import Text

from assistant.terminal import visible

_WIDEST, _NARROWEST = 100, 20
_REFRESHES = 4.0  # a second: little to send over a slow line


@dataclass(frozen=True, slots=True)
class Block:
    """Some text, with a label before its first line, and `margin` before its other lines."""

    text: Text
    label: Text = field(default_factory=Text)
    margin: Text = field(default_factory=Text)


def said(words: str, style: str = "") -> Text:
    """Return words to be shown, in which nothing is obeyed."""
    return Text(visible(words), style)


def on_terminal() -> bool:
    """Say whether a person reads the output, rather than a program or a file."""
    return sys.stdout.isatty()


def show(blocks: Iterable[Block]) -> None:
    """Print blocks on standard output."""
    if not on_terminal():
        sys.stdout.write("".join(f"{block.label.plain}{block.text.plain}\n" for block in blocks))
        return
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    width = min(get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    for block in blocks:
        for line in wrapped(block, width, console):
            console.print(line)


def wrapped(block: Block, width: int, console: Console) -> Iterator[Text]:
    """Yield the lines of a block, none wider than `width` cells unless that is very narrow."""
    room = max(width - max(block.label.cell_len, block.margin.cell_len), _NARROWEST)
    for number, line in enumerate(block.text.wrap(console, room)):
        line.rstrip()
        whole = Text.assemble(block.margin if number else block.label, line)
        whole.rstrip()
        yield whole


@contextmanager
def working() -> Iterator[Callable[[str], None]]:
    """Give what tells a person at the terminal what is being done; it is gone when the context ends."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    spinner = "line" if console.options.ascii_only else "dots"
    with console.status(Text(), spinner=spinner, refresh_per_second=_REFRESHES) as status:
        yield lambda doing: status.update(said(doing, "dim"))
