"""Machines that share a folder build index and graph once, and none of them is harmed by what another left half-done."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from lawgraph.app.wiring import Wiring
from lawgraph.store.shared import SharedBuilds
from made_up import home_of, write_folder

STATE = "0a1b-2c3d"


def _machine(root: Path, name: str) -> Path:
    into = root / name
    into.mkdir()
    return into


def _builder(into: Path, built: list[str], seconds: float = 0.0) -> Callable[[], bool]:
    def build() -> bool:
        built.append(into.name)
        time.sleep(seconds)
        (into / "search").mkdir()
        (into / "search" / "meta").write_text("whole", "utf-8")
        (into / "graph.sqlite3").write_bytes(b"\x00" * 100_000)
        return True

    return build


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_second_machine_fetches_what_the_first_built(tmp_path: Path) -> None:
    """The same files, and nothing but the state stays behind."""
    built: list[str] = []
    first, second = _machine(tmp_path, "first"), _machine(tmp_path, "second")
    for into in (first, second):
        SharedBuilds(tmp_path / "shared").obtain(STATE, into, _builder(into, built))
    assert built == ["first"]
    assert _files(first) == _files(second)
    assert [path.name for path in (tmp_path / "shared").iterdir()] == [STATE]


def test_machines_that_start_together_build_once(tmp_path: Path) -> None:
    """The others wait, are told so, and fetch."""
    built: list[str] = []
    waited: list[str] = []
    machines = [_machine(tmp_path, name) for name in ("a", "b", "c")]

    def obtain(into: Path) -> None:
        SharedBuilds(tmp_path / "shared", stale=2).obtain(STATE, into, _builder(into, built, 0.6), waiting=lambda: waited.append(into.name))

    threads = [threading.Thread(target=obtain, args=(into,)) for into in machines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(built) == 1
    assert set(waited) == {"a", "b", "c"} - set(built)
    assert _files(machines[0]) == _files(machines[1]) == _files(machines[2])


def test_another_state_is_another_build(tmp_path: Path) -> None:
    """A library that moved on, or newer code, never reads what belongs to the one before."""
    built: list[str] = []
    for name, state in (("old", STATE), ("new", f"{STATE}x")):
        into = _machine(tmp_path, name)
        SharedBuilds(tmp_path / "shared").obtain(state, into, _builder(into, built))
    assert built == ["old", "new"]


@pytest.mark.parametrize(
    ("file", "harm"),
    [
        ("search/meta", lambda place: place.write_text("other", "utf-8")),
        ("graph.sqlite3", lambda place: os.truncate(place, 50_000)),
        ("graph.sqlite3", Path.unlink),
        ("search/more", Path.touch),
        ("SHA256SUMS", Path.unlink),
    ],
    ids=["changed", "cut", "lost", "more", "undigested"],
)
def test_a_damaged_copy_is_built_anew(tmp_path: Path, file: str, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture) -> None:
    """It is told, taken away and replaced; the next machine fetches the new one."""
    built: list[str] = []
    machines = [_machine(tmp_path, name) for name in ("first", "second", "third")]
    shared = SharedBuilds(tmp_path / "shared")
    shared.obtain(STATE, machines[0], _builder(machines[0], built))
    harm(tmp_path / "shared" / STATE / file)
    for into in machines[1:]:
        shared.obtain(STATE, into, _builder(into, built))
    assert built == ["first", "second"]
    assert "已损坏" in caplog.text
    assert _files(machines[0]) == _files(machines[2])


def test_the_claim_of_a_machine_that_died_is_taken_over(tmp_path: Path) -> None:
    """A claim that does not move is nobody's."""
    built: list[str] = []
    into = _machine(tmp_path, "second")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / f"{STATE}.claim").write_text("gone-1", "utf-8")
    SharedBuilds(tmp_path / "shared", stale=0.4).obtain(STATE, into, _builder(into, built))
    assert built == ["second"]
    assert not (tmp_path / "shared" / f"{STATE}.claim").exists()


def test_a_long_build_keeps_its_claim(tmp_path: Path) -> None:
    """Longer than a claim lives without being touched: nobody takes it over."""
    built: list[str] = []
    machines = [_machine(tmp_path, name) for name in ("a", "b")]

    def obtain(into: Path) -> None:
        SharedBuilds(tmp_path / "shared", stale=0.8).obtain(STATE, into, _builder(into, built, 2.0))

    threads = [threading.Thread(target=obtain, args=(into,)) for into in machines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(built) == 1


def test_a_build_that_fails_lets_the_next_one_try(tmp_path: Path) -> None:
    """The fault is the caller's to tell; nothing stays behind."""
    built: list[str] = []
    first, second = _machine(tmp_path, "first"), _machine(tmp_path, "second")

    def fail() -> bool:
        raise RuntimeError("no room")

    with pytest.raises(RuntimeError, match="no room"):
        SharedBuilds(tmp_path / "shared").obtain(STATE, first, fail)
    assert list((tmp_path / "shared").iterdir()) == []
    SharedBuilds(tmp_path / "shared").obtain(STATE, second, _builder(second, built))
    assert built == ["second"]


def test_what_is_no_longer_the_state_is_not_laid_there(tmp_path: Path) -> None:
    """A library that changed while its index was built: the next machine builds for itself."""
    built: list[str] = []
    first, second = _machine(tmp_path, "first"), _machine(tmp_path, "second")
    SharedBuilds(tmp_path / "shared").obtain(STATE, first, lambda: not _builder(first, built)())
    assert list((tmp_path / "shared").iterdir()) == []
    SharedBuilds(tmp_path / "shared").obtain(STATE, second, _builder(second, built))
    assert built == ["first", "second"]


def test_without_the_shared_folder_each_builds_for_itself(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A share that is not mounted stops nobody, and is told."""
    built: list[str] = []
    into = _machine(tmp_path, "alone")
    (tmp_path / "file").write_text("", "utf-8")
    SharedBuilds(tmp_path / "file" / "shared").obtain(STATE, into, _builder(into, built))
    assert built == ["alone"]
    assert "本机自建" in caplog.text


def test_a_second_home_over_the_same_library_reads_the_index_of_the_first(tmp_path: Path) -> None:
    """Two machines over one database: the second builds nothing, and finds the same."""
    statutes = write_folder(tmp_path / "statutes")
    told: dict[str, set[str]] = {"first": set(), "second": set()}
    found = {}
    for name, says in told.items():
        settings = replace(home_of(tmp_path / name), shared=tmp_path / "shared")
        wiring = Wiring(settings, progress=lambda what, _done, _of, says=says: says.add(what))
        wiring.add(str(statutes))
        found[name] = [hit.provision for hit in wiring.searcher.search("漏水的纸船", at=wiring.today).hits]
        wiring.database.dispose()
    assert "建立检索索引" in told["first"]
    assert "建立检索索引" not in told["second"]
    assert found["first"] == found["second"] != []
