"""What follows from the database and can be made again at will: the search index, the graph, and the index of what reports say.

It stands in ``LAWGRAPH_HOME/derived/<state of the library>-<code version>/``. A new state is built beside the old one and put in place by one rename,
so that a reader finds the old one or the new one and never half of either; delete the folder, and nothing is lost. The index of reports stands in it
under a state of its own: a report that is added leaves the rest as it is.
"""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lawgraph.settings import Settings
from lawgraph.store.graph.rows import Graph, build_graph
from lawgraph.store.library import Library
from lawgraph.store.records import Topic
from lawgraph.store.reports import Reports
from lawgraph.store.search import ArticleIndex, MeasureIndex, MeasureRow, build, build_measures, grow, open_index, open_measures
from lawgraph.store.shared import SharedBuilds

if TYPE_CHECKING:
    from lawgraph.store.graph.arrays import Arrays

__all__ = ["BUILDING", "LOCK", "PARTS", "Derived", "code_version"]

Progress = Callable[[str, int, int], None]

BUILDING = ".building-"
"""How the name of a folder begins in which something is being built; the process follows."""
LOCK = ".lock"
_REPORTS_LOCK, _RDF_LOCK = ".reports-lock", ".rdf-lock"
"""Locks of their own, so that a search of reports does not wait while articles are indexed, nor a query while reports are."""
PARTS = ("search", "graph.sqlite3", "arrays")
"""What stands in a folder that was built."""
_REPORTS = "reports-"
"""How the name of the index of measures begins; the state of the reports follows."""
_MOST_SECONDS = 3600.0
"""How long a process waits while another builds."""
_TRIPLES = 20
"""About how many triples an article gives, with what is below it and what it names: what the progress is measured by."""
_PACKAGE = Path(__file__).resolve().parents[1]
_SHAPING = ("domain", "cite", "text", "store")
"""The floors whose code decides what an index or a graph holds."""


