"""Versions said in words: 2017年修正, 新修订的, （2012年）; and which version of a work they mean.

``edition_words`` reads, ``as_said`` infers. A citation that names its version is judged by that version and not by the one of the text's date.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from lawgraph.domain.models import Force, ForceStatus, Statutes

__all__ = ["as_said", "edition_words"]

_YEAR = r"(?:19|20)\d{2}"
_REVISED = "修订|修正|修改"
# 2021年修订的《…》, 2021年新修订的《…》, 2013年的《…》; 新修订的《…》, 修订后的《…》, 新《…》; not 2021年修订《…》, where 修订 is what somebody did
_BEFORE = re.compile(rf"(?:{_YEAR}年?(?:新?(?:{_REVISED})后?|版)?的|(?:最新|新)(?:{_REVISED})后?的?|(?:{_REVISED})后的?|(?<![创革翻更重全迎])新)$")
# （2017年修正）, （2009年8月27日第一次修正　2017年9月1日第二次修正）: of several years the last
_INSIDE = re.compile(rf"(?P<year>{_YEAR})(?:年|[-.])?[^，；（）()]{{0,30}}?(?:{_REVISED})")
# （2012年）, （2012）, （2021版）, （2021-01-22）, （2020年公布）
_ALONE = re.compile(rf"^(?:{_YEAR})(?:年(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?|[-.]\d{{1,2}}[-.]\d{{1,2}})?(?:版|本|公布|发布)?$")
_TAIL = re.compile(r"[（(〔\[]([^（）()〔〕\[\]]{1,60})[）)〕\]]$")
_SAID_YEAR = re.compile(_YEAR)
_NEWLY = re.compile("新")
_YEARS_OF_NEWS = 3


def edition_words(text: str, start: int, title: str, aside: str) -> str:
    """The words that name a version: behind the title, at its end, or before it (``text[:start]``); empty where none do."""
    tail = _TAIL.search(title)
    for words in (aside, tail[1] if tail else ""):
        inside = list(_INSIDE.finditer(words))
        if inside:
            return inside[-1][0]
        if _ALONE.match(words):
            return words
    before = _BEFORE.search(text, max(0, start - 14), start)
    return before[0] if before else ""


def as_said(statutes: Statutes, work: str, force: Force, said: str) -> Force:
    """``force``, but of the version that the words ``said`` name.

    ``amended``: a later version than the one named applied on the day; ``not_yet_in_force``: the version named did not apply yet. Where the
    library does not know that version, ``version`` is None, so that nothing is looked up in another one.
    """
    if force.status not in {ForceStatus.IN_FORCE, ForceStatus.AMENDED, ForceStatus.NOT_YET_IN_FORCE}:
        return force
    known = [version for version in statutes.version_ids(work) if _day(version) is not None]
    year = _SAID_YEAR.search(said)
    meant = _of_year(statutes, work, known, int(year[0])) if year else _newest(known, force.at, newly=_NEWLY.search(said) is not None)
    words = f"文中写明“{said.removesuffix('的')}”"
    if meant is None:
        return replace(force, version=None, reason=f"{words}，库中没有这个版本")
    named = f"{words}，即 {_day(meant)} 的版本"
    if meant == force.version:
        return replace(force, reason=f"{named}；{force.reason}" if force.reason else named)
    if force.version is None or known.index(meant) > known.index(force.version):
        return replace(force, status=ForceStatus.NOT_YET_IN_FORCE, version=meant, reason=f"{named}，当时尚未施行")
    return replace(force, status=ForceStatus.AMENDED, version=meant, reason=f"{named}；当时适用的是 {_day(force.version)} 的版本")


def _day(version: str) -> date | None:
    """The date that names a version; None where it is undated."""
    try:
        return date.fromisoformat(version.rpartition("/")[2])
    except ValueError:
        return None


def _of_year(statutes: Statutes, work: str, known: list[str], year: int) -> str | None:
    """The last version made in ``year``, else the one that began to apply in it."""
    made = [version for version in known if (day := _day(version)) is not None and day.year == year]
    if made:
        return made[-1]
    before, began = (statutes.force(work, date(end, 12, 31)).version for end in (year - 1, year))
    return began if began in known and began != before else None


def _newest(known: list[str], at: date, *, newly: bool) -> str | None:
    """The last version made by ``at``; what is said to be new must be of the years before it."""
    made = [day for version in known if (day := _day(version)) is not None and day <= at]
    if not made or (newly and at.year - made[-1].year > _YEARS_OF_NEWS):
        return None
    return next(version for version in reversed(known) if _day(version) == made[-1])
