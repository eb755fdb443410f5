"""When the text moves: a report that is uploaded again, a law that gets a new version. Nothing is handed to a look-alike, nothing stays confirmed unseen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawgraph.app.wiring import Wiring
from lawgraph.domain.verdicts import Verdict, measure_keys
from lawgraph.errors import UnknownReport, UsageError
from lawgraph.text.formats import read_bytes
from made_up import REPORT, home_of
from reviewers import ADVISOR, CONTRIBUTOR, MEMBERS, SIGNER, add_report, open_boats

A, B, C, D = "检查纸船一千只。", "培训值班员三次。", "补好漏水的船十只。", "登记新船五十只。"


def _kept(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """For each old measure the place of the new one that has its key; None: an orphan."""
    before, after = measure_keys("old-document", "line", old), measure_keys("new-document", "line", new)
    return [after.index(key) if key in after else None for key in before]


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ([A, B, C], [A, B, C], [0, 1, 2]),
        ([A, B, C], [C, D, A], [2, None, 0]),
        ([A, B], ["检查纸船\n一千 只。", B], [0, 1]),
        ([A, B], ["检查纸船一千一百只。", B], [None, 1]),
        ([A, B], ["检查纸船一千只", B], [None, 1]),
        ([A, B, A, C], [A, B, A, C], [0, 1, 2, 3]),
        ([A, B, A, C], [D, A, B, A, C], [None, 2, 3, 4]),
        ([A, B, A, C], [A, B], [None, 1, None, None]),
        ([A], [A, B, A], [None]),
        ([A, A, A, A], [A, A, A, A], [0, None, None, 3]),
    ],
    ids=["same", "moved", "blanks", "figure", "stop", "twice", "neighbour-changed", "one-of-two-gone", "a-twin-came", "all-alike"],
)
def test_a_measure_keeps_its_key_while_its_words_stand(old: list[str], new: list[str], kept: list[int | None]) -> None:
    """Near misses beside hits: a figure, a stop, a twin that came or went."""
    assert _kept(old, new) == kept


@given(st.lists(st.sampled_from([A, B, C, D]), max_size=12), st.lists(st.sampled_from([A, B, C, D]), max_size=12))
def test_no_key_is_handed_to_other_words_and_none_twice(old: list[str], new: list[str]) -> None:
    """Whatever the two revisions are."""
    assert all(place is None or new[place] == old[number] for number, place in enumerate(_kept(old, new)))
    assert len(set(measure_keys("d", "l", old))) == len(old)


@pytest.fixture
def boats(tmp_path: Path) -> Iterator[Wiring]:
    wiring = open_boats(tmp_path, home_of(tmp_path / "home"))
    yield wiring
    wiring.database.dispose()


def _decide_all(wiring: Wiring, review: str) -> None:
    sessions = wiring.reviewing
    sessions.bulk(ADVISOR, sessions.preview(ADVISOR, review, "cited", Verdict.CONFIRMED))


def test_a_report_uploaded_again_keeps_what_stands_and_hands_back_the_rest(boats: Wiring) -> None:
    """The office corrects a figure in one measure: that one is open again, its decision is an orphan, all others hold."""
    first = add_report(boats)
    review = boats.reviewing.open(ADVISOR, [first.id], members=MEMBERS).id
    _decide_all(boats, review)
    before = {entry.item.id for entry in boats.reviewing.queue(ADVISOR, review, "mine")}
    corrected = read_bytes(REPORT.replace("1200只", "1300只").encode(), "更正稿.txt")
    second = boats.add_report(corrected, date(2021, 8, 1), actor=CONTRIBUTOR, revises=first.id)
    board = boats.reviewing.board(ADVISOR, review)
    after = {entry.item.id for entry in board.entries if entry.voted("fz")}
    assert after < before
    assert {row.item for row in board.orphans} == before - after
    assert all("1200只" in row.text for row in board.orphans)
    assert {entry.status for entry in board.entries if "1300只" in entry.item.measure["text"]} == {"open"}
    assert [report.report for report in boats.reviewing.get(ADVISOR, review).reports] == [second.id]
    assert boats.audit.verify() == ()


def test_a_signed_review_keeps_the_report_that_it_was_signed_on(boats: Wiring) -> None:
    """A signature is on words, not on whatever they become."""
    first = add_report(boats)
    review = boats.reviewing.open(ADVISOR, [first.id], members=MEMBERS).id
    boats.reviewing.sign(SIGNER, review, leave_open=True)
    boats.add_report(read_bytes(REPORT.replace("1200只", "1300只").encode(), "更正稿.txt"), date(2021, 8, 1), revises=first.id)
    assert [report.report for report in boats.reviewing.get(ADVISOR, review).reports] == [first.id]


def test_a_revision_of_nothing_is_refused(boats: Wiring) -> None:
    """And a report is in one line of revisions alone."""
    first = add_report(boats)
    with pytest.raises(UnknownReport):
        boats.add_report(read_bytes(REPORT.encode(), "x.txt"), revises="0000")
    other = add_report(boats, REPORT.replace("1200只", "1400只"))
    third = add_report(boats, REPORT.replace("1200只", "1500只"))
    boats.reports.revise(other.id, first.id)
    with pytest.raises(UsageError):
        boats.reports.revise(other.id, third.id)
    assert {boats.reports.lineage(row.id) for row in (first, other)} == {first.id}


def test_a_new_version_reopens_what_rests_on_a_changed_article(tmp_path: Path) -> None:
    """Decided in March under the law of 2015; in July the law was made anew: article 3 says more than it did, article 2 the same."""
    early = open_boats(tmp_path, home_of(tmp_path / "home"))
    early._today = lambda: date(2021, 3, 1)
    text = "2021年，我局落实《纸船法》第三条，检查下水纸船。落实《纸船法》第二条，认定纸船范围。落实《纸船法》第四条，制止漏水纸船下水。"
    report = early.add_report(read_bytes(text.encode(), "三月.txt"), date(2021, 3, 1))
    review = early.reviewing.open(ADVISOR, [report.id], members=MEMBERS).id
    _decide_all(early, review)
    assert {entry.status for entry in early.reviewing.queue(ADVISOR, review, "cited")} == {"settled"}
    late = Wiring(replace(early.settings), today=lambda: date(2026, 11, 21))
    entries = {entry.item.label: entry for entry in late.reviewing.queue(ADVISOR, review, "cited")}
    assert {label: entry.status for label, entry in entries.items()} == {"3": "changed", "2": "settled", "4": "changed"}
    assert "2021-01-22" in entries["3"].changed
    made = late.reviewing.decide(ADVISOR, review, entries["3"].item.id, Verdict.CONFIRMED, seen=entries["3"].seen)
    again = late.reviewing.board(ADVISOR, review).find(made.item)
    assert again is not None
    assert again.status == "settled"
    for wiring in (early, late):
        wiring.database.dispose()
