"""The region of the conversations: each is kept in the store; which one is open, the browser's tab knows."""

from dataclasses import dataclass

import gradio as gr

from assistant import QAError
from ui.asked import render_asked
from ui.assets import conversations_script
from ui.chat_view import ChatView, at_rest, tell
from ui.conversation_list import LONGEST_SEARCH, delete_kept, export_kept, list_kept, rename_kept
from ui.events import QUIET, Change, html
from ui.opening import Opening

_SEARCH = (
    '<input type="search" id="conversation-search" aria-label="Search conversations" autocomplete="off"'
    f' placeholder="Search conversations" maxlength="{LONGEST_SEARCH}"><p class="qa-list-told" role="status"></p>'
)
# The pages of several collections share a tab.
_KEPT = "`conversation ${location.pathname}`"
_WANTED = f"() => [sessionStorage.getItem({_KEPT}) ?? '']"
_FORGET = f"() => {{ sessionStorage.removeItem({_KEPT}); return []; }}"
# An empty chat reports itself, too, before the kept one is back: it is not remembered.
_REMEMBER = f"(id) => {{ if (id) sessionStorage.setItem({_KEPT}, id); dispatchEvent(new CustomEvent('qa-turned')); }}"

_Opened = tuple[Change, Change, Change, Change]  # of the question box, the chat, and how it is kept


@dataclass(frozen=True)
class ConversationsView:
    """The button that begins a conversation, and the list of those that are kept."""

    new: gr.Button
    listing: gr.HTML


def add_conversations(opening: Opening) -> ConversationsView:
    """Add the conversations to the page; `keep_conversations` gives them their events."""
    store = opening.conversations

    def list_conversations(asked: object) -> dict[str, object]:
        return list_kept(store, asked)

    def rename_conversation(asked: object) -> dict[str, object]:
        return rename_kept(store, asked)

    def delete_conversation(asked: object) -> dict[str, object]:
        return delete_kept(store, asked)

    def export_conversation(asked: object) -> dict[str, object]:
        return export_kept(store, asked)

    with gr.Column(elem_id="conversations"):
        new = gr.Button("New conversation", size="sm", elem_id="new")
        html(_SEARCH, elem_id="conversation-tools")
        listing = html(
            elem_id="conversation-list",
            js_on_load=conversations_script(),
            server_functions=[list_conversations, rename_conversation, delete_conversation, export_conversation],
        )
    return ConversationsView(new, listing)


def keep_conversations(app: gr.Blocks, opening: Opening, conversations: ConversationsView, view: ChatView) -> None:
    """Bring the tab's conversation back after a reload, open others, begin new ones, and keep the list in step."""
    shown = [view.box, view.chat, view.known, view.note]

    def open_conversation(wanted: str) -> _Opened:
        return at_rest(), *_turns(opening, wanted)

    def bring_back(wanted: str) -> _Opened:
        # Somebody may have asked already in a chat that has nothing to be brought back.
        return open_conversation(wanted) if wanted else (gr.skip(), gr.skip(), gr.skip(), gr.skip())

    def begin() -> _Opened:
        return gr.update(value="", submit_btn=True, stop_btn=False), [], "", ""

    app.load(bring_back, view.known, shown, js=_WANTED, queue=False, **QUIET)
    # In this order: a step that is still on its way must not come into another conversation.
    left = conversations.listing.wanted(None, None, None, cancels=view.asking, queue=False, **QUIET)
    left.then(open_conversation, view.known, shown, js=_WANTED, queue=False, **QUIET)
    left = conversations.new.click(None, None, None, js=_FORGET, cancels=view.asking, queue=False, **QUIET)
    left.then(begin, None, shown, queue=False, **QUIET)
    for turned in (view.chat.change, view.known.change):
        turned(None, view.known, None, js=_REMEMBER, queue=False, **QUIET)


def _turns(opening: Opening, wanted: str) -> tuple[Change, Change, Change]:
    """Return the turns of a conversation, its id, and what went wrong; nothing of one that is not kept."""
    try:
        found = opening.conversations.load(wanted)
    except QAError as error:
        return [], "", tell(f"{error} {error.remedy}".strip())
    if found is None:
        return [], "", ""
    turns = []
    for exchange in found.exchanges:
        turns.append({"role": "user", "content": render_asked(exchange.question)})
        turns.append({"role": "assistant", "content": exchange.message})
    return turns, found.id, ""
