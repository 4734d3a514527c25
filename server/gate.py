"""What stands before everything: who sent a request, how often they did, and how long it is."""

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.access import Role, Tokens, act_as
from server.faults import Fault
from server.pages import inner_path
from server.rate import Rate

COOKIE = "assistant_session"
_OPEN = ("/health", "/login")
_PROGRAMS = ("/api/", "/v1/", "/mcp", "/metrics")
_ASKING = ("/api/", "/v1/", "/mcp", "/gradio_api/queue/join")
_PAST_THE_LINE = "/gradio_api/call/"  # Gradio's way for programs, which have one of their own here
_MOST_BYTES = 16_000_000  # an article of the greatest size in base64, and some
_MOST_ASKED_BYTES = 4_000_000  # a question with a long conversation
_NEEDED = Fault(401, "A token is needed.", "Send it as `Authorization: Bearer TOKEN`.", {"WWW-Authenticate": "Bearer"})


class Gate:
    """An ASGI wrapper that lets in who has a token, where there are any, and each as often as is allowed.

    Args:
        failures: how often a wrong token may be tried from one address.
        asking: how often may be asked from one address.
    """

    def __init__(self, app: ASGIApp, tokens: Tokens, failures: Rate, asking: Rate) -> None:
        self._app = app
        self._tokens = tokens
        self._failures = failures
        self._asking = asking

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on in its role, or answer why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif refused := self._refused(scope):
            await refused(scope, receive, send)
        else:
            await _Measured(self._app, _most_bytes(scope))(scope, receive, send)

    def _refused(self, scope: Scope) -> Response | None:
        path, client = path_of(scope), client_of(scope)
        role = self._role(scope, client)
        if role is None and path not in _OPEN:
            if wait := self._failures.wait(client):
                return too_often("Too many wrong tokens were tried from here.", wait).response()
            reads = scope["method"] == "GET" and not path.startswith(_PROGRAMS)
            wants_page = reads and "text/html" in Headers(scope=scope).get("accept", "")
            return RedirectResponse(f"{scope.get('root_path', '')}/login", 303) if wants_page else _NEEDED.response()
        inner = inner_path(path)
        if inner.startswith(_PAST_THE_LINE):
            return Fault(404, "There is no such address.", "Programs ask at /api/ask.").response()
        act_as(role or "ask")
        if scope["method"] == "POST" and inner.startswith(_ASKING) and (wait := self._asking.take(client)):
            return too_often("Too many questions came from here.", wait).response()
        return None

    def _role(self, scope: Scope, client: str) -> Role | None:
        """Return the role of who sent a request; a wrong token counts as a failure."""
        if not self._tokens:
            return "manage"
        headers = Headers(scope=scope)
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return self._tokens.role_in(_cookie(headers))
        role = self._tokens.role_of(token.strip())
        if role is None:
            self._failures.take(client)
        return role


class _Measured:
    """An ASGI wrapper that answers where a request turns out too long."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what is received; the application is told that the sender is gone where that is too much."""
        fault = Fault(413, "The request is too long.", f"Send at most {self._most:,} bytes.")
        length = Headers(scope=scope).get("content-length", "")
        if length.isdecimal() and int(length) > self._most:
            await fault.response()(scope, receive, send)
            return
        received, told = 0, False

        async def measured() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return {"type": "http.disconnect"} if received > self._most else message

        async def unless_too_long(message: Message) -> None:
            nonlocal told
            if received <= self._most:
                await send(message)
            elif not told:
                told = True
                await fault.response()(scope, receive, send)

        await self._app(scope, measured, unless_too_long)


def path_of(scope: Scope) -> str:
    """Return the path of a request without the prefix that a proxy has."""
    return str(scope["path"]).removeprefix(scope.get("root_path", "")) or "/"


def client_of(scope: Scope) -> str:
    """Return the address from which a request came; a proxy on this machine tells whose it passes on."""
    client = scope.get("client")
    return client[0] if client else ""


def too_often(what: str, wait: int) -> Fault:
    """Return what is told of too many tries, and in how many seconds there is one again."""
    return Fault(429, what, f"Wait for {wait} seconds.", {"Retry-After": str(wait)})


def _most_bytes(scope: Scope) -> int:
    return _MOST_ASKED_BYTES if path_of(scope).startswith(_PROGRAMS) else _MOST_BYTES


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
