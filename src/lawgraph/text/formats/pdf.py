"""A .pdf file with text → its text as a reader sees it (PDFium by pypdfium2).

A scanned page holds a picture and no text: it is read by character recognition where the extra ``ocr`` is installed, and said to be unread where not.
"""

from __future__ import annotations

import ctypes
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw

from lawgraph.domain.models import Reading
from lawgraph.errors import DocumentEmpty, DocumentEncrypted, DocumentUnreadable
from lawgraph.text.formats.columns import Run
from lawgraph.text.formats.layout import BROKEN, Page, flow
from lawgraph.text.formats.recognition import INSTALL, SIDE, Progress, can_recognise, recognise

__all__ = ["extract"]

_MOST_BYTES = 200 * 1024 * 1024
_MOST_PAGES = 3000
_MOST_CHARACTERS = 10_000_000
_MOST_SECONDS = 60.0
_MOST_RECOGNISED = 200
"""Scanned pages: a page takes some seconds."""
_MOST_PIXELS = 100_000_000
"""Of one picture: a sheet of A3 at 600 dots an inch has 70 million."""
_CAPTION = 100
"""A page with a picture over half of it and fewer characters than this is a scan with a stamp or a page number on it."""
_DRAWN = 20
"""So many lines and curves on a page without text may be letters drawn as outlines; a table's empty frame has fewer."""
_LEAST_READABLE = 0.7
"""Share of the characters that have to be real ones: fonts without a table of characters give replacement or private ones."""

_LINE = re.compile("[^\r\n\x02\ufffe]+[\x02\ufffe]?")
"""PDFium puts U+0002 (older: U+FFFE) where a hyphen breaks a word at the end of a line."""
_WORDS = re.compile(r"[^\s\x02\ufffe]+")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]")
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_STAMP = re.compile(r"D:(\d{4})(\d\d)(\d\d)")

_LOCK = threading.Lock()
"""PDFium must not be entered by two threads at once, whatever documents they read."""


def extract(data: bytes, name: str, progress: Progress) -> tuple[str, Reading, date | None]:
    """The text (one line a paragraph), how it was read, and the day of the last edit by the document's information.

    ``progress`` is told of each scanned page. Raises DocumentEncrypted, DocumentEmpty (neither text nor picture), and DocumentUnreadable where the
    file is damaged, too large, a scan that nobody can read here, or without readable characters.
    """
    if len(data) > _MOST_BYTES:
        raise _too_large(name)
    with _LOCK:
        pages, edited = _read(data, name)
    scanned = [number for number, page in enumerate(pages) if page.is_unread]
    if scanned and can_recognise():
        if len(scanned) > _MOST_RECOGNISED:
            raise DocumentUnreadable(f"“{name}”有 {len(scanned)} 页扫描件，过多。", f"请拆成每份不超过 {_MOST_RECOGNISED} 页扫描件的几份。")
        progress("识别页面", 0, len(scanned))
        for done, (number, page) in enumerate(_recognised(data, scanned), 1):
            pages[number] = page
            progress("识别页面", done, len(scanned))
    text, reading = flow(pages)
    if not any(not sign.isspace() for sign in text):
        if not scanned:
            raise DocumentEmpty(f"“{name}”：这个 PDF 里没有文字，也没有图片。", "请换一个有内容的文件。")
        todo = "请换一份清楚的，文字要正放，或上传 DOCX。" if can_recognise() else f"{INSTALL}，或上传 DOCX。"
        raise DocumentUnreadable(f"“{name}”：这个 PDF 里没有文字。看来是扫描件。", todo)
    if _is_unreadable(text):
        raise DocumentUnreadable(f"“{name}”里的字体没有字符编码，读不出文字。", f"{INSTALL}，或上传 DOCX。")
    return text, reading, edited


def _is_unreadable(text: str) -> bool:
    visible = len(text) - sum(map(str.isspace, text))
    return len(_UNREADABLE.findall(text)) > (1 - _LEAST_READABLE) * visible


def _recognised(data: bytes, numbers: Sequence[int]) -> Iterator[tuple[int, Page]]:
    """The pages with these numbers (from 0) as pictures, read; others may use PDFium while a picture is read."""
    with _LOCK:
        document = pypdfium2.PdfDocument(data)
    try:
        for number in numbers:
            with _LOCK:
                page = document[number]
                height, scale = page.get_height(), SIDE / max(page.get_size())
                picture = page.render(scale=scale, may_draw_forms=False, force_bitmap_format=raw.FPDFBitmap_BGR).to_numpy().copy()
                page.close()
            yield number, Page(height, recognise(picture, 1 / scale))
    finally:
        with _LOCK:
            document.close()


def _too_large(name: str) -> DocumentUnreadable:
    return DocumentUnreadable(f"“{name}”过大，已拒绝读取。", f"请拆成不超过 {_MOST_PAGES} 页的几份，或上传 DOCX。")


