"""The server as one application: the API and what watches it; the page is put beside them by whoever has one."""

from collections.abc import Mapping

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.api import build_api
from server.completions import build_completions
from server.desk import Desk
from server.desks import Desks
from server.faults import Fault
from server.gate import Gate
from server.headers import KnownHosts, OwnRequests, SecurityHeaders
from server.health import health_routes
from server.line import DESKS, LONGEST_LINE, Entrance, Line
from server.login import login_routes
from server.mcp_command import NO_MCP, has_mcp
from server.metrics import Metrics, Opened
from server.proxied import Prefix
from server.rate import Rate
from server.refusals import Refusals
from server.serving import OWN_HOSTS, Serving
from server.threads import Threads

_FAILURES = 10  # wrong tokens a minute from one address


class Office:
    """What every question goes through, whoever asks: the line, the counters, and the desks for programs.

    Args:
        collections: what returns the open assistant of each collection, by name; the first is the default.
    """

    def __init__(self, collections: Mapping[str, Opened]) -> None:
        self.metrics = Metrics(collections, lambda: self.line.present)
        self.line = Line(left=self.metrics.count, full=self.metrics.turn_away)
        self.desks = Desks({name: Desk(opened, Entrance(self.line, name)) for name, opened in collections.items()})


def build_server(office: Office, serving: Serving) -> FastAPI:
    """Return the application; nothing is served yet."""
    threads = Threads(DESKS + LONGEST_LINE)
    mcp = _mcp(office.desks, threads)
    failures, asking = Rate(_FAILURES), Rate(serving.questions_a_minute)
    server = FastAPI(
        openapi_url=None,
        routes=[
            *health_routes(office.desks, office.metrics, threads),
            *mcp.routes,
            *login_routes(serving.tokens, failures),
        ],
        lifespan=mcp.router.lifespan_context,
        exception_handlers={404: _unknown},
        middleware=[
            Middleware(Refusals, count=office.metrics.refuse),
            Middleware(SecurityHeaders),
            Middleware(KnownHosts, hosts=OWN_HOSTS | serving.hosts),
            Middleware(OwnRequests),
            Middleware(Prefix, prefix=serving.prefix),
            Middleware(Gate, tokens=serving.tokens, failures=failures, asking=asking),
        ],
    )
    server.mount("/api", build_api(office.desks, threads))
    server.mount("/v1", build_completions(office.desks, threads))
    return server


def _mcp(desks: Desks, threads: Threads) -> Starlette:
    """Return what answers at `/mcp`; without the package, a word about that."""
    if not has_mcp():
        return Starlette(routes=[Route("/mcp", _no_mcp, methods=["GET", "POST", "DELETE"])])
    from mcp.server.transport_security import TransportSecuritySettings

    from server.mcp_tools import build_mcp

    checked_before = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    return build_mcp(desks, threads).streamable_http_app(stateless_http=True, transport_security=checked_before)


async def _unknown(_: Request, __: Exception) -> Response:
    """Answer where not even a part of the server is named, as by an address with a line break in it."""
    return Fault(404, "There is no such address.", "See /api/openapi.json.").response()


async def _no_mcp(_: Request) -> Response:
    return Fault(501, *NO_MCP).response()
