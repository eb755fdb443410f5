"""The RDF of a library in an Oxigraph store below its derived folder, built when a query first asks for it.

The library's statements are loaded once; topics and reports, which change more often, go into a copy of that store that shares its files.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox

from lawgraph.store.graph.report_edges import decisions_state
from lawgraph.store.rdf.statements import Described, Source, added_statements, library_statements
from lawgraph.store.rdf.writers import n_triples

__all__ = ["RDF_LIBRARY", "rdf_folder", "rdf_place"]

RDF_LIBRARY = "rdf-library"
"""The folder of the store with the statements of the library alone: what takes long."""

_CHUNK = 32 << 20
"""Bytes of N-Triples that are loaded at once: a load holds them all, sorted, in memory."""


def rdf_place(source: Source, derived: Path) -> Path:
    """Where below ``derived`` the store of ``source`` as it stands has its folder, or will have it."""
    return derived / f"rdf-{_state(source)}"


def rdf_folder(source: Source, derived: Path, progress: Callable[[int], None]) -> Path:
    """The folder of a store that holds all of ``source`` as it stands, built below ``derived`` if there is none; ``progress`` gets loaded triples.

    One process at a time builds: what others left half-filled, because they were killed, is cleared away.
    """
    base, whole = derived / RDF_LIBRARY, rdf_place(source, derived)
    if not whole.is_dir():
        for left in derived.glob(".rdf-*"):
            shutil.rmtree(left, ignore_errors=True)
        if not base.is_dir():
            _put(base, lambda folder: _load(folder, library_statements(source), progress))
        _put(whole, lambda folder: _add(base, folder, source))
        for old in derived.glob("rdf-*"):
            if old not in {base, whole}:
                shutil.rmtree(old, ignore_errors=True)
    return whole


def _state(source: Source) -> str:
    """Twelve figures that move with the reports, what was found in them, what was decided on it, and the topics."""
    decided = decisions_state(source.reports.database)
    return hashlib.sha256(repr((source.reports.state(), decided, source.topics, source.base)).encode()).hexdigest()[:12]


def _put(folder: Path, fill: Callable[[Path], None]) -> None:
    """Fills a folder beside its place and moves it there by one rename."""
    beside = folder.with_name(f".{folder.name}-{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    fill(beside)
    beside.rename(folder)


def _load(folder: Path, described: Iterable[Described], progress: Callable[[int], None]) -> None:
    folder.mkdir(parents=True)
    store = ox.Store(str(folder))
    waiting: list[bytes] = []
    size = count = 0
    for piece in n_triples(described):
        waiting.append(piece.encode())
        size += len(waiting[-1])
        count += piece.count(" .\n")
        if size >= _CHUNK:
            store.bulk_load(b"".join(waiting), ox.RdfFormat.N_TRIPLES)
            progress(count)
            waiting, size = [], 0
    store.bulk_load(b"".join(waiting), ox.RdfFormat.N_TRIPLES)
    store.flush()
    progress(count)


def _add(base: Path, folder: Path, source: Source) -> None:
    ox.Store.read_only(str(base)).backup(str(folder))
    store = ox.Store(str(folder))
    store.bulk_load("".join(n_triples(added_statements(source))).encode(), ox.RdfFormat.N_TRIPLES)
    store.flush()
