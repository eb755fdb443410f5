"""A library made of a dictionary: fulfils ``Statutes`` for the tests of citing. Titles are facts or made up; there is no text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from lawgraph.domain.levels import Kind
from lawgraph.domain.models import Force, ForceStatus, TitleEntry, Work
from lawgraph.errors import UnknownWork

__all__ = ["AT", "TODAY", "Shelf", "shelf"]

AT = date(2022, 1, 20)
TODAY = date(2026, 6, 1)

LAW, REGULATION, RULE = Kind.LAW, Kind.ADMINISTRATIVE_REGULATION, Kind.DEPARTMENTAL_RULE


@dataclass
class Shelf:
    """``versions`` of a work: day in force → number of articles (None: no text); ``repealed``: the day and what came instead."""

    works: dict[str, Work] = field(default_factory=dict)
    versions: dict[str, list[tuple[date, int | None]]] = field(default_factory=dict)
    repealed: dict[str, tuple[date, tuple[str, ...]]] = field(default_factory=dict)

    def add(
        self, key: str, title: str, kind: Kind, *versions: tuple[str, int | None], short: tuple[str, ...] = (), number: str = "", issuer: str = ""
    ) -> None:
        identifier = f"/eli/cn/national/{kind.value.replace('_', '-')}/2000/{key}"
        self.works[identifier] = Work(identifier, title, kind, issuer=issuer, document_number=number, short_titles=short)
        self.versions[identifier] = [(date.fromisoformat(day), count) for day, count in versions]

    def id_of(self, key: str) -> str:
        return next(identifier for identifier in self.works if identifier.rsplit("/", 1)[1] == key)

    def names(self) -> tuple[TitleEntry, ...]:
        entries = []
        for work in self.works.values():
            entries.append(TitleEntry(work.title, work.id, "official"))
            entries.extend(TitleEntry(name, work.id, "short") for name in work.short_titles)
            if work.document_number:
                entries.append(TitleEntry(work.document_number, work.id, "number"))
        return tuple(entries)

    def work(self, identifier: str) -> Work:
        if identifier not in self.works:
            raise UnknownWork(identifier)
        return self.works[identifier]

    def force(self, work: str, at: date, *, relied_on: str | None = None) -> Force:
        if work in self.repealed and self.repealed[work][0] <= at:
            return Force(at, ForceStatus.REPEALED, None, self.repealed[work][1])
        applying = [day for day, _ in self.versions[work] if day <= at]
        if not applying:
            return Force(at, ForceStatus.UNKNOWN)
        version = f"{work}/{max(applying).isoformat()}"
        return Force(at, ForceStatus.AMENDED if relied_on not in {None, version} else ForceStatus.IN_FORCE, version)

    def version_ids(self, work: str) -> tuple[str, ...]:
        return tuple(f"{work}/{day.isoformat()}" for day in sorted(day for day, _ in self.versions[work]))

    def has(self, version: str, label: str) -> bool | None:
        work, _, day = version.rpartition("/")
        count = next((count for start, count in self.versions[work] if start.isoformat() == day), None)
        if count is None or not label[:1].isdigit():
            return None
        return int(label.split(".", maxsplit=1)[0].split("-", maxsplit=1)[0]) <= count


def shelf() -> Shelf:
    """The shelf that the tests share."""
    made = Shelf()
    made.add("xianfa", "中华人民共和国宪法", Kind.CONSTITUTION, ("2018-03-11", 143))
    made.add("xingzheng-chufa", "中华人民共和国行政处罚法", LAW, ("2018-01-01", 64), ("2021-07-15", 86))
    made.add("xingzheng-xuke", "中华人民共和国行政许可法", LAW, ("2019-04-23", 83))
    made.add("xingzheng-fuyi", "中华人民共和国行政复议法", LAW, ("2018-01-01", 43), ("2024-01-01", 90))
    made.add("xingzheng-susong", "中华人民共和国行政诉讼法", LAW, ("2017-07-01", 103))
    made.add("zhian", "中华人民共和国治安管理处罚法", LAW, ("2013-01-01", 119), ("2026-01-01", 144), short=("治安处罚法",))
    made.add("minfa-dian", "中华人民共和国民法典", LAW, ("2021-01-01", 1260))
    made.add("xingfa", "中华人民共和国刑法", LAW, ("2021-03-01", 452))
    made.add("gongsi", "中华人民共和国公司法", LAW, ("2018-10-26", 218))
    made.add("yishi", "中华人民共和国医师法", LAW, ("2022-03-01", 67))
    made.add("lifa", "中华人民共和国立法法", LAW, ("2015-03-15", 105))
    made.add("hetong", "中华人民共和国合同法", LAW, ("1999-10-01", 428))
    made.repealed[made.id_of("hetong")] = (date(2021, 1, 1), ("中华人民共和国民法典",))
    made.add("daojiao-shishi", "中华人民共和国道路交通安全法实施条例", REGULATION, ("2017-10-07", 115))
    made.add("daojiao", "中华人民共和国道路交通安全法", LAW, ("2021-04-29", 124))
    made.add("juece", "重大行政决策程序暂行条例", REGULATION, ("2019-09-01", 44), number="国务院令第713号")
    made.add("xinfang", "信访条例", REGULATION, ("2005-05-01", None))
    made.add("chengxu", "公安机关办理行政案件程序规定", RULE, ("2020-08-06", 266), number="公安部令第160号")
    made.add("lingdao", "领导干部干预司法活动、插手具体案件处理的记录、通报和责任追究规定", Kind.PARTY_REGULATION, ("2015-03-18", None))
    made.add(
        "jieshi",
        "最高人民法院关于适用《中华人民共和国行政诉讼法》的解释",
        Kind.JUDICIAL_INTERPRETATION,
        ("2018-02-08", 163),
        number="法释〔2018〕1号",
    )
    made.add(
        "cailiang", "国务院办公厅关于进一步规范行政裁量权基准制定和管理工作的意见", Kind.NORMATIVE_DOCUMENT, ("2022-07-29", None),
        number="国办发〔2022〕27号", issuer="国务院办公厅",
    )  # fmt: skip
    made.add(
        "yijian",
        "关于推行法律顾问制度和公职律师公司律师制度的意见",
        Kind.PARTY_REGULATION,
        ("2016-06-16", None),
        issuer="中共中央办公厅、国务院办公厅",
    )
    made.add("shenpi", "行政审批管理办法（试行）", RULE, ("2010-01-01", 20))
    made.add("qingyu-quan", "青屿市养犬管理条例", Kind.LOCAL_REGULATION, ("2015-01-01", 50))
    made.add("yunchuan-quan", "云川市养犬管理条例", Kind.LOCAL_REGULATION, ("2016-01-01", 40))
    made.add("donghu-wenjian", "东湖省行政规范性文件管理办法", Kind.LOCAL_RULE, ("2018-01-01", 40))
    return made