def _read(data: bytes, name: str) -> tuple[list[Page], date | None]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise DocumentEncrypted(f"“{name}”设有密码。", "请去掉密码后另存。") from error
        raise DocumentUnreadable(f"“{name}”已损坏，打不开。", "请重新下载，或上传 DOCX。") from error
    until, characters = time.monotonic() + _MOST_SECONDS, 0
    pages: list[Page] = []
    try:
        if not 0 < len(document) <= _MOST_PAGES:
            raise _too_large(name) if len(document) else DocumentUnreadable(f"“{name}”里没有页。", "请重新下载，或上传 DOCX。")
        for number in range(len(document)):
            pages.append(_page(document, number, name))
            characters += sum(len(run.text) for run in pages[-1].runs)
            if characters > _MOST_CHARACTERS or time.monotonic() > until:
                raise _too_large(name)
        return pages, _edited(document)
    except pypdfium2.PdfiumError as error:
        raise DocumentUnreadable(f"“{name}”有一页已损坏，读不出内容：第 {len(pages) + 1} 页。", "请重新下载，或上传 DOCX。") from error
    finally:
        document.close()


def _edited(document: pypdfium2.PdfDocument) -> date | None:
    for key in ("ModDate", "CreationDate"):
        stamp = _STAMP.match(document.get_metadata_value(key))
        if stamp:
            with suppress(ValueError):
                return date(int(stamp[1]), int(stamp[2]), int(stamp[3]))
    return None


class _Places:
    """Where the characters of a page stand, from the upper left corner of the page as it is shown."""

    def __init__(self, page: pypdfium2.PdfPage, words: pypdfium2.PdfTextPage) -> None:
        self._words = words
        self._left, self._bottom, self._right, self._top = page.get_cropbox()
        self._turned = page.get_rotation()
        self._box = raw.FS_RECTF()
        self._there = ctypes.byref(self._box)

    def of(self, index: int) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a character."""
        raw.FPDFText_GetLooseCharBox(self._words, index, self._there)
        box = self._box
        if self._turned == 90:
            return box.bottom - self._bottom, box.left - self._left, box.top - self._bottom, box.right - self._left
        if self._turned == 180:
            return self._right - box.right, box.bottom - self._bottom, self._right - box.left, box.top - self._bottom
        if self._turned == 270:
            return self._top - box.top, self._right - box.right, self._top - box.bottom, self._right - box.left
        return box.left - self._left, self._top - box.top, box.right - self._left, self._top - box.bottom


def _page(document: pypdfium2.PdfDocument, number: int, name: str) -> Page:
    page = document[number]
    words = page.get_textpage()
    try:
        runs = list(_runs(words, _Places(page, words)))
        return Page(page.get_height(), runs, _is_picture(page, runs, name))
    finally:
        words.close()
        page.close()


def _is_picture(page: pypdfium2.PdfPage, runs: Sequence[Run], name: str) -> bool:
    """Whether a page's words stand in a picture: it shows something and holds no text, or next to none, or text that no character table explains."""
    text = "".join(run.text for run in runs)
    if len(text) >= _CAPTION:
        return _is_unreadable(text)
    objects = list(page.get_objects(max_depth=4))
    pictures = [found for found in objects if found.type == raw.FPDF_PAGEOBJ_IMAGE]
    for width, height in (found.get_px_size() for found in pictures):
        if width * height > _MOST_PIXELS:
            raise DocumentUnreadable(f"“{name}”里有一张图片过大（{width}×{height}），已拒绝读取。", "请压缩图片，或上传 DOCX。")
    if not text:
        return bool(pictures) or sum(found.type in {raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING} for found in objects) >= _DRAWN
    covered = max((abs((right - left) * (top - bottom)) for left, bottom, right, top in (found.get_bounds() for found in pictures)), default=0.0)
    return _is_unreadable(text) or covered >= 0.5 * page.get_width() * page.get_height()


def _runs(words: pypdfium2.PdfTextPage, places: _Places) -> Iterator[Run]:
    """The page's lines, cut where a gap is wider than a character and a half."""
    text = words.get_text_range(errors="replace")
    direct = len(text) == words.count_chars()

    def index(place: int) -> int:
        return place if direct else int(raw.FPDFText_GetCharIndexFromTextIndex(words, place))

    for line in _LINE.finditer(text):
        written, left, top, right, bottom, size = "", 0.0, 0.0, 0.0, 0.0, 1.0
        for word in _WORDS.finditer(text, *line.span()):
            start, end = word.span()
            # some fonts give a flat sign a flat box: those of its neighbours, and a wide sign's width, tell how high the line is
            boxes = [places.of(index(place)) for place in sorted({start, min(start + 1, end - 1), end - 1})]
            first, last, high, low = boxes[0][0], boxes[-1][2], min(box[1] for box in boxes), max(box[3] for box in boxes)
            tall = max(low - high, boxes[0][2] - first if _WIDE.match(word[0]) else 1.0)
            if written and -0.5 < (first - right) / tall < 1.5:
                # PDFium makes spaces of its own between characters that are set apart
                made = _WIDE.match(written[-1]) and _WIDE.match(word[0]) and raw.FPDFText_IsGenerated(words, index(start - 1))
                written += ("" if made else text[start - 1]) + word[0]
                top, right, bottom, size = min(top, high), last, max(bottom, low), max(size, tall)
            else:
                if written:
                    yield _run(written, left, right, top, bottom, size)
                written, left, top, right, bottom, size = word[0], first, high, last, low, tall
        if written:
            yield _run(written + (BROKEN if line[0][-1] in "\x02\ufffe" else ""), left, right, top, bottom, size)


def _run(written: str, left: float, right: float, top: float, bottom: float, size: float) -> Run:
    """The run, at least as high as its characters."""
    more = max(size - (bottom - top), 0.0) / 2
    return Run(written, left, right, top - more, bottom + more, size)
