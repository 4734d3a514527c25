"""Where the page of each collection lies: that of the first at `/`, the others below `/c/`."""

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from assistant import closest_name
from server.faults import Fault

_PAGE = re.compile(r"/c/[^/]+(?=/)")


def page_path(names: tuple[str, ...], name: str) -> str:
    """Return the path of a collection's page, without what a proxy has before it.

    Args:
        names: those of all collections, the first one's first.
    """
    return "/" if name == names[0] else f"/c/{name}/"


def inner_path(path: str) -> str:
    """Return the path of a request as the page has it to which it goes, whichever that is."""
    page = _PAGE.match(path)
    return path[page.end() :] if page else path


def page_routes(names: tuple[str, ...]) -> list[BaseRoute]:
    """Return what leads to the pages from addresses that are nearly theirs, and tells of those that are none.

    To be put after the pages below `/c/`, and before the one at `/`.
    """

    async def lead(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in names:
            return Fault(404, "There is no such collection.", closest_name(name, names)).response()
        return RedirectResponse(request.scope.get("root_path", "") + page_path(names, name), 307)

    return [Route("/c/{name}", lead), Route("/c/{name}/{rest:path}", lead)]
