"""A PDF in, its text out: lines joined to paragraphs, without what every page repeats, and where each page begins.

PDFium gives the characters and where they stand. A paragraph goes on in the next line where the
next word had no room in the line above; a word broken at the end of a line is joined.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import pypdfium2
from pypdfium2 import raw

from index.extracted import Extracted, UnreadableError, one_line

_MOST_CHARS = 20_000_000
_MARGIN = 0.12  # of the page's height, above and below, where headers and page numbers stand
_SAME_PLACE = 3.0  # points
_BREAK = "\ufffe"  # PDFium's sign for a hyphen at the end of a line
_ENDS = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
_ITEM = re.compile(r"(?:[-*+•◦‣–▪●○]|\(?(?:\d{1,3}|[a-zA-Z])[.)])\s")
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|p\.|seite|página|pagina|стр\.?)\s*)?(?:\d{1,4}|[ivxl]{1,7})(?:\s*(?:/|of|von|de|из)\s*\d{1,4})?[\W_]*",
    re.IGNORECASE,
)
_CHAR = 0.45  # how wide a character is, of its line's height
_SAME_ROW = 0.3
_LOOSE = 1.3
_LONG = 0.7  # of the column's width: a line without a full stop that is no heading
_COLUMN = 36.0  # points
_PARTED = re.compile(rf"([^\W_]+){_BREAK}([^\W_]+)")
_BROKEN = re.compile(rf"([^\W\d_]+)[-‐{_BREAK}]$")
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
_NO_TITLE = re.compile(r"(?i)\W*(?:untitled|unbenannt|microsoft \w+ - .*|\S+\.\w{2,5}|anonymous|unspecified)?\W*")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page; distances in points, `first` and `last` are how high its first and its last character stand."""

    text: str
    page: int
    left: float
    right: float
    first: float
    last: float
    size: float
    edge: bool


