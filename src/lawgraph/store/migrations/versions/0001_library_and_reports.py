"""Step 1: sources, works, versions, provisions and facts; reports and what was found in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_Int, _Str = sa.Integer, sa.Text


def upgrade() -> None:
    """Creates every table of schema 1 and says so in ``state``."""
    state = op.create_table("state", sa.Column("key", _Str, primary_key=True), sa.Column("value", _Str, nullable=False))
    _create_source()
    _create_works()
    _create_items()
    _create_facts()
    _create_reports()
    op.bulk_insert(state, [{"key": "schema", "value": "1"}])


def _create_source() -> None:
    op.create_table(
        "source",
        sa.Column("pk", _Int, primary_key=True),
        sa.Column("kind", _Str, nullable=False),
        sa.Column("name", _Str, nullable=False, unique=True),
        sa.Column("fingerprint", _Str, nullable=False),
        sa.Column("added_at", _Str, nullable=False),
        sa.Column("manifest", sa.JSON, nullable=False),
    )


def _create_works() -> None:
    op.create_table(
        "work",
        sa.Column("pk", _Int, primary_key=True),
        sa.Column("id", _Str, nullable=False, unique=True),
        sa.Column("title", _Str, nullable=False),
        sa.Column("match", _Str, nullable=False, index=True),
        sa.Column("kind", _Str, nullable=False),
        sa.Column("jurisdiction", _Str, nullable=False),
        sa.Column("issuer", _Str, nullable=False),
        sa.Column("document_number", _Str, nullable=False),
        sa.Column("recorded", sa.Boolean, nullable=False),
    )
    op.create_table(
        "name",
        sa.Column("work_pk", _Int, sa.ForeignKey("work.pk", ondelete="CASCADE"), primary_key=True),
        sa.Column("name", _Str, primary_key=True),
        sa.Column("sort", _Str, nullable=False),
    )
    op.create_table(
        "version",
        sa.Column("pk", _Int, primary_key=True),
        sa.Column("id", _Str, nullable=False, unique=True),
        sa.Column("work_pk", _Int, sa.ForeignKey("work.pk", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("published", sa.Date, nullable=True),
        sa.Column("title", _Str, nullable=False),
        sa.Column("text_hash", _Str, nullable=False),
        sa.Column("articles", _Int, nullable=False),
        sa.Column("note", _Str, nullable=False),
        sa.Column("text_source", _Int, sa.ForeignKey("source.pk", ondelete="SET NULL"), nullable=True),
    )
    op.create_table(
        "provision",
        sa.Column("version_pk", _Int, sa.ForeignKey("version.pk", ondelete="CASCADE"), primary_key=True),
        sa.Column("ordinal", _Int, primary_key=True),
        sa.Column("parent", _Int, nullable=False),
        sa.Column("last", _Int, nullable=False),
        sa.Column("kind", _Str, nullable=False),
        sa.Column("number", _Str, nullable=False),
        sa.Column("label", _Str, nullable=False),
        sa.Column("heading", _Str, nullable=False),
        sa.Column("text", _Str, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("provision_label", "provision", ["version_pk", "label"])


def _create_items() -> None:
    op.create_table(
        "source_item",
        sa.Column("source_pk", _Int, sa.ForeignKey("source.pk", ondelete="CASCADE"), primary_key=True),
        sa.Column("path", _Str, primary_key=True),
        sa.Column("version_pk", _Int, sa.ForeignKey("version.pk"), nullable=True, index=True),
        sa.Column("text_hash", _Str, nullable=False),
    )
    op.create_table(
        "problem",
        sa.Column("pk", _Int, primary_key=True),
        sa.Column("source_pk", _Int, sa.ForeignKey("source.pk", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("path", _Str, nullable=False),
        sa.Column("code", _Str, nullable=False),
        sa.Column("message", _Str, nullable=False),
        sa.Column("start", _Int, nullable=False),
        sa.Column("end", _Int, nullable=False),
    )


def _create_facts() -> None:
    op.create_table(
        "fact",
        sa.Column("pk", _Int, primary_key=True),
        sa.Column("work_pk", _Int, sa.ForeignKey("work.pk", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("version_pk", _Int, sa.ForeignKey("version.pk", ondelete="CASCADE"), nullable=True),
        sa.Column("source_pk", _Int, sa.ForeignKey("source.pk", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("kind", _Str, nullable=False),
        sa.Column("on", sa.Date, nullable=True),
        sa.Column("value", _Str, nullable=False),
        sa.Column("trust", _Int, nullable=False),
        sa.Column("evidence", _Str, nullable=False),
    )
    op.create_table(
        "relation",
        sa.Column("pk", _Int, primary_key=True),
        sa.Column("work_pk", _Int, sa.ForeignKey("work.pk", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("source_pk", _Int, sa.ForeignKey("source.pk", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("relation", _Str, nullable=False),
        sa.Column("target", _Str, nullable=False),
        sa.Column("target_key", _Str, nullable=False, index=True),
        sa.Column("on", sa.Date, nullable=True),
        sa.Column("evidence", _Str, nullable=False),
    )
    op.create_table(
        "gloss",
        sa.Column("work_pk", _Int, sa.ForeignKey("work.pk", ondelete="CASCADE"), primary_key=True),
        sa.Column("published", sa.Date, primary_key=True),
        sa.Column("article", _Str, primary_key=True),
        sa.Column("caption", _Str, nullable=False),
        sa.Column("gist", _Str, nullable=False),
    )


def _create_reports() -> None:
    op.create_table(
        "report",
        sa.Column("pk", _Int, primary_key=True),
        sa.Column("id", _Str, nullable=False, unique=True),
        sa.Column("name", _Str, nullable=False),
        sa.Column("text", _Str, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("date_source", _Str, nullable=False),
        sa.Column("added_at", _Str, nullable=False),
        sa.Column("basis", _Str, nullable=False),
        sa.Column("checked", sa.JSON, nullable=True),
        sa.Column("summary", sa.JSON, nullable=True),
    )
    op.create_table(
        "report_citation",
        sa.Column("report_pk", _Int, sa.ForeignKey("report.pk", ondelete="CASCADE"), primary_key=True),
        sa.Column("measure", _Int, primary_key=True),
        sa.Column("place", _Int, primary_key=True),
        sa.Column("work", _Str, nullable=False, index=True),
        sa.Column("label", _Str, nullable=False),
        sa.Column("origin", _Str, nullable=False),
    )
