"""How often someone may do something: a bucket of tries each, which fills again by and by."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

_MOST_KNOWN = 10_000


class Rate:
    """So many tries a minute for each name, all at once if need be. Safe to share between threads.

    Args:
        a_minute: the tries; 0 sets no limit.
        now: tells the time in seconds.
    """

    def __init__(self, a_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._most = a_minute
        self._now = now
        self._known: OrderedDict[str, tuple[float, float]] = OrderedDict()  # name to (tries left, as of when)
        self._lock = Lock()

    def wait(self, name: str) -> int:
        """Return in how many seconds there is a try left for a name, 0 where there is one."""
        with self._lock:
            return self._wait(name)

    def take(self, name: str) -> int:
        """Use a try, where there is one, and return 0; else return in how many seconds there is."""
        with self._lock:
            if wait := self._wait(name):
                return wait
            if self._most:
                self._known[name] = (self._left(name) - 1, self._now())
                self._known.move_to_end(name)
                if len(self._known) > _MOST_KNOWN:
                    self._known.popitem(last=False)
            return 0

    def _wait(self, name: str) -> int:
        if not self._most or (left := self._left(name)) >= 1:
            return 0
        return math.ceil((1 - left) * 60 / self._most)

    def _left(self, name: str) -> float:
        left, then = self._known.get(name, (self._most, self._now()))
        return min(self._most, left + (self._now() - then) * self._most / 60)
