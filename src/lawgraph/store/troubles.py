"""What a database or a disk refuses, as an error that says what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from lawgraph.errors import Busy, LawgraphError, LibraryError, StorageFull

__all__ = ["explained", "trouble"]

_LOCKED = ("SQLITE_BUSY", "SQLITE_LOCKED")
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_FULL_IN_WORDS = "No space left on device"
"""How libraries that are not written in Python tell it (strerror of ENOSPC in the C library's own locale)."""


def trouble(error: BaseException) -> LawgraphError | None:
    """The error of ours that says the same as ``error`` or what caused it; None where there is none.

    Names of SQLite's results: sqlite.org/rescode.html. A full disk shows in SQLite as SQLITE_FULL, where the journal cannot grow as SQLITE_IOERR.
    PostgreSQL's classes of errors: appendix A of its manual (53100 disk_full, 55P03 lock_not_available, 40001 and 40P01: try again).
    """
    seen: BaseException | None = error
    while seen is not None:
        found = _one(seen)
        if found is not None:
            return found
        seen = getattr(seen, "orig", None) or seen.__cause__ or seen.__context__
    return None


def _one(error: BaseException) -> LawgraphError | None:
    name, state = str(getattr(error, "sqlite_errorname", "")), str(getattr(error, "sqlstate", ""))
    full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
    if full or name == "SQLITE_FULL" or name.startswith("SQLITE_IOERR") or state == "53100" or _FULL_IN_WORDS in str(error):
        return StorageFull()
    if name.startswith(_LOCKED) or state in {"55P03", "40001", "40P01"}:
        return Busy()
    if name.startswith(_DAMAGED):
        return LibraryError("数据库文件已损坏。", "请用 lawgraph doctor 检查，用 lawgraph restore 恢复备份。")
    if name.startswith("SQLITE_READONLY"):
        return LibraryError("数据库文件不能写入。", "请检查 LAWGRAPH_HOME 的权限。")
    return None


@contextmanager
def explained() -> Iterator[None]:
    """What the database refuses inside is raised as an error of ours; whatever else it says passes."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        found = trouble(error)
        if found is None:
            raise
        raise found from error
