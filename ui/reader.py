"""A click on a citation in, the source panel's HTML out: the article with the quote marked in it.

What the page sends is checked as a stranger's: any JSON gets a polite answer. Whether the quote
stands in the file is looked up on disk at the time of the click, not remembered from the index.
"""

import re
from dataclasses import dataclass

from assistant import Article, Asking, QAError
from ui.citations import Citation, decode_citation, encode_citation
from ui.escape import exact_html, plain_html
from ui.render import count, origin_line, page_of

_WINDOW_CHARS = 20_000
_MAX_SEEN_CHARS = 50_000
_MAX_BESIDE = 50
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^(#{1,6} )([^\r\n]*)", re.MULTILINE)
_BAR = (
    '<nav class="qa-bar" aria-label="Quotes">'
    '<button type="button" class="qa-step" data-step="-1" aria-label="Previous quote">‹</button>'
    '<span class="qa-position"></span>'
    '<button type="button" class="qa-step" data-step="1" aria-label="Next quote">›</button>'
    '<button type="button" class="qa-close" title="Close (Esc)" aria-label="Close">×</button></nav>'
)

_UPDATE = '<button type="button" class="qa-update">Update the index</button>'
_CURRENT = ' aria-current="true"'


@dataclass(frozen=True, slots=True)
class Request:
    """A click: the citation, the words as the chat shows them, and the citations beside it."""

    citation: Citation
    seen: str = ""
    beside: tuple[Citation, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Where the quote stands in the article of today's index, and how that compares with the file.

    `kind` is `verified`, `moved` or `lost`; nothing is marked where `start == end`.
    """

    start: int
    end: int
    kind: str
    standing: str


def read_source(assistant: Asking, payload: object) -> str:
    """Return the panel's content for a click; every failure is a sentence in it.

    Args:
        assistant: the open assistant.
        payload: what the page sent; see `read_request`.
    """
    request = read_request(payload)
    if request is None:
        return render_notice("This link leads nowhere.", "It was not made by this page. Ask the question again.")
    try:
        article = assistant.article(request.citation.path)
        if article is None:
            return render_notice(
                "This article has left the folder.",
                f"{request.citation.path} was there when the answer was given; its quotes are as they stood then.",
            )
        on_disk = assistant.current_text(article.path)
        return _page(article, _locate(article, on_disk, request), request, on_disk == article.text)
    except QAError as error:
        return render_notice(str(error), error.remedy)


def read_request(payload: object) -> Request | None:
    """Return what the page asks for, or None where it names no citation. Excess is cut off.

    Args:
        payload: an object with `id`, and optionally `seen`, `beside` (more ids) and `whole`.
    """
    if not isinstance(payload, dict):
        return None
    citation = decode_citation(payload.get("id"))
    if citation is None:
        return None
    seen, beside = payload.get("seen"), payload.get("beside")
    ids = beside[:_MAX_BESIDE] if isinstance(beside, list) else []
    return Request(
        citation,
        seen if isinstance(seen, str) and len(seen) <= _MAX_SEEN_CHARS else "",
        tuple(other for other in map(decode_citation, ids) if other),
        payload.get("whole") is True,
    )


def _locate(article: Article, on_disk: str | None, request: Request) -> Found:
    start, end = request.citation.start, request.citation.end
    if not request.citation.is_of(article) or end > len(article.text):
        return _locate_anew(article, on_disk, request)
    quote = article.text[start:end]
    if on_disk is None:
        return Found(start, end, "lost", "The file is no longer in the folder. This is its text as it was indexed.")
    if start == end:
        return _compare(article, on_disk)
    if on_disk[start:end] == quote:
        return Found(start, end, "verified", "Verified: this quote stands in the file as it is on disk now.")
    if quote in on_disk:
        standing = "The file has changed since it was indexed. This quote still stands in it, at another place."
        return Found(start, end, "moved", standing)
    standing = "The file has changed and no longer holds this quote. This is its text as it was indexed."
    return Found(start, end, "lost", standing)


def _locate_anew(article: Article, on_disk: str | None, request: Request) -> Found:
    """Find the quote in an article that was indexed again after the answer was given."""
    start = article.text.find(request.seen) if request.seen else -1
    end = start + len(request.seen)
    if start >= 0 and on_disk is not None and on_disk[start:end] == request.seen:
        standing = "The article has changed since this answer. This quote still stands in the file on disk."
        return Found(start, end, "moved", standing)
    standing = "The article has changed since this answer and no longer holds this quote. This is its text now."
    return Found(0, 0, "lost", standing)


def _compare(article: Article, on_disk: str) -> Found:
    if on_disk == article.text:
        return Found(0, 0, "verified", "This is the file as it is on disk now.")
    return Found(0, 0, "moved", "The file has changed since it was indexed. This is its text as it was then.")


def _page(article: Article, found: Found, request: Request, current: bool) -> str:
    update = _UPDATE if found.kind != "verified" and not current else ""
    copy = '<button type="button" class="qa-copy-quote">Copy quote</button>' if found.start < found.end else ""
    return (
        f'{_BAR}<header class="qa-source-head"><h2>{plain_html(article.title or article.path)}</h2>'
        f'<p class="qa-origin">{origin_line(article)}</p><p class="qa-file">{plain_html(article.path)}'
        f"{_page_of(article, found)}</p>"
        f'<p class="qa-standing qa-{found.kind}" role="status">{found.standing}</p>{update}{copy}'
        f"{_here(article, request)}</header>"
        f'<div class="qa-text" tabindex="0" role="region" aria-label="The article" dir="auto">'
        f"{_text(article, found, request)}</div>"
    )


def _page_of(article: Article, found: Found) -> str:
    return page_of(article.page_of(found.start)) if found.start < found.end else ""


def _here(article: Article, request: Request) -> str:
    """Return links to the answer's quotes in this article, where there are several."""
    here = [(number, other) for number, other in enumerate(request.beside, start=1) if other.path == article.path]
    if len(here) < 2:
        return ""
    links = " ".join(
        f'<a href="#cite-{encode_citation(other)}"{_CURRENT if other == request.citation else ""}>[{number}]</a>'
        for number, other in here
    )
    told = f"Cited {count(len(here), 'time')} here"
    return f'<nav class="qa-here" aria-label="{told}">{told}: {links}</nav>'


def _text(article: Article, found: Found, request: Request) -> str:
    """Return the text around the quote; `whole` asks for all of it."""
    size = len(article.text)
    low, high = max(0, found.start - _WINDOW_CHARS), min(size, found.end + _WINDOW_CHARS)
    if request.whole:
        low, high = 0, size
    pieces, at = [_cut(low, "before")], low
    for start, end in _spans(article, found, request, low, high):
        cited = (start, end) == (found.start, found.end)
        opening = '<mark class="qa-cited" tabindex="-1">' if cited else '<mark class="qa-beside">'
        pieces += [_lines(article.text[at:start], at), opening, exact_html(article.text[start:end]), "</mark>"]
        at = end
    return "".join([*pieces, _lines(article.text[at:high], at), _cut(size - high, "after")])


def _spans(article: Article, found: Found, request: Request, low: int, high: int) -> list[tuple[int, int]]:
    """Return the stretches to mark, in order and apart: the quote, and others of the same answer."""
    spans = [(found.start, found.end)] if found.start < found.end else []
    for other in request.beside:
        apart = all(other.end <= start or end <= other.start for start, end in spans)
        if other.is_of(article) and apart and low <= other.start < other.end <= high:
            spans.append((other.start, other.end))
    return sorted(spans)


def _lines(text: str, at: int) -> str:
    """Return text with its front matter small and its headings bold; the characters stay the same."""
    front = _FRONT_MATTER.match(text) if at == 0 else None
    done = front.end() if front else 0
    pieces = [f'<span class="qa-front-matter">{exact_html(text[:done])}</span>'] if front else []
    for heading in _HEADING.finditer(text, done):
        hashes, words = (exact_html(group) for group in heading.groups())
        pieces += [exact_html(text[done : heading.start()]), f'<b class="qa-heading"><span>{hashes}</span>{words}</b>']
        done = heading.end()
    return "".join([*pieces, exact_html(text[done:])])


def _cut(characters: int, where: str) -> str:
    if not characters:
        return ""
    return f'<button type="button" class="qa-whole">Show the {characters:,} characters {where} this</button>'


def render_notice(what: str, then: str) -> str:
    """Return the panel of a link that shows no article: what is the matter, and what then."""
    return (
        f'{_BAR}<header class="qa-source-head"><h2>{plain_html(what)}</h2>'
        f'<p class="qa-standing qa-lost" role="status">{plain_html(then)}</p></header>'
    )