def read_pdf(data: bytes) -> Extracted:
    """Extract the text of a PDF.

    Raises:
        UnreadableError: it is encrypted or broken, or has no text in it.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise UnreadableError("it needs a password" if locked else "not a PDF that can be read") from error
    pages = [list(_lines_of(document, number)) for number in range(len(document))]
    told = document.get_metadata_dict(skip_empty=True)
    text, starts = _joined(list(_without_repeats(pages)), len(pages))
    if not text:
        raise UnreadableError("no text in it; it may be scanned: run OCR first")
    title, author = (one_line(told.get(key, "")) for key in ("Title", "Author"))
    made = _DATE.match(told.get("CreationDate", ""))
    return Extracted(
        text=text,
        pages=starts,
        title="" if _NO_TITLE.fullmatch(title) else title,
        author="" if _NO_TITLE.fullmatch(author) else author,
        made="-".join(made.groups()) if made else "",
    )


def _lines_of(document: pypdfium2.PdfDocument, number: int) -> Iterator[_Line]:
    """Yield the lines of a page in the order in which they were written; a page that is broken has none."""
    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return
    low, high = page.get_height() * _MARGIN, page.get_height() * (1 - _MARGIN)
    count = min(text_page.count_chars(), _MOST_CHARS)
    chars = text_page.get_text_range(0, count)
    if len(chars) != count:  # of characters that UTF-16 has in two, PDFium counts both
        chars = "".join(chr(raw.FPDFText_GetUnicode(text_page, at)) for at in range(count))
    for match in re.finditer(r"\S[^\r\n]*(?<!\s)", chars.replace("\x02", _BREAK)):
        text = _BREAK.join(map(one_line, match.group().split(_BREAK)))
        left, first, _, top = text_page.get_charbox(match.start(), loose=True)
        _, last, right, _ = text_page.get_charbox(match.end() - 1, loose=True)
        if text.strip(_BREAK):
            edge = not low < last < high
            yield _Line(text, number, left, right, first, last, max(top - first, 1.0), edge)


def _without_repeats(pages: Sequence[Sequence[_Line]]) -> Iterator[_Line]:
    """Leave out page numbers, and what stands in the same place on several pages, numbers aside.

    From the edge of the page inwards, up to the first line that is neither.
    """
    seen = Counter(place for page in pages for place in {_place(line) for line in page if line.edge})
    for page in pages:
        dropped: set[_Line] = set()
        for inwards in (sorted(page, key=lambda line: line.last), sorted(page, key=lambda line: -line.last)):
            for line in inwards:
                repeated = seen[_place(line)] > max(1, len(pages) // 10)
                if not (line.edge and (repeated or _PAGE_NUMBER.fullmatch(line.text))):
                    break
                dropped.add(line)
        yield from (line for line in page if line not in dropped)


def _place(line: _Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.last / _SAME_PLACE)


def _joined(lines: Sequence[_Line], pages: int) -> tuple[str, tuple[int, ...]]:
    """Return the text, and the offset at which each page begins in it."""
    words = Counter(re.findall(r"[^\W_]+(?:-[^\W_]+)*", "\n".join(line.text for line in lines)))
    edges = _edges(lines)
    steps = [step for one, two in pairwise(lines) if one.page == two.page and 0 < (step := _step(one, two)) < 4]
    leading = median(steps) if steps else 1.2
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else None
        text, between = _whole_words(line.text, words), "" if before is None else "\n\n"
        if before is not None and _goes_on(before, line, edges[before.page, _column(before)], leading):
            between = " "
            if broken := _BROKEN.search(parts[-1]):
                joined = _whole_words(f"{broken[1]}{_BREAK}{text}", words)
                parts[-1], between = parts[-1][: broken.start()] + joined[: len(joined) - len(text)], ""
                length -= len(broken[0]) - len(joined) + len(text)
        length += len(between)
        starts += [length] * (line.page + 1 - len(starts))  # a page begins where its first line does
        parts += [between, text]
        length += len(text)
    whole = "".join([*parts, "\n" * bool(parts)]).replace(_BREAK, "-")
    return whole, (*starts, *[len(whole)] * (pages - len(starts)))


def _goes_on(before: _Line, line: _Line, edge: float, leading: float) -> bool:
    """Say whether a line belongs to the paragraph of the line before it."""
    if _ITEM.match(line.text) or abs(before.size - line.size) > before.size / 10:
        return False
    step = _step(before, line)
    ended = bool(_ENDS.search(before.text))
    word = line.text.split(maxsplit=1)[0]
    full = before.right + (len(word) + 1) * _CHAR * line.size >= edge - line.size / 2
    long = not ended and before.right - before.left > (edge - before.left) * _LONG
    if before.page == line.page and abs(step) < _SAME_ROW:
        return True
    if before.page == line.page and step > 0:
        indented = line.left - before.left > line.size / 2 and ended
        return step <= leading * _LOOSE and not indented and (full or long or (not ended and line.text[:1].islower()))
    return not ended and (full or long or line.text[:1].islower())  # at the top of the next column or page


def _step(before: _Line, line: _Line) -> float:
    """Return how far below the line before a line stands, in its heights."""
    return (before.last - line.first) / before.size


def _column(line: _Line) -> int:
    return round(line.left / _COLUMN)


def _edges(lines: Sequence[_Line]) -> dict[tuple[int, int], float]:
    """Return how far to the right the lines of a page's columns reach; indented ones are of the same column."""
    edges: dict[tuple[int, int], float] = {}
    for line in lines:
        for shift in (-1, 0, 1):
            key = (line.page, _column(line) + shift)
            edges[key] = max(edges.get(key, 0.0), line.right)
    return edges


def _whole_words(text: str, words: Counter[str]) -> str:
    """Join the words that were broken at the end of a line; one that has a hyphen elsewhere keeps it."""

    def whole(match: re.Match[str]) -> str:
        one, two = match.groups()
        kept = words[f"{one}-{two}"] or not (words[one + two] or (one.isalpha() and two[:1].islower()))
        return f"{one}-{two}" if kept else one + two

    return _PARTED.sub(whole, text)
