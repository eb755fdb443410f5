"""Two versions of one work side by side: what became of each article, and the number that an old one bears now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lawgraph.domain.models import WorkRef
from lawgraph.errors import UnknownProvision, UsageError
from lawgraph.store.library import Library, VersionRow
from lawgraph.text.comparison import ArticleChange, ChangeKind, compare_articles, word_changes

__all__ = ["ChangedArticle", "Comparer", "Comparison"]


_TEXTS = 16
"""Of how many versions, and pairs of them, the words are kept: a comparison is read on, and a code is a megabyte."""


@dataclass(frozen=True, slots=True)
class ChangedArticle:
    """A change with its words: ``pieces`` as ``text.comparison.word_changes`` gives them, empty for articles that are the same, new or gone."""

    change: ArticleChange
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of each article of ``old`` in ``new``."""

    work: WorkRef
    old: VersionRow
    new: VersionRow
    changes: tuple[ArticleChange, ...]

    def counts(self) -> dict[str, int]:
        """How many articles of each sort of change there are."""
        return {kind.value: sum(change.kind is kind for change in self.changes) for kind in ChangeKind}


class Comparer:
    """Compares versions of one library; what was compared is kept, since a report asks for the same pair again and again."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._changes: dict[tuple[str, str], tuple[ArticleChange, ...]] = {}
        self._texts = lru_cache(maxsize=_TEXTS)(library.article_texts)
        self._words = lru_cache(maxsize=_TEXTS)(self._words_of)

    def compare(self, work: str, before: date, after: date) -> Comparison:
        """The versions of a work that applied, or were published, on two days.

        Raises UnknownWork, and UnknownProvision where no text of either is installed.
        """
        found = self._library.work(work)
        old, new = self._version(work, before), self._version(work, after)
        return Comparison(WorkRef(found.id, found.title), old, new, self.changes(old.id, new.id))

    def between(self, work: str, before: date | None, after: date | None) -> Comparison:
        """As ``compare``; the last two texts stand in for days that are not given.

        Raises UnknownWork, UnknownProvision where fewer than two texts are installed, and UsageError where both days mean one version.
        """
        texts = self.versions_with_text(work)
        if len(texts) < 2:
            title = self._library.work(work).title
            raise UnknownProvision(f"库中《{title}》有正文的版本不足两个，无从对照。", "可用 lawgraph library add 导入另一版本的正文。")
        first, second = (row.published or row.in_force or date.min for row in texts[-2:])
        old, new = before or first, after or second
        found = self.compare(work, old, new)
        if found.old.id == found.new.id:
            known = "、".join(str(row.published or row.in_force) for row in texts)
            raise UsageError(f"{old} 和 {new} 是同一个版本。", f"有正文的版本：{known}。")
        return found

    def versions_with_text(self, work: str) -> tuple[VersionRow, ...]:
        """The versions that can be laid side by side, from the oldest on: their text is installed and their day is known."""
        return tuple(row for row in self._library.versions(work) if row.has_text and (row.published or row.in_force))

    def _version(self, work: str, day: date) -> VersionRow:
        """The version published on ``day``, else the one that applied then; with text."""
        rows = {row.id: row for row in self._library.versions(work)}
        named = next((row for row in rows.values() if row.published == day), None)
        found = named or rows.get(self._library.force(work, day).version or "")
        if found is None or not found.has_text:
            title = self._library.work(work).title
            known = "、".join(str(row.published) for row in rows.values() if row.has_text) or "没有"
            raise UnknownProvision(f"库中没有《{title}》在 {day.isoformat()} 的文本。", f"有正文的版本：{known}。")
        return found

    def changes(self, old: str, new: str) -> tuple[ArticleChange, ...]:
        """What became of each article of the version ``old`` in the version ``new``; empty where a text is missing."""
        known = self._changes.get((old, new))
        if known is None:
            known = self._changes[old, new] = compare_articles(self._texts(old), self._texts(new))
        return known

    def successor(self, old: str, number: str, new: str) -> ArticleChange | None:
        """What became of one article: its change with today's number, or REMOVED; None where a text is missing or never held it."""
        if old == new:
            return None
        return next((change for change in self.changes(old, new) if change.old == number), None)

    def texts(self, version: str) -> dict[str, str]:
        """The words of each article of a version by its number; empty where its text is not installed."""
        return dict(self._texts(version))

    def words(self, comparison: Comparison) -> tuple[ChangedArticle, ...]:
        """The changes with the words that went and came."""
        return self._words(comparison.old.id, comparison.new.id)

    def _words_of(self, old: str, new: str) -> tuple[ChangedArticle, ...]:
        before, after = self.texts(old), self.texts(new)
        return tuple(
            ChangedArticle(
                change,
                word_changes(before[change.old], after[change.new]) if change.kind is ChangeKind.CHANGED and change.old and change.new else (),
            )
            for change in self.changes(old, new)
        )
