"""Conversations are kept: in order, character for character, found again, and gone when deleted."""

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from assistant import Answer, Article, QAError, Quote
from assistant.report import answer_data
from ui.exchange import Exchange
from ui.render import render_answer
from ui.store import ConversationStore

TEXT = "Goats climb the hill\nof El Niño. Sheep graze 100% of a_field below."
ARTICLE = Article("a.md", "Farm news", "Ana Ruiz", "The Daily Goat", "", TEXT, "ab" * 32)
QUOTES = (Quote(ARTICLE, TEXT[:32], 0, 32), Quote(ARTICLE, TEXT[33:], 33, len(TEXT), speaker="Bo Li"))
UNKNOWN = ["x" * 22, "", "x", "x" * 23, "../conversations", "' OR 1", "\x00", "\ud800", "é" * 22, "x" * 21 + "\n"]


def exchange(question: str, *, nearest: bool = False) -> Exchange:
    """Answer a question in two quotes, or say no with these as the nearest."""
    quotes, closest = ((), QUOTES) if nearest else (QUOTES, ())
    answer = Answer(question, "**said**", quotes, nearest, 0.25 if nearest else 0.9, question, closest)
    return Exchange(question, answer_data(answer), render_answer(answer))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A place for the file, in a folder that is not there yet."""
    return tmp_path / "index" / "conversations.db"


@pytest.fixture
def store(path: Path) -> ConversationStore:
    """A store without conversations."""
    return ConversationStore(path)


def titles(store: ConversationStore, search: str = "") -> list[str]:
    """Return the titles found, in order."""
    return [summary.title for summary in store.summaries(search)]


def questions(store: ConversationStore, conversation_id: str) -> list[str]:
    """Return what was asked in a conversation."""
    conversation = store.load(conversation_id)
    assert conversation is not None
    return [kept.question for kept in conversation.exchanges]


def test_what_is_appended_is_there_for_the_next_program(store: ConversationStore, path: Path) -> None:
    """In order, equal in everything, with a title, a state and times in UTC."""
    first, second = exchange("Who climbs?"), exchange("And who grazes?", nearest=True)
    failed = Exchange("?" * 5000, None, "<section>Too long.</section>", "2025-03-05T14:03:12+00:00")
    known = store.append(None, first)
    assert store.append(known, second) == known
    assert store.append(known, failed) == known
    kept = ConversationStore(path).load(known)
    assert kept is not None
    assert kept.exchanges == (first, second, failed)
    assert (kept.id, kept.title, kept.renamed) == (known, "Who climbs?", False)
    for when in (kept.created, kept.updated, first.asked):
        assert datetime.fromisoformat(when).utcoffset() == datetime.now(UTC).utcoffset()
    assert first.asked <= kept.created < kept.updated
    (summary,) = ConversationStore(path).summaries()
    assert (summary.id, summary.title, summary.questions) == (known, "Who climbs?", 3)
    assert (summary.created, summary.updated) == (kept.created, kept.updated)


@pytest.mark.parametrize(
    "text",
    ["'; DROP TABLE exchanges; --", "\ud800 half", "nul\x00 byte", "\u202eturned\u2028", "🐐 e\u0301", "a\r\nb\t"],
)
def test_every_character_comes_back(store: ConversationStore, text: str) -> None:
    """In the question, the answer and the message."""
    given = Exchange(text, {"quotes": [], "nearest": [], "text": text}, text)
    conversation = store.load(store.append(None, given))
    assert conversation is not None
    assert conversation.exchanges == (given,)
    assert len(store.summaries(text)) == 1


def test_ids_cannot_be_guessed_and_fit_into_an_address(store: ConversationStore) -> None:
    """Random, of letters, digits, hyphen and underscore."""
    ids = {store.append(None, exchange("Who?")) for _ in range(20)}
    assert len(ids) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", known) for known in ids)


@pytest.mark.parametrize("unknown", UNKNOWN)
@pytest.mark.parametrize("kept", [True, False], ids=["beside another", "without a file"])
def test_an_unknown_id_finds_nothing_and_does_nothing(
    store: ConversationStore, path: Path, unknown: str, kept: bool
) -> None:
    """Whatever it looks like; the conversation that is there stays as it is, and no file is made for nothing."""
    before = store.load(store.append(None, exchange("Who?"))) if kept else None
    assert store.load(unknown) is None
    assert store.rename(unknown, "Mine") is None
    store.cut(unknown, 0)
    store.delete(unknown)
    assert path.exists() == kept
    assert [store.load(summary.id) for summary in store.summaries()] == [before] * kept


@pytest.mark.parametrize("unknown", UNKNOWN)
def test_what_is_added_to_an_unknown_conversation_begins_one(store: ConversationStore, unknown: str) -> None:
    """It was deleted in another window, say: nothing is lost."""
    known = store.append(unknown, exchange("Who?"), after=3)
    assert known != unknown
    assert questions(store, known) == ["Who?"]


def test_the_last_added_to_is_first(store: ConversationStore) -> None:
    """A new title does not move a conversation."""
    known = [store.append(None, exchange(question)) for question in ("One?", "Two?", "Three?")]
    assert titles(store) == ["Three?", "Two?", "One?"]
    store.append(known[0], exchange("More?"))
    store.rename(known[1], "Second")
    assert titles(store) == ["One?", "Three?", "Second"]


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("  Who\n climbs\tthe hill? ", "Who climbs the hill?"),
        ("word " * 12, ("word " * 12).strip()),
        ("goats " * 20, ("goats " * 10).strip() + "…"),
        ("x" * 70, "x" * 59 + "…"),
        ("Who, " * 20, ("Who, " * 11) + "Who…"),
        (" \n", "Untitled"),
        ("half \ud800", "half ?"),
    ],
)
def test_the_title_is_the_beginning_of_the_first_question(store: ConversationStore, question: str, title: str) -> None:
    """In one line, cut at a word, of at most 60 characters."""
    store.append(None, exchange(question))
    assert titles(store) == [title]
    assert len(title) <= 60


def test_a_conversation_is_renamed_and_gets_its_own_title_back(store: ConversationStore) -> None:
    """Trimmed and capped; an empty one takes back the name."""
    known = store.append(None, exchange("Who climbs?"))
    assert store.rename(known, "  My\n goats ") == "My goats"
    store.append(known, exchange("Who grazes?"))
    assert [(summary.title, summary.renamed) for summary in store.summaries()] == [("My goats", True)]
    assert store.rename(known, "goat " * 1000) == ("goat " * 24).strip()
    assert store.rename(known, "half \ud800") == "half ?"
    assert store.rename(known, " \n") == "Who climbs?"
    assert [(summary.title, summary.renamed) for summary in store.summaries()] == [("Who climbs?", False)]


def test_a_conversation_is_cut(store: ConversationStore) -> None:
    """The first ones are kept, and it goes on from there; more than there are is all of them."""
    known = store.append(None, exchange("One?"))
    for question in ("Two?", "Three?"):
        store.append(known, exchange(question))
    store.cut(known, 9)
    assert questions(store, known) == ["One?", "Two?", "Three?"]
    store.cut(known, 1)
    store.append(known, exchange("Zwei?"))
    assert questions(store, known) == ["One?", "Zwei?"]
    store.cut(known, -1)
    assert questions(store, known) == []


def test_the_first_question_asked_anew_gives_the_title_anew(store: ConversationStore) -> None:
    """But for a title that a person gave."""
    known, named = store.append(None, exchange("One?")), store.append(None, exchange("One?"))
    store.rename(named, "Mine")
    for conversation in (known, named):
        store.cut(conversation, 0)
        store.append(conversation, exchange("Eins?"))
    assert titles(store) == ["Mine", "Eins?"]


def test_an_answer_takes_the_place_of_those_after_it_when_it_is_there(store: ConversationStore) -> None:
    """An edited question: the old answers stay until the new one is kept, and no longer."""
    known = store.append(None, exchange("One?"))
    for question in ("Two?", "Three?"):
        store.append(known, exchange(question))
    assert store.append(known, exchange("Zwei?"), after=1) == known
    assert questions(store, known) == ["One?", "Zwei?"]
    store.append(known, exchange("Eins?"), after=0)
    assert questions(store, known) == ["Eins?"]
    assert titles(store) == ["Eins?"]


def test_what_was_deleted_is_gone_from_the_disk(store: ConversationStore, path: Path) -> None:
    """Its words are in no file of the folder."""
    known, other = store.append(None, exchange("Where is Xanadu?")), store.append(None, exchange("Who?"))
    assert any(b"Xanadu" in file.read_bytes() for file in path.parent.iterdir())
    store.delete(known)
    assert store.load(known) is None
    assert [summary.id for summary in store.summaries()] == [other]
    assert not any(b"Xanadu" in file.read_bytes() for file in path.parent.iterdir())


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["Named", "Why 10 % off?", "What costs $5?"]),
        ("  ", ["Named", "Why 10 % off?", "What costs $5?"]),
        ("named", ["Named"]),
        ("who herds", ["Named"]),
        ("WHY 10", ["Why 10 % off?"]),
        ("%", ["Named", "Why 10 % off?"]),
        ("0 % o", ["Why 10 % off?"]),
        ("_", ["Named"]),
        ("s_$", []),
        ("$5", ["What costs $5?"]),
        ("climb the hill of el niño", ["Named"]),
        ("CLIMB  THE HILL OF EL NIN\u0303O.", ["Named"]),
        ("bo li", ["Named"]),
        ("daily goat", ["Named"]),
        ("i said no", ["What costs $5?"]),
        ("said", ["What costs $5?"]),
        ("the hill sheep", []),
        ("too long", []),
    ],
)
def test_conversations_are_found_by_what_was_said(store: ConversationStore, search: str, found: list[str]) -> None:
    """In titles, questions and the passages shown, whatever the case; every character means itself."""
    store.append(None, Exchange("What costs $5?", {"text": "I said no.", "quotes": [], "nearest": []}, "<i>said</i>"))
    store.append(None, Exchange("Why 10 % off?", None, "<i>Too long.</i>"))
    store.rename(store.append(None, exchange("Who herds?", nearest=True)), "Named")
    assert titles(store, search) == found


def test_words_are_not_found_once_they_are_cut(store: ConversationStore) -> None:
    """Nor by a title that is no longer there."""
    known = store.append(None, exchange("Who?"))
    store.append(known, exchange("Where is Xanadu?"))
    assert titles(store, "xanadu") == ["Who?"]
    store.cut(known, 1)
    assert titles(store, "xanadu") == []
    store.rename(known, "Kublai")
    store.rename(known, "Khan")
    assert (titles(store, "kublai"), titles(store, "khan")) == ([], ["Khan"])


def test_threads_share_a_store(store: ConversationStore) -> None:
    """What each adds to one conversation and to its own is there, once."""
    shared = store.append(None, exchange("0-0"))
    own: dict[int, str] = {}

    def ask(thread: int) -> None:
        for number in range(5):
            store.append(shared, replace(exchange("Who?"), question=f"{thread}-{number}"))
            own[thread] = store.append(own.get(thread), exchange(f"{thread}-{number}"))
            store.summaries("goat")

    threads = [Thread(target=ask, args=(number,)) for number in range(1, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asked = questions(store, shared)
    assert sorted(asked) == ["0-0", *(f"{thread}-{number}" for thread in range(1, 6) for number in range(5))]
    for thread in range(1, 6):
        expected = [f"{thread}-{number}" for number in range(5)]
        assert [question for question in asked if question.startswith(f"{thread}-")] == expected
        assert questions(store, own[thread]) == expected


@pytest.mark.parametrize("damage", ["{", "5", "[]", "{}", '{"question": 1}', "[" * 100_000, "\xff"], ids=range(7))
def test_a_damaged_exchange_spoils_its_conversation_alone(store: ConversationStore, path: Path, damage: str) -> None:
    """It is told, and can be deleted; no changed word is shown."""
    known, other = store.append(None, exchange("Who?")), store.append(None, exchange("Where?"))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE exchanges SET exchange = ? WHERE conversation = 1", (damage,))
    connection.close()
    with pytest.raises(QAError, match="damaged") as caught:
        store.load(known)
    assert "deleted" in caught.value.remedy
    assert questions(store, other) == ["Where?"]
    store.delete(known)
    assert titles(store) == ["Where?"]


def test_an_exchange_is_replaced_by_its_moment(store: ConversationStore) -> None:
    """Wherever it stands; where it is gone, nothing is put in its place."""
    first, second = exchange("Goats?"), exchange("Sheep?")
    known = store.append(None, first)
    store.append(known, second)
    store.replace(known, replace(first, answer=None, message="<p>zebra</p>"))
    found = store.load(known)
    assert found is not None
    assert [(one.question, one.message) for one in found.exchanges] == [
        ("Goats?", "<p>zebra</p>"), ("Sheep?", second.message),
    ]  # fmt: skip
    store.cut(known, 1)
    store.replace(known, second)
    store.replace("x" * 22, second)
    assert [summary.questions for summary in store.summaries()] == [1]


def test_a_letter_altered_in_a_kept_exchange_is_told(store: ConversationStore, path: Path) -> None:
    """SQLite notices no altered letter; the checksum that is kept with the exchange does, wherever it is."""
    known = store.append(None, exchange("Who climbs?"))
    kept = path.read_bytes()
    for said in (b"Goats climb the hill", b"Who climbs?", b"Ana Ruiz", b'"checksum"'):
        path.write_bytes(kept.replace(said, said[:2] + bytes([said[2] ^ 1]) + said[3:]))
        assert path.read_bytes() != kept
        with pytest.raises(QAError, match="damaged"):
            ConversationStore(path).load(known)


def test_what_was_kept_without_a_checksum_is_still_shown(store: ConversationStore, path: Path) -> None:
    """As the first conversations were."""
    known = store.append(None, exchange("Who climbs?"))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE exchanges SET exchange = json_remove(exchange, '$.checksum')")
    assert questions(ConversationStore(path), known) == ["Who climbs?"]
