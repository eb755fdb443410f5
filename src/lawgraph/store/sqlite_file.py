"""A SQLite database as a file: where it stands, and one state of it copied while it is in use."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

__all__ = ["copy_sqlite", "sqlite_path"]


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite database; None for another database."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def copy_sqlite(path: Path, target: Path, check: Callable[[Path], object] | None = None) -> None:
    """Copies one state of a SQLite file that may be in use. ``target`` holds the whole copy, on disk, or what it held before.

    ``check`` is given the copy before it takes its place, and raises to refuse it. Raises ``sqlite3.Error`` and OSError.
    """
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(path, timeout=60)) as given, closing(sqlite3.connect(beside)) as taken:
            beside.chmod(0o600)
            given.backup(taken)
            taken.execute("PRAGMA journal_mode=DELETE")
        if check is not None:
            check(beside)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
