"""The command `assistant` with all its subcommands: those of the assistant, `serve` and `mcp`."""

import argparse
import os
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
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
    open_collection,
    run_command,
    shared_models,
)
from server import MCP, Serving, Tokens
from ui.opening import Opening
from ui.render import count
from ui.server import DEFAULT_HOST, DEFAULT_PORT, check_address, serve

_LOOK_SECONDS = 0.2
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
    served = args.configuration.server
    serving = _serving(served)
    check_address(served.host, served.port, bool(serving.tokens))  # before the work of indexing
    if served.allow_changes and any(is_in_package(Path(one.articles)) for one in args.configuration.each().values()):
        raise SettingsError(
            "The shipped articles are part of the program, and cannot be changed.",
            "Name a folder of your own: --articles FOLDER",
        )
    with ExitStack() as stack:
        openings = {name: stack.enter_context(opening) for name, opening in _openings(args).items()}
        for opening in openings.values():
            opening.wait_for_news()
        _refuse_if_all_fail(list(openings.values()))
        serve(
            openings,
            served.host,
            served.port,
            partial(_ready, openings),
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


def _openings(args: argparse.Namespace) -> dict[str, Opening]:
    """Return what opens each collection, or the one folder where there are none."""
    settings = args.configuration
    models = shared_models(args)
    several = bool(settings.collections)

    def opening(name: str, folder: str, index_dir: str | None) -> Opening:
        way = partial(open_collection, args, name, models) if several else partial(open_assistant, args)
        place = Path(index_dir).expanduser() if index_dir else None
        return Opening(Path(folder).expanduser(), way, place, patient=several)

    return {name: opening(name, one.articles, one.index_dir) for name, one in settings.each().items()}


def _refuse_if_all_fail(openings: Collection[Opening]) -> None:
    failures = [opening.failure for opening in openings]
    if failures[0] and all(failures):
        raise failures[0]


def _ready(openings: Mapping[str, Opening], address: str) -> None:
    """Tell where the page is; what cannot be asked yet at once, how much there is when it is known."""
    several = len(openings) > 1
    waiting = {name: opening.standing for name, opening in openings.items() if opening.standing.state != "open"}
    for name, standing in waiting.items():
        print(f"{f'{name}: ' if several else ''}{standing.told} {standing.remedy}".strip(), file=sys.stderr)
    if waiting:
        print(f"The page is at {address} already.", file=sys.stderr, flush=True)
    told = _counted_by_name(openings) if several else ", ".join(map(_counted, openings.values()))
    print(f"Serving {told} at {address} (Ctrl+C stops)", flush=True)


def _counted_by_name(openings: Mapping[str, Opening]) -> str:
    """Wait until nothing is read any more; tell how much there is in what can be asked."""
    while any(opening.standing.state == "reading" for opening in openings.values()):
        time.sleep(_LOOK_SECONDS)
    found = [f"{name} ({_counted(opening)})" for name, opening in openings.items() if opening.standing.state == "open"]
    return ", ".join(found) or "nothing yet"


def _counted(opening: Opening) -> str:
    return count(len(opening.result().articles()), "article")


_SERVE = Command(
    "serve",
    "answer questions on a page in the browser",
    _configure,
    _serve,
    "assistant serve --articles seeds",
    several=True,
)
