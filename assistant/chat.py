"""A conversation in the terminal: questions with their follow-ups, and commands that begin with a slash.

At a terminal each answer is worked out in a thread. So Ctrl-C is heard at once, and breaks off nothing that is being
loaded or written: the work goes on unseen, and what comes of it is dropped.
"""

import json
import os
import sys
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from io import TextIOWrapper

from rich.text import Text

from assistant.answers import Answer, Progress
from assistant.asking import Asking
from assistant.excerpt import excerpt_blocks
from assistant.report import answer_data
from assistant.screen import Block, on_terminal, said, show, working
from assistant.styled import ASIDE, show_answer
from index import QAError

_MOST_LISTED = 300


class Chat:
    """A conversation with the articles, until the person ends it. What is typed is kept in memory only.

    Args:
        assistant: the open assistant.
        within: the paths of the articles to ask; None asks all.
    """

    def __init__(self, assistant: Asking, within: Collection[str] | None = None) -> None:
        self._assistant = assistant
        self._within = within
        self._history: list[dict[str, str]] = []
        self._last: Answer | None = None
        self._over = False
        self._threads = ThreadPoolExecutor()
        self._begun: list[Future[Answer]] = []
        self._at_terminal = sys.stdin.isatty() and on_terminal()

    def run(self) -> None:
        """Answer line after line; an empty one, the end of the input or `/quit` ends the conversation."""
        _edit_lines()
        if self._at_terminal:
            self._begin("Who says what?")  # the models are loaded while the first question is typed
        more = " /help lists the commands." if self._at_terminal else ""
        show([Block(said(f"Ask about the articles; an empty line ends.{more}"))])
        while not self._over and (line := self._read_line()):
            if on_terminal() and not sys.stdin.isatty():
                show([Block(said(line))])  # nobody typed it on the screen
            self._take(line)
        if not all(work.done() for work in self._begun):
            sys.stdout.flush()
            os._exit(0)  # work that nobody waits for is broken off: the index stands that

    def _read_line(self) -> str:
        """Return the next line; at a terminal, Ctrl-C begins it anew."""
        while True:
            try:
                return input("> ").strip()
            except EOFError:
                self._space()
                return ""
            except KeyboardInterrupt:
                if not self._at_terminal:
                    raise
                show([Block(Text()), Block(said("An empty line ends the conversation.", ASIDE))])

    def _take(self, line: str) -> None:
        """Do what a line says; what goes wrong is told, and the conversation goes on."""
        self._space()
        try:
            if line.startswith("/"):
                self._command(line)
            else:
                self._ask(line)
        except QAError as error:
            _show_error(error)
        except KeyboardInterrupt:
            if not self._at_terminal:
                raise
            show([Block(said("Cancelled.", ASIDE))])
        self._space()

    def _space(self) -> None:
        if self._at_terminal:
            show([Block(Text())])

    def _ask(self, question: str) -> None:
        with working() as tell:
            answer = self._begin(question, tell).result() if self._at_terminal else self._answer(question, tell)
        show_answer(answer)
        if not self._at_terminal:
            show([Block(Text())])
        self._last = answer
        self._history += [{"role": "user", "content": question}, {"role": "assistant", "content": answer.text}]

    def _begin(self, question: str, tell: Callable[[str], None] = lambda _: None) -> Future[Answer]:
        work = self._threads.submit(self._answer, question, tell)
        self._begun = [*(earlier for earlier in self._begun if not earlier.done()), work]
        return work

    def _answer(self, question: str, tell: Callable[[str], None]) -> Answer:
        for event in self._assistant.stream(question, history=tuple(self._history), within=self._within):
            if isinstance(event, Answer):
                return event
            if isinstance(event, Progress):
                tell(event.message)
        raise AssertionError("a stream ends with the answer")

    def _command(self, line: str) -> None:
        name, _, argument = line.partition(" ")
        command = _COMMANDS.get(name.lower())
        if command is None:
            raise QAError(f"There is no command {name}.", f"There are {', '.join(_COMMANDS)}.")
        command.run(self, argument.strip())

    def _help(self, _: str) -> None:
        width = max(len(f"{name} {command.takes}") for name, command in _COMMANDS.items()) + 2
        for name, command in _COMMANDS.items():
            label = Text(f"{name} {command.takes}".ljust(width), "bold")
            show([Block(said(command.does), label, Text(" " * width))])

    def _sources(self, _: str) -> None:
        articles = self._assistant.articles()
        for article in articles[:_MOST_LISTED]:
            known = ", ".join(filter(None, (article.publisher, article.published, article.path)))
            indent = Text("    ")
            show([Block(said(article.title or article.path)), Block(said(known, ASIDE), indent, indent)])
        if len(articles) > _MOST_LISTED:
            show([Block(said(f"and {len(articles) - _MOST_LISTED:,} more", ASIDE))])

    def _open(self, argument: str) -> None:
        answer = self._answered()
        quotes = answer.quotes or answer.nearest
        if not quotes:
            raise QAError("The last answer has no quotes.", "Ask something about the articles.")
        numbered = {str(number): quote for number, quote in enumerate(quotes, start=1)}
        if (quote := numbered.get(argument)) is None:
            raise QAError("/open takes the number of a quote.", f"Give one of {', '.join(numbered)}, as in /open 1.")
        label = f"[{argument}]" if answer.quotes else f"{argument}."
        show(excerpt_blocks(quote, label, self._assistant.current_text(quote.article.path)))

    def _json(self, _: str) -> None:
        sys.stdout.write(json.dumps(answer_data(self._answered()), indent=2) + "\n")

    def _new(self, _: str) -> None:
        self._history, self._last = [], None
        show([Block(said("What was said so far is forgotten.", ASIDE))])

    def _quit(self, _: str) -> None:
        self._over = True

    def _answered(self) -> Answer:
        if self._last is None:
            raise QAError("There is no answer yet.", "Ask something first.")
        return self._last


@dataclass(frozen=True, slots=True)
class _Command:
    takes: str
    does: str
    run: Callable[[Chat, str], None]


_COMMANDS = {
    "/help": _Command("", "list the commands", Chat._help),
    "/sources": _Command("", "list the articles of the folder", Chat._sources),
    "/open": _Command("N", "show quote N of the last answer in its article, checked against the file", Chat._open),
    "/json": _Command("", "print the last answer as JSON", Chat._json),
    "/new": _Command("", "begin a new conversation", Chat._new),
    "/quit": _Command("", "end; an empty line does, too", Chat._quit),
}


def _edit_lines() -> None:
    """Let a person edit lines and call them back, and let bytes that are not text be refused as any bad question."""
    with suppress(ImportError):  # some Pythons are built without it
        import readline  # noqa: F401 (`input` uses it from then on)
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")


def _show_error(error: QAError) -> None:
    """Show what went wrong and what mends it, in one line where a program reads it."""
    if on_terminal():
        show([Block(said(str(error), "red")), Block(said(error.remedy))])
    else:
        show([Block(said(f"{error} {error.remedy}"))])
