"""How a regulation came to be: the lines under its title, and the clauses at its end.

    1996年3月17日 第八届全国人民代表大会第四次会议通过            adopted: a version begins
    2021年4月29日 …第二十八次会议《…的决定》第二次修正              amended: a version begins
    2010年7月30日 浙江省…批准的《…的决定》第二次修正                the approval of a version that was adopted before
    2021年1月1日 施行                                          in force
    2021年3月26日 浙江省…会议批准的2021年1月5日青屿市…《…》修正     the same in one line: approved, adopted
    本条例自2018年9月1日起施行。                                in force, in the text itself
    …自公布之日起施行，其中第三条自2019年1月1日起施行。            in force in part
    …自本法施行之日起，《…暂行条例》同时废止。                    repeals

A consolidated text keeps the clause of its first version: such a clause dates the version that was made last before the day that it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lawgraph.domain.models import Problem
from lawgraph.domain.numerals import NUMERAL, to_int
from lawgraph.domain.timeline import Trust

__all__ = ["Making", "Said", "Stage", "based_on", "enters_into_force", "find_date", "parts_in_force", "read_making", "repeals", "title_relations"]

_DATE = re.compile(
    r"([12]\d{3}|[一二][〇○零一二三四五六七八九]{3})\s*年\s*([\d一二三四五六七八九十]{1,3})\s*月\s*([\d一二三四五六七八九十]{1,3})\s*日"
)
_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
_AMENDED = re.compile(r"修正|修订|修改")
_ADOPTED = re.compile(r"通过|审议通过|会议原则通过")
_APPROVED = re.compile(r"批准")
# 会议批准的2011年11月15日…修正   会议通过批准的《…》修正
_APPROVING = re.compile(r"批准的")
_PROVINCE = re.compile(r"(?:省|自治区)第[一二三四五六七八九十]+届人民代表大会常务委员会")
_PUBLISHED = re.compile(r"公布|发布|公告|颁布|印发|令第")
_EVENT = re.compile(r"通过|批准|公布|发布|公告|颁布|修正|修订|修改|施行")
_IN_FORCE = re.compile(r"(?:起)?(?:施行|实施|生效)")

# 本法自2021年7月15日起施行 / 本规定自公布之日起施行 / 自1999年10月1日起施行
_CLAUSE = re.compile(
    r"自\s*(?P<day>[^。；，,自]{2,24}?)\s*起\s*(?:正式)?(?:施行|实施|生效|执行)(?!的|前|后|以)"
    r"|(?:于|从)\s*(?P<other>[12]\d{3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*起?\s*(?:施行|实施|生效)"
)
# 本法…, 本规定…, or a sentence that begins with 自
_OWN = re.compile(
    r"(?:本(?:法|条例|规定|办法|细则|规则|解释|决定|意见|章程|规程|通知|批复|实施细则|实施办法|安排|修正案|暂行条例|标准|方案)[^，。；《》]{0,14}|^(?:第[^，。]{1,8}条)?[ \u3000]*)$"
)
# 本法第五条自…起施行，其他条款自…起施行: the rest is what the text as a whole does
_REST = re.compile(r"本[^。；《》]{1,200}(?:其他|其余|其它)(?:各?条|条款|规定|条文|内容|部分)?(?:规定)?$")
_PLACE = rf"第{NUMERAL}+(?:条(?:之{NUMERAL}+)*|章|节)(?:第{NUMERAL}+款)?(?:第[（(]?{NUMERAL}+[）)]?项)?"
# 第五条   第五条、第六条第二款   第十条至第十二条的规定
_PLACES = re.compile(rf"(?:本[^，。；《》第]{{1,8}})?(?P<places>{_PLACE}(?:(?:、|和|及|以及|至|与|，){_PLACE})*)(?:的?(?:规定|内容))?$")
# ，其中第三条 自2019年1月1日起施行   ，新设定的制度 自2013年7月1日起施行
_OPENING = re.compile(r"(?:其中|但是|但)，?")
_LONGEST_PART = 60
_FROM_MAKING = re.compile(r"(?:公布|发布|颁布|通过|批准|印发|下发)之日")

# 《…条例》同时废止   …同时废止：（一）《…》   《…》即行废止
_REPEAL = re.compile(r"(?:同时|即行|随之)(?:予以)?(?:废止|失效)|(?:予以)?废止")
_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
# 根据《中华人民共和国行政处罚法》…，制定本办法
_BASED = re.compile(r"(?:根据|依据|依照|按照)(?P<what>[^。]{2,400}?)(?:，|,)?[^。，]{0,60}(?:制定|作出|修改)(?:本|如下|以下|《)")


@dataclass(frozen=True, slots=True)
class Said:
    """A day, the words that give it, and how far they are to be trusted (a line under the title, a clause of the text, a file's name)."""

    on: date
    words: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class Stage:
    """One version as its making shows it.

    ``amends``: it changed an earlier one by a decision (修正), so that the text keeps its first clause. ``parts``: what applies from another day
    than the rest, in the text's words (第五条、第六条), with that day.
    """

    adopted: Said | None = None
    approved: Said | None = None
    published: Said | None = None
    in_force: Said | None = None
    amends: bool = False
    parts: tuple[tuple[str, Said], ...] = ()

    @property
    def born(self) -> date | None:
        """The day that names the version: of publication, else of approval, else of adoption."""
        said = self.published or self.approved or self.adopted
        return said.on if said else None

    @property
    def days(self) -> frozenset[date]:
        """Every day of its making."""
        return frozenset(said.on for said in (self.published, self.approved, self.adopted) if said is not None)


@dataclass(frozen=True, slots=True)
class Making:
    """The versions in the order of their lines, and what did not fit. The last stage is the text at hand.

    ``since``: the day from which the work applies, where the text's clause names one before every version that the lines show.
    """

    stages: tuple[Stage, ...]
    problems: tuple[Problem, ...] = ()
    since: Said | None = None


def find_date(text: str) -> date | None:
    """The first day that ``text`` writes out (2021年1月22日, 二〇二一年一月二十二日); None where there is none or no such day."""
    match = _DATE.search(text.translate(_NARROW))
    if match is None:
        return None
    year, month, day = (to_int(part) for part in match.groups())
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def read_making(lines: Iterable[str], *, named: date | None = None, body_tail: str = "") -> Making:
    """Reads the lines on a regulation's making.

    ``named`` is the day in a file's name: where it is later than every line it is the day of a version that the lines do not
    mention; ``body_tail`` the last words of the text, where the clause on entry into force stands.
    """
    stages: list[Stage] = []
    problems: list[Problem] = []
    for line in lines:
        for said in _one_day_each(line.translate(_NARROW)):
            day = find_date(said)
            if day is not None:
                stages = _add(stages, day, said)
    stages = _named(stages, named, problems)
    dated = _with_clause(stages, body_tail)
    return Making(tuple(dated), tuple(problems), _since(dated, body_tail))


def _one_day_each(line: str) -> Iterable[str]:
    """A line in pieces that each begin with their day; days inside 《》 or brackets stay with their piece."""
    cuts, depth, place = [0], 0, 0
    for sign in re.finditer(r"[《〈（(]|[》〉）)]|" + _DATE.pattern, line):
        if sign[0] in "《〈（(":
            depth += 1
        elif sign[0] in "》〉）)":
            depth = max(0, depth - 1)
        elif depth == 0 and sign.start() > place and not line[: sign.start()].endswith("批准的") and _EVENT.search(line[place : sign.start()]):
            cuts.append(sign.start())
            place = sign.start()
    return (line[start:end].strip() for start, end in zip(cuts, [*cuts[1:], len(line)], strict=True))


def _add(stages: list[Stage], day: date, line: str) -> list[Stage]:
    current = stages[-1] if stages else Stage()
    said = Said(day, line, Trust.HEADER)
    amends = bool(_AMENDED.search(line))
    approves = _APPROVING.search(line)
    if approves is not None or _by_the_province(current, line):
        before = find_date(line[approves.end() :]) if approves is not None and _DATE.match(line, approves.end()) else None
        adopted = Said(before, line, Trust.HEADER) if before is not None else None
        if adopted is None and current.approved is None and current.published is None and current.adopted is not None:
            return [*stages[:-1], replace(current, approved=said, amends=current.amends or amends)]
        return [*stages, Stage(adopted=adopted, approved=said, amends=amends)]
    if _ADOPTED.search(line) or (amends and not _APPROVED.search(line)):
        if current.adopted is not None and current.adopted.on == day and current.approved is None:
            return [*stages[:-1], replace(current, amends=current.amends or amends)]
        revised = "修订" in line and "修正" not in line
        return [*stages, Stage(adopted=said, amends=amends and not revised)]
    if _APPROVED.search(line):
        if stages and current.approved is None and current.published is None:
            return [*stages[:-1], replace(current, approved=said, amends=current.amends or amends)]
        return [*stages, Stage(approved=said, amends=amends)]
    if _PUBLISHED.search(line):
        if stages and current.published is None and (current.born is None or timedelta(0) <= day - current.born <= timedelta(days=400)):
            return [*stages[:-1], replace(current, published=said)]
        return [*stages, Stage(published=said)]
    if _IN_FORCE.search(line) and current.in_force is None:
        return [*stages[:-1], replace(current, in_force=said)]
    return stages


def _by_the_province(current: Stage, line: str) -> bool:
    """Whether the standing committee of a province passes what a city has just passed: that is its approval (立法法 (2023) article 81)."""
    before = current.adopted
    if before is None or current.approved is not None or current.published is not None or _PROVINCE.search(before.words):
        return False
    day = find_date(line)
    return bool(_PROVINCE.search(line)) and day is not None and timedelta(0) < day - before.on <= timedelta(days=200)


def _named(stages: list[Stage], named: date | None, problems: list[Problem]) -> list[Stage]:
    """Holds the file name's day against the last stage's."""
    if named is None:
        return stages
    said = Said(named, f"文件名所载日期 {named.isoformat()}", Trust.FILE_NAME)
    last = stages[-1] if stages else Stage()
    if last.born is None:
        return [*stages[:-1], replace(last, published=said)]
    if named in last.days:
        return stages
    if last.born < named <= last.born + timedelta(days=200) and last.published is None:
        return [*stages[:-1], replace(last, published=said)]
    same = last.born < named <= last.born + timedelta(days=60) or (last.in_force is not None and last.born < named <= last.in_force.on)
    if same and last.published is None:
        return [*stages[:-1], replace(last, published=said)]
    problems.append(Problem("date-differs", f"文件名日期 {named.isoformat()} 与题注日期 {last.born.isoformat()} 不一致"))
    return [*stages, Stage(published=said, amends=True)] if named > last.born and not same else stages


def enters_into_force(tail: str) -> tuple[date | str, str] | None:
    """The clause on entry into force in the last words of a text: the day (or 公布之日 …) and the words that say it."""
    found: tuple[date | str, str] | None = None
    for match in _CLAUSE.finditer(tail.translate(_NARROW)):
        sentence = re.split(r"[。；\n]", tail[: match.start()])[-1].strip(" \u3000")
        if (not _OWN.search(sentence) or _PLACES.search(sentence)) and not _REST.search(sentence):
            continue
        said = match["day"] or match["other"]
        day = find_date(said)
        if day is not None:
            found = (day, (sentence + match[0])[-60:])
        elif _FROM_MAKING.search(said):
            found = (said, (sentence + match[0])[-60:])
    return found


def parts_in_force(tail: str) -> tuple[tuple[str, Said], ...]:
    """What applies from another day than the rest: its name in the text's words, the day and the clause.

    Either articles or chapters are named (本法第五条自…起施行), or a second day stands in the same sentence as the text's own
    (…自公布之日起施行，其中新设的制度自…起施行).
    """
    found: list[tuple[str, Said]] = []
    for sentence in re.split(r"[。\n]", tail.translate(_NARROW)):
        own, end = False, 0
        for match in _CLAUSE.finditer(sentence):
            before, between = sentence[: match.start()], sentence[end : match.start()].lstrip("，,；; ")
            end = match.end()
            places = _PLACES.search(between)
            day = find_date(match["day"] or match["other"])
            if places is None and (_OWN.search(before) or _REST.search(before)):
                own = True
            elif day is not None and (own or (places is not None and "本" in between)):
                what = places["places"] if places else _OPENING.sub("", between)
                found.append((what[-_LONGEST_PART:], Said(day, (between + match[0])[-120:], Trust.TEXT)))
    return tuple(dict.fromkeys(found))


def _with_clause(stages: list[Stage], tail: str) -> list[Stage]:
    parts = parts_in_force(tail)
    clause = enters_into_force(tail)
    if clause is None:
        fitting = [place for place, stage in enumerate(stages) if not stage.amends and parts and (stage.born or date.max) <= parts[0][1].on]
        return [replace(stage, parts=parts) if place in fitting[-1:] else stage for place, stage in enumerate(stages)]
    day, words = clause
    if isinstance(day, date):
        if not stages:
            return [Stage(in_force=Said(day, words, Trust.TEXT), parts=parts)]
        # the version that was made last before the day that its clause names
        fitting = [place for place, stage in enumerate(stages) if (stage.born or date.min) <= day]
    else:
        fitting = [place for place, stage in enumerate(stages) if not stage.amends and stage.born is not None]
    if not fitting or stages[fitting[-1]].in_force is not None:
        return stages
    place = fitting[-1]
    stage = stages[place]
    from_then = day if isinstance(day, date) else stage.born
    if from_then is None:
        return stages
    return [*stages[:place], replace(stage, in_force=Said(from_then, words, Trust.TEXT), parts=parts), *stages[place + 1 :]]


def _since(stages: list[Stage], tail: str) -> Said | None:
    clause = enters_into_force(tail)
    born = [stage.born for stage in stages if stage.born is not None]
    if clause is None or not isinstance(clause[0], date) or not born or clause[0] >= min(born):
        return None
    return Said(clause[0], clause[1], Trust.TEXT)


def repeals(tail: str) -> tuple[tuple[str, str], ...]:
    """Titles that the closing clauses repeal, each with the words that say so.

    A title on which something rests (依照《…》…) in such a sentence is not repealed by it.
    """
    found: list[tuple[str, str]] = []
    for sentence in re.split(r"(?<=[。])", tail):
        end = _REPEAL.search(sentence)
        if end is None:
            continue
        colon = sentence.find("：", end.end() - 1)
        scope = sentence[: end.start()] if colon < 0 else sentence
        start = max(scope.rfind("施行"), 0) if colon < 0 else 0
        for title in _TITLE.finditer(scope):
            before = scope[max(0, title.start() - 40) : title.start()]
            if re.search(r"(?:根据|依照|依据|按照|违反|不同|抵触|不一致)[^，。]*$", before) or title.start() < start - 200:
                continue
            found.append((title[1], sentence.strip()[-200:]))
    return tuple(dict.fromkeys(found))


def based_on(head: str) -> tuple[tuple[str, str], ...]:
    """Titles on which the first articles say that the text rests (根据…制定本…), each with the words that say so."""
    match = _BASED.search(head)
    if match is None:
        return ()
    words = match[0]
    titles: Sequence[str] = [title[1] for title in _TITLE.finditer(match["what"])]
    if re.search(r"(?:根据|依据)宪法|、宪法", words):
        titles = [*titles, "中华人民共和国宪法"]
    return tuple((title, words[-200:]) for title in dict.fromkeys(titles))


# 浙江省实施《中华人民共和国消防法》办法   中华人民共和国行政复议法实施条例
_IMPLEMENTS = re.compile(
    r"(?:实施|施行|贯彻(?:执行)?)《(?P<quoted>.+?)》(?:的)?(?:若干)?(?:办法|细则|规定|条例|意见)$|^(?P<plain>.+(?:法|条例|规定|办法))(?:的)?实施(?:条例|细则|办法|规定)(?:（.*）)?$"
)
# …关于适用《中华人民共和国行政诉讼法》的解释   …关于《…》第…条的解释
_INTERPRETS = re.compile(r"关于(?:适用)?《(?P<title>.+?)》[^《》]*(?:的解释|若干问题的(?:解释|规定)|的规定)(?:（.*）)?$")
# 中华人民共和国刑法修正案（十一）   …关于修改《…》的决定
_AMENDS = re.compile(r"^(?P<plain>.+法)修正案(?:（.*）)?$|关于修改《(?P<quoted>.+?)》(?:等.*)?的决定")
_ENDS = re.compile(r"关于废止《(?P<title>.+?)》(?:等.*)?的决定")


def title_relations(title: str) -> tuple[tuple[str, str], ...]:
    """What a title alone says of other works: ``(relation, title)`` with implements, interprets, amends or repeals."""
    found: list[tuple[str, str]] = []
    for relation, pattern in (("implements", _IMPLEMENTS), ("interprets", _INTERPRETS), ("amends", _AMENDS), ("repeals", _ENDS)):
        match = pattern.search(title)
        if match is not None:
            found.append((relation, next(group for group in match.groups() if group)))
            break
    return tuple(found)
