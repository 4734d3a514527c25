"""What a page asks about the articles in, checked; what it shows of them out. Pure: what it sends is not trusted."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant import Article
from ui.citations import cite_article, decode_citation, encode_citation
from ui.escape import plain_html
from ui.library import date_range, describe_folder, filtered, outlets, render_library
from ui.opening import Opening

_LONGEST = 200
_MAX_PICKED = 20_000


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles are shown: see `filtered`; `outlet` is a key of `outlet_key`."""

    words: str = ""
    outlet: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, payload: object) -> "Filter":
        """Return what a page sent, without what is no condition."""
        given: Mapping[str, object] = payload if isinstance(payload, dict) else {}
        found = (given.get(name) for name in cls.__slots__)
        return cls(*(one[:_LONGEST] if isinstance(one, str) else "" for one in found))

    def __bool__(self) -> bool:
        return any((self.words.strip(), self.outlet, self.since, self.until))

    def of_articles(self, articles: Sequence[Article]) -> list[Article]:
        """Return those that it lets through, in their order on the page."""
        # An outlet that is gone from the folder meanwhile hides nothing.
        outlet = next((name for name, _ in outlets(articles) if outlet_key(name) == self.outlet), "")
        return filtered(articles, self.words, outlet, self.since, self.until)


def show_library(opening: Opening, payload: object, removable: bool = False) -> dict[str, Any]:
    """Return what the region of the articles shows, as HTML and numbers.

    Args:
        payload: the conditions of a `Filter`, and `picked`: the values of the checkboxes that are ticked.
        removable: whether articles may be removed.

    Returns:
        `picked` has the present value for each that was sent, and None where the article is gone.
    """
    folder = opening.folder.resolve().name
    if opening.standing.state != "open":
        return {"open": False, "folder": plain_html(f"“{folder}”")}
    assistant = opening.assistant
    articles, skipped = assistant.articles(), assistant.changes.skipped
    choice = Filter.of(payload)
    shown = choice.of_articles(articles)
    ids = {article.path: encode_citation(cite_article(article)) for article in articles}
    picked = _renewed(payload, ids)
    ticked = set(picked)
    chosen = {path for path, cite_id in ids.items() if cite_id in ticked}
    rows = render_library(shown, assistant.passage_counts(), () if choice else skipped, chosen, removable)
    first, last = date_range(articles)
    return {
        "open": True,
        "folder": plain_html(describe_folder(folder, len(articles), len(skipped))),
        "listing": rows,
        "shown": len(shown),
        "total": len(articles),
        "picked": picked,
        "outlets": _render_outlets(articles),
        "dates": [first, last] if first != last else [],
    }


def shown_ids(opening: Opening, payload: object) -> list[str]:
    """Return the checkboxes' values of all articles that a filter lets through, those that are not listed included."""
    if opening.standing.state != "open":
        return []
    shown = Filter.of(payload).of_articles(opening.assistant.articles())
    return [encode_citation(cite_article(article)) for article in shown[:_MAX_PICKED]]


def outlet_key(outlet: str) -> str:
    """Return letters and digits that stand for an outlet, whatever its name is made of."""
    return hashlib.sha256(outlet.encode()).hexdigest()[:16]


def _renewed(payload: object, ids: Mapping[str, str]) -> list[str | None]:
    sent = payload.get("picked") if isinstance(payload, dict) else None
    citations = map(decode_citation, sent[:_MAX_PICKED]) if isinstance(sent, list) else ()
    return [ids.get(citation.path) if citation else None for citation in citations]


def _render_outlets(articles: Sequence[Article]) -> str:
    """Return the choices of an outlet; nothing where there is no choice."""
    known = outlets(articles)
    if not known or (len(known) == 1 and known[0][1] == len(articles)):
        return ""
    rows = (f'<option value="{outlet_key(name)}">{plain_html(name)} ({number:,})</option>' for name, number in known)
    return f'<option value="">All outlets</option>{"".join(rows)}'
