"""A backup is whole or not there, a restore loses nothing, and an upgrade keeps what was before it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from click.testing import CliRunner

from lawgraph.app.cli import main
from lawgraph.errors import BackupInvalid, LibraryError, UsageError
from lawgraph.store.backup import back_up, inspect, restore
from lawgraph.store.database import Database
from lawgraph.store.reports import Reports
from lawgraph.store.schema import SCHEMA_VERSION

DAY = date(2022, 1, 20)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database with one report."""
    made = Database(f"sqlite:///{tmp_path / 'home' / 'lawgraph.sqlite3'}")
    Reports(made).add("甲.txt", "甲报告。", DAY, "file")
    yield made
    made.dispose()


def _names(database: Database) -> set[str]:
    return {row.name for row in Reports(database).list()}


def _execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_what_is_backed_up_comes_back(database: Database, tmp_path: Path) -> None:
    """There and back; what was added since stands in the copy that restore keeps."""
    made = back_up(database.url, tmp_path / "b.sqlite3")
    assert (made.reports, made.schema, made.size) == (1, SCHEMA_VERSION, (tmp_path / "b.sqlite3").stat().st_size)
    Reports(database).add("乙.txt", "乙报告。", DAY, "file")
    aside = restore(database.url, made.path)
    assert aside is not None
    assert _names(database) == {"甲.txt"}
    assert _names(Database(f"sqlite:///{aside}")) == {"甲.txt", "乙.txt"}


def test_a_backup_is_one_file_that_only_its_owner_reads(database: Database, tmp_path: Path) -> None:
    """Whoever copies it elsewhere must not have to know of -wal and -shm; it holds what the database holds."""
    (tmp_path / "out").mkdir()
    back_up(database.url, tmp_path / "out" / "b.sqlite3")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b.sqlite3"]
    assert (tmp_path / "out" / "b.sqlite3").stat().st_mode & 0o077 == 0


def test_a_backup_under_load_holds_one_state(database: Database, tmp_path: Path) -> None:
    """Reports are added in order while it is taken: it holds the first so many, none is missing between."""
    stop = threading.Event()

    def write() -> None:
        for number in range(10_000):
            if stop.is_set():
                break
            Reports(database).add(f"{number}", f"第{number}份。", DAY, "file")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [back_up(database.url, tmp_path / f"{number}.sqlite3") for number in range(5)]
    finally:
        stop.set()
        writer.join()
    for copy in copies:
        names = _names(Database(f"sqlite:///{copy.path}")) - {"甲.txt"}
        assert names == {str(number) for number in range(len(names))}


def test_restore_into_an_empty_home(database: Database, tmp_path: Path) -> None:
    """A new machine."""
    back_up(database.url, tmp_path / "b.sqlite3")
    url = f"sqlite:///{tmp_path / 'new' / 'lawgraph.sqlite3'}"
    assert restore(url, tmp_path / "b.sqlite3") is None
    assert _names(Database(url)) == {"甲.txt"}


def test_a_damaged_database_is_set_aside_and_replaced(database: Database, tmp_path: Path) -> None:
    """The day on which a backup is needed most."""
    back_up(database.url, tmp_path / "b.sqlite3")
    database.dispose()
    assert database.path is not None
    database.path.write_bytes(b"no database" * 1000)
    aside = restore(database.url, tmp_path / "b.sqlite3")
    assert aside is not None
    assert aside.read_bytes().startswith(b"no database")
    assert _names(Database(database.url)) == {"甲.txt"}


def _zeros_in_the_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[8192:40960] = bytes(32768)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda path: path.write_bytes(b"words"), "不是 lawgraph 的备份"),
        (lambda path: path.write_bytes(b""), "不是 lawgraph 的备份"),
        (_zeros_in_the_middle, "已损坏|不是 lawgraph 的备份"),
        (lambda path: _execute(path, "DROP TABLE state"), "不是 lawgraph 的备份"),
        (lambda path: _execute(path, "PRAGMA foreign_keys=OFF", "INSERT INTO name VALUES (99, '无', 'short')"), "指向空处"),
    ],
    ids=["words", "empty", "overwritten", "another database", "orphans"],
)
def test_what_is_no_sound_backup_is_refused_and_nothing_changes(database: Database, tmp_path: Path, harm: object, says: str) -> None:
    """It is found out before the present database is touched."""
    copy = back_up(database.url, tmp_path / "b.sqlite3").path
    harm(copy)  # type: ignore[operator]
    with pytest.raises(BackupInvalid, match=says):
        restore(database.url, copy)
    assert _names(database) == {"甲.txt"}
    assert not list((tmp_path / "home").glob("*.before-restore-*"))


def test_the_backup_of_a_later_lawgraph_is_refused(database: Database, tmp_path: Path) -> None:
    """The present one could not read it, and would say so only after the present database was gone."""
    copy = back_up(database.url, tmp_path / "b.sqlite3").path
    _execute(copy, "UPDATE state SET value = '999' WHERE key = 'schema'")
    with pytest.raises(LibraryError, match="升级 lawgraph"):
        restore(database.url, copy)
    assert _names(database) == {"甲.txt"}


