"""Orphans: decisions whose words are gone. A person says where each stands now, or that it fell away; nothing goes anywhere by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import count

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app.cli import main
from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import SYSTEM, Actor
from lawgraph.domain.verdicts import Decision, Rule, Verdict
from lawgraph.errors import DecisionConflict, NotAllowed, ReviewClosed, UnknownItem, UsageError
from lawgraph.services.reviews.agreement import agreement
from lawgraph.services.reviews.placing import drop, find_orphan, place, places
from lawgraph.text.formats import read_bytes
from made_up import REPORT, home_of
from reviewers import ADVISOR, CONTRIBUTOR, MEMBERS, SECOND, SIGNER, add_report, give_accounts, open_boats

TOKEN = "t" * 43
NUMBERS = count(1)
MOVED = REPORT.replace("1200只", "1300只")
DAY = date(2021, 8, 1)


@pytest.fixture(scope="module")
def boats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """The library and people; each test uploads reports of its own."""
    folder = tmp_path_factory.mktemp("placing")
    wiring = open_boats(folder, home_of(folder / "home"))
    give_accounts(wiring)
    yield wiring
    wiring.database.dispose()


class Desk:
    """A review of a report of the test's own, in which one decision lost its words."""

    def __init__(self, wiring: Wiring, number: int) -> None:
        self.wiring, self.number = wiring, number
        self.first = add_report(wiring, f"{REPORT}\n（三）其他。巡查第{number}号船坞。\n", f"{number}.txt")

    def open(self, rule: Rule = Rule.ONE) -> str:
        return self.wiring.reviewing.open(ADVISOR, [self.first.id], members=MEMBERS, rule=rule).id

    def link(self, review: str) -> str:
        """The cited link of the measure whose figure is corrected."""
        entries = self.wiring.reviewing.queue(ADVISOR, review, "cited")
        return next(entry.item.id for entry in entries if "1200只" in entry.item.measure["text"])

    def decide(self, review: str, verdict: Verdict = Verdict.CONFIRMED, actor: Actor = ADVISOR, **more: object) -> Decision:
        item = self.link(review)
        seen = self.wiring.reviewing.seen(actor, review, item)
        return self.wiring.reviewing.decide(actor, review, item, verdict, seen=seen, **more)  # type: ignore[arg-type]

    def move(self, text: str = MOVED) -> None:
        again = read_bytes(f"{text}\n（三）其他。巡查第{self.number}号船坞。\n".encode(), f"{self.number}-2.txt")
        self.wiring.add_report(again, DAY, revises=self.first.id)

    def board(self, review: str) -> object:
        return self.wiring.reviewing.board(ADVISOR, review)


@pytest.fixture
def desk(boats: Wiring) -> Desk:
    return Desk(boats, next(NUMBERS))


def _there(boats: Wiring, review: str, orphan: Decision) -> tuple[str, str]:
    """The measure that was corrected, and what was seen of it."""
    first = places(boats.reviewing.board(ADVISOR, review), orphan)[0]
    return first.measure.id, first.seen


def test_the_likest_measure_comes_first_and_nothing_is_placed_by_looking(boats: Wiring, desk: Desk) -> None:
    """A suggestion of where to look, and no more."""
    review = desk.open()
    desk.decide(review)
    desk.move()
    board = boats.reviewing.board(ADVISOR, review)
    [orphan] = board.orphans
    offered = places(board, orphan)
    assert "1300只" in offered[0].measure.measure["text"]
    assert [one.likeness for one in offered] == sorted((one.likeness for one in offered), reverse=True)
    assert all("培训" in one.measure.measure["text"] for one in places(board, orphan, words="培训"))
    assert places(board, orphan, words="没有这样的话") == ()
    assert boats.reviewing.board(ADVISOR, review).orphans == (orphan,)


