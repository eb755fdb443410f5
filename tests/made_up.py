"""A made-up library that tests import for real: a few ten-line statutes of a country of paper boats, in our own words."""

from __future__ import annotations

from pathlib import Path

from lawgraph.services.search.searching import Searcher
from lawgraph.settings import Settings
from lawgraph.store.graph.rows import Graph, build_graph
from lawgraph.store.library import Library
from lawgraph.store.search import build, open_index

LAW_2015 = """# 中华人民共和国纸船法

2015年3月1日 第一届全国人民代表大会常务委员会第三次会议通过

<!-- INFO END -->

## 第一章 总则

第一条 为了让纸船漂流有序，制定本法。

第二条 本法所称纸船，是指以纸折成的船。

## 第二章 漂流

第三条 纸船下水前，应当由折船人检查有无漏水。

第四条 漏水的纸船不得下水。

## 第三章 附则

第五条 本法自2015年6月1日起施行。
"""

LAW_2021 = """# 中华人民共和国纸船法

2015年3月1日 第一届全国人民代表大会常务委员会第三次会议通过

2021年1月22日 第一届全国人民代表大会常务委员会第三十次会议修订

<!-- INFO END -->

## 第一章 总则

第一条 为了让纸船漂流有序，保护水面清洁，制定本法。

第二条 本法所称纸船，是指以纸折成的船。

第三条 漂流应当坚持安全与便民相结合。

## 第二章 漂流

第四条 纸船下水前，应当由折船人检查有无漏水：

（一）看船底；

（二）看船舷。

前款规定的检查，应当记录。

第五条 漏水的纸船不得下水；首次发现并及时补好的，可以不予收回。

## 第三章 附则

第六条 本法自2021年7月15日起施行。
"""

RULES = """# 纸船法实施条例

2016年5月5日 中华人民共和国国务院令第901号公布

<!-- INFO END -->

第一条 根据《中华人民共和国纸船法》，制定本条例。

第二条 纸船法第三条规定的检查，由船坞管理机构指导。

第三条 本条例自2016年7月1日起施行。《灯船管理暂行条例》同时废止。
"""

OLD_RULES = """# 灯船管理暂行条例

2001年1月1日 中华人民共和国国务院令第300号公布

<!-- INFO END -->

第一条 灯船夜间漂流应当点灯。

第二条 本条例自公布之日起施行。
"""

LOCAL = """# 青屿市纸船漂流安全管理规定

2021年12月30日 青屿市第一届人民代表大会常务委员会第十次会议通过

2022年3月18日 浙江省第十三届人民代表大会常务委员会第三十五次会议批准

<!-- INFO END -->

第一条 根据《中华人民共和国纸船法》等法律，结合本市实际，制定本规定。

第二条 大型漂流活动应当事先评估风险。

第三条 本规定自2022年6月1日起施行。
"""

FILES = {
    "行政法/纸船法(2015-03-01).md": LAW_2015,
    "行政法/纸船法(2021-01-22).md": LAW_2021,
    "行政法规/纸船法实施条例(2016-05-05).md": RULES,
    "行政法规/灯船管理暂行条例(2001-01-01).md": OLD_RULES,
    "DLC/浙江地方法规/地方性法规/浙江/青屿市纸船漂流安全管理规定(2022-03-18).md": LOCAL,
}

REPORT = """2021年，青屿市船坞管理局认真履行职责，有关情况报告如下：

一、主要做法
（一）严格检查。一是落实《纸船法》，对下水纸船逐一检查，全年检查纸船1200只。二是出台《船坞值班工作规则》，规范值班。三是首次发现漏水并及时补好的不予收回，全年免予收回30只。
（二）推动立法。推动《青屿市纸船漂流安全管理规定》立法，《规定》已经市人大常委会审议通过，正报请省人大常委会批准。

二、存在的不足
一是检查力量不足。

三、下一步打算
一是加强《中华人民共和国纸船法》第四条、第九条的学习。
"""

STAGED = """# 灯塔法

2020年1月1日 第一届全国人民代表大会常务委员会第一次会议通过

<!-- INFO END -->

第一条 为了灯塔<明亮>，根据《中华人民共和国纸船法》，制定本法。

第二条 本法第一条自2020年2月1日起施行，其他条款自2020年6月1日起施行。
"""
"""A law of which one article applies from a day of its own, with a sign of markup in its words."""


def write_folder(folder: Path) -> Path:
    """Writes the statutes below ``folder`` in the LawRefBook form and returns it."""
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def home_of(path: Path) -> Settings:
    """Settings for a home of the test's own."""
    return Settings.from_environment({"LAWGRAPH_HOME": str(path)})


def searcher_of(library: Library, folder: Path) -> Searcher:
    """A searcher over an index and a graph of ``library``, built in ``folder``."""
    build(library.articles(), folder / "search")
    build_graph(library, folder / "graph.sqlite3", lambda _done: None)
    return Searcher(library, open_index(folder / "search"), Graph(folder / "graph.sqlite3"))
