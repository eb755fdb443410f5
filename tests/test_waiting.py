"""The figure beside 审核 in the navigation: how many items wait for whoever looks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import Actor
from lawgraph.domain.verdicts import Rule, Verdict
from made_up import home_of
from reviewers import ADMINISTRATOR, ADVISOR, CONTRIBUTOR, MEMBERS, READER, SECOND, SIGNER, add_report, give_accounts, open_boats


@pytest.fixture(scope="module")
def boats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """The library, a report and people."""
    folder = tmp_path_factory.mktemp("waiting")
    wiring = open_boats(folder, home_of(folder / "home"))
    add_report(wiring)
    give_accounts(wiring)
    yield wiring
    wiring.database.dispose()


def _shown(boats: Wiring, person: Actor | None, path: str = "/reports") -> str:
    """What stands in the navigation; empty: nothing."""
    client = create_app(boats.settings, wiring=boats).test_client()
    if person is not None:
        client.set_cookie("lawgraph-session", boats.accounts.open_session(boats.accounts.get(person.name)), domain="localhost")
    found = re.search(r'class="wait"><span aria-hidden="true">([^<]+)</span><span class="vh">(\d+) 项待我审', client.get(path).get_data(as_text=True))
    return found[1] if found else ""


def test_the_figure_is_what_waits_for_this_person(boats: Wiring) -> None:
    """It moves with one's own decision, with that of another, with a signature; and is nobody's who does not decide."""
    sessions = boats.reviewing
    assert _shown(boats, ADVISOR) == ""
    review = sessions.open(ADVISOR, [boats.reports.list()[0].id], members=MEMBERS).id
    first = len(sessions.queue(ADVISOR, review, "todo"))
    assert [_shown(boats, person) for person in (ADVISOR, SECOND, SIGNER)] == [str(first)] * 3
    assert [_shown(boats, person) for person in (READER, CONTRIBUTOR, ADMINISTRATOR)] == [""] * 3
    entry = sessions.queue(ADVISOR, review, "todo")[0]
    sessions.decide(ADVISOR, review, entry.item.id, Verdict.DEFERRED, seen=entry.seen)
    sessions.bulk(ADVISOR, sessions.preview(ADVISOR, review, "cited", Verdict.CONFIRMED))
    left = len(sessions.queue(ADVISOR, review, "todo"))
    assert (_shown(boats, ADVISOR), _shown(boats, SECOND)) == (str(left), str(left))
    assert left < first
    sessions.sign(SIGNER, review, leave_open=True)
    assert _shown(boats, ADVISOR) == ""


def test_where_two_must_agree_what_one_has_decided_waits_for_the_other(boats: Wiring) -> None:
    """The same review, another figure for each; an error page counts nothing."""
    sessions = boats.reviewing
    review = sessions.open(ADVISOR, [boats.reports.list()[0].id], members=MEMBERS, rule=Rule.TWO_AGREE).id
    entry = sessions.queue(ADVISOR, review, "todo")[0]
    both = sessions.waiting(SECOND)
    sessions.decide(ADVISOR, review, entry.item.id, Verdict.REJECTED, seen=entry.seen, reason="条号不对")
    assert (sessions.waiting(ADVISOR), sessions.waiting(SECOND)) == (both - 1, both)
    assert _shown(boats, ADVISOR, "/reviews/nothing") == ""


def test_a_figure_that_stands_is_not_counted_again(boats: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is on every page: without anything new it costs one look at the chain."""
    sessions = boats.reviewing
    figure = sessions.waiting(ADVISOR)
    monkeypatch.setattr(sessions.reviews, "list", lambda: pytest.fail("counted again"))
    assert sessions.waiting(ADVISOR) == figure


def test_a_decision_elsewhere_leaves_a_board_as_it_is(boats: Wiring) -> None:
    """With many reviews, one decision must not have every board made anew."""
    sessions = boats.reviewing
    report = boats.reports.list()[0].id
    one, other = (sessions.open(ADVISOR, [report], members=MEMBERS).id for _ in range(2))
    kept, moved = sessions.board(ADVISOR, one), sessions.board(ADVISOR, other)
    entry = moved.queue[0]
    sessions.decide(ADVISOR, other, entry.item.id, Verdict.DEFERRED, seen=entry.seen)
    assert sessions.board(ADVISOR, one) is kept
    assert sessions.board(ADVISOR, other) is not moved
