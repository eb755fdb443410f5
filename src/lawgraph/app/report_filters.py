"""Which measures of a report a reader goes through: every filter is a word in the address (``?show=gap``), and a link with its count."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lawgraph.app.marking import origin, to_look_at
from lawgraph.app.words import WORDS

__all__ = ["Filters"]

Json = Mapping[str, Any]
Chip = dict[str, Any]

_CODE = "finding:"


@dataclass(frozen=True)
class Filters:
    """The filters of one checked report; ``show`` is the one that is on, ``numbers`` gives each one's measures, counted from one.

    ``finding:CODE`` keeps the measures with a finding of that code. A word that names no filter keeps all.
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
            "cited": lambda m: origin(m) == "cited",
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
        object.__setattr__(self, "numbers", {name: [n for n, m in enumerate(measures, 1) if test(m)] for name, test in tests.items()})
        if self.show not in self.numbers:
            object.__setattr__(self, "show", "")

    def chips(self, href: Callable[[str], str]) -> list[Chip]:
        """The filters that keep something, with their counts; those of single findings are not among them."""
        return [
            self._chip(name, WORDS["filter"][name], href)
            for name, numbers in self.numbers.items()
            if not name.startswith(_CODE) and (numbers or name in {"", self.show})
        ]

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


def _bears(code: str) -> Callable[[Json], bool]:
    return lambda measure: any(found["code"] == code for found in measure["findings"])


def _moved(measure: Json) -> bool:
    """Whether the law behind the measure stands otherwise today than on the report's day."""
    pairs = ((basis["force"], basis["force_today"]) for basis in measure["basis"])
    return any(then and now and (then["status"], then["version"]) != (now["status"], now["version"]) for then, now in pairs)


def _repealed(measure: Json) -> bool:
    """Whether anything behind the measure is repealed today."""
    return any(basis["force_today"] and basis["force_today"]["status"] == "repealed" for basis in measure["basis"])
