"""What takes its time, done beside the event loop, in threads that nothing else of the server waits for."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread

P = ParamSpec("P")
T = TypeVar("T")


class Threads:
    """So many threads."""

    def __init__(self, most: int) -> None:
        self._limiter = CapacityLimiter(most)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function in a thread and return what it returns; it is waited for even if nobody wants that."""
        return await to_thread.run_sync(lambda: function(*args, **kwargs), limiter=self._limiter)

    async def each(self, iterator: Iterator[T]) -> AsyncIterator[T]:
        """Yield what an iterator yields; it is closed, as a generator is, when this one is."""
        try:
            while (found := await self.run(lambda: next(iterator, _END))) is not _END:
                yield found  # type: ignore[misc]  # not the end
        finally:
            if close := getattr(iterator, "close", None):
                close()


_END = object()
