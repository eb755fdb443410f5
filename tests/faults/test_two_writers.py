"""Two processes that write into one SQLite file at once: nobody is told that the database is locked, and nothing is lost."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from lawgraph.store.database import Database
from lawgraph.store.reports import Reports

EACH = 1000
WRITER = f"""
import sys
from datetime import date
from lawgraph.store.database import Database
from lawgraph.store.reports import Reports

reports = Reports(Database(sys.argv[1]))
for number in range({EACH}):
    reports.add(f"{{sys.argv[2]}}-{{number}}.txt", f"{{sys.argv[2]}}：第{{number}}份报告。", date(2022, 1, 20), "file")
"""


def test_two_processes_write_two_thousand_rows(tmp_path: Path) -> None:
    """An import on the command line beside a service that keeps reports: each waits for the other, for as long as it takes."""
    url = f"sqlite:///{tmp_path / 'lawgraph.sqlite3'}"
    begun = time.monotonic()
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, url, name], stderr=subprocess.PIPE, text=True) for name in ("甲", "乙")]
    said = [writer.communicate(timeout=300)[1] for writer in writers]
    assert said == ["", ""]
    names = {row.name for row in Reports(Database(url)).list()}
    assert names == {f"{name}-{number}.txt" for name in ("甲", "乙") for number in range(EACH)}
    print(f"\ntwo writers: {2 * EACH} rows, each its own transaction, in {time.monotonic() - begun:.1f} s")  # noqa: T201 (figures for RESULTS.md)
