"""The command `assistant` with all its subcommands: those of the assistant, `serve` and `mcp`."""

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from assistant import Command, add_model_options, open_assistant, run_command
from server import MCP, Serving, Tokens
from ui.opening import Opening
from ui.render import count
from ui.server import DEFAULT_HOST, DEFAULT_PORT, check_address, serve

_QUESTIONS_A_MINUTE = 60  # from one address, where others reach the server


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    return run_command(argv, extra=[_SERVE, MCP])


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=DEFAULT_HOST, help="an address of this machine (%(default)s)")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes any that is free (%(default)s)")
    parser.add_argument(
        "--allow-changes",
        action="store_true",
        help="let the page add articles to the folder and remove them; what is removed is kept in the index folder",
    )
    parser.add_argument(
        "--allowed-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name by which others reach this machine; can be given several times",
    )
    parser.add_argument(
        "--root-path", default="", metavar="PATH", help="the path below which a proxy passes requests on (none)"
    )
    parser.add_argument(
        "--questions-a-minute",
        type=int,
        metavar="N",
        help="how often may be asked from one address, 0 for any number (60 where others reach it, else 0)",
    )
    parser.add_argument(
        "--no-watch", action="store_true", help="do not follow the folder; a question still looks whether it changed"
    )
    add_model_options(parser)


def _serve(args: argparse.Namespace) -> int:
    serving = _serving(args)
    check_address(args.host, args.port, bool(serving.tokens))  # before the work of indexing
    index_dir = Path(args.index_dir).expanduser() if args.index_dir else None
    folder = Path(args.articles).expanduser()
    with Opening(folder, lambda watch: open_assistant(args, watch), index_dir) as opening:
        opening.wait_for_news()
        ready = partial(_ready, opening)
        serve(
            opening,
            args.host,
            args.port,
            ready,
            allow_changes=args.allow_changes,
            watch=not args.no_watch,
            serving=serving,
        )
    return 0


def _serving(args: argparse.Namespace) -> Serving:
    tokens = Tokens.of(os.environ)
    asked = args.questions_a_minute
    return Serving(
        hosts=frozenset(args.allowed_host),
        tokens=tokens,
        prefix=args.root_path.rstrip("/"),
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
