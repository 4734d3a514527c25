"""The steps of a turn in, the same steps out, kept in the store: a question at once, its answer when it is complete.

What cannot be kept is told in words, and stops nothing. Pure, but for the store.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assistant import QAError, answer_data
from ui.conversation import Step, Turns, break_off, last_words
from ui.render import render_stopped
from ui.store import ConversationStore, Exchange

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a turn is kept: in a conversation, or in a new one where that is not known.

    `after` is how many questions come before it where it takes the place of what follows them;
    None where it comes last.
    """

    conversation: str
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The turns to show now, the conversation they are kept in, and what a person should know of the keeping."""

    turns: Turns
    conversation: str
    note: str = ""


def keep_turn(
    store: ConversationStore, place: Place, question: str, earlier: Turns, steps: Iterator[Step]
) -> Iterator[Kept]:
    """Yield the steps of a turn as they are kept.

    Whatever ends it, the question is kept: one that is broken off or given up with what is there of its answer.
    """
    exchange = Exchange(question, None, render_stopped(""))
    conversation, note = _append(store, place, exchange)
    begun = not note
    last, ended = Step([]), False
    try:
        for last in steps:
            yield Kept(last.turns, conversation, note)
        ended = True
    except Exception:
        logger.exception("an answer broke off")
        last, ended = Step(break_off(earlier, question)), True
    finally:
        message = last_words(last.turns)
        answer = answer_data(last.answer) if last.answer else None
        exchange = replace(exchange, answer=answer, message=message if ended else render_stopped(message))
        if begun:
            note = attempt(lambda: store.replace(conversation, exchange))
        else:
            conversation, note = _append(store, place, exchange)
    yield Kept(last.turns, conversation, note)


def forget_after(store: ConversationStore, conversation: str, number: int) -> str:
    """Keep only the first so many exchanges, and nothing of a conversation without any, unless it was given a title.

    Returns:
        What went wrong, in words; empty where nothing did.
    """

    def forget() -> None:
        kept = store.load(conversation) if not number else None
        if kept and not kept.renamed:
            store.delete(conversation)
        else:
            store.cut(conversation, number)

    return attempt(forget)


def attempt(change: Callable[[], object]) -> str:
    """Change what is kept; return what went wrong, in words, or nothing."""
    try:
        change()
    except QAError as error:
        return _told(error)
    return ""


def _append(store: ConversationStore, place: Place, exchange: Exchange) -> tuple[str, str]:
    try:
        return store.append(place.conversation or None, exchange, place.after), ""
    except QAError as error:
        return place.conversation, _told(error)


def _told(error: QAError) -> str:
    return f"{error} {error.remedy}".strip()
