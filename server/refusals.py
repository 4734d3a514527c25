"""Requests that were refused, whatever for: a wrapper that counts them."""

from collections.abc import Callable
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Refusals:
    """An ASGI wrapper that calls `count` with the status of each answer that says no."""

    def __init__(self, app: ASGIApp, count: Callable[[int], None]) -> None:
        self._app = app
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and look at the status of what comes back; of a failure, others make a 500."""
        begun = False

        async def seen(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                if message["status"] >= HTTPStatus.BAD_REQUEST:
                    self._count(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, seen)
        except Exception:
            if scope["type"] == "http" and not begun:
                self._count(HTTPStatus.INTERNAL_SERVER_ERROR)
            raise
