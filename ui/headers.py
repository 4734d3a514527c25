"""What is let in and what goes out: no other page sends anything here; nothing goes to another host."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_READING = ("GET", "HEAD", "OPTIONS")
_MOST_BYTES = 16_000_000  # an article of the greatest size in base64, and some
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


class OwnRequests:
    """An ASGI wrapper that refuses what another page has the browser send, what is too long, and uploads.

    A browser says where a request comes from, so one that says nothing comes from a program of this
    machine, which could change the folder anyway.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer that it is refused."""
        fault = _fault(scope) if scope["type"] == "http" and scope["method"] not in _READING else None
        await (
            PlainTextResponse(fault[1], fault[0])(scope, receive, send) if fault else self._app(scope, receive, send)
        )


def _fault(scope: Scope) -> tuple[int, str] | None:
    headers = Headers(scope=scope)
    origin, length = headers.get("origin"), headers.get("content-length", "")
    own = origin in (None, f"http://{headers.get('host')}", f"https://{headers.get('host')}")
    if not own or headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return 403, "Only this page's own requests are answered."
    if length.isdecimal() and int(length) > _MOST_BYTES:
        return 413, "Too long."
    if scope["path"].rstrip("/").endswith("/upload"):
        return 404, "Files are not uploaded to a folder of Gradio's."
    return None
