"""Normalising that keeps offsets: what a reader does not see goes, lines that only the page broke are joined.

Nothing else changes, so that a title broken over a line is found and its span still counts characters of the text as read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from lawgraph.domain.numerals import NUMERAL

__all__ = ["Cleaned", "clean"]

# zero-width signs, soft hyphens, byte-order marks, private use
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ue000-\uf8ff]+")
# a line break inside a sentence: Chinese or a comma before it, Chinese behind it
_BREAK = re.compile(r"(?<=[一-鿿，、；：“（《])[ \t\u3000]?\r?\n(?=[一-鿿，。、；：”）》])")
# 第三十⏎三条: a line break inside a number is the page's in any text
_BROKEN_NUMBER = re.compile(rf"第{NUMERAL}{{0,8}}(?P<gap>[ \t]*\r?\n[ \t\u3000]*)(?={NUMERAL}{{1,8}}[条款项章节])")
_OPENS_A_BLOCK = re.compile(r"[一二三四五六七八九十]{1,3}[、是要]|第[一二三四五六七八九十百零]{1,6}[章节条]|附件|附：|抄送")
_MIN_LINES = 6
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text. ``cuts`` are the places (in the cleaned text) where something was left out, ``lost`` how much until then."""

    text: str
    cuts: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()

    def offset(self, place: int) -> int:
        """Where the character at ``place`` of the cleaned text stands in the text as read."""
        before = bisect_right(self.cuts, place)
        return place + (self.lost[before - 1] if before else 0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span of the cleaned text as a span of the text as read; ``end`` exclusive."""
        return self.offset(start), self.offset(end - 1) + 1 if end > start else self.offset(start)


def clean(text: str) -> Cleaned:
    """``text`` without unseen signs and without the line breaks of a hard-wrapped page."""
    gone = [match.span() for match in _UNSEEN.finditer(text)]
    gone.extend(match.span("gap") for match in _BROKEN_NUMBER.finditer(text))
    if _is_wrapped(text):
        gone.extend(_breaks(text))
    gone.sort()
    if not gone:
        return Cleaned(text)
    kept: list[str] = []
    cuts: list[int] = []
    sizes: list[int] = []
    at = length = 0
    for start, end in gone:
        if start < at:
            continue
        kept.append(text[at:start])
        length += start - at
        cuts.append(length)
        sizes.append(end - start)
        at = end
    kept.append(text[at:])
    return Cleaned("".join(kept), tuple(cuts), tuple(accumulate(sizes)))


def _is_wrapped(text: str) -> bool:
    """Whether lines end where the page did: many long lines of nearly one length that end inside a sentence."""
    text = text[:_SAMPLE]
    lengths = [len(line) for line in text.split("\n") if line.strip()]
    if len(lengths) < _MIN_LINES:
        return False
    width = sorted(lengths)[int(len(lengths) * 0.9)]
    if not 15 <= width <= 80:
        return False
    full = sum(width - 6 <= length <= width + 6 for length in lengths)
    return full >= 0.4 * len(lengths) and len(_BREAK.findall(text)) >= 0.25 * len(lengths)


def _breaks(text: str) -> list[tuple[int, int]]:
    """The line breaks to close: behind a long line, and not before a numbered heading."""
    lengths = sorted(len(line) for line in text.split("\n") if line.strip())
    width = lengths[int(len(lengths) * 0.9)]
    spans = []
    for match in _BREAK.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        if match.start() - line >= width - 10 and _OPENS_A_BLOCK.match(text, match.end()) is None:
            spans.append(match.span())
    return spans
