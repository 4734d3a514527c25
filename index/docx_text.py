"""A Word document in, its text out: paragraphs, headings and list items, and tables row by row.

What was deleted with changes tracked is left out, and what was inserted is in. Nothing outside the
file is opened: pictures, links and templates that it names elsewhere are of no account.
"""

import io
import re
from collections.abc import Iterator

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.table import Table
from lxml import etree

from index.extracted import Extracted, UnreadableError, in_lines, one_line
from index.zipped import Archive

_LOCKED = b"\xd0\xcf\x11\xe0"  # the container of an encrypted document, and of Word's older format
_LEFT_OUT = {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:delText"), qn("w:pict"), qn("w:drawing")}
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " ", qn("w:noBreakHyphen"): "-"}


def read_docx(data: bytes) -> Extracted:
    """Extract the text of a Word document.

    Raises:
        UnreadableError: it is encrypted or broken, or has no text in it.
    """
    if data.startswith(_LOCKED):
        raise UnreadableError("encrypted, or of Word's older format; save it as .docx without a password")
    archive = Archive(data, "a Word document")
    for name in archive.names():
        if name.endswith((".xml", ".rels")) and re.search(rb"<!(?:DOCTYPE|ENTITY)", archive.read(name)):
            raise UnreadableError("its XML declares entities, which a Word document never does")
    try:
        document = docx.Document(io.BytesIO(data))
        text = in_lines(_blocks(document))
        told = document.core_properties
        title, author, created = told.title, told.author, told.created
    except (OpcError, etree.LxmlError, KeyError, ValueError, AttributeError, NotImplementedError) as error:
        raise UnreadableError("not a Word document that can be read") from error
    if not text:
        raise UnreadableError("no text in it")
    return Extracted(
        text=text,
        title=one_line(title),
        author="" if author == "python-docx" else ", ".join(map(one_line, author.split(";"))),
        made=created.date().isoformat() if created else "",
    )


def _blocks(document: "docx.document.Document") -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield "\n".join(" | ".join(_said(cell._tc) for cell in _cells(row)) for row in block.rows)
        else:
            yield "".join(_pieces(block._p))


def _cells(row: "docx.table._Row") -> list["docx.table._Cell"]:
    """Return the cells of a row, one that spans several columns once."""
    return list({id(cell._tc): cell for cell in row.cells}.values())


def _said(element: etree._Element) -> str:
    return one_line(" ".join("".join(_pieces(paragraph)) for paragraph in element.iter(qn("w:p"))))


def _pieces(element: etree._Element) -> Iterator[str]:
    """Yield the text of a paragraph as it reads with all changes accepted."""
    for child in element:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _LEFT_OUT:
            yield from _pieces(child)
