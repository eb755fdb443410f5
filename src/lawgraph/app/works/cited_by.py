"""Who cites a work or an article, grouped as the rail beside the text shows it: by level of the citing work, then the reports' measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lawgraph.app.reports.marking import short_title
from lawgraph.app.words import WORDS
from lawgraph.domain.ids import provision_id
from lawgraph.domain.levels import level_name, rank
from lawgraph.domain.models import Work
from lawgraph.domain.numerals import label_name
from lawgraph.store.graph.rows import Edge
from lawgraph.store.reports import MeasureUse

__all__ = ["CitedBy", "Citing", "Group", "cited_by"]

_FIRST = 5


@dataclass(frozen=True, slots=True)
class Citing:
    """One place that cites: a provision of another work, or a measure (then ``origin`` says who found the basis)."""

    title: str
    place: str
    href: str
    target: str = ""
    note: str = ""
    origin: str = ""


@dataclass(slots=True)
class Group:
    """Citing places of one level; the first few stand open."""

    name: str
    rows: list[Citing] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.rows)

    @property
    def first(self) -> list[Citing]:
        """Those that stand open."""
        return self.rows[:_FIRST]

    @property
    def rest(self) -> list[Citing]:
        """Those behind them."""
        return self.rows[_FIRST:]


@dataclass(frozen=True, slots=True)
class CitedBy:
    """``more``: there are more citing places than the ``listed`` ones."""

    title: str
    groups: tuple[Group, ...]
    listed: int
    more: bool


def cited_by(edges: Iterable[Edge], uses: Iterable[MeasureUse], work: Callable[[str], Work], *, of: str, label: str, limit: int) -> CitedBy:
    """``of`` names what is cited (本法规, 本条); ``label`` is the article's, empty for the whole work; ``edges`` hold at most ``limit`` + 1.

    What names the article under another number, that of the version that it means, says so.
    """
    found = list(edges)
    listed = found[:limit]
    groups: dict[tuple[int, str], Group] = {}
    for edge in listed:
        source = work(edge.source)
        place = (rank(source.kind), level_name(source.kind))
        groups.setdefault(place, Group(place[1])).rows.append(_edge(edge, source, label))
    measures = Group("报告举措")
    for use in uses:
        target = label_name(use.label) if use.label and use.label != label else ""
        number = use.measure + 1
        href = f"/reports/{use.report}?measure={number}#m-{number}"
        measures.rows.append(Citing(use.name.rsplit(".", 1)[0], f"举措 {number:02d}", href, target, "", use.origin))
    ordered = [groups[place] for place in sorted(groups)] + ([measures] if measures.rows else [])
    count = len(listed) + len(measures.rows)
    said = f"引用{of}的 {count} 处" if len(found) <= limit else f"引用{of}的 {count} 处以上"
    return CitedBy(said if count else f"引用{of}的", tuple(ordered), limit, len(found) > limit)


def _edge(edge: Edge, source: Work, label: str) -> Citing:
    href = provision_id(edge.version, edge.source_label) if edge.version and edge.source_label else edge.version or source.id
    place = label_name(edge.source_label) if edge.source_label else ""
    target = label_name(edge.target_label) if edge.target_label and edge.target_label != label else ""
    note = WORDS["relation"].get(edge.relation, "") if edge.relation != "cites" else WORDS["edge"].get(edge.status, "")
    return Citing(short_title(source.title), place, href, target, note)
