"""What is let in and what goes out: no other page sends anything here; nothing goes to another host."""

import re
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.faults import Fault

ANY_ADDRESS = "0.0.0.0"  # noqa: S104 (what is asked for by it is decided elsewhere)
_ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
_READING = ("GET", "HEAD", "OPTIONS")
# Gradio's page needs inline scripts and `new Function`. This is therefore no cure for injected
# scripts, which escaping is, but it keeps whatever gets in from loading or sending anything.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class SecurityHeaders:
    """An ASGI wrapper that adds the headers; it leaves streamed responses alone otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its response back with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = CONTENT_POLICY
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            await send(message)

        await self._app(scope, receive, send_with_headers)


class KnownHosts:
    """An ASGI wrapper that answers only to the names that this server goes by.

    A page of another name that points here, as in DNS rebinding, gets nothing. A server of all addresses of this
    machine answers to any address: no page has one for a name but the server's own.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._any_address = ANY_ADDRESS in self._hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer that its host is not known."""
        if scope["type"] == "http" and not self._is_known(Headers(scope=scope)):
            await Fault(400, "This host is not known here.", "Allow it: --allowed-host NAME").response()(
                scope, receive, send
            )
        else:
            await self._app(scope, receive, send)

    def _is_known(self, headers: Headers) -> bool:
        asked = [*headers.getlist("host"), *headers.getlist("x-forwarded-host")]
        return bool(headers.getlist("host")) and all(self._is_own(_name(host)) for host in asked)

    def _is_own(self, name: str) -> bool:
        return name in self._hosts or (self._any_address and _ADDRESS.fullmatch(name) is not None)


class OwnRequests:
    """An ASGI wrapper that refuses what another page has the browser send, and uploads.

    A browser says where a request comes from, so one that says nothing comes from a program of this
    machine, which could change the folder anyway.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer that it is refused."""
        fault = _fault(scope) if scope["type"] == "http" and scope["method"] not in _READING else None
        await (fault.response()(scope, receive, send) if fault else self._app(scope, receive, send))


def _name(host: str) -> str:
    """Return a host without its port."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower()


def _fault(scope: Scope) -> Fault | None:
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    own = origin in (None, f"http://{headers.get('host')}", f"https://{headers.get('host')}")
    if not own or headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return Fault(403, "Only this page's own requests are answered.", "Send it from a program, or open the page.")
    if scope["path"].rstrip("/").endswith("/upload"):
        return Fault(404, "Files are not uploaded to a folder of Gradio's.", "Add articles on the page.")
    return None
