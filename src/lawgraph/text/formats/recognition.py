"""Pictures of pages → runs of text at places, by RapidOCR (the extra ``ocr``).

The models lie inside RapidOCR's wheel and are named to it by path, so that it never looks for them in the network.
"""

from __future__ import annotations

import importlib.util
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from lawgraph.text.formats.columns import Run, by_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

__all__ = ["INSTALL", "RECOGNISER", "SIDE", "Progress", "can_recognise", "recognise"]

Progress = Callable[[str, int, int], None]
"""Called with what is done, how far, and of how many."""

RECOGNISER = "RapidOCR"
"""What recognises characters, as people are told."""

INSTALL = "请运行 pip install 'lawgraph[ocr]' 安装文字识别后再试"
"""What to do where a picture cannot be read; a sentence goes on behind it."""

SIDE = 2200
"""The longer side of a page's picture, in pixels: on A4 190 to an inch. The error on clean pages falls no further above it, the time grows."""

_TALL = 2.2
"""A picture so many times as high as wide holds several screens, and is read in pieces: made to fit as a whole, its letters would be too small."""
_PIECE = 1.4
"""A piece's height in widths."""

_POOR = 0.75
"""Pages of which the reader is less sure than this may lie on their side or stand upside down."""

_CHINESE = "[\u3400-\u9fff\uff00-\uffef\u3000-\u303f“”‘’]"
_NARROW = re.compile(rf"(?<={_CHINESE})[(),:;?!]|[(),:;?!](?={_CHINESE})")
_WIDE = dict(zip("(),:;?!", "（），：；？！", strict=True))
_SIGN = re.compile(r"[^\w]")

_LOCK = threading.Lock()
"""One picture at a time: a picture alone keeps every processor busy."""


def can_recognise() -> bool:
    """Whether the extra ``ocr`` is installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def recognise(picture: Picture, unit: float = 1.0) -> list[Run]:
    """The lines of a picture (height x width x 3, blue first), from top to bottom; ``unit`` is the size of a pixel in the places' unit."""
    with _LOCK:
        found = _upright(picture)
    return [
        replace(run, left=run.left * unit, right=run.right * unit, top=run.top * unit, bottom=run.bottom * unit, size=run.size * unit)
        for run in found
    ]


def _upright(picture: Picture) -> list[Run]:
    """The lines of a picture whichever side is up: where they read poorly or run downwards, the best of its four turns."""
    found = _read(picture)
    if _sureness(found) >= _POOR:
        return found
    turned = (_read(picture.swapaxes(0, 1)[::-1].copy()), _read(picture[::-1, ::-1].copy()), _read(picture[::-1].swapaxes(0, 1).copy()))
    return max(found, *turned, key=_sureness)


def _sureness(runs: Sequence[Run]) -> float:
    """The mean confidence of the characters in lines that run across; those that run downwards count for nothing."""
    scores = [score if run.right - run.left >= run.bottom - run.top or len(run.text) < 3 else 0.0 for run in runs for score in run.scores]
    return sum(scores) / len(scores) if scores else 1.0


def _read(picture: Picture) -> list[Run]:
    return [run for piece, top in _pieces(picture) for run in _lines(piece, top)]


@cache
def _engine() -> Any:
    import rapidocr  # noqa: PLC0415 (a second to load, and most documents hold no picture)

    models = Path(rapidocr.__file__).parent / "models"
    paths = {f"{part}.model_path": str(next(models.glob(f"*_{part.lower()}_*.onnx"))) for part in ("Det", "Cls", "Rec")}
    # a line of which nothing is sure is kept, and said to be doubtful, rather than left out; a page is turned as a whole (_upright), because the
    # classifier of single lines turns some that stand upright
    return rapidocr.RapidOCR(
        params={"Global.log_level": "critical", "Global.max_side_len": SIDE, "Global.text_score": 0.0, "Global.use_cls": False, **paths}
    )


def _pieces(picture: Picture) -> Iterator[tuple[Picture, int]]:
    """A tall picture in pieces with the row at which each begins, cut where a row shows least."""
    height, width = picture.shape[:2]
    if height <= _TALL * width:
        yield picture, 0
        return
    step, contrast, begin = int(_PIECE * width), picture.std(axis=(1, 2)), 0
    while begin < height:
        end = height
        if height - begin > step * 1.5:
            near = contrast[begin + step // 2 : begin + step]
            end = begin + step // 2 + int(near.argmin())
        yield picture[begin:end], begin
        begin = end


def _lines(picture: Picture, top: int) -> list[Run]:
    found = _engine()(picture, return_word_box=True, return_single_char_box=True)
    if found.boxes is None:
        return []
    tilt = _tilt(found.boxes)
    known = zip(found.boxes, found.txts, found.scores, found.word_results, strict=True)
    runs = [_run(box, tilt, top, words, float(score), signs) for box, words, score, signs in known]
    return [run for row in by_rows(runs) for run in _apart(row)]


def _apart(row: Sequence[Run]) -> Iterator[Run]:
    """Neighbours whose boxes overlap, because the finder draws them wider than the words, meet half-way."""
    left = row[0].left
    for run, after in zip(row, [*row[1:], None], strict=True):
        meet = None if after is None or after.left >= run.right else (run.right + after.left) / 2
        yield replace(run, left=left, right=run.right if meet is None else meet)
        left = after.left if after is not None and meet is None else meet or left


def _tilt(boxes: Iterable[Any]) -> float:
    """By how much the lines of a page that lay askew rise, in rows a column."""
    slopes = [(box[1][1] - box[0][1]) / width for box in boxes if (width := box[1][0] - box[0][0]) > 8 * abs(box[3][1] - box[0][1])]
    return float(median(slopes)) if slopes else 0.0


def _run(box: Any, tilt: float, top: int, words: str, score: float, signs: Sequence[Any]) -> Run:
    upright = [(float(x + tilt * y), float(y - tilt * x) + top) for x, y in box]
    left, right = min(x for x, _ in upright), max(x for x, _ in upright)
    high, low = (upright[0][1] + upright[1][1]) / 2, (upright[2][1] + upright[3][1]) / 2
    each = [float(sure) for sign, sure, _ in signs for _ in sign]
    if "".join(sign for sign, _, _ in signs) != words:
        each = [score] * len(words)
    # which of two look-alike stops and brackets it is, wide or narrow, the words around decide
    text = _NARROW.sub(lambda sign: _WIDE[sign[0]], words)
    scores = tuple(1.0 if _SIGN.match(sign) else sure for sign, sure in zip(text, each, strict=True))
    kept = len(text) - len(text.lstrip()), len(text.rstrip())
    size = min(low - high, (right - left) / max(sum(1 if sign > "\u2e7f" else 0.5 for sign in text), 1))
    return Run(text[slice(*kept)], left, right, high, low, max(size, 1.0), scores=scores[slice(*kept)])
