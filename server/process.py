"""An application in, a served port out: in a thread of its own, and ended so that answers in flight are finished."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import uvicorn
from starlette.types import ASGIApp

_END_SECONDS = 5


@contextmanager
def listening(application: ASGIApp, bound: socket.socket, ending: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Serve as long as the context lasts.

    Args:
        bound: the socket to listen on.
        ending: called in the event loop when the server ends, so that streams without end do so too.
    """
    config = uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=_END_SECONDS,
    )
    server = _Server(config, ending)
    thread = Thread(target=server.run, args=([bound],), daemon=True)
    thread.start()
    try:
        server.ready.wait()
        if not server.started:
            raise RuntimeError("the server did not start")
        yield
    finally:
        server.should_exit = True
        thread.join()


class _Server(uvicorn.Server):
    """Uvicorn's server, which tells when it is ready and when it ends."""

    def __init__(self, config: uvicorn.Config, ending: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = Event()
        self._ending = ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._ending()
        await super().shutdown(sockets)
