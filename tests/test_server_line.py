"""A line before a few desks: everyone knows their place, and nobody holds one for ever."""

import threading
import time

import pytest

from assistant import QAError
from server import Line


def test_each_is_told_how_many_are_before_them() -> None:
    """The first ones have none."""
    line = Line(desks=2, longest=3)
    places = [line.join() for _ in range(5)]
    assert [place.ahead(0) for place in places] == [0, 0, 1, 2, 3]


def test_the_line_moves_up_when_someone_leaves_it_anywhere() -> None:
    """From a desk, or from its middle, by whatever end of the context."""
    line = Line(desks=1, longest=3)
    first, second, third = (line.join() for _ in range(3))
    with pytest.raises(ZeroDivisionError), second:
        raise ZeroDivisionError
    assert third.ahead(0) == 1
    with first:
        pass
    assert third.ahead(0) == 0


def test_a_turn_that_comes_ends_the_wait() -> None:
    """Nobody waits longer than needed."""
    line = Line(desks=1, longest=1)
    first, second = line.join(), line.join()
    threading.Timer(0.1, lambda: line.leave(first)).start()
    began = time.monotonic()
    assert second.ahead(30) == 0
    assert time.monotonic() - began < 10


def test_a_line_that_is_too_long_takes_no_more() -> None:
    """It says what to do instead, and whoever counts hears of it."""
    turned_away: list[None] = []
    line = Line(desks=1, longest=1, full=lambda: turned_away.append(None))
    line.join(), line.join()
    with pytest.raises(QAError, match="waiting already: 1") as caught:
        line.join()
    assert caught.value.remedy
    assert len(turned_away) == 1
