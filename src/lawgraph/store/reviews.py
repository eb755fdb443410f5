"""Reviews: what is reviewed, by whom, by which rule, and the reports as they were checked when the review was opened.

A report in a review is kept with what was found in it then, under a named state of the library: nothing moves under the reviewers' hands. A report
that was uploaded again takes the place of its former revision; both stay.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from lawgraph.domain.chain import canonical
from lawgraph.domain.roles import Actor
from lawgraph.domain.verdicts import Rule
from lawgraph.errors import UnknownReview
from lawgraph.store import schema as db
from lawgraph.store.audit import Clock, append, content_digest, now, stamp
from lawgraph.store.database import Database

__all__ = ["Chosen", "Review", "ReviewedReport", "Reviews"]


@dataclass(frozen=True, slots=True)
class ReviewedReport:
    """A report as a review holds it: ``lineage`` is the identifier of its first revision, ``seq`` its place in the audit chain."""

    seq: int
    report: str
    lineage: str
    name: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filter by which the reports of a review were chosen when it was opened, and how many ``matched`` then."""

    year: int | None
    body: str
    words: str
    matched: int


@dataclass(frozen=True, slots=True)
class Review:
    """A review: ``library`` and ``today`` name the state of library, code and day that it was frozen against. ``due`` empty: no day.

    ``chosen`` None: its reports were chosen one by one.
    """

    id: str
    seq: int
    title: str
    rule: Rule
    due: str
    opened_at: str
    opened_by: str
    office: str
    library: str
    today: str
    members: tuple[str, ...]
    reports: tuple[ReviewedReport, ...]
    chosen: Chosen | None


class Reviews:
    """The reviews of one database."""

    def __init__(self, database: Database, *, clock: Clock = now) -> None:
        self.database = database
        self._clock = clock
        self._checked: dict[tuple[int, str], dict[str, Any]] = {}

    def open(
        self, actor: Actor, review: Mapping[str, str], members: Sequence[str], reports: Sequence[tuple[ReviewedReport, Mapping[str, Any]]],
        chosen: Chosen | None = None,
    ) -> Review:  # fmt: skip
        """Keeps a new review: ``review`` holds id, title, rule, due, library and today, ``reports`` each report with its ``check`` object.

        ``chosen`` says by which filter they were chosen; it stands in the chain.
        """
        moment = stamp(self._clock())
        row = {**review, "opened_at": moment, "opened_by": actor.name, "office": actor.office}
        kept = [_report_row(review["id"], place, report, checked) for place, (report, checked) in enumerate(reports)]
        detail = {
            "title": review["title"], "rule": review["rule"], "members": sorted(members), "reports": [report.report for report, _ in reports],
            "rows": [content_digest(row), *(content_digest(one) for one in kept)], **({"chosen": asdict(chosen)} if chosen else {}),
        }  # fmt: skip
        with self.database.serial() as connection:
            seq = append(connection, actor, moment, "review-opened", review["id"], detail).seq
            connection.execute(sa.insert(db.review).values(**row, seq=seq))
            connection.execute(sa.insert(db.review_report), [{**one, "seq": seq} for one in kept])
            connection.execute(sa.insert(db.review_member), [{"review": review["id"], "name": name} for name in sorted(set(members))])
        return self.get(review["id"])

    def replace(self, actor: Actor, review: str, report: ReviewedReport, checked: Mapping[str, Any]) -> None:
        """Puts a new revision of a report in the place of the former one."""
        moment = stamp(self._clock())
        place = next((place for place, known in enumerate(self.get(review).reports) if known.lineage == report.lineage), 0)
        row = _report_row(review, place, report, checked)
        with self.database.serial() as connection:
            seq = append(connection, actor, moment, "review-report", review, {"report": report.report, "rows": [content_digest(row)]}).seq
            connection.execute(sa.insert(db.review_report).values(**row, seq=seq))

    def set_members(self, actor: Actor, review: str, members: Sequence[str]) -> None:
        """Says anew who takes part. Raises UnknownReview."""
        names = sorted(set(members))
        with self.database.serial() as connection:
            if connection.execute(sa.select(db.review.c.id).where(db.review.c.id == review)).first() is None:
                raise UnknownReview(review)
            append(connection, actor, stamp(self._clock()), "review-members", review, {"members": names})
            connection.execute(sa.delete(db.review_member).where(db.review_member.c.review == review))
            connection.execute(sa.insert(db.review_member), [{"review": review, "name": name} for name in names])

    def get(self, identifier: str) -> Review:
        """One review. Raises UnknownReview."""
        found = self._select(db.review.c.id == identifier)
        if not found:
            raise UnknownReview(identifier)
        return found[0]

    def list(self) -> tuple[Review, ...]:
        """Every review, the newest first."""
        return self._select(sa.true())

    def of_report(self, lineage: str) -> tuple[Review, ...]:
        """The reviews that hold a report, in whatever revision."""
        held = sa.select(db.review_report.c.review).where(db.review_report.c.lineage == lineage)
        return self._select(db.review.c.id.in_(held))

    def checked(self, report: ReviewedReport, review: str) -> dict[str, Any]:
        """What was found in a report when it came into the review: the object of the ``check`` contract. Not to be changed."""
        key = report.seq, report.report
        if key not in self._checked:
            r = db.review_report.c
            query = sa.select(r.checked).where(r.seq == report.seq, r.report == report.report, r.review == review)
            with self.database.read() as connection:
                found = json.loads(connection.execute(query).scalar_one())
            if len(self._checked) >= _MOST_KEPT:
                self._checked.pop(next(iter(self._checked)))
            self._checked[key] = found
        return self._checked[key]

    def newest(self) -> int:
        """The place in the chain of its newest row: while it stands, no review, member, report or decision is another."""
        with self.database.read() as connection:
            return int(connection.execute(sa.select(sa.func.max(db.audit.c.seq))).scalar() or 0)

    def _select(self, which: sa.ColumnElement[bool]) -> tuple[Review, ...]:
        r = db.review_report.c
        with self.database.read() as connection:
            opened = sa.select(db.review, db.audit.c.detail).join(db.audit, db.audit.c.seq == db.review.c.seq)
            rows = connection.execute(opened.where(which).order_by(db.review.c.seq.desc())).all()
            wanted = [row.id for row in rows]
            members: dict[str, list[str]] = {}
            for member in connection.execute(sa.select(db.review_member).where(db.review_member.c.review.in_(wanted)).order_by("name")):
                members.setdefault(member.review, []).append(member.name)
            reports: dict[str, dict[str, ReviewedReport]] = {}
            query = sa.select(r.review, r.seq, r.report, r.lineage, r.name).where(r.review.in_(wanted)).order_by(r.seq, r.place)
            for one in connection.execute(query):
                reports.setdefault(one.review, {})[one.lineage] = ReviewedReport(one.seq, one.report, one.lineage, one.name)
        return tuple(
            Review(
                row.id, row.seq, row.title, Rule(row.rule), row.due, row.opened_at, row.opened_by, row.office, row.library, row.today,
                tuple(members.get(row.id, ())), tuple(reports.get(row.id, {}).values()), _chosen(row.detail),
            )
            for row in rows
        )  # fmt: skip


_MOST_KEPT = 32


def _chosen(detail: str) -> Chosen | None:
    said = json.loads(detail).get("chosen")
    return Chosen(**said) if said else None


def _report_row(review: str, place: int, report: ReviewedReport, checked: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "place": place, "review": review, "report": report.report, "lineage": report.lineage, "name": report.name, "checked": canonical(checked),
    }  # fmt: skip
