"""Read a question set: what to ask, in which conversation, and which quotes of which files answer it.

A question set is a file of JSON lines. Each has `kind`, `question`, `history` (the earlier questions of the
conversation) and `gold`: alternatives, each a list of {"file", "quote"} that answer together. Empty gold means
that the articles do not answer. `id` may be left out; other fields are not read.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import QAError

_SMALL_TALK = "smalltalk"
_REMEDY = "Each line is a JSON object with kind, history, question and gold."


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """Words that answer a question, and the name of the file that they stand in, without its folders."""

    file: str
    quote: str


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """One line of a question set.

    Attributes:
        line: its number in the file, from 1.
        id: its id as text; the line's number where it has none.
        kind: a printable word or two, by which scores are grouped.
        history: the earlier questions of the conversation, oldest first.
        gold: alternatives, any of which answers; none where the articles do not.
    """

    line: int
    id: str
    kind: str
    question: str
    history: tuple[str, ...]
    gold: tuple[tuple[GoldQuote, ...], ...]

    @property
    def answerable(self) -> bool:
        """Whether quotes are wanted. To small talk and to questions without gold they are not."""
        return bool(self.gold) and self.kind != _SMALL_TALK

    @property
    def wanted(self) -> tuple[GoldQuote, ...]:
        """Every gold quote of every alternative."""
        return tuple(part for alternative in self.gold for part in alternative)


def read_question_set(path: Path) -> list[SetQuestion]:
    """Read a question set, blank lines left out. Only a line feed ends a line.

    Raises:
        QAError: the file cannot be read, holds no question, or a line of it is none.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise QAError(f"The question set {path} cannot be read: {error}.", "Give a file of JSON lines.") from error
    questions = [read_question(line, number) for number, line in enumerate(lines, start=1) if line.strip()]
    if not questions:
        raise QAError(f"The question set {path} holds no question.", _REMEDY)
    return questions


def read_question(line: str, number: int) -> SetQuestion:
    """Read one line of a question set.

    Args:
        line: a JSON object.
        number: of the line in its file, from 1.

    Raises:
        QAError: it is not a question of a question set; its number is told.
    """
    try:
        fields = _object(json.loads(line))
        return SetQuestion(
            line=number,
            id=str(fields.get("id", number)),
            kind=_kind(fields["kind"]),
            question=_text(fields["question"]),
            history=tuple(_text(question) for question in _list(fields["history"])),
            gold=tuple(_alternative(parts) for parts in _list(fields["gold"])),
        )
    except KeyError as error:
        raise QAError(f"Line {number} is not a question of a question set: no {error}.", _REMEDY) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise QAError(f"Line {number} is not a question of a question set: {error}.", _REMEDY) from error


def _alternative(parts: object) -> tuple[GoldQuote, ...]:
    gold = tuple(GoldQuote(_text(part["file"]), _text(part["quote"])) for part in map(_object, _list(parts)))
    if not gold:
        raise ValueError("an alternative of gold is empty")
    return gold


def _kind(value: object) -> str:
    kind = _text(value)
    if not kind.isprintable():
        raise ValueError("the kind has characters that cannot be printed")
    return kind


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError(f"{value!r:.40} is not a text")
    return value


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r:.40} is not an object")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r:.40} is not a list")
    return value
