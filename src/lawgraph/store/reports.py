"""Reports: their texts, and what was last found in them.

A report is known by its text: the same text added again is the same report. What was found stands beside the state of library and code that it was
found with, and is made again when that moves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from lawgraph.domain.ids import document_id
from lawgraph.domain.roles import SYSTEM, Actor
from lawgraph.errors import UnknownReport, UsageError
from lawgraph.store import schema as db
from lawgraph.store.audit import append, stamp
from lawgraph.store.audit import now as utc_now
from lawgraph.store.database import Database

__all__ = ["MeasureUse", "ReportRow", "ReportSummary", "Reports"]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report; ``checked`` is the JSON object of the ``check`` contract, found with the state named in ``basis``; None: not checked yet."""

    id: str
    name: str
    text: str
    date: date
    date_source: str
    added_at: str
    basis: str
    checked: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """A report without its text: ``head`` are its first words, ``summary`` the counts of the ``check`` contract; None: not checked yet."""

    id: str
    name: str
    head: str
    date: date
    date_source: str
    added_at: str
    summary: dict[str, int] | None
    basis: str


@dataclass(frozen=True, slots=True)
class MeasureUse:
    """A measure of a report of a day that rests on a provision: ``measure`` counts from 0, ``origin`` is cited or suggested."""

    report: str
    name: str
    measure: int
    label: str
    origin: str
    date: date


_HEAD = 200


class Reports:
    """The reports of one database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, name: str, text: str, day: date, date_source: str, *, actor: Actor = SYSTEM) -> ReportRow:
        """Keeps a report; one with the same text comes back as it stands."""
        identifier = document_id(text)
        with self.database.write() as connection:
            known = connection.execute(sa.select(db.report.c.pk).where(db.report.c.id == identifier)).scalar()
            if known is None:
                now = datetime.now(UTC).isoformat(timespec="seconds")
                row = {"id": identifier, "name": name, "text": text, "date": day, "date_source": date_source, "added_at": now}
                connection.execute(sa.insert(db.report).values(**row, basis="", checked=None))
                append(connection, actor, stamp(utc_now()), "report-added", identifier, {"name": name})
        return self.get(identifier)

    def revise(self, identifier: str, former: str, *, actor: Actor = SYSTEM) -> None:
        """Notes that a report is a new revision of a former one. Raises UnknownReport, UsageError where it stands in another line already."""
        lineage, own = self.lineage(former), self.lineage(identifier)
        if identifier == former or own == lineage:
            return
        with self.database.write() as connection:
            known = {row.id for row in connection.execute(sa.select(db.report.c.id).where(db.report.c.id.in_([identifier, former])))}
            for wanted in (identifier, former):
                if wanted not in known:
                    raise UnknownReport(wanted)
            followed = sa.select(db.report_revision.c.report).where(db.report_revision.c.revises == identifier)
            if own != identifier or connection.execute(followed).first():
                raise UsageError("这份报告已是另一份报告的修订稿。", "请核对两份报告的编号。")
            connection.execute(sa.insert(db.report_revision).values(report=identifier, revises=former, lineage=lineage))
            append(connection, actor, stamp(utc_now()), "report-revised", identifier, {"revises": former})

    def lineage(self, identifier: str) -> str:
        """The identifier of a report's first revision: its own where it revises none."""
        query = sa.select(db.report_revision.c.lineage).where(db.report_revision.c.report == identifier)
        with self.database.read() as connection:
            return connection.execute(query).scalar() or identifier

    def revisions(self, identifier: str) -> tuple[str, ...]:
        """The identifiers of all revisions of a report, its own among them."""
        lineage = self.lineage(identifier)
        query = sa.select(db.report_revision.c.report).where(db.report_revision.c.lineage == lineage)
        with self.database.read() as connection:
            return tuple(sorted({lineage, identifier, *connection.execute(query).scalars()}))

    def list(self) -> tuple[ReportSummary, ...]:
        """Every report, the newest first, without texts: there may be many."""
        r = db.report.c
        head = sa.func.substr(r.text, 1, _HEAD)
        query = sa.select(r.id, r.name, head, r.date, r.date_source, r.added_at, r.summary, r.basis).order_by(r.added_at.desc(), r.pk.desc())
        with self.database.read() as connection:
            return tuple(ReportSummary(*row) for row in connection.execute(query))

    def matching(self, year: int | None, body: str, words: Sequence[str]) -> tuple[ReportSummary, ...]:
        """As ``list``, of those whose day lies in ``year``, with ``body`` in name or first words and every one of ``words`` in the text.

        Of a report with revisions only the newest is one of them.
        """
        r = db.report.c
        which: list[sa.ColumnElement[bool]] = [r.id.not_in(sa.select(db.report_revision.c.revises))]
        if year is not None:
            which += [r.date >= date(year, 1, 1), r.date <= date(year, 12, 31)]
        if body:
            which.append(sa.or_(r.name.icontains(body, autoescape=True), sa.func.substr(r.text, 1, _HEAD).icontains(body, autoescape=True)))
        which += [r.text.icontains(word, autoescape=True) for word in words]
        with self.database.read() as connection:
            wanted = set(connection.execute(sa.select(r.id).where(*which)).scalars())
        return tuple(row for row in self.list() if row.id in wanted)

    def state(self) -> str:
        """Twelve figures that move with the reports and with what was last found in them."""
        r = db.report.c
        with self.database.read() as connection:
            rows = [tuple(row) for row in connection.execute(sa.select(r.id, r.basis).order_by(r.id))]
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:12]

    def get(self, identifier: str) -> ReportRow:
        """One report. Raises UnknownReport."""
        with self.database.read() as connection:
            row = connection.execute(sa.select(db.report).where(db.report.c.id == identifier)).one_or_none()
        if row is None:
            raise UnknownReport(identifier)
        return _row(row)

    def keep(self, identifier: str, basis: str, checked: Mapping[str, Any]) -> None:
        """Lays down what was found in a report, and which provisions its measures rest on. Raises UnknownReport."""
        with self.database.write() as connection:
            pk = connection.execute(sa.select(db.report.c.pk).where(db.report.c.id == identifier)).scalar()
            if pk is None:
                raise UnknownReport(identifier)
            connection.execute(
                sa.update(db.report).where(db.report.c.pk == pk).values(basis=basis, checked=dict(checked), summary=checked["summary"])
            )
            connection.execute(sa.delete(db.report_citation).where(db.report_citation.c.report_pk == pk))
            rows = [
                {"report_pk": pk, "measure": measure, "place": place, "work": said["work"]["id"], "label": said["article"], "origin": said["origin"]}
                for measure, found in enumerate(checked["measures"])
                for place, said in enumerate(found["basis"])
            ]
            if rows:
                connection.execute(sa.insert(db.report_citation), rows)

    def uses(self, work: str) -> tuple[MeasureUse, ...]:
        """The measures of all reports that rest on a work, by report and measure."""
        use = db.report_citation
        query = (
            sa.select(db.report.c.id, db.report.c.name, use.c.measure, use.c.label, use.c.origin, db.report.c.date)
            .join(db.report)
            .where(use.c.work == work)
            .order_by(db.report.c.added_at, db.report.c.id, use.c.measure, use.c.place)
        )
        with self.database.read() as connection:
            return tuple(MeasureUse(*row) for row in connection.execute(query))


def _row(row: sa.Row[Any]) -> ReportRow:
    return ReportRow(row.id, row.name, row.text, row.date, row.date_source, row.added_at, row.basis, row.checked)
