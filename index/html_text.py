"""An HTML page in, its article out: what trafilatura takes for the main text, and what the page tells of itself.

Before that, what nobody sees is left out, and lists of links to other articles with their titles
and teasers; text that is broken by `<br><br>` alone becomes paragraphs. Nothing is fetched.
"""

import codecs
import re
from collections import defaultdict
from collections.abc import Iterator

import trafilatura
from lxml import etree, html

from index.extracted import Extracted, UnreadableError, in_lines, one_line

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_LATIN = {"iso8859-1", "ascii"}  # pages that say so mean Windows' own, as browsers know
_NOT_FOR_PAGES = ("utf-16", "utf-32", "utf-7", "idna", "punycode", "unicode", "raw", "mbcs", "oem")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_EMBEDDED = re.compile(r"data:[\w/+.;=-]{1,100},[\w+/=%-]{64,}")
_NOT_ALLOWED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNSEEN = etree.XPath(
    "//style|//noscript|//template|//svg|//dialog|//script[not(contains(@type, 'ld+json'))]"
    "|//*[@hidden]|//*[@aria-hidden='true']"
    "|//*[@role='dialog' or @role='alertdialog' or @role='navigation' or @role='banner' or @role='contentinfo']"
)
_TITLE = "*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]"
_TITLED_LINK = etree.XPath(f"boolean(.//a//{_TITLE}|.//{_TITLE}//a)")
_HOLDERS = {"body", "div", "td", "article", "section", "main", "center", "font", "p"}
_BLOCKS = {"p", "head", "item", "quote", "code", "list", "table", "div", "body"}
_STAYS = _HOLDERS | {"table", "ul", "ol", "dl", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "form"}
_STAYS |= {"figure", "nav", "header", "footer", "aside", "script", "address"}
_CARDS = 3
_CARD_WORDS = 80
_ARTICLE_WORDS = 80
_TITLE_PARTS = re.compile(r"\s+[|–—·»-]\s+")


def read_html(data: bytes) -> Extracted:
    """Extract the article of a page.

    Raises:
        UnreadableError: there is no text in it.
    """
    tree = parse_html(decode_html(data))
    if tree is None:
        raise UnreadableError("no text in it")
    titles = [one_line(title.text_content()) for title in tree.iter("title")][:1]
    _leave_out(tree)
    _make_paragraphs(tree)
    found = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    text = in_lines(_blocks(found.body)) if found is not None and not isinstance(found, dict) else ""
    if found is None or isinstance(found, dict) or not text:
        raise UnreadableError("no text in it")
    return Extracted(
        text=text,
        title=_title(one_line(found.title or ""), *titles),
        author=", ".join(one_line(found.author or "").split("; ")),
        publisher=one_line(found.sitename or ""),
        published=one_line(found.date or ""),
    )


def decode_html(data: bytes) -> str:
    """Decode a page: by its byte order mark, as UTF-8 where it is, as it declares, or as Windows-1252."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    if data[1:200:2].count(0) > 60 or data[0:200:2].count(0) > 60:
        return data.decode("utf-16-le" if data[1:200:2].count(0) > 60 else "utf-16-be", "replace")
    declared = _CHARSET.search(data[:_DECLARED_WITHIN])
    name = _codec(declared[1].decode("ascii")) if declared else ""
    try:
        if not (name and data.isascii()):
            return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return data.decode("cp1252" if not name or name in _LATIN else name, "replace")


def _codec(name: str) -> str:
    """Return Python's name of an encoding of text in single bytes or more, or nothing where it knows none."""
    try:
        known = codecs.lookup(name).name
        "".encode(known)
    except (LookupError, UnicodeError):
        return ""
    return "" if known.startswith(_NOT_FOR_PAGES) else known


