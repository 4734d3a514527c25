"""What is followed in time never hangs, and is closed when it is given up."""

import threading
import time
from collections.abc import Iterator

import pytest

from assistant.in_time import in_time


def test_what_comes_in_time_comes_in_order() -> None:
    """All of it, and then the end."""
    assert list(in_time(lambda: iter("goats"), 10)) == list("goats")


def test_what_hangs_is_given_up() -> None:
    """What came before is there; the time is that of all of it together."""
    ever = threading.Event()

    def slow() -> Iterator[str]:
        yield "goats"
        ever.wait(30)

    began = time.monotonic()
    stream = in_time(slow, 0.3)
    assert next(stream) == "goats"
    with pytest.raises(TimeoutError):
        next(stream)
    assert 0.2 < time.monotonic() - began < 5
    ever.set()


def test_what_it_raises_is_raised() -> None:
    """In the thread of the caller."""

    def failing() -> Iterator[str]:
        yield "goats"
        raise ZeroDivisionError("no sheep")

    stream = in_time(failing, 10)
    assert next(stream) == "goats"
    with pytest.raises(ZeroDivisionError, match="no sheep"):
        next(stream)


def test_giving_up_closes_it() -> None:
    """At its next item."""
    closed = threading.Event()

    def endless() -> Iterator[int]:
        try:
            while True:
                time.sleep(0.01)
                yield 1
        finally:
            closed.set()

    stream = in_time(endless, 30)
    assert next(stream) == 1
    stream.close()
    assert closed.wait(10)
