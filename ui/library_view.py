"""The region of the articles: what the folder holds, what was left out, and the button that looks again."""

from dataclasses import dataclass

import gradio as gr

from assistant import QAError
from ui.escape import plain_html
from ui.events import QUIET, Change, html
from ui.library import describe_changes, describe_folder, filtered, render_library
from ui.opening import Opening


@dataclass(frozen=True)
class LibraryView:
    """The line about the folder, and the list of its articles."""

    told: gr.HTML
    listing: gr.HTML


def add_library(opening: Opening) -> LibraryView:
    """Add the articles to the page, with their events."""
    with gr.Column(elem_id="library"):
        html("<h2>Articles</h2>")
        told = html(elem_id="folder")
        button = gr.Button("Update from folder", size="sm", elem_id="update")
        outcome = html(elem_id="outcome")
        listing = html(elem_id="articles")
    view = LibraryView(told, listing)

    def update() -> tuple[Change, Change, str]:
        outcome = plain_html(update_index(opening))
        return *look_at_library(opening), outcome

    button.click(update, None, [told, listing, outcome], concurrency_limit=1, **QUIET)
    return view


def look_at_library(opening: Opening) -> tuple[Change, Change]:
    """Return what the library shows now: the line about the folder, and the list."""
    folder = opening.folder.resolve().name
    if opening.standing.state != "open":
        return plain_html(f"“{folder}”"), ""
    assistant = opening.assistant
    articles, skipped = assistant.articles(), assistant.changes.skipped
    listing = render_library(filtered(articles), assistant.passage_counts(), skipped)
    return plain_html(describe_folder(folder, len(articles), len(skipped))), listing


def update_index(opening: Opening) -> str:
    """Bring the index in line with the folder; return in a sentence what came of it."""
    try:
        return describe_changes(opening.assistant.refresh())
    except QAError as error:
        return f"{error} {error.remedy}".strip()
