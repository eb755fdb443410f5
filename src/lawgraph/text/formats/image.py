"""Pictures of pages (.png, .jpg, .tif, .bmp, .gif, .webp) → their text, by character recognition."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from lawgraph.domain.models import Reading
from lawgraph.errors import DocumentEmpty, DocumentUnreadable, FormatUnsupported
from lawgraph.text.formats.layout import Page, flow
from lawgraph.text.formats.recognition import INSTALL, Progress, can_recognise, recognise

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["extract"]

_MOST_PIXELS = 100_000_000
"""A sheet of A3 at 600 dots an inch has 70 million."""
_MOST_PAGES = 200
_LEAST = 1000
"""A picture whose shorter side is below this is enlarged: small letters are read better so."""


def extract(data: bytes, name: str, progress: Progress) -> tuple[str, Reading, None]:
    """The text of a picture, or of the pages of a TIFF, and how it was read.

    Raises FormatUnsupported where the extra ``ocr`` is not installed, DocumentUnreadable (damaged, too large) or DocumentEmpty.
    """
    if not can_recognise():
        raise FormatUnsupported(f"“{name}”是图片，要有文字识别才能读取。", f"{INSTALL}，或换成 DOCX。")
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 (it comes with the extra)

    pages: list[Page] = []
    try:
        with Image.open(io.BytesIO(data)) as picture:
            count = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
            if picture.width * picture.height > _MOST_PIXELS or count > _MOST_PAGES:
                raise DocumentUnreadable(f"“{name}”过大，已拒绝读取。", f"请拆成不超过 {_MOST_PAGES} 页的几份，每页不超过一亿像素。")
            progress("识别页面", 0, count)
            for number in range(count):
                picture.seek(number)
                pages.append(_page(picture))
                progress("识别页面", number + 1, count)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise DocumentUnreadable(f"“{name}”这张图片已损坏，打不开。", "请重新扫描或下载。") from error
    text, reading = flow(pages)
    if not text:
        raise DocumentEmpty(f"“{name}”这张图片里没有认出文字。", "请换一张清楚的，文字要正放。")
    return text, reading, None


def _page(picture: Image.Image) -> Page:
    import numpy as np  # noqa: PLC0415 (as above)
    from PIL import ImageOps  # noqa: PLC0415 (as above)

    upright: Any = ImageOps.exif_transpose(picture).convert("RGB")
    if min(upright.size) < _LEAST:
        upright = upright.resize((upright.width * 2, upright.height * 2))
    pixels = np.asarray(upright)[:, :, ::-1]
    return Page(pixels.shape[0], recognise(np.ascontiguousarray(pixels)))
