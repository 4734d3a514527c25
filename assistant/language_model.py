"""What a language model is here: something that says a text piece by piece, whichever it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of what a model says.

    Attributes:
        text: the piece, in plain text.
        input_tokens: how many tokens it read, where it tells that with this piece; else 0.
        output_tokens: how many it wrote, likewise.
    """

    text: str
    input_tokens: int = 0
    output_tokens: int = 0


@runtime_checkable
class LanguageModel(Protocol):
    """Any language model. Used by several threads at a time.

    Attributes:
        name: what it is called in an answer.
        place: where it runs, such as "api.openai.com", if what it is told leaves this machine; empty if not.
    """

    name: str
    place: str

    def say(self, instruction: str, told: str) -> Iterator[Piece]:
        """Yield what it says to a text, piece by piece; closing the iterator stops it.

        It may raise anything; that it failed is told, the words of the error are not.

        Args:
            instruction: what it is to do.
            told: the question, the conversation and the quotes.
        """
        ...

    def close(self) -> None:
        """End what was started for it."""
        ...
