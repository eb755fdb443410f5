"""A review from its opening to its signature, as services see it: a made-up library, one report, five people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import Actor
from lawgraph.domain.verdicts import Rule, Verdict
from lawgraph.errors import (
    DecisionConflict,
    LawgraphError,
    NotAllowed,
    ReviewClosed,
    ReviewUnfinished,
    UnknownItem,
    UnknownProvision,
    UnknownReview,
    UsageError,
)  # fmt: skip
from lawgraph.services.reviews.reviewing import Reviewing
from made_up import REPORT, home_of
from reviewers import ADMINISTRATOR, ADVISOR, CONTRIBUTOR, MEMBERS, READER, SECOND, SIGNER, THIRD, add_report, open_boats

STRANGER = Actor("bd", "别的单位", ADVISOR.role)


@pytest.fixture(scope="module")
def boats(tmp_path_factory: pytest.TempPathFactory, new_url: Callable[[], str]) -> Iterator[Wiring]:
    """A library with a report, on both engines; each test opens a review of its own on it."""
    folder = tmp_path_factory.mktemp("boats")
    wiring = open_boats(folder, replace(home_of(folder / "home"), database_url=new_url()))
    yield wiring
    wiring.database.dispose()


@pytest.fixture
def sessions(boats: Wiring) -> Reviewing:
    return boats.reviewing


def _open(boats: Wiring, rule: Rule = Rule.ONE) -> str:
    return boats.reviewing.open(ADVISOR, [add_report(boats).id], members=MEMBERS, rule=rule).id


def _first(sessions: Reviewing, review: str, show: str = "todo") -> tuple[str, str]:
    entry = sessions.queue(ADVISOR, review, show)[0]
    return entry.item.id, entry.seen


def test_looking_decides_nothing(boats: Wiring, sessions: Reviewing) -> None:
    """Users of other tools complain that a page opened is a page accepted."""
    review = _open(boats)
    before = boats.audit.head()
    sessions.queue(ADVISOR, review)
    sessions.next(ADVISOR, review)
    sessions.board(SIGNER, review)
    assert boats.audit.head() == before


def test_what_has_an_error_comes_first(boats: Wiring, sessions: Reviewing) -> None:
    """Whoever has an hour should spend it where it matters."""
    entries = sessions.queue(ADVISOR, _open(boats))
    first = [entry for entry in entries if entry.item.key == entries[0].item.key]
    assert [(entry.item.label, [finding["code"] for finding in entry.item.findings]) for entry in first] == [("4", []), ("9", ["article-missing"])]


def test_a_decision_is_kept_with_what_was_shown(boats: Wiring, sessions: Reviewing) -> None:
    """A signature means little where nobody can tell which text was decided on."""
    review = _open(boats)
    item, seen = _first(sessions, review, "cited")
    made = sessions.decide(ADVISOR, review, item, Verdict.CONFIRMED, seen=seen)
    kept = boats.decisions.rows(review, item)
    assert kept == (made,)
    assert kept[0].shown["relied"]["then"].endswith("/2021-01-22")
    assert (kept[0].office, kept[0].text in REPORT, kept[0].shown["library"]) == ("法制支队", True, boats.derived.state)


def test_the_second_of_two_is_told_and_sees_the_first(boats: Wiring, sessions: Reviewing) -> None:
    """Two pages open on one item: the later click must not overrule the earlier unseen."""
    review = _open(boats)
    item, seen = _first(sessions, review)
    first = sessions.decide(ADVISOR, review, item, Verdict.CONFIRMED, seen=seen)
    with pytest.raises(DecisionConflict, match="法制支队") as caught:
        sessions.decide(SECOND, review, item, Verdict.REJECTED, seen=seen, reason="条文说的是另一件事")
    assert caught.value.first == first
    assert boats.decisions.rows(review, item) == (first,)


def test_a_later_decision_supersedes_and_erases_nothing(boats: Wiring, sessions: Reviewing) -> None:
    """Having seen the first, a colleague may decide otherwise; both stand in the history."""
    review = _open(boats)
    item, seen = _first(sessions, review)
    first = sessions.decide(ADVISOR, review, item, Verdict.CONFIRMED, seen=seen)
    second = sessions.decide(SECOND, review, item, Verdict.REJECTED, seen=first.id, reason="条文说的是另一件事")
    entry = sessions.board(ADVISOR, review).find(item)
    assert entry is not None
    assert (entry.rows, entry.standing.by) == ((first, second), second)


def test_a_comment_stands_in_nobodys_way(boats: Wiring, sessions: Reviewing) -> None:
    """A remark that came while one was reading is no decision that one overlooked."""
    review = _open(boats)
    item, seen = _first(sessions, review)
    sessions.comment(CONTRIBUTOR, review, item, "去年的报告也这样写")
    sessions.decide(ADVISOR, review, item, Verdict.CONFIRMED, seen=seen)
    assert [row.verdict for row in boats.decisions.rows(review, item)] == [Verdict.COMMENT, Verdict.CONFIRMED]


def test_undo_is_a_decision_and_gives_back_what_stood_before(boats: Wiring, sessions: Reviewing) -> None:
    """Also after a reload: what is undone is asked of the rows, not of the page."""
    review = _open(boats)
    item, seen = _first(sessions, review)
    first = sessions.decide(SECOND, review, item, Verdict.CONFIRMED, seen=seen)
    second = sessions.decide(ADVISOR, review, item, Verdict.REJECTED, seen=first.id, reason="一时看错")
    assert sessions.last_of(ADVISOR, review) == second
    undone = sessions.undo(ADVISOR, review, item, seen=second.id)
    entry = sessions.board(ADVISOR, review).find(item)
    assert entry is not None
    assert (entry.standing.by, entry.seen, sessions.last_of(ADVISOR, review)) == (first, undone.id, None)
    with pytest.raises(UnknownItem):
        sessions.undo(ADVISOR, review, item, seen=undone.id)


def test_two_must_agree_and_a_third_settles(boats: Wiring, sessions: Reviewing) -> None:
    """The rule of offices where no one person's word is enough."""
    review = _open(boats, Rule.TWO_AGREE)
    item, seen = _first(sessions, review)
    statuses = []

    def status() -> str:
        entry = sessions.board(ADVISOR, review).find(item)
        assert entry is not None
        return entry.status

    first = sessions.decide(ADVISOR, review, item, Verdict.CONFIRMED, seen=seen)
    statuses.append(status())
    second = sessions.decide(SECOND, review, item, Verdict.REJECTED, seen=first.id, reason="条文没有这一项")
    statuses.append(status())
    third = sessions.decide(THIRD, review, item, Verdict.CONFIRMED_IN_PART, seen=second.id, reason="只有一半")
    statuses.append(status())
    assert statuses == ["awaiting", "disagreement", "settled"]
    assert third.settles
    assert (first.settles, second.settles) == (False, False)


