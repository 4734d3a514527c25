"""An assistant in, the page out: conversations and articles, the chat beside them, the reader on the right.

It places the regions and wires them to each other; each builds itself in a module of its own, and
`ui.server` launches.
"""

from collections.abc import Callable
from typing import Any, cast

import gradio as gr
from fastapi import FastAPI

from assistant import Asking
from server import LONGEST_LINE, Entrance, Line
from ui.assets import script, style
from ui.chat_view import add_chat, look_at_chat
from ui.collection_choice import Choice, render_choice
from ui.conversations_view import add_conversations, keep_conversations
from ui.events import QUIET, html
from ui.library_view import add_library, library_functions
from ui.opening import Opening
from ui.reader_view import add_reader
from ui.updates import Updates

_THREADS = 2 * LONGEST_LINE  # each question holds one while it waits, too
_NAME = (
    '<div class="qa-head"><h1>Article Assistant</h1><p>Every answer is made of exact quotes.</p>'
    '<button type="button" class="qa-drawer" aria-label="Back to the chat">×</button></div>'
)
_TOP = (
    '<div class="qa-top"><button type="button" class="qa-drawer" aria-expanded="false" aria-controls="side"'
    ' aria-label="Conversations and articles">☰</button><h1>Article Assistant</h1></div>'
)
_BANNER = '<p class="qa-banner" role="alert"></p><p class="qa-said" role="status"></p>'


def build_app(
    assistant: Asking | Opening,
    allow_changes: bool = False,
    updates: Updates | None = None,
    line: Line | Entrance | None = None,
    choice: Choice | None = None,
) -> gr.Blocks:
    """Return the page for an assistant, open or being opened; nothing is launched.

    Args:
        allow_changes: whether the page may add articles to the folder, and remove them from it.
        updates: those that are told, where others begin some too.
        line: in which its questions wait, where others ask too.
        choice: the collections of the server, where there are several.
    """
    opening = Opening.of(assistant)
    updates = updates or Updates(opening)
    title = f"{choice.name}: Article Assistant" if choice else "Article Assistant"
    app = gr.Blocks(title=title, fill_height=True, analytics_enabled=False)
    with app:
        html(_BANNER, elem_id="banner")
        with gr.Row(elem_id="room"):
            with gr.Column(elem_id="side"):
                html(_NAME, elem_id="head")
                if choice:
                    html(render_choice(choice), elem_id="collections")
                conversations = add_conversations(opening)
                add_library(allow_changes)
            with gr.Column(elem_id="main"):
                html(_TOP, elem_id="top")
                view = add_chat(opening, updates, line or Line())
        reader = add_reader(opening, updates, script(), library_functions(opening, updates, allow_changes))

        for seen in (app.load, reader.news):
            seen(lambda: look_at_chat(opening), None, view.chat, queue=False, **QUIET)
        reader.unheard(lambda: None, concurrency_limit=None, trigger_mode="multiple", **QUIET)
        keep_conversations(app, opening, conversations, view)
    app.max_threads = _THREADS
    app.queue(max_size=None)
    return app


def put_page(page: gr.Blocks, server: FastAPI, prefix: str = "", path: str = "/") -> Callable[[], None]:
    """Put the page on a server, and return what ends its endless streams; to be called in the event loop.

    Args:
        prefix: the path below which a proxy passes requests on.
        path: where the page lies, below that.
    """
    root = f"{prefix}{path}".rstrip("/") if prefix else None
    gr.mount_gradio_app(server, page, path=path, root_path=root, **page_options())
    mounted: Any = server.routes[-1]
    return cast("Callable[[], None]", mounted.app.stop_event.set)


def page_options() -> dict[str, Any]:
    """Return what Gradio takes when it serves a page: the look, and nothing that is kept or shared."""
    # Of the fonts that come with Gradio 6.31, these have all their letters in these weights.
    sans = gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700))
    mono = gr.themes.LocalFont("IBM Plex Mono", weights=(400,))
    return {
        # Not as `css`: Gradio repeats that with other selectors, which changes what overrides what.
        "head": f"<style>{style()}</style>",
        "theme": gr.themes.Base(font=[sans, "system-ui", "sans-serif"], font_mono=[mono, "monospace"]),
        "show_error": False,
        "run_history": False,
        "enable_monitoring": False,
        "ssr_mode": False,
        "footer_links": [],
    }