def test_to_place_is_to_decide_in_ones_own_name(boats: Wiring, desk: Desk) -> None:
    """The new row says which decision it took over; the former one stands unchanged, and the chain is whole."""
    review = desk.open()
    former = desk.decide(review, Verdict.CONFIRMED_IN_PART, reason="只及检查")
    desk.move()
    item, seen = _there(boats, review, former)
    made = place(boats.reviewing, SECOND, review, former.id, item, seen=seen)
    assert (made.who, made.verdict, made.reason, made.work, made.label) == ("jj", former.verdict, "只及检查", former.work, former.label)
    assert made.shown["placed"] == {"decision": former.id, "office": former.office, "at": former.at, "text": former.text}
    board = boats.reviewing.board(ADVISOR, review)
    entry = board.find(made.item)
    assert entry is not None
    assert (entry.status, board.orphans) == ("settled", ())
    assert boats.decisions.get(former.id) == former
    assert boats.audit.verify() == ()


def test_undoing_brings_the_orphan_back(boats: Wiring, desk: Desk) -> None:
    """Both ways; undo is a decision too."""
    review = desk.open()
    former = desk.decide(review)
    desk.move()
    item, seen = _there(boats, review, former)
    made = place(boats.reviewing, SECOND, review, former.id, item, seen=seen)
    boats.reviewing.undo(SECOND, review, made.item, seen=made.id)
    assert boats.reviewing.board(ADVISOR, review).orphans == (former,)
    gone = drop(boats.reviewing, SECOND, review, former.id, reason="这项工作并入下一年")
    assert (gone.item, gone.verdict, boats.reviewing.board(ADVISOR, review).orphans) == (former.item, Verdict.FELL_AWAY, ())
    last = boats.reviewing.last_of(SECOND, review)
    assert last == gone
    boats.reviewing.undo(SECOND, review, gone.item, seen=gone.id)
    assert boats.reviewing.board(ADVISOR, review).orphans == (former,)


def test_what_was_placed_cannot_be_placed_again(boats: Wiring, desk: Desk) -> None:
    """The second one is told by whom and when; nothing is stored."""
    review = desk.open()
    former = desk.decide(review)
    desk.move()
    item, seen = _there(boats, review, former)
    place(boats.reviewing, SECOND, review, former.id, item, seen=seen)
    before = boats.decisions.newest()
    with pytest.raises(DecisionConflict, match="船坞支队"):
        place(boats.reviewing, ADVISOR, review, former.id, item, seen=seen)
    with pytest.raises(DecisionConflict):
        drop(boats.reviewing, ADVISOR, review, former.id, reason="不再说")
    with pytest.raises(UnknownItem):
        find_orphan(boats.reviewing.board(ADVISOR, review), "nothing")
    assert boats.decisions.newest() == before


def test_a_decision_that_came_first_on_the_new_words_is_told(boats: Wiring, desk: Desk) -> None:
    """Placing overrules nobody."""
    review = desk.open()
    former = desk.decide(review)
    desk.move()
    item, seen = _there(boats, review, former)
    entry = next(one for one in boats.reviewing.queue(ADVISOR, review, "cited") if "1300只" in one.item.measure["text"])
    boats.reviewing.decide(SECOND, review, entry.item.id, Verdict.REJECTED, seen="", reason="数字不同")
    with pytest.raises(DecisionConflict):
        place(boats.reviewing, ADVISOR, review, former.id, item, seen=seen)
    assert boats.reviewing.board(ADVISOR, review).orphans == (former,)


def test_a_link_that_the_new_words_have_not_is_added_where_it_held(boats: Wiring, desk: Desk) -> None:
    """The corrected sentence names no law any more; people had said that it rests on one."""
    review = desk.open()
    former = desk.decide(review)
    desk.move(REPORT.replace("落实《纸船法》，对下水纸船逐一检查，全年检查纸船1200只", "把茶叶分送各值班室，全年分送茶叶1300包"))
    board = boats.reviewing.board(ADVISOR, review)
    target = next(one for one in places(board, former, words="茶叶"))
    made = place(boats.reviewing, ADVISOR, review, former.id, target.measure.id, seen=target.seen)
    assert (made.verdict, made.work, made.label) == (Verdict.ADDED_BASIS, former.work, former.label)
    entry = boats.reviewing.board(ADVISOR, review).find(made.item)
    assert entry is not None
    assert (entry.item.kind, entry.status) == ("added", "settled")


