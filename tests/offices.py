"""An office with a server: accounts, a short report and a long one, for tests that sit people down at browsers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from waitress.server import create_server

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import Actor
from lawgraph.domain.verdicts import Rule
from made_up import home_of
from reviewers import ADVISOR, MEMBERS, add_report, give_accounts, open_boats

__all__ = ["TIMER", "Office", "open_office"]

TIMER = """() => {
    window.took = []; let begun = 0;
    window.until = (count) => new Promise((done) => { const look = () => window.took.length < count ? setTimeout(look, 3) : done(); look(); });
    document.addEventListener('keydown', (event) => { if (event.key === '1') begun = performance.now(); }, true);
    document.addEventListener('htmx:afterSettle', () => requestAnimationFrame(() => window.took.push(performance.now() - begun)));
}"""
"""Measures in the page, in milliseconds, how long it takes from the key to the next item on the screen."""


@dataclass(frozen=True)
class Office:
    """A server with accounts, and the services behind it."""

    url: str
    wiring: Wiring
    reports: dict[str, str]

    def review(self, report: str = "short", rule: Rule = Rule.ONE) -> str:
        """A new review of a report."""
        return self.wiring.reviewing.open(ADVISOR, [self.reports[report]], members=MEMBERS, rule=rule).id

    def cookie(self, person: Actor) -> dict[str, object]:
        """What a browser holds in which this person has logged in."""
        secret = self.wiring.accounts.open_session(self.wiring.accounts.get(person.name))
        return {"name": "lawgraph-session", "value": secret, "url": self.url, "httpOnly": True, "sameSite": "Lax"}


@contextmanager
def open_office(folder: Path, *, measures: int) -> Iterator[Office]:
    """Serves until the block ends; the long report cites an article in each of so many measures."""
    wiring = open_boats(folder, home_of(folder / "home"))
    give_accounts(wiring)
    lines = [f"按照《纸船法》第四条检查第{number}号船坞，全年检查纸船{number}只。\n" for number in range(1, measures + 1)]
    long = "青屿市船坞管理局2021年度检查报告\n\n" + "".join(lines)
    reports = {"short": add_report(wiring).id, "long": add_report(wiring, long, "船坞检查.txt").id}
    server = create_server(create_app(wiring.settings, wiring=wiring), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Office(f"http://127.0.0.1:{server.effective_port}", wiring, reports)
    server.close()
    thread.join(timeout=10)
    wiring.database.dispose()
