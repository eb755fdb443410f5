"""Hostile files of every kind, made when a test runs: each is small to send and meant to be dear, endless or dangerous to read."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable

from papers import pdf, typeset

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINE = "一是落实《纸船法》第四条。"


def package(document: bytes | str, more: dict[str, bytes | str] | None = None) -> bytes:
    """A .docx with that main part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in {"word/document.xml": document, **(more or {})}.items():
            parts.writestr(name, content)
    return buffer.getvalue()


def body(inside: str) -> str:
    return f"<w:document xmlns:w='{W}'><w:body>{inside}</w:body></w:document>"


def paragraph(text: str = LINE) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def zeros() -> bytes:
    """300 KB that unpack to 300 MB."""
    return package(bytes(300 << 20))


def many_parts() -> bytes:
    """Each part stays below every limit; together they unpack to 250 MB."""
    return package(body(paragraph()), {f"word/part{number}.xml": bytes(1 << 20) for number in range(250)})


def elements(count: int = 1_000_000) -> bytes:
    """20 MB of empty elements, with numbers that keep them from compressing too well: some 700 MB as a tree."""
    numbers = random.Random(11)  # noqa: S311 (nothing is kept secret)
    return package(body("".join(f"<w:p a='{numbers.randrange(1 << 30):x}'/>" for _ in range(count))))


def nested_xml() -> bytes:
    """Deeper than any program's stack."""
    return package(body("<w:sdt>" * 50_000 + paragraph() + "</w:sdt>" * 50_000))


def laughs() -> bytes:
    """Entities that expand to entities."""
    levels = "".join(f"<!ENTITY l{number} '{f'&l{number - 1};' * 10}'>" for number in range(1, 10))
    return package(f"<!DOCTYPE x [<!ENTITY l0 '哈'>{levels}]>" + body(paragraph("&l9;")))


def outside() -> bytes:
    """An entity that names a file of the machine."""
    return package("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + body(paragraph("&e;")))


def slip() -> bytes:
    """Parts whose names lead out of any folder that they are unpacked to."""
    return package(body(paragraph()), {"../../../../tmp/lawgraph-slip": "out", "/tmp/lawgraph-slip": "out"})  # noqa: S108 (that nothing writes it is the point)


def paragraphs(count: int = 100_000) -> bytes:
    """A text as long as a shelf of books."""
    return package(body("".join(paragraph(f"第{number}段，{LINE}") for number in range(count))))


def locked() -> bytes:
    """A package one of whose parts has a password (APPNOTE.TXT 4.4.4: bit 0), by its own word."""
    made = bytearray(package(body(paragraph())))
    made[6] |= 1
    made[made.index(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def cut(whole: bytes) -> bytes:
    """The first two thirds."""
    return whole[: len(whole) * 2 // 3]


def _objects(*objects: bytes, root: int = 1) -> bytes:
    """A .pdf of these objects, numbered from 1."""
    made, places = b"%PDF-1.7\n", []
    for number, inside in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, inside)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, root, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objects) + 1, table, trailer)


_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), more, content)


def page_loop() -> bytes:
    """A tree of pages whose branch is its own child."""
    return _objects(_CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 /Parent 2 0 R >>")


def form_loop() -> bytes:
    """A drawing that draws itself twice."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R /Resources << /XObject << /X 4 0 R >> >> >>"
    form = _stream(b"/X Do /X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >>")
    return _objects(_CATALOGUE, _PAGES, page, form, _stream(b"/X Do"))


def form_tree() -> bytes:
    """Thirty drawings, each of which draws the next one ten times."""
    forms = [
        _stream(b"/X Do " * 10, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>" % (number + 6))
        for number in range(30)
    ]
    last = _stream(b"BT /F 9 Tf (boat) Tj ET", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F %d 0 R >> >>" % 36)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
    return _objects(_CATALOGUE, _PAGES, page, _stream(b"/X Do"), *forms, last, _FONT)


def pdf_bomb(megabytes: int = 120) -> bytes:
    """A page whose content unpacks to that much text."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"BT /F 9 Tf (boat) Tj ET " * 40_000) for _ in range(megabytes)) + packer.flush()
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
    return _objects(_CATALOGUE, _PAGES, page, _stream(packed, b"/Filter /FlateDecode"), _FONT)


def giant_image() -> bytes:
    """A page that is one picture of ten thousand million points."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
    picture = b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode"
    return _objects(_CATALOGUE, _PAGES, page, _stream(b"600 0 0 800 0 0 cm /X Do"), _stream(zlib.compress(bytes(10 << 20), 9), picture))


def many_pages() -> bytes:
    """A tree that shows the same page 200,000 times."""
    kids = b"3 0 R " * 200_000
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>"
    return _objects(_CATALOGUE, b"<< /Type /Pages /Kids [%s] /Count 200000 >>" % kids, page)


def nested_html() -> bytes:
    """A tree that is one branch."""
    return b"<html><body>" + b"<div>" * 300_000 + LINE.encode() + b"</div>" * 300_000


def open_html() -> bytes:
    """Formatting that is never closed: the standard opens it again in every paragraph."""
    return b"<html><body>" + b"<b><i><u><p>a" * 30_000 + LINE.encode()


FILES: dict[str, Callable[[], bytes]] = {
    "zeros.docx": zeros,
    "many-parts.docx": many_parts,
    "elements.docx": elements,
    "nested.docx": nested_xml,
    "laughs.docx": laughs,
    "outside.docx": outside,
    "slip.docx": slip,
    "paragraphs.docx": paragraphs,
    "locked.docx": locked,
    "cut.docx": lambda: cut(package(body(paragraph() * 100))),
    "empty-package.docx": lambda: package(b""),
    "no-xml.docx": lambda: package(b"\x00\xff" * 1000),
    "page-loop.pdf": page_loop,
    "form-loop.pdf": form_loop,
    "form-tree.pdf": form_tree,
    "bomb.pdf": pdf_bomb,
    "giant-image.pdf": giant_image,
    "many-pages.pdf": many_pages,
    "locked.pdf": lambda: pdf(typeset(LINE), password="纸船"),  # noqa: S106 (a password of the test's own)
    "cut.pdf": lambda: cut(pdf(typeset(LINE * 50))),
    "nested.html": nested_html,
    "open.html": open_html,
}
