"""Last step: an open assistant in, a page in the browser out."""

from typing import TYPE_CHECKING

from ui.server import running, serve

if TYPE_CHECKING:
    from ui.app import build_app

__all__ = ["build_app", "running", "serve"]


def __getattr__(name: str) -> object:
    """Import the page only when it is asked for: Gradio takes seconds to load."""
    if name == "build_app":
        from ui.app import build_app

        return build_app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
