"""The graph laid out for walks: works, versions, articles and whatever is named below them become nodes; what is part of what joins the edges.

A reference that was looked up leads to the provision of that version; one that was not, to the work.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from lawgraph.domain.ids import provision_id, split_provision_id
from lawgraph.store import schema as db
from lawgraph.store.graph.arrays import ALWAYS, NEVER, Rows, write_arrays
from lawgraph.store.graph.edges import Edge, Relation
from lawgraph.store.graph.rows import Graph
from lawgraph.store.library import Library

__all__ = ["build_arrays", "issuer_id"]

_CODES = {relation.value: code for code, relation in enumerate(Relation)}


def issuer_id(name: str) -> str:
    """The identifier of an issuing body, by its name."""
    return f"/issuers/{name}"


class _Nodes:
    """Numbers identifiers in the order in which they come."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._places: dict[str, int] = {}

    def __call__(self, name: str) -> int:
        place = self._places.setdefault(name, len(self.names))
        if place == len(self.names):
            self.names.append(name)
        return place

    def __contains__(self, name: str) -> bool:
        return name in self._places


def build_arrays(library: Library, graph: Graph, folder: Path) -> None:
    """Writes the arrays of a library and its graph into a new folder."""
    nodes = _Nodes()
    rows = list(_structure(library, nodes))
    for number, edge in graph.edges():
        if edge.target:
            rows += _parts(edge.source_node, nodes)
            rows += _parts(edge.target_node, nodes)
            rows.append((nodes(edge.source_node), nodes(edge.target_node), _CODES[edge.relation], *_days(edge), number))
    columns = np.array(rows, np.int64).reshape(-1, 6).T
    source, target, relation, starts, ends, record = columns
    days = [column.astype(np.int32) for column in (starts, ends, record)]
    write_arrays(folder, nodes.names, Rows(source.astype(np.int32), target.astype(np.int32), relation.astype(np.uint8), *days))


Row = tuple[int, int, int, int, int, int]


def _structural(source: int, relation: Relation, target: int) -> Row:
    return source, target, _CODES[relation], ALWAYS, NEVER, 0


def _structure(library: Library, nodes: _Nodes) -> Iterator[Row]:
    for work in library.works():
        place = nodes(work.id)
        for issuer in work.issuer.split("、") if work.issuer else ():
            yield _structural(place, Relation.ISSUED_BY, nodes(issuer_id(issuer)))
    versions = sa.select(db.version.c.id, db.work.c.id).join(db.work).order_by(db.version.c.pk)
    p = db.provision.c
    articles = sa.select(db.version.c.id, p.label).join(db.version).where(p.kind == "article").order_by(p.version_pk, p.ordinal)
    with library.database.read() as read:
        for version, work_of in read.execute(versions):
            yield _structural(nodes(version), Relation.VERSION_OF, nodes(work_of))
        for version, label in read.execute(articles):
            yield _structural(nodes(provision_id(version, label)), Relation.PART_OF, nodes(version))


def _parts(node: str, nodes: _Nodes) -> Iterator[Row]:
    """What a node lies in, as far as that is new: item in paragraph in article in version."""
    if node not in nodes:
        _, version, label = split_provision_id(node)
        above = provision_id(version, _above(label)) if _above(label) else version
        yield from _parts(above, nodes)
        yield _structural(nodes(node), Relation.PART_OF, nodes(above))


def _above(label: str) -> str:
    """``34.1.2`` → ``34.1``, ``18..1`` → ``18``; empty for what lies in the version itself."""
    return label.rpartition(".")[0].rstrip(".") if label[:1].isdigit() else ""


def _days(edge: Edge) -> tuple[int, int]:
    """A relation of whole works has no days; the words of a version apply on its days, and on no given day where nobody knows them."""
    starts = edge.starts.toordinal() if edge.starts else (NEVER if edge.version else ALWAYS)
    return starts, edge.ends.toordinal() if edge.ends else NEVER
