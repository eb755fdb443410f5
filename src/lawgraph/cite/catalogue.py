"""The catalogue: every name of every work, for lookup by title and number and for finding names in running text.

Built once from ``Statutes.names()``. Only an equal name resolves (after white space, brackets, dashes, widths and 中华人民共和国 are evened
out); what merely looks alike comes back as a candidate with a score.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import ahocorasick_rs
from rapidfuzz import fuzz, process

from lawgraph.cite.grammar import FORM, GENERIC, ISSUER, MASK, VERSION_WORDS
from lawgraph.domain.models import Candidate, Statutes, Work

__all__ = ["Catalogue", "Match", "find_names", "title_key"]

_STATE = "中华人民共和国"
_DROPPED = dict.fromkeys(
    [
        *map(ord, " \t\r\n\v\f\u00a0\u3000《》〈〉‹›<>＜＞«»“”„\"'‘’「」『』·•、，,"),
        *range(0x2000, 0x2010), *range(0x2028, 0x202F), 0x2060, 0xFEFF, 0x00AD, *range(0xE000, 0xF900),
    ]
)  # fmt: skip
_EVEN = str.maketrans("（）［］〔〕【】—－–―~～：；", "()[][][]------:;") | {0xFF10 + n: str(n) for n in range(10)}
_FOLD = _EVEN | _DROPPED | {0xFF21 + n: chr(97 + n) for n in range(26)} | {0xFF41 + n: chr(97 + n) for n in range(26)}

_TRIAL = re.compile(r"\((?:试行|暂行|试用)\)$")
_YEARS = re.compile(r"\((?:19|20)\d{2}(?:-(?:19|20)?\d{2})?年?\)$")
_NEW = re.compile(r"^(?:新修订的?|新修正的?|修订后的?|修正后的?|最新|新|原)(?=.{3})")
_SORTS = {"official": 0, "short": 1, "former": 2, "number": 3}
_SHORT_IN_TEXT = re.compile(r"(?:法|法典|条例)$")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MAX_NEAR = 3
# a pair of signs that more names share says nothing; how many names are compared; the least likeness in percent
_COMMON, _LIKELY, _LEAST = 200, 40, 72


@lru_cache(maxsize=65_536)
def title_key(title: str) -> str:
    """The form under which titles are held to be the same."""
    plain = title.translate(_FOLD).lower()
    plain = re.sub("-{2,}", "-", plain)
    return plain.replace(_STATE, "") or plain


def number_key(number: str) -> str:
    """The form under which document numbers are held to be the same: 国办发[2022]27号, 国务院令第713号, 713号令 apart from 713号."""
    plain = number.translate(_FOLD).replace(_STATE, "").replace("(", "[").replace(")", "]")
    return re.sub(r"第(?=\d+号$)", "", plain)


def _automaton(names: list[str]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)


def _spans(automaton: ahocorasick_rs.AhoCorasick, text: str) -> Iterator[tuple[int, int]]:
    for _, start, end in automaton.find_matches_as_indexes(_SURROGATE.sub("\ufffd", text)):
        yield start, end


def find_names(names: list[str], text: str) -> Iterator[tuple[int, int]]:
    """Where any of ``names`` (none of them empty) stands in ``text``, leftmost and longest, in one pass."""
    return _spans(_automaton(names), text)


@dataclass(frozen=True, slots=True)
class Match:
    """Works that bear a name, and in what way they bear it (a clause of the reason that people read)."""

    works: tuple[str, ...]
    how: str


class Catalogue:
    """All names, held by key. ``statutes`` answers what else there is to know of a work."""

    def __init__(self, statutes: Statutes) -> None:
        self.statutes = statutes
        self._names: dict[str, dict[str, str]] = {}
        self._numbers: dict[str, dict[str, str]] = {}
        self._titles: dict[str, str] = {}
        self._without_trial: dict[str, list[str]] = {}
        self._without_issuer: dict[str, list[str]] = {}
        self._without_years: dict[str, list[str]] = {}
        self._works: dict[str, Work] = {}
        self._known: dict[str, Match | None] = {}
        in_text: dict[str, None] = {}
        for entry in sorted(statutes.names(), key=lambda e: (_SORTS.get(e.sort, 9), e.name, e.work)):
            if entry.sort == "number":
                self._numbers.setdefault(number_key(entry.name), {}).setdefault(entry.work, entry.name)
                continue
            key = title_key(entry.name)
            if not key:
                continue
            self._names.setdefault(key, {}).setdefault(entry.work, entry.sort)
            if entry.sort == "official":
                self._titles.setdefault(entry.work, entry.name)
                self._note_variants(key, entry.work)
            for form in _forms_in_text(entry.name, short=entry.sort == "short"):
                in_text[form] = None
        self._automaton = _automaton(sorted(in_text))

    def _note_variants(self, key: str, work: str) -> None:
        plain = _TRIAL.sub("", key)
        if plain != key:
            self._without_trial.setdefault(plain, []).append(work)
        plain = _YEARS.sub("", key)
        if plain != key:
            self._without_years.setdefault(plain, []).append(work)
        about = key.find("关于")
        if about > 0 and ISSUER.match(key[:about]):
            self._without_issuer.setdefault(key[about:], []).append(work)

    # -- works ----------------------------------------------------------------------------------------------------------------------

    def work(self, identifier: str) -> Work:
        """The work; what was read stays in memory. Raises UnknownWork."""
        found = self._works.get(identifier)
        if found is None:
            found = self._works[identifier] = self.statutes.work(identifier)
        return found

    # -- lookup ---------------------------------------------------------------------------------------------------------------------

    def exact(self, title: str) -> Match | None:
        """The works that bear ``title``; None where no work does. More than one only where works share the name."""
        if title not in self._known:
            self._known[title] = self._exact(title)
        return self._known[title]

    def _exact(self, title: str) -> Match | None:
        key = title_key(title)
        if not key:
            return None
        if key in self._names:
            return self._by_name(key, title)
        plain = _without_version(key)
        if plain != key and plain in self._names:
            return self._by_name(plain, title, "版本字样不计")
        for table, how in ((self._without_trial, "省略“试行”“暂行”字样的题名"), (self._without_issuer, "省略制定机关的题名")):
            works = table.get(plain, [])
            if len(works) == 1:
                return Match((works[0],), f"是《{self._titles[works[0]]}》{how}")
        several = self._without_years.get(key, [])
        if len(several) > 1:
            return Match(tuple(sorted(several)), "是省略年份的题名")
        return self._by_issuer(plain) or self._renewed(plain, title)

    def _by_name(self, key: str, title: str, note: str = "") -> Match:
        bearers = self._names[key]
        best = min(_SORTS.get(sort, 9) for sort in bearers.values())
        works = tuple(sorted(work for work, sort in bearers.items() if _SORTS.get(sort, 9) == best))
        official = self._titles.get(works[0], title)
        if best == _SORTS["short"] and title_key(official) != key:
            how = f"是《{official}》的简称"
        elif best == _SORTS["former"]:
            how = f"是《{official}》的曾用名"
        elif _STATE in official and _STATE not in title:
            how = f"是《{official}》省略国名的题名"
        else:
            how = f"与库中《{official}》的题名一致"
        return Match(works, f"{how}（{note}）" if note else how)

    def _by_issuer(self, key: str) -> Match | None:
        """国务院办公厅关于… written with its issuer where the library's title has none: the issuer must be the work's own."""
        about = key.find("关于")
        if about <= 0 or key[about:] not in self._names:
            return None
        works = tuple(w for w in sorted(self._names[key[about:]]) if (issuer := title_key(self.work(w).issuer)) and issuer.startswith(key[:about]))
        return Match(works, f"是《{self._titles.get(works[0], key)}》冠以制定机关的题名") if len(works) == 1 else None

    def _renewed(self, key: str, title: str) -> Match | None:
        """《新安全生产法》: the law that was made anew."""
        plain = _NEW.sub("", key)
        return self._by_name(plain, title, "冠以新旧字样") if plain != key and plain in self._names and plain.endswith("法") else None

    def numbered(self, number: str) -> Match | None:
        """The works that bear a document number."""
        found = self._numbers.get(number_key(number))
        if not found:
            return None
        works = tuple(sorted(found))
        return Match(works, f"文号“{number}”对应《{self._titles.get(works[0], '')}》")

    # -- names in running text --------------------------------------------------------------------------------------------------------

    def names_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Where names stand in ``text``, leftmost and longest, not overlapping; the words around them are for the caller to weigh."""
        return _spans(self._automaton, text)

    # -- candidates -------------------------------------------------------------------------------------------------------------------

    def fitting(self, masked: str) -> tuple[Candidate, ...]:
        """The works whose titles fit a masked title: xx省行政规范性文件管理办法 → one for each province."""
        key = title_key(masked)
        words = [part for part in MASK.split(key) if part]
        if sum(map(len, words)) < 4:
            return ()
        tail = words[-1]
        pattern = re.compile(".{1,8}?".join(map(re.escape, MASK.split(key))))
        found = [work for name, works in self._names.items() if name.endswith(tail[-4:]) and pattern.fullmatch(name) for work in works]
        return tuple(Candidate(work, self._title(work), 0.5) for work in sorted(dict.fromkeys(found)))[:10]

    def near(self, title: str) -> tuple[Candidate, ...]:
        """Works whose titles look like ``title``, best first; a suggestion for a person and never a resolution."""
        key = _without_version(title_key(title))
        if len(key) < 4:
            return ()
        counts: Counter[int] = Counter()
        names, grams = self._grams
        for gram in dict.fromkeys(map("".join, pairwise(key))):
            bearers = grams.get(gram, ())
            if len(bearers) <= _COMMON:
                counts.update(bearers)
        least = min(heapq.nlargest(_LIKELY, counts.values()), default=0)
        likely = [names[place] for place in sorted((p for p, n in counts.items() if n >= least), key=lambda p: (-counts[p], p))[:_LIKELY]]
        found: dict[str, float] = {}
        for name, score, _ in process.extract(key, likely, scorer=fuzz.ratio, score_cutoff=_LEAST, limit=_MAX_NEAR):
            for work in self._names[name]:
                found.setdefault(work, round(score / 100, 3))
        return tuple(Candidate(work, self._title(work), score) for work, score in found.items())[:_MAX_NEAR]

    def alike(self, title: str, work: str) -> bool:
        """Whether ``title`` can be a loose way of naming a work that a document number points to."""
        key, official = title_key(title), title_key(self._title(work))
        return key in official or fuzz.ratio(key, official) >= _LEAST

    def _title(self, work: str) -> str:
        return self._titles.get(work) or self.work(work).title

    @cached_property
    def _grams(self) -> tuple[list[str], dict[str, list[int]]]:
        names = sorted(self._names)
        grams: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            for gram in set(map("".join, pairwise(name))):
                grams.setdefault(gram, []).append(place)
        return names, grams


def _without_version(key: str) -> str:
    """``key`` without （2021年修订） and the like, and without a year behind it."""
    while True:
        plain = VERSION_WORDS.sub("", key)
        if plain == key or not plain:
            return key
        key = plain


def _forms_in_text(name: str, *, short: bool) -> Iterator[str]:
    """How a name is written in running text, where it is told from ordinary words: not 总则, not a short 执法公开规定."""
    plain = "".join(name.split())
    bare = plain.replace(_STATE, "")
    if bare in GENERIC or not FORM.search(bare) or "《" in bare:
        return
    if len(bare) < (2 if bare.endswith(("法", "法典")) else 4) or bare in {"民法", "总则", "通则"}:
        return
    if short and not _SHORT_IN_TEXT.search(bare) and len(bare) < 10:
        return
    yield bare
    if plain != bare:
        yield plain
    elif bare.endswith("法"):
        yield _STATE + bare
