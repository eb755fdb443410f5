"""How a regulation came to be: lines and clauses, each with the nearest that says something else. All titles are made up."""

from __future__ import annotations

from datetime import date

import pytest

from lawgraph.text.making import based_on, enters_into_force, find_date, parts_in_force, read_making, repeals, title_relations


def _stages(lines: str, *, named: str | None = None, tail: str = "") -> list[str]:
    """Each version as ``born/in force`` with a star where it amends."""
    making = read_making(lines.splitlines(), named=date.fromisoformat(named) if named else None, body_tail=tail)
    return [f"{s.born}/{s.in_force.on if s.in_force else None}{'*' if s.amends else ''}" for s in making.stages]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2021年1月22日", "2021-01-22"),
        ("二〇二一年一月二十二日", "2021-01-22"),
        ("二○○九年十月三十日起", "2009-10-30"),
        ("2021 年 1 月 22 日", "2021-01-22"),
        ("２０２１年１月２２日", "2021-01-22"),
        ("2021年13月1日", None),
        ("2021年2月30日", None),
        ("2021年1月", None),
    ],
)
def test_days(written: str, day: str | None) -> None:
    """A day that the calendar does not have is no day."""
    assert find_date(written) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("lines", "named", "tail", "stages"),
    [
        ("1996年3月17日 大会通过", None, "", ["1996-03-17/None"]),
        # an amendment keeps the first clause, which dates the first version
        (
            "1996年3月17日 大会通过\n2009年8月27日 会议《决定》第一次修正",
            None,
            "第九条 本法自1996年10月1日起施行。",
            ["1996-03-17/1996-10-01", "2009-08-27/None*"],
        ),
        # a revision has a clause of its own
        ("1996年3月17日 大会通过\n2021年1月22日 会议修订", None, "第九条 本法自2021年7月15日起施行。", ["1996-03-17/None", "2021-01-22/2021-07-15"]),
        # passed by a city, approved by its province: one version, named by the approval
        ("2021年12月30日 青屿市会议通过\n2022年3月18日 东海省会议批准", None, "本规定自2022年6月1日起施行。", ["2022-03-18/2022-06-01"]),
        # adopted and published: one version, named by the publication
        ("2009年9月7日 会议通过\n2009年9月14日 令第1号公布\n2010年1月1日 施行", None, "", ["2009-09-14/2010-01-01"]),
        # from publication on
        ("2015年1月5日 令第2号公布", None, "本办法自公布之日起施行。", ["2015-01-05/2015-01-05"]),
        # two days in one line are two lines
        ("2001年1月1日 会议通过  2016年2月2日 会议修正", None, "", ["2001-01-01/None", "2016-02-02/None*"]),
        # a day inside a title is nobody's
        ("2001年1月1日 会议通过《2000年2月2日的决定》", None, "", ["2001-01-01/None"]),
        # the file's name knows a later version than the lines
        ("2001年1月1日 会议通过", "2019-07-26", "", ["2001-01-01/None", "2019-07-26/None*"]),
        # or the publication of the same one
        ("2001年1月1日 会议通过", "2001-02-01", "", ["2001-02-01/None"]),
        # or an earlier day than the lines, which then stand
        ("2019年1月1日 会议通过", "2001-02-01", "", ["2019-01-01/None"]),
        ("", "2001-02-01", "", ["2001-02-01/None"]),
        # an approval that names what it approves, its day of adoption inside, is one version
        (
            "1997年8月16日 东海省会议批准的1997年5月23日青屿市会议关于修改十一件法规的决定修正\n2001年1月1日 青屿市会议修订\n2001年2月1日 东海省会议批准",
            None,
            "",
            ["1997-08-16/None*", "2001-02-01/None"],
        ),
        # passed by the city, then “passed and approved” or “passed” by the province
        ("2020年12月29日 青屿市会议通过\n2021年3月26日 东海省会议通过批准的《决定》修正", None, "", ["2021-03-26/None*"]),
        (
            "2020年6月10日 青屿市会议修订\n2020年7月24日 东海省第一届人民代表大会常务委员会第九次会议通过",
            None,
            "",
            ["2020-07-24/None"],
        ),
        # the province's own two versions are two
        (
            "2019年6月10日 东海省第一届人民代表大会常务委员会会议通过\n2019年9月24日 东海省第一届人民代表大会常务委员会会议修正",
            None,
            "",
            ["2019-06-10/None", "2019-09-24/None*"],
        ),
        # a file's day shortly after the publication, or before the entry into force, is no version of its own
        ("2016年12月23日 会议通过\n2016年12月23日 公告公布\n2017年3月1日 施行", "2017-01-13", "", ["2016-12-23/2017-03-01"]),
        ("2018年1月3日 会议通过\n2018年12月1日 施行", "2018-09-26", "", ["2018-09-26/2018-12-01"]),
        # far behind, it is one
        ("2016年12月23日 会议通过\n2016年12月23日 公告公布\n2017年3月1日 施行", "2019-01-13", "", ["2016-12-23/2017-03-01", "2019-01-13/None*"]),
        ("", None, "", []),
    ],
)
def test_versions(lines: str, named: str | None, tail: str, stages: list[str]) -> None:
    """From lines and clauses to versions with their days."""
    assert _stages(lines, named=named, tail=tail) == stages


