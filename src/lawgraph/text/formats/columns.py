"""Runs of text on a page → the order in which one reads them.

The order in which a file writes its runs is nearly always that of reading, and kept; it is left where lines of two columns are written in turns, and
where something is written after what stands below it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

__all__ = ["Run", "by_rows", "reading_order"]

_ROWS = 4
"""So many lines with a gap at the same place make columns."""
_LEAST = 8
"""Lines of a column have at least so many characters, on an average; cells of tables mostly have fewer."""
_MOST_SORTED = 500
"""Pages with more blocks than this keep the order in which they were written."""
_MOST_PLACES = 50
"""So many places are tried for a gap between columns."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words on one line, and where they stand, from the page's upper left corner. ``size`` is the height of a character.

    ``column`` counts a page's columns from 1; 0 is the whole width. ``scores`` says how sure the reader is of each character that it recognised in a
    picture, from 0 to 1; it is empty where the file itself holds the characters.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    column: int = 0
    scores: tuple[float, ...] = ()

    def beside(self, other: Run) -> bool:
        """Whether both stand on one line."""
        return min(self.bottom, other.bottom) - max(self.top, other.top) > 0.5 * min(self.bottom - self.top, other.bottom - other.top)


def reading_order(runs: Sequence[Run]) -> list[Run]:
    """The runs as they are read, those of columns with the column's number."""
    rows = by_rows(runs)
    gutter = _gutter(rows)
    return _sorted(runs) if gutter is None else list(_by_columns(rows, gutter, 1))


def by_rows(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs by lines from top to bottom, each line from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: run.top):
        if rows and rows[-1][0].beside(run):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.left) for row in rows]


def _gutter(rows: Sequence[Sequence[Run]]) -> float | None:
    """Where the first gap between two columns is; None where there are none.

    Many lines have a gap there, and on both sides a third of the lines or more end at the same place, as those of running text do.
    """
    # just left of where the right column begins: a stop may hang over the margin of the left one
    gaps = {right.left - 0.1 * right.size for row in rows for left, right in pairwise(row) if right.left - left.right >= 0.7 * left.size}
    places = sorted(gaps)
    found: tuple[int, float] | None = None
    for place in places[:: len(places) // _MOST_PLACES + 1]:
        sides = [_split(row, place) for row in rows]
        both = [(left[-1], right[0]) for left, right in (side for side in sides if side is not None) if left and right]
        crossed = sum(side is None for side in sides)
        if len(both) >= _ROWS and crossed <= len(rows) // 2 and all(_is_set([pair[side] for pair in both]) for side in (0, 1)):
            found = min(found or (crossed, place), (crossed, place))
    return found[1] if found else None


def _split(row: Sequence[Run], place: float) -> tuple[list[Run], list[Run]] | None:
    """The runs on both sides of a place; None where one crosses it."""
    left = [run for run in row if run.right <= place]
    right = [run for run in row if run.left >= place]
    return (left, right) if len(left) + len(right) == len(row) else None


def _is_set(lines: Sequence[Run]) -> bool:
    """Whether the lines fill a column."""
    edge, size = max(line.right for line in lines), median(line.size for line in lines)
    full = sum(line.right >= edge - 2 * size for line in lines)
    return full * 3 >= len(lines) and median(line.right - line.left for line in lines) >= _LEAST * size


def _by_columns(rows: Sequence[Sequence[Run]], gutter: float, column: int) -> Iterator[Run]:
    """Between lines that cross the gutter: what stands left of it, then what stands right of it."""
    band: list[tuple[list[Run], list[Run]]] = []
    for row in [*rows, None]:
        side = None if row is None else _split(row, gutter)
        if side is not None:
            band.append(side)
            continue
        yield from (replace(run, column=column) for left, _ in band for run in left)
        beyond = [right for _, right in band if right]
        further = _gutter(beyond)
        if further is not None:
            yield from _by_columns(beyond, further, column + 1)
        else:
            yield from (replace(run, column=column + 1) for right in beyond for run in right)
        band = []
        yield from row or ()


def _sorted(runs: Sequence[Run]) -> list[Run]:
    """The order written, but nothing before what stands above it: a title that was written last comes first, the cells of a table stay whole."""
    in_order = all(after.top >= run.top - run.size or after.beside(run) for run, after in pairwise(runs))
    blocks = [] if in_order else list(_blocks(runs))
    if in_order or len(blocks) > _MOST_SORTED:
        return list(runs)
    below = [[place for place, block in enumerate(blocks) if other.is_above(block)] for other in blocks]
    owed = [0] * len(blocks)
    for places in below:
        for place in places:
            owed[place] += 1
    ready = [place for place, count in enumerate(owed) if count == 0]
    found: list[Run] = []
    while ready:
        first = heapq.heappop(ready)
        found += blocks[first].runs
        for place in below[first]:
            owed[place] -= 1
            if owed[place] == 0:
                heapq.heappush(ready, place)
    return found


@dataclass(slots=True)
class _Block:
    """Runs that were written one below the other, and what they cover."""

    runs: list[Run]
    left: float
    right: float
    top: float
    bottom: float

    def is_above(self, other: _Block) -> bool:
        overlap = min(self.right, other.right) > max(self.left, other.left)
        return overlap and self.top < other.top and self.bottom <= other.top + 0.3 * other.runs[0].size


def _blocks(runs: Sequence[Run]) -> Iterator[_Block]:
    block: _Block | None = None
    for run in runs:
        last = block.runs[-1] if block is not None else run
        goes_on = last.beside(run) or (0 < run.top - last.top < 3 * run.size and abs(run.left - last.left) < 3.2 * run.size)
        if block is not None and goes_on:
            block.runs.append(run)
            block.left, block.right = min(block.left, run.left), max(block.right, run.right)
            block.top, block.bottom = min(block.top, run.top), max(block.bottom, run.bottom)
        else:
            if block is not None:
                yield block
            block = _Block([run], run.left, run.right, run.top, run.bottom)
    if block is not None:
        yield block
