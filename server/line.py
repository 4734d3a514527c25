"""Questions in, one after the other out: a line before a few desks, in which everyone knows their place."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition
from types import TracebackType

from assistant import Answer, QAError

Seen = Callable[["Place"], None]

DESKS = 8  # questions answered at a time
LONGEST_LINE = 64  # questions that may wait


class BusyError(QAError):
    """Nobody more can wait for an answer now."""


class Line:
    """A line for `desks` desks, in which at most `longest` wait. Safe to share between threads.

    `left` is called with every place that is left, by whatever end, and `full` for everyone who finds no place.
    """

    def __init__(
        self,
        desks: int = DESKS,
        longest: int = LONGEST_LINE,
        left: Seen = lambda _: None,
        full: Callable[[], None] = lambda: None,
    ) -> None:
        self._desks = desks
        self._longest = longest
        self._left = left
        self._full = full
        self._places: list[Place] = []
        self._moved = Condition()
        self._closed = False

    def join(self, collection: str = "") -> "Place":
        """Return a place at the end of the line, to be used as a context and left at its end.

        Args:
            collection: the name of the one that is asked.

        Raises:
            BusyError: too many wait already, or the line is closed.
        """
        with self._moved:
            if self._closed:
                raise BusyError("The server is stopping.", "Ask again when it is back.")
            if len(self._places) >= self._desks + self._longest:
                self._full()
                raise BusyError(f"Too many questions are waiting already: {self._longest}.", "Ask again in a minute.")
            place = Place(self, collection)
            self._places.append(place)
            return place

    def ahead(self, place: "Place", seconds: float) -> int:
        """Wait up to some seconds for the turn of a place; return how many are still before it."""
        with self._moved:
            self._moved.wait_for(lambda: not self._before(place), seconds)
            return self._before(place)

    def leave(self, place: "Place") -> None:
        """Give up a place, or the desk."""
        with self._moved:
            self._places.remove(place)
            self._moved.notify_all()
        self._left(place)

    def close(self, seconds: float) -> bool:
        """Let nobody more join; wait up to some seconds until all have left, and return whether they have."""
        with self._moved:
            self._closed = True
            return self._moved.wait_for(lambda: not self._places, seconds)

    @property
    def present(self) -> int:
        """How many are at the desks and before them."""
        return len(self._places)

    def _before(self, place: "Place") -> int:
        return max(0, self._places.index(place) - self._desks + 1)


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where those join a line who ask one of several collections."""

    line: Line
    collection: str

    def join(self) -> "Place":
        """Return a place at the end of the line, as `Line.join`."""
        return self.line.join(self.collection)


class Place:
    """A place in a line. Who holds it leaves the answer in it, where there is one.

    Attributes:
        collection: the name of the one that is asked; empty where there is but one.
        answer: what the question was answered.
        given_up: whether nobody wanted the answer any more.
    """

    def __init__(self, line: Line, collection: str) -> None:
        self.collection = collection
        self.answer: Answer | None = None
        self.given_up = False
        self._line = line
        self._joined = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long ago the line was joined."""
        return time.monotonic() - self._joined

    def ahead(self, seconds: float) -> int:
        """Wait up to some seconds for the turn; return how many are still before it, 0 when it has come."""
        return self._line.ahead(self, seconds)

    def __enter__(self) -> "Place":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.given_up = isinstance(error, GeneratorExit)
        self._line.leave(self)
