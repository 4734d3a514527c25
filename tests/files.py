"""Files of several formats, made by code: what is in them is known."""

import io
import zipfile
from collections.abc import Sequence

import docx
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Lines = Sequence[str]


def make_pdf(pages: Sequence[Lines], title: str = "", header: str = "", password: str = "") -> bytes:
    """Return a PDF with these lines on its pages, a header on each, and the pages' numbers."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=password or None)
    canvas.setTitle(title)
    canvas.setAuthor("Ann Lee")
    for number, lines in enumerate(pages, start=1):
        canvas.setFont("Times-Roman", 9)
        canvas.drawString(72, 800, header)
        canvas.drawCentredString(297, 30, f"- {number} -")
        canvas.setFont("Times-Roman", 12)
        for place, line in enumerate(lines):
            canvas.drawString(72, 740 - 15 * place, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def make_docx(paragraphs: Sequence[str], title: str = "") -> bytes:
    """Return a Word document with a heading, these paragraphs, a list and a table."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = "Bo Chen; Ann Lee"
    document.add_heading("The quay", level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.add_paragraph("Three ships lay behind the breakwater for a week.", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("Year", "Ships", "2019", "410"), strict=True
    ):
        cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def make_epub(chapters: Sequence[str], extra: dict[str, bytes] | None = None) -> bytes:
    """Return a book with a chapter for each text of HTML, in this order."""
    names = [f"chapter {number}.xhtml" for number in range(len(chapters))]
    items = "".join(f'<item id="c{n}" href="{name.replace(" ", "%20")}"/>' for n, name in enumerate(names))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(names)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>Tides</dc:title><dc:creator>Ann Lee</dc:creator><dc:creator>Bo Chen</dc:creator><dc:publisher>Quay Press</dc:publisher>"
        f"<dc:date>2019-04-05T00:00:00Z</dc:date></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    return make_zip(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": b'<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
            "OPS/book.opf": package.encode(),
            **{
                f"OPS/{name}": f"<html><head><title>t</title></head><body>{text}</body></html>".encode()
                for name, text in zip(names, chapters, strict=True)
            },
            **(extra or {}),
        }
    )


def make_zip(members: dict[str, bytes]) -> bytes:
    """Return a zip archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
