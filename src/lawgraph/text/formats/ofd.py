"""A .ofd file → its text as a reader sees it. The format is GB/T 33190-2016: a zip archive of XML parts, in which text stands at places, as in PDF.

Places are in millimetres from the page's upper left corner. Only the parts that hold text are opened.
"""

from __future__ import annotations

import io
import math
import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from xml.etree.ElementTree import Element

from lawgraph.domain.models import Reading
from lawgraph.errors import DocumentUnreadable
from lawgraph.text.formats.columns import Run
from lawgraph.text.formats.layout import Page, flow
from lawgraph.text.formats.package import DAMAGE, Damaged, guard, parse
from lawgraph.text.formats.wordml import attribute, child, children, tag

__all__ = ["extract"]

_MOST_PAGES = 3000
_A4 = 297.0
_AS_IS = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]


def extract(data: bytes, name: str) -> tuple[str, Reading, date | None]:
    """The text (one line a paragraph), how it was read (the offset at which each page begins), and the day of the last edit by OFD.xml.

    Raises DocumentUnreadable (damaged, too large, or no text: a scan) or DocumentEncrypted.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            guard(package, name)
            text, reading, edited = _Reader(package).read()
    except DAMAGE as error:
        raise DocumentUnreadable(f"“{name}”已损坏，读不出内容。", "请重新下载，或另存为 DOCX。") from error
    if not text.strip():
        raise DocumentUnreadable(f"“{name}”：这个 OFD 里没有文字。看来是扫描件。", "请先作文字识别，或上传 DOCX。")
    return text, reading, edited


class _Reader:
    """Reads the documents of one package, in the order of OFD.xml."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._pages: list[Page] = []
        self._drawn: dict[str, list[Run]] = {}

    def read(self) -> tuple[str, Reading, date | None]:
        root = parse(self._package, "OFD.xml")
        edited = None
        for body in children(root, "DocBody"):
            edited = edited or _edited(child(body, "DocInfo"))
            main = _said(body, "DocRoot")
            if not main:
                raise Damaged("no document")
            self._document(_path("", main))
        return *flow(self._pages), edited

    def _document(self, main: str) -> None:
        document = parse(self._package, main)
        folder = posixpath.dirname(main)
        common = child(document, "CommonData")
        height = _height(child(common, "PageArea"), _A4)
        templates = {attribute(page, "ID"): _path(folder, attribute(page, "BaseLoc")) for page in children(common, "TemplatePage")}
        for page in children(child(document, "Pages"), "Page"):
            if len(self._pages) >= _MOST_PAGES:
                raise Damaged("too many pages")
            content = parse(self._package, _path(folder, attribute(page, "BaseLoc")))
            used = [templates[name] for below in children(content, "Template") if (name := attribute(below, "TemplateID")) in templates]
            runs = [run for part in (*(self._template(path) for path in used), list(_runs(content))) for run in part]
            self._pages.append(Page(_height(child(content, "Area"), height), runs))

    def _template(self, path: str) -> list[Run]:
        if path not in self._drawn:
            self._drawn[path] = list(_runs(parse(self._package, path)))
        return self._drawn[path]


def _path(folder: str, written: str) -> str:
    """A part's name: a location is relative to the folder of the part that says it, or begins with / at the package's root (7.3)."""
    return posixpath.normpath(posixpath.join("/", folder, written)).lstrip("/")


def _said(parent: Element | None, name: str) -> str:
    found = child(parent, name)
    return (found.text or "").strip() if found is not None else ""


def _edited(info: Element | None) -> date | None:
    for name in ("ModDate", "CreationDate"):
        with suppress(ValueError):
            return date.fromisoformat(_said(info, name)[:10])
    return None


def _height(area: Element | None, otherwise: float) -> float:
    box = _numbers(_said(area, "PhysicalBox"))
    return box[3] if len(box) == 4 and box[3] > 0 else otherwise


def _number(written: str) -> float:
    found = float(written)
    if not math.isfinite(found):
        raise Damaged("a place that is none")
    return found


def _numbers(written: str) -> list[float]:
    return [_number(part) for part in written.split()]


def _runs(page: Element) -> Iterator[Run]:
    """The text codes of a page, in the order in which they are drawn."""
    for layer in children(child(page, "Content"), "Layer"):
        for element in layer.iter():  # blocks of a page nest without meaning for the text (7.7)
            if tag(element) == "TextObject" and attribute(element, "Visible") not in {"false", "0"}:
                yield from _codes(element)


def _codes(shown: Element) -> Iterator[Run]:
    """The pieces of a text object (11.2, 11.3). A piece without a place of its own goes on from the one before."""
    bounds, size = _numbers(attribute(shown, "Boundary")), _number(attribute(shown, "Size") or "0")
    if len(bounds) != 4 or not 0 < size < 1e4:
        raise Damaged("a text without a place")
    stated = _numbers(attribute(shown, "CTM"))
    a, b, c, d, e, f = stated if len(stated) == 6 else _AS_IS
    x = y = 0.0
    for code in children(shown, "TextCode"):
        words = (code.text or "").strip("\r\n\t ")
        x, y = _number(attribute(code, "X") or str(x)), _number(attribute(code, "Y") or str(y))
        steps = _deltas(attribute(code, "DeltaX"), len(words))
        if not words:
            continue
        end = x + sum(steps) + (size if ord(words[-1]) > 0x2E7F else size / 2)
        left, right = (bounds[0] + a * place + c * y + e for place in (x, end))
        base = bounds[1] + b * x + d * y + f
        height = size * (abs(d) or abs(b) or 1.0)
        yield Run(words, min(left, right), max(left, right), base - 0.88 * height, base + 0.12 * height, height)
        x = end


def _deltas(written: str, count: int) -> list[float]:
    """The steps between characters; ``g 5 3.5`` stands for five times 3.5 (11.3)."""
    parts = iter(written.split())
    steps: list[float] = []
    for part in parts:
        if part == "g":
            times = min(int(next(parts, "0")), count)
            steps += [_number(next(parts, "0"))] * times
        else:
            steps.append(_number(part))
    return steps[: max(count - 1, 0)]
