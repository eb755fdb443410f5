"""What a new version of a regulation touches: who rests on the articles that changed, moved or went, directly and at a distance.

An article number without a version is not a pinpoint: at every step what names an article of another version is led to the right one by the words of
the article, and what was looked up in no version is listed under the number as written and marked as unsure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lawgraph.domain.ids import split_provision_id
from lawgraph.domain.models import WorkRef
from lawgraph.errors import UnknownProvision
from lawgraph.services.comparing import Comparer
from lawgraph.services.sameness import Sameness
from lawgraph.store.graph.edges import ABOVE, RESTS, Edge, applying, article_of
from lawgraph.store.graph.report_edges import report_edges
from lawgraph.store.graph.rows import Graph
from lawgraph.store.library import Library, VersionRow
from lawgraph.store.reports import Reports
from lawgraph.text.comparison import ArticleChange, ChangeKind

__all__ = ["Affected", "Impact", "ImpactFinder"]

_TOUCHED = frozenset({ChangeKind.MOVED, ChangeKind.CHANGED, ChangeKind.REMOVED})


@dataclass(frozen=True, slots=True)
class Affected:
    """What rests on an article.

    ``path`` leads from it to the article, its own edge first; ``sure`` is False where the last edge's version is not known.
    """

    node: str
    path: tuple[Edge, ...]
    sure: bool

    @property
    def steps(self) -> int:
        """1: rests on the article itself."""
        return len(self.path)


@dataclass(frozen=True, slots=True)
class Impact:
    """What rests on the older of two versions of a work.

    ``changes`` holds what became of each article of the older version; it is empty where the text of either is not installed: then nobody can tell
    what changed, and every article that is named stands in ``articles``. That leads from the number of each touched article, in order, to what rests
    on it, the nearest first; ``whole`` holds what names the work without a number, and the measures that rest on works made by it. Measures of
    reports are among both, with the relation ``has_basis``.
    """

    work: WorkRef
    old: VersionRow
    new: VersionRow
    changes: tuple[ArticleChange, ...]
    articles: Mapping[str, tuple[Affected, ...]]
    whole: tuple[Affected, ...]

    def change(self, number: str) -> ArticleChange | None:
        """What became of an article of the older version; None where nobody can tell."""
        return next((change for change in self.changes if change.old == number), None)


class ImpactFinder:
    """Finds impacts in one library with its graph and its reports."""

    def __init__(self, library: Library, graph: Graph, reports: Reports, comparer: Comparer) -> None:
        self._library, self._graph, self._reports, self._comparer = library, graph, reports, comparer

    def find(self, work: str, before: date, after: date, *, steps: int = 5) -> Impact:
        """What the version of ``after`` touches that rests on the one of ``before``, up to ``steps`` away.

        A version is named by its day of publication, or by a day on which it applies. Of each citing work those words count that applied on the day
        when the newer version took effect. Raises UnknownWork, and UnknownProvision where no version is known for a day.
        """
        named = self._library.work(work)
        old, new = self._version(work, before), self._version(work, after)
        changes = self._comparer.changes(old.id, new.id) if old.has_text and new.has_text else ()
        touched = {change.old for change in changes if change.kind in _TOUCHED}
        measures = [edge for edge in report_edges(self._reports, self._library) if edge.holds]
        order = {row.id: place for place, row in enumerate(self._library.versions(work))}
        direct: dict[str, list[Affected]] = {}
        whole: list[Affected] = []
        day = new.in_force or new.published or after
        applied = applying((edge for edge in self._graph.naming(work) if edge.relation in RESTS), day)
        for edge in (*applied, *(edge for edge in measures if edge.target == work)):
            if not edge.target_label:
                whole.append(Affected(edge.source_node, (edge,), sure=True))
                continue
            number, sure = self._in_older(edge, old.id, order)
            if number is not None and (number in touched or not changes):
                direct.setdefault(number, []).append(Affected(edge.source_node, (edge,), sure))
        walk = _Walk(self._graph, self._comparer, measures, day)
        found = {number: tuple(walk.spread(direct[number], steps)) for number in sorted(direct, key=_place)}
        return Impact(WorkRef(named.id, named.title), old, new, changes, found, tuple(walk.spread_whole(whole, steps)))

    def _version(self, work: str, day: date) -> VersionRow:
        rows = {row.id: row for row in self._library.versions(work)}
        found = next((row for row in rows.values() if row.published == day), None) or rows.get(self._library.force(work, day).version or "")
        if found is None:
            known = "、".join(str(row.published) for row in rows.values() if row.published) or "没有"
            raise UnknownProvision(f"库中没有《{self._library.work(work).title}》在 {day.isoformat()} 的版本。", f"已知的版本：{known}。")
        return found

    def _in_older(self, edge: Edge, old: str, order: Mapping[str, int]) -> tuple[str | None, bool]:
        """The number that the article named by an edge bears in the older version, and whether that is sure; None: not what the edge means."""
        number = article_of(edge.target_label)
        version = split_provision_id(edge.provision)[1] if edge.provision else ""
        if version == old:
            return number, True
        if not version:
            return number, False
        if order.get(version, -1) > order[old]:
            return None, True
        change = self._comparer.successor(version, number, old)
        return (number, False) if change is None else (change.new, True)


class _Walk:
    """From what is touched to what rests on it, from work to work: each reference is led to its article by the words, whichever version it names."""

    def __init__(self, graph: Graph, comparer: Comparer, measures: Iterable[Edge], day: date) -> None:
        self._graph, self._sameness, self._day = graph, Sameness(comparer), day
        self._measures: dict[str, list[Edge]] = {}
        for edge in measures:
            self._measures.setdefault(edge.target, []).append(edge)
        self._known: dict[str, tuple[Edge, ...]] = {}

    def spread(self, direct: Iterable[Affected], steps: int) -> Iterator[Affected]:
        """The direct ones, then what rests on those, each node once and over one of its shortest paths."""
        seen: dict[str, Affected] = {}
        for affected in direct:
            seen.setdefault(affected.node, affected)
        frontier = [*seen.values()]
        yield from frontier
        for _ in range(steps - 1):
            fresh: list[Affected] = []
            for below in frontier:
                for edge in self._on(below):
                    if edge.source_node not in seen:
                        found = Affected(edge.source_node, (edge, *below.path), below.sure and bool(edge.provision))
                        seen[edge.source_node] = found
                        fresh.append(found)
            yield from fresh
            frontier = fresh

    def spread_whole(self, direct: Iterable[Affected], steps: int) -> Iterator[Affected]:
        """What names the work as a whole, and the measures that rest on the works that were made by it."""
        found = [*direct]
        yield from found
        if steps == 1:
            return
        seen = {affected.node for affected in found}
        for below in found:
            if below.path[0].relation not in ABOVE:
                continue
            for edge in self._measures.get(below.path[0].source, ()):
                if edge.source not in seen:
                    seen.add(edge.source)
                    yield Affected(edge.source, (edge, *below.path), below.sure)

    def _on(self, below: Affected) -> Iterator[Edge]:
        """What rests on the article that stands at the beginning of a path; nothing rests on a measure, and on no article of a whole work."""
        edge = below.path[0]
        number = article_of(edge.source_label)
        if not number:
            return
        for other in (*self._naming(edge.source), *self._measures.get(edge.source, ())):
            if self._sameness.number_in(other, edge.version) == number:
                yield other

    def _naming(self, work: str) -> tuple[Edge, ...]:
        if work not in self._known:
            self._known[work] = tuple(applying((edge for edge in self._graph.naming(work) if edge.relation in RESTS), self._day))
        return self._known[work]


def _place(number: str) -> tuple[int, ...]:
    """Sorts 9 before 10 and 120 before 120-1."""
    return tuple(int(part) for part in number.split("-") if part.isdigit())
