"""Step 2: accounts, reviews, decisions and the audit chain, with the triggers that keep them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_Int, _Str = sa.Integer, sa.Text
_KEPT = ("audit", "review", "review_report", "decision")


def upgrade() -> None:
    """Creates the tables of schema 2 and says so in ``state``."""
    _create_accounts()
    _create_reviews()
    _create_decisions()
    _create_triggers()
    op.execute("UPDATE state SET value = '2' WHERE key = 'schema'")


def _create_triggers() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _KEPT:
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} BEGIN SELECT RAISE(ABORT, 'rows of {table} are kept'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION lawgraph_keep() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'rows of % are kept', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
    )
    for table in _KEPT:
        op.execute(f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION lawgraph_keep()")
        op.execute(f"CREATE TRIGGER {table}_keep_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION lawgraph_keep()")


def _create_accounts() -> None:
    op.create_table(
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
    op.create_table(
        "login",
        sa.Column("hash", _Str, primary_key=True),
        sa.Column("account_pk", _Int, sa.ForeignKey("account.pk", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("address", _Str, nullable=False),
        sa.Column("created_at", _Str, nullable=False),
        sa.Column("seen_at", _Str, nullable=False),
    )
    op.create_table(
        "attempt",
        sa.Column("key", _Str, primary_key=True),
        sa.Column("failures", _Int, nullable=False),
        sa.Column("last_at", _Str, nullable=False),
        sa.Column("until", _Str, nullable=False),
    )
    op.create_table(
        "token",
        sa.Column("pk", _Int, primary_key=True),
        sa.Column("hash", _Str, nullable=False, unique=True),
        sa.Column("account_pk", _Int, sa.ForeignKey("account.pk", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("label", _Str, nullable=False),
        sa.Column("scopes", _Str, nullable=False),
        sa.Column("created_at", _Str, nullable=False),
        sa.Column("expires_at", _Str, nullable=False),
        sa.Column("revoked_at", _Str, nullable=True),
    )


def _create_reviews() -> None:
    op.create_table(
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
    op.create_table(
        "review",
        sa.Column("id", _Str, primary_key=True),
        sa.Column("seq", _Int, sa.ForeignKey("audit.seq"), nullable=False, unique=True),
        sa.Column("title", _Str, nullable=False),
        sa.Column("rule", _Str, nullable=False),
        sa.Column("due", _Str, nullable=False),
        sa.Column("opened_at", _Str, nullable=False),
        sa.Column("opened_by", _Str, nullable=False),
        sa.Column("office", _Str, nullable=False),
        sa.Column("library", _Str, nullable=False),
        sa.Column("today", _Str, nullable=False),
    )
    op.create_table(
        "review_member",
        sa.Column("review", _Str, sa.ForeignKey("review.id"), primary_key=True),
        sa.Column("name", _Str, primary_key=True),
    )
    op.create_table(
        "review_report",
        sa.Column("seq", _Int, sa.ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
        sa.Column("place", _Int, primary_key=True, autoincrement=False),
        sa.Column("review", _Str, sa.ForeignKey("review.id"), nullable=False, index=True),
        sa.Column("report", _Str, nullable=False, index=True),
        sa.Column("lineage", _Str, nullable=False),
        sa.Column("name", _Str, nullable=False),
        sa.Column("checked", _Str, nullable=False),
    )
    op.create_table(
        "report_revision",
        sa.Column("report", _Str, primary_key=True),
        sa.Column("revises", _Str, nullable=False, index=True),
        sa.Column("lineage", _Str, nullable=False, index=True),
    )


def _create_decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("seq", _Int, sa.ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
        sa.Column("id", _Str, nullable=False, unique=True),
        sa.Column("review", _Str, sa.ForeignKey("review.id"), nullable=False),
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
        sa.UniqueConstraint("review", "item", "previous"),
    )
