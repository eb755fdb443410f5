"""Copies of a SQLite database: taken while it is in use, checked, and put back.

SQLite's own backup interface reads one state of the database, whatever is written meanwhile. A copy stands under its name only when it is whole,
checked and on disk.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from lawgraph.errors import BackupInvalid, LibraryError, UsageError
from lawgraph.store.audit import faults
from lawgraph.store.database import Database
from lawgraph.store.schema import SCHEMA_VERSION
from lawgraph.store.sqlite_file import copy_sqlite, sqlite_path
from lawgraph.store.troubles import trouble

__all__ = ["Copy", "back_up", "inspect", "restore"]


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was checked: its ``path``, ``size`` in bytes, the number of its ``schema``, and how many ``reports`` it holds."""

    path: Path
    size: int
    schema: int
    reports: int


def back_up(url: str, target: Path) -> Copy:
    """Copies the database behind ``url`` to ``target``, and checks the copy.

    Raises UsageError where something stands at ``target`` or the database is no SQLite file, BackupInvalid where the copy is not sound (then the
    database is not either), StorageFull. Then nothing is left at ``target``.
    """
    path = _file(url)
    if not path.is_file():
        raise LibraryError(f"没有数据库可以备份：{path}。", "请检查 LAWGRAPH_HOME。")
    if target.exists():
        raise UsageError(f"“{target}”已经存在，没有备份。", "请换一个文件名，或先移走它。")
    found: list[Copy] = []
    try:
        copy_sqlite(path, target, lambda copy: found.append(inspect(copy)))
        return replace(found[0], path=target)
    except (OSError, sqlite3.Error) as error:
        raise trouble(error) or UsageError(f"“{target}”写不进去：{error}。", "请换一个位置。") from error


def inspect(path: Path) -> Copy:
    """Checks a copy: that SQLite finds it whole, that its rows belong together, that its schema is known, and its audit chain.

    Raises BackupInvalid, and LibraryError for the copy of a later schema.
    """
    todo = "请换一份备份。"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as read:
            said = [row[0] for row in read.execute("PRAGMA integrity_check")]
            if said != ["ok"]:
                raise BackupInvalid(f"“{path}”已损坏：{said[0]}。", todo)
            if read.execute("PRAGMA foreign_key_check").fetchone():
                raise BackupInvalid(f"“{path}”里有指向空处的记录。", todo)
            schema = int(read.execute("SELECT value FROM state WHERE key = 'schema'").fetchone()[0])
            reports = int(read.execute("SELECT count(*) FROM report").fetchone()[0])
    except (sqlite3.Error, TypeError, ValueError) as error:
        raise BackupInvalid(f"“{path}”不是 lawgraph 的备份。", "请核对文件。") from error
    if schema > SCHEMA_VERSION:
        raise LibraryError(f"“{path}”是较新版本的 lawgraph 的备份（第 {schema} 版）。", "请先升级 lawgraph。")
    if schema == SCHEMA_VERSION:
        engine = sa.create_engine("sqlite://", creator=lambda: sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True))
        with engine.connect() as read:
            for fault in faults(read):
                raise BackupInvalid(f"“{path}”的审核记录不完整：{fault.message}。", todo)
        engine.dispose()
    return Copy(path, path.stat().st_size, schema, reports)


def restore(url: str, source: Path) -> Path | None:
    """Puts the copy at ``source`` in the place of the database behind ``url``; where the present one is kept, None where there was none.

    The copy is written into the database as one transaction, so that a running service goes on with it. A database that SQLite cannot read is set
    aside as it is. Raises what ``inspect`` raises; then the present database has not been touched.
    """
    path = _file(url)
    if not source.is_file():
        raise UsageError(f"没有“{source}”这个文件。", "请核对路径。")
    if path.exists() and path.samefile(source):
        raise UsageError(f"“{source}”就是现在的数据库。", "请给出备份的文件。")
    inspect(source)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%f}") if path.exists() else None
    try:
        if aside is not None and not _kept(path, aside):
            _set_aside(path, aside)
        if path.exists():
            with closing(sqlite3.connect(source)) as given, closing(sqlite3.connect(path, timeout=60)) as present:
                given.backup(present)
        else:
            copy_sqlite(source, path)
    except (OSError, sqlite3.Error) as error:
        raise trouble(error) or LibraryError(f"没有恢复：{error}。", f"原来的数据库在 {aside or path}。") from error
    Database(url).dispose()
    return aside


def _kept(path: Path, aside: Path) -> bool:
    """Copies the present database; False where SQLite cannot read it."""
    try:
        copy_sqlite(path, aside)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        return False
    return True


def _set_aside(path: Path, aside: Path) -> None:
    """Moves a database that cannot be read, with what SQLite keeps beside it."""
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            shutil.move(f"{path}{end}", f"{aside}{end}")


def _file(url: str) -> Path:
    path = sqlite_path(url)
    if path is None:
        raise UsageError("这个数据库不是 SQLite 文件。", "PostgreSQL 请用 pg_dump 和 pg_restore，见 docs/howto/run-for-an-office.md。")
    return path
