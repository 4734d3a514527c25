"""A turn is kept whatever ends it, and shown whatever becomes of the keeping."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Answer, Article, Quote
from ui.conversation import Step, Turns
from ui.exchange import Exchange
from ui.keeping import Kept, Place, forget_after, keep_turn
from ui.render import render_answer, render_partial, render_progress
from ui.store import ConversationStore

ARTICLE = Article("a.md", "A", "", "", "", "One. Two.", "ab" * 32)
ANSWER = Answer("Why?", "", (Quote(ARTICLE, "One.", 0, 4), Quote(ARTICLE, "Two.", 5, 9)), False, 0.9, "Why?")


def turns(message: str = "") -> Turns:
    """Return a question, and its message if there is one."""
    asked = [{"role": "user", "content": "Why?"}]
    return [*asked, {"role": "assistant", "content": message}] if message else asked


def answering() -> Iterator[Step]:
    """Yield the steps of an answer."""
    yield Step(turns())
    yield Step(turns(render_progress("Searching")))
    yield Step(turns(render_partial(ANSWER, 1)))
    yield Step(turns(render_answer(ANSWER)), ANSWER)


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    """A store without conversations."""
    return ConversationStore(tmp_path / "conversations.db")


def kept(store: ConversationStore, known: str = "", after: int | None = None) -> list[Kept]:
    """Return the steps of a whole turn."""
    return list(keep_turn(store, Place(known, after), "Why?", [], answering()))


def exchanges(store: ConversationStore, known: str) -> tuple[Exchange, ...]:
    """Return what is kept of a conversation."""
    found = store.load(known)
    assert found is not None
    return found.exchanges


def test_an_answer_is_kept_with_its_data_and_its_message(store: ConversationStore) -> None:
    """The conversation is known from the first step on."""
    shown = kept(store)
    known = shown[0].conversation
    assert {one.conversation for one in shown} == {known}
    (exchange,) = exchanges(store, known)
    assert exchange.message == render_answer(ANSWER)
    assert exchange.answer is not None
    assert [quote["text"] for quote in exchange.answer["quotes"]] == ["One.", "Two."]
    assert [(one.note, one.done) for one in shown] == [("", False)] * 3 + [("", True)]


def test_a_question_is_kept_before_its_answer_is_there(store: ConversationStore) -> None:
    """As where the program is killed meanwhile."""
    shown = keep_turn(store, Place(""), "Why?", [], answering())
    (exchange,) = exchanges(store, next(shown).conversation)
    assert (exchange.question, exchange.answer) == ("Why?", None)
    assert "Stopped before anything was found." in exchange.message


def test_what_was_there_when_it_was_stopped_is_kept(store: ConversationStore) -> None:
    """Marked as such."""
    shown = keep_turn(store, Place(""), "Why?", [], answering())
    known = [next(shown) for _ in range(3)][-1].conversation
    shown.close()  # type: ignore[attr-defined]  # it is a generator
    (exchange,) = exchanges(store, known)
    assert "qa-words" in exchange.message
    assert "Stopped: there may be more." in exchange.message


def test_something_unforeseen_is_told_and_kept(store: ConversationStore) -> None:
    """The turns before it stay."""

    def failing() -> Iterator[Step]:
        yield Step(turns())
        raise ZeroDivisionError

    *_, last = keep_turn(store, Place(""), "Why?", [], failing())
    (exchange,) = exchanges(store, last.conversation)
    assert "broke off" in exchange.message
    assert last.turns[-1]["content"] == exchange.message


def test_another_answer_takes_the_place_of_what_follows(store: ConversationStore) -> None:
    """Whereas a new question comes last, whatever another tab has added."""
    known = kept(store)[0].conversation
    kept(store, known)
    kept(store, known)
    assert len(exchanges(store, known)) == 3
    kept(store, known, after=1)
    assert len(exchanges(store, known)) == 2


def test_a_conversation_that_is_deleted_meanwhile_stays_so(store: ConversationStore) -> None:
    """The answer is shown all the same."""
    shown = keep_turn(store, Place(""), "Why?", [], answering())
    store.delete(next(shown).conversation)
    assert [one.turns for one in shown][-1] == turns(render_answer(ANSWER))
    assert store.summaries() == []


def test_an_answer_that_cannot_be_kept_is_shown_with_a_line_about_it(tmp_path: Path) -> None:
    """And kept at its end where that works by then."""
    place = tmp_path / "conversations.db"
    place.mkdir()
    store = ConversationStore(place)
    shown = kept(store)
    assert shown[-1].turns == turns(render_answer(ANSWER))
    assert "Questions are answered all the same" in shown[-1].note
    again = keep_turn(store, Place(""), "Why?", [], answering())
    assert next(again).note
    place.rmdir()
    *_, last = again
    assert last.note == ""
    assert exchanges(store, last.conversation)[0].message == render_answer(ANSWER)


def test_nothing_is_left_of_a_conversation_whose_first_question_is_taken_back(store: ConversationStore) -> None:
    """Unless it was given a title; then it waits for another question."""
    known = kept(store)[0].conversation
    kept(store, known)
    assert forget_after(store, known, 1) == ""
    assert len(exchanges(store, known)) == 1
    forget_after(store, known, 0)
    assert store.load(known) is None
    named = kept(store)[0].conversation
    store.rename(named, "Mine")
    forget_after(store, named, 0)
    assert exchanges(store, named) == ()
