"""The graph seen from further off: every provision folded into its article, or everything of a work into the work, and each pair of them joined once.

What is named often counts by articles, not by the paragraphs and versions that name it; law stands above law by works, not by their single articles.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from lawgraph.store.graph.arrays import Arrays, Ints, page_rank
from lawgraph.store.graph.edges import Relation

__all__ = ["Common", "Folded", "article_of_node", "work_of_node"]


def _parents(arrays: Arrays, relation: Relation) -> Ints:
    """For each node what it is a part (or version) of; itself where it is of nothing."""
    source, target, _ = arrays.chosen({relation})
    parents = np.arange(arrays.nodes, dtype=np.int32)
    parents[source] = target
    return parents


def _roots(parents: Ints) -> Ints:
    """For each node the last of those that it lies in."""
    while True:
        further = parents[parents]
        if np.array_equal(further, parents):
            return parents
        parents = further


def article_of_node(arrays: Arrays) -> Ints:
    """For each node the article that it lies in; itself for an article, and for what is no provision."""
    version = np.zeros(arrays.nodes, np.bool_)
    version[arrays.chosen({Relation.VERSION_OF})[0]] = True
    above = _parents(arrays, Relation.PART_OF)
    return _roots(np.where(version[above], np.arange(arrays.nodes, dtype=np.int32), above))


def work_of_node(arrays: Arrays) -> Ints:
    """For each node the work that it belongs to; itself for a work or an issuer."""
    return _parents(arrays, Relation.VERSION_OF)[_roots(_parents(arrays, Relation.PART_OF))]


@dataclass(frozen=True, slots=True)
class Common:
    """A node that two others lead to, with the edges walked from the first and from the second to it."""

    node: int
    first: tuple[int, ...]
    second: tuple[int, ...]


class Folded:
    """A graph folded by ``into`` (for each node what stands for it), over some relations and on a day or at all; what stays within a fold is dropped.

    ``apart`` folds further: what lies within the same one of that is dropped too (articles that name others of their own work).
    """

    def __init__(self, arrays: Arrays, into: Ints, relations: Collection[str], *, at: date | None = None, apart: Ints | None = None) -> None:
        self._count = arrays.nodes
        source, target, edge = arrays.chosen(relations, at)
        within = into if apart is None else apart
        kept = within[source] != within[target]
        pairs = into[source[kept]].astype(np.int64) * max(1, self._count) + into[target[kept]]
        pairs, first = np.unique(pairs, return_index=True)
        self._source = (pairs // max(1, self._count)).astype(np.int32)
        self._target = (pairs % max(1, self._count)).astype(np.int32)
        self._edge = edge[kept][first]
        self._pointers = np.searchsorted(self._source, np.arange(self._count + 1))

    def cited_by_counts(self) -> npt.NDArray[np.int64]:
        """For each node how many others lead to it."""
        return np.bincount(self._target, minlength=self._count)

    def page_rank(self) -> npt.NDArray[np.float64]:
        """PageRank over the nodes of the folded graph; 0 for what no pair holds."""
        there = np.union1d(self._source, self._target)
        rank = np.zeros(self._count)
        rank[there] = page_rank(np.searchsorted(there, self._source), np.searchsorted(there, self._target), len(there))
        return rank

    def walk(self, start: int) -> dict[int, tuple[int, ...]]:
        """Everything that ``start`` leads to, over one of the shortest ways each: the edges walked; none for itself."""
        found: dict[int, tuple[int, ...]] = {start: ()}
        frontier = [start]
        while frontier:
            fresh: list[int] = []
            for node in frontier:
                for place in range(self._pointers[node], self._pointers[node + 1]):
                    other = int(self._target[place])
                    if other not in found:
                        found[other] = (*found[node], int(self._edge[place]))
                        fresh.append(other)
            frontier = fresh
        return found

    def common(self, first: int, second: int) -> tuple[Common, ...]:
        """What both lead to, the nearest to both first; one of the two itself where the other leads to it."""
        one, other = self.walk(first), self.walk(second)
        both = [Common(node, way, other[node]) for node, way in one.items() if node in other]
        return tuple(sorted(both, key=lambda found: (len(found.first) + len(found.second), max(len(found.first), len(found.second)), found.node)))
