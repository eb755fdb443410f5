"""What a database or a disk refuses is told in one line that says what to do."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from lawgraph.errors import Busy, LibraryError, StorageFull
from lawgraph.store.database import Database
from lawgraph.store.troubles import explained, trouble


def _sqlite(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("refused")
    error.sqlite_errorname = name
    return error


def _postgres(state: str) -> Exception:
    error = Exception("refused")
    error.sqlstate = state  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "full"), StorageFull),
        (OSError(errno.EDQUOT, "quota"), StorageFull),
        (ValueError("An IO error occurred: 'No space left on device (os error 28)'"), StorageFull),
        (_sqlite("SQLITE_FULL"), StorageFull),
        (_sqlite("SQLITE_IOERR_WRITE"), StorageFull),
        (_sqlite("SQLITE_BUSY"), Busy),
        (_sqlite("SQLITE_BUSY_SNAPSHOT"), Busy),
        (_sqlite("SQLITE_CORRUPT"), LibraryError),
        (_sqlite("SQLITE_READONLY_DIRECTORY"), LibraryError),
        (_postgres("53100"), StorageFull),
        (_postgres("40001"), Busy),
        (OSError(errno.ENOENT, "no such file"), None),
        (_sqlite("SQLITE_ERROR"), None),
        (_postgres("23505"), None),
        (ValueError("a value"), None),
    ],
    ids=lambda value: repr(value)[:40] if isinstance(value, BaseException) else "",
)
def test_each_refusal_has_its_error(error: BaseException, expected: type | None) -> None:
    """And what is no refusal of these stays what it is: a fault of ours must not be told as a full disk."""
    found = trouble(error)
    assert (type(found) if found else None) is expected


def test_what_caused_an_error_is_looked_at_too() -> None:
    """Libraries wrap what the system says."""
    wrapped = RuntimeError("index not written")
    wrapped.__cause__ = OSError(errno.ENOSPC, "full")
    assert isinstance(trouble(wrapped), StorageFull)


def test_a_database_that_another_writes_to_is_busy(tmp_path: Path) -> None:
    """No user reads "database is locked"; whoever waits long enough gets in."""
    path = tmp_path / "lawgraph.sqlite3"
    database = Database(f"sqlite:///{path}")
    with database.read() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="另一个程序"), database.write():
            pass
        other.rollback()
    with database.write() as connection:
        assert connection.execute(sa.text("SELECT 1")).scalar() == 1


def test_a_damaged_database_is_told_with_the_way_out(tmp_path: Path) -> None:
    """The first command that a user runs then says which two commands help."""
    (tmp_path / "lawgraph.sqlite3").write_bytes(b"no database" * 1000)
    with pytest.raises(LibraryError, match="lawgraph restore"):
        Database(f"sqlite:///{tmp_path / 'lawgraph.sqlite3'}")


def test_what_is_wrong_with_a_statement_is_not_explained_away() -> None:
    """A mistake of ours stays an error with a trace."""
    statement = sa.text("SELECT * FROM nowhere")
    engine = sa.create_engine("sqlite://")
    with pytest.raises(sa.exc.OperationalError), explained(), engine.connect() as connection:
        connection.execute(statement)
