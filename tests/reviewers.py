"""People and a review for tests: a library of paper boats, one checked report, accounts of made-up offices, and a clock that moves by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher

from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import SYSTEM, Actor, Role
from lawgraph.settings import Settings
from lawgraph.store.accounts import Accounts
from lawgraph.store.reports import ReportRow
from lawgraph.text.formats import read_bytes
from made_up import REPORT, write_folder

TODAY = date(2026, 11, 21)
ADVISOR = Actor("fz", "法制支队", Role.ADVISOR)
SECOND = Actor("jj", "船坞支队", Role.ADVISOR)
THIRD = Actor("sf", "司法局", Role.ADVISOR)
SIGNER = Actor("qf", "青屿市政府办", Role.SIGNER)
CONTRIBUTOR = Actor("bs", "船坞管理局", Role.CONTRIBUTOR)
READER = Actor("cy", "查阅室", Role.READER)
ADMINISTRATOR = Actor("gl", "信息中心", Role.ADMINISTRATOR)
EVERYBODY = (READER, CONTRIBUTOR, ADVISOR, SIGNER, ADMINISTRATOR)
MEMBERS = ("fz", "jj", "sf", "qf", "bs")


def ticking(start: datetime = datetime(2026, 11, 21, 8, 0, tzinfo=UTC), step: float = 20.0) -> Callable[[], datetime]:
    """A clock that is ``step`` seconds later at each look."""
    looks = iter(range(10**9))
    return lambda: start + timedelta(seconds=step * next(looks))


def open_boats(folder: Path, settings: Settings) -> Wiring:
    """The made-up library, imported as a user would."""
    wiring = Wiring(settings, today=lambda: TODAY)
    wiring.add(str(write_folder(folder / "laws")))
    return wiring


def add_report(wiring: Wiring, text: str = REPORT, name: str = "青屿市船坞管理局.txt") -> ReportRow:
    """A report of 2021, kept and checked."""
    return wiring.add_report(read_bytes(text.encode(), name), date(2021, 8, 1))


PASSWORD = "four boats on a pond"  # noqa: S105 (of nobody)


def give_accounts(wiring: Wiring, people: tuple[Actor, ...] = (*EVERYBODY, SECOND, THIRD)) -> None:
    """Accounts for these people, all with ``PASSWORD``, hashed as cheaply as Argon2 can."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    wiring.__dict__["accounts"] = Accounts(wiring.database, hasher=cheap)
    for person in people:
        wiring.accounts.add(SYSTEM, person.name, person.office, person.role, PASSWORD)
