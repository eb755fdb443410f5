"""kill -9 at any moment of an import and of building an index: what was there stays, nothing is ever half there, the next start heals."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from killing import kill_after

from lawgraph.app.wiring import Wiring
from lawgraph.store.doctor import examine
from made_up import home_of, write_folder

PROGRAM = """
import sys
from lawgraph.app.wiring import Wiring
from lawgraph.settings import Settings
from lawgraph.store import ingest# so that the kill falls into the work
from lawgraph.store import sources# so that the kill falls into the work
from lawgraph.store import derived# so that the kill falls into the work
from lawgraph.store import search# so that the kill falls into the work
from lawgraph.store.graph import rows as graph# so that the kill falls into the work
from lawgraph.store.graph import nodes as graph_nodes# so that the kill falls into the work

wiring = Wiring(Settings.from_environment())
print("ready", flush=True)
if sys.argv[1] == "import":
    wiring.add(sys.argv[2])
else:
    wiring.derived
"""
COPIES = 60
IMPORTS, INDEXINGS = 300, 200


def _statutes(folder: Path) -> Path:
    """The made-up statutes, and copies of one of them under other names: an import of a moment's length."""
    write_folder(folder)
    law = next(folder.glob("行政法/*2021*")).read_text("utf-8")
    for number in range(COPIES):
        (folder / "行政法" / f"纸船{number}号法(2021-01-22).md").write_text(law.replace("纸船法", f"纸船{number}号法"), "utf-8")
    return folder


@pytest.fixture(scope="module")
def statutes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to import."""
    return _statutes(tmp_path_factory.mktemp("statutes"))


def _state(home: Path) -> tuple[str, int, int]:
    with closing(sqlite3.connect(home / "lawgraph.sqlite3")) as read:
        found = read.execute("SELECT value FROM state WHERE key = 'library'").fetchone()
        counts = [read.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("version", "provision")]  # noqa: S608 (two words)
    return found[0] if found else "", counts[0], counts[1]


def _errors(home: Path) -> list[str]:
    return [ailment.what for ailment in examine(home_of(home)) if ailment.severity == "error"]


def test_an_import_killed_at_any_moment(tmp_path: Path, statutes: Path) -> None:
    """All of a source or nothing of it; the library before stays readable; the next import is whole."""
    home = tmp_path / "home"
    before_folder = tmp_path / "before"
    wiring = Wiring(home_of(home))
    wiring.add(str(write_folder(before_folder)))
    wiring.database.dispose()
    none = _state(home)
    begun = time.monotonic()
    wiring.add(str(statutes))
    length = time.monotonic() - begun
    whole = _state(home)
    wiring.remove(str(statutes))
    wiring.database.dispose()
    assert _state(home) == none
    moments, landed, seen = random.Random(11), 0, set()  # noqa: S311 (moments, no secrets)
    for _ in range(IMPORTS):
        landed += kill_after(moments.random() * length * 1.3, PROGRAM, "import", str(statutes), environment={"LAWGRAPH_HOME": str(home)})
        state = _state(home)
        seen.add(state)
        assert state in {none, whole}
        if state == whole:
            again = Wiring(home_of(home))
            again.remove(str(statutes))
            again.database.dispose()
    assert _errors(home) == []
    assert landed > IMPORTS // 3
    print(f"\n{IMPORTS} kills during an import of {length:.2f} s, {landed} while it ran: {len(seen)} states seen, none of them half")  # noqa: T201 (figures)


def test_indexing_killed_at_any_moment(tmp_path: Path, statutes: Path) -> None:
    """An index that stands is whole; what is left over is cleared away by the next build, which succeeds."""
    home = tmp_path / "home"
    wiring = Wiring(home_of(home))
    wiring.add(str(statutes))
    begun = time.monotonic()
    folder = wiring.derived.folder
    length = time.monotonic() - begun
    wiring.database.dispose()
    files = {path.relative_to(folder).parts[0] for path in folder.rglob("*")}
    moments, landed, stood = random.Random(12), 0, 0  # noqa: S311 (moments, no secrets)
    for _ in range(INDEXINGS):
        if folder.exists():
            folder.rename(tmp_path / f"aside-{stood}")
        landed += kill_after(moments.random() * length * 1.2, PROGRAM, "index", environment={"LAWGRAPH_HOME": str(home)})
        standing = folder.exists()
        stood += standing
        found = {path.relative_to(folder).parts[0] for path in folder.rglob("*")} if standing else files
        assert found == files
    healed = Wiring(home_of(home))
    assert healed.searcher.search("漏水的纸船", at=healed.today).total > 0
    assert [path.name for path in (home / "derived").iterdir() if path.is_dir()] == [folder.name]
    assert _errors(home) == []
    assert landed > INDEXINGS // 3
    print(f"\n{INDEXINGS} kills during an indexing of {length:.2f} s, {landed} while it ran: whole {stood} times, never half")  # noqa: T201 (figures)
