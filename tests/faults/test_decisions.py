"""Decisions under force: five hundred races of two processes, a thousand processes killed while they decide."""

from __future__ import annotations

import multiprocessing
import random
import subprocess
import sys
import time
from pathlib import Path

from deciding import decide_for_ever
from lawgraph.store.audit import AuditLog, Fault
from lawgraph.store.database import Database
from lawgraph.store.decisions import Decisions
from test_chain import REVIEW, fill

KILLS = 1000
RACES = 500
# One process a side: for each line that it reads it decides the item of that name, and says what came of it.
RACER = """
import sys
from lawgraph.domain.roles import Actor, Role
from lawgraph.domain.verdicts import Verdict
from lawgraph.errors import DecisionConflict
from lawgraph.store.database import Database
from lawgraph.store.decisions import Decisions, Draft

made, actor = Decisions(Database(sys.argv[1])), Actor(sys.argv[2], sys.argv[2], Role.ADVISOR)
print("ready", flush=True)
for line in sys.stdin:
    try:
        print("won", made.add(actor, sys.argv[3], Draft(line.strip(), Verdict.CONFIRMED, "", text="同一项")).id, flush=True)
    except DecisionConflict as error:
        print("told", error.first.id, flush=True)
"""


def _start(program: str, *arguments: str) -> subprocess.Popen[str]:
    started = subprocess.Popen(
        [sys.executable, "-c", program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    return started


def test_five_hundred_races_of_two_processes(database: Database) -> None:
    """Each pair: one won, the other was told of it, and the winner's row is what stands."""
    fill(database, 0)
    url = database.engine.url.render_as_string(hide_password=False)
    racers = [_start(RACER, url, name, REVIEW) for name in ("fz", "jj")]
    wrong = []
    for number in range(RACES):
        for racer in racers:
            assert racer.stdin is not None
            racer.stdin.write(f"race-{number}\n")
            racer.stdin.flush()
        said = sorted(racer.stdout.readline().split() for racer in racers if racer.stdout is not None)
        rows = [row.id for row in Decisions(database).rows(REVIEW, f"race-{number}")]
        wrong += [] if [words[0] for words in said] == ["told", "won"] and said[0][1] == said[1][1] == rows[0] and len(rows) == 1 else [(said, rows)]
    for racer in racers:
        racer.communicate(timeout=30)
    assert wrong == []
    assert AuditLog(database).verify() == ()
    print(f"\nraces on {database.engine.dialect.name}: {RACES}, one told each time")  # noqa: T201 (figures for RESULTS.md)


def _kill_one(number: int, url: str, seconds: float) -> set[str]:
    """Starts a process that decides, kills it after that many seconds; what it said was stored."""
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=decide_for_ever, args=(url, REVIEW, f"run-{number}", theirs))
    process.start()
    theirs.close()
    assert ours.recv_bytes() == b"ready"
    time.sleep(seconds)
    process.kill()
    process.join()
    acknowledged = set()
    try:
        while True:
            acknowledged.add(ours.recv_bytes().decode())
    except EOFError:
        ours.close()
    return acknowledged


def test_a_thousand_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """Kill -9 at a random moment; what was said to be stored is there, once, and the chain is whole, after each fiftieth and at the end."""
    url = f"sqlite:///{tmp_path / 'lawgraph.sqlite3'}"
    database = Database(url)
    fill(database, 0)
    multiprocessing.get_context("forkserver").set_forkserver_preload(["lawgraph.store.decisions"])
    dice, acknowledged, broken = random.Random(9), set[str](), list[Fault]()  # noqa: S311 (so that a failure can be had again)
    for number in range(KILLS):
        acknowledged |= _kill_one(number, url, dice.uniform(0, 0.06))
        broken += AuditLog(database).verify() if number % 50 == 49 else ()
    stored = {row.id for row in Decisions(database).rows(REVIEW)}
    assert broken == []
    assert acknowledged - stored == set()
    assert len(stored - acknowledged) <= KILLS
    assert AuditLog(database).verify() == ()
    database.dispose()
    print(f"\nkills: {KILLS}; acknowledged {len(acknowledged)}, stored {len(stored)}, none lost, none torn")  # noqa: T201 (as above)
