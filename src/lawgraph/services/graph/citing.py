"""Who names the articles of one version of a work: by the article that is meant, whatever number the words give it.

An article keeps its citations when it is renumbered: what names 第三条 of the version of 2015 is shown beside 第四条 of that of 2021 where the two are one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock

from lawgraph.domain.ids import split_provision_id
from lawgraph.services.comparing import Comparer
from lawgraph.services.sameness import Sameness
from lawgraph.store.graph.edges import Edge, article_of
from lawgraph.store.graph.rows import Graph
from lawgraph.store.library import Library
from lawgraph.store.reports import MeasureUse

__all__ = ["Citing"]

_KEPT = 64
_DANGLING = "dangling"
"""The version that the words mean was looked into, and holds no such article: then they mean none of any other version either."""


class Citing:
    """Answers for one library; what was asked of the last versions is remembered."""

    def __init__(self, library: Library, graph: Graph, comparer: Comparer) -> None:
        self._library, self._graph, self._sameness = library, graph, Sameness(comparer)
        self._kept: OrderedDict[str, Mapping[str, tuple[Edge, ...]]] = OrderedDict()
        self._lock = Lock()

    def articles(self, version: str) -> Mapping[str, tuple[Edge, ...]]:
        """For each article of a version the edges of other works that mean it: of each source provision one, of its newest version, by source."""
        with self._lock:
            known = self._kept.get(version)
            if known is not None:
                self._kept.move_to_end(version)
                return known
        made = self._articles(version)
        with self._lock:
            self._kept[version] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made

    def _articles(self, version: str) -> Mapping[str, tuple[Edge, ...]]:
        newest: dict[tuple[str, str, str, str, str], Edge] = {}
        for edge in self._graph.naming(split_provision_id(version)[0]):
            number = self._sameness.number_in(edge, version) if edge.target_label and edge.status != _DANGLING else None
            if number:
                below = edge.target_label[len(article_of(edge.target_label)) :]
                place = number, edge.source, edge.source_label, edge.relation, below
                if place not in newest or newest[place].version <= edge.version:
                    newest[place] = edge
        found: dict[str, list[Edge]] = {}
        for place, edge in sorted(newest.items(), key=lambda pair: pair[0]):
            found.setdefault(place[0], []).append(edge)
        return {number: tuple(edges) for number, edges in found.items()}

    def measures(self, version: str, uses: Iterable[MeasureUse]) -> Mapping[str, tuple[MeasureUse, ...]]:
        """For each article of a version the measures that mean it: a report means the version of its day."""
        work = split_provision_id(version)[0]
        found: dict[str, list[MeasureUse]] = {}
        for use in uses:
            named = self._library.force(work, use.date).version or ""
            number = self._sameness.number(named, article_of(use.label), version) if use.label else None
            if number:
                found.setdefault(number, []).append(use)
        return {number: tuple(mine) for number, mine in found.items()}
