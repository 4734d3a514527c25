"""The region in the middle: the chat with its starter questions, the question box, and what they do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from assistant import KINDS
from server import DESKS, LONGEST_LINE, Entrance, Line
from ui.asked import question_in
from ui.conversation import Turns, ask_in_turn, questions, stop, take_back
from ui.escape import plain_html
from ui.events import QUIET, Change, html
from ui.keeping import Place, forget_after, keep_turn
from ui.leads import lead_on
from ui.library import picked_paths
from ui.opening import Opening
from ui.updates import Updates

_LEADING = 2  # questions to go on with, looked for at a time
_BOX_CHARS = 20_000  # the assistant refuses less than this, and says so
_EMPTY = (
    '<div class="qa-empty"><h2>What do the articles say?</h2>'
    "<p>Ask in your own words. Follow-up questions understand what came before.</p></div>"
)

# The page holds which articles are picked; an event takes them along.
_PICKED = "JSON.parse(sessionStorage.getItem(`picked ${location.pathname}`) ?? '[]')"
_TAKE_PICKED = f"(_, ...given) => [window.picked ?? {_PICKED}, ...given]"
_WITHIN = (
    '<div class="qa-within" role="group" aria-label="Articles to ask" hidden><span></span>'
    '<button type="button" class="qa-all" aria-label="Ask all articles">All</button></div>'
)

Asked = tuple[Change, Change, Change, Change]  # of the question box, the chat, and how it is kept


@dataclass(frozen=True)
class ChatView:
    """The chat and the question box; which conversation is open, a line about the keeping, and what asks."""

    chat: gr.Chatbot
    box: gr.Textbox
    known: gr.Textbox
    note: gr.HTML
    leads: gr.HTML
    asking: list[Any] = field(default_factory=list)  # Gradio's events


def add_chat(opening: Opening, updates: Updates, line: Line | Entrance) -> ChatView:
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
    leads = html(elem_id="leads")
    html(_WITHIN, elem_id="within")
    note = html(elem_id="note")
    known = gr.Textbox(elem_id="known", label="Conversation", visible="hidden")
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
    view = ChatView(chat, box, known, note, leads)
    _add_events(opening, updates, line, view)
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
    if standing.state == "failed":
        return (
            '<div class="qa-empty"><h2>These articles cannot be opened</h2>'
            f'<p class="qa-where"><code>{folder}</code></p>'
            f"<p>{plain_html(standing.told)} {plain_html(standing.remedy)}</p>"
            "<p>It is tried again every few seconds; this page goes on by itself.</p></div>"
        )
    return (
        '<div class="qa-empty"><h2>There is nothing to read yet</h2>'
        f'<p class="qa-where"><code>{folder}</code></p><p>{plain_html(standing.told)}</p><ul>'
        f"<li>Put your articles into this folder, or into folders in it: {plain_html(KINDS)}.</li>"
        "<li>This page goes on by itself when the first one is there.</li>"
        "<li>To read another folder, start again with <code>--articles FOLDER</code>.</li></ul></div>"
    )


def _add_events(opening: Opening, updates: Updates, line: Line | Entrance, view: ChatView) -> None:
    picked = gr.JSON(visible=False)

    def ask(ids: object, question: str, turns: Turns, known: str, after: int | None = None) -> Iterator[Asked]:
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()  # yielding nothing would empty them
            return
        busy: Change = gr.update(value="", submit_btn=False, stop_btn=True)
        steps = ask_in_turn(opening, line, question, turns, picked_paths(ids), updates)
        for kept in keep_turn(opening.conversations, Place(known, after), question, turns, steps):
            yield at_rest() if kept.done else busy, kept.turns, kept.conversation, tell(kept.note)
            busy = gr.skip()  # what is typed meanwhile stays

    def ask_example(ids: object, known: str, chosen: gr.SelectData) -> Iterator[Asked]:
        yield from ask(ids, chosen.value["text"], [], known)

    def ask_again(ids: object, turns: Turns, known: str) -> Iterator[Asked]:
        question, earlier = take_back(turns)
        yield from ask(ids, question, earlier, known, questions(earlier))

    def ask_edited(ids: object, turns: Turns, known: str, edited: gr.EditData) -> Iterator[Asked]:
        place = edited.index[0] if isinstance(edited.index, (list, tuple)) else edited.index
        earlier = turns[:place]
        yield from ask(ids, question_in(edited.value), earlier, known, questions(earlier))

    def stopped(turns: Turns) -> tuple[Change, Change]:
        return at_rest(), stop(turns)

    def undo(turns: Turns, known: str) -> tuple[Change, Change, Change]:
        question, earlier = take_back(turns)
        return question, earlier, tell(forget_after(opening.conversations, known, questions(earlier)))

    chat, box, known, note = view.chat, view.box, view.known, view.note
    shown = [box, chat, known, note]
    # The line of our own tells each their place, so Gradio's lets all of them in.
    events: dict[str, Any] = {
        "concurrency_limit": DESKS + LONGEST_LINE,
        "concurrency_id": "answers",
        "js": _TAKE_PICKED,
        **QUIET,
    }
    view.asking.extend(
        (
            box.submit(ask, [picked, box, chat, known], shown, **events),
            chat.example_select(ask_example, [picked, known], shown, **events),
            chat.retry(ask_again, [picked, chat, known], shown, **events),
            chat.edit(ask_edited, [picked, chat, known], shown, **events),
        )
    )
    for asked in view.asking:
        asked.then(
            lambda ids, turns: lead_on(opening, turns, picked_paths(ids)),
            [picked, chat],
            view.leads,
            js=_TAKE_PICKED,
            concurrency_limit=_LEADING,
            concurrency_id="leads",
            **QUIET,
        )
    # In this order: a step that is still on its way must not come after the last word.
    cancelled = box.stop(None, None, None, cancels=view.asking, queue=False, **QUIET)
    cancelled.then(stopped, chat, [box, chat], queue=False, **QUIET)
    chat.undo(undo, [chat, known], [box, chat, note], queue=False, **QUIET)


def at_rest() -> Change:
    """Return the question box when nothing is being answered."""
    return gr.update(submit_btn=True, stop_btn=False)


def tell(note: str) -> str:
    """Return the line about the keeping; nothing where there is nothing to tell."""
    return f'<p class="qa-note" role="status">{plain_html(note)}</p>' if note else ""
