"""The command `completion`: print what makes a shell complete commands, options, files and folders."""

import argparse
from collections.abc import Iterator

from assistant.command import Command


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell that is to complete")


def _run(arguments: argparse.Namespace) -> int:
    import shtab  # by no other command

    kinds = {"FILE": shtab.FILE, "FOLDER": shtab.DIRECTORY}
    for action in _actions(arguments.parser):
        if action.metavar in kinds:
            action.complete = kinds[action.metavar]  # type: ignore[attr-defined]  # where shtab looks for it
    print(shtab.complete(arguments.parser, arguments.shell))
    return 0


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield what a parser and those below it take."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _actions(below)


COMPLETION = Command(
    "completion",
    "print what makes bash, zsh or fish complete commands and options",
    _configure,
    _run,
    "assistant completion bash > ~/.local/share/bash-completion/completions/assistant",
)
