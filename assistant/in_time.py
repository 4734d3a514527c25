"""An iterator in, the same one out that never hangs: it is followed in a thread, and given up in time."""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from queue import Empty, SimpleQueue
from typing import TypeVar

_T = TypeVar("_T")


def in_time(begin: Callable[[], Iterator[_T]], seconds: float) -> Generator[_T]:
    """Yield what an iterator yields, for so many seconds at most; what it raises is raised here.

    Where it is given up, by the clock or by the caller, it is closed as soon as it yields once more.

    Args:
        begin: makes the iterator, in a thread of its own.

    Raises:
        TimeoutError: the time is over.
    """
    until = time.monotonic() + seconds
    arrived: SimpleQueue[tuple[_T] | BaseException | None] = SimpleQueue()
    given_up = threading.Event()
    threading.Thread(target=_follow, args=(begin, arrived, given_up), daemon=True).start()
    try:
        while (item := arrived.get(timeout=max(0.0, until - time.monotonic()))) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item[0]
    except Empty:
        raise TimeoutError from None
    finally:
        given_up.set()


def _follow(
    begin: Callable[[], Iterator[_T]],
    arrived: "SimpleQueue[tuple[_T] | BaseException | None]",
    given_up: threading.Event,
) -> None:
    try:
        for item in begin():
            if given_up.is_set():
                break
            arrived.put((item,))
        arrived.put(None)
    except BaseException as error:  # noqa: BLE001 (raised again where the items are waited for)
        arrived.put(error)
