"""What follows from the database and can be made again at will: the search index and the graph.

It stands in ``LAWGRAPH_HOME/derived/<state of the library>-<code version>/``. A new state is built beside the old one and put in place by one rename,
so that a reader finds the old one or the new one and never half of either; delete the folder, and nothing is lost.
"""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from lawgraph.settings import Settings
from lawgraph.store.graph import Graph, build_graph
from lawgraph.store.library import Library
from lawgraph.store.records import Topic
from lawgraph.store.reports import Reports
from lawgraph.store.search import ArticleIndex, build, open_index

if TYPE_CHECKING:
    from lawgraph.store.graph_arrays import Arrays

__all__ = ["Derived", "code_version"]

Progress = Callable[[str, int, int], None]

_TRIPLES = 20
"""About how many triples an article gives, with what is below it and what it names: what the progress is measured by."""
_PACKAGE = Path(__file__).resolve().parents[1]
_SHAPING = ("domain", "cite", "text", "store")
"""The floors whose code decides what an index or a graph holds."""


@functools.cache
def code_version() -> str:
    """Eight figures of the code that makes index and graph: they move with any change of it, so that an upgrade never reads what older code built."""
    digest = hashlib.sha256()
    for floor in _SHAPING:
        for file in sorted((_PACKAGE / floor).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


class Derived:
    """The index and graph of one library; each is opened when it is first asked for."""

    def __init__(self, settings: Settings, library: Library) -> None:
        self._root = settings.derived
        self._engine = settings.search_engine
        self._library = library
        self._index: ArticleIndex | None = None
        self._graph: Graph | None = None
        self._arrays: Arrays | None = None

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
        if not self.stands:
            self._root.mkdir(parents=True, exist_ok=True)
            beside = self._root / f".building-{os.getpid()}"
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir()
            articles = self._library.counts()["articles"]
            build(self._library.articles(), beside / "search", lambda done: progress("建立检索索引", done, articles), engine=self._engine)
            build_graph(self._library, beside / "graph.sqlite3", lambda done: progress("建立引用关系", done, articles))
            self._build_arrays(beside)
            try:
                beside.rename(self.folder)
            except OSError:
                # another process was quicker: what it built is the same
                shutil.rmtree(beside, ignore_errors=True)
        self._index = self._graph = self._arrays = None
        for old in self._root.iterdir():
            if old.name != self.state and (not old.name.startswith(".building-") or not _alive(old.name)):
                shutil.rmtree(old, ignore_errors=True)

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
            from lawgraph.store.graph_arrays import Arrays  # noqa: PLC0415 (numpy takes a tenth of a second; checking a report does without)

            self._arrays = Arrays(self.folder / "arrays")
        return self._arrays

    def rdf(self, reports: Reports, topics: Sequence[Topic], progress: Progress) -> Path:
        """The folder of an Oxigraph store with the library, its graph, the reports and the topics; built here where it does not stand."""
        from lawgraph.store.rdf import Source  # noqa: PLC0415 (what only queries need)
        from lawgraph.store.rdf_store import rdf_folder  # noqa: PLC0415 (as above)

        source = Source(self._library, self.graph(), reports, topics)
        return rdf_folder(source, self.folder, lambda done: progress("建立 RDF 库", done, max(done, _TRIPLES * self._library.counts()["articles"])))

    def _build_arrays(self, folder: Path) -> None:
        from lawgraph.store.graph_nodes import build_arrays  # noqa: PLC0415 (as in arrays)

        with closing(Graph(folder / "graph.sqlite3")) as graph:
            build_arrays(self._library, graph, folder / "arrays")


def _alive(name: str) -> bool:
    """Whether the process that builds in the folder ``.building-<pid>`` still runs."""
    try:
        os.kill(int(name.rpartition("-")[2]), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
