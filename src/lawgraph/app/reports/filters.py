"""Which measures of a report a reader goes through: every filter is a word in the address (``?show=gap``), and a link with its count."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lawgraph.app.reports.marking import basis_name, origin, short_title, to_look_at
from lawgraph.app.words import WORDS
from lawgraph.domain.levels import Kind, level_name

__all__ = ["Filters"]

Json = Mapping[str, Any]
Chip = dict[str, Any]

_CODE = "finding:"


@dataclass(frozen=True)
class Filters:
    """The filters of one checked report; ``show`` is the one that is on, ``numbers`` gives each one's measures, counted from one.

    ``finding:CODE`` keeps the measures with a finding of that code, ``level:KIND``, ``work:WORK`` and ``basis:WORK#ARTICLE`` those that rest on it.
    A word that names no filter keeps all.
    """

    checked: Json
    show: str = ""
    numbers: dict[str, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        measures: Sequence[Json] = self.checked["measures"]
        citations: Sequence[Json] = self.checked["citations"]

        def resolved_as(outcome: str) -> Callable[[Json], bool]:
            return lambda m: any(citations[place]["resolution"] == outcome for place in m["citations"])

        tests: dict[str, Callable[[Json], bool]] = {
            "": lambda _: True,
            "cited": lambda m: origin(m) in {"cited", "confirmed"},
            "confirmed": lambda m: origin(m) == "confirmed",
            "suggested": lambda m: origin(m) == "suggested",
            "gap": lambda m: origin(m) == "gap",
            "findings": to_look_at,
            "moved": _moved,
            "repealed": _repealed,
            "masked": resolved_as("masked"),
            "unknown": resolved_as("unknown"),
            "planned": lambda m: m["state"] == "planned",
        }
        codes = Counter(found["code"] for measure in measures for found in measure["findings"])
        tests |= {_CODE + code: _bears(code) for code, _ in codes.most_common()}
        numbers = {name: [n for n, m in enumerate(measures, 1) if test(m)] for name, test in tests.items()}
        for number, measure in enumerate(measures, 1):
            for name in dict.fromkeys(name for basis in measure["basis"] for name in _grounds(basis)):
                numbers.setdefault(name, []).append(number)
        object.__setattr__(self, "numbers", numbers)
        if self.show not in self.numbers:
            object.__setattr__(self, "show", "")

    def chips(self, href: Callable[[str], str]) -> list[Chip]:
        """The filters that keep something, with their counts; of those of single findings, levels and bases the one that is on."""
        named = [
            self._chip(name, said, href) for name, said in WORDS["filter"].items() if self.numbers[name] or name in {"", self.show}
        ]  # fmt: skip
        return named if self.show in WORDS["filter"] else [*named, self._chip(self.show, self._said(), href)]

    def _said(self) -> str:
        """The name of the filter that is on, where it is one of a finding, a level or a basis."""
        sort, _, value = self.show.partition(":")
        if sort == "finding":
            return WORDS["finding"].get(value, value)
        if sort == "level":
            return level_name(Kind(value))
        bases = (basis for measure in self.checked["measures"] for basis in measure["basis"])
        basis = next(basis for basis in bases if self.show in _grounds(basis))
        return short_title(basis["work"]["title"]) if sort == "work" else basis_name(basis)

    def codes(self, href: Callable[[str], str]) -> list[Chip]:
        """The findings of measures by kind, the most frequent first."""
        return [self._chip(name, WORDS["finding"].get(name.removeprefix(_CODE), name), href) for name in self.numbers if name.startswith(_CODE)]

    def _chip(self, name: str, said: str, href: Callable[[str], str]) -> Chip:
        return {"name": said, "count": len(self.numbers[name]), "href": href(name), "on": name == self.show}

    def neighbours(self, number: int) -> tuple[int | None, int | None]:
        """The measures before and after among those that are shown."""
        shown = self.numbers[self.show]
        place = bisect_left(shown, number)
        after = place + 1 if place < len(shown) and shown[place] == number else place
        return (shown[place - 1] if place > 0 else None, shown[after] if after < len(shown) else None)


def _grounds(basis: Json) -> tuple[str, ...]:
    """The filters that keep what rests on a basis."""
    return f"level:{basis['kind']}", f"work:{basis['work']['id']}", f"basis:{basis['work']['id']}#{basis['article']}"


def _bears(code: str) -> Callable[[Json], bool]:
    return lambda measure: any(found["code"] == code for found in measure["findings"])


def _moved(measure: Json) -> bool:
    """Whether the law behind the measure stands otherwise today than on the report's day."""
    pairs = ((basis["force"], basis["force_today"]) for basis in measure["basis"])
    return any(then and now and (then["status"], then["version"]) != (now["status"], now["version"]) for then, now in pairs)


def _repealed(measure: Json) -> bool:
    """Whether anything behind the measure is repealed today."""
    return any(basis["force_today"] and basis["force_today"]["status"] == "repealed" for basis in measure["basis"])
