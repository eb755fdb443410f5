"""Pinpoints: which provisions a run of 第X条第Y款第（Z）项 names.

``read_places`` reads one run from a position: units, lists, ranges, numbers that inherit what stands before them. Each rule stands under an
example of what it matches.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from lawgraph.domain.numerals import NUMERAL, to_int

__all__ = ["ARTICLE_START", "Place", "PlacesRead", "place_of", "read_divisions", "read_places"]

_N = f"{NUMERAL}{{1,9}}"
_GAP = r"[ \t\u3000\n]{0,3}"
# 第十条和第十一条; 第三条至第五条; 第十条，第十一条
_JOIN = rf"{_GAP}(?:、|，|,|以及|及其|及|和|与|或者|或|并|至|到|－|—{{1,2}}|–|-|~|～){_GAP}"
# 二 in 第二款, （二） in 第（二）项
_ONE = rf"[（(]?{_N}[）)]?"
# bounded, so that a megabyte of 第一、第一、第一、 is read in linear time
_LIST = rf"{_ONE}(?:{_JOIN}第?{_ONE}){{0,40}}"

_UNIT = re.compile(
    # 第三十四条, 第 12 条, 第一百二十条之一, 第十七、十八条, 第一至三条
    rf"{_GAP}(?P<ordinal>第)?{_GAP}(?P<numbers>{_LIST}){_GAP}"
    # no unit: 十条例, 三项目, 两款项
    r"(?P<unit>条(?![例件约])|款(?![项式物])|项(?!目)|目(?![的标录前]))"
    rf"(?P<inserted>(?:之{_N})*)"
)
# 第七条（三）的规定: an item whose 项 is left out
_OPEN_ITEM = re.compile(rf"{_GAP}第?[（(](?P<number>{_N})[）)](?=[的之规、，,；。和及])")
# 第一百二十条之一、之二
_INSERTED = re.compile(rf"(?:、|和|及)之(?P<number>{_N})")
_JOINED = re.compile(_JOIN)
_RANGE = re.compile(r"[至到－—–\-~～]")
_NUMBER = re.compile(_N)
# 第三章, 第二编第三章, 第三章第二节
_DIVISION = re.compile(rf"{_GAP}第{_GAP}(?P<numbers>{_LIST}){_GAP}(?P<unit>分编|编|章|节)(?!制)")
# 第十条但书, 第十条第一款的但书, 第二款前段
_TAIL = re.compile(r"(?:的?(?:但书|前半句|后半句|前段|后段))?")

ARTICLE_START = re.compile(rf"第{_GAP}{_LIST}{_GAP}条(?![例件约])")
"""Where a run that opens with an article begins."""

_MAX_ARTICLE = 3000
_MAX_SPREAD = 300
_STEP = {"条": 0, "款": 1, "项": 2, "目": 3}
_DIVISION_STEP = {"编": "pt", "分编": "sp", "章": "ch", "节": "sec"}


class Place(NamedTuple):
    """A provision as read: numbers in Arabic figures, empty where not named. ``division`` is a whole label such as ``ch_3``."""

    article: str = ""
    paragraph: str = ""
    item: str = ""
    point: str = ""
    division: str = ""

    @property
    def label(self) -> str:
        """The label of ``domain.numerals``: ``34``, ``34.1``, ``18..1``, ``ch_3``."""
        if self.division:
            return self.division
        steps = [self.article, self.paragraph, self.item, self.point]
        while steps and not steps[-1]:
            steps.pop()
        return ".".join(steps)

    @property
    def step(self) -> int:
        """0 for an article, 1 for a paragraph, 2 for an item, 3 for a point."""
        return 3 if self.point else 2 if self.item else 1 if self.paragraph else 0


class PlacesRead(NamedTuple):
    """What a run names, and where it ends."""

    end: int
    places: tuple[Place, ...]


def place_of(steps: Sequence[str]) -> Place:
    """The place whose numbers, from the article down, are ``steps``."""
    article, paragraph, item, point = (*steps, "", "", "", "")[:4]
    return Place(article, paragraph, item, point)


def _at_step(place: Place, step: int, number: str) -> Place:
    """``place`` with ``number`` at ``step`` and nothing below it."""
    if step == 0:
        return Place(number)
    if step == 1:
        return Place(place.article, number)
    return Place(place.article, place.paragraph, number) if step == 2 else Place(place.article, place.paragraph, place.item, number)


def _numbers(written: str) -> list[str]:
    """The numbers of a list with its ranges filled in: 一至三 → 1, 2, 3. Empty where one of them is none."""
    said: list[str] = []
    before = 0
    spread = False
    for match in _NUMBER.finditer(written):
        value = to_int(match[0])
        if value is None:
            return []
        if said and spread is False:
            spread = _RANGE.search(written, before, match.start()) is not None
        if spread and said and int(said[-1]) < value <= int(said[-1]) + _MAX_SPREAD:
            said.extend(str(n) for n in range(int(said[-1]) + 1, value))
        said.append(str(value))
        before, spread = match.end(), False
    return said


def _between(first: Place, last: Place) -> list[Place]:
    """The places between two of the same step under the same parent: 第三条至第五条 → 第四条."""
    step = last.step
    if first.step != step or first[:step] != last[:step]:
        return []
    low, high = first[step].split("-")[0], last[step].split("-")[0]
    if not low.isdigit() or not high.isdigit() or not 0 < int(high) - int(low) <= _MAX_SPREAD:
        return []
    return [_at_step(last, step, str(n)) for n in range(int(low) + 1, int(high))]


def read_places(text: str, at: int, *, inherited: Place | None = None, bare_number: bool = False) -> PlacesRead | None:
    """The run of places that begins at ``at``; None where none begins.

    ``inherited`` is the place that a run which opens with 款 or 项 goes on from (该条第二款). ``bare_number`` lets the first article stand
    without 第 (刑法234条).
    """
    first = _UNIT.match(text, at)
    if first is None:
        return None
    step = _STEP[first["unit"]]
    if (step > 0 and inherited is None) or (first["ordinal"] is None and not (bare_number and step == 0)):
        return None
    places: list[Place] = []
    current = inherited or Place()
    match: re.Match[str] | None = first
    join = ""
    end = at
    while match is not None:
        added = _apply(match, current, join)
        if added is None:
            break
        if join == "" and places and added[0].step > places[-1].step:
            places.pop()
        elif _RANGE.search(join) and places:
            places.extend(_between(places[-1], added[0]))
        places.extend(added)
        current, end = places[-1], match.end()
        match, join, end = _next(text, end, current, places)
    if not places:
        return None
    tail = _TAIL.match(text, end)
    return PlacesRead(tail.end() if tail else end, tuple(dict.fromkeys(places)))


def _apply(match: re.Match[str], current: Place, join: str) -> list[Place] | None:
    """The places that a unit adds to ``current``; None where it is no place."""
    step = _STEP[match["unit"]]
    numbers = _numbers(match["numbers"])
    if not numbers or (step == 0 and int(numbers[-1]) > _MAX_ARTICLE) or "0" in numbers:
        return None
    if match["ordinal"] is None and join:
        # 第五十一条、五十二条 goes on; 第五条、三条措施 and 第一项、三项任务 do not
        before = current.article.split("-")[0]
        if step == 0 and not (before.isdigit() and int(numbers[0]) > int(before)):
            return None
        if step >= 2 and match["numbers"][0] not in "（(":
            return None
    if match["inserted"]:
        parts = [to_int(part) for part in match["inserted"].split("之")[1:]]
        numbers[-1] += "".join(f"-{part}" for part in parts)
    return [_at_step(current, step, number) for number in numbers]


def _next(text: str, end: int, current: Place, places: list[Place]) -> tuple[re.Match[str] | None, str, int]:
    """The next unit of the run, what joins it, and where the run ends so far."""
    follow = _UNIT.match(text, end)
    if follow is not None and _STEP[follow["unit"]] > current.step and (follow["ordinal"] or follow["numbers"][0] in "（("):
        return follow, "", end
    opened = _OPEN_ITEM.match(text, end) if current.step < 2 else None
    if opened is not None and (number := to_int(opened["number"])):
        places[-1] = _at_step(current, 2, str(number))
        current, end = places[-1], opened.end()
    while (inserted := _INSERTED.match(text, end)) is not None and current.step == 0 and "-" in current.article:
        current = Place(f"{current.article.split('-')[0]}-{to_int(inserted['number'])}")
        places.append(current)
        end = inserted.end()
    join = _JOINED.match(text, end)
    if join is None:
        return None, "", end
    match = _UNIT.match(text, join.end())
    if match is None or (match["ordinal"] is None and join[0].strip() in {"，", ",", "并"}):
        return None, "", end
    return match, join[0].strip(), end


def read_divisions(text: str, at: int) -> PlacesRead | None:
    """The chapters (编, 章, 节) named from ``at`` on; None where none is."""
    labels: list[str] = []
    above = ""
    end = at
    match = _DIVISION.match(text, at)
    while match is not None:
        numbers = _numbers(match["numbers"])
        if not numbers:
            break
        unit = match["unit"]
        if above and not above.rpartition("/")[2].startswith(_DIVISION_STEP[unit]):
            labels.pop()
            prefix = f"{above}/"
        else:
            prefix = above.rpartition("/")[0] + "/" if "/" in above else ""
        labels.extend(f"{prefix}{_DIVISION_STEP[unit]}_{number}" for number in numbers)
        above, end = labels[-1], match.end()
        match = _DIVISION.match(text, end)
        if match is None and (join := _JOINED.match(text, end)):
            match = _DIVISION.match(text, join.end())
            if match is not None and _DIVISION_STEP[match["unit"]] != above.rpartition("/")[2].split("_")[0]:
                match = None
    if not labels:
        return None
    return PlacesRead(end, tuple(Place(division=label) for label in dict.fromkeys(labels)))
