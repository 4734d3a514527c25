"""How an answer is put into words: the one place where quotes alone and a language model differ."""

from collections.abc import Iterator
from typing import Protocol

from assistant.answers import Answer, Event, Text
from assistant.compose import compose_answer
from assistant.request import Request


class Writer(Protocol):
    """Puts answers into words. Used by several threads at a time."""

    @property
    def notice(self) -> str:
        """What a person should know before they ask; empty where there is nothing."""
        ...

    def standalone(self, request: Request, answer: Answer) -> str:
        """Return other words for a question, to be searched instead; empty where its own have to do.

        Args:
            answer: what its own words found.
        """
        ...

    def write(self, answer: Answer) -> Iterator[Event]:
        """Yield an answer's text piece by piece, then the answer with this text.

        Args:
            answer: as the quotes alone make it.
        """
        ...

    def close(self) -> None:
        """End what was started for the writing."""
        ...


class QuoteWriter:
    """Writes answers of quotes alone."""

    notice = ""

    def standalone(self, request: Request, answer: Answer) -> str:
        """Return nothing: what a question leans on is searched with it already."""
        return ""

    def write(self, answer: Answer) -> Iterator[Event]:
        """Yield the answer's text as it is, quote by quote."""
        pieces = compose_answer(answer.quotes, answer.nearest, answer.agreement)
        yield from map(Text, [answer.text] if answer.small_talk else pieces)
        yield answer

    def close(self) -> None:
        """Nothing was started."""
