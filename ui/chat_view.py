"""The region in the middle: the chat with its starter questions, the question box, and what they do."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.conversation import Turns, ask_in_turn, break_off, stop, take_back
from ui.escape import plain_html
from ui.events import QUIET, Change, html
from ui.library import picked_paths
from ui.line import Line
from ui.opening import Opening
from ui.updates import Updates

logger = logging.getLogger(__name__)

_DESKS = 8  # questions answered at a time
LONGEST_LINE = 64  # questions that may wait
_BOX_CHARS = 20_000  # the assistant refuses less than this, and says so
_EMPTY = (
    '<div class="qa-empty"><h2>What do the articles say?</h2>'
    "<p>Ask in your own words. Follow-up questions understand what came before.</p></div>"
)

# The page holds which articles are picked; an event takes them along.
_TAKE_PICKED = "(_, ...given) => [window.picked ?? JSON.parse(sessionStorage.getItem('picked') ?? '[]'), ...given]"
_WITHIN = (
    '<div class="qa-within" role="group" aria-label="Articles to ask" hidden><span></span>'
    '<button type="button" class="qa-all" aria-label="Ask all articles">All</button></div>'
)

Asked = tuple[Change, Change]  # of the question box and the chat


@dataclass(frozen=True)
class ChatView:
    """The chat and the question box."""

    chat: gr.Chatbot
    box: gr.Textbox


def add_chat(opening: Opening, updates: Updates) -> ChatView:
    """Add the chat and the question box to the page, with their events."""
    chat = gr.Chatbot(
        elem_id="chat",
        show_label=False,
        latex_delimiters=[],
        buttons=[],
        layout="panel",
        editable="user",
        height="100%",
        scale=1,
        feedback_options=None,
        autoscroll=False,
    )
    html(_WITHIN, elem_id="within")
    box = gr.Textbox(
        elem_id="question",
        label="Your question",
        placeholder="Ask about the articles",
        show_label=False,
        container=False,
        max_lines=6,
        max_length=_BOX_CHARS,
        submit_btn=True,
        autofocus=True,
    )
    view = ChatView(chat, box)
    _add_events(opening, updates, view)
    return view


def look_at_chat(opening: Opening) -> Change:
    """Return what an empty chat shows now."""
    standing = opening.standing
    examples = [{"text": question} for question in opening.starters]
    return gr.update(placeholder=_EMPTY if standing.state == "open" else _before(opening), examples=examples)


def _before(opening: Opening) -> str:
    """Return what is shown before there is anything to ask: how far it is, or how to add articles."""
    standing = opening.standing
    if standing.state == "reading":
        told = f'<p class="qa-reading">{plain_html(standing.told)}</p>'
        return (
            f'<div class="qa-empty"><h2>Reading your articles</h2>{told}'
            "<p>You can ask already: the answer comes as soon as they are read.</p></div>"
        )
    folder = plain_html(str(opening.folder.resolve()))
    return (
        '<div class="qa-empty"><h2>There is nothing to read yet</h2>'
        f'<p class="qa-where"><code>{folder}</code></p><p>{plain_html(standing.told)}</p><ul>'
        "<li>Put your articles into this folder, or into folders in it: <b>.txt</b> or <b>.md</b> files in UTF-8.</li>"
        "<li>This page goes on by itself when the first one is there.</li>"
        "<li>To read another folder, start again with <code>--articles FOLDER</code>.</li></ul></div>"
    )


def _add_events(opening: Opening, updates: Updates, view: ChatView) -> None:
    picked = gr.JSON(visible=False)
    line = Line(_DESKS, LONGEST_LINE)

    def ask(ids: object, question: str, turns: Turns) -> Iterator[Asked]:
        if not question.strip():
            yield gr.skip(), gr.skip()  # yielding nothing would empty both
            return
        busy: Change = gr.update(value="", submit_btn=False, stop_btn=True)
        try:
            for step in ask_in_turn(opening, line, question, turns, picked_paths(ids), updates):
                yield busy, step.turns
                busy = gr.skip()  # what is typed meanwhile stays
            yield _at_rest(), gr.skip()
        except Exception:
            logger.exception("an answer broke off")
            yield _at_rest(), break_off(turns, question)

    def ask_example(ids: object, chosen: gr.SelectData) -> Iterator[Asked]:
        yield from ask(ids, chosen.value["text"], [])

    def ask_again(ids: object, turns: Turns) -> Iterator[Asked]:
        yield from ask(ids, *take_back(turns))

    def ask_edited(ids: object, turns: Turns, edited: gr.EditData) -> Iterator[Asked]:
        place = edited.index[0] if isinstance(edited.index, (list, tuple)) else edited.index
        yield from ask(ids, edited.value, turns[:place])

    def stopped(turns: Turns) -> Asked:
        return _at_rest(), stop(turns)

    chat, box = view.chat, view.box
    # The line of our own tells each their place, so Gradio's lets all of them in.
    events: dict[str, Any] = {
        "concurrency_limit": _DESKS + LONGEST_LINE,
        "concurrency_id": "answers",
        "js": _TAKE_PICKED,
        **QUIET,
    }
    asking: list[Any] = [  # Gradio names its own events otherwise where it takes them back
        box.submit(ask, [picked, box, chat], [box, chat], **events),
        chat.example_select(ask_example, picked, [box, chat], **events),
        chat.retry(ask_again, [picked, chat], [box, chat], **events),
        chat.edit(ask_edited, [picked, chat], [box, chat], **events),
    ]
    # In this order: a step that is still on its way must not come after the last word.
    cancelled = box.stop(None, None, None, cancels=asking, queue=False, **QUIET)
    cancelled.then(stopped, chat, [box, chat], queue=False, **QUIET)
    chat.undo(take_back, chat, [box, chat], queue=False, **QUIET)


def _at_rest() -> Change:
    return gr.update(submit_btn=True, stop_btn=False)
