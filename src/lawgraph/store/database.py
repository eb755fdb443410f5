"""The schema, and how a database is opened.

SQLite by default (WAL, ``synchronous=FULL``: what is acknowledged is on disk), any other SQLAlchemy URL by setting. The tables hold facts with
their sources; what follows from them (index, graph) is derived and lives elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from lawgraph.errors import LibraryError
from lawgraph.store.sqlite_file import copy_sqlite, sqlite_path
from lawgraph.store.troubles import explained, trouble

__all__ = [
    "KEPT",
    "SCHEMA_VERSION",
    "Connection",
    "Database",
    "account",
    "attempt",
    "audit",
    "decision",
    "fact",
    "gloss",
    "login",
    "metadata",
    "name",
    "problem",
    "provision",
    "relation",
    "report",
    "report_revision",
    "review",
    "review_member",
    "review_report",
    "source",
    "source_item",
    "state",
    "take_turn",
    "token",
    "version",
    "work",
]

SCHEMA_VERSION = 2
"""The number of the newest migration in ``store/migrations``; a database of a later one is refused."""

Connection = sa.Connection
"""What ``Database.write`` gives: services pass it on, and look no further."""

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


# Who may do what, and who is in. Secrets are kept as hashes alone: Argon2id of passwords, SHA-256 of what is random.
account = _table(
    "account",
    sa.Column("pk", _Int, primary_key=True),
    sa.Column("name", _Str, nullable=False, unique=True),
    sa.Column("office", _Str, nullable=False),
    sa.Column("role", _Str, nullable=False),
    sa.Column("password", _Str, nullable=False),
    sa.Column("subject", _Str, nullable=True, unique=True),
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("created_at", _Str, nullable=False),
)
login = _table(
    "login",
    sa.Column("hash", _Str, primary_key=True),
    sa.Column("account_pk", sa.ForeignKey("account.pk", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("address", _Str, nullable=False),
    sa.Column("created_at", _Str, nullable=False),
    sa.Column("seen_at", _Str, nullable=False),
)
attempt = _table(
    "attempt",
    sa.Column("key", _Str, primary_key=True),
    sa.Column("failures", _Int, nullable=False),
    sa.Column("last_at", _Str, nullable=False),
    sa.Column("until", _Str, nullable=False),
)
token = _table(
    "token",
    sa.Column("pk", _Int, primary_key=True),
    sa.Column("hash", _Str, nullable=False, unique=True),
    sa.Column("account_pk", sa.ForeignKey("account.pk", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("label", _Str, nullable=False),
    sa.Column("scopes", _Str, nullable=False),
    sa.Column("created_at", _Str, nullable=False),
    sa.Column("expires_at", _Str, nullable=False),
    sa.Column("revoked_at", _Str, nullable=True),
)

# What people decide. Rows of audit, review, review_report and decision are never changed and never deleted: triggers see to it, the chain shows it.
audit = _table(
    "audit",
    sa.Column("seq", _Int, primary_key=True, autoincrement=False),
    sa.Column("at", _Str, nullable=False),
    sa.Column("who", _Str, nullable=False),
    sa.Column("office", _Str, nullable=False),
    sa.Column("action", _Str, nullable=False),
    sa.Column("subject", _Str, nullable=False, index=True),
    sa.Column("detail", _Str, nullable=False),
    sa.Column("previous", _Str, nullable=False),
    sa.Column("hash", _Str, nullable=False, unique=True),
)
review = _table(
    "review",
    sa.Column("id", _Str, primary_key=True),
    sa.Column("seq", sa.ForeignKey("audit.seq"), nullable=False, unique=True),
    sa.Column("title", _Str, nullable=False),
    sa.Column("rule", _Str, nullable=False),
    sa.Column("due", _Str, nullable=False),
    sa.Column("opened_at", _Str, nullable=False),
    sa.Column("opened_by", _Str, nullable=False),
    sa.Column("office", _Str, nullable=False),
    sa.Column("library", _Str, nullable=False),
    sa.Column("today", _Str, nullable=False),
)
review_member = _table(
    "review_member",
    sa.Column("review", sa.ForeignKey("review.id"), primary_key=True),
    sa.Column("name", _Str, primary_key=True),
)
review_report = _table(
    "review_report",
    sa.Column("seq", sa.ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    sa.Column("place", _Int, primary_key=True, autoincrement=False),
    sa.Column("review", sa.ForeignKey("review.id"), nullable=False, index=True),
    sa.Column("report", _Str, nullable=False, index=True),
    sa.Column("lineage", _Str, nullable=False),
    sa.Column("name", _Str, nullable=False),
    sa.Column("checked", _Str, nullable=False),
)
report_revision = _table(
    "report_revision",
    sa.Column("report", _Str, primary_key=True),
    sa.Column("revises", _Str, nullable=False, index=True),
    sa.Column("lineage", _Str, nullable=False, index=True),
)
decision = _table(
    "decision",
    sa.Column("seq", sa.ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    sa.Column("id", _Str, nullable=False, unique=True),
    sa.Column("review", sa.ForeignKey("review.id"), nullable=False),
    sa.Column("item", _Str, nullable=False),
    sa.Column("previous", _Str, nullable=False),
    sa.Column("verdict", _Str, nullable=False),
    sa.Column("who", _Str, nullable=False),
    sa.Column("office", _Str, nullable=False),
    sa.Column("role", _Str, nullable=False),
    sa.Column("at", _Str, nullable=False),
    sa.Column("reason", _Str, nullable=False),
    sa.Column("report", _Str, nullable=False, index=True),
    sa.Column("measure", _Str, nullable=False),
    sa.Column("start", _Int, nullable=False),
    sa.Column("end", _Int, nullable=False),
    sa.Column("text", _Str, nullable=False),
    sa.Column("work", _Str, nullable=False, index=True),
    sa.Column("title", _Str, nullable=False),
    sa.Column("label", _Str, nullable=False),
    sa.Column("version", _Str, nullable=False),
    sa.Column("replacement_work", _Str, nullable=False),
    sa.Column("replacement_title", _Str, nullable=False),
    sa.Column("replacement_label", _Str, nullable=False),
    sa.Column("undoes", _Str, nullable=False),
    sa.Column("settles", sa.Boolean, nullable=False),
    sa.Column("shown", _Str, nullable=False),
    # of two who have seen the same, the database lets one in
    sa.UniqueConstraint("review", "item", "previous"),
)

KEPT = ("audit", "review", "review_report", "decision")
"""The tables whose rows nobody may change or delete."""


def _keep(table: str) -> None:
    """Adds the triggers that refuse to change or delete rows of a table."""
    for deed in ("UPDATE", "DELETE"):
        sqlite = f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} BEGIN SELECT RAISE(ABORT, 'rows of {table} are kept'); END"
        event.listen(metadata, "after_create", sa.DDL(sqlite).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]


for _kept in KEPT:
    _keep(_kept)


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
