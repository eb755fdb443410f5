"""The day as of which a report speaks, by its own words."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lawgraph.domain.numerals import to_int
from lawgraph.text import cues
from lawgraph.text.outline import cover, sentences

__all__ = ["report_date"]

_YEAR = r"(?<![\d０-９])(?P<year>[12１２][09０９][\d０-９]{2}|[一二][九〇○Ｏ零0][〇○Ｏ零0一二三四五六七八九]{2})"
_NUMBER = r"[\d０-９]{1,2}|[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    rf"{_YEAR}\s*(?:年\s*度?(?:(?P<half>上半年)|\s*(?P<month>{_NUMBER})\s*月(?:份|\s*(?P<day>{_NUMBER})\s*日)?)?"
    r"|[-./．](?P<month2>\d{1,2})[-./．](?P<day2>\d{1,2})(?!\d))"
)
"""2022年1月20日 | 二〇二二年一月二十日 | 2022年1月 | 2021年上半年 | 2021年度 | 2022-01-20. Not: *年 | xx年 | 〔2019〕7号."""

_PLAN = re.compile(r"要点|计划|方案|安排|部署|打算|规划")
_ACCOUNT = re.compile(r"总结|报告|情况|回顾|自查|述职|汇报")
_OF_A_WORK = re.compile(r"[^，。；]{0,24}(?:施行|实施|生效|公布|颁布|发布|印发|修订|修正|通过|出台|制定)?的?[^，。；]{0,6}《")
_BYLINE = re.compile(r"(?:发布|发文|成文|印发|报告|公开|填报)?(?:时间|日期)[：:]\s*")
_HEAD_LINES, _TAIL_LINES, _LONGEST_LINE = 6, 6, 100


@dataclass(frozen=True, slots=True)
class _Said:
    """A year, month or day as written; ``first`` and ``last`` are the days that it spans."""

    first: date
    last: date
    start: int
    end: int


def report_date(text: str, name: str = "") -> tuple[date, str] | None:
    """The day as of which ``text`` speaks and the words that say it; None where nothing does.

    The first of these that there is:

    1. the date of the signature: a date alone on one of the last lines, or behind the issuing office;
    2. a date alone on one of the first lines, or behind 发布时间： and the like;
    3. the year in the title, in the file's ``name`` or at the very beginning (2021年，…): a report speaks as of the last day of its year
       (2021-12-31), because it accounts for all of it; a plan (要点, 计划, 方案, or a first sentence with 将) as of the first
       day (2016-01-01), because it was made on the law that stood before;
    4. the latest day, month or year of which the text tells as past (a month or year: its last day);
    5. the earliest year that it plans for: its first day.

    Dates inside 《》 or brackets and dates that say when a cited work was passed or takes effect are not the report's own. Masked years (*年, xx年)
    say nothing.
    """
    lines = [found for found in re.finditer(r"[^\n]+", text) if found.group().strip()]
    for line in (*reversed(lines[-_TAIL_LINES:]), *lines[:_HEAD_LINES]):
        if (said := _alone(line.group())) is not None:
            return said
    return _year_of_title(text, name, [line.group() for line in lines[:_HEAD_LINES]]) or _told(text)


def _dates(text: str) -> Iterator[_Said]:
    for found in _DATE.finditer(text):
        said = _said(found)
        if said is not None:
            yield said


def _said(found: re.Match[str]) -> _Said | None:
    year = to_int(found["year"].replace("Ｏ", "〇"))
    months, days = found["month"] or found["month2"], found["day"] or found["day2"]
    month, day = to_int(months) if months else None, to_int(days) if days else None
    if year is None or not 1949 <= year <= 2100 or (months and not 1 <= (month or 0) <= 12):
        return None
    if found["half"]:
        return _Said(date(year, 1, 1), date(year, 6, 30), *found.span())
    if month is None:
        return _Said(date(year, 1, 1), date(year, 12, 31), *found.span())
    last = calendar.monthrange(year, month)[1]
    if days and not 1 <= (day or 0) <= last:
        return None
    return _Said(date(year, month, day or 1), date(year, month, day or last), *found.span())


def _alone(line: str) -> tuple[date, str] | None:
    """A day (or month) that is all a line says, but for brackets, an office before it or a label: 青屿市公安局 2022年1月20日."""
    bare = line.strip()
    if len(bare) > _LONGEST_LINE:
        return None
    for said in _dates(bare):
        if said.last == date(said.last.year, 12, 31) and said.first == date(said.first.year, 1, 1):
            continue
        before, behind = bare[: said.start], bare[said.end :].strip(" \t　)）】］]")
        label = _BYLINE.search(before)
        office = len(before) <= 40 and not re.search(r"[，。；：《]|[年月日]|于$|自$|在$|至$|从$", before)
        if (label and len(before) <= 60) or (office and not behind):
            return said.last, bare[said.start : said.end]
    return None


def _year_of_title(text: str, name: str, head: list[str]) -> tuple[date, str] | None:
    titles = [line for line in head if len(line.strip()) <= 60 and not re.search(r"[。；：:，]\s*$", line)]
    for title in (*titles, name):
        for found in _dates(title):
            plan = _PLAN.search(title) and not _ACCOUNT.search(title)
            return found.first if plan else found.last, title[found.start : found.end]
    start = len(text) - len(text.lstrip())
    opening = _DATE.match(text, start)
    said = _said(opening) if opening is not None else None
    if said is None or said.first.month == said.last.month:
        return None
    stop = text.find("。", start)
    sentence = text[start : stop if stop >= 0 else start + 400]
    return said.first if cues.is_planned(sentence) else said.last, text[said.start : said.end]


def _told(text: str) -> tuple[date, str] | None:
    covered = cover(text, ())
    past: list[_Said] = []
    future: list[_Said] = []
    for start, end in sentences(text, 0, len(text), covered):
        planned = cues.is_planned(text[start:end])
        for said in _dates(text[start:end]):
            place, stop = start + said.start, start + said.end
            if not covered[place] and not _OF_A_WORK.match(text, stop, end):
                (future if planned else past).append(_Said(said.first, said.last, place, stop))
    if past:
        latest = max(past, key=lambda said: said.last)
        return latest.last, text[latest.start : latest.end]
    if future:
        earliest = min(future, key=lambda said: said.first)
        return earliest.first, text[earliest.start : earliest.end]
    return None
