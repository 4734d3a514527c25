"""The server as one application: the API and what watches it; the page is put beside them by whoever has one."""

from collections.abc import Collection
from dataclasses import dataclass, field

from fastapi import FastAPI
from starlette.middleware import Middleware

from server.api import build_api
from server.completions import build_completions
from server.desk import Desk
from server.headers import KnownHosts, OwnRequests, SecurityHeaders
from server.health import health_routes
from server.line import DESKS, LONGEST_LINE, Line
from server.metrics import Metrics, Opened
from server.threads import Threads

OWN_HOSTS = ("127.0.0.1", "localhost")


@dataclass(frozen=True, kw_only=True)
class Serving:
    """How the server is reached.

    Attributes:
        hosts: the names that it answers to.
    """

    hosts: Collection[str] = field(default=OWN_HOSTS)


class Office:
    """What every question goes through, whoever asks: the line, the counters, and the desk for programs."""

    def __init__(self, opened: Opened) -> None:
        self.metrics = Metrics(opened)
        self.line = Line(left=self.metrics.count)
        self.desk = Desk(opened, self.line)


def build_server(office: Office, serving: Serving) -> FastAPI:
    """Return the application; nothing is served yet."""
    threads = Threads(DESKS + LONGEST_LINE)
    server = FastAPI(
        openapi_url=None,
        routes=health_routes(office.desk, office.metrics, threads),
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(KnownHosts, hosts=serving.hosts),
            Middleware(OwnRequests),
        ],
    )
    server.mount("/api", build_api(office.desk, threads))
    server.mount("/v1", build_completions(office.desk, threads))
    return server
