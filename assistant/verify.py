"""Check quotes that were kept, as `ask --json` prints them, against the articles as they are now."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from index import QAError


@dataclass(frozen=True, slots=True)
class Checked:
    """A quote that was checked; `found` is "as given", "moved" (elsewhere in the article) or "missing"."""

    number: int
    path: str
    found: str


def verify_quotes(saved: str, current_text: Callable[[str], str | None]) -> list[Checked]:
    """Check every quote of a saved answer.

    Args:
        saved: the JSON that `ask --json` printed.
        current_text: returns what an article's file holds now, or None where it is gone.

    Raises:
        QAError: it is not the JSON of an answer.
    """
    try:
        quotes = json.loads(saved)["quotes"]
        return [Checked(quote["number"], quote["article"]["path"], _look_up(quote, current_text)) for quote in quotes]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise QAError(
            "This is not an answer as `assistant ask --json` prints it.", "Save one and try again."
        ) from error


def _look_up(quote: dict[str, object], current_text: Callable[[str], str | None]) -> str:
    article, text, start, end = quote["article"], quote["text"], quote["start"], quote["end"]
    if not (isinstance(article, dict) and isinstance(text, str) and isinstance(start, int) and isinstance(end, int)):
        raise TypeError(quote)
    now = current_text(str(article["path"])) or ""
    if text and start >= 0 and end == start + len(text) and now[start:end] == text:
        return "as given"
    return "moved" if text and text in now else "missing"
