"""The region of the articles: what there is to ask and what is asked, and what is new in the folder.

The page fills it in by itself: what is typed there, picked and scrolled outlives every look.
"""

from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant import SUFFIXES
from server import may_manage
from ui.contributions import add_sent, remove_picked
from ui.events import html
from ui.folder_changes import MOST_BYTES
from ui.library_requests import show_library, shown_ids
from ui.opening import Opening
from ui.updates import Updates

_ADD = (
    '<button type="button" id="add">Add articles</button>'
    f'<input type="file" id="files" multiple accept="{",".join(SUFFIXES)}" data-most="{MOST_BYTES}" hidden'
    ' aria-label="Articles">'
)
_HEAD = (
    '<h2>Articles</h2><p id="folder"></p><div class="qa-doings">'
    '<button type="button" id="update">Update from folder</button>{add}</div>'
    '<div id="reading" hidden><progress aria-label="Passages read"></progress><span></span></div>'
    '<p id="outcome" role="status"></p><ul id="notes" role="status"></ul>'
)
_FILTERS = (
    '<div id="filters" role="search" aria-label="Articles">'
    '<input type="search" id="words" aria-label="Search the articles" placeholder="Title, outlet, author or date"'
    ' autocomplete="off"><select id="outlet" aria-label="Outlet" hidden></select>'
    '<div id="dates" hidden><label>From<input type="date" id="since"></label>'
    '<label>Until<input type="date" id="until"></label></div></div>'
    '<p id="shown" role="status"></p><button type="button" id="pick-shown" hidden></button>'
)
_REFUSED = {"refused": "Nothing was changed: your token lets you ask. Log in with the one to manage."}
_LIST = '<div id="articles" role="region" aria-label="List of articles" tabindex="0"></div>'


def add_library(allow_changes: bool) -> None:
    """Add the articles to the page; with what adds to them and removes them, where that is allowed."""
    with gr.Column(elem_id="library"):
        head = _HEAD.format(add=_ADD if allow_changes else "")
        html(f'<div class="qa-shelf">{head}{_FILTERS}{_LIST}</div>', elem_id="shelf")


def library_functions(opening: Opening, updates: Updates, allow_changes: bool) -> list[Callable[[object], Any]]:
    """Return what the page asks of the server about the articles; those that change the folder only if allowed."""

    def library(payload: object) -> dict[str, Any]:
        return show_library(opening, payload, removable=allow_changes)

    def pick_shown(payload: object) -> list[str]:
        return shown_ids(opening, payload)

    def begin_update(changed: object) -> bool:
        updates.begin(changed=bool(changed))
        return True  # nothing is what a lost request looks like

    def add_article(payload: object) -> dict[str, str]:
        return add_sent(opening, payload) if may_manage() else _REFUSED

    def remove_article(payload: object) -> dict[str, str]:
        return remove_picked(opening, payload) if may_manage() else _REFUSED

    asking: list[Callable[[object], Any]] = [library, pick_shown, begin_update]
    return [*asking, add_article, remove_article] if allow_changes else asking
