"""Sheets of paper for tests: a text is set in lines at places, and the sheets are written as PDF or OFD. Places are in points from the upper left."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
_NEVER_FIRST = "，、。；：！？）》”’〉"
_FONT = "STSong-Light"  # one that every reader has: the file names it and holds no outlines
pdfmetrics.registerFont(UnicodeCIDFont(_FONT))


class Placed(NamedTuple):
    """Words with the left end of their base line."""

    x: float
    y: float
    text: str
    size: float = 12.0


Sheet = Sequence[Placed]


def _width(sign: str) -> float:
    """The width of a character in characters."""
    return float(pdfmetrics.stringWidth(sign, _FONT, 1))


def wrap(paragraph: str, width: float) -> Iterator[str]:
    """The lines of a paragraph, ``width`` in characters; a stop hangs over the margin rather than open a line."""
    line, used = "", 0.0
    for sign in paragraph:
        wide = _width(sign)
        if used + wide > width and sign not in _NEVER_FIRST:
            yield line
            line, used = "", 0.0
        line, used = line + sign, used + wide
    yield line


def typeset(
    text: str, *, width: float = 34, rows: int = 36, size: float = 12, indent: float = 2, head: str = "", numbers: bool = True, lead: float = 1.6
) -> list[Sheet]:
    """The sheets of a text: each line of it a paragraph, set in by ``indent`` characters; with a running head and page numbers."""
    lines = []
    for paragraph in filter(None, map(str.strip, text.split("\n"))):
        first, *rest = wrap("　" * int(indent) + paragraph, width)
        lines += [(indent, first.strip()), *((0, line) for line in rest)]
    sheets = []
    for number in range(0, len(lines), rows):
        sheet = [Placed(200, 50, head)] if head else []
        sheet += [Placed(90 + left * size, 90 + place * size * lead, line, size) for place, (left, line) in enumerate(lines[number : number + rows])]
        sheet += [Placed(285, 800, f"— {number // rows + 1} —", 10)] if numbers else []
        sheets.append(sheet)
    return sheets


def pdf(sheets: Iterable[Sheet], *, edited: str = "", password: str = "", turned: int = 0) -> bytes:
    """The sheets as a PDF file. ``edited`` is the date of its information (D:20220120…), ``turned`` the pages' rotation."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), encrypt=password or None, invariant=1)
    for sheet in sheets:
        canvas.setPageRotation(turned)
        for placed in sheet:
            canvas.setFont(_FONT, placed.size)
            x, y = placed.x, HEIGHT - placed.y
            if turned:
                canvas.saveState()
                canvas.translate(*{90: (placed.y, placed.x), 180: (WIDTH - placed.x, placed.y), 270: (WIDTH - placed.y, HEIGHT - placed.x)}[turned])
                canvas.rotate(turned)
                x = y = 0.0
            canvas.drawString(x, y, placed.text)
            if turned:
                canvas.restoreState()
        canvas.showPage()
    canvas.save()
    data = buffer.getvalue()
    return data.replace(b"D:20000101000000+00'00'", f"{edited}000000+00'00'".encode()) if edited else data


def pictures(sheets: Iterable[Sheet], *, dots: int = 190, noise: float = 8, blur: float = 0.4, askew: float = 0.0) -> list[Image.Image]:
    """What a scanner makes of the sheets: ``dots`` an inch, grey specks (``noise``: their deviation), soft edges, turned by ``askew`` degrees."""
    dice, scanned = np.random.default_rng(7), []
    with pypdfium2.PdfDocument(pdf(sheets)) as document:
        for page in document:
            clean = page.render(scale=dots / 72).to_pil().convert("L").rotate(askew, Image.Resampling.BICUBIC, fillcolor=255)
            grey = np.asarray(clean.filter(ImageFilter.GaussianBlur(blur)), float)
            scanned.append(Image.fromarray((grey + dice.normal(0, noise, grey.shape)).clip(0, 255).astype(np.uint8)))
    return scanned


def scan(sheets: Iterable[Sheet], *, written: Sequence[int] = (), **how: float) -> bytes:
    """The sheets as a PDF of pictures (see ``pictures``); those with their numbers (from 0) in ``written`` keep their characters."""
    sheets = list(sheets)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    for number, (sheet, picture) in enumerate(zip(sheets, pictures(sheets, **how), strict=True)):
        if number in written:
            for placed in sheet:
                canvas.setFont(_FONT, placed.size)
                canvas.drawString(placed.x, HEIGHT - placed.y, placed.text)
        else:
            canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def has_chinese_font() -> bool:
    """Whether PDFium finds a font of this machine for the sheets: without one every character leaves the same mark."""
    one, other = pictures([[Placed(90, 90, "国" * 9)], [Placed(90, 90, "〇" * 9)]], dots=72, noise=0)
    return one.tobytes() != other.tobytes()


OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd(sheets: Iterable[Sheet], *, edited: str = "2022-01-20", template: Sheet = ()) -> bytes:
    """The sheets as an OFD file, its places in millimetres."""
    sheets = list(sheets)
    parts = {
        "OFD.xml": f"<ofd:OFD {OFD} Version='1.0' DocType='OFD'><ofd:DocBody><ofd:DocInfo><ofd:ModDate>{edited}</ofd:ModDate></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {OFD}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:TemplatePage ID='1' BaseLoc='Tpls/Tpl_0/Content.xml'/></ofd:CommonData><ofd:Pages>"
        + "".join(f"<ofd:Page ID='{number + 10}' BaseLoc='Pages/Page_{number}/Content.xml'/>" for number in range(len(sheets)))
        + "</ofd:Pages></ofd:Document>",
        "Doc_0/Tpls/Tpl_0/Content.xml": _content(template, ""),
    }
    for number, sheet in enumerate(sheets):
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = _content(sheet, "<ofd:Template TemplateID='1'/>" if template else "")
    return archive(parts)


def archive(parts: dict[str, str]) -> bytes:
    """A zip archive of texts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _content(sheet: Sheet, used: str) -> str:
    return f"<ofd:Page {OFD}>{used}<ofd:Content><ofd:Layer ID='2'>{''.join(map(_object, sheet))}</ofd:Layer></ofd:Content></ofd:Page>"


def _object(placed: Placed) -> str:
    unit = 25.4 / 72
    size = placed.size * unit
    steps = " ".join(f"{size * _width(sign):.3f}" for sign in placed.text[:-1])
    return (
        f"<ofd:TextObject ID='3' Boundary='{placed.x * unit:.3f} {(placed.y - placed.size) * unit:.3f} 200 {size:.3f}' Font='4' Size='{size:.4f}'>"
        f"<ofd:TextCode X='0' Y='{size:.3f}' DeltaX='{steps}'>{escape(placed.text)}</ofd:TextCode></ofd:TextObject>"
    )
