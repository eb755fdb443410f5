"""The schema, and how a database is opened.

SQLite by default (WAL, ``synchronous=FULL``: what is acknowledged is on disk), any other SQLAlchemy URL by setting. The tables hold facts with
their sources; what follows from them (index, graph) is derived and lives elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from lawgraph.errors import LibraryError

__all__ = [
    "SCHEMA_VERSION",
    "Database",
    "fact",
    "gloss",
    "metadata",
    "name",
    "problem",
    "provision",
    "relation",
    "report",
    "source",
    "source_item",
    "state",
    "version",
    "work",
]

SCHEMA_VERSION = 1
"""The number of the newest migration in ``store/migrations``; a database of a later one is refused."""

metadata = sa.MetaData()


def _table(title: str, *columns: sa.schema.SchemaItem, **options: Any) -> sa.Table:
    return sa.Table(title, metadata, *columns, **options)


_Int, _Str = sa.Integer, sa.Text

state = _table("state", sa.Column("key", _Str, primary_key=True), sa.Column("value", _Str, nullable=False))

# A source is what a user added: our records, a package, a folder, one file. Its items are the files (or rows) that it gave.
source = _table(
    "source",
    sa.Column("pk", _Int, primary_key=True),
    sa.Column("kind", _Str, nullable=False),
    sa.Column("name", _Str, nullable=False, unique=True),
    sa.Column("fingerprint", _Str, nullable=False),
    sa.Column("added_at", _Str, nullable=False),
    sa.Column("manifest", sa.JSON, nullable=False),
)
source_item = _table(
    "source_item",
    sa.Column("source_pk", sa.ForeignKey("source.pk", ondelete="CASCADE"), primary_key=True),
    sa.Column("path", _Str, primary_key=True),
    sa.Column("version_pk", sa.ForeignKey("version.pk"), nullable=True, index=True),
    sa.Column("text_hash", _Str, nullable=False, default=""),
)
problem = _table(
    "problem",
    sa.Column("pk", _Int, primary_key=True),
    sa.Column("source_pk", sa.ForeignKey("source.pk", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("path", _Str, nullable=False),
    sa.Column("code", _Str, nullable=False),
    sa.Column("message", _Str, nullable=False),
    sa.Column("start", _Int, nullable=False, default=0),
    sa.Column("end", _Int, nullable=False, default=0),
)

work = _table(
    "work",
    sa.Column("pk", _Int, primary_key=True),
    sa.Column("id", _Str, nullable=False, unique=True),
    sa.Column("title", _Str, nullable=False),
    sa.Column("match", _Str, nullable=False, index=True),
    sa.Column("kind", _Str, nullable=False),
    sa.Column("jurisdiction", _Str, nullable=False),
    sa.Column("issuer", _Str, nullable=False, default=""),
    sa.Column("document_number", _Str, nullable=False, default=""),
    sa.Column("recorded", sa.Boolean, nullable=False, default=False),
)
name = _table(
    "name",
    sa.Column("work_pk", sa.ForeignKey("work.pk", ondelete="CASCADE"), primary_key=True),
    sa.Column("name", _Str, primary_key=True),
    sa.Column("sort", _Str, nullable=False),
)
version = _table(
    "version",
    sa.Column("pk", _Int, primary_key=True),
    sa.Column("id", _Str, nullable=False, unique=True),
    sa.Column("work_pk", sa.ForeignKey("work.pk", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("published", sa.Date, nullable=True),
    sa.Column("title", _Str, nullable=False, default=""),
    sa.Column("text_hash", _Str, nullable=False, default=""),
    sa.Column("articles", _Int, nullable=False, default=0),
    sa.Column("note", _Str, nullable=False, default=""),
    sa.Column("text_source", sa.ForeignKey("source.pk", ondelete="SET NULL"), nullable=True),
)
provision = _table(
    "provision",
    sa.Column("version_pk", sa.ForeignKey("version.pk", ondelete="CASCADE"), primary_key=True),
    sa.Column("ordinal", _Int, primary_key=True),
    sa.Column("parent", _Int, nullable=False),
    sa.Column("last", _Int, nullable=False),
    sa.Column("kind", _Str, nullable=False),
    sa.Column("number", _Str, nullable=False),
    sa.Column("label", _Str, nullable=False),
    sa.Column("heading", _Str, nullable=False),
    sa.Column("text", _Str, nullable=False),
    sa.Index("provision_label", "version_pk", "label"),
    sqlite_with_rowid=False,
)
fact = _table(
    "fact",
    sa.Column("pk", _Int, primary_key=True),
    sa.Column("work_pk", sa.ForeignKey("work.pk", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("version_pk", sa.ForeignKey("version.pk", ondelete="CASCADE"), nullable=True),
    sa.Column("source_pk", sa.ForeignKey("source.pk", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("kind", _Str, nullable=False),
    sa.Column("on", sa.Date, nullable=True),
    sa.Column("value", _Str, nullable=False, default=""),
    sa.Column("trust", _Int, nullable=False),
    sa.Column("evidence", _Str, nullable=False, default=""),
)
relation = _table(
    "relation",
    sa.Column("pk", _Int, primary_key=True),
    sa.Column("work_pk", sa.ForeignKey("work.pk", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("source_pk", sa.ForeignKey("source.pk", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("relation", _Str, nullable=False),
    sa.Column("target", _Str, nullable=False),
    sa.Column("target_key", _Str, nullable=False, index=True),
    sa.Column("on", sa.Date, nullable=True),
    sa.Column("evidence", _Str, nullable=False, default=""),
)
gloss = _table(
    "gloss",
    sa.Column("work_pk", sa.ForeignKey("work.pk", ondelete="CASCADE"), primary_key=True),
    sa.Column("published", sa.Date, primary_key=True),
    sa.Column("article", _Str, primary_key=True),
    sa.Column("caption", _Str, nullable=False, default=""),
    sa.Column("gist", _Str, nullable=False, default=""),
)

# A report is its text; what was found in it is kept beside the state of the library that it was found with, and made again when that moves.
report = _table(
    "report",
    sa.Column("pk", _Int, primary_key=True),
    sa.Column("id", _Str, nullable=False, unique=True),
    sa.Column("name", _Str, nullable=False),
    sa.Column("text", _Str, nullable=False),
    sa.Column("date", sa.Date, nullable=False),
    sa.Column("date_source", _Str, nullable=False),
    sa.Column("added_at", _Str, nullable=False),
    sa.Column("basis", _Str, nullable=False, default=""),
    sa.Column("checked", sa.JSON, nullable=True),
    sa.Column("summary", sa.JSON, nullable=True),
)
report_citation = _table(
    "report_citation",
    sa.Column("report_pk", sa.ForeignKey("report.pk", ondelete="CASCADE"), primary_key=True),
    sa.Column("measure", _Int, primary_key=True),
    sa.Column("place", _Int, primary_key=True),
    sa.Column("work", _Str, nullable=False, index=True),
    sa.Column("label", _Str, nullable=False, default=""),
    sa.Column("origin", _Str, nullable=False),
)


class Database:
    """An opened database. ``read`` and ``write`` give connections; a write is one transaction, all or nothing."""

    def __init__(self, url: str) -> None:
        self.url = url
        if url.startswith("sqlite:///"):
            Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        self.engine = sa.create_engine(url)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _tune_sqlite)
        self._prepare()

    def _prepare(self) -> None:
        """Creates the schema in an empty database; refuses one of a later version."""
        try:
            with self.engine.connect() as connection:
                known = sa.inspect(connection).has_table("state")
                number = connection.execute(sa.select(state.c.value).where(state.c.key == "schema")).scalar() if known else None
        except sa.exc.DBAPIError as error:
            raise LibraryError(f"数据库打不开：{str(error.orig).splitlines()[0]}。", "请检查 LAWGRAPH_HOME 或 LAWGRAPH_DATABASE_URL。") from error
        if number is None or int(number) < SCHEMA_VERSION:
            _upgrade(self.engine)
        elif int(number) > SCHEMA_VERSION:
            raise LibraryError(f"数据库是较新版本的 lawgraph 建立的（第 {number} 版）。", "请升级 lawgraph。")

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        with self.engine.begin() as connection:
            yield connection

    def dispose(self) -> None:
        """Closes every connection."""
        self.engine.dispose()


def _upgrade(engine: sa.Engine) -> None:
    from lawgraph.store.migrations import upgrade  # noqa: PLC0415 (Alembic takes a third of a second; a database that is up to date does not need it)

    upgrade(engine)


def _tune_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "cache_size=-65536", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
