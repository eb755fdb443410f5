"""Edges as records: what names, rests on, amends or repeals what, with the words that say so, their place, and the days on which they apply.

``library_edges`` gives what follows from texts and records; what follows from reports and decisions, ``report_edges`` gives. That an article is part
of a version and a version one of a work stands in the library and is not said again here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from lawgraph.cite import Catalogue, cross_references
from lawgraph.cite.references import ReferenceStatus
from lawgraph.domain.ids import provision_id
from lawgraph.domain.verdicts import Verdict
from lawgraph.store import schema as db
from lawgraph.store.articles import ArticleRow
from lawgraph.store.library import Library

__all__ = ["ABOVE", "RESTS", "Edge", "Origin", "Relation", "applying", "article_of", "library_edges"]


class Relation(StrEnum):
    """How the source stands to the target. ``PART_OF`` to ``ISSUED_BY`` are answered from the library and stand in exports."""

    PART_OF = "part_of"
    VERSION_OF = "version_of"
    ISSUED_BY = "issued_by"
    CITES = "cites"
    BASED_ON = "based_on"
    IMPLEMENTS = "implements"
    INTERPRETS = "interprets"
    AMENDS = "amends"
    REPEALS = "repeals"
    REPLACES = "replaces"
    HAS_BASIS = "has_basis"


RESTS = frozenset({Relation.CITES, Relation.BASED_ON, Relation.IMPLEMENTS, Relation.INTERPRETS})
"""The relations over which something rests on something else."""

ABOVE = frozenset({Relation.BASED_ON, Relation.IMPLEMENTS})
"""Those by which a work says under which law it was made."""


class Origin(StrEnum):
    """Who says so: the words of a text, an editorial record, the machine, or a person."""

    TEXT = "text"
    RECORD = "record"
    SUGGESTION = "suggestion"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Edge:
    """Something that says something of something else, with its evidence.

    ``source`` and ``target`` are works; a label is empty where the work as a whole is meant. ``version`` is the source's, whose words ``evidence``
    are. An edge of a report has its measure as ``source``. ``target`` is empty where the words name no work of the library.
    ``written`` is the target's name as written, ``target_label`` its number as written, ``provision`` the version (and the provision of it) that the
    words mean, empty where nobody knows which or where it holds no such number; that its text was there to look the number up, only ``status`` says.
    ``start`` and ``end`` count characters of the source article's text (``Article.text``), or of the report; both 0 where the evidence is no place
    in it. ``starts`` and ``ends`` (exclusive) are the days on which the source's words apply; None: nobody knows, or no end. ``negated``: what stands
    between 除 and 外. ``verdict`` is what an office decided on a measure's basis, ``decided`` which one and when; empty: nothing.
    """

    source: str
    source_label: str
    version: str
    relation: str
    target: str
    target_label: str
    status: str
    evidence: str
    written: str = ""
    provision: str = ""
    start: int = 0
    end: int = 0
    starts: date | None = None
    ends: date | None = None
    origin: str = Origin.TEXT
    negated: bool = False
    verdict: str = ""
    decided: str = ""

    @property
    def source_node(self) -> str:
        """The identifier of what says so: a provision of a version, a version, a work or a measure."""
        return provision_id(self.version, self.source_label) if self.version and self.source_label else self.version or self.source

    @property
    def holds(self) -> bool:
        """Whether nobody decided that it does not hold."""
        return self.verdict not in {Verdict.REJECTED, Verdict.REPLACED}

    @property
    def target_node(self) -> str:
        """The identifier of what is said to be named: the provision or version where that is known, else the work."""
        return self.provision or self.target


def article_of(label: str) -> str:
    """The article that a label lies in: ``34.1.2`` → ``34``."""
    return label.split(".", 1)[0]


def applying(edges: Iterable[Edge], day: date) -> Iterator[Edge]:
    """Those whose words applied on a day, or of which nobody knows when they did; of the latter the newest version's alone."""
    undated: dict[tuple[str, str, str, str, str], Edge] = {}
    for edge in edges:
        if edge.starts is not None or not edge.version:
            if (edge.starts is None or edge.starts <= day) and (edge.ends is None or day < edge.ends):
                yield edge
            continue
        place = (edge.source, edge.source_label, edge.target, edge.target_label, edge.relation)
        known = undated.get(place)
        if known is None or known.version < edge.version:
            undated[place] = edge
    yield from undated.values()


def library_edges(library: Library, catalogue: Catalogue, progress: Callable[[int], None] = lambda _done: None) -> Iterator[Edge]:
    """What the texts and records of a library say of each other; those of texts first, in the order of ``Library.articles``."""
    for done, row in enumerate(library.articles(), 1):
        yield from _of_article(row, catalogue)
        if done % 500 == 0:
            progress(done)
    yield from _of_relations(library)


def _of_article(row: ArticleRow, catalogue: Catalogue) -> Iterator[Edge]:
    for found in cross_references(row.text, catalogue, itself=row.work, article=row.number, version=row.version, at=row.starts):
        if found.target == row.work and not found.label:
            continue
        resolved = found.version if found.version is not None and found.status is not ReferenceStatus.DANGLING else ""
        yield Edge(
            row.work, row.number, row.version, found.relation, found.target or "", found.label, found.status.value, found.evidence, found.title,
            (provision_id(resolved, found.label) if found.label else resolved) if resolved else "",
            found.start, found.end, row.starts, row.ends, Origin.TEXT, found.negated,
        )  # fmt: skip


def _of_relations(library: Library) -> Iterator[Edge]:
    """What titles, closing articles and records state of whole works; of which version, they do not say."""
    r, s = db.relation.c, db.source.c
    query = (
        sa.select(db.work.c.id, r.relation, r.target)
        .select_from(db.relation.join(db.work, r.work_pk == db.work.c.pk).join(db.source, r.source_pk == s.pk))
        .where(s.kind == "records")
    )
    with library.database.read() as read:
        recorded = {tuple(row) for row in read.execute(query)}
    for said in library.every_relation():
        if said.target_work == said.work:
            continue
        origin = Origin.RECORD if (said.work, said.relation, said.target) in recorded else Origin.TEXT
        known = said.target_work is not None and library.force(said.target_work, date.max).version is not None
        status = "nearest_version" if known else "version_absent"
        yield Edge(said.work, "", "", said.relation, said.target_work or "", "", status, said.evidence, said.target, origin=origin)
