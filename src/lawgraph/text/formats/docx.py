"""A .docx file → its text as a reader sees it.

Read from the package itself (zip and XML, ECMA-376 parts 1 and 2), by local names, so that files in the strict form are read as well.
Only the parts that hold text are opened; nothing outside the file is ever fetched.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from xml.etree.ElementTree import Element

from lawgraph.errors import DocumentUnreadable
from lawgraph.text.formats.numbering import Numbering
from lawgraph.text.formats.package import DAMAGE, Damaged, guard, optional, parse
from lawgraph.text.formats.wordml import attribute, child, children, tag

__all__ = ["extract"]

_GONE = frozenset(
    {"del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "Fallback", "rPr", "pPr", "sectPr", "tblPr", "sdtPr", "txbxContent"}
)
"""Elements whose content is no text of the final document: deletions (tracked changes as accepted), field codes, the reading beside a ruby base, the
second rendering of the same drawing, properties. Text boxes are read apart."""
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def extract(data: bytes, name: str) -> tuple[str, date | None]:
    """The text, one line a paragraph, and the day of the last edit by the core properties (None where they say none).

    Tables: one line a row, cells separated by tabs, paragraphs inside a cell by line breaks. Automatic numbers are written before their
    paragraphs. Tracked changes count as accepted, hidden text is left out. Text boxes follow the paragraph that anchors them; footnotes
    and endnotes that the text refers to follow at the end. Comments, headers and footers are left out.

    Raises DocumentUnreadable (damaged, or a zip bomb) or DocumentEncrypted.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            guard(package, name)
            main = _main_part(package)
            folder = main.rpartition("/")[0]
            reader = _Reader(Numbering(optional(package, f"{folder}/styles.xml"), optional(package, f"{folder}/numbering.xml")))
            reader.block(_body(parse(package, main)))
            reader.notes(optional(package, f"{folder}/footnotes.xml"), "footnote")
            reader.notes(optional(package, f"{folder}/endnotes.xml"), "endnote")
            return "\n".join(reader.lines), _edited(optional(package, "docProps/core.xml"))
    except DAMAGE as error:
        raise DocumentUnreadable(f"“{name}”已损坏，读不出内容。", "请重新下载，或在 Word 里打开后另存为 DOCX。") from error


def _main_part(package: zipfile.ZipFile) -> str:
    """The part that the package's relationships call officeDocument (ECMA-376 part 1, §11.3.10)."""
    for relation in children(optional(package, "_rels/.rels"), "Relationship"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return "word/document.xml"


def _body(document: Element) -> Element:
    body = child(document, "body")
    if body is None:
        raise Damaged("no body")
    return body


def _edited(properties: Element | None) -> date | None:
    """The day of dcterms:modified, else of dcterms:created (W3CDTF: begins with YYYY-MM-DD)."""
    stamps = {tag(stamp): (stamp.text or "").strip() for stamp in properties} if properties is not None else {}
    for said in (stamps.get("modified", ""), stamps.get("created", "")):
        with suppress(ValueError):
            return date.fromisoformat(said[:10])
    return None


def _is_on(element: Element | None) -> bool:
    """A toggle property (ECMA-376 part 1, §17.17.4): there, and not switched off."""
    return element is not None and attribute(element) not in ("0", "false", "off", "none")


@dataclass
class _Reader:
    """Collects the lines of one document in reading order."""

    numbering: Numbering
    lines: list[str] = field(default_factory=list)
    noted: dict[str, list[str]] = field(default_factory=lambda: {"footnote": [], "endnote": []})
    carried: str | None = None
    """The start of a paragraph whose end was deleted: accepted, it runs on in the next one."""

    def block(self, parent: Element) -> None:
        """Reads paragraphs and tables below ``parent``, through content controls and tracked insertions."""
        for below in parent:
            sort = tag(below)
            if sort == "p":
                self._paragraph(below)
            elif sort == "tbl":
                self._table(below)
            elif sort not in _GONE:
                self.block(below)
        self._flush()

    def notes(self, part: Element | None, sort: str) -> None:
        """Adds the footnotes or endnotes that were referred to, in the order of the references."""
        notes = {attribute(note, "id"): note for note in children(part, sort) if attribute(note, "type") in ("", "normal")}
        for identifier in dict.fromkeys(self.noted[sort]):
            if identifier in notes:
                self.block(notes[identifier])

    def _paragraph(self, paragraph: Element) -> None:
        boxes: list[Element] = []
        text = "".join(self._inline(paragraph, boxes))
        properties = child(paragraph, "pPr")
        if self.carried is None:
            # An empty paragraph shows no number in Word either.
            text = self.numbering.label(properties) + text if text.strip() else text
        else:
            text, self.carried = self.carried + text, None
        if child(properties, "rPr", "del") is not None:
            self.carried = text
        else:
            self.lines.append(text)
        for box in boxes:
            self.block(box)

    def _flush(self) -> None:
        if self.carried is not None:
            self.lines.append(self.carried)
            self.carried = None

    def _table(self, table: Element) -> None:
        for row in self._below(table, "tr"):
            if child(row, "trPr", "del") is not None:
                continue
            cells = []
            for cell in self._below(row, "tc"):
                merged = child(cell, "tcPr", "vMerge")
                if merged is not None and attribute(merged) != "restart":
                    continue
                inner = _Reader(self.numbering, noted=self.noted)
                inner.block(cell)
                cells.append("\n".join(inner.lines).strip("\n"))
            self.lines.append("\t".join(cells))

    def _below(self, parent: Element, wanted: str) -> Iterator[Element]:
        """The rows of a table or the cells of a row, through content controls."""
        for below in parent:
            if tag(below) == wanted:
                yield below
            elif tag(below) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
                yield from self._below(below, wanted)

    def _inline(self, parent: Element, boxes: list[Element]) -> Iterator[str]:
        """The pieces of text below ``parent``; text boxes found on the way are put into ``boxes``."""
        for below in parent:
            sort = tag(below)
            if sort == "t":
                yield below.text or ""
            elif sort == "txbxContent":
                boxes.append(below)
            elif sort in ("footnoteReference", "endnoteReference"):
                self.noted[sort.removesuffix("Reference")].append(attribute(below, "id"))
            elif sort in _SIGNS:
                yield _SIGNS[sort]
            elif sort not in _GONE and not (sort == "r" and _is_on(child(below, "rPr", "vanish"))):
                yield from self._inline(below, boxes)
