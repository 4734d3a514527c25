"""Whether the server lives and what it did, for whoever watches it."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from assistant import QAError
from server.desk import Desk
from server.metrics import Metrics
from server.threads import Threads

_METRICS = "text/plain; version=0.0.4; charset=utf-8"


def health_routes(desk: Desk, metrics: Metrics, threads: Threads) -> list[BaseRoute]:
    """Return `/health`, which needs no thread and therefore always answers at once, and `/metrics`."""

    async def health(_: Request) -> Response:
        return JSONResponse({"alive": True, "open": _is_open(desk)}, headers={"Cache-Control": "no-store"})

    async def told(_: Request) -> Response:
        return Response(await threads.run(metrics.text), headers={"Content-Type": _METRICS})

    return [Route("/health", health), Route("/metrics", told)]


def _is_open(desk: Desk) -> bool:
    try:
        return bool(desk.asking)
    except QAError:
        return False
