"""The start page: the last reports, and what of the law behind them is another since, each line leading into the reports that it touches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.domain.verdicts import Verdict
from lawgraph.text.formats import read_bytes
from made_up import home_of
from reviewers import ADVISOR, MEMBERS, open_boats

BEFORE = date(2021, 2, 1)
"""Between the day on which the new version of 纸船法 was published and the day on which it came into force."""
OLD = "青屿市船坞专项报告\n\n一、主要做法\n（一）检查。落实《纸船法》第三条，检查纸船3只。\n（二）培训。落实《纸船法》第二条，培训折船人5名。\n"


@pytest.fixture
def wiring(tmp_path: Path) -> Iterator[Wiring]:
    """The made-up library and no report."""
    made = open_boats(tmp_path, home_of(tmp_path / "home"))
    yield made
    made.database.dispose()


def page_of(wiring: Wiring) -> str:
    """The start page as it is sent."""
    answer = create_app(wiring.settings, wiring=wiring).test_client().get("/")
    assert answer.status_code == 200
    return answer.text


def section(page: str) -> str:
    """The part of the start page that says what changed in the law, without its tags."""
    (found,) = re.findall(r'<section class="panel sec" aria-labelledby="changed">.*?</section>', page, re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found)))


def add(wiring: Wiring, day: date, text: str = OLD) -> str:
    """A report of a day, kept and checked; its identifier."""
    return wiring.add_report(read_bytes(text.encode(), "专项.txt"), day).id


def test_without_reports_nothing_is_said_of_their_law(wiring: Wiring) -> None:
    """A heading over nothing would look like a fault; where to begin, the panel above says."""
    page = page_of(wiring)
    assert "还没有报告" in page
    assert "法规有变" not in page


def test_law_that_is_the_same_is_said_to_be(wiring: Wiring) -> None:
    """Silence would leave open whether anybody looked."""
    add(wiring, date(2022, 3, 1), OLD.replace("第三条", "第四条"))
    assert "没有。1 份报告所依据的法规，今天与报告日一样。" in section(page_of(wiring))


def test_a_new_version_names_the_articles_relied_on_that_are_others(wiring: Wiring) -> None:
    """第三条 is 第四条 today; 第二条 keeps number and words, and is not named; nor are articles on which nothing rests."""
    report = add(wiring, date(2020, 3, 1))
    page = page_of(wiring)
    said = section(page)
    assert "2015-03-01 → 2021-01-22" in said
    assert "所依据的条：第三条改为第四条" in said
    assert "第二条" not in said
    assert "今天已修改" in said
    assert "2 项举措" in said
    (href,) = {unescape(href) for href in re.findall(rf'href="(/reports/{report}\?show=work[^"]+)"', page)}
    opened = create_app(wiring.settings, wiring=wiring).test_client().get(href).text
    assert len(re.findall(r'<div class="m m--\w+" id="m-', opened)) == 2


def test_a_repealed_work_is_said_to_be_repealed(wiring: Wiring) -> None:
    """It has no second version to compare with: the line leads to the work."""
    add(wiring, date(2010, 3, 1), "青屿市灯船报告\n\n一、主要做法\n（一）检查。落实《灯船管理暂行条例》第一条，检查灯船3只。\n")
    page = page_of(wiring)
    assert "今天已废止" in section(page)
    assert f'<a href="{wiring.library.find("灯船管理暂行条例").id}">灯船管理暂行条例</a>' in page


def test_a_confirmed_basis_whose_article_changed_since_is_counted(wiring: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Confirmed under the old version, it is to be looked at again; what stands unchanged, and what was rejected, is not."""
    monkeypatch.setattr(wiring, "_today", lambda: BEFORE)
    report = add(wiring, date(2020, 3, 1))
    review = wiring.reviewing.open(ADVISOR, [report], members=MEMBERS).id
    for entry in [entry for entry in wiring.reviewing.queue(ADVISOR, review) if entry.item.kind == "link"]:
        wiring.reviewing.decide(ADVISOR, review, entry.item.id, Verdict.CONFIRMED, seen=entry.seen)
    assert "没有。1 份报告" in section(page_of(wiring))
    monkeypatch.setattr(wiring, "_today", lambda: date(2026, 11, 21))
    assert "其中 1 处已确认，条文此后有变" in section(page_of(wiring))


def test_looking_again_compares_nothing_again(wiring: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """The start page is opened often: what it says is worked out once for a state of the data, and anew when a report comes."""
    add(wiring, date(2020, 3, 1))
    first, law = wiring.counted.now(), wiring.counted.law()
    with monkeypatch.context() as patch:
        patch.setattr(wiring.reports, "get", None)
        patch.setattr(wiring.comparer, "changes", None)
        assert wiring.counted.now() is first
        assert wiring.counted.law() is law
    add(wiring, date(2020, 4, 1), OLD + "另查一次。\n")
    assert [touched.measures for touched in wiring.counted.law()[0].reports] == [2, 2]
