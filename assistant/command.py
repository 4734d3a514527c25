"""What a subcommand of the command line is, and how each opens the folder that it was given."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass

from assistant.api import Assistant
from assistant.terminal import progress_bar, visible


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: its name, one line of help, an example, its options, and what it does."""

    name: str
    help: str
    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    example: str = ""


def open_assistant(arguments: argparse.Namespace) -> Assistant:
    """Open the folder given on the command line, with a progress bar, and name what was skipped."""
    with progress_bar() as progress:
        assistant = Assistant.open(arguments.articles, arguments.index_dir, progress=progress)
    for file in assistant.changes.skipped:
        print(visible(f"skipped {file.path}: {file.reason}"), file=sys.stderr)
    if assistant.changes.rebuilt:
        print(visible(f"the index was made anew: {assistant.changes.rebuilt}"), file=sys.stderr)
    return assistant
