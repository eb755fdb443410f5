"""Step 4: files that are read while nobody waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_Int, _Str = sa.Integer, sa.Text


def upgrade() -> None:
    """Creates the table of schema 4 and says so in ``state``."""
    op.create_table(
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
    op.execute("UPDATE state SET value = '4' WHERE key = 'schema'")
