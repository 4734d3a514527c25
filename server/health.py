"""Whether the server lives and what it did, for whoever watches it."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from server.desks import Desks
from server.metrics import Metrics
from server.threads import Threads

_METRICS = "text/plain; version=0.0.4; charset=utf-8"


def health_routes(desks: Desks, metrics: Metrics, threads: Threads) -> list[BaseRoute]:
    """Return `/health`, which needs no thread and therefore always answers at once, and `/metrics`."""

    async def health(_: Request) -> Response:
        told: dict[str, object] = {"alive": True, "open": desks.default.refusal is None}
        if desks.several:
            told["collections"] = {name: desk.refusal is None for name, desk in desks}
        return JSONResponse(told, headers={"Cache-Control": "no-store"})

    async def told(_: Request) -> Response:
        return Response(await threads.run(metrics.text), headers={"Content-Type": _METRICS})

    return [Route("/health", health), Route("/metrics", told)]
