"""Flags that stand for settings: what is given on the command line wins over the environment and the file."""

import argparse
from typing import Any

_PREFIX = "setting "  # of the names under which argparse keeps them


def add_setting(parser: argparse.ArgumentParser, flag: str, setting: str, **options: Any) -> None:  # noqa: ANN401
    """Add a flag for a setting.

    Args:
        parser: what it is added to.
        flag: what is typed, with its dashes.
        setting: the dotted name that `assistant config` prints.
        options: those of `ArgumentParser.add_argument`.
    """
    parser.add_argument(flag, dest=_PREFIX + setting, default=argparse.SUPPRESS, **options)


def given_settings(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the settings that flags gave, nested as the configuration is."""
    nested: dict[str, Any] = {}
    for name, value in vars(arguments).items():
        if name.startswith(_PREFIX):
            *tables, key = name.removeprefix(_PREFIX).split(".")
            table = nested
            for each in tables:
                table = table.setdefault(each, {})
            table[key] = value
    return nested
