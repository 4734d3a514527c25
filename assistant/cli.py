"""The command line: parse, call the API, print."""

import argparse
import json
import logging
import os
import shlex
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.asking import Asking
from assistant.chat import Chat
from assistant.command import Command, add_folder_options, add_model_options, open_assistant
from assistant.completion_command import COMPLETION
from assistant.config_command import CONFIG
from assistant.doctor import DOCTOR
from assistant.evaluation_command import EVAL
from assistant.flags import given_settings
from assistant.index_command import INDEX
from assistant.report import answer_data
from assistant.screen import working
from assistant.selection import chosen_paths
from assistant.styled import show_answer
from assistant.terminal import visible
from assistant.verify import is_exported, verify_quotes
from index import QAError, SettingsError

if TYPE_CHECKING:
    from assistant.configuration import Configuration

_INTERRUPTED = 130
_TERMINATED = 143
_NOT_VERIFIED = 10


def main(argv: Sequence[str] | None = None, extra: Sequence[Command] = ()) -> int:
    """Run a command and return its exit status; an expected failure is one line and a remedy.

    Args:
        argv: what was typed after the name of the program; without it, what this process was given.
        extra: further subcommands.

    Raises:
        SystemExit: 2 where the command is not used as it is meant, 0 after `--help`.
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal may not know every character
    for variable in (
        "LANGSMITH_TRACING",
        "LANGSMITH_TRACING_V2",
        "LANGCHAIN_TRACING",
        "LANGCHAIN_TRACING_V2",
    ):  # would send questions and quotes elsewhere
        os.environ[variable] = "false"
    arguments = _parser((*_COMMANDS, *extra)).parse_args(argv)
    try:
        with _terminable():
            arguments.configuration = _configuration(arguments, several=arguments.several)
            return int(arguments.run(arguments))
    except QAError as error:
        if arguments.debug:
            raise
        print(visible(f"assistant: {error}"), file=sys.stderr)
        if error.remedy:
            print(visible(f"  {error.remedy}"), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt as stopped:
        print("\nassistant: stopped; what is indexed so far is kept.", file=sys.stderr)
        again = shlex.join(sys.argv[1:] if argv is None else argv)
        print(visible(f"  Go on from there: assistant {again}"), file=sys.stderr)
        return _TERMINATED if stopped.args == (signal.SIGTERM,) else _INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _configuration(arguments: argparse.Namespace, several: bool) -> "Configuration":
    from assistant.configuration import configure  # takes a fifth of a second to load: not for --help

    given = given_settings(arguments)
    configuration = configure(given, arguments.config)
    if several:
        return configuration
    if len(given.get("collections", ())) > 1:
        raise SettingsError("More than one collection was given.", "Give one; `assistant serve` takes several.")
    return next(iter(configuration.each().values()))


@contextmanager
def _terminable() -> Iterator[None]:
    """End on SIGTERM as on Ctrl-C."""

    def stop(number: int, _: object) -> None:
        raise KeyboardInterrupt(number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _parser(commands: Sequence[Command]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="assistant", description="Ask a folder of articles, answered in exact quotes."
    )
    subparsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in commands:
        sub = subparsers.add_parser(
            command.name, help=command.help, description=command.help, epilog=f"example: {command.example}"
        )
        add_folder_options(sub, command.several)
        sub.add_argument("--debug", action="store_true", help="show where an error came from")
        command.configure(sub)
        sub.set_defaults(run=command.run, parser=parser, several=command.several)
    return parser


def _configure_ask(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="+", help="what to ask")
    parser.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    _configure_chat(parser)


def _configure_chat(parser: argparse.ArgumentParser) -> None:
    _configure_only(parser)
    add_model_options(parser)


def _configure_only(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="PATTERN",
        help="ask only the articles with this file name (as in 'china*'), with these words in title, outlet or author,"
        " or of this date (as in 2024-10); can be given several times",
    )


def _chosen(arguments: argparse.Namespace, assistant: Asking) -> frozenset[str] | None:
    """Return the paths of the articles to ask and say how many there are, or None for all."""
    if not arguments.only:
        return None
    articles = assistant.articles()
    within = chosen_paths(articles, arguments.only)
    print(f"asking {len(within)} of {len(articles)} articles", file=sys.stderr)
    return within


def _ask(arguments: argparse.Namespace) -> int:
    question = " ".join(arguments.question)
    with closing(open_assistant(arguments)) as assistant:
        within = _chosen(arguments, assistant)
        if arguments.json:
            print(json.dumps(answer_data(assistant.ask(question, within=within)), indent=2))
            return 0
        with working() as tell:
            tell("Searching the articles")
            answer = assistant.ask(question, within=within)
    show_answer(answer, asked=True)
    return 0


def _chat(arguments: argparse.Namespace) -> int:
    with closing(open_assistant(arguments)) as assistant:
        Chat(assistant, _chosen(arguments, assistant)).run()
    return 0


def _configure_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _configure_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "answer",
        metavar="FILE",
        help="what `ask --json` printed, or a conversation that the page exported in HTML; - for standard input",
    )
    _configure_json(parser)


def _verify(arguments: argparse.Namespace) -> int:
    try:
        saved = sys.stdin.read() if arguments.answer == "-" else Path(arguments.answer).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QAError(
            f"{arguments.answer} cannot be read: {error}.", "Give a file that `ask --json` or the page wrote."
        ) from error
    checked = verify_quotes(saved, open_assistant(arguments).current_text)
    if arguments.json:
        print(json.dumps([quote.data() for quote in checked], indent=2))
    else:
        for quote in checked:
            print(visible(quote.line()))
    if is_exported(saved):
        print(f"Quotes checked: {len(checked)}. Nothing else that the file says was checked.", file=sys.stderr)
    return 0 if all(quote.sound for quote in checked) else _NOT_VERIFIED


_COMMANDS = (
    Command("ask", "answer one question in quotes", _configure_ask, _ask, 'assistant ask "Who supplies shells?"'),
    Command("chat", "ask in the terminal, with follow-up questions", _configure_chat, _chat, "assistant chat"),
    INDEX,
    EVAL,
    Command(
        "verify",
        "check saved quotes against the articles",
        _configure_verify,
        _verify,
        "assistant verify conversation.html",
    ),
    DOCTOR,
    CONFIG,
    COMPLETION,
)
