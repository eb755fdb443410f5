"""The history of all reviews as lines of JSON, whole: every row of the chain and of what stands in it, none left out, none summed up.

Taken in again, the rows must continue the chain that stands here, from its beginning where it is empty, and be whole; else nothing is taken in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from lawgraph.errors import HistoryBroken
from lawgraph.store import schema as db
from lawgraph.store.audit import faults
from lawgraph.store.database import Database

__all__ = ["export_history", "import_history"]

FORMAT = "lawgraph-history-1"
_TABLES = {table.name: table for table in (db.audit, db.review, db.review_report, db.decision)}
_LOOSE = (db.review_member, db.report_revision)
"""What is not kept for ever: who takes part, and which report revises which."""


def export_history(database: Database) -> Iterator[str]:
    """A line for each row: first the form and the anchor, then the tables, each in the order of the chain."""
    with database.read() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        anchor = connection.execute(sa.select(db.audit.c.hash).order_by(db.audit.c.seq.desc()).limit(1)).scalar()
        yield json.dumps({"format": FORMAT, "anchor": anchor or ""})
        for table in (*_TABLES.values(), *_LOOSE):
            query = sa.select(table).order_by(*table.primary_key.columns).execution_options(yield_per=1000)
            for row in connection.execute(query).mappings():
                yield json.dumps({"table": table.name, "row": dict(row)}, ensure_ascii=False)


def import_history(database: Database, lines: Iterable[str]) -> int:
    """Takes in what ``export_history`` gave; how many rows of the chain were new. Raises HistoryBroken; then nothing has changed."""
    rows = _read(lines)
    with database.serial() as connection:
        new = 0
        for table in _TABLES.values():
            new += _take(connection, table, rows[table.name])
        for table in _LOOSE:
            known = {_key(table, row) for row in connection.execute(sa.select(table)).mappings()}
            fresh = [row for row in rows[table.name] if _key(table, row) not in known]
            if fresh:
                connection.execute(sa.insert(table), fresh)
        fault = next(faults(connection, rows["anchor"][0]["hash"] if rows["anchor"] else None), None)
        if fault is not None:
            raise HistoryBroken(f"这些记录不完整：{fault.message}。", "请重新导出，或查明是谁改动了文件。")
    return new


def _read(lines: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in (*_TABLES.values(), *_LOOSE)}
    numbered = enumerate(lines, 1)
    try:
        head = json.loads(next(numbered)[1])
        if head["format"] != FORMAT:
            raise HistoryBroken("文件不是 lawgraph review export 的结果。", "请核对文件。")
        rows["anchor"] = [{"hash": head["anchor"]}] if head["anchor"] else []
        for number, line in numbered:
            said = json.loads(line)
            table = {**_TABLES, **{one.name: one for one in _LOOSE}}[said["table"]]
            if set(said["row"]) != {column.name for column in table.columns}:
                raise HistoryBroken(f"第 {number} 行的栏目不对。", "请用同一版本的 lawgraph 导出和导入。")
            rows[table.name].append(said["row"])
    except StopIteration:
        raise HistoryBroken("文件是空的。", "请核对文件。") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise HistoryBroken("文件不是 lawgraph review export 的结果，或者有一行读不懂。", "请重新导出。") from None
    return rows


def _key(table: sa.Table, row: Any) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key.columns)


def _take(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> int:
    """Adds the rows that are new; those that stand here already must be the same. The number of those of the chain."""
    known = {_key(table, row): dict(row) for row in connection.execute(sa.select(table)).mappings()}
    fresh = []
    for row in rows:
        here = known.pop(_key(table, row), None)
        if here is None:
            fresh.append(row)
        elif here != row:
            raise HistoryBroken("这里已有另一段历史，两者接不上。", "请导入一个空的库，或者用它自己的导出。")
    if known:
        raise HistoryBroken("这里的历史比文件更长，或者是另一段。", "请导入一个空的库，或者用更新的导出。")
    try:
        if fresh:
            connection.execute(sa.insert(table), fresh)
    except (sa.exc.IntegrityError, sa.exc.DataError, sa.exc.StatementError) as error:
        raise HistoryBroken("有的记录放不进去：编号重复或缺少前面的记录。", "请重新导出。") from error
    return len(fresh) if table is db.audit else 0
