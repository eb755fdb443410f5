"""Brings a database to the newest schema, step by step, with Alembic.

Each step is a file in ``versions/``: it spells its tables out and never imports ``store.schema``, so that it makes tomorrow what it made when it
was written. A step writes its own number into ``state``; ``Database`` reads nothing else to know where a database stands.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

__all__ = ["upgrade"]


_TURN = 4_717_002
"""The number of the advisory lock under which one process at a time upgrades a PostgreSQL database."""


def upgrade(engine: sa.Engine, keep: Callable[[], None] = lambda: None) -> None:
    """Runs every step that the database behind ``engine`` has not had yet: all of them in one transaction, or none.

    ``keep`` is called before the first step where the database has had some and lacks others: nobody else writes to it then.

    Two processes that open the same empty database at once take turns: the second finds the work done. Raises
    ``sqlalchemy.exc.DBAPIError`` when the database refuses.
    """
    config = Config()
    config.set_main_option("script_location", "lawgraph.store:migrations")
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # Python's sqlite3 opens no transaction for CREATE TABLE: without this one, a process that dies half-way leaves half a schema.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        elif engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")
        config.attributes["connection"] = connection
        had = MigrationContext.configure(connection).get_current_revision()
        if had not in {None, ScriptDirectory.from_config(config).get_current_head()}:
            keep()
        command.upgrade(config, "head")
        connection.commit()
