"""Index and graph are built once, by whoever comes first, and what is half-built is never seen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lawgraph.app.wiring import Wiring
from lawgraph.store import derived as derived_module
from made_up import home_of, write_folder

WORKER = """
import os, sys
from lawgraph.app.wiring import Wiring
from lawgraph.settings import Settings

sys.stdin.readline()
told = []
wiring = Wiring(Settings.from_environment(), progress=lambda what, done, of: told.append(what))
found = wiring.searcher.search("漏水的纸船", at=wiring.today, limit=1)
print(bool(told), found.total > 0)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose library has no index yet."""
    wiring = Wiring(home_of(tmp_path / "home"))
    wiring.add(str(write_folder(tmp_path / "statutes")))
    wiring.database.dispose()
    return tmp_path / "home"


def test_processes_that_start_together_build_once(home: Path) -> None:
    """Several workers of one service: the others wait for the first, and all find the same."""
    environment = {**os.environ, "LAWGRAPH_HOME": str(home)}
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    said = sorted(worker.communicate(timeout=60)[0].split() for worker in workers)
    assert said == [["False", "True"], ["False", "True"], ["True", "True"]]
    assert len([path for path in (home / "derived").iterdir() if path.is_dir()]) == 1


def test_what_fails_half_way_leaves_nothing(home: Path) -> None:
    """A full disk would stay full of it; and the next start builds all of it."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    wiring = Wiring(home_of(home))
    derived = derived_module.Derived(home_of(home), wiring.library)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(derived_module, "build_graph", fail)
        with pytest.raises(OSError, match="No space"):
            derived.build(lambda *_: None)
    assert [path.name for path in (home / "derived").iterdir() if path.is_dir()] == []
    assert Wiring(home_of(home)).derived.stands


def test_a_library_that_changes_meanwhile_is_built_again(home: Path) -> None:
    """An import beside a start: the index bears the name of what it holds."""
    wiring = Wiring(home_of(home))
    changed: list[str] = []

    def change(_what: str, _done: int, _of: int) -> None:
        if not changed:
            changed.append("yes")
            Wiring(home_of(home)).add(str(write_folder(home.parent / "other")))

    derived = derived_module.Derived(home_of(home), wiring.library)
    before = derived.state
    derived.build(change)
    assert changed == ["yes"]
    assert [path.name for path in (home / "derived").iterdir() if path.is_dir()] == [derived.state]
    assert derived.state != before
