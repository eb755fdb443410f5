"""Fifty backups taken while two processes write, each restored: none holds a gap, and nobody is told that the database is locked."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from test_two_writers import WRITER

from lawgraph.store.backup import back_up, restore
from lawgraph.store.database import Database
from lawgraph.store.reports import Reports

COUNT = 50


def test_fifty_backups_under_load(tmp_path: Path) -> None:
    """What each holds is what both writers had written at one moment: the first so many of each, without a gap."""
    url = f"sqlite:///{tmp_path / 'home' / 'lawgraph.sqlite3'}"
    Database(url).dispose()
    program = WRITER.replace("range(1000)", "range(100_000)")
    writers = [subprocess.Popen([sys.executable, "-c", program, url, name], stderr=subprocess.PIPE, text=True) for name in ("甲", "乙")]
    taken = []
    for number in range(COUNT):
        begun = time.monotonic()
        back_up(url, tmp_path / f"{number}.sqlite3")
        taken.append(time.monotonic() - begun)
    running = [writer.poll() is None for writer in writers]
    for writer in writers:
        writer.terminate()
    said = [writer.communicate(timeout=60)[1] for writer in writers]
    assert (running, said) == ([True, True], ["", ""])
    sizes = []
    target = f"sqlite:///{tmp_path / 'restored' / 'lawgraph.sqlite3'}"
    for number in range(COUNT):
        restore(target, tmp_path / f"{number}.sqlite3")
        names = {row.name for row in Reports(Database(target)).list()}
        counts = {name: sum(row.startswith(name) for row in names) for name in ("甲", "乙")}
        assert names == {f"{name}-{place}.txt" for name, count in counts.items() for place in range(count)}
        sizes.append(len(names))
    assert sizes == sorted(sizes)
    middle = sorted(taken)[COUNT // 2]
    print(f"\n{COUNT} backups under load, each restored: {sizes[0]} to {sizes[-1]} reports, no gap; median {middle:.2f} s each")  # noqa: T201 (figures)
