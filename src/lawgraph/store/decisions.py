"""Decisions: rows that are added and never changed, each in one transaction with its row of the audit chain.

Whoever decides names the newest decision that it has seen on the item; where another stands there by now, nothing is stored and the caller gets that
one (``DecisionConflict``). The database itself holds to it: of two rows that follow the same one, its unique constraint lets one in.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from lawgraph.domain.chain import canonical
from lawgraph.domain.roles import Actor
from lawgraph.domain.verdicts import REVIEW_ITEM, Decision, Verdict, tip
from lawgraph.errors import DecisionConflict, ReviewClosed
from lawgraph.store import schema as db
from lawgraph.store.audit import Clock, append, content_digest, now, stamp
from lawgraph.store.database import Database

__all__ = ["Decisions", "Draft"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision to be: what ``domain.verdicts.Decision`` holds, without what the store adds (place, identifier, who, when).

    ``seen`` is the newest decision on the item that the person had before its eyes; empty: none. ``settles`` is for the caller to find out.
    """

    item: str
    verdict: Verdict
    seen: str
    reason: str = ""
    report: str = ""
    measure: str = ""
    start: int = 0
    end: int = 0
    text: str = ""
    work: str = ""
    title: str = ""
    label: str = ""
    version: str = ""
    replacement_work: str = ""
    replacement_title: str = ""
    replacement_label: str = ""
    undoes: str = ""
    settles: bool = False
    shown: Mapping[str, Any] = field(default_factory=dict)


class Decisions:
    """The decisions of one database."""

    def __init__(self, database: Database, *, clock: Clock = now) -> None:
        self.database = database
        self._clock = clock

    def add(self, actor: Actor, review: str, draft: Draft, *, upto: int | None = None) -> Decision:
        """Stores a decision; it is on disk when this returns.

        ``upto`` is for what rests on all the others, a signature: nothing in the review may be newer than this place in the chain.
        Raises DecisionConflict, ReviewClosed.
        """
        made = self.add_all(actor, review, (draft,), upto=upto)[0]
        if isinstance(made, DecisionConflict):
            raise made
        return made

    def add_all(
        self, actor: Actor, review: str, drafts: Sequence[Draft], *, upto: int | None = None
    ) -> tuple[Decision | DecisionConflict, ...]:  # fmt: skip
        """Stores several in one transaction, each by the same rule: what came too late is handed back as a conflict, the rest is stored."""
        try:
            with self.database.serial() as connection:
                _refuse_signed(connection, review, drafts)
                newer = _newer(connection, review, upto)
                if newer is not None:
                    raise _conflict((newer,), drafts[0])
                return tuple(self._add(connection, actor, review, draft) for draft in drafts)
        except sa.exc.IntegrityError:
            # another process was let in first where no lock held us apart; what it stored is there to be seen now
            return tuple(_conflict(self.rows(review, draft.item), draft) for draft in drafts)

    def _add(self, connection: sa.Connection, actor: Actor, review: str, draft: Draft) -> Decision | DecisionConflict:
        rows = _select(connection, db.decision.c.review == review, db.decision.c.item == draft.item)
        if draft.verdict is not Verdict.COMMENT and tip(rows) != draft.seen:
            return _conflict(rows, draft)
        said = {name: getattr(draft, name) for name in Draft.__slots__ if name not in {"seen", "verdict", "shown"}}
        decision = Decision(
            seq=0, id=secrets.token_hex(10), review=review, previous=rows[-1].id if rows else "", verdict=draft.verdict, who=actor.name,
            office=actor.office, role=actor.role.value, at=stamp(self._clock()), shown=dict(draft.shown), **said,
        )  # fmt: skip
        row = _row(decision)
        detail = {"item": draft.item, "verdict": draft.verdict.value, "decision": decision.id, "rows": [content_digest(row)]}
        seq = append(connection, actor, decision.at, "decision", review, detail).seq
        connection.execute(sa.insert(db.decision).values(**{**row, "seq": seq}))
        return replace(decision, seq=seq)

    def rows(self, review: str, item: str | None = None) -> tuple[Decision, ...]:
        """The rows of a review, or of one of its items, in order."""
        which = [db.decision.c.review == review] + ([db.decision.c.item == item] if item is not None else [])
        with self.database.read() as connection:
            return _select(connection, *which)

    def get(self, identifier: str) -> Decision | None:
        """One row by its identifier."""
        with self.database.read() as connection:
            return next(iter(_select(connection, db.decision.c.id == identifier)), None)

    def since(self, seq: int, *, limit: int = 100_000) -> tuple[Decision, ...]:
        """The rows of all reviews that came after a place in the chain, in order."""
        with self.database.read() as connection:
            return _select(connection, db.decision.c.seq > seq, limit=limit)

    def of_reports(self, reports: Iterable[str]) -> tuple[Decision, ...]:
        """The rows on reports, in any review, in order."""
        with self.database.read() as connection:
            return _select(connection, db.decision.c.report.in_(list(reports)))

    def newest(self) -> int:
        """The place in the chain of the newest row; 0: there is none."""
        with self.database.read() as connection:
            return int(connection.execute(sa.select(sa.func.max(db.decision.c.seq))).scalar() or 0)

    def reviews_since(self, seq: int) -> frozenset[str]:
        """The reviews in which something was decided after a place in the chain."""
        with self.database.read() as connection:
            return frozenset(connection.execute(sa.select(db.decision.c.review).distinct().where(db.decision.c.seq > seq)).scalars())


def _refuse_signed(connection: sa.Connection, review: str, drafts: Sequence[Draft]) -> None:
    """Raises ReviewClosed where the review is signed and a draft is of anything but the review itself."""
    d = db.decision.c
    query = sa.select(d.verdict).where(d.review == review, d.item == REVIEW_ITEM).order_by(d.seq.desc()).limit(1)
    signed = connection.execute(query).scalar() == Verdict.SIGNED
    if signed and any(draft.item != REVIEW_ITEM for draft in drafts):
        raise ReviewClosed


def _newer(connection: sa.Connection, review: str, upto: int | None) -> Decision | None:
    if upto is None:
        return None
    rows = _select(connection, db.decision.c.review == review, db.decision.c.seq > upto, limit=1)
    return rows[0] if rows else None


def _conflict(rows: Sequence[Decision], draft: Draft) -> DecisionConflict:
    first = next((row for row in reversed(rows) if row.id == tip(rows)), None)
    return DecisionConflict(first, f"{first.office} {first.at[:16].replace('T', ' ')}" if first else draft.item)


def _row(decision: Decision) -> dict[str, Any]:
    return {**asdict(decision), "verdict": decision.verdict.value, "shown": canonical(decision.shown)}


def _select(connection: sa.Connection, *which: sa.ColumnElement[bool], limit: int | None = None) -> tuple[Decision, ...]:
    query = sa.select(db.decision).where(*which).order_by(db.decision.c.seq)
    rows = connection.execute(query.limit(limit) if limit else query).mappings()
    return tuple(Decision(**{**row, "verdict": Verdict(row["verdict"]), "shown": json.loads(row["shown"])}) for row in rows)
