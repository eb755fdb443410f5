"""Files on their way to being reports: what takes long is read while nobody waits, and its state stands here.

A file is known by its bytes: sent again while it is being read, it is the same upload. Whoever reads it (``owner``) gives a sign of life every few
seconds; where none has come for ``SILENCE`` seconds, the service that read it is gone, and another one may take it up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from lawgraph.domain.roles import Actor, Role
from lawgraph.errors import UnknownUpload
from lawgraph.store import schema as db
from lawgraph.store.audit import now, stamp
from lawgraph.store.database import Database

__all__ = ["SILENCE", "STATES", "Taken", "Upload", "Uploads"]

SILENCE = 20.0
"""Seconds without a sign of life after which nobody is believed to read a file."""
STATES = ("waiting", "reading", "checking", "done", "failed", "broken_off")
_OPEN = STATES[:3]
_TRIES = 2
"""A file that ends the service each time that it is read is not taken up for ever."""
_KEPT_DAYS = 7

_t = db.upload.c
_SHOWN = (_t.id, _t.name, _t.added_at, _t.state, _t.pages, _t.done, _t.begun_at, _t.beat_at, _t.tries, _t.report, _t.problem)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent: ``done`` of ``pages`` are read; ``report`` once it is one, ``problem`` (title, detail, code, status) where it cannot be.

    ``state`` is one of ``STATES``. Moments are UTC; ``begun_at`` is "" until its turn has come.
    """

    id: str
    name: str
    added_at: str
    state: str
    pages: int
    done: int
    begun_at: str
    beat_at: str
    tries: int
    report: str
    problem: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether it is still to become something."""
        return self.state in _OPEN

    def seconds_left(self, at: datetime | None = None) -> int | None:
        """How long the pages that are not read will take, if they take as long as those that are; None while no page tells."""
        if self.state != "reading" or not self.done or not self.begun_at:
            return None
        passed = (at or now()) - datetime.fromisoformat(self.begun_at)
        return round(max(passed.total_seconds(), 0.0) / self.done * (self.pages - self.done))

    def is_silent(self, at: datetime | None = None) -> bool:
        """Whether it is open, and nobody reads it any more."""
        return self.is_open and (at or now()) - datetime.fromisoformat(self.beat_at) > timedelta(seconds=SILENCE)


@dataclass(frozen=True, slots=True)
class Taken:
    """What whoever reads a file needs: its bytes, its name, the day that was said, and in whose name."""

    content: bytes
    name: str
    as_of: date | None
    actor: Actor


class Uploads:
    """The uploads of one database, as one service (``owner``) sees them."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    def add(self, content: bytes, name: str, pages: int, as_of: date | None, actor: Actor) -> tuple[Upload, bool]:
        """The upload of these bytes, and whether it is new: one that is being read, or has become a report, stands as it is."""
        identifier, moment = hashlib.sha256(content).hexdigest()[:16], now()
        with self._database.write() as connection:
            connection.execute(sa.delete(db.upload).where(_t.added_at < stamp(moment - timedelta(days=_KEPT_DAYS)), _t.state.not_in(_OPEN)))
            known = connection.execute(sa.select(*_SHOWN).where(_t.id == identifier)).one_or_none()
            if known is not None and known.state in {*_OPEN, "done"}:
                return Upload(*known), False
            connection.execute(sa.delete(db.upload).where(_t.id == identifier))
            who = {"name": actor.name, "office": actor.office, "role": actor.role.value, "via": actor.via}
            row = {"id": identifier, "name": name, "content": content, "as_of": as_of, "actor": who, "added_at": stamp(moment), "pages": pages}
            begin = {"state": "waiting", "done": 0, "begun_at": "", "owner": self._owner, "beat_at": stamp(moment), "tries": 1}
            connection.execute(sa.insert(db.upload).values(**row, **begin, report="", problem={}))
        return self.get(identifier), True

    def get(self, identifier: str) -> Upload:
        """One upload. Raises UnknownUpload."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(*_SHOWN).where(_t.id == identifier)).one_or_none()
        if row is None:
            raise UnknownUpload(identifier)
        return Upload(*row)

    def list(self) -> tuple[Upload, ...]:
        """Those that are being read, or could not be, the newest first."""
        query = sa.select(*_SHOWN).where(_t.state != "done").order_by(_t.added_at.desc(), _t.id)
        with self._database.read() as connection:
            return tuple(Upload(*row) for row in connection.execute(query))

    def taken(self, identifier: str) -> Taken | None:
        """What is to be read; None where another service has it, or it is over."""
        query = sa.select(_t.content, _t.name, _t.as_of, _t.actor).where(*self._mine(identifier))
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or row.content is None:
            return None
        who = row.actor
        return Taken(row.content, row.name, row.as_of, Actor(who["name"], who["office"], Role(who["role"]), who["via"]))

    def take_up(self, upload: Upload) -> bool:
        """Makes a silent upload this service's own, from its first page; False where another was quicker. One taken up too often is broken off."""
        again = upload.tries < _TRIES
        said: dict[str, Any] = {"owner": self._owner, "beat_at": stamp(now()), "done": 0, "begun_at": ""}
        said |= {"state": "waiting", "tries": upload.tries + 1} if again else {"state": "broken_off", "content": None}
        with self._database.write() as connection:
            where = (_t.id == upload.id, _t.beat_at == upload.beat_at, _t.state == upload.state)
            return bool(connection.execute(sa.update(db.upload).where(*where).values(**said)).rowcount) and again

    def drop(self, identifier: str) -> None:
        """Forgets an upload for which there is no room."""
        with self._database.write() as connection:
            connection.execute(sa.delete(db.upload).where(*self._mine(identifier)))

    def beat(self, identifier: str) -> None:
        """Gives a sign of life."""
        self._set(identifier)

    def tell(self, identifier: str, done: int, pages: int) -> bool:
        """Says how many pages are read; False where another service has taken it up meanwhile."""
        return self._set(identifier, state="reading", done=done, pages=pages, **({} if done else {"begun_at": stamp(now())}))

    def check(self, identifier: str) -> None:
        """Says that all pages are read."""
        self._set(identifier, state="checking")

    def finish(self, identifier: str, report: str) -> None:
        """Says which report it has become."""
        self._set(identifier, state="done", report=report, content=None)

    def fail(self, identifier: str, problem: Mapping[str, Any]) -> None:
        """Says why it becomes none."""
        self._set(identifier, state="failed", problem=dict(problem), content=None)

    def _mine(self, identifier: str) -> tuple[sa.ColumnElement[bool], ...]:
        return _t.id == identifier, _t.owner == self._owner, _t.state.in_(_OPEN)

    def _set(self, identifier: str, **said: Any) -> bool:
        with self._database.write() as connection:
            return bool(connection.execute(sa.update(db.upload).where(*self._mine(identifier)).values(beat_at=stamp(now()), **said)).rowcount)
