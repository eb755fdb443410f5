"""A build of the index that is killed at any moment leaves the old index or the new one, and a reader of the old one is never disturbed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from lawgraph.app.wiring import Wiring
from made_up import home_of, write_folder

KILLS = 200
TODAY = date(2024, 1, 1)
BUILD = """
import sys
from lawgraph.settings import Settings
from lawgraph.store.database import Database
from lawgraph.store.derived import Derived
from lawgraph.store.library import Library

settings = Settings.from_environment({"LAWGRAPH_HOME": sys.argv[1]})
derived = Derived(settings, Library(Database(settings.database_url)))
print("ready", flush=True)
sys.stdin.readline()
while True:
    derived.folder.rename(derived.folder.with_name("older"))
    derived.build(lambda *_: None)
    print("built", flush=True)
"""


def _killed_after(home: Path, seconds: float) -> None:
    """Starts a process that builds again and again, and kills it so long after it has begun."""
    with subprocess.Popen([sys.executable, "-c", BUILD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.stdin.write(b"\n")
        process.stdin.flush()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


def test_a_killed_build_leaves_the_old_index_or_the_new_one(tmp_path: Path) -> None:
    """Two hundred kills; after each the next start answers, builds where nothing whole stands, and clears away what is left of the dead."""
    settings = home_of(tmp_path / "home")
    wiring = Wiring(settings, today=lambda: TODAY)
    wiring.add(str(write_folder(tmp_path / "laws")))
    expected = [hit.provision for hit in wiring.searcher.search("漏水", at=TODAY).hits]
    name = wiring.derived.folder.name
    reader = wiring.searcher
    chance = random.Random(7)  # noqa: S311 (moments, not secrets)
    whole = 0
    for _ in range(KILLS):
        _killed_after(settings.home, chance.uniform(0, 0.6))
        assert [hit.provision for hit in reader.search("漏水", at=TODAY).hits] == expected
        new, old = (settings.derived / folder for folder in (name, "older"))
        assert new.is_dir() or old.is_dir()
        whole += new.is_dir()
        started = Wiring(settings, today=lambda: TODAY)
        assert [hit.provision for hit in started.searcher.search("漏水", at=TODAY).hits] == expected
        started.derived.build(lambda *_: None)
        assert {path.name for path in settings.derived.iterdir()} <= {name, ".lock"}
        started.database.dispose()
    print(f"{KILLS} kills during a build: {whole} left the new index, {KILLS - whole} the old one")  # noqa: T201 (the figures of make faults)
    wiring.database.dispose()
