"""The conversations of one folder, kept in one SQLite file.

An exchange is kept as JSON in ASCII, so that it comes back character for character, and beside it
the words by which it is found. The page may show an exchange as kept once `append` has returned.
"""

import re
import secrets
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from ui.conversation_file import ConversationFile
from ui.exchange import Exchange, as_kept, folded, moment, read_exchange, storable, title_of, words_of

FORMAT = 1
_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_LONGEST_NAME = 120
_SCHEMA = (
    "CREATE TABLE conversations (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
    " title TEXT NOT NULL, renamed INTEGER NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL)",
    "CREATE TABLE exchanges (conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,"
    " place INTEGER NOT NULL, exchange TEXT NOT NULL, words TEXT NOT NULL, PRIMARY KEY (conversation, place))",
)
_SUMMARIES = """
SELECT id, title, renamed, created, updated,
    (SELECT count(*) FROM exchanges WHERE conversation = conversations.number) FROM conversations
WHERE instr(folded(title), :wanted) OR EXISTS (
    SELECT 1 FROM exchanges WHERE conversation = conversations.number AND instr(words, :wanted))
ORDER BY updated DESC, number DESC
"""


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation in a list: `updated` is when it was last added to, `questions` how many it has."""

    id: str
    title: str
    renamed: bool
    created: str
    updated: str
    questions: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation with its exchanges, in order; `renamed` where a person gave it its title."""

    id: str
    title: str
    renamed: bool
    created: str
    updated: str
    exchanges: tuple[Exchange, ...]


class ConversationStore:
    """Conversations in a file, which is made when the first is kept; to be used from any thread.

    Ids that are unknown or no ids at all find nothing. Every method raises `QAError` where the file
    cannot be read or written, or is of a newer format; it is then left as it is.
    """

    def __init__(self, path: Path) -> None:
        self._file = ConversationFile(path, _SCHEMA, FORMAT)

    @property
    def note(self) -> str:
        """What a person should know about a file that was set aside; empty where none was."""
        return self._file.note

    def summaries(self, search: str = "") -> list[Summary]:
        """Return the conversations that have the words in title, questions or answers; the last added to first."""
        return self._file.read(lambda connection: _summaries(connection, search)) or []

    def load(self, conversation_id: str) -> Conversation | None:
        """Return a conversation, or None where there is none of this id."""
        return self._file.read(lambda connection: _load(connection, conversation_id))

    def append(self, conversation_id: str | None, exchange: Exchange, after: int | None = None) -> str:
        """Add an exchange to a conversation; return the conversation's id.

        Args:
            conversation_id: None begins a new conversation, and so does an id that is not known
                (any more): nothing is lost.
            exchange: what to add.
            after: put it in the place of all that follows the first so many exchanges: the new
                answer to a question that was edited or asked again.
        """
        return self._file.write(lambda connection: _append(connection, conversation_id, exchange, after))

    def replace(self, conversation_id: str, exchange: Exchange) -> None:
        """Put an exchange in the place of the one that was asked at its moment; nothing where that is gone."""
        self._file.change(lambda connection: _replace(connection, _find(connection, conversation_id), exchange))

    def cut(self, conversation_id: str, number: int) -> None:
        """Keep only the first so many exchanges of a conversation."""
        self._file.change(lambda connection: _cut(connection, _find(connection, conversation_id), number))

    def rename(self, conversation_id: str, title: str) -> str | None:
        """Give a conversation a title; an empty one gives it that of its first question again.

        Returns:
            The title as it is kept, or None where there is no such conversation.
        """
        return self._file.change(lambda connection: _rename(connection, conversation_id, title))

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation; its words do not stay in the file."""
        gone = "DELETE FROM conversations WHERE number = ?"
        self._file.change(lambda connection: connection.execute(gone, (_find(connection, conversation_id),)))


def _summaries(connection: sqlite3.Connection, search: str) -> list[Summary]:
    connection.create_function("folded", 1, folded, deterministic=True)
    rows = connection.execute(_SUMMARIES, {"wanted": folded(search)})
    return [Summary(known, title, bool(renamed), *rest) for known, title, renamed, *rest in rows]


def _find(connection: sqlite3.Connection, conversation_id: str | None) -> int | None:
    """Return the number by which the tables know a conversation."""
    if not (isinstance(conversation_id, str) and _ID.fullmatch(conversation_id)):
        return None
    row = connection.execute("SELECT number FROM conversations WHERE id = ?", (conversation_id,)).fetchone()
    return int(row[0]) if row else None


def _load(connection: sqlite3.Connection, conversation_id: str) -> Conversation | None:
    number = _find(connection, conversation_id)
    if number is None:
        return None
    title, renamed, created, updated = connection.execute(
        "SELECT title, renamed, created, updated FROM conversations WHERE number = ?", (number,)
    ).fetchone()
    kept = connection.execute("SELECT exchange FROM exchanges WHERE conversation = ? ORDER BY place", (number,))
    exchanges = tuple(read_exchange(text) for (text,) in kept)
    return Conversation(conversation_id, title, bool(renamed), created, updated, exchanges)


def _append(connection: sqlite3.Connection, conversation_id: str | None, exchange: Exchange, after: int | None) -> str:
    number, now, title = _find(connection, conversation_id), moment(), title_of(exchange.question)
    if number is None or conversation_id is None:
        conversation_id = secrets.token_urlsafe(16)
        new = (conversation_id, title, now, now)
        number = connection.execute(
            "INSERT INTO conversations (id, title, renamed, created, updated) VALUES (?, ?, 0, ?, ?)", new
        ).lastrowid
    elif after is not None:
        _cut(connection, number, after)
    (count,) = connection.execute("SELECT count(*) FROM exchanges WHERE conversation = ?", (number,)).fetchone()
    kept = (number, count + 1, as_kept(exchange), words_of(exchange))
    connection.execute("INSERT INTO exchanges VALUES (?, ?, ?, ?)", kept)
    connection.execute("UPDATE conversations SET updated = ? WHERE number = ?", (now, number))
    if not count:
        connection.execute("UPDATE conversations SET title = ? WHERE number = ? AND NOT renamed", (title, number))
    return conversation_id


def _replace(connection: sqlite3.Connection, number: int | None, exchange: Exchange) -> None:
    connection.execute(
        "UPDATE exchanges SET exchange = ?, words = ? WHERE conversation = ? AND json_extract(exchange, '$.asked') = ?",
        (as_kept(exchange), words_of(exchange), number, exchange.asked),
    )


def _cut(connection: sqlite3.Connection, number: int | None, kept: int) -> None:
    connection.execute("DELETE FROM exchanges WHERE conversation = ? AND place > ?", (number, kept))


def _rename(connection: sqlite3.Connection, conversation_id: str, title: str) -> str | None:
    number = _find(connection, conversation_id)
    if number is None:
        return None
    first = connection.execute("SELECT exchange FROM exchanges WHERE conversation = ? AND place = 1", (number,))
    given = storable(" ".join(title.split()))[:_LONGEST_NAME].strip()
    kept = given or next((title_of(read_exchange(text).question) for (text,) in first), title_of(""))
    new = (kept, bool(given), number)
    connection.execute("UPDATE conversations SET title = ?, renamed = ? WHERE number = ?", new)
    return kept
