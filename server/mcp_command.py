"""The command `assistant mcp`: answers over standard input and output, for a program that starts it."""

import argparse
import logging
from concurrent.futures import Future
from contextlib import suppress
from importlib.util import find_spec
from threading import Thread

from assistant import Asking, Command, QAError, open_assistant
from server.line import DESKS, LONGEST_LINE, Line

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
    opening: Future[Asking] = Future()
    Thread(target=_open, args=(arguments, opening), daemon=True).start()
    with suppress(TimeoutError):  # a first indexing takes its time, and the client waits for a greeting
        opening.result(_FAILING_SECONDS)

    from server.desk import Desk
    from server.mcp_tools import build_mcp  # takes a second to load
    from server.threads import Threads

    desk = Desk(lambda: _opened(opening), Line())
    build_mcp(desk, Threads(DESKS + LONGEST_LINE)).run("stdio")
    return 0


def _open(arguments: argparse.Namespace, opening: Future[Asking]) -> None:
    try:
        opening.set_result(open_assistant(arguments))
    except BaseException as error:  # noqa: BLE001 (raised again where the assistant is waited for)
        logger.error("the articles could not be opened: %s", error)
        opening.set_exception(error)


def _opened(opening: Future[Asking]) -> Asking:
    try:
        return opening.result(_PATIENCE_SECONDS)
    except TimeoutError as error:
        raise QAError("The articles are being read still.", "Ask again in a minute.") from error


MCP = Command(
    "mcp", "answer programs that speak MCP, over standard input and output", _configure, _serve, "assistant mcp"
)
