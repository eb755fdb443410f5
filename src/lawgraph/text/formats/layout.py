"""Runs of text at places on pages → running text, as one reads it.

For formats that keep places instead of paragraphs (PDF, OFD): columns are read one after the other, running heads and feet and page numbers are
taken out, and the lines of a paragraph are joined. Places are measured from a page's upper left corner, downwards; the unit is the format's own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from lawgraph.domain.models import Reading
from lawgraph.text.formats.columns import Run, reading_order

__all__ = ["BROKEN", "Page", "flow"]

BROKEN = "\u00ad"
"""Ends a run whose last word goes on in the next line: the hyphen that the line break put there."""

_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef…—·]")
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百千零〇\d]{1,8}(?:[编章节条]|部分)|[（(]?[一二三四五六七八九十]{1,3}[)）、]|[一二三四五六七八九十]{1,2}[是要](?![否非])"
    r"|[（(]?\d{1,2}(?:[)）、]|[.．](?!\d))|[①-⑳•●■◆]"
)
"""Opens a line of its own: 第一条 | 一、 | （一） | 一是 | 1. | (1) | ①."""
_STOPS = "。！？：；!?:;"
_OPENERS = "《（“‘「〈【([{"
_BOUND = "，、。；：！？）》”’」〉】)]},.;:!?"
"""No line begins with these but in the middle of a sentence."""
_LONE_NUMBER = re.compile(
    r"[-－—–·.~～\s]*(?:第\s*)?(?:\d{1,3}|[ivxlc]{1,6}|[IVXLC]{1,6})\s*(?:页)?\s*(?:(?:[/／,，]|of|共)\s*(?:共\s*)?\d{1,4}\s*页?)?[-－—–·.~～\s]*"
)
"""1 | - 1 - | — 1 — | 第1页 共9页 | 1/9 | iv."""

_OUTER = 3
"""Running heads and feet are among so many outermost lines of a page."""
_MARGIN = 0.16
"""Page numbers stand in this outer part of a page's height."""
_CELL = 2.5
"""A gap of so many characters separates two cells of a table."""
_NARROW = 8
"""Lines of fewer characters are not set in a column: they are as long as what they say."""
_SET_IN = 3.2
"""Paragraphs are set in by less than so many characters: mostly by two."""
_FEW = 10
"""A page with fewer lines may show nothing of its left margin."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's height and its runs in the order in which the file writes them; ``is_unread``: it holds a picture that nobody read."""

    height: float
    runs: Sequence[Run]
    is_unread: bool = False


def flow(pages: Sequence[Page]) -> tuple[str, Reading]:
    """The text, one line a paragraph or a row of a table (cells separated by tabs), and how it was read."""
    sheets = [list(_lines(reading_order(page.runs))) for page in pages]
    kept = _without_numbers(_without_furniture(sheets), [page.height for page in pages])
    margins = _Margins.of(kept)
    pieces: list[str] = []
    starts: list[int] = []
    recognised: list[tuple[int, int, float]] = []
    doubtful: list[tuple[int, float]] = []
    size = 0
    before: tuple[Run, int] | None = None
    for number, lines in enumerate(kept):
        starts.append(size)
        for place, line in enumerate(lines):
            glue = "" if before is None else margins.glue(*before, line, number)
            words = line.text.removesuffix(BROKEN) + ("-" if line.text.endswith(BROKEN) else "")
            if glue == BROKEN:
                glue, pieces[-1], size = "", pieces[-1][:-1], size - 1
            size += len(glue)
            if place == 0:
                starts[-1] = size
            pieces += [glue, words]
            if line.scores:
                recognised.append((size, size + len(words), round(sum(line.scores) / len(line.scores), 3)))
                doubtful += [(size + offset, round(score, 3)) for offset, score in enumerate(line.scores) if score < Reading.SURE]
            size += len(words)
            before = line, number
    unread = tuple(number for number, page in enumerate(pages, 1) if page.is_unread)
    return "".join(pieces), Reading(tuple(starts), tuple(recognised), tuple(doubtful), unread)


def _lines(runs: Sequence[Run]) -> Iterator[Run]:
    """Neighbours on one line as one run."""
    line: Run | None = None
    for run in runs:
        if line is not None and line.column == run.column and line.beside(run) and run.left > line.right - 0.5 * run.size:
            gap = run.left - line.right
            glue = "\t" if gap >= _CELL * run.size else " " if gap >= 0.25 * run.size else ""
            scores = (*line.scores, *(1.0 for _ in glue), *run.scores) if line.scores and run.scores else ()
            line = Run(
                line.text + glue + run.text,
                line.left,
                run.right,
                min(line.top, run.top),
                max(line.bottom, run.bottom),
                line.size,
                line.column,
                scores,
            )
        else:
            if line is not None:
                yield line
            line = run
    if line is not None:
        yield line


# -- what belongs to the page and not to the text ------------------------------------------------------------------------------------


