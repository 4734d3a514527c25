"""An EPUB book in, its text out: the chapters in reading order, and what the package tells of the book."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from index.extracted import Extracted, UnreadableError, in_lines, one_line
from index.html_text import decode_html, parse_html, visible_blocks
from index.zipped import Archive

_CONTAINER = "META-INF/container.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_epub(data: bytes) -> Extracted:
    """Extract the text of a book.

    Raises:
        UnreadableError: it is encrypted or broken, or has no text in it.
    """
    archive = Archive(data, "an EPUB book")
    if "META-INF/rights.xml" in archive.names():
        raise UnreadableError("it is protected against copying")
    place = _xml(archive.read(_CONTAINER)).xpath("string(//*[local-name() = 'rootfile']/@full-path)")
    package = _xml(archive.read(str(place)))
    text = in_lines(block for name in _chapters(package, str(place)) for block in _read(archive, name))
    if not text:
        raise UnreadableError("no text in it")
    told = {
        name: [found for element in package.iter(f"{_DC}{name}") if (found := one_line(element.text or ""))]
        for name in ("title", "creator", "publisher", "date")
    }
    day = next((match[0] for date in told["date"] if (match := _DAY.match(date))), "")
    return Extracted(
        text=text,
        title=next(iter(told["title"]), ""),
        author=", ".join(told["creator"]),
        publisher=next(iter(told["publisher"]), ""),
        published=day or next(iter(told["date"]), ""),
    )


def _xml(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError("not an EPUB book that can be read") from error


def _chapters(package: etree._Element, place: str) -> Iterator[str]:
    """Yield the names of the chapters in reading order; the table of contents is none."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is not None and "nav" not in (item.get("properties") or "").split():
            yield posixpath.normpath(posixpath.join(posixpath.dirname(place), unquote(item.get("href") or "")))


def _read(archive: Archive, name: str) -> Iterator[str]:
    if name in archive.names():
        tree = parse_html(decode_html(archive.read(name)))
        if tree is not None:
            yield from visible_blocks(tree)
