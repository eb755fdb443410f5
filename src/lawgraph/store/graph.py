"""The graph: which provision names which, as rows with their evidence in a file of its own.

Edges run from the provision that says something to the work or provision of which it says it. They are derived: made from the library's texts and
relations, and never edited.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from lawgraph.cite import Catalogue, cross_references
from lawgraph.store.library import ArticleRow, Library

__all__ = ["Edge", "Graph", "build_graph"]

_SCHEMA = """
CREATE TABLE edge (
    source TEXT NOT NULL, source_label TEXT NOT NULL, version TEXT NOT NULL, relation TEXT NOT NULL, target TEXT NOT NULL, target_label TEXT NOT NULL,
    status TEXT NOT NULL, evidence TEXT NOT NULL
);
"""
_INDEXES = """
CREATE INDEX edge_target ON edge (target, target_label);
CREATE INDEX edge_source ON edge (source, source_label);
ANALYZE;
"""
_BATCH = 5000


@dataclass(frozen=True, slots=True)
class Edge:
    """``source`` and ``target`` are works; a label is empty where the work as a whole is meant. ``version`` is the source's, whose words ``evidence`` are."""

    source: str
    source_label: str
    version: str
    relation: str
    target: str
    target_label: str
    status: str
    evidence: str


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
        """The edges that leave (``out``), reach (``in``) or touch (``both``) a work, or a provision and all below it."""
        found: list[Edge] = []
        for side in ("source", "target") if direction == "both" else (("source",) if direction == "out" else ("target",)):
            condition, values = f"{side} = ?", [work]
            if label:
                condition += f" AND ({side}_label = ? OR {side}_label GLOB ?)"
                values += [label, f"{label}.*"]
            if relation is not None:
                condition += " AND relation = ?"
                values.append(relation)
            found += self._edges(condition, values, limit)
        return tuple(dict.fromkeys(found))[:limit]

    def counts(self, work: str) -> dict[str, int]:
        """For each article of a work how many provisions of other works name it or anything below it."""
        query = """
            SELECT CASE instr(target_label, '.') WHEN 0 THEN target_label ELSE substr(target_label, 1, instr(target_label, '.') - 1) END AS article,
                   count(DISTINCT source || ' ' || source_label)
            FROM edge WHERE target = ? AND source <> target AND target_label <> '' GROUP BY article"""
        return dict(self._connection.execute(query, (work,)).fetchall())

    def size(self) -> dict[str, int]:
        """How many edges there are of each relation."""
        return dict(self._connection.execute("SELECT relation, count(*) FROM edge GROUP BY relation ORDER BY relation").fetchall())

    def _edges(self, condition: str, values: list[str], limit: int) -> tuple[Edge, ...]:
        # the bare columns of a group with max() are those of the row that holds the maximum (SQLite's documented rule)
        query = f"""
            SELECT source, source_label, max(version), relation, target, target_label, status, evidence FROM edge WHERE {condition}
            GROUP BY source, source_label, relation, target, target_label ORDER BY source, source_label, target, target_label LIMIT ?"""  # noqa: S608 (fixed words only)
        return tuple(Edge(*row) for row in self._connection.execute(query, (*values, limit)))


def build_graph(library: Library, path: Path, progress: Callable[[int], None]) -> None:
    """Writes the edges of every text and relation of ``library`` into a new file at ``path``."""
    catalogue = Catalogue(library)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        rows: list[tuple[str, ...]] = []
        for edge in _all(library, catalogue, progress):
            rows.append(edge)
            if len(rows) >= _BATCH:
                connection.executemany("INSERT INTO edge VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
                rows.clear()
        connection.executemany("INSERT INTO edge VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.executescript(_INDEXES)
        connection.commit()


def _all(library: Library, catalogue: Catalogue, progress: Callable[[int], None]) -> Iterator[tuple[str, ...]]:
    for done, row in enumerate(library.articles(), 1):
        yield from _of_article(row, catalogue)
        if done % 500 == 0:
            progress(done)
    for relation in library.every_relation():
        if relation.target_work is not None and relation.target_work != relation.work:
            yield relation.work, "", "", relation.relation, relation.target_work, "", "vague", relation.evidence


def _of_article(row: ArticleRow, catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    for found in cross_references(row.text, catalogue, itself=row.work, article=row.number, version=row.version, at=row.starts):
        if found.target is not None and not (found.target == row.work and not found.label):
            yield row.work, row.number, row.version, found.relation, found.target, found.label, found.status.value, found.evidence
