"""What is not as it should be in a home: each thing in one line, with what to do about it.

Nothing is changed here. What heals by itself at the next use is a note, all else an error.
"""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from lawgraph.errors import LawgraphError
from lawgraph.settings import Settings
from lawgraph.store import schema as db
from lawgraph.store.audit import faults
from lawgraph.store.database import Database
from lawgraph.store.derived import BUILDING, PARTS, Derived
from lawgraph.store.library import Library
from lawgraph.store.sqlite_file import sqlite_path
from lawgraph.store.withdrawal import fingerprint_of

__all__ = ["Ailment", "examine"]

_LEAST_FREE = 200 << 20


@dataclass(frozen=True, slots=True)
class Ailment:
    """``severity`` is error or note; ``what`` is so, ``todo`` what to do."""

    code: str
    severity: str
    what: str
    todo: str


def examine(settings: Settings) -> Iterator[Ailment]:
    """Every inconsistency of the home and its database, the gravest first. Never raises for what it finds there."""
    yield from _home(settings)
    try:
        database = Database(settings.database_url)
    except LawgraphError as error:
        yield Ailment("database", "error", error.what, error.todo or "请用 lawgraph restore 恢复备份。")
        return
    try:
        yield from _database(database)
        yield from _derived(settings, Library(database))
    except LawgraphError as error:
        yield Ailment("database", "error", error.what, error.todo)
    finally:
        database.dispose()


# -- the home -------------------------------------------------------------------------------------------------------------------------


def _home(settings: Settings) -> Iterator[Ailment]:
    home, file = settings.home, sqlite_path(settings.database_url)
    if not home.is_dir():
        return
    for path in (home, file):
        if path is not None and path.exists() and sys.platform != "win32":
            mode = path.stat().st_mode
            if mode & stat.S_IWOTH or (path == file and mode & stat.S_IROTH and home.stat().st_mode & stat.S_IXOTH):
                yield Ailment("permissions", "error", f"这台机器上的其他用户可以读写 {path}。", f"请运行 chmod -R o-rwx {home}。")
    free = shutil.disk_usage(home).free
    needed = max(_LEAST_FREE, 2 * file.stat().st_size if file is not None and file.exists() else 0)
    if free < needed:
        yield Ailment("space", "note", f"磁盘只剩 {free >> 20} MB，重建索引约需 {needed >> 20} MB。", "请腾出空间。")
    for path in sorted(home.glob(".*.part")):
        yield Ailment("leftover", "note", f"{path} 是没有完成的备份。", "可以删去。")
    for path in sorted([*home.glob("*.before-schema-*"), *home.glob("*.before-restore-*")]):
        yield Ailment("copy", "note", f"{path} 是升级或恢复之前的数据库。", "确认现在的数据库无误后，可以删去。")


# -- the database ---------------------------------------------------------------------------------------------------------------------


def _database(database: Database) -> Iterator[Ailment]:
    restore = "请用 lawgraph restore 恢复最近的备份。"
    with database.read() as read:
        if database.path is not None:
            for (said,) in read.execute(sa.text("PRAGMA integrity_check(5)")).all():
                if said != "ok":
                    yield Ailment("integrity", "error", f"数据库文件已损坏：{said}。", restore)
            lost = read.execute(sa.text("PRAGMA foreign_key_check")).all()
            for table in sorted({row[0] for row in lost}):
                count = sum(row[0] == table for row in lost)
                yield Ailment("orphans", "error", f"表 {table} 有 {count} 行指向已不存在的记录。", restore)
        inspector = sa.inspect(read)
        for table in db.metadata.sorted_tables:
            have = {column["name"] for column in inspector.get_columns(table.name)} if inspector.has_table(table.name) else set()
            missing = [column.name for column in table.columns if column.name not in have]
            if missing:
                yield Ailment("schema", "error", f"表 {table.name} 缺少 {'、'.join(missing)}。", restore)
                return
        yield from _rows(read)
        for fault in faults(read):
            yield Ailment("audit", "error", f"审核记录不完整：{fault.message}。", "请与备份比对，查明是谁改动了数据库。")


def _rows(read: sa.Connection) -> Iterator[Ailment]:
    version, provision = db.version.c, db.provision.c
    again = "请重新导入这部法规的来源：lawgraph library remove，再 lawgraph library add。"
    held = (
        sa.select(provision.version_pk, sa.func.count().label("articles"))
        .where(provision.kind == "article")
        .group_by(provision.version_pk)
        .subquery()
    )
    query = (
        sa.select(version.id, version.articles, sa.func.coalesce(held.c.articles, 0))
        .join(held, held.c.version_pk == version.pk, isouter=True)
        .where(version.articles != sa.func.coalesce(held.c.articles, 0))
        .order_by(version.id)
    )
    for identifier, said, there in read.execute(query):
        yield Ailment("articles", "error", f"{identifier} 应有 {said} 条，库中有 {there} 条。", again)
    textless = sa.select(version.id).where(version.text_hash == "", sa.exists().where(provision.version_pk == version.pk)).order_by(version.id)
    for (identifier,) in read.execute(textless):
        yield Ailment("articles", "error", f"{identifier} 登记为没有文本，库中却有条文。", again)
    known = read.execute(sa.select(db.state.c.value).where(db.state.c.key == "library")).scalar() or ""
    if known != fingerprint_of(read):
        yield Ailment(
            "fingerprint",
            "error",
            "法规库的指纹与其来源不符，索引可能是旧的。",
            "请再次导入任一来源：先 lawgraph library remove，再 lawgraph library add。",
        )


# -- what is derived ------------------------------------------------------------------------------------------------------------------


def _derived(settings: Settings, library: Library) -> Iterator[Ailment]:
    derived, root = Derived(settings, library), settings.derived
    if derived.stands:
        missing = [part for part in PARTS if not (derived.folder / part).exists()]
        if missing:
            yield Ailment("derived", "error", f"{derived.folder} 里缺少 {'、'.join(missing)}。", f"请删去文件夹 {derived.folder}，下次使用时会重建。")
    elif library.fingerprint():
        yield Ailment("derived", "note", "检索索引和引用关系还没有为现在的库建立。", "下次使用时会自动建立。")
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if folder.is_dir() and folder.name != derived.state:
            sort = "没有建完的" if folder.name.startswith(BUILDING) else "旧的"
            yield Ailment("leftover", "note", f"{folder} 是{sort}索引。", "下次建立索引时会自动删去。")
    yield from _reports(library.database, derived.state)


def _reports(database: Database, state: str) -> Iterator[Ailment]:
    with database.read() as read:
        bases = read.execute(sa.select(db.report.c.basis, sa.func.count()).group_by(db.report.c.basis)).all()
    never = sum(count for basis, count in bases if not basis)
    old = sum(count for basis, count in bases if basis and basis.partition("@")[0] != state)
    if never:
        yield Ailment("unchecked", "note", f"{never} 份报告还没有核查。", "打开它时会自动核查。")
    if old:
        yield Ailment("stale-check", "note", f"{old} 份报告是用旧的法规库或旧版程序核查的。", "打开它时会自动重新核查。")
