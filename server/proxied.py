"""Behind a proxy: the part of the address that it keeps for itself."""

from urllib.parse import quote

from starlette.types import ASGIApp, Receive, Scope, Send


class Prefix:
    """An ASGI wrapper for a server that others reach below a path, whether or not the proxy takes that off."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as one that is below the prefix."""
        if scope["type"] == "http" and self._prefix:
            path = scope["path"]
            if path != self._prefix and not path.startswith(f"{self._prefix}/"):
                path = self._prefix + path
            scope = {**scope, "root_path": self._prefix, "path": path, "raw_path": quote(path).encode()}
        await self._app(scope, receive, send)