@functools.cache
def code_version(*floors: str) -> str:
    """Eight figures of the code that makes index and graph: they move with any change of it, so that an upgrade never reads what older code built.

    ``floors`` are others whose code is asked for instead.
    """
    digest = hashlib.sha256()
    for floor in floors or _SHAPING:
        for file in sorted((_PACKAGE / floor).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


class Derived:
    """The index and graph of one library; each is opened when it is first asked for."""

    def __init__(self, settings: Settings, library: Library) -> None:
        self._root = settings.derived
        self._shared = SharedBuilds(settings.shared) if settings.shared else None
        self._engine = settings.search_engine
        self._library = library
        self._index: ArticleIndex | None = None
        self._graph: Graph | None = None
        self._arrays: Arrays | None = None
        self._measures: tuple[Path, MeasureIndex] | None = None

    @property
    def state(self) -> str:
        """The name of what is derived from the library as it stands."""
        engine = "" if self._engine == "tantivy" else f"-{self._engine}"
        return f"{self._library.fingerprint() or 'empty'}-{code_version()}{engine}"

    @property
    def folder(self) -> Path:
        return self._root / self.state

    @property
    def stands(self) -> bool:
        """Whether it was built for the library as it stands."""
        return self.folder.is_dir()

    def build(self, progress: Progress) -> None:
        """Builds what is missing and removes what older states left. Safe to be interrupted at any moment."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._turn(LOCK):
            # while this process waited, another may have built it
            while not self.stands:
                self._build(progress)
            self._index = self._graph = self._arrays = None
            for old in self._root.iterdir():
                if old.is_dir() and old.name != self.state:
                    shutil.rmtree(old, ignore_errors=True)

    def _build(self, progress: Progress) -> None:
        """Builds the folder of the library as it stands, unless that changes meanwhile."""
        place, beside = self.folder, self._root / f"{BUILDING}{os.getpid()}"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        try:
            if self._shared is None:
                self._fill(beside, progress)
            else:
                self._shared.obtain(
                    place.name, beside, lambda: self._fill(beside, progress) == place, waiting=lambda: progress("等待另一台机器建立索引", 0, 0)
                )
            if place == self.folder:
                _write_through(beside)
                beside.rename(place)
        finally:
            # after a full disk above all: what stands half-built would keep it full
            shutil.rmtree(beside, ignore_errors=True)

    def _fill(self, folder: Path, progress: Progress) -> Path:
        """Builds every part in ``folder``; gives the folder of the library as it stands afterwards."""
        articles = self._library.counts()["articles"]
        former, rows, told = self._former(), self._library.articles, lambda done: progress("建立检索索引", done, articles)
        if former is None or not grow(former / "search", rows, folder / "search", told, engine=self._engine):
            build(rows(), folder / "search", told, engine=self._engine)
        build_graph(self._library, folder / "graph.sqlite3", lambda done: progress("建立引用关系", done, articles))
        self._build_arrays(folder)
        return self.folder

    def _former(self) -> Path | None:
        """The newest folder that the same code built for the library as it stood before."""
        code = self.state.partition("-")[2]
        standing = [folder for folder in self._root.glob(f"*-{code}") if (folder / "search").is_dir()]
        return max(standing, key=lambda folder: folder.stat().st_mtime, default=None)

    @contextmanager
    def _turn(self, name: str) -> Iterator[None]:
        """One process at a time builds; the others wait. The system lets the lock of a process go that dies."""
        with closing(sqlite3.connect(self._root / name, timeout=_MOST_SECONDS, isolation_level=None)) as lock:
            # a transaction on an empty SQLite file is the one lock that works alike on every system, and across containers
            lock.execute("BEGIN EXCLUSIVE")
            yield

    def index(self) -> ArticleIndex:
        """The search index; it must have been built."""
        if self._index is None:
            self._index = open_index(self.folder / "search")
        return self._index

    def graph(self) -> Graph:
        """The graph; it must have been built."""
        if self._graph is None:
            self._graph = Graph(self.folder / "graph.sqlite3")
        return self._graph

    def arrays(self) -> Arrays:
        """The graph as arrays to walk over; it must have been built."""
        if self._arrays is None:
            from lawgraph.store.graph.arrays import Arrays  # noqa: PLC0415 (numpy takes a tenth of a second; checking a report does without)

            self._arrays = Arrays(self.folder / "arrays")
        return self._arrays

    def measures(self, state: str, rows: Callable[[], Iterable[MeasureRow]], progress: Progress) -> MeasureIndex:
        """The index of what the reports say, ``state`` being how these stand; built of ``rows`` where it does not stand. Nothing else is built."""
        place = self.folder / f"{_REPORTS}{state}"
        if self._measures is None or self._measures[0] != place:
            with self._turn(_REPORTS_LOCK):
                self._build_measures(place, rows, progress)
                self._measures = place, open_measures(place)
        return self._measures[1]

    def _build_measures(self, place: Path, rows: Callable[[], Iterable[MeasureRow]], progress: Progress) -> None:
        if not place.is_dir():
            beside = self.folder / f"{BUILDING}{os.getpid()}"
            shutil.rmtree(beside, ignore_errors=True)
            try:
                build_measures(rows(), beside, lambda done: progress("建立报告索引", done, done), engine=self._engine)
                _write_through(beside)
                beside.rename(place)
            finally:
                shutil.rmtree(beside, ignore_errors=True)
        for old in self.folder.iterdir():
            if old != place and old.name.startswith((_REPORTS, BUILDING)):
                shutil.rmtree(old, ignore_errors=True)

    @property
    def rdf_stands(self) -> bool:
        """Whether what takes long of ``rdf`` was built: reports and topics are added to it in a moment."""
        from lawgraph.store.rdf.store import RDF_LIBRARY  # noqa: PLC0415 (what only queries need)

        return (self.folder / RDF_LIBRARY).is_dir()

    def rdf(self, reports: Reports, topics: Sequence[Topic], progress: Progress) -> Path:
        """The folder of an Oxigraph store with the library, its graph, the reports and the topics; built here where it does not stand."""
        from lawgraph.store.rdf.statements import Source  # noqa: PLC0415 (what only queries need)
        from lawgraph.store.rdf.store import rdf_folder, rdf_place  # noqa: PLC0415 (as above)

        source = Source(self._library, self.graph(), reports, topics)
        place = rdf_place(source, self.folder)
        if place.is_dir():
            return place
        articles = self._library.counts()["articles"]
        with self._turn(_RDF_LOCK):
            return rdf_folder(source, self.folder, lambda done: progress("建立 RDF 库", done, max(done, _TRIPLES * articles)))

    def _build_arrays(self, folder: Path) -> None:
        from lawgraph.store.graph.nodes import build_arrays  # noqa: PLC0415 (as in arrays)

        with closing(Graph(folder / "graph.sqlite3")) as graph:
            build_arrays(self._library, graph, folder / "arrays")


def _write_through(folder: Path) -> None:
    """Has the system put every file on disk: a rename may get there before what it renames."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb+") as opened:
                os.fsync(opened.fileno())
