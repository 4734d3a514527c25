"""Check quotes that were kept, in the JSON of `ask --json` or in an exported conversation, against the articles now."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from assistant.exported import read_exported
from index import QAError

_CurrentText = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Checked:
    """A quote that was checked.

    Attributes:
        number: of the quote in its answer.
        path: of its article.
        found: "as given", "moved" (elsewhere in the article), "missing", or "unknown" (an exported
            document shows a quote that is not among its answers).
        changed: whether the article is another file by now than the one that was quoted.
        question: the number of its question in an exported document; None for a single answer.
        shown: whether an exported document shows the words that were checked; None where that
            cannot be told, for the document was changed.
    """

    number: int
    path: str
    found: str
    changed: bool = False
    question: int | None = None
    shown: bool | None = True

    @property
    def sound(self) -> bool:
        """Whether the quote stands in its article as given, and is shown so."""
        return self.found == "as given" and self.shown is True

    def line(self) -> str:
        """Return what was found, in one line."""
        number = self.number if self.question is None else f"{self.question}.{self.number}"
        if self.found == "unknown":
            return f"[{number}] unknown: the file shows a quote that is not among its answers"
        told = ["the article has changed since"] if self.changed else []
        if self.shown is None:
            told.append("what the file shows cannot be told: it was changed after it was exported")
        elif not self.shown:
            told.append("the file shows other words")
        return f"[{number}] {self.found}{' (' * bool(told)}{'; '.join(told)}{')' * bool(told)}: {self.path}"

    def data(self) -> dict[str, Any]:
        """Return what was found as `verify --json` prints it."""
        told: dict[str, Any] = {"number": self.number, "path": self.path, "found": self.found}
        if self.changed:
            told["changed"] = True
        return told if self.question is None else {"question": self.question, **told, "shown": self.shown}


def is_exported(saved: str) -> bool:
    """Say whether this is meant as an exported conversation, rather than as the JSON of an answer."""
    return saved.lstrip("\ufeff \t\r\n").startswith("<")


def verify_quotes(saved: str, current_text: _CurrentText) -> list[Checked]:
    """Check every quote of a saved answer; of an exported conversation the nearest passages as well.

    Args:
        saved: the JSON that `ask --json` printed, or the HTML that the page exported.
        current_text: returns what an article's file holds now, or None where it is gone.

    Raises:
        QAError: it is neither.
    """
    try:
        if is_exported(saved):
            return list(_check_exported(saved, current_text))
        return [_check(quote, quote["number"], current_text) for quote in json.loads(saved)["quotes"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise QAError(
            "This is not an answer as `assistant ask --json` prints it, nor a conversation as the page exports it.",
            "Save one and try again.",
        ) from error


def _check_exported(document: str, current_text: _CurrentText) -> Iterator[Checked]:
    """Check the quotes of every answer, numbered as they are shown: those of an answer, then its nearest."""
    exported = read_exported(document)
    shown: dict[str, list[str]] = {}
    for label, text in exported.shown or ():
        shown.setdefault(label, []).append(text)
    for question, answer in enumerate(exported.answers, start=1):
        quotes = [*answer["quotes"], *answer["nearest"]] if answer is not None else []
        for number, quote in enumerate(quotes, start=1):
            as_shown = shown.pop(f"{question}.{number}", None) == [quote["text"]]
            checked = _check(quote, number, current_text)
            yield replace(checked, question=question, shown=None if exported.shown is None else as_shown)
    for label in shown:
        question, number = map(int, label.split("."))
        yield Checked(number, "", "unknown", question=question)


def _check(quote: dict[str, Any], number: int, current_text: _CurrentText) -> Checked:
    article, text, start, end = quote["article"], quote["text"], quote["start"], quote["end"]
    if not (isinstance(article, dict) and isinstance(text, str) and isinstance(start, int) and isinstance(end, int)):
        raise TypeError(quote)
    now = current_text(str(article["path"])) or ""
    was = article.get("text_sha256") or article.get("sha256")
    changed = bool(now and was and was != checksum(now))
    return Checked(number, article["path"], _look_up(text, start, end, now), changed)


def checksum(text: str) -> str:
    """Return the SHA-256 of an article's text; of plain text it is the file's own."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _look_up(text: str, start: int, end: int, now: str) -> str:
    if text and start >= 0 and end == start + len(text) and now[start:end] == text:
        return "as given"
    return "moved" if text and text in now else "missing"