def test_a_rejection_of_a_link_that_is_gone_has_nothing_to_reject(boats: Wiring, desk: Desk) -> None:
    """Then it can only fall away, and that is said."""
    review = desk.open()
    former = desk.decide(review, Verdict.REJECTED, reason="条号不对")
    desk.move(REPORT.replace("落实《纸船法》，对下水纸船逐一检查，全年检查纸船1200只", "把茶叶分送各值班室，全年分送茶叶1300包"))
    target = places(boats.reviewing.board(ADVISOR, review), former, words="茶叶")[0]
    with pytest.raises(UsageError, match="不用再定"):
        place(boats.reviewing, ADVISOR, review, former.id, target.measure.id, seen=target.seen)
    with pytest.raises(UsageError, match="没有写理由"):
        drop(boats.reviewing, ADVISOR, review, former.id, reason=" ")


def test_where_two_must_agree_each_takes_over_what_it_said(boats: Wiring, desk: Desk) -> None:
    """One person's hand makes one vote, whosever decision it takes over; agreement counts no word twice."""
    review = desk.open(Rule.TWO_AGREE)
    one = desk.decide(review)
    desk.decide(review, actor=SECOND)
    measured = agreement(boats.decisions.rows(review))
    desk.move()
    assert len(boats.reviewing.board(ADVISOR, review).orphans) == 2
    item, seen = _there(boats, review, one)
    made = place(boats.reviewing, ADVISOR, review, one.id, item, seen=seen)
    board = boats.reviewing.board(ADVISOR, review)
    entry = board.find(made.item)
    assert entry is not None
    assert (entry.status, board.orphans) == ("awaiting", ())
    boats.reviewing.decide(SECOND, review, made.item, Verdict.CONFIRMED, seen=made.id)
    settled = boats.reviewing.board(ADVISOR, review).find(made.item)
    assert settled is not None
    assert settled.status == "settled"
    assert agreement(boats.decisions.rows(review)).items == measured.items


def test_of_two_who_differed_the_other_word_is_not_lost(boats: Wiring, desk: Desk) -> None:
    """Placing one says nothing about the other."""
    review = desk.open(Rule.TWO_AGREE)
    one = desk.decide(review)
    other = desk.decide(review, Verdict.REJECTED, SECOND, reason="不是这条")
    desk.move()
    item, seen = _there(boats, review, one)
    place(boats.reviewing, ADVISOR, review, one.id, item, seen=seen)
    assert boats.reviewing.board(ADVISOR, review).orphans == (other,)


@pytest.mark.parametrize(("actor", "error"), [(CONTRIBUTOR, NotAllowed), (SYSTEM, NotAllowed)])
def test_who_may_not_decide_places_nothing(boats: Wiring, desk: Desk, actor: Actor, error: type[Exception]) -> None:
    """A member who only proposes, and the machine."""
    review = desk.open()
    former = desk.decide(review)
    desk.move()
    item, seen = _there(boats, review, former)
    with pytest.raises(error):
        place(boats.reviewing, actor, review, former.id, item, seen=seen)


def test_a_signed_review_is_closed_for_placing_too(boats: Wiring, desk: Desk) -> None:
    """What was signed with orphans keeps them."""
    review = desk.open()
    former = desk.decide(review)
    desk.move()
    item, seen = _there(boats, review, former)
    boats.reviewing.sign(SIGNER, review, leave_open=True)
    with pytest.raises(ReviewClosed):
        place(boats.reviewing, ADVISOR, review, former.id, item, seen=seen)


@pytest.fixture
def client(boats: Wiring) -> FlaskClient:
    client = create_app(boats.settings, wiring=boats).test_client()
    client.set_cookie("lawgraph-session", boats.accounts.open_session(boats.accounts.get("fz")), domain="localhost")
    client.set_cookie("lawgraph-form", TOKEN, domain="localhost")
    return client


