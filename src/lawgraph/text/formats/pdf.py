"""A .pdf file with text → its text as a reader sees it (PDFium by pypdfium2).

A scanned page holds a picture and no text: that takes character recognition, and is said, not guessed.
"""

from __future__ import annotations

import ctypes
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw

from lawgraph.errors import DocumentEncrypted, DocumentUnreadable
from lawgraph.text.formats.columns import Run
from lawgraph.text.formats.layout import BROKEN, Page, flow

__all__ = ["extract"]

_MOST_BYTES = 200 * 1024 * 1024
_MOST_PAGES = 3000
_MOST_CHARACTERS = 10_000_000
_MOST_SECONDS = 60.0
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


def extract(data: bytes, name: str) -> tuple[str, tuple[int, ...], date | None]:
    """The text (one line a paragraph), the offset at which each page begins, and the day of the last edit by the document's information.

    Raises DocumentEncrypted, and DocumentUnreadable where the file is damaged, too large, without text (scanned) or without readable characters.
    """
    if len(data) > _MOST_BYTES:
        raise _too_large(name)
    with _LOCK:
        pages, edited = _read(data, name)
    text, starts = flow(pages)
    visible = len(text) - sum(map(str.isspace, text))
    if not visible:
        raise DocumentUnreadable(f"“{name}”：这个 PDF 里没有文字。看来是扫描件。", "请先作文字识别，或上传 DOCX。")
    if len(_UNREADABLE.findall(text)) > (1 - _LEAST_READABLE) * visible:
        raise DocumentUnreadable(f"“{name}”里的字体没有字符编码，读不出文字。", "请先作文字识别，或上传 DOCX。")
    return text, starts, edited


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
            pages.append(_page(document, number))
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


def _page(document: pypdfium2.PdfDocument, number: int) -> Page:
    page = document[number]
    words = page.get_textpage()
    try:
        return Page(page.get_height(), list(_runs(words, _Places(page, words))))
    finally:
        words.close()
        page.close()


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
