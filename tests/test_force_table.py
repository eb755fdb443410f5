"""Was it in force then? A table of works and days, each with the source of the answer, held against our records as they are imported.

The days stand on the border where a source gives one: the last day before, the first day after. What is in no source is ``unknown``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lawgraph.services.importing import add
from lawgraph.settings import data_folder
from lawgraph.store.database import Database
from lawgraph.store.library import Library
from lawgraph.store.records import load

# title, day, state, version by its day (None: none applies or none is known), source of the answer
TABLE = [
    ("行政处罚法", "2017-12-31", "in_force", "2009-08-27", "header lines of the official text"),
    ("行政处罚法", "2018-01-01", "in_force", "2017-09-01", "amending decision of 2017-09-01: from 2018-01-01"),
    ("行政处罚法", "2021-01-22", "in_force", "2017-09-01", "article 86: from 2021-07-15"),
    ("行政处罚法", "2021-07-14", "in_force", "2017-09-01", "article 86"),
    ("行政处罚法", "2021-07-15", "in_force", "2021-01-22", "article 86"),
    ("行政处罚法", "2026-11-21", "in_force", "2021-01-22", "article 86"),
    ("治安管理处罚法", "2012-12-31", "in_force", "2005-08-28", "article 119; amending decision of 2012-10-26: from 2013-01-01"),
    ("治安管理处罚法", "2013-01-01", "in_force", "2012-10-26", "amending decision of 2012-10-26"),
    ("治安管理处罚法", "2025-06-27", "in_force", "2012-10-26", "the revision applies from 2026-01-01"),
    ("治安管理处罚法", "2025-12-31", "in_force", "2012-10-26", "the revision applies from 2026-01-01"),
    ("治安管理处罚法", "2026-01-01", "in_force", "2025-06-27", "the revision applies from 2026-01-01"),
    ("行政复议法", "2023-12-31", "in_force", "2017-09-01", "article 90 of 2023: from 2024-01-01"),
    ("行政复议法", "2024-01-01", "in_force", "2023-09-01", "article 90 of 2023"),
    ("行政诉讼法", "2021-12-31", "in_force", "2017-06-27", "amending decision of 2017-06-27: from 2017-07-01"),
    ("行政诉讼法", "2017-07-01", "in_force", "2017-06-27", "amending decision of 2017-06-27"),
    ("监察法", "2025-05-31", "in_force", "2018-03-20", "amending decision of 2024-12-25: from 2025-06-01"),
    ("监察法", "2025-06-01", "in_force", "2024-12-25", "amending decision of 2024-12-25"),
    ("人民警察法", "2013-01-01", "in_force", "2012-10-26", "amending decision of 2012-10-26"),
    ("民法典", "2020-12-31", "not_yet_in_force", "2020-05-28", "article 1260: from 2021-01-01"),
    ("民法典", "2021-01-01", "in_force", "2020-05-28", "article 1260"),
    ("民法典", "2021-12-31", "in_force", "2020-05-28", "article 1260"),
    ("婚姻法", "2020-12-31", "in_force", "2001-04-28", "民法典 article 1260: repealed from 2021-01-01"),
    ("婚姻法", "2021-01-01", "repealed", None, "民法典 article 1260"),
    ("继承法", "2020-12-31", "in_force", "1985-04-10", "民法典 article 1260"),
    ("继承法", "2021-01-01", "repealed", None, "民法典 article 1260"),
    ("民法通则", "2021-01-01", "repealed", None, "民法典 article 1260"),
    ("收养法", "2021-01-01", "repealed", None, "民法典 article 1260"),
    ("担保法", "2021-01-01", "repealed", None, "民法典 article 1260"),
    ("合同法", "2020-12-31", "in_force", "1999-03-15", "民法典 article 1260"),
    ("合同法", "2021-01-01", "repealed", None, "民法典 article 1260"),
    ("物权法", "2021-01-01", "repealed", None, "民法典 article 1260"),
    ("侵权责任法", "2021-01-01", "repealed", None, "民法典 article 1260"),
    ("民法总则", "2020-12-31", "in_force", "2017-03-15", "民法典 article 1260"),
    ("民法总则", "2021-01-01", "repealed", None, "民法典 article 1260"),
    ("执业医师法", "2022-02-28", "in_force", "2009-08-27", "医师法 article 67: from 2022-03-01"),
    ("执业医师法", "2022-03-01", "repealed", None, "医师法 article 67"),
    ("医师法", "2022-02-28", "not_yet_in_force", "2021-08-20", "医师法 article 67"),
    ("医师法", "2022-03-01", "in_force", "2021-08-20", "医师法 article 67"),
    ("重大行政决策程序暂行条例", "2019-08-31", "not_yet_in_force", "2019-04-20", "State Council order 713: from 2019-09-01"),
    ("重大行政决策程序暂行条例", "2019-09-01", "in_force", "2019-04-20", "State Council order 713"),
    ("重大行政决策程序暂行条例", "2021-12-31", "in_force", "2019-04-20", "State Council order 713"),
    ("大型群众性活动安全管理条例", "2007-10-01", "in_force", "2007-09-14", "State Council order 505: from 2007-10-01"),
    ("大型群众性活动安全管理条例", "2007-09-30", "not_yet_in_force", "2007-09-14", "State Council order 505"),
    ("杭州市大型群众性活动安全管理规定", "2021-12-29", "unknown", None, "page: passed 2021-12-30"),
    ("杭州市大型群众性活动安全管理规定", "2021-12-31", "pending_approval", None, "page: approved by the province 2022-03-18"),
    ("杭州市大型群众性活动安全管理规定", "2022-05-31", "not_yet_in_force", "2022-03-18", "page: from 2022-06-01"),
    ("杭州市大型群众性活动安全管理规定", "2022-06-01", "in_force", "2022-03-18", "page: from 2022-06-01"),
    ("公安机关现场执法视音频记录工作规定", "2021-12-31", "in_force", "2016-07-01", "page: from 2016-07-01"),
    ("安徽省公安行政处罚裁量权指导标准", "2021-12-31", "unknown", None, "neither issuer, number nor day was found"),
    ("网络安全法", "2025-12-31", "in_force", "2016-11-07", "amending decision of 2025-10-28: from 2026-01-01"),
    ("网络安全法", "2026-01-01", "in_force", "2025-10-28", "amending decision of 2025-10-28"),
    ("食品安全法", "2025-11-30", "in_force", "2021-04-29", "amending decision of 2025-09-12: from 2025-12-01"),
    ("食品安全法", "2025-12-01", "in_force", "2025-09-12", "amending decision of 2025-09-12"),
    ("法治宣传教育法", "2025-10-31", "not_yet_in_force", "2025-09-12", "from 2025-11-01"),
    ("法治宣传教育法", "2025-11-01", "in_force", "2025-09-12", "from 2025-11-01"),
    ("反不正当竞争法", "2025-10-14", "in_force", "2019-04-23", "revision of 2025-06-27: from 2025-10-15"),
    ("反不正当竞争法", "2025-10-15", "in_force", "2025-06-27", "revision of 2025-06-27"),
    ("民事诉讼法", "2023-12-31", "in_force", "2021-12-24", "fifth amendment: from 2024-01-01 (data sets say 2023-09-01)"),
    ("民事诉讼法", "2024-01-01", "in_force", "2023-09-01", "fifth amendment"),
    ("立法法", "2023-03-14", "in_force", "2015-03-15", "amending decision of 2023-03-13: from 2023-03-15"),
    ("立法法", "2023-03-15", "in_force", "2023-03-13", "amending decision of 2023-03-13"),
    ("突发事件应对法", "2024-10-31", "in_force", "2007-08-30", "revision of 2024-06-28: from 2024-11-01"),
    ("突发事件应对法", "2024-11-01", "in_force", "2024-06-28", "revision of 2024-06-28"),
    ("刑法", "2021-02-28", "in_force", "2017-11-04", "eleventh amendment: from 2021-03-01"),
    ("刑法", "2021-03-01", "in_force", "2020-12-26", "eleventh amendment"),
    ("刑法", "2024-03-01", "in_force", "2023-12-29", "twelfth amendment: from 2024-03-01"),
    ("行政执法监督条例", "2026-01-31", "not_yet_in_force", "2025-12-17", "State Council order 825: from 2026-02-01"),
    ("行政执法监督条例", "2026-02-01", "in_force", "2025-12-17", "State Council order 825"),
    ("信访条例", "2022-05-01", "repealed", None, "信访工作条例: from 2022-05-01"),
    ("信访工作条例", "2022-04-30", "not_yet_in_force", "2022-02-25", "信访工作条例: from 2022-05-01"),
    ("信访工作条例", "2022-05-01", "in_force", "2022-02-25", "信访工作条例"),
    ("政府信息公开条例", "2019-05-14", "in_force", "2007-04-05", "State Council order 711: from 2019-05-15"),
    ("政府信息公开条例", "2019-05-15", "in_force", "2019-04-03", "State Council order 711"),
    ("反电信网络诈骗法", "2022-11-30", "not_yet_in_force", "2022-09-02", "article 50: from 2022-12-01"),
    ("反有组织犯罪法", "2022-04-30", "not_yet_in_force", "2021-12-24", "article 77: from 2022-05-01"),
    ("反有组织犯罪法", "2022-05-01", "in_force", "2021-12-24", "article 77"),
    ("耕地保护和质量提升法", "2026-11-21", "not_yet_in_force", "2026-08-28", "the laws package holds its closing article: from 2027-01-01"),
    ("医疗保障法", "2026-11-21", "not_yet_in_force", "2026-08-28", "the laws package holds its closing article: from 2027-01-01"),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('force') / 'lawgraph.sqlite3'}")
    add(database, "records", data_folder() / "regulations")
    yield Library(database)
    database.dispose()


def test_the_table_is_as_long_as_it_should_be() -> None:
    """Sixty rows at least, each with a source."""
    assert len(TABLE) >= 60
    assert all(row[-1] for row in TABLE)


@pytest.mark.parametrize(("title", "day", "status", "version", "source"), TABLE)
def test_force(library: Library, title: str, day: str, status: str, version: str | None, source: str) -> None:
    """One row: the state of a work on a day, and the version that applied."""
    force = library.force(library.find(title).id, date.fromisoformat(day))
    assert force.status.value == status, source
    assert (force.version.rsplit("/", 1)[1] if force.version else None) == version, source


def test_replaced_by(library: Library) -> None:
    """A repealed work names what took its place."""
    force = library.force(library.find("执业医师法").id, date(2026, 11, 21))
    assert force.replaced_by == ("中华人民共和国医师法",)


def test_no_state_without_a_reason(library: Library) -> None:
    """Whatever is said of a work today, it is said why; and no record contradicts itself."""
    for work in library.works():
        assert library.force(work.id, date(2026, 11, 21)).reason
        assert library.lifeline(work.id).contradictions == (), work.title


def test_every_fact_has_its_source() -> None:
    """A day that nobody vouches for is no fact."""
    facts = [fact for record in load(Path(data_folder() / "regulations")) for fact in record.facts()]
    assert len(facts) > 500
    assert all(fact.evidence for fact in facts)