def test_a_basis_that_was_added_takes_part_and_can_be_taken_back(boats: Wiring, sessions: Reviewing) -> None:
    """An advisor knows a provision that neither report nor machine named."""
    review = _open(boats)
    entry = sessions.queue(ADVISOR, review, "suggested")[0]
    made = sessions.add_basis(ADVISOR, review, entry.item.measure_item, "灯船管理暂行条例", "", reason="旧案参照")
    added = sessions.board(ADVISOR, review).find(made.item)
    assert added is not None
    assert (added.item.origin, added.status, added.item.basis and added.item.basis["work"]["title"]) == ("added", "settled", "灯船管理暂行条例")
    assert {other.status for other in sessions.queue(ADVISOR, review) if other.item.key == entry.item.key and other.item.origin == "suggested"} == {
        "spare"
    }
    sessions.undo(ADVISOR, review, made.item, seen=made.id)
    assert sessions.board(ADVISOR, review).find(made.item) is None
    assert sessions.add_basis(ADVISOR, review, entry.item.measure_item, "灯船管理暂行条例", "").item == made.item


def test_what_a_contributor_adds_is_a_proposal(boats: Wiring, sessions: Reviewing) -> None:
    """The body that reports may propose, and does not decide on itself."""
    review = _open(boats)
    entry = sessions.queue(ADVISOR, review, "suggested")[0]
    made = sessions.add_basis(CONTRIBUTOR, review, entry.item.measure_item, "灯船管理暂行条例")
    added = sessions.board(ADVISOR, review).find(made.item)
    assert added is not None
    assert added.status == "open"
    sessions.decide(ADVISOR, review, made.item, Verdict.REJECTED, seen=added.seen, reason="报告日已经废止")


def test_a_replacement_names_a_provision_that_exists(boats: Wiring, sessions: Reviewing) -> None:
    """A number that the version of the day does not hold would be a pinpoint to nothing."""
    review = _open(boats)
    item, seen = _first(sessions, review)
    with pytest.raises(UnknownProvision):
        sessions.decide(ADVISOR, review, item, Verdict.REPLACED, seen=seen, replacement=("纸船法", "77"))
    made = sessions.decide(ADVISOR, review, item, Verdict.REPLACED, seen=seen, replacement=("纸船法", "5"))
    assert (made.replacement_title, made.replacement_label, made.shown["relied"]["label"]) == ("中华人民共和国纸船法", "5", "5")


