"""Takes out of the database what citing asks of it, to be sent to where there is none."""

from __future__ import annotations

import sys

import sqlalchemy as sa

from lawgraph.domain.snapshot import Snapshot
from lawgraph.store import schema as db
from lawgraph.store.library import Library

__all__ = ["snapshot"]


def snapshot(library: Library) -> Snapshot:
    """All names, works, dates and labels of provisions of a library, as they are now; no words of a text."""
    works = {work.id: work for work in library.works()}
    found: dict[str, list[str]] = {}
    with library.database.read() as read:
        for version, label in read.execute(sa.select(db.version.c.id, db.provision.c.label).select_from(db.provision.join(db.version))):
            found.setdefault(version, []).append(sys.intern(label))  # 第一条 stands in every version: one string, in memory and in the pickle
    labels = {version: frozenset(held) for version, held in found.items()}
    return Snapshot(library.names(), works, {work: library.lifeline(work) for work in works}, labels)
