"""Pictures that are tables: one bar a row, drawn on the server, its parts told apart by solid, hatched and dotted, which survive black and white.

The number stands in its cell and is the link to the list behind it; the bar repeats it for the eye alone. ``charts.html`` shows them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lawgraph.app.reports.marking import basis_name
from lawgraph.app.words import WORDS
from lawgraph.domain.levels import Kind, level_name, rank

__all__ = ["Bar", "Chart", "Part", "articles_chart", "chart", "findings_chart", "levels_chart"]

Json = Mapping[str, Any]
Href = Callable[[str], str]

_PARTS = ("cited", "suggested", "gap")
_ARTICLES = 8


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar: ``kind`` (cited, suggested, gap) names its pattern, ``x`` and ``width`` are percentages of the picture's width."""

    kind: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: ``href`` leads to the thing that is named, ``list_href`` to the list behind the number; either may be empty."""

    name: str
    count: int
    parts: tuple[Part, ...]
    href: str = ""
    list_href: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """``head`` names what the rows are, ``unit`` what is counted; ``kinds`` are the parts that occur, for the legend where there is more than one."""

    title: str
    head: str
    unit: str
    bars: tuple[Bar, ...]
    kinds: tuple[str, ...]


def chart(title: str, head: str, unit: str, rows: Iterable[tuple[str, Mapping[str, int], str, str]]) -> Chart:
    """A chart of rows (name, count of each part, ``href``, ``list_href``) in their order; the longest bar takes the whole width."""
    found = list(rows)
    scale = 100 / max([sum(parts.values()) for _, parts, _, _ in found] + [1])
    bars = tuple(Bar(name, sum(parts.values()), tuple(_parts(parts, scale)), href, behind) for name, parts, href, behind in found)
    return Chart(title, head, unit, bars, tuple(kind for kind in _PARTS if any(part.kind == kind for bar in bars for part in bar.parts)))


def _parts(counts: Mapping[str, int], scale: float) -> Iterable[Part]:
    begin = 0.0
    for kind in _PARTS:
        if counts.get(kind):
            width = counts[kind] * scale
            yield Part(kind, counts[kind], round(begin, 2), round(width, 2))
            begin += width


# -- of what was found in reports -----------------------------------------------------------------------------------------------------


def levels_chart(measures: Sequence[Json], href: Href) -> Chart:
    """How many bases come from each level of authority, the highest first; ``href`` leads to the measures of ``level:KIND``."""
    counts: dict[str, Counter[str]] = {}
    for basis in _bases(measures):
        counts.setdefault(basis["kind"], Counter())[basis["origin"]] += 1
    ordered = sorted(counts, key=lambda kind: rank(Kind(kind)))
    rows = ((level_name(Kind(kind)), counts[kind], "", href(f"level:{kind}")) for kind in ordered)
    return chart("依据来自哪一层", "效力层级", "处", rows)


def findings_chart(measures: Sequence[Json], href: Href) -> Chart:
    """How many findings of measures there are of each kind, the most frequent first; ``href`` leads to the measures of ``finding:CODE``."""
    counts = Counter(found["code"] for measure in measures for found in measure["findings"])
    rows = ((WORDS["finding"].get(code, code), {"cited": count}, "", href(f"finding:{code}")) for code, count in counts.most_common())
    return chart("审查意见", "意见", "条意见", rows)


def articles_chart(measures: Sequence[Json], href: Href) -> Chart:
    """The articles (or works, where none is named) that most measures rest on; ``href`` leads to the measures of ``basis:WORK#ARTICLE``."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    first: dict[tuple[str, str], Json] = {}
    for basis in _bases(measures):
        place = basis["work"]["id"], basis["article"]
        counts.setdefault(place, Counter())[basis["origin"]] += 1
        first.setdefault(place, basis)
    most = sorted(counts, key=lambda place: (-counts[place].total(), place))[:_ARTICLES]
    rows = (
        (basis_name(basis), counts[place], basis["provision"] or basis["work"]["id"], href("basis:" + "#".join(place)))
        for place in most
        for basis in [first[place]]
    )
    return chart("用得最多的条", "条", "项举措", rows)


def _bases(measures: Sequence[Json]) -> Iterable[Json]:
    return (basis for measure in measures for basis in measure["basis"])
