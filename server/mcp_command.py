"""The command `assistant mcp`: answers over standard input and output, for a program that starts it."""

import argparse
import logging
from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import partial
from importlib.util import find_spec
from threading import Thread

from assistant import ALONE, Asking, Command, QAError, open_assistant, open_collection, shared_models
from server.line import DESKS, LONGEST_LINE, Line
from server.states import NotOpenError

logger = logging.getLogger(__name__)

NO_MCP = ("The package mcp is not installed.", "Install it: pip install 'article-assistant[mcp]'")
_PATIENCE_SECONDS = 50  # for the articles to be opened; MCP clients give up after a minute
_FAILING_SECONDS = 2


def has_mcp() -> bool:
    """Say whether the package `mcp` is installed."""
    return find_spec("mcp") is not None


def _configure(_: argparse.ArgumentParser) -> None:
    """Add nothing: the options of every command are enough."""


def _serve(arguments: argparse.Namespace) -> int:
    if not has_mcp():
        raise QAError(*NO_MCP)
    openings = _openings(arguments)
    _refuse_if_all_fail(list(openings.values()))

    from server.desk import Desk
    from server.desks import Desks
    from server.mcp_tools import build_mcp  # takes a second to load
    from server.threads import Threads

    line = Line()
    desks = Desks({name: Desk(partial(_opened, opening), line) for name, opening in openings.items()})
    build_mcp(desks, Threads(DESKS + LONGEST_LINE)).run("stdio")
    return 0


def _openings(arguments: argparse.Namespace) -> dict[str, Future[Asking]]:
    """Open each collection in a thread of its own, or the one folder where there are none."""
    ways: dict[str, Callable[[], Asking]] = {ALONE: lambda: open_assistant(arguments)}
    if arguments.configuration.collections:
        models = shared_models(arguments)
        ways = {name: partial(open_collection, arguments, name, models) for name in arguments.configuration.collections}
    openings: dict[str, Future[Asking]] = {name: Future() for name in ways}
    for name, way in ways.items():
        Thread(target=_open, args=(way, openings[name]), daemon=True).start()
    return openings


def _open(way: Callable[[], Asking], opening: Future[Asking]) -> None:
    try:
        opening.set_result(way())
    except BaseException as error:  # noqa: BLE001 (raised again where the assistant is waited for)
        logger.error("the articles could not be opened: %s", error)
        opening.set_exception(error)


def _refuse_if_all_fail(openings: list[Future[Asking]]) -> None:
    """Raise what the first one failed with where all fail at once; the client waits for a greeting meanwhile."""
    wait(openings, _FAILING_SECONDS)
    if all(opening.done() and opening.exception() for opening in openings):
        openings[0].result()


def _opened(opening: Future[Asking]) -> Asking:
    try:
        return opening.result(_PATIENCE_SECONDS)
    except TimeoutError as error:
        raise NotOpenError("The articles are being read still.", "Ask again in a minute.", "reading") from error


MCP = Command(
    "mcp",
    "answer programs that speak MCP, over standard input and output",
    _configure,
    _serve,
    "assistant mcp",
    several=True,
)
