"""Names in a query: a title, short title, number or pinyin initials, with or without an article, is looked up and not searched."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import rjieba
from rapidfuzz import fuzz, process

from lawgraph.domain.levels import rank
from lawgraph.domain.models import TitleEntry, Work
from lawgraph.domain.numerals import NUMERAL, to_int
from lawgraph.store.library import Library, match_key

__all__ = ["NameBook", "Named", "name_key", "read_label", "shown_version"]

_LONGEST = 80
_BRACKETS = str.maketrans("〔〕【】［］", "[][][]")
_NEAR = 5
# per cent of the letters: one wrong or two missing of a title of five
_ALIKE = 80
# 处罚法, 暂行条例, 实施细则: what a person writes for a regulation whose whole name they do not write
_FORM = re.compile(r"(?:法|法典|条例|规定|办法|细则|规则|解释|决定|意见|通知|标准|纲要)$")
# 第三十三条第一款第（二）项, 33条, 第120条之一; after a name also bare figures: 行政处罚法33
_LABEL = re.compile(
    rf"\s*第?\s*(?P<article>{NUMERAL}+)\s*条(?:\s*之\s*(?P<inserted>{NUMERAL}+))?"
    rf"(?:\s*第?\s*(?P<paragraph>{NUMERAL}+)\s*款)?(?:\s*第?\s*[（(]?(?P<item>{NUMERAL}+)[)）]?\s*项)?"
)
_FIGURES = re.compile(r"\s*(?P<article>[0-9０-９]{1,4})(?![0-9０-９])(?=\s|$)")
_CLOSING = re.compile(r"[》〉>\s]*(?:[（(][^（()）]{1,20}[)）])?[\s,，、:：]*")
_INITIALS = re.compile(r"^\s*([a-zA-Z]{3,})(?![a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Named:
    """What a query names.

    ``works`` are the identifiers of the works that may be meant, the likeliest first; ``label`` is the provision's (``33``, ``33.1.2``;
    empty where none is named); ``rest`` the query's remaining words; ``searched`` is the query without the provision; ``guessed`` is the
    name as written where no work bears it and the works are those whose names differ by a slip of the pen.
    """

    works: tuple[str, ...]
    label: str
    rest: str
    searched: str
    guessed: str = ""


def read_label(text: str, start: int = 0) -> tuple[str, int]:
    """The label of the provision written at ``start`` and where it ends; an empty label and ``start`` where none stands there."""
    match = _LABEL.match(text, start)
    if match is None:
        match = _FIGURES.match(text, start)
        number = to_int(match["article"]) if match else None
        return (str(number), match.end()) if match and number else ("", start)
    numbers = {name: to_int(written) for name, written in match.groupdict().items() if written}
    if not numbers["article"]:
        return "", start
    label = str(numbers["article"]) + (f"-{numbers['inserted']}" if numbers.get("inserted") else "")
    if numbers.get("paragraph") or numbers.get("item"):
        label += f".{numbers.get('paragraph') or ''}"
    if numbers.get("item"):
        label += f".{numbers['item']}"
    return label, match.end()


def name_key(name: str) -> str:
    """``match_key`` with the brackets of document numbers, which every keyboard writes otherwise, made one."""
    return match_key(name).translate(_BRACKETS)


def spell(name: str) -> tuple[str, str]:
    """The pinyin of ``name``, tones aside: the first letters, and the whole."""
    import pypinyin  # noqa: PLC0415 (its dictionary takes a fifth of a second to load, and few queries need it)

    said = pypinyin.lazy_pinyin(name, errors="ignore")
    return "".join(part[0] for part in said), "".join(said)


def shown_version(library: Library, work: str, at: date) -> str:
    """The version of a work to show for a day: the one that applies; where none is known to, the last whose text is here; else empty."""
    applying = library.force(work, at).version
    if applying:
        return applying
    known = [row.id for row in library.versions(work) if row.has_text]
    return known[-1] if known else ""


class NameBook:
    """Every name of every work, made ready for reading queries."""

    def __init__(self, works: Iterable[Work], names: Iterable[TitleEntry]) -> None:
        self._works = {work.id: work for work in works}
        sorts = {"official": 0, "short": 1, "former": 2, "number": 3}
        found: dict[str, dict[str, int]] = {}
        for entry in names:
            bearers = found.setdefault(name_key(entry.name), {})
            bearers[entry.work] = min(sorts.get(entry.sort, 3), bearers.get(entry.work, 3))
        self._names = {key: tuple(sorted(b, key=lambda work: (b[work], *self.order(work)))) for key, b in found.items() if len(key) > 1}

    @property
    def keys(self) -> tuple[str, ...]:
        """Every name, in the form of ``name_key``."""
        return tuple(self._names)

    def works(self, key: str) -> tuple[str, ...]:
        """The works that bear a name, the likeliest first."""
        return self._names.get(key, ())

    def order(self, work: str) -> tuple[int, int, str]:
        """By this the higher works, and of these the shorter titled, come first."""
        known = self._works[work]
        return rank(known.kind) + 10 * (known.jurisdiction != "national"), len(known.title), known.title

    def read(self, query: str) -> Named | None:
        """What ``query`` names at its beginning; None where it begins with no name."""
        start = len(query) - len(query.lstrip(' \t\u3000《〈<“"'))
        breaks = self._breaks(query)
        for end in range(min(len(query), start + _LONGEST), start + 1, -1):
            works = self._names.get(name_key(query[start:end])) if end in breaks or not query[end].isalnum() else None
            if works:
                return self._named(works, query, end)
        return self._by_initials(query) or self._near(query, start)

    def _breaks(self, query: str) -> set[int]:
        """Where a word ends or a provision begins: a name ends there, so that 公司法 is not read in 公司法人."""
        ends, place = {len(query)}, 0
        for word in rjieba.cut(query):
            place += len(word)
            ends.add(place)
        return ends | {match.start() for match in re.finditer(r"第|[0-9０-９]", query)}

    def _named(self, works: tuple[str, ...], query: str, end: int) -> Named:
        closing = _CLOSING.match(query, end)
        label, after = read_label(query, closing.end() if closing else end)
        rest = query[after:].strip(" \t\u3000，,。》")
        return Named(works, label, rest, f"{query[:end]} {rest}")

    def _by_initials(self, query: str) -> Named | None:
        match = _INITIALS.match(query)
        works = self._initials.get(match[1].lower()) if match else None
        return self._named(works, query, match.end()) if match and works else None

    @cached_property
    def _initials(self) -> dict[str, tuple[str, ...]]:
        return self._by_sound(0, 3, _LONGEST)

    @cached_property
    def _sounds(self) -> dict[str, tuple[str, ...]]:
        return self._by_sound(1, 8, _LONGEST)

    def _by_sound(self, form: int, shortest: int, longest: int) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for key, works in self._names.items():
            said = self.spelt[key][form]
            if shortest <= len(said) <= longest:
                found.setdefault(said, []).extend(works)
        return {said: tuple(sorted(dict.fromkeys(works), key=self.order)) for said, works in found.items()}

    @cached_property
    def spelt(self) -> dict[str, tuple[str, str]]:
        """The pinyin of each name, tones aside: its first letters, and the whole."""
        return {key: spell(key) for key in self._names}

    def sounding(self, name: str) -> tuple[str, ...]:
        """The works with a name that is pronounced like ``name``, tones aside; few, the higher first."""
        return self._sounds.get(spell(name_key(name))[1], ())[:_NEAR]

    def _near(self, query: str, start: int) -> Named | None:
        """Works whose name ends in the first word of the query (处罚法), or holds its characters in their order (行政决策条例)."""
        end = next((place for place, sign in enumerate(query[start:], start) if not sign.isalnum()), len(query))
        label_at = _LABEL.search(query, start + 2, end)
        end = label_at.start() if label_at else end
        key = name_key(query[start:end])
        if len(key) < 3 or not _FORM.search(key):
            return None
        near = [name for name in self._names if name.endswith(key)]
        if not near and len(key) > 3:
            loose = re.compile(".*".join(map(re.escape, key)) + "$")
            near = [name for name in self._names if len(name) <= 3 * len(key) and loose.search(name)]
        slip = "" if near else key
        if slip:
            near = self._misspelt(key)
        works = dict.fromkeys(work for name in near for work in self._names[name])
        chosen = tuple(sorted(works, key=self.order)[:_NEAR])
        return replace(self._named(chosen, query, end), guessed=slip) if chosen else None

    def _misspelt(self, key: str) -> list[str]:
        """The names nearest to ``key`` that end in the same form: 行政处发法, 治安管理惩罚法."""
        form = _FORM.search(key)
        alike = [name for name in self._names if form and name.endswith(form.group()) and abs(len(name) - len(key)) <= 2]
        found = process.extract(key, alike, scorer=fuzz.ratio, limit=_NEAR, score_cutoff=_ALIKE)
        return [name for name, score, _ in found if score == found[0][1]]
