"""The region of the reader: the panel in which an article opens, and what the page asks of the server.

It also holds the page's script, as Gradio lends the server's functions to a script of a component.
"""

import gradio as gr

from ui.events import html
from ui.library_view import update_index
from ui.opening import Opening
from ui.reader import read_source, render_notice


def add_reader(opening: Opening, script: str) -> gr.HTML:
    """Add the panel to the page; it triggers `news` when the articles may be others than before.

    Args:
        script: run once, with `element`, `props`, `server` and `trigger`.
    """

    def read_citation(payload: object) -> str:
        if opening.standing.state != "open":
            return render_notice(opening.standing.told, "The article opens when they are.")
        return read_source(opening.assistant, payload)

    def update(_: object) -> str:
        return update_index(opening)

    def standing(_: object) -> dict[str, str]:
        now = opening.standing
        return {"state": now.state, "version": f"{now.state} {now.told} {now.changes}"}

    return html(elem_id="source", js_on_load=script, server_functions=[read_citation, update, standing])
