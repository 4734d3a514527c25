"""The command `assistant` with all its subcommands: those of the assistant, `serve` and `mcp`."""

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from assistant import (
    Command,
    ServerSettings,
    SettingsError,
    add_model_options,
    add_setting,
    is_in_package,
    open_assistant,
    run_command,
)
from server import MCP, Serving, Tokens
from ui.opening import Opening
from ui.render import count
from ui.server import DEFAULT_HOST, DEFAULT_PORT, check_address, serve

_QUESTIONS_A_MINUTE = 60  # from one address, where others reach the server


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    return run_command(argv, extra=[_SERVE, MCP])


def _configure(parser: argparse.ArgumentParser) -> None:
    add_setting(parser, "--host", "server.host", help=f"an address of this machine ({DEFAULT_HOST})")
    add_setting(parser, "--port", "server.port", type=int, help=f"0 takes any that is free ({DEFAULT_PORT})")
    add_setting(
        parser,
        "--allow-changes",
        "server.allow_changes",
        action="store_true",
        help="let the page add articles to the folder and remove them; what is removed is kept in the index folder",
    )
    add_setting(
        parser,
        "--allowed-host",
        "server.allowed_hosts",
        action="append",
        metavar="NAME",
        help="a name by which others reach this machine; can be given several times",
    )
    add_setting(
        parser,
        "--root-path",
        "server.root_path",
        metavar="PATH",
        help="the path below which a proxy passes requests on (none)",
    )
    add_setting(
        parser,
        "--questions-a-minute",
        "server.questions_a_minute",
        type=int,
        metavar="N",
        help="how often may be asked from one address, 0 for any number (60 where others reach it, else 0)",
    )
    add_setting(
        parser,
        "--no-watch",
        "server.watch",
        action="store_false",
        help="do not follow the folder; a question still looks whether it changed",
    )
    add_model_options(parser)


def _serve(args: argparse.Namespace) -> int:
    settings, served = args.configuration, args.configuration.server
    serving = _serving(served)
    check_address(served.host, served.port, bool(serving.tokens))  # before the work of indexing
    index_dir = Path(settings.index_dir).expanduser() if settings.index_dir else None
    folder = Path(settings.articles).expanduser()
    if served.allow_changes and is_in_package(folder):
        raise SettingsError(
            "The shipped articles are part of the program, and cannot be changed.",
            "Name a folder of your own: --articles FOLDER",
        )
    with Opening(folder, lambda watch: open_assistant(args, watch), index_dir) as opening:
        opening.wait_for_news()
        ready = partial(_ready, opening)
        serve(
            opening,
            served.host,
            served.port,
            ready,
            allow_changes=served.allow_changes,
            watch=served.watch,
            serving=serving,
        )
    return 0


def _serving(served: ServerSettings) -> Serving:
    tokens = Tokens.of(os.environ)
    asked = served.questions_a_minute
    return Serving(
        hosts=frozenset(served.allowed_hosts),
        tokens=tokens,
        prefix=served.root_path.rstrip("/"),
        questions_a_minute=(_QUESTIONS_A_MINUTE if tokens else 0) if asked is None else asked,
    )


def _ready(opening: Opening, address: str) -> None:
    standing = opening.standing
    if standing.state != "open":
        print(f"{standing.told} {standing.remedy}".strip(), file=sys.stderr)
        print(f"The page is at {address} already.", file=sys.stderr, flush=True)
    articles = count(len(opening.result().articles()), "article")
    print(f"Serving {articles} at {address} (Ctrl+C stops)", flush=True)


_SERVE = Command(
    "serve", "answer questions on a page in the browser", _configure, _serve, "assistant serve --articles seeds"
)
