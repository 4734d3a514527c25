"""One question with what came of it, as it is kept: JSON in ASCII, with the words by which it is found."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any
from unicodedata import normalize

from assistant import QAError

_LONGEST_TITLE = 60


def moment() -> str:
    """Return what time it is, in UTC."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with what came of it.

    `answer` is plain data as `ask --json` prints it, or None where the question ended in an error;
    `message` is the answer or the error as the page shows it, in HTML; `asked` is when, in UTC.
    """

    question: str
    answer: dict[str, Any] | None
    message: str
    asked: str = field(default_factory=moment)


def read_exchange(text: str) -> Exchange:
    """Return an exchange that was kept.

    Raises:
        QAError: it is damaged.
    """
    try:
        if not text.isascii():
            raise ValueError(text)
        values = json.loads(text)
        expected = values.pop("checksum", None)  # none was kept at first
        exchange = Exchange(**values)
        if expected is not None and expected != _checksum(asdict(exchange)):
            raise ValueError(text)
        return exchange
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise QAError(
            "A part of this conversation is damaged and cannot be shown.",
            "The other conversations are not affected; this one can be deleted.",
        ) from error


def as_kept(exchange: Exchange) -> str:
    """Return an exchange as it is kept, with a checksum by which a letter altered on the disk is noticed."""
    values = asdict(exchange)
    return json.dumps({**values, "checksum": _checksum(values)})


def _checksum(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:32]


def title_of(question: str) -> str:
    """Return what a conversation is called that begins with a question."""
    words = storable(" ".join(question.split())) or "Untitled"
    if len(words) <= _LONGEST_TITLE:
        return words
    return words[:_LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(",;:-–—")[: _LONGEST_TITLE - 1] + "…"


def words_of(exchange: Exchange) -> str:
    """Return what a conversation is found by: the question, and the passages shown with their sources."""
    answer = exchange.answer or {}
    passages = [*answer.get("quotes", ()), *answer.get("nearest", ())]
    words = [exchange.question, *([] if passages else [answer.get("text", "")])]
    for passage in passages:
        article = passage["article"]
        words += [passage["text"], passage["speaker"], article["title"], article["author"], article["publisher"]]
    return folded("\n".join(words))


def folded(text: str) -> str:
    """Return text as it is compared: whatever its case, its white space and the way its accents are encoded."""
    return " ".join(normalize("NFC", storable(text)).casefold().split())


def storable(text: str) -> str:
    """Return text that UTF-8 can hold: half of a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
