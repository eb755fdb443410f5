"""The graph: which provision names which, as rows with their evidence in a file of its own.

Edges run from the provision that says something to the work or provision of which it says it. They are derived: made from the library's texts and
relations, and never edited.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from lawgraph.cite import Catalogue
from lawgraph.domain.ids import split_provision_id
from lawgraph.store.graph.edges import Edge, library_edges
from lawgraph.store.library import Library

__all__ = ["Edge", "Graph", "build_graph", "write_edges"]

_COLUMNS = (
    'source, source_label, version, relation, target, target_label, status, evidence, written, provision, start, "end", starts, ends, origin, negated'
)
_SCHEMA = """
CREATE TABLE edge (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, source_label TEXT NOT NULL, version TEXT NOT NULL, relation TEXT NOT NULL, target TEXT NOT NULL,
    target_label TEXT NOT NULL, status TEXT NOT NULL, evidence TEXT NOT NULL, written TEXT NOT NULL, provision TEXT NOT NULL, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, starts TEXT, ends TEXT, origin TEXT NOT NULL, negated INTEGER NOT NULL
);
"""
_INDEXES = """
CREATE INDEX edge_target ON edge (target, target_label);
CREATE INDEX edge_source ON edge (source, source_label);
ANALYZE;
"""
_BATCH = 5000


class Graph:
    """Reads a built graph."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)

    def close(self) -> None:
        """Lets the file go."""
        self._connection.close()

    def cited_by(self, work: str, label: str = "", *, limit: int = 200) -> tuple[Edge, ...]:
        """Who names the work, or the provision and all below it: each source provision once, in its newest version; the work itself is left out."""
        condition, values = "target = ? AND source <> target", [work]
        if label:
            condition += " AND (target_label = ? OR target_label GLOB ?)"
            values += [label, f"{label}.*"]
        return self._edges(condition, values, limit)

    def neighbours(self, work: str, label: str = "", *, relation: str | None = None, direction: str = "both", limit: int = 200) -> tuple[Edge, ...]:
        """The edges to known works that leave (``out``), reach (``in``) or touch (``both``) a work, or a provision and all below it."""
        found: list[Edge] = []
        for side in ("source", "target") if direction == "both" else (("source",) if direction == "out" else ("target",)):
            condition, values = f"{side} = ? AND target <> ''", [work]
            if label:
                condition += f" AND ({side}_label = ? OR {side}_label GLOB ?)"
                values += [label, f"{label}.*"]
            if relation is not None:
                condition += " AND relation = ?"
                values.append(relation)
            found += self._edges(condition, values, limit)
        return tuple(dict.fromkeys(found))[:limit]

    def citing(self, work: str, label: str = "") -> dict[str, int]:
        """For each other work how many of its provisions name the work, or the provision ``label`` and all below it, in any version."""
        where, values = "target = ? AND source <> target", [work]
        if label:
            # what follows a full stop in a label sorts before a slash
            where += " AND (target_label = ? OR target_label > ? AND target_label < ?)"
            values += [label, f"{label}.", f"{label}/"]
        query = f"SELECT source, count(DISTINCT source_label) FROM edge WHERE {where} GROUP BY source"  # noqa: S608 (fixed words only)
        return dict(self._connection.execute(query, values).fetchall())

    def size(self) -> dict[tuple[str, str, str], int]:
        """How many edges there are of each relation, status and level; the level is ``article`` where a number is named, else ``work``."""
        level = "CASE target_label WHEN '' THEN 'work' ELSE 'article' END AS level"
        query = f"SELECT relation, status, {level}, count(*) FROM edge GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"  # noqa: S608 (fixed words only)
        return {(relation, status, named): count for relation, status, named, count in self._connection.execute(query)}

    def edges(self) -> Iterator[tuple[int, Edge]]:
        """Every edge with its number, in order; also those that name no work of the library."""
        for number, *row in self._connection.execute(f"SELECT id, {_COLUMNS} FROM edge ORDER BY id"):  # noqa: S608 (fixed words only)
            yield number, _edge(row)

    def edge(self, number: int) -> Edge:
        """The edge with a number that ``edges`` gave. Raises KeyError."""
        row = self._connection.execute(f"SELECT {_COLUMNS} FROM edge WHERE id = ?", (number,)).fetchone()  # noqa: S608 (fixed words only)
        if row is None:
            raise KeyError(number)
        return _edge(row)

    def naming(self, work: str) -> tuple[Edge, ...]:
        """Every edge of another work that names this one or a provision of it, in every version of its source, by source."""
        query = f"SELECT {_COLUMNS} FROM edge WHERE target = ? AND source <> target ORDER BY source, version, id"  # noqa: S608 (fixed words only)
        return tuple(_edge(row) for row in self._connection.execute(query, (work,)))

    def named(self, work: str) -> tuple[Edge, ...]:
        """Every edge of this work that names another or a provision of it, in every version, by version and place."""
        query = f"SELECT {_COLUMNS} FROM edge WHERE source = ? AND target NOT IN ('', source) ORDER BY version, id"  # noqa: S608 (fixed words only)
        return tuple(_edge(row) for row in self._connection.execute(query, (work,)))

    def references(self, version: str, label: str = "") -> tuple[Edge, ...]:
        """What the words of a version (or of its article ``label``) name, the work itself among it, each with its place, by article and place."""
        condition, values = "source = ? AND version = ? AND target <> '' AND \"end\" > start", [split_provision_id(version)[0], version]
        if label:
            condition += " AND source_label = ?"
            values.append(label)
        query = f"SELECT {_COLUMNS} FROM edge WHERE {condition} ORDER BY source_label, start, id"  # noqa: S608 (fixed words only)
        return tuple(_edge(row) for row in self._connection.execute(query, values))

    def unnamed(self, work: str, version: str = "", label: str = "") -> int:
        """How many places in an article (or, without a label, in the newest version) of a work name no work of the library."""
        condition, values = ("version = ?", [version]) if version else ("version = (SELECT max(version) FROM edge WHERE source = ?)", [work])
        if label:
            condition += " AND source_label = ?"
            values.append(label)
        query = f"SELECT count(*) FROM edge WHERE source = ? AND target = '' AND {condition}"  # noqa: S608 (fixed words only)
        return int(self._connection.execute(query, (work, *values)).fetchone()[0])

    def _edges(self, condition: str, values: list[str], limit: int) -> tuple[Edge, ...]:
        # the bare columns of a group with max() are those of the row that holds the maximum (SQLite's documented rule)
        query = f"""
            SELECT {_COLUMNS.replace("version", "max(version)", 1)} FROM edge WHERE {condition}
            GROUP BY source, source_label, relation, target, target_label
            ORDER BY source, source_label, target, target_label LIMIT ?"""  # noqa: S608 (fixed words only)
        return tuple(_edge(row) for row in self._connection.execute(query, (*values, limit)))


