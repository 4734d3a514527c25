"""The command `config`: every setting in force, and where its value came from."""

import argparse
import json
from dataclasses import asdict

from assistant.command import Command, add_model_options
from assistant.flags import given_settings
from assistant.terminal import visible


def _configure(parser: argparse.ArgumentParser) -> None:
    add_model_options(parser)
    parser.add_argument("--json", action="store_true", help="print the settings as JSON")


def _run(arguments: argparse.Namespace) -> int:
    from assistant.configuration import in_force  # takes a fifth of a second to load

    found = list(in_force(arguments.configuration, given_settings(arguments), arguments.config))
    if arguments.json:
        print(json.dumps([asdict(setting) for setting in found], indent=2))
        return 0
    name, value = (
        max(len(text) for text in texts) for texts in zip(*((s.name, str(s.value)) for s in found), strict=True)
    )
    for setting in found:
        print(visible(f"{setting.name:{name}}  {setting.value!s:{value}}  {setting.source}"))
    return 0


CONFIG = Command(
    "config", "print every setting, and where its value came from", _configure, _run, "assistant config", several=True
)
