"""How a database is opened: SQLite by default (WAL, ``synchronous=FULL``: what is acknowledged is on disk), any other SQLAlchemy URL by setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from lawgraph.errors import LibraryError
from lawgraph.store.schema import SCHEMA_VERSION, state
from lawgraph.store.sqlite_file import copy_sqlite, sqlite_path
from lawgraph.store.troubles import explained, trouble

__all__ = ["Connection", "Database", "take_turn"]

Connection = sa.Connection
"""What ``Database.write`` gives: services pass it on, and look no further."""


class Database:
    """An opened database. ``read`` and ``write`` give connections; a write is one transaction, all or nothing."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.path = sqlite_path(url)
        if self.path is not None:
            # reports and decisions are for those who may read this folder
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.engine = _engine(url)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _tune_sqlite)
        self._prepare()

    def _prepare(self) -> None:
        """Creates the schema in an empty database, brings an older one up to it (a copy of the file first), refuses one of a later version."""
        try:
            with self.engine.connect() as connection:
                known = sa.inspect(connection).has_table("state")
                number = connection.execute(sa.select(state.c.value).where(state.c.key == "schema")).scalar() if known else None
                if self.engine.dialect.name == "postgresql":
                    _require_order(connection)
        except sa.exc.DBAPIError as error:
            raise trouble(error) or LibraryError(
                f"数据库打不开：{str(error.orig).splitlines()[0]}。", "请检查 LAWGRAPH_HOME 或 LAWGRAPH_DATABASE_URL。"
            ) from error
        if number is None or int(number) < SCHEMA_VERSION:
            with explained():
                _upgrade(self.engine, self._keep_copy)
        elif int(number) > SCHEMA_VERSION:
            raise LibraryError(f"数据库是较新版本的 lawgraph 建立的（第 {number} 版）。", "请升级 lawgraph。")

    def _keep_copy(self) -> None:
        if self.path is not None:
            copy_sqlite(self.path, self.path.with_name(f"{self.path.name}.before-schema-{SCHEMA_VERSION}"))

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        with explained(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        with explained(), self.engine.begin() as connection:
            if self.path is not None:
                # Python's sqlite3 opens a transaction at the first change, which would let another writer in between reading and writing
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def serial(self) -> Iterator[sa.Connection]:
        """A write that reads first: nobody else writes to the chain until it is done."""
        with self.write() as connection:
            take_turn(connection)
            yield connection

    def dispose(self) -> None:
        """Closes every connection."""
        self.engine.dispose()


def _engine(url: str) -> sa.Engine:
    try:
        return sa.create_engine(url)
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError) as error:
        raise LibraryError(
            f"LAWGRAPH_DATABASE_URL 的值“{url.rsplit('@', maxsplit=1)[-1]}”不可用。", "请写成 postgresql+psycopg://用户@主机/库名。"
        ) from error
    except ModuleNotFoundError as error:
        raise LibraryError(f"连接这个数据库的程序包 {error.name} 没有安装。", "请运行 pip install 'lawgraph[postgres]'。") from error


def _require_order(connection: sa.Connection) -> None:
    """Raises LibraryError where PostgreSQL sorts by the habits of a language: answers would differ from one machine to the next."""
    row = connection.execute(
        sa.text("SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()")
    ).one()  # fmt: skip
    if row[0] != "UTF8" or row[1] not in {"C", "POSIX", "C.UTF-8", "C.utf8"}:
        todo = "请这样建库：CREATE DATABASE lawgraph TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'。"
        raise LibraryError(f"数据库的编码或排序规则（{row[0]}，{row[1]}）不可用。", todo)


_TURN = 4_717_001
"""The number of the advisory lock under which PostgreSQL lets one transaction at a time add to the chain."""


def take_turn(connection: sa.Connection) -> None:
    """Waits until nobody else adds to the chain, and keeps it so until the transaction ends. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))


def _upgrade(engine: sa.Engine, keep: Callable[[], None]) -> None:
    from lawgraph.store.migrations import upgrade  # noqa: PLC0415 (Alembic takes a third of a second; a database that is up to date does not need it)

    upgrade(engine, keep)


def _tune_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "cache_size=-65536", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