def test_the_page_places_and_drops(boats: Wiring, desk: Desk, client: FlaskClient) -> None:
    """From the review to the orphan and back; nothing is chosen beforehand, and without a choice nothing happens."""
    review = desk.open()
    former = desk.decide(review)
    desk.move()
    path = f"/reviews/{review}/orphans/{former.id}"
    assert path in client.get(f"/reviews/{review}").get_data(as_text=True)
    page = client.get(path).get_data(as_text=True)
    assert re.findall(r'name="pick"[^>]* checked', page) == []
    pick = re.findall(r'name="pick" value="([^"]+)"', page)[0]
    assert client.post(path, data={"token": TOKEN, "what": "place"}).status_code == 400
    refused = client.post(path, data={"token": TOKEN, "what": "drop", "pick": pick, "reason": ""})
    assert (refused.status_code, f'value="{pick}" checked' in refused.get_data(as_text=True)) == (400, True)
    placed = client.post(path, data={"token": TOKEN, "what": "place", "pick": pick})
    assert (placed.status_code, placed.headers["Location"]) == (303, f"/reviews/{review}")
    item = boats.decisions.rows(review)[-1].item
    assert "移自 法制支队" in client.get(f"/reviews/{review}/items/{item}").get_data(as_text=True)
    assert client.post(path, data={"token": TOKEN, "what": "place", "pick": pick}).status_code == 409
    assert client.get(f"/reviews/{review}/orphans/nothing").status_code == 404


def test_the_api_places_and_drops(boats: Wiring, desk: Desk) -> None:
    """One of the two, never both and never none; 409 to whoever comes second."""
    review = desk.open()
    former = desk.decide(review)
    desk.move()
    headers = {"Authorization": f"Bearer {boats.accounts.issue_token(SYSTEM, 'fz', '程序', ['review'])}"}
    client = create_app(boats.settings, wiring=boats).test_client()
    path = f"/api/v1/reviews/{review}/orphans/{former.id}"
    said = client.get(path, headers=headers).get_json()
    assert (said["decision"]["id"], "1300只" in said["places"][0]["measure"]["measure"]["text"]) == (former.id, True)
    body = {"measure_item": said["places"][0]["measure"]["id"], "seen": said["places"][0]["seen"]}
    assert client.post(path, json={}, headers=headers).status_code == 400
    assert client.post(path, json=body | {"fell_away": True}, headers=headers).status_code == 400
    made = client.post(path, json=body, headers=headers)
    assert (made.status_code, made.get_json()["shown"]["placed"]["decision"]) == (201, former.id)
    late = client.post(path, json={"fell_away": True, "reason": "不再说"}, headers=headers)
    assert (late.status_code, late.get_json()["first"]["id"]) == (409, made.get_json()["id"])


def test_the_command_lists_places_and_drops(boats: Wiring, desk: Desk) -> None:
    """Status 1 while something waits."""
    review = desk.open()
    former = desk.decide(review)
    desk.move()

    def call(*arguments: str) -> tuple[int, str]:
        made = CliRunner().invoke(main, ["-q", "review", *arguments], env={"LAWGRAPH_HOME": str(boats.settings.home)})
        return made.exit_code, made.stdout.strip()

    status, listed = call("orphans", review)
    assert (status, former.id in listed) == (1, True)
    first = json.loads(call("orphans", review, former.id, "--json")[1].splitlines()[0])
    assert call("orphans", review, former.id)[1].startswith(first["measure_item"])
    assert call("place", review, former.id, "--as", "fz")[0] == 2
    made = json.loads(call("place", review, former.id, first["measure_item"], "--as", "fz")[1])
    assert made["shown"]["placed"]["decision"] == former.id
    assert call("orphans", review) == (0, "")
    assert call("undo", review, "--as", "fz")[0] == 0
    gone = json.loads(call("place", review, former.id, "--fell-away", "--reason", "并入别处", "--as", "fz")[1])
    assert (gone["verdict"], gone["verdict_name"]) == ("fell_away", "不再出现")
