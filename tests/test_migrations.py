"""The steps of store/migrations make the schema that store/schema.py declares, all of it or none."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from lawgraph.store.database import Database
from lawgraph.store.migrations import upgrade
from lawgraph.store.schema import SCHEMA_VERSION, metadata


def _statements(path: Path) -> dict[str, str]:
    """Every CREATE statement of a SQLite file by the name of what it creates, blanks evened out."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'").fetchall()
    connection.close()
    return {name: " ".join(sql.split()) for name, sql in rows}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty SQLite file."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'made.sqlite3'}")
    yield engine
    engine.dispose()


def test_the_steps_make_what_the_code_declares(engine: sa.Engine, tmp_path: Path) -> None:
    """A column added to schema.py and to no step would be missing on every machine but the author's."""
    upgrade(engine)
    declared = sa.create_engine(f"sqlite:///{tmp_path / 'declared.sqlite3'}")
    metadata.create_all(declared)
    declared.dispose()
    assert _statements(tmp_path / "made.sqlite3") == _statements(tmp_path / "declared.sqlite3")


def test_alembic_sees_no_difference(engine: sa.Engine) -> None:
    """The same by Alembic's own comparison, which also reads types and foreign keys as a database reports them."""
    upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_newest_step_writes_the_number_of_the_code(tmp_path: Path) -> None:
    """``Database`` compares this number with its own; the two must be raised together."""
    database = Database(f"sqlite:///{tmp_path / 'lawgraph.sqlite3'}")
    with database.read() as connection:
        assert connection.execute(sa.text("SELECT value FROM state WHERE key = 'schema'")).scalar_one() == str(SCHEMA_VERSION)
    database.dispose()


def test_a_second_upgrade_changes_nothing(engine: sa.Engine, tmp_path: Path) -> None:
    """Every start may call it."""
    upgrade(engine)
    before = _statements(tmp_path / "made.sqlite3")
    upgrade(engine)
    assert _statements(tmp_path / "made.sqlite3") == before


def test_processes_that_start_together_take_turns(tmp_path: Path) -> None:
    """``make run`` beside a command, both on an empty home: neither fails, and the schema is made once."""
    url = f"sqlite:///{tmp_path / 'lawgraph.sqlite3'}"
    engines = [sa.create_engine(url) for _ in range(4)]
    with ThreadPoolExecutor(len(engines)) as pool:
        list(pool.map(upgrade, engines))
    with engines[0].connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM state")).scalar_one() == 1
    for engine in engines:
        engine.dispose()


def test_a_step_that_fails_leaves_nothing_behind(engine: sa.Engine, tmp_path: Path) -> None:
    """Half a schema would be refused by the next start, with no way out for the user."""
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE report_citation (taken INTEGER)"))
    with pytest.raises(sa.exc.OperationalError, match="already exists"):
        upgrade(engine)
    assert list(_statements(tmp_path / "made.sqlite3")) == ["report_citation"]
