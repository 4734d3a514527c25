"""Third step: an open assistant in, answers for other programs out, over HTTP; the page is put on the same server."""

from typing import TYPE_CHECKING

from server.access import Tokens, may_manage
from server.line import DESKS, LONGEST_LINE, BusyError, Entrance, Line, Place
from server.mcp_command import MCP
from server.serving import Serving
from server.states import NotOpenError, State

if TYPE_CHECKING:
    from server.app import Office, build_server
    from server.pages import page_path, page_routes
    from server.process import listening

__all__ = [
    "DESKS",
    "LONGEST_LINE",
    "MCP",
    "BusyError",
    "Entrance",
    "Line",
    "NotOpenError",
    "Office",
    "Place",
    "Serving",
    "State",
    "Tokens",
    "build_server",
    "listening",
    "may_manage",
    "page_path",
    "page_routes",
]


def __getattr__(name: str) -> object:
    """Import what needs FastAPI only when it is asked for: other commands do without."""
    if name in ("Office", "build_server"):
        from server import app

        return getattr(app, name)
    if name in ("page_path", "page_routes"):
        from server import pages

        return getattr(pages, name)
    if name == "listening":
        from server.process import listening

        return listening
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
