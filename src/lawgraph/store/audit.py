"""The audit chain: a row for every action that changes something, written with it or not at all, each carrying the hash of the one before.

A row that was edited, deleted, moved or cut shows when the chain is verified; that rows were cut off at its end, only where the end is known from
elsewhere: an anchor that was exported or printed in an opinion. Whoever can write to the database can also forge a whole new chain: the anchor
shows that as well.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from lawgraph.domain.chain import START, canonical, digest
from lawgraph.domain.roles import Actor
from lawgraph.store import schema as db
from lawgraph.store.database import Database, take_turn

__all__ = ["AuditLog", "Clock", "Entry", "Fault", "append", "content_digest", "faults", "now", "stamp"]

Clock = Callable[[], datetime]
"""Gives the moment, in UTC."""


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as it is stored: ``2026-11-22T08:30:00.123Z``, so that the order of the words is that of time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the chain."""

    seq: int
    at: str
    who: str
    office: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not fit: ``code`` is edited, missing, unknown, altered or cut, ``seq`` the place in the chain."""

    code: str
    seq: int
    message: str


def append(connection: sa.Connection, actor: Actor, at: str, action: str, subject: str, detail: Mapping[str, Any]) -> Entry:
    """Adds a row in the caller's transaction, and keeps others from adding theirs until it ends."""
    take_turn(connection)
    last = connection.execute(sa.select(db.audit.c.seq, db.audit.c.hash).order_by(db.audit.c.seq.desc()).limit(1)).one_or_none()
    seq, previous = (last.seq + 1, last.hash) if last else (1, START)
    row = {
        "seq": seq, "at": at, "who": actor.name, "office": actor.office, "action": action, "subject": subject,
        "detail": canonical({**detail, "via": actor.via}), "previous": previous,
    }  # fmt: skip
    hashed = digest(row)
    connection.execute(sa.insert(db.audit).values(**row, hash=hashed))
    return _entry({**row, "hash": hashed})


def content_digest(row: Mapping[str, Any]) -> str:
    """The hash of a kept row (of a decision, a review, a report in it) that its audit row carries."""
    return digest({key: value for key, value in row.items() if key != "seq"})


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(**{**row, "detail": json.loads(row["detail"])})


class AuditLog:
    """The chain of one database, to be read and verified."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def head(self) -> Entry | None:
        """The newest row: its hash is the anchor."""
        with self.database.read() as connection:
            row = connection.execute(sa.select(db.audit).order_by(db.audit.c.seq.desc()).limit(1)).mappings().one_or_none()
        return _entry(dict(row)) if row else None

    def entries(self, *, after: int = 0, limit: int = 1000, subject: str | None = None) -> tuple[Entry, ...]:
        """Rows in order, from behind ``after``."""
        query = sa.select(db.audit).where(db.audit.c.seq > after).order_by(db.audit.c.seq).limit(limit)
        if subject is not None:
            query = query.where(db.audit.c.subject == subject)
        with self.database.read() as connection:
            return tuple(_entry(dict(row)) for row in connection.execute(query).mappings())

    def verify(self, anchor: str | None = None) -> tuple[Fault, ...]:
        """What does not fit, in the order of the chain; empty where all is well.

        ``anchor`` is the hash of a row that is known to have stood: an exported or printed one, in full or its first figures (twelve at least).
        """
        with self.database.read() as connection:
            return tuple(faults(connection, anchor))


def faults(connection: sa.Connection, anchor: str | None = None) -> Iterator[Fault]:
    """As ``AuditLog.verify``, in the caller's transaction."""
    previous, place = START, 0
    digests: dict[int, list[str]] = {}
    anchored = anchor is None
    for row in connection.execute(sa.select(db.audit).order_by(db.audit.c.seq)).mappings():
        place += 1
        seq = row["seq"]
        if seq != place:
            yield Fault("missing", place, f"第 {place} 行到第 {seq - 1} 行不在了")
            place = seq
        if row["previous"] != previous or digest({key: value for key, value in row.items() if key != "hash"}) != row["hash"]:
            yield Fault("edited", seq, f"第 {seq} 行与它的散列或与上一行不符")
        previous = row["hash"]
        anchored = anchored or (len(anchor or "") >= _SHORTEST_ANCHOR and row["hash"].startswith(anchor or ""))
        try:
            digests[seq] = list(json.loads(row["detail"]).get("rows", ()))
        except (ValueError, AttributeError, TypeError):
            digests[seq] = []
    if not anchored:
        yield Fault("cut", place, "链上没有所给的锚点：末尾的行被截去，或整条链被换过")
    yield from _kept_rows(connection, digests)


_SHORTEST_ANCHOR = 12


def _kept_rows(connection: sa.Connection, digests: Mapping[int, list[str]]) -> Iterator[Fault]:
    """Holds every kept row against the audit row that was written with it."""
    found: dict[int, list[str]] = {}
    for table in (db.review, db.review_report, db.decision):
        for row in connection.execute(sa.select(table).execution_options(yield_per=1000)).mappings():
            found.setdefault(row["seq"], []).append(content_digest(dict(row)))
    for seq in sorted({*digests, *found}):
        if seq not in digests:
            yield Fault("unknown", seq, f"有一条决定或审核的记录，链上没有第 {seq} 行")
        elif sorted(digests[seq]) != sorted(found.get(seq, [])):
            yield Fault("altered", seq, f"与链上第 {seq} 行一同写下的记录被改动或删去")