def parse_html(text: str) -> html.HtmlElement | None:
    """Parse a page, whatever is wrong with it; None where nothing is in it."""
    cleaned = _NOT_ALLOWED.sub("", _EMBEDDED.sub("data:,", _XML_DECLARATION.sub("", text)))
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        return html.document_fromstring(cleaned, parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _leave_out(tree: html.HtmlElement) -> None:
    """Take out what is not seen, and the cards of other articles, unless hardly anything else is there."""
    most = _words(tree) / 2
    for element in _UNSEEN(tree):
        if element.tag in ("script", "style", "noscript", "template", "svg") or _words(element) < most:
            _drop(element)
    cards = list(_cards(tree))
    if _words(tree) - sum(map(_words, cards)) >= _ARTICLE_WORDS:
        for card in cards:
            _drop(card)


def _cards(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield neighbours of one kind, three or more, that each link to something by its title, or are but a link."""
    for parent in tree.iter():
        if len(parent) < _CARDS:
            continue
        groups: dict[tuple[object, str | None], list[html.HtmlElement]] = defaultdict(list)
        for child in parent:
            if child.tag in ("div", "li", "article", "section", "td", "tr", "a"):
                groups[child.tag, child.get("class")].append(child)
        for group in groups.values():
            found = [child for child in group if _is_card(child)] if len(group) >= _CARDS else []
            if len(found) >= max(_CARDS, len(group) / 2):
                yield from found


def _is_card(element: html.HtmlElement) -> bool:
    words = _words(element)
    if not 0 < words <= _CARD_WORDS:
        return False
    return bool(_TITLED_LINK(element)) or _linked(element) * 10 >= words * 9


def _linked(element: html.HtmlElement) -> int:
    links = [element] if element.tag == "a" else element.iter("a")
    return sum(map(_words, links))


def _words(element: html.HtmlElement) -> int:
    return len(" ".join(element.itertext()).split())


def _drop(element: html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _make_paragraphs(tree: html.HtmlElement) -> None:
    """Put the text between two `<br><br>` into a paragraph of its own."""
    breaks = (element for element in tree.iter("br") if not (element.tail or "").strip())
    holders = {element.getparent() for element in breaks if getattr(element.getnext(), "tag", "") == "br"}
    for holder in holders:
        if holder.tag in _HOLDERS:
            _split_at_breaks(holder)


def _split_at_breaks(holder: html.HtmlElement) -> None:
    """Put what stands between double breaks and blocks into paragraphs; blocks stay as they are."""
    parts: list[html.HtmlElement] = []
    breaks = 2

    def say(text: str | None) -> None:
        nonlocal breaks
        if text and text.strip():
            last = _open_paragraph(parts, breaks)
            if len(last):
                last[-1].tail = (last[-1].tail or "") + text
            else:
                last.text = (last.text or "") + text
            breaks = 0

    say(holder.text)
    for child in list(holder):
        tail, child.tail = child.tail, None
        if child.tag == "br":
            breaks += 1
            if breaks == 1 and parts:
                parts[-1].append(child)
        elif child.tag in _STAYS:
            parts.append(child)
            breaks = 2
        else:
            _open_paragraph(parts, breaks).append(child)
            breaks = 0
        say(tail)
    holder.text = None
    holder[:] = parts
    if holder.tag == "p":
        holder.tag = "div"


def _open_paragraph(parts: list[html.HtmlElement], breaks: int) -> html.HtmlElement:
    if breaks >= 2:
        parts.append(html.Element("p"))
    return parts[-1]


def _blocks(body: etree._Element | None) -> Iterator[str]:
    """Yield the blocks of what trafilatura found: a paragraph, heading, list item, or the rows of a table."""
    return _split(body, _BLOCKS, "row", "cell", "lb") if body is not None else iter(())


def visible_blocks(tree: html.HtmlElement) -> Iterator[str]:
    """Yield the blocks of a page that is all text, such as a chapter of a book."""
    for element in _UNSEEN(tree):
        _drop(element)
    return _split(tree.find("body"), _STAYS - {"font"} | {"li", "dt", "dd", "figcaption"}, "tr", "td", "br")


def _split(body: etree._Element, blocks: set[str], row: str, cell: str, line: str) -> Iterator[str]:
    """Yield the blocks below an element, given the names of what is a block, a row, a cell and a line break."""
    pieces: list[str] = []
    in_row = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        in_row += (element.tag == row) * (1 if event == "start" else -1)
        if element.tag == row:
            pieces.append("\n" * (event == "start"))
        elif element.tag in blocks and element.tag != cell:
            pieces.append(" " if in_row else "\n\n")
        if event == "start":
            pieces += ["\n" if element.tag == line and not in_row else "", _blank(element.text)]
        else:
            pieces += [" | " if element.tag == cell and element.getnext() is not None else "", _blank(element.tail)]
    yield from re.split(r"\n\s*\n", "".join(pieces))


def _blank(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _title(found: str, given: str = "") -> str:
    """Prefer the page's own title, without the outlet, where another heading was found that is no part of it."""
    if not given or (found and found.casefold() in given.casefold()):
        return found
    return max(_TITLE_PARTS.split(given), key=len)
