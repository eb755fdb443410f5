"""A process that decides without end, to be killed: it says the name of each decision that was acknowledged."""

from __future__ import annotations

from multiprocessing.connection import Connection

from lawgraph.domain.roles import Actor, Role
from lawgraph.domain.verdicts import Verdict
from lawgraph.store.database import Database
from lawgraph.store.decisions import Decisions, Draft

__all__ = ["decide_for_ever"]


def decide_for_ever(url: str, review: str, name: str, said: Connection) -> None:
    """Runs until it is killed; ``ready`` first."""
    made, number, actor = Decisions(Database(url)), 0, Actor("fz", "法制支队", Role.ADVISOR)
    said.send_bytes(b"ready")
    while True:
        number += 1
        row = made.add(actor, review, Draft(f"{name}-{number}", Verdict.CONFIRMED, "", text="举措" * 200))
        said.send_bytes(row.id.encode())
