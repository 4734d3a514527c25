"""PDF, Word and EPUB files in, text out; and whatever a file holds, a reason in time."""

import io
import struct
import zipfile
from collections.abc import Iterator

import pytest
from files import make_docx, make_epub, make_pdf, make_zip

from index.extracted import Extracted
from index.extraction import Extractor, RecentTexts

PROSE = "The cranes on the northern quay stood still for most of the week, and the men went home early. "
PARAGRAPH = [
    "The cranes on the northern quay stood still for most of the week, and the men",
    "who work them went home early. Nobody had told them when the next ship would",
    "come in, and the har-",
]
NEXT = ["bour board did not answer.", "A second paragraph begins here, after the first one has come to its end."]
ENTITIES = b'<!DOCTYPE b [<!ENTITY a "lol">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
) + b"]>"  # fmt: skip


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    """One process for all files that do it no harm."""
    with Extractor() as extractor:
        yield extractor


def text_of(extractor: Extractor, name: str, data: bytes) -> Extracted:
    """Return what is in a file that can be read."""
    found, reason, _ = extractor.extract(name, data)
    assert found, reason
    return found


def swapped(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Return a zip archive with some bytes of a member replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    assert old in members[name]
    return make_zip({**members, name: members[name].replace(old, new, 1)})


def test_a_pdf_is_read_in_paragraphs_across_its_pages(extractor: Extractor) -> None:
    """Lines are joined, a broken word too; headers and page numbers are left out; each page has its offset."""
    data = make_pdf([PARAGRAPH, NEXT, ["The end of it all."]], title="Quiet quays", header="Harbour Studies 4")
    found = text_of(extractor, "a.PDF", data)
    first, second, third = found.text.rstrip("\n").split("\n\n")
    assert first == " ".join(PARAGRAPH).removesuffix("-") + NEXT[0]
    assert (second, third) == (NEXT[1], "The end of it all.")
    assert [found.text[start:].split()[0] for start in found.pages] == ["The", "bour", "The"]
    assert (found.title, found.author) == ("Quiet quays", "Ann Lee")


def test_a_page_without_text_begins_where_the_next_one_does(extractor: Extractor) -> None:
    """A picture in between does not shift the numbers."""
    found = text_of(extractor, "a.pdf", make_pdf([["One line here."], [], ["Another line there."], []]))
    assert [found.text[start : start + 3] for start in found.pages] == ["One", "Ano", "Ano", ""]


def test_a_pdf_may_have_many_pages(extractor: Extractor) -> None:
    """As a book does."""
    found = text_of(extractor, "a.pdf", make_pdf([[PROSE[:80]] * 40] * 150, header="A book"))
    assert (len(found.pages), found.text.count("northern quay"), "A book" in found.text) == (150, 6000, False)


def test_a_word_document_is_read_as_with_all_changes_accepted(extractor: Extractor) -> None:
    """Headings, list items and table rows are lines; what was deleted is not there, what was inserted is."""
    run = b"<w:r><w:t>The men went home early.</w:t></w:r>"
    changed = (
        b"<w:ins><w:r><w:t>The women</w:t></w:r></w:ins><w:del><w:r><w:delText>The men</w:delText></w:r></w:del>"
        b'<w:r><w:t xml:space="preserve"> went home early.</w:t></w:r>'
    )
    data = swapped(make_docx(["The men went home early."], title="Quays"), "word/document.xml", run, changed)
    found = text_of(extractor, "a.docx", data)
    assert found.text == (
        "The quay\n\nThe women went home early.\n\nThree ships lay behind the breakwater for a week.\n\n"
        "Year | Ships\n2019 | 410\n"
    )
    assert (found.title, found.author, found.pages) == ("Quays", "Bo Chen, Ann Lee", ())


def test_a_book_is_read_in_the_order_of_its_spine(extractor: Extractor) -> None:
    """With what its package tells of it."""
    found = text_of(extractor, "a.epub", make_epub(["<h1>One</h1><p>Tides  come.</p>", "<p>Tides go.<br/>Ebb.</p>"]))
    assert found.text == "One\n\nTides come.\n\nTides go.\nEbb.\n"
    assert (found.title, found.author) == ("Tides", "Ann Lee, Bo Chen")
    assert (found.publisher, found.published) == ("Quay Press", "2019-04-05")


def test_ligatures_are_letters_and_signs_nobody_sees_are_not_there(extractor: Extractor) -> None:
    """So that text is found and copied as it reads."""
    found = text_of(extractor, "a.html", f"<p>The o\ufb03ce was \ufb01ne.\0 So\xadft. {PROSE * 4}</p>".encode())
    assert found.text.startswith("The office was fine. Soft. The cranes")


def declared_small(data: bytes) -> bytes:
    """Return a zip archive that says its first member is ten bytes long."""
    place = data.find(b"PK\x01\x02") + 24
    return data[:place] + struct.pack("<I", 10) + data[place + 4 :]


HUGE = make_zip({"[Content_Types].xml": b"0" * 201_000_000})
HOSTILE = {
    "scanned.pdf": (make_pdf([[], []]), "no text in it; it may be scanned: run OCR first"),
    "locked.pdf": (make_pdf([["a b"]], password="x"), "it needs a password"),
    "cut.pdf": (make_pdf([PARAGRAPH])[:700], "not a PDF that can be read"),
    "not.pdf": (PROSE.encode(), "not a PDF that can be read"),
    "empty.html": (b"<html></html>", "no text in it"),
    "script.htm": (b"<script>document.write('x')</script>", "no text in it"),
    "bomb.docx": (HUGE, "it would unpack to more than 200 MB"),
    "liar.docx": (declared_small(HUGE), "not a Word document that can be read"),
    "entities.docx": (
        swapped(make_docx(["A."]), "word/document.xml", b"?>", b"?>" + ENTITIES),
        "its XML declares entities, which a Word document never does",
    ),
    "cut.docx": (make_docx(["A."])[:2000], "not a Word document that can be read"),
    "old.docx": (b"\xd0\xcf\x11\xe0" + bytes(99), "encrypted, or of Word's older format; save it as .docx without a password"),
    "cut.epub": (make_epub(["A."])[:300], "not an EPUB book that can be read"),
    "no-book.epub": (make_zip({"a.txt": b"A."}), "not an EPUB book that can be read"),
    "entities.epub": (make_epub(["A."], {"OPS/book.opf": ENTITIES + b"<package>&j;</package>"}), "not an EPUB book that can be read"),
    "drm.epub": (make_epub(["A."], {"META-INF/rights.xml": b"<rights/>"}), "it is protected against copying"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_has_a_reason(extractor: Extractor, name: str) -> None:
    """Broken, encrypted, empty or made to harm."""
    data, reason = HOSTILE[name]
    assert extractor.extract(name, data) == (None, reason, True)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + PROSE + "</div>" * 100_000,
        "<p>" + "<b><i>" * 50_000 + PROSE,
        "<p>" + PROSE * 20_000,
        f"{ENTITIES.decode()}<p>{'&j;' * 9}{PROSE}",
        f"<p>{PROSE}<img src='http://example.org/a.png'><base href='http://example.org'><link href='http://example.org/a.css'>",
    ],
    ids=["deep", "deep inline", "long line", "entities", "addresses"],
)
def test_a_hostile_page_ends_in_time(extractor: Extractor, page: str) -> None:
    """With its text or a reason; the next file is read all the same."""
    found, reason, _ = extractor.extract("a.html", page.encode())
    assert reason or "cranes" in (found.text if found else "")
    assert text_of(extractor, "b.html", f"<p>{PROSE * 5}</p>".encode()).text == PROSE * 4 + PROSE.strip() + "\n"


def test_time_and_memory_are_limited_and_the_next_file_is_read() -> None:
    """By the system: whatever the library does, the file is given up."""
    with Extractor(seconds=0.4) as extractor:
        found, reason, certain = extractor.extract("a.html", f"<p>{PROSE}</p>".encode() * 60_000)
        assert (found, reason, certain) == (None, "it takes longer than 0.4 seconds to read", True)
    with Extractor(memory_bytes=150_000_000) as extractor:
        found, reason, _ = extractor.extract("a.html", f"<p>{PROSE}</p>".encode() * 60_000)
        assert found is None
        assert reason in ("it takes too much memory to read", "it cannot be read: what reads this format broke off")
        assert extractor.extract("a.pdf", b"")[1]
    with Extractor() as extractor:
        assert text_of(extractor, "b.pdf", make_pdf([["It is read."]])).text == "It is read.\n"


def test_the_same_bytes_have_the_same_text(extractor: Extractor) -> None:
    """Whichever process reads them."""
    data = make_pdf([PARAGRAPH, NEXT])
    with Extractor() as other:
        assert extractor.extract("a.pdf", data) == other.extract("a.pdf", data)
    assert RecentTexts().text("a.pdf", data, "0") == text_of(extractor, "a.pdf", data).text
