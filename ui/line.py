"""Questions in, one after the other out: a line before a few desks, in which everyone knows their place."""

from threading import Condition
from types import TracebackType

from assistant import QAError


class Line:
    """A line for `desks` desks, in which at most `longest` wait. Safe to share between threads."""

    def __init__(self, desks: int, longest: int) -> None:
        self._desks = desks
        self._longest = longest
        self._places: list[Place] = []
        self._moved = Condition()

    def join(self) -> "Place":
        """Return a place at the end of the line, to be used as a context and left at its end.

        Raises:
            QAError: too many wait already.
        """
        with self._moved:
            if len(self._places) >= self._desks + self._longest:
                raise QAError(f"Too many questions are waiting already: {self._longest}.", "Ask again in a minute.")
            place = Place(self)
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

    def _before(self, place: "Place") -> int:
        return max(0, self._places.index(place) - self._desks + 1)


class Place:
    """A place in a line."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def ahead(self, seconds: float) -> int:
        """Wait up to some seconds for the turn; return how many are still before it, 0 when it has come."""
        return self._line.ahead(self, seconds)

    def __enter__(self) -> "Place":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._line.leave(self)
