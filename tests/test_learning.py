"""What people decided is learnt from, visibly; laid over reports; and never mistaken for the machine's own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lawgraph.app.wiring import Wiring
from lawgraph.domain.models import Suggestion
from lawgraph.domain.verdicts import Verdict
from lawgraph.settings import Settings
from made_up import home_of
from reviewers import ADVISOR, MEMBERS, SECOND, TODAY, add_report, open_boats

DAY = date(2021, 8, 1)
MEASURE = "检查首次发现漏水的纸船30只，及时补好的不予收回。"
LIKE = "检查首次发现漏水的纸船50只，及时补好的一律不予收回。"
HEAD = "2021年，青屿市船坞管理局认真履行职责，有关情况报告如下：\n\n一、主要做法\n（一）严格检查。"
OTHER = "组织折船人夜间点灯培训。"


@pytest.fixture
def boats(tmp_path: Path) -> Iterator[Wiring]:
    wiring = open_boats(tmp_path, home_of(tmp_path / "home"))
    yield wiring
    wiring.database.dispose()


def _suggest(wiring: Wiring, text: str, limit: int = 5) -> tuple[Suggestion, ...]:
    return wiring.suggester.suggest(text, at=DAY, today=TODAY, limit=limit)


def _decide(wiring: Wiring, text: str, verdict: Verdict, label: str) -> None:
    """One decision on one suggested link of a report of one measure."""
    report = add_report(wiring, f"{HEAD}{text}\n", "八月报告.txt")
    sessions = wiring.reviewing
    review = sessions.open(ADVISOR, [report.id], members=MEMBERS).id
    entries = [entry for entry in sessions.queue(ADVISOR, review) if entry.item.measure["text"].strip() == text]
    boats_law = wiring.library.find("纸船法").id
    entry = next((entry for entry in entries if (entry.item.label, entry.item.work) == (label, boats_law)), None)
    if entry is None:
        sessions.add_basis(ADVISOR, review, entries[0].item.measure_item, "纸船法", label)
    else:
        sessions.decide(ADVISOR, review, entry.item.id, verdict, seen=entry.seen, reason="看过了")


def _said(found: tuple[Suggestion, ...], article: str) -> list[str]:
    return [
        evidence.text
        for one in found
        if (one.work.title, one.article) == ("中华人民共和国纸船法", article)
        for evidence in one.evidence
        if evidence.kind == "decision"
    ]


def test_what_held_for_a_similar_measure_comes_earlier_and_says_by_whom(boats: Wiring) -> None:
    """An office should not have to find the same basis twice."""
    law = ("中华人民共和国纸船法", "2")
    before = [(one.work.title, one.article) for one in _suggest(boats, LIKE, 20)]
    _decide(boats, MEASURE, Verdict.CONFIRMED, "2")
    after = _suggest(boats, LIKE, 20)
    assert [(one.work.title, one.article) for one in after].index(law) < before.index(law)
    assert _said(after, "2") == ["八月报告.txt 中相似的举措，法制支队认定成立（" + _today() + "）"]
    assert max(one.score for one in after) <= 1


def _today() -> str:
    return time.strftime("%Y-%m-%d", time.gmtime())


def test_what_was_rejected_on_the_very_same_words_is_not_suggested_first(boats: Wiring) -> None:
    """Whoever said no once is not asked again at the head of the list; that it was said no to is told."""
    first = _suggest(boats, MEASURE)[0]
    assert first.work.title == "中华人民共和国纸船法"
    _decide(boats, MEASURE, Verdict.REJECTED, first.article)
    after = _suggest(boats, MEASURE)
    assert (after[0].work.id, after[0].article) != (first.work.id, first.article)
    assert [text.split("，")[1].split("（")[0] for text in _said(_suggest(boats, MEASURE, 50), first.article)] == ["法制支队认定不成立"]
    assert all(one.article != first.article for one in _suggest(boats, MEASURE, 1))


def test_an_unlike_measure_learns_nothing(boats: Wiring) -> None:
    """The nearest miss: a decision on boats says nothing of lamps."""
    before = _suggest(boats, OTHER)
    _decide(boats, MEASURE, Verdict.CONFIRMED, "2")
    assert _suggest(boats, OTHER) == before


def test_learning_can_be_switched_off(boats: Wiring) -> None:
    """Then suggestions are what they were."""
    before = _suggest(boats, LIKE)
    _decide(boats, MEASURE, Verdict.CONFIRMED, "2")
    off = Wiring(replace(boats.settings, learn=False), today=lambda: TODAY)
    assert _suggest(off, LIKE) == before
    off.database.dispose()


def test_the_setting_is_read() -> None:
    """By its name in the environment."""
    assert [Settings.from_environment({"LAWGRAPH_LEARN": said}).learn for said in ("", "on", "off")] == [True, True, False]


def test_what_was_taken_back_teaches_nothing(boats: Wiring) -> None:
    """An undone click must not live on in suggestions."""
    before = _suggest(boats, LIKE)
    _decide(boats, MEASURE, Verdict.CONFIRMED, "2")
    review = boats.reviewing.list(ADVISOR)[0].id
    last = boats.reviewing.last_of(ADVISOR, review)
    assert last is not None
    boats.reviewing.undo(ADVISOR, review, last.item, seen=last.id)
    assert _suggest(boats, LIKE) == before


def test_a_suggestion_stays_a_suggestion(boats: Wiring) -> None:
    """However often it was confirmed elsewhere, here nobody has decided."""
    _decide(boats, MEASURE, Verdict.CONFIRMED, "2")
    checked = boats.checked(add_report(boats, f"{HEAD}{LIKE}\n", "九月报告.txt")).checked
    assert checked is not None
    assert {(one["origin"], "decision" in one) for measure in checked["measures"] for one in measure["basis"]} == {("suggested", False)}


def test_decisions_are_laid_over_a_report(boats: Wiring) -> None:
    """The report's page and JSON show ink over pencil: origin stays, decision comes to it."""
    report = add_report(boats)
    plain = boats.checked(report).checked
    sessions = boats.reviewing
    review = sessions.open(ADVISOR, [report.id], members=MEMBERS).id
    entry = sessions.queue(ADVISOR, review, "suggested")[0]
    sessions.decide(ADVISOR, review, entry.item.id, Verdict.CONFIRMED, seen=entry.seen)
    sessions.add_basis(SECOND, review, entry.item.measure_item, "灯船管理暂行条例", reason="旧案")
    shown = boats.checked(boats.reports.get(report.id)).checked
    assert plain is not None
    assert shown is not None
    measure = shown["measures"][entry.item.place]
    basis = measure["basis"][entry.item.rank]
    assert (basis["origin"], basis["decision"]["verdict"], basis["decision"]["office"]) == ("suggested", "confirmed", "法制支队")
    assert [(one["work"]["title"], one["decision"]["office"]) for one in measure["added"]] == [("灯船管理暂行条例", "船坞支队")]
    basis.pop("decision")
    measure.pop("added")
    assert shown == plain
