"""Step 3: the subjects into which sources sort works. A library that stands gets them when its sources are next added."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Creates the table of schema 3 and says so in ``state``."""
    op.create_table(
        "work_subject",
        sa.Column("work_pk", sa.Integer, sa.ForeignKey("work.pk", ondelete="CASCADE"), primary_key=True),
        sa.Column("source_pk", sa.Integer, sa.ForeignKey("source.pk", ondelete="CASCADE"), primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
    )
    op.execute("UPDATE state SET value = '3' WHERE key = 'schema'")