def _without_furniture(sheets: Sequence[Sequence[Run]]) -> list[list[Run]]:
    """Takes out the outer lines that say the same, figures apart, at the same height on a third of the pages or more."""
    seen: dict[tuple[bool, str], list[tuple[int, Run]]] = defaultdict(list)
    for number, lines in enumerate(sheets):
        ordered = sorted(lines, key=lambda line: line.top)
        for is_head, outer in ((True, ordered[:_OUTER]), (False, ordered[_OUTER:][-_OUTER:])):
            for line in outer:
                seen[is_head, re.sub(r"\d+|\s", lambda found: "#" if found[0].isdigit() else "", line.text)].append((number, line))
    least = max(2 if len(sheets) == 2 else 3, (len(sheets) + 2) // 3)
    gone: set[tuple[int, Run]] = set()
    for found in seen.values():
        height = median(line.top for _, line in found)
        level = [(number, line) for number, line in found if abs(line.top - height) <= line.size]
        if len({number for number, _ in level}) >= least:
            gone.update(level)
    return [[line for line in lines if (number, line) not in gone] for number, lines in enumerate(sheets)]


def _without_numbers(sheets: Sequence[Sequence[Run]], heights: Sequence[float]) -> list[list[Run]]:
    """Takes out the page numbers: the outermost line of a page where it is a lone number in the margin."""
    kept = []
    for lines, height in zip(sheets, heights, strict=True):
        outer = {min(lines, key=lambda line: line.top), max(lines, key=lambda line: line.top)} if lines else set()
        inner = (_MARGIN * height, (1 - _MARGIN) * height)
        gone = {line for line in outer if not inner[0] < line.top < inner[1] and _LONE_NUMBER.fullmatch(line.text)}
        kept.append([line for line in lines if line not in gone])
    return kept


# -- which lines make a paragraph ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Margins:
    """Where each page's columns begin; throughout the document, how wide a column is, how far apart lines are, and whether paragraphs are set in."""

    lefts: dict[tuple[int, int], float] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    leading: float = 0.0
    indented: bool = False

    @classmethod
    def of(cls, sheets: Sequence[Sequence[Run]]) -> _Margins:
        found = cls()
        reaches: dict[int, list[float]] = defaultdict(list)
        steps: list[float] = []
        common = {column: _margin([line for lines in sheets for line in lines if line.column == column]) for column in _columns(sheets)}
        for number, lines in enumerate(sheets):
            for column in _columns([lines]):
                within = [line for line in lines if line.column == column]
                left = _margin(within)
                if len(within) < _FEW and 0 < left - common[column] < _SET_IN * within[0].size:
                    left = common[column]  # the few lines of this page may all open paragraphs
                found.lefts[number, column] = left
                reaches[column] += [line.right - left for line in within]
                steps += [after.top - line.top for line, after in pairwise(within) if after.top > line.top]
        for column, known in reaches.items():
            found.widths[column] = sorted(known)[-1 - len(known) // 20]
        found.leading = median(steps) if steps else 0.0
        every = [(line, number) for number, lines in enumerate(sheets) for line in lines]
        openings = sum(1.2 * line.size < found._inset(line, number) < _SET_IN * line.size for line, number in every)
        found.indented = openings >= max(2, len(every) / 20)
        return found

    def glue(self, line: Run, page: int, following: Run, next_page: int) -> str:
        """What goes between two lines: a line break, or what joins them where a paragraph runs on; ``BROKEN`` where a hyphen has to go."""
        if not self._runs_on(line, page, following, next_page):
            return "\n"
        if line.text.endswith(BROKEN):
            return BROKEN if line.text[-2:-1].isalpha() and following.text[0].islower() else ""
        ends = line.text[-1] + following.text[0]
        return "" if _WIDE.search(ends) or all(sign in "“”‘’" for sign in ends) else " "

    def _runs_on(self, line: Run, page: int, following: Run, next_page: int) -> bool:
        if "\t" in line.text or "\t" in following.text or not 0.65 < line.size / following.size < 1.5:
            return False
        step = following.top - line.top
        if (page, line.column) == (next_page, following.column) and not 0 < step <= max(1.5 * self.leading, 1.7 * line.size):
            return False
        if self.widths[line.column] < _NARROW * line.size or not self._is_full(line, page, following.text):
            return False
        last, first = line.text[-1], following.text[0]
        if first in _BOUND or last in _OPENERS:
            return True
        inset = self._inset(following, next_page)
        if inset > 0.8 * following.size or self._inset(line, page) - inset > _SET_IN * line.size:
            return False
        return self.indented or last in "，、" or (last not in _STOPS and not _NUMBERED.match(following.text))

    def _is_full(self, line: Run, page: int, following: str) -> bool:
        """Whether the next line's first word had no place left on this one; may be coarse where paragraphs are set in, which tells them apart."""
        narrow = re.match(r"[^\s\u2e80-\uffef]*", following)
        word = max(3.0 if self.indented else 1.6, 0.6 * (len(narrow[0]) + 1) if narrow else 0)
        return line.right >= self.lefts[page, line.column] + self.widths[line.column] - word * line.size

    def _inset(self, line: Run, page: int) -> float:
        return line.left - self.lefts[page, line.column]


def _columns(sheets: Sequence[Sequence[Run]]) -> set[int]:
    return {line.column for lines in sheets for line in lines}


def _margin(lines: Sequence[Run]) -> float:
    """The leftmost place at which a tenth of the lines begin."""
    lefts, least, near = sorted(line.left for line in lines), (len(lines) + 9) // 10, 0.4 * median(line.size for line in lines)
    return next((left for left, right in zip(lefts, lefts[least - 1 :], strict=False) if right - left <= near), lefts[0])
