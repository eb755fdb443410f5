"""Taking back what a source brought: just that, and what nothing else knows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from lawgraph.store import schema as db

__all__ = ["Removed", "fingerprint_of", "remove_source", "stamp", "sweep", "withdraw"]


@dataclass(frozen=True, slots=True)
class Removed:
    """What went with a source."""

    works: int
    versions: int
    texts: int


def remove_source(connection: sa.Connection, names: Iterable[str]) -> Removed | None:
    """Takes back what the source with one of these names brought; None where there is none.

    Its facts, texts and problems go, and the works that nothing else knows.
    """
    known = connection.execute(sa.select(db.source).where(db.source.c.name.in_(list(names)))).first()
    if known is None:
        return None
    if known.kind == "records":
        connection.execute(sa.delete(db.gloss))
        connection.execute(sa.delete(db.name).where(db.name.c.sort != "official"))
        connection.execute(sa.update(db.work).values(recorded=False))
    texts = withdraw(connection, known.pk)
    works, versions = sweep(connection)
    stamp(connection)
    return Removed(works, versions, texts)


def withdraw(connection: sa.Connection, source: int) -> int:
    """Deletes a source with its facts, items, problems and texts; how many texts went.

    A text of which another source holds the same words stays. Where another source holds other words, that source is to be read anew when
    it is next added.
    """
    item, version = db.source_item, db.version
    texts = connection.execute(sa.select(version.c.pk, version.c.text_hash).where(version.c.text_source == source)).all()
    gone = 0
    for row in texts:
        others = connection.execute(
            sa.select(item.c.source_pk, item.c.text_hash).where(item.c.version_pk == row.pk, item.c.source_pk != source)
        ).all()
        same = next((other.source_pk for other in others if other.text_hash == row.text_hash), None)
        if same is not None:
            connection.execute(sa.update(version).where(version.c.pk == row.pk).values(text_source=same))
            continue
        gone += 1
        connection.execute(sa.delete(db.provision).where(db.provision.c.version_pk == row.pk))
        connection.execute(sa.update(version).where(version.c.pk == row.pk).values(text_hash="", articles=0, text_source=None))
        stale = [other.source_pk for other in others if other.text_hash]
        connection.execute(sa.update(db.source).where(db.source.c.pk.in_(stale)).values(fingerprint=""))
    connection.execute(sa.delete(db.source).where(db.source.c.pk == source))
    return gone


def sweep(connection: sa.Connection) -> tuple[int, int]:
    """Deletes versions of which no source says anything, then works without versions that no record and no fact knows; how many of each."""
    version, work = db.version, db.work
    said = sa.select(db.fact.c.version_pk).where(db.fact.c.version_pk.is_not(None)).union(
        sa.select(db.source_item.c.version_pk).where(db.source_item.c.version_pk.is_not(None))
    )  # fmt: skip
    versions = connection.execute(sa.delete(version).where(version.c.text_hash == "", version.c.pk.not_in(said))).rowcount
    held = sa.select(version.c.work_pk).union(sa.select(db.fact.c.work_pk))
    works = connection.execute(sa.delete(work).where(work.c.recorded.is_(False), work.c.pk.not_in(held))).rowcount
    return works, versions


def stamp(connection: sa.Connection) -> None:
    """Gives the library the fingerprint of what it holds now, and notes when it moved."""
    said = fingerprint_of(connection)
    connection.execute(sa.delete(db.state).where(db.state.c.key.in_(("library", "library-changed"))))
    connection.execute(sa.insert(db.state).values(key="library-changed", value=datetime.now(UTC).isoformat()))
    if said:
        connection.execute(sa.insert(db.state).values(key="library", value=said))


def fingerprint_of(connection: sa.Connection) -> str:
    """Sixteen figures that follow from the sources; empty where there is none."""
    rows = connection.execute(sa.select(db.source.c.name, db.source.c.fingerprint).order_by(db.source.c.name)).all()
    return hashlib.sha256("\n".join(f"{row.name}\t{row.fingerprint}" for row in rows).encode()).hexdigest()[:16] if rows else ""
