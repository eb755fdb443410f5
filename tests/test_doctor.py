"""Each inconsistency that lawgraph doctor knows is made, found and told; a sound home has none."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from lawgraph.app.cli import main
from lawgraph.app.wiring import Wiring
from lawgraph.settings import Settings
from lawgraph.store.doctor import Ailment, examine
from lawgraph.text.formats import read_bytes
from made_up import REPORT, home_of, write_folder


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a library, an index and a checked report."""
    home = tmp_path_factory.mktemp("sound") / "home"
    made = Wiring(home_of(home), today=lambda: date(2026, 11, 22))
    made.add(str(write_folder(tmp_path_factory.mktemp("statutes"))))
    made.add_report(read_bytes(REPORT.encode(), "报告.txt"))
    made.database.dispose()
    return home


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it that a test may harm."""
    shutil.copytree(sound, tmp_path / "home")
    (tmp_path / "home").chmod(0o700)
    return tmp_path / "home"


def _settings(home: Path) -> Settings:
    return Settings.from_environment({"LAWGRAPH_HOME": str(home)})


def _found(home: Path) -> list[Ailment]:
    return [ailment for ailment in examine(_settings(home)) if ailment.code != "space"]


def _sql(*statements: str) -> Callable[[Path], None]:
    def harm(home: Path) -> None:
        with closing(sqlite3.connect(home / "lawgraph.sqlite3")) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    return harm


def _derived(home: Path) -> Path:
    return next(folder for folder in (home / "derived").iterdir() if folder.is_dir())


def _zeros(home: Path) -> None:
    file = home / "lawgraph.sqlite3"
    data = bytearray(file.read_bytes())
    data[40960:81920] = bytes(40960)
    file.write_bytes(data)


HARMS: list[tuple[str, str, Callable[[Path], object]]] = [
    ("permissions", "error", lambda home: home.chmod(0o707)),
    ("database", "error", lambda home: (home / "lawgraph.sqlite3").write_bytes(b"words" * 1000)),
    ("integrity", "error", _zeros),
    ("database", "error", _sql("UPDATE state SET value = '999' WHERE key = 'schema'")),
    ("schema", "error", _sql("ALTER TABLE problem DROP COLUMN message")),
    ("orphans", "error", _sql("PRAGMA foreign_keys=OFF", "DELETE FROM work WHERE pk = 1")),
    ("articles", "error", _sql("DELETE FROM provision WHERE label = '3'")),
    (
        "articles",
        "error",
        _sql("UPDATE version SET text_hash = '', articles = (SELECT articles FROM version v WHERE v.pk = version.pk) WHERE pk = 1"),
    ),
    ("audit", "error", _sql("INSERT INTO audit SELECT coalesce(max(seq), 0) + 1, '2022', '甲', '', 'sign', 'x', '{}', 'a', 'b' FROM audit")),
    ("fingerprint", "error", _sql("UPDATE source SET fingerprint = 'other'")),
    ("derived", "error", lambda home: (_derived(home) / "graph.sqlite3").unlink()),
    ("derived", "note", lambda home: shutil.rmtree(_derived(home))),
    ("leftover", "note", lambda home: (home / "derived" / ".building-1").mkdir()),
    ("leftover", "note", lambda home: (home / "derived" / "0123-old").mkdir()),
    ("leftover", "note", lambda home: (home / ".b.sqlite3.1.part").write_bytes(b"")),
    ("copy", "note", lambda home: (home / "lawgraph.sqlite3.before-schema-9").write_bytes(b"")),
    ("unchecked", "note", _sql("UPDATE report SET basis = '', checked = NULL")),
    ("stale-check", "note", _sql("UPDATE report SET basis = 'old@2022-01-20'")),
]


def test_a_sound_home_has_nothing(home: Path) -> None:
    """Whoever reads a line here must do something: none may be wrong."""
    assert _found(home) == []


def test_an_empty_home_has_nothing(tmp_path: Path) -> None:
    """The first command that somebody tries."""
    assert _found(tmp_path / "home") == []


@pytest.mark.skipif(sys.platform == "win32", reason="who may read a file is told in another way there")
@pytest.mark.parametrize(("code", "severity", "harm"), HARMS, ids=[f"{number}-{code}" for number, (code, _, _) in enumerate(HARMS)])
def test_each_harm_is_found_and_explained(home: Path, code: str, severity: str, harm: Callable[[Path], object]) -> None:
    """With what to do about it; and the look itself mends or harms nothing."""
    harm(home)
    found = _found(home)
    assert (code, severity) in {(ailment.code, ailment.severity) for ailment in found}
    assert [ailment for ailment in found if not ailment.what.endswith("。") or not ailment.todo.endswith("。")] == []
    assert found == _found(home)


def test_what_is_explained_as_healing_by_itself_does(home: Path) -> None:
    """A note promises that the next use does away with it."""
    shutil.rmtree(_derived(home))
    (home / "derived" / ".building-1").mkdir()
    _sql("UPDATE report SET basis = 'old@2022-01-20'")(home)
    assert {ailment.code for ailment in _found(home)} == {"derived", "leftover", "stale-check"}
    wiring = Wiring(_settings(home), today=lambda: date(2026, 11, 22))
    wiring.checked(wiring.reports.get(wiring.reports.list()[0].id))
    assert _found(home) == []


def test_the_command_ends_like_a_linter(home: Path) -> None:
    """0 where nothing has to be done, 1 where something has; and one object a line for programs."""
    run = CliRunner(env={"LAWGRAPH_HOME": str(home)})
    assert run.invoke(main, ["doctor"]).exit_code == 0
    _sql("UPDATE source SET fingerprint = 'other'")(home)
    said = run.invoke(main, ["doctor", "--json"])
    assert said.exit_code == 1
    assert "fingerprint" in {json.loads(line)["code"] for line in said.output.splitlines()}
    assert "错误　fingerprint" in run.invoke(main, ["doctor"]).output