def test_what_is_not_a_measure_takes_its_links_along(boats: Wiring, sessions: Reviewing) -> None:
    """One word instead of five rejections."""
    review = _open(boats)
    entry = sessions.queue(ADVISOR, review, "suggested")[0]
    sessions.decide(ADVISOR, review, entry.item.measure_item, Verdict.NOT_A_MEASURE, seen="", reason="是背景")
    assert {other.status for other in sessions.queue(ADVISOR, review) if other.item.key == entry.item.key and other.item.basis} == {"void"}


@pytest.mark.parametrize("verdict", [Verdict.CONFIRMED_IN_PART, Verdict.REJECTED])
def test_some_verdicts_ask_for_a_reason(boats: Wiring, sessions: Reviewing, verdict: Verdict) -> None:
    """The next colleague has to learn why."""
    review = _open(boats)
    item, seen = _first(sessions, review)
    with pytest.raises(UsageError, match="理由"):
        sessions.decide(ADVISOR, review, item, verdict, seen=seen, reason="  ")


def test_bulk_decides_what_the_preview_showed_and_nothing_newer(boats: Wiring, sessions: Reviewing) -> None:
    """Between preview and click a colleague decided one of them: that one stays as the colleague left it."""
    review = _open(boats)
    preview = sessions.preview(ADVISOR, review, "suggested", Verdict.REJECTED)
    taken = sessions.decide(SECOND, review, preview.items[0][0], Verdict.CONFIRMED, seen=preview.items[0][1])
    made = sessions.bulk(ADVISOR, preview, reason="都不沾边")
    assert [type(one) is DecisionConflict for one in made] == [True] + [False] * (len(preview.items) - 1)
    assert boats.decisions.rows(review, taken.item) == (taken,)


def test_a_signature_asks_for_an_end_or_for_consent(boats: Wiring, sessions: Reviewing) -> None:
    """What was left open must be known to whoever signs, and stand in the signature."""
    review = _open(boats)
    with pytest.raises(ReviewUnfinished) as caught:
        sessions.sign(SIGNER, review)
    signed = sessions.sign(SIGNER, review, leave_open=True)
    assert tuple(signed.shown["open"]) == caught.value.items
    item, seen = _first(sessions, review)
    with pytest.raises(ReviewClosed):
        sessions.decide(ADVISOR, review, item, Verdict.CONFIRMED, seen=seen)
    sessions.reopen(SIGNER, review, reason="补一项")
    sessions.decide(ADVISOR, review, item, Verdict.CONFIRMED, seen=seen)
    assert boats.audit.verify() == ()


CALLS = ("see", "comment", "decide", "preview", "sign", "members")
ALLOWED = {
    READER: (), CONTRIBUTOR: ("see", "comment"), ADVISOR: ("see", "comment", "decide", "preview", "members"), SIGNER: CALLS,
    ADMINISTRATOR: ("see", "members"), STRANGER: (),
}  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("actor", list(ALLOWED), ids=lambda actor: actor.office)
def test_members_alone_act_and_each_by_its_role(boats: Wiring, sessions: Reviewing, actor: Actor, call: str) -> None:
    """Every call by every role and by a stranger: nobody reads or changes what is not theirs."""
    review = _open(boats)
    item, seen = _first(sessions, review)
    calls = {
        "see": lambda: sessions.board(actor, review),
        "comment": lambda: sessions.comment(actor, review, item, "看过了"),
        "decide": lambda: sessions.decide(actor, review, item, Verdict.CONFIRMED, seen=seen),
        "preview": lambda: sessions.preview(actor, review, "todo", Verdict.CONFIRMED),
        "sign": lambda: sessions.sign(actor, review, leave_open=True),
        "members": lambda: sessions.set_members(actor, review, MEMBERS),
    }
    outcome: type[LawgraphError] | None = None
    try:
        calls[call]()
    except LawgraphError as error:
        outcome = type(error)
    seen_at_all = actor.name in MEMBERS or actor is ADMINISTRATOR
    assert outcome is (None if call in ALLOWED[actor] else NotAllowed if seen_at_all else UnknownReview)


def test_a_review_is_listed_to_those_who_may_see_it(boats: Wiring, sessions: Reviewing) -> None:
    """A list tells as much as a page."""
    review = _open(boats)
    seen = {actor.office: review in [one.id for one in sessions.list(actor)] for actor in ALLOWED}
    assert seen == {actor.office: actor in {CONTRIBUTOR, ADVISOR, SIGNER, ADMINISTRATOR} for actor in ALLOWED}
