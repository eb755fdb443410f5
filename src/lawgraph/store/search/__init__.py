"""The index of articles, and that of the measures of reports: one interface, two engines behind it.

``build`` writes an index beside where it shall stand and moves it there in one step; ``open_index`` opens it for reading, whichever engine wrote it;
``build_measures`` and ``open_measures`` do the same for measures.
An engine is imported when it is used: the machine that needs Whoosh may have no Tantivy.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lawgraph.errors import LibraryError
from lawgraph.store.search.growing import added_rows, keep_digests, noted
from lawgraph.store.search.measures import MeasureFilters, MeasureHit, MeasureIndex, MeasureRow, MeasuresFound
from lawgraph.store.search.model import (
    All,
    ArticleIndex,
    Condition,
    Either,
    Filters,
    Found,
    Holds,
    IndexHit,
    InWorks,
    Not,
    Numbered,
    Rerank,
    Terms,
    work_number,
)

if TYPE_CHECKING:
    from lawgraph.store.articles import ArticleRow

__all__ = [
    "All",
    "ArticleIndex",
    "Condition",
    "Either",
    "Filters",
    "Found",
    "Holds",
    "InWorks",
    "IndexHit",
    "MeasureFilters",
    "MeasureHit",
    "MeasureIndex",
    "MeasureRow",
    "MeasuresFound",
    "Not",
    "Numbered",
    "Rerank",
    "Terms",
    "build",
    "build_measures",
    "grow",
    "open_index",
    "open_measures",
    "work_number",
]


def build(
    rows: Iterable[ArticleRow], folder: Path, progress: Callable[[int], None] | None = None, *, engine: str = "tantivy", former: Path | None = None
) -> None:
    """Writes the index of ``rows`` to ``folder``, whole or not at all, by ``engine`` (``tantivy`` or ``whoosh``).

    ``former`` is an index of the same engine and code to which ``rows`` are added; it stays as it is. ``progress`` is told the number of articles
    written so far. Raises LibraryError where the disk refuses or the engine is not installed.
    """
    digests: list[bytes] = []
    _part(engine, "index").build(noted(rows, digests), folder, progress, former)
    keep_digests(digests, folder)


def grow(
    former: Path, rows: Callable[[], Iterable[ArticleRow]], folder: Path, progress: Callable[[int], None] | None = None, *, engine: str = "tantivy"
) -> bool:
    """Writes the index of ``rows`` to ``folder`` by adding to a copy of ``former`` what it lacks, where ``rows`` hold all that it holds.

    Says whether they do; otherwise nothing is written. Such an index gives the same hits and scores as one built at once; of equal scores another
    may come first. Raises what ``build`` raises.
    """
    added = added_rows(former, rows)
    if added is None:
        return False
    build(added, folder, progress, engine=engine, former=former)
    return True


def open_index(folder: Path) -> ArticleIndex:
    """Opens the index in ``folder``. Raises LibraryError where none stands there, it is damaged, or its engine is not installed."""
    opened: ArticleIndex = _part(_engine_of(folder), "index").open_index(folder)
    return opened


def build_measures(rows: Iterable[MeasureRow], folder: Path, progress: Callable[[int], None] | None = None, *, engine: str = "tantivy") -> None:
    """Writes the index of the measures ``rows`` to ``folder``; see ``build``."""
    _part(engine, "measures").build(rows, folder, progress)


def open_measures(folder: Path) -> MeasureIndex:
    """Opens the index of measures in ``folder``; see ``open_index``."""
    opened: MeasureIndex = _part(_engine_of(folder), "measures").open_index(folder)
    return opened


def _engine_of(folder: Path) -> str:
    """Which engine wrote the index in ``folder``; Whoosh leaves a table of contents there."""
    return "whoosh" if any(folder.glob("*.toc")) else "tantivy"


def _part(engine: str, part: str) -> Any:
    """The module with an engine's index of articles or of measures: ``build`` and ``open_index``. Raises LibraryError where it is not installed."""
    try:
        return importlib.import_module(f"{__name__}.{engine}_{part}")
    except ImportError as error:
        extra = "lawgraph[whoosh]" if engine == "whoosh" else engine
        raise LibraryError(f"检索引擎 {engine} 没有安装。", f"请运行 pip install '{extra}'。") from error
