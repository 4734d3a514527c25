"""The steps of a turn in, the same steps out, kept in the store: a question at once, its answer when it is complete.

What cannot be kept is told in words, and stops nothing. Pure, but for the store.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assistant import QAError, answer_data
from ui.conversation import Step, Turns, break_off, last_words, stop
from ui.exchange import Exchange
from ui.render import render_stopped
from ui.store import ConversationStore

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
    """The turns to show now, the conversation they are kept in, and what a person should know of the keeping.

    The last of a turn is `done`.
    """

    turns: Turns
    conversation: str
    note: str = ""
    done: bool = False


def keep_turn(
    store: ConversationStore, place: Place, question: str, earlier: Turns, steps: Iterator[Step]
) -> Iterator[Kept]:
    """Yield the steps of a turn; an answer is kept when it is shown.

    Whatever ends the turn, its question is kept: with what was there of the answer, marked as stopped,
    where it is given up, and with the error where there was one.
    """
    keeping = _Keeping(store, place, Exchange(question, None, render_stopped("")))
    last, done = Step([]), False
    try:
        for last in steps:
            if last.answer:
                done = keeping.end(last)
            yield keeping.shown(last, done)
        if not done:
            done = keeping.end(last)
            yield keeping.shown(last, done)
    except Exception:
        logger.exception("an answer broke off")
        last = Step(break_off(earlier, question))
        done = keeping.end(last)
        yield keeping.shown(last, done)
    finally:
        if not done:
            keeping.end(Step(stop(last.turns)))


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


class _Keeping:
    """One exchange on its way into the store: at once as it is, and as it is in the end."""

    def __init__(self, store: ConversationStore, place: Place, exchange: Exchange) -> None:
        self._store, self._place, self._exchange = store, place, exchange
        self._conversation = place.conversation
        self._note = attempt(self._append)
        self._begun = not self._note

    def end(self, step: Step) -> bool:
        """Keep the exchange with what a step shows; return that it is done, whether or not it could be kept."""
        answer = answer_data(step.answer) if step.answer else None
        self._exchange = replace(self._exchange, answer=answer, message=last_words(step.turns))
        self._note = attempt(self._replace if self._begun else self._append)
        return True

    def shown(self, step: Step, done: bool) -> Kept:
        """Return a step with where it is kept."""
        return Kept(step.turns, self._conversation, self._note, done)

    def _append(self) -> None:
        self._conversation = self._store.append(self._place.conversation or None, self._exchange, self._place.after)

    def _replace(self) -> None:
        self._store.replace(self._conversation, self._exchange)


def _told(error: QAError) -> str:
    return f"{error} {error.remedy}".strip()
