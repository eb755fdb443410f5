"""Where things stand in a picture of bands: parents near their children, few crossings, the same input the same picture.

Layered drawing after Sugiyama, Tagawa and Toda (1981): the layers are given (the bands), the order within a band is improved by barycentres, then
each thing moves as near to its neighbours as its band leaves room. A band with more things than fit in a row has several, filled column by column,
so that neighbours in the order stay neighbours in the picture.
"""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

__all__ = ["Box", "Placed", "lay_out"]

_SWEEPS = 8
_LEAST_COLUMNS = 5
_SHAPE = 0.6


@dataclass(frozen=True, slots=True)
class Box:
    """The size of a thing and of the room around it, the inner edge of a band and its least height, in pixels; ``left`` is kept for bands' names."""

    width: int = 192
    height: int = 48
    gap_x: int = 16
    gap_y: int = 12
    inset: int = 18
    least: int = 84
    left: int = 112


@dataclass(frozen=True, slots=True)
class Placed:
    """The upper left corner of each thing, top and height of each band that holds something (by its number), and the whole picture's size."""

    at: Mapping[str, tuple[int, int]]
    bands: Mapping[int, tuple[int, int]]
    width: int
    height: int


def lay_out(graph: nx.Graph[str], bands: Mapping[str, int], box: Box) -> Placed:
    """Places the nodes of ``graph``, each in its band of ``bands``; bands come from above in the order of their numbers."""
    order = _ordered(graph, bands)
    columns = _columns([len(row) for row in order.values()], box)
    across = _across(graph, order, columns)
    step_x, step_y = box.width + box.gap_x, box.height + box.gap_y
    at: dict[str, tuple[int, int]] = {}
    spans: dict[int, tuple[int, int]] = {}
    top = 0
    for band, row in order.items():
        rows = -(-len(row) // columns) if row else 1
        height = max(box.least, rows * step_y - box.gap_y + 2 * box.inset)
        first = top + (height - rows * step_y + box.gap_y) // 2
        for number, node in enumerate(row):
            at[node] = (box.left + round(across[node] * step_x), first + number % rows * step_y)
        spans[band] = (top, height)
        top += height
    return Placed(at, spans, box.left + columns * step_x, top)


def _columns(counts: Sequence[int], box: Box) -> int:
    """As many that the picture is not much taller than wide; at least those that a page shows without scrolling."""
    most = max(counts, default=1)
    for columns in range(_LEAST_COLUMNS, most + 1):
        height = sum(max(box.least, -(-count // columns) * (box.height + box.gap_y) + 2 * box.inset) for count in counts)
        if height <= _SHAPE * columns * (box.width + box.gap_x):
            return columns
    return max(_LEAST_COLUMNS, most)


def _ordered(graph: nx.Graph[str], bands: Mapping[str, int]) -> dict[int, list[str]]:
    """The nodes of each band from left to right."""
    order: dict[int, list[str]] = {band: [] for band in sorted({bands[node] for node in graph})}
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    for part in parts:
        start = max(sorted(part), key=graph.degree)
        for node in [start, *(end for _, end in nx.bfs_edges(graph, start, sort_neighbors=sorted))]:
            order[bands[node]].append(node)
    best, fewest = order, _crossings(graph, order, bands)
    for sweep in range(_SWEEPS):
        order = _swept(graph, order, bands, down=sweep % 2 == 0)
        count = _crossings(graph, order, bands)
        if count < fewest:
            best, fewest = order, count
    return best


def _swept(graph: nx.Graph[str], order: Mapping[int, Sequence[str]], bands: Mapping[str, int], *, down: bool) -> dict[int, list[str]]:
    """Each band sorted by the mean place of its nodes' neighbours on one side; a node without any keeps its place."""
    place = {node: (number + 0.5) / len(row) for row in order.values() for number, node in enumerate(row)}
    for band in sorted(order, reverse=not down):
        wanted: dict[str, float] = {}
        for node in order[band]:
            near = [place[other] for other in graph[node] if (bands[other] < band if down else bands[other] > band)]
            wanted[node] = math.fsum(near) / len(near) if near else place[node]
        row = sorted(order[band], key=wanted.__getitem__)
        place |= {node: (number + 0.5) / len(row) for number, node in enumerate(row)}
    return {band: sorted(row, key=place.__getitem__) for band, row in order.items()}


def _crossings(graph: nx.Graph[str], order: Mapping[int, Sequence[str]], bands: Mapping[str, int]) -> int:
    """How many pairs of lines between the same two bands cross."""
    place = {node: number for row in order.values() for number, node in enumerate(row)}
    between: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for one, other in graph.edges():
        upper, lower = (one, other) if bands[one] < bands[other] else (other, one)
        if bands[upper] != bands[lower]:
            between.setdefault((bands[upper], bands[lower]), []).append((place[upper], place[lower]))
    count = 0
    for ends in between.values():
        seen: list[int] = []
        for _, lower_place in sorted(ends):
            count += len(seen) - bisect_right(seen, lower_place)
            insort(seen, lower_place)
    return count


def _across(graph: nx.Graph[str], order: Mapping[int, Sequence[str]], columns: int) -> dict[str, float]:
    """The column of each node, with fractions in bands of one row, which is drawn towards its neighbours without changing its order."""
    across: dict[str, float] = {}
    for row in order.values():
        rows = -(-len(row) // columns) if row else 1
        used = -(-len(row) // rows) if row else 0
        across |= {node: (columns - used) / 2 + number // rows for number, node in enumerate(row)}
    for _ in range(4):
        for row in order.values():
            if 0 < len(row) <= columns:
                near = [[across[other] for other in graph[node]] for node in row]
                wanted = [math.fsum(places) / len(places) if places else across[node] for node, places in zip(row, near, strict=True)]
                across |= dict(zip(row, _apart(wanted, [len(places) for places in near], columns - 1), strict=True))
    return across


def _apart(wanted: Sequence[float], weights: Sequence[int], last: int) -> list[float]:
    """Places at least one apart, in order, from 0 to ``last``, near the wanted ones: those with more weight nearer."""
    found: list[float] = []
    for number, place in enumerate(wanted):
        least = found[-1] + 1 if found else 0.0
        found.append(min(max(place, least), last - (len(wanted) - 1 - number)))
    pushed = sum((place - want) * weight for place, want, weight in zip(found, wanted, weights, strict=True)) / max(sum(weights), 1)
    shift = max(0.0, min(pushed, found[0]))
    return [place - shift for place in found]