@pytest.mark.parametrize(
    ("tail", "said"),
    [
        ("第九条 本法自2021年7月15日起施行。", date(2021, 7, 15)),
        ("本办法自公布之日起施行。", "公布之日"),
        ("本条例自2020年1月1日起施行，2001年的规定同时废止。", date(2020, 1, 1)),
        # the rest of a text is the text as a whole; some of its articles are not
        ("第九条 本法第五条自2020年1月1日起施行，其他条款自2020年6月1日起施行。", date(2020, 6, 1)),
        ("本办法第五条自2020年1月1日起施行。", None),
        # another text's entry into force is not this one's
        ("自1997年2月5日起施行的《纸船规定》同时废止。", None),
        ("《纸船法》自2021年7月15日起施行。", None),
        ("纸船自下水之日起漂流。", None),
        ("", None),
    ],
)
def test_the_clause_on_entry_into_force(tail: str, said: date | str | None) -> None:
    """Only the text's own clause dates it."""
    found = enters_into_force(tail)
    assert (found[0] if found else None) == said


@pytest.mark.parametrize(
    ("tail", "parts"),
    [
        ("第九条 本法第五条自2020年1月1日起施行，其他条款自2020年6月1日起施行。", [("第五条", "2020-01-01")]),
        ("第九条 本法自公布之日起施行，其中第三条自2021年1月1日起施行。", [("第三条", "2021-01-01")]),
        ("本法自2020年6月1日起施行，但第十条第二款、第十二条自2021年1月1日起施行。", [("第十条第二款、第十二条", "2021-01-01")]),
        ("本安排第一条、第四条自2020年11月27日起施行，其余条款的施行日期另行公布。", [("第一条、第四条", "2020-11-27")]),
        ("本规定自2013年1月1日起施行，新设的船籍制度自２０１３年７月１日起施行。", [("新设的船籍制度", "2013-07-01")]),
        ("本法第三章的规定自2020年1月1日起施行，第四章自2021年1月1日起施行。", [("第三章", "2020-01-01")]),
        # one day for all, in the article that says so
        ("第七十五条 本条例自2018年9月1日起施行。", []),
        ("本条例自2021年6月1日起施行。自1997年2月5日起施行的《纸船规定》同时废止。", []),
        ("本法自2020年1月1日起施行，《灯船法》自2020年1月1日起废止。", []),
        ("本规定自1995年5月1日起施行。施行有困难的，最迟应当自1997年5月1日起施行。", []),
        ("处分决定第五条自2018年9月1日起生效。", []),
        ("第五条 人身保护令自作出之日起生效。", []),
    ],
)
def test_parts_that_apply_from_a_day_of_their_own(tail: str, parts: list[tuple[str, str]]) -> None:
    """Staged entry into force names its articles, or stands beside the text's own day."""
    assert [(what, said.on.isoformat()) for what, said in parts_in_force(tail)] == parts


@pytest.mark.parametrize(
    ("tail", "titles"),
    [
        ("本法自2021年1月1日起施行。《纸船法》、《灯船法》同时废止。", ["纸船法", "灯船法"]),
        ("2000年1月1日市政府发布的《青屿市纸船办法》（政府令第1号）同时废止。", ["青屿市纸船办法"]),
        ("自本规定施行之日起，下列规定同时废止：（一）《纸船规定》；（二）《灯船规定》。", ["纸船规定", "灯船规定"]),
        # who acts by a law does not repeal it
        ("依照《纸船法》发放的许可证同时废止。", []),
        ("本办法自公布之日起施行。", []),
    ],
)
def test_repeals(tail: str, titles: list[str]) -> None:
    """A work is ended by the clause that names it, not by one that leans on it."""
    assert [title for title, _ in repeals(tail)] == titles


@pytest.mark.parametrize(
    ("head", "titles"),
    [
        ("第一条 为了漂流，根据《纸船法》、《灯船法》，结合本市实际，制定本办法。", ["纸船法", "灯船法"]),
        ("第一条 为了漂流，根据宪法，制定本法。", ["中华人民共和国宪法"]),
        ("第一条 为了漂流，制定本办法。", []),
        ("第五条 根据《纸船法》第三条处罚。", []),
    ],
)
def test_what_a_text_rests_on(head: str, titles: list[str]) -> None:
    """根据…制定本… names the higher law; a mere application does not."""
    assert [title for title, _ in based_on(head)] == titles


@pytest.mark.parametrize(
    ("title", "relations"),
    [
        ("青屿市实施《中华人民共和国纸船法》办法", [("implements", "中华人民共和国纸船法")]),
        ("中华人民共和国纸船法实施条例", [("implements", "中华人民共和国纸船法")]),
        ("纸船管理条例实施细则（试行）", [("implements", "纸船管理条例")]),
        ("最高人民法院关于适用《中华人民共和国纸船法》的解释", [("interprets", "中华人民共和国纸船法")]),
        ("最高人民法院关于适用《纸船法》若干问题的解释（二）", [("interprets", "纸船法")]),
        ("中华人民共和国纸船法修正案（三）", [("amends", "中华人民共和国纸船法")]),
        ("青屿市人民代表大会常务委员会关于修改《青屿市纸船条例》的决定", [("amends", "青屿市纸船条例")]),
        ("国务院关于废止《纸船条例》的决定", [("repeals", "纸船条例")]),
        # what only sounds like it
        ("纸船实施方案", []),
        ("中华人民共和国纸船法", []),
        ("关于印发《纸船办法》的通知", []),
    ],
)
def test_what_a_title_says_of_others(title: str, relations: list[tuple[str, str]]) -> None:
    """An implementing rule is not its law, and says so in its name."""
    assert list(title_relations(title)) == relations
