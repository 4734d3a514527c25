"""The page that asks for a token, and the cookie that it gives for one."""

from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.access import Tokens
from server.gate import COOKIE, client_of, too_often
from server.rate import Rate

_MOST_BYTES = 4096
_PAGE = Template((Path(__file__).parent / "login.html").read_text("utf-8"))


def login_routes(tokens: Tokens, failures: Rate) -> list[BaseRoute]:
    """Return `/login` and `/logout`; nothing where there are no tokens.

    Args:
        failures: how often a wrong token may be tried from one address.
    """
    if not tokens:
        return []

    async def log_in(request: Request) -> Response:
        if request.method == "GET":
            return _page(request)
        client = client_of(request.scope)
        if wait := failures.wait(client):
            told = too_often("Too many wrong tokens were tried from here.", wait)
            return _page(request, f"{told.what} {told.remedy}", told.status, told.headers["Retry-After"])
        role = tokens.role_of(await _sent(request))
        if role is None:
            failures.take(client)
            return _page(request, "This token is not known.", 401)
        response = RedirectResponse(_home(request), 303)
        response.set_cookie(
            COOKIE,
            tokens.session(role),
            path=_home(request),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return response

    async def log_out(request: Request) -> Response:
        response = RedirectResponse(f"{request.scope.get('root_path', '')}/login", 303)
        response.delete_cookie(COOKIE, path=_home(request))
        return response

    return [Route("/login", log_in, methods=["GET", "POST"]), Route("/logout", log_out, methods=["POST"])]


async def _sent(request: Request) -> str:
    """Return the token that a form sent."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST_BYTES:
                return ""
    except ClientDisconnect:
        return ""
    return parse_qs(body.decode("utf-8", "replace")).get("token", [""])[0].strip()


def _home(request: Request) -> str:
    return request.scope.get("root_path", "") or "/"


def _page(request: Request, told: str = "", status: int = 200, retry_after: str = "") -> Response:
    action = f"{request.scope.get('root_path', '')}/login"
    headers = {"Cache-Control": "no-store", **({"Retry-After": retry_after} if retry_after else {})}
    return HTMLResponse(_PAGE.substitute(told=escape(told), action=escape(action)), status, headers)
