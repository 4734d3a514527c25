"""Kept conversations in, the list in the sidebar out; and what a person asks of one of them.

Titles are words of strangers, and so is `asked`, the JSON that the page sends: it is checked, and nothing
raises. What is answered is plain data, in which `told` is for the person.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from assistant import QAError
from ui.escape import plain_html
from ui.export import as_html, as_markdown
from ui.render import long_date
from ui.store import ConversationStore, Summary

LONGEST_SEARCH = 200
_LONGEST_TITLE = 1000  # of what is sent; the store keeps less
_MOST = 200
_LONGEST_NAME = 60
_FORMATS = {"html": as_html, "md": as_markdown}
_GONE = "This conversation is not kept any more."


def list_kept(store: ConversationStore, asked: object) -> dict[str, object]:
    """Return the list as HTML: `search` has the words, `current` which one is open."""
    search = _text(asked, "search", LONGEST_SEARCH)
    try:
        found = store.summaries(search)
    except QAError as error:
        return {"html": _hint(_told(error)), "number": 0}
    now = datetime.now().astimezone()
    note = _hint(store.note) if store.note else ""
    return {"html": note + render_list(found, _text(asked, "current"), search, now), "number": len(found)}


def rename_kept(store: ConversationStore, asked: object) -> dict[str, object]:
    """Give the conversation `id` the title `title`."""
    try:
        title = store.rename(_text(asked, "id"), _text(asked, "title", _LONGEST_TITLE))
    except QAError as error:
        return {"told": _told(error)}
    return {"told": _GONE if title is None else "Renamed."}


def delete_kept(store: ConversationStore, asked: object) -> dict[str, object]:
    """Delete the conversation `id`; `done` tells whether it is gone."""
    try:
        store.delete(_text(asked, "id"))
    except QAError as error:
        return {"told": _told(error), "done": False}
    return {"told": "Deleted.", "done": True}


def export_kept(store: ConversationStore, asked: object) -> dict[str, object]:
    """Return the conversation `id` as a document with a `name` and its `text`; `format` is html or md."""
    ending = _text(asked, "format")
    try:
        conversation = store.load(_text(asked, "id"))
    except QAError as error:
        return {"told": _told(error)}
    if conversation is None or ending not in _FORMATS:
        return {"told": _GONE}
    name = f"{_file_name(conversation.title)}.{ending}"
    return {"told": f"Exported as {name}.", "name": name, "text": _FORMATS[ending](conversation)}


def render_list(found: Sequence[Summary], current: str, search: str, now: datetime) -> str:
    """Return the conversations as a list, the open one marked; in words where there is none."""
    if not found:
        words = "No conversation has these words." if search.strip() else "Each conversation is kept here."
        return _hint(words)
    items = "".join(_item(summary, summary.id == current, now) for summary in found[:_MOST])
    more = f"{len(found) - _MOST:,} older ones are not listed. Search to find them." if len(found) > _MOST else ""
    return f'<ul class="qa-conversations">{items}</ul>{_hint(more) if more else ""}'


def describe_day(moment: str, now: datetime) -> str:
    """Return when something was, as near as a person would say it; `now` has the person's time zone."""
    then = datetime.fromisoformat(moment).astimezone(now.tzinfo)
    if then.date() == now.date():
        return f"Today, {then:%H:%M}"
    if then.date() == now.date() - timedelta(days=1):
        return f"Yesterday, {then:%H:%M}"
    return long_date(then.date().isoformat())


def _item(summary: Summary, is_open: bool, now: datetime) -> str:
    title = plain_html(summary.title)
    doings = (
        '<button type="button" class="qa-rename">Rename</button>'
        '<button type="button" class="qa-export" data-format="html">Export as HTML</button>'
        '<button type="button" class="qa-export" data-format="md">Export as Markdown</button>'
        '<button type="button" class="qa-delete">Delete</button>'
    )
    mark = ' aria-current="true"' if is_open else ""
    return (
        f'<li data-conversation="{summary.id}"><button type="button" class="qa-open"{mark}><bdi>{title}</bdi>'
        f"<span>{describe_day(summary.updated, now)}</span></button>"
        f'<details class="qa-more" name="conversation"><summary aria-label="More for “{title}”">⋯</summary>'
        f'<div role="group" aria-label="“{title}”">{doings}</div></details></li>'
    )


def _hint(words: str) -> str:
    return f'<p class="qa-list-hint">{plain_html(words)}</p>'


def _text(asked: object, name: str, longest: int = 64) -> str:
    """Return what was sent under a name, as far as it is text; of too much, the beginning."""
    value = asked.get(name) if isinstance(asked, dict) else None
    return value[:longest] if isinstance(value, str) else ""


def _file_name(title: str) -> str:
    return re.sub(r"[^\w]+", "-", title)[:_LONGEST_NAME].strip("-") or "conversation"


def _told(error: QAError) -> str:
    return f"{error} {error.remedy}".strip()
