"""The region of the reader: the panel in which an article opens, and what the page asks of the server.

It also holds the page's script, as Gradio lends the server's functions to a script of a component.
"""

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from ui.escape import plain_html
from ui.events import html
from ui.opening import Opening
from ui.reader import read_source, render_notice
from ui.updates import Updates


def add_reader(
    opening: Opening, updates: Updates, script: str, functions: Sequence[Callable[[object], Any]] = ()
) -> gr.HTML:
    """Add the panel to the page; it triggers `news` when the articles may be others than before.

    It triggers `unheard` when a question was asked whose answer Gradio may not be listening for.

    Args:
        script: run once, with `element`, `props`, `server` and `trigger`.
        functions: further ones that the script may call, by their names.
    """

    def read_citation(payload: object) -> str:
        if opening.standing.state != "open":
            return render_notice(opening.standing.told, "The article opens when they are.")
        return read_source(opening.assistant, payload)

    def update(_: object) -> str:
        return updates.run()

    def standing(_: object) -> dict[str, Any]:
        now, reading = opening.standing, updates.progress
        return {
            "state": now.state,
            "version": f"{now.state} {now.told} {now.changes} {updates.ended}",
            "outcome": plain_html(updates.outcome),
            "reading": reading,
        }

    return html(elem_id="source", js_on_load=script, server_functions=[read_citation, update, standing, *functions])