def _edge(row: Sequence[Any]) -> Edge:
    source, source_label, version, relation, target, target_label, status, evidence, written, provision, start, end, starts, ends, origin, negated = (
        row
    )
    return Edge(
        source, source_label, version, relation, target, target_label, status, evidence, written, provision, start, end,
        _day(starts), _day(ends), origin, bool(negated),
    )  # fmt: skip


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def build_graph(library: Library, path: Path, progress: Callable[[int], None]) -> None:
    """Writes the edges of every text and relation of ``library`` into a new file at ``path``."""
    write_edges(library_edges(library, Catalogue(library), progress), path)


def write_edges(edges: Iterable[Edge], path: Path) -> None:
    """Writes edges into a new file at ``path``, numbered from 1 in their order."""
    marks = ", ".join("?" * 16)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        waiting = iter(edges)
        while part := list(islice(waiting, _BATCH)):
            connection.executemany(f"INSERT INTO edge ({_COLUMNS}) VALUES ({marks})", [_row(edge) for edge in part])  # noqa: S608 (fixed words only)
        connection.executescript(_INDEXES)
        connection.commit()


def _row(edge: Edge) -> tuple[Any, ...]:
    return (
        edge.source, edge.source_label, edge.version, edge.relation, edge.target, edge.target_label, edge.status, edge.evidence, edge.written,
        edge.provision, edge.start, edge.end, edge.starts and edge.starts.isoformat(), edge.ends and edge.ends.isoformat(), edge.origin, edge.negated,
    )  # fmt: skip
