"""An opened library: what ``import lawgraph`` offers, on a library of one's choice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from lawgraph import cite
from lawgraph.app.views import read_within
from lawgraph.app.wiring import Wiring
from lawgraph.app.works.provisions import articles, look, provision, read_label
from lawgraph.domain.models import Article, Checked, Citation, Force, Suggestion, Work
from lawgraph.errors import LibraryEmpty
from lawgraph.services.comparing import ChangedArticle
from lawgraph.services.search.answers import SearchResult
from lawgraph.settings import Settings
from lawgraph.store.graph.edges import Edge
from lawgraph.store.library import VersionRow
from lawgraph.text.formats import Text

__all__ = ["DatedArticle", "Diff", "OpenLibrary"]


@dataclass(frozen=True, slots=True)
class DatedArticle:
    """An article as it read on a day, with the work's state on that day and today.

    ``label`` is what was asked for (``33``, ``33.1``), ``article`` the whole article that holds it, ``article.version`` the version that applied.
    """

    label: str
    article: Article
    force: Force
    force_today: Force


@dataclass(frozen=True, slots=True)
class Diff:
    """Two versions and, in the order of the new one, what became of each article, with the words that went and came."""

    old: VersionRow
    new: VersionRow
    articles: tuple[ChangedArticle, ...]


class OpenLibrary:
    """One library, open until ``close`` or the end of its ``with``. Its methods are the functions of ``lawgraph``, which say what they take and give.

    ``today`` is the day on which somebody asks; without it the machine's, asked at each call.
    """

    def __init__(self, settings: Settings, *, today: date | None = None) -> None:
        self._wiring = Wiring(settings, today=lambda: today or date.today())  # noqa: DTZ011 (the day of the person who asks)
        if not self._wiring.library.works():
            self.close()
            raise LibraryEmpty

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the database's connections."""
        self._wiring.database.dispose()

    def find_citations(self, text: str, *, at: date | None = None, today: date | None = None) -> tuple[Citation, ...]:
        now = today or self._wiring.today
        return cite.find_citations(text, self._wiring.catalogue, at=at or now, today=now)

    def resolve(self, title: str, *, at: date | None = None, today: date | None = None) -> Citation | None:
        now = today or self._wiring.today
        return cite.resolve_title(title, self._wiring.catalogue, at=at or now, today=now)

    def check(self, document: str | Path, *, at: date | None = None) -> Checked:
        text = self._wiring.read(document) if isinstance(document, Path) else Text(document, "text", None, "txt", "")
        return self._wiring.check(text, at)

    def suggest(self, measure: str, *, at: date | None = None, limit: int = 5) -> tuple[Suggestion, ...]:
        today = self._wiring.today
        return self._wiring.suggester.suggest(measure, at=at or today, today=today, limit=limit)

    def search(
        self,
        query: str,
        *,
        at: date | None = None,
        level: str | None = None,
        jurisdiction: str | None = None,
        work: str | None = None,
        all_versions: bool = False,
        limit: int = 20,
    ) -> SearchResult:
        wiring = self._wiring
        within = read_within(wiring.library, {"level": level, "jurisdiction": jurisdiction, "work": work})
        return wiring.searcher.search(query, within=within, at=at or wiring.today, today=wiring.today, all_versions=all_versions, limit=limit)

    def works(self) -> tuple[Work, ...]:
        return self._wiring.library.works()

    def versions(self, work: str) -> tuple[VersionRow, ...]:
        library = self._wiring.library
        return library.versions(library.find(work).id)

    def articles(self, work: str, *, at: date | None = None) -> tuple[Article, ...]:
        sight = look(self._wiring, work, at or self._wiring.today)
        return tuple(articles(self._wiring.library, sight))

    def article(self, work: str, number: str, *, at: date | None = None) -> DatedArticle:
        sight = look(self._wiring, work, at or self._wiring.today)
        label, found = provision(self._wiring, sight, number)
        return DatedArticle(label, found, sight.force, sight.force_today)

    def diff(self, work: str, before: date | None = None, after: date | None = None) -> Diff:
        found = self._wiring.comparer.between(self._wiring.library.find(work).id, before, after)
        return Diff(found.old, found.new, self._wiring.comparer.words(found))

    def cited_by(self, work: str, number: str = "", *, limit: int = 200) -> tuple[Edge, ...]:
        found = self._wiring.library.find(work)
        label = read_label(self._wiring, found, number) if number else ""
        return self._wiring.graph.cited_by(found.id, label, limit=limit)