def test_a_backup_never_overwrites(database: Database, tmp_path: Path) -> None:
    """Neither an older backup nor the database itself."""
    (tmp_path / "b.sqlite3").write_text("older")
    for target in (tmp_path / "b.sqlite3", tmp_path / "home" / "lawgraph.sqlite3"):
        with pytest.raises(UsageError, match="已经存在"):
            back_up(database.url, target)
    assert (tmp_path / "b.sqlite3").read_text() == "older"


def test_a_backup_that_is_not_sound_is_not_kept(database: Database, tmp_path: Path) -> None:
    """A copy of a broken database would be relied on until the day it is needed."""
    assert database.path is not None
    _execute(database.path, "PRAGMA foreign_keys=OFF", "INSERT INTO name VALUES (99, '无', 'short')")
    (tmp_path / "out").mkdir()
    with pytest.raises(BackupInvalid):
        back_up(database.url, tmp_path / "out" / "b.sqlite3")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda url, folder: back_up(url, folder / "none" / "b.sqlite3"), "写不进去"),
        (lambda _url, folder: back_up(f"sqlite:///{folder / 'none.sqlite3'}", folder / "b.sqlite3"), "没有数据库可以备份"),
        (lambda _url, folder: back_up("postgresql+psycopg://localhost/x", folder / "b.sqlite3"), "pg_dump"),
        (lambda url, folder: restore(url, folder / "none.sqlite3"), "没有"),
        (lambda url, folder: restore(url, folder / "home" / "lawgraph.sqlite3"), "就是现在的数据库"),
    ],
    ids=["no folder", "no database", "PostgreSQL", "no file", "itself"],
)
def test_what_cannot_be_meant_is_told_in_one_line(database: Database, tmp_path: Path, call: object, says: str) -> None:
    """Each with what to do instead."""
    with pytest.raises((UsageError, LibraryError), match=says):
        call(database.url, tmp_path)  # type: ignore[operator]


def test_inspect_tells_what_a_copy_holds(database: Database, tmp_path: Path) -> None:
    """The line that the command prints comes from the copy, not from the database."""
    back_up(database.url, tmp_path / "b.sqlite3")
    Reports(database).add("乙.txt", "乙报告。", DAY, "file")
    assert inspect(tmp_path / "b.sqlite3").reports == 1


def _old(path: Path) -> None:
    """A database as the first step left it, with a row."""
    config = Config()
    config.set_main_option("script_location", "lawgraph.store:migrations")
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(sa.text("INSERT INTO state VALUES ('library', 'abc')"))
    engine.dispose()


def test_an_upgrade_keeps_the_database_as_it_was(tmp_path: Path) -> None:
    """Should the new version not please, or fail: the old one's file stands beside it, and the new one holds what it held."""
    path = tmp_path / "lawgraph.sqlite3"
    _old(path)
    database = Database(f"sqlite:///{path}")
    with database.read() as connection:
        assert connection.execute(sa.text("SELECT value FROM state WHERE key = 'library'")).scalar() == "abc"
    database.dispose()
    with closing(sqlite3.connect(path.with_name(f"{path.name}.before-schema-{SCHEMA_VERSION}"))) as copy:
        assert copy.execute("SELECT value FROM state ORDER BY key").fetchall() == [("abc",), ("1",)]


def test_an_old_backup_is_restored_and_brought_up_to_date(tmp_path: Path) -> None:
    """A backup is as old as the lawgraph that made it."""
    _old(tmp_path / "old.sqlite3")
    url = f"sqlite:///{tmp_path / 'home' / 'lawgraph.sqlite3'}"
    restore(url, tmp_path / "old.sqlite3")
    assert inspect(tmp_path / "home" / "lawgraph.sqlite3").schema == SCHEMA_VERSION


def test_an_empty_database_needs_no_copy(tmp_path: Path) -> None:
    """The first start leaves one file."""
    Database(f"sqlite:///{tmp_path / 'home' / 'lawgraph.sqlite3'}").dispose()
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["lawgraph.sqlite3"]


def test_the_home_is_for_its_owner(tmp_path: Path) -> None:
    """Reports are not for whoever has an account on the same machine."""
    Database(f"sqlite:///{tmp_path / 'home' / 'lawgraph.sqlite3'}").dispose()
    assert (tmp_path / "home").stat().st_mode & 0o077 == 0


def test_the_commands(tmp_path: Path) -> None:
    """From the command line: a backup, its restore, and what is said of each."""
    environment = {"LAWGRAPH_HOME": str(tmp_path / "home")}
    run = CliRunner(env=environment)
    Reports(Database(f"sqlite:///{tmp_path / 'home' / 'lawgraph.sqlite3'}")).add("甲.txt", "甲报告。", DAY, "file")
    saved = run.invoke(main, ["backup", str(tmp_path / "b.sqlite3")])
    assert (saved.exit_code, "报告 1 份" in saved.output) == (0, True)
    again = run.invoke(main, ["backup", str(tmp_path / "b.sqlite3")])
    assert (again.exit_code, "已经存在" in again.output) == (2, True)
    back = run.invoke(main, ["restore", str(tmp_path / "b.sqlite3")])
    assert (back.exit_code, "before-restore" in back.output) == (0, True)
