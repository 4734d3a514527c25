"""The region of the conversations: a new one begins by a click, and the present one outlives a reload."""

import hashlib
import json

import gradio as gr

from ui.chat_view import ChatView
from ui.events import QUIET, html
from ui.opening import Opening
from ui.render import render_stopped


def add_conversations() -> gr.Button:
    """Add the conversations to the page; `keep_conversation` gives them their events."""
    with gr.Column(elem_id="conversations"):
        button = gr.Button("New conversation", size="sm", elem_id="new")
        html(elem_id="conversation-list")
    return button


def keep_conversation(app: gr.Blocks, opening: Opening, new: gr.Button, view: ChatView) -> None:
    """Keep the conversation in the browser's tab, where it outlives a reload and a restart of the server."""
    folder = hashlib.sha256(str(opening.folder.resolve()).encode()).hexdigest()
    key = f"'conversation-{folder[:16]}-{gr.__version__}'"  # another version may keep its messages otherwise
    put = f"sessionStorage.setItem({key}, JSON.stringify(turns))"  # refused where it would grow too long
    # An answer that was under way when the page was left goes on nowhere.
    left = f"if (last?.text?.includes('qa-progress')) last.text = {json.dumps(render_stopped(''))}"
    restore = (
        f"() => {{ window.restored = true; const turns = JSON.parse(sessionStorage.getItem({key}) ?? '[]');"
        f" const last = turns.at(-1)?.content?.[0]; {left}; return [turns]; }}"
    )
    # The empty chat reports itself, too, before the earlier one is back.
    keep = f"(turns) => {{ if (window.restored) try {{ {put}; }} catch {{}} }}"
    view.chat.change(None, view.chat, None, js=keep, queue=False, **QUIET)
    app.load(None, None, view.chat, js=restore, queue=False, **QUIET)
    new.click(lambda: ([], ""), None, [view.chat, view.box], queue=False, **QUIET)
