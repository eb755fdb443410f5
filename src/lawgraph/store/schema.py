"""The tables: facts with their sources, reports, and what people decide. What follows from them (index, graph) is derived and lives elsewhere."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

__all__ = [
    "KEPT",
    "SCHEMA_VERSION",
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
    "report_citation",
    "report_revision",
    "review",
    "review_member",
    "review_report",
    "source",
    "source_item",
    "state",
    "token",
    "upload",
    "version",
    "work",
    "work_subject",
]

SCHEMA_VERSION = 4
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
# Into which department of law a source sorts a work.
work_subject = _table(
    "work_subject",
    sa.Column("work_pk", sa.ForeignKey("work.pk", ondelete="CASCADE"), primary_key=True),
    sa.Column("source_pk", sa.ForeignKey("source.pk", ondelete="CASCADE"), primary_key=True),
    sa.Column("subject", _Str, nullable=False),
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

# A file on its way to being a report: it takes long to read, so that whoever sent it does not wait. ``content`` is dropped when it has been read.
upload = _table(
    "upload",
    sa.Column("id", _Str, primary_key=True),
    sa.Column("name", _Str, nullable=False),
    sa.Column("content", sa.LargeBinary),
    sa.Column("as_of", sa.Date),
    sa.Column("actor", sa.JSON, nullable=False),
    sa.Column("added_at", _Str, nullable=False),
    sa.Column("state", _Str, nullable=False),
    sa.Column("pages", _Int, nullable=False),
    sa.Column("done", _Int, nullable=False),
    sa.Column("begun_at", _Str, nullable=False),
    sa.Column("owner", _Str, nullable=False),
    sa.Column("beat_at", _Str, nullable=False),
    sa.Column("tries", _Int, nullable=False),
    sa.Column("report", _Str, nullable=False),
    sa.Column("problem", sa.JSON, nullable=False),
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
