"""Openings in, their pages on a server out: the first at `/`, each other below `/c/`, with what leads between them."""

from collections.abc import Callable, Mapping

from fastapi import FastAPI

from server import Entrance, Line, page_path, page_routes
from ui.app import build_app, put_page
from ui.collection_choice import Choice
from ui.opening import Opening
from ui.updates import Updates


def put_pages(
    server: FastAPI,
    openings: Mapping[str, Opening],
    updates: Mapping[str, Updates],
    line: Line,
    allow_changes: bool = False,
    prefix: str = "",
) -> Callable[[], None]:
    """Put the page of each collection on a server, and return what ends the endless streams of all.

    Args:
        openings: by the names of their collections.
        updates: those of each, by the same names.
        prefix: the path below which a proxy passes requests on.
    """
    names = tuple(openings)
    pages = {name: prefix + page_path(names, name) for name in names}
    endings = []

    def put(name: str) -> None:
        choice = Choice(name, pages) if len(names) > 1 else None
        page = build_app(openings[name], allow_changes, updates[name], Entrance(line, name), choice)
        endings.append(put_page(page, server, prefix, page_path(names, name).rstrip("/") or "/"))

    first, *others = names
    for name in others:
        put(name)
    if others:
        server.routes.extend(page_routes(names))
    put(first)  # last, as it takes whatever comes

    def end() -> None:
        for ending in endings:
            ending()

    return end
