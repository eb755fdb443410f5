"""The reports for a review, chosen by year, body and words: those that match now, and none that comes later."""

from __future__ import annotations

from dataclasses import dataclass

from lawgraph.errors import UsageError
from lawgraph.store.reports import Reports, ReportSummary
from lawgraph.store.reviews import Chosen

__all__ = ["MOST_REPORTS", "Choice"]

MOST_REPORTS = 100
"""How many reports one review may hold: each is checked by the library of today when it is opened."""
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """What reports have to have: their day in ``year``, ``body`` in their name or first lines, each of ``words`` (blanks between) in their text."""

    year: int | None = None
    body: str = ""
    words: str = ""

    @classmethod
    def read(cls, year: str, body: str, words: str) -> Choice:
        """From what somebody typed. Raises UsageError."""
        plain = year.strip()
        if plain and not (plain.isascii() and plain.isdigit() and len(plain) == 4):
            raise UsageError(f"“{plain[:20]}”不是年份。", "请写成 2021 这样的四位数。")
        if max(len(body), len(words)) > _LONGEST:
            raise UsageError(f"筛选的词超过 {_LONGEST} 字。", "请写短一些。")
        return cls(int(plain) if plain else None, body.strip(), words.strip())

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing."""
        return self == Choice()

    def of(self, reports: Reports) -> tuple[ReportSummary, ...]:
        """The reports that match, the newest first; of a report that was uploaded again its newest revision alone."""
        return reports.matching(self.year, self.body, tuple(self.words.split()))

    def open(self, reports: Reports) -> tuple[list[str], Chosen]:
        """The identifiers of the reports that match now, and what the review says of them for ever. Raises UsageError: none, or too many."""
        found = [row.id for row in self.of(reports)]
        if not found:
            raise UsageError("没有符合这个筛选的报告。", "请放宽年份、单位或用语。")
        if len(found) > MOST_REPORTS:
            raise UsageError(f"符合的报告有 {len(found)} 份，一次审核最多 {MOST_REPORTS} 份。", "请缩小筛选。")
        return found, self.said(len(found))

    def said(self, matched: int) -> Chosen:
        """What the review says of its choice: the filter, and how many matched it."""
        return Chosen(self.year, self.body, self.words, matched)
