"""A text with its citations marked: segments that, put together, are the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lawgraph.domain.models import Citation

__all__ = ["Segment", "annotate"]


@dataclass(frozen=True, slots=True)
class Segment:
    """``text[start:end]``; ``citation`` is the index, in the list given, of the citation that it belongs to, None for plain words."""

    start: int
    end: int
    text: str
    citation: int | None = None


def annotate(text: str, citations: Sequence[Citation], *, start: int = 0, end: int | None = None) -> tuple[Segment, ...]:
    """``text[start:end]`` cut at its citations, in order and without gaps.

    Where a short form is declared between a title and its article, the inner citation cuts the outer one in two.
    """
    stop = len(text) if end is None else end
    bounds = {start, stop}
    inside = [(max(c.start, start), min(c.end, stop), index) for index, c in enumerate(citations) if c.start < stop and c.end > start]
    for low, high, _ in inside:
        bounds.update((low, high))
    inside.sort(key=lambda span: (span[0], -span[1]))
    marks = sorted(bounds)
    segments: list[Segment] = []
    open_spans: list[tuple[int, int, int]] = []
    waiting = iter([*inside, (stop + 1, stop + 1, -1)])
    upcoming = next(waiting)
    for low, high in pairwise(marks):
        while upcoming[0] <= low:
            open_spans.append(upcoming)
            upcoming = next(waiting)
        open_spans = [span for span in open_spans if span[1] > low]
        segments.append(Segment(low, high, text[low:high], open_spans[-1][2] if open_spans else None))
    return tuple(segments)
