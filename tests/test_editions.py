"""Versions said in words: what is read as one, and by which version a citation is then judged."""

from __future__ import annotations

from datetime import date

import pytest

from lawgraph.cite import Catalogue, find_citations
from lawgraph.cite.find import find
from lawgraph.domain.models import ForceStatus
from statutes import AT, TODAY, shelf

SHELF = shelf()
CATALOGUE = Catalogue(SHELF)

WORDS = [
    ("《行政处罚法》（2021年修订）第九条", "2021年修订"),
    ("《行政处罚法（2017年修正）》", "2017年修正"),
    ("《行政处罚法（2018修正）》", "2018修正"),
    ("《治安管理处罚法》（2012年）", "2012年"),
    ("《行政处罚法》（2021版）", "2021版"),
    ("《行政处罚法》（2021年1月22日修订）", "2021年1月22日修订"),
    ("《行政处罚法》（2009年第一次修正、2017年第二次修正）", "2017年第二次修正"),
    ("贯彻新修订的《行政处罚法》", "新修订的"),
    ("贯彻新修订行政处罚法", "新修订"),
    ("贯彻修订后的《行政处罚法》", "修订后的"),
    ("依照2021年修订的《行政处罚法》", "2021年修订的"),
    ("依照2013年的《治安管理处罚法》", "2013年的"),
    ("落实新《行政处罚法》", "新"),
    # near misses: what somebody did, what a plan covers, a number, a declared name, a draft
    ("2021年修订《行政处罚法》", ""),
    ("修改《行政处罚法》", ""),
    ("创新《行政处罚法》宣传方式", ""),
    ("《行政处罚法》（以下简称《处罚法》）", ""),
    ("《行政处罚法》（1996年3月17日通过）", ""),
    ("《重大行政决策程序暂行条例》（国务院令第713号）", ""),
    ("《国务院办公厅关于进一步规范行政裁量权基准制定和管理工作的意见》（国办发〔2022〕27号）", ""),
    ("2021年以来，《行政处罚法》", ""),
]


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_words_that_name_a_version_are_read(text: str, words: str) -> None:
    """And nothing else near a title is taken for them."""
    assert find(text, CATALOGUE).mentions[0].edition == words


JUDGED = [
    # text, its date, status, version, whether the article exists
    ("《行政处罚法》（2021年修订）第七十条", AT, ForceStatus.IN_FORCE, "2021-07-15", True),
    ("《行政处罚法》（2018年修正）第七十条", AT, ForceStatus.AMENDED, "2018-01-01", False),
    ("《行政处罚法》（2018年修正）第六十条", AT, ForceStatus.AMENDED, "2018-01-01", True),
    ("《行政处罚法》（2021年修订）第七十条", date(2021, 3, 1), ForceStatus.NOT_YET_IN_FORCE, "2021-07-15", True),
    ("新修订的《行政处罚法》第七十条", AT, ForceStatus.IN_FORCE, "2021-07-15", True),
    # not held: nobody can look the article up, whatever other versions hold
    ("《行政处罚法》（2009年修正）第九条", AT, ForceStatus.IN_FORCE, None, None),
    ("新修订的《立法法》第九条", date(2023, 4, 1), ForceStatus.IN_FORCE, None, None),
    # the work is gone, whatever the version
    ("《合同法》（1999年）第九条", AT, ForceStatus.REPEALED, None, None),
    # no words: the version of the text's date
    ("《行政处罚法》第七十条", AT, ForceStatus.IN_FORCE, "2021-07-15", True),
]


@pytest.mark.parametrize(("text", "at", "status", "version", "exists"), JUDGED)
def test_a_citation_is_judged_by_the_version_it_names(text: str, at: date, status: ForceStatus, version: str | None, exists: bool | None) -> None:
    """An article number without its version is no pinpoint: a quarter of them moves with every revision."""
    (citation,) = find_citations(text, CATALOGUE, at=at, today=TODAY)
    assert citation.force is not None
    named = citation.force.version.rpartition("/")[2] if citation.force.version else None
    assert (citation.force.status, named, citation.pinpoints[0].exists) == (status, version, exists)


def test_the_reason_says_which_version_was_used() -> None:
    """A person must see why an article of today is said to be missing."""
    (citation,) = find_citations("《行政处罚法》（2018年修正）第七十条", CATALOGUE, at=AT, today=TODAY)
    assert citation.reason.endswith("文中写明“2018年修正”，即 2018-01-01 的版本；当时适用的是 2021-07-15 的版本。")
    (unheld,) = find_citations("《行政处罚法》（2009年修正）", CATALOGUE, at=AT, today=TODAY)
    assert unheld.reason.endswith("文中写明“2009年修正”，库中没有这个版本。")


def test_a_short_form_stands_for_the_version_that_its_title_names() -> None:
    """《办法》 is what was introduced, version and all."""
    text = "《行政处罚法》（2018年修正，以下简称《处罚法》）施行期间，依照《处罚法》第七十条办理。"
    last = find_citations(text, CATALOGUE, at=AT, today=TODAY)[-1]
    assert (last.text, last.pinpoints[0].exists) == ("《处罚法》第七十条", False)
