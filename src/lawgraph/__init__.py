"""lawgraph: which regulation supports each measure of a report.

    import lawgraph

    for citation in lawgraph.find_citations(text, at=date(2022, 1, 20)):
        print(citation.text, citation.resolution, citation.reason)

    lawgraph.article("行政处罚法", "第三十三条", at=date(2022, 1, 20)).article.text

The functions ask the library of ``lawgraph.settings.Settings.from_environment()``, opened at the first call and once in a process;
``open_library`` opens another one, whose methods bear the same names. Importing this module opens nothing.

What is given are frozen dataclasses; ``as_json`` makes plain dicts and lists of them, as the command line prints them. ``at`` is a day of the
law: that of the text, or the one whose law is asked for; without it today. A ``work`` is named by its identifier, title, short title or document
number. Every error is a ``lawgraph.errors.LawgraphError``: LibraryEmpty where nothing was imported, else as each function says.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lawgraph.domain.models import Article, Checked, Citation, Suggestion, Work
    from lawgraph.opening import DatedArticle, Diff, OpenLibrary
    from lawgraph.services.search.answers import SearchResult
    from lawgraph.store.graph.edges import Edge
    from lawgraph.store.library import VersionRow

__version__ = "0.1.0"

__all__ = [
    "__version__",
    "article",
    "articles",
    "as_json",
    "check",
    "cited_by",
    "diff",
    "find_citations",
    "open_library",
    "resolve",
    "search",
    "suggest",
    "versions",
    "works",
]


def open_library(home: str | Path | None = None, *, today: date | None = None) -> OpenLibrary:
    """The library in the folder ``home`` (default: that of the environment), for a ``with``; every function of this module is a method of it.

    ``today`` is the day on which somebody asks, for answers that shall not change. Raises LibraryEmpty.
    """
    import os  # noqa: PLC0415 (importing lawgraph stays quick)

    from lawgraph.opening import OpenLibrary  # noqa: PLC0415 (as above)
    from lawgraph.settings import Settings  # noqa: PLC0415 (as above)

    environment = dict(os.environ)
    if home is not None:
        environment |= {"LAWGRAPH_HOME": str(home), "LAWGRAPH_DATABASE_URL": ""}
    return OpenLibrary(Settings.from_environment(environment), today=today)


def find_citations(text: str, *, at: date | None = None, today: date | None = None) -> tuple[Citation, ...]:
    """Every citation of ``text`` in order of place, each with what became of it; ``text[c.start:c.end] == c.text``.

    ``at`` is the day of the text (default: ``today``), ``today`` the day on which somebody asks (default: the machine's). Never raises for any
    text.
    """
    return _default().find_citations(text, at=at, today=today)


def resolve(title: str, *, at: date | None = None, today: date | None = None) -> Citation | None:
    """What ``title`` names, with or without 《》, a version in words and an article; or a document number. Days as in ``find_citations``.

    The citation is that of the words as they would stand in a text, its span counted in them. None where they name nothing at all.
    """
    return _default().resolve(title, at=at, today=today)


def check(document: str | Path, *, at: date | None = None) -> Checked:
    """A report, its words or (as a ``Path``) its file, checked: citations, measures with their basis, findings. Nothing is kept.

    Spans count characters of the words. ``at`` is the report's day; without it the day is read from the text. The index is built first where it
    does not stand (about a minute). Raises DocumentError for a file that cannot be read.
    """
    return _default().check(document, at=at)


def suggest(measure: str, *, at: date | None = None, limit: int = 5) -> tuple[Suggestion, ...]:
    """At most ``limit`` articles that may be the legal basis of a measure, the likeliest first, each with its evidence; a person decides."""
    return _default().suggest(measure, at=at, limit=limit)


def search(
    query: str,
    *,
    at: date | None = None,
    level: str | None = None,
    jurisdiction: str | None = None,
    work: str | None = None,
    all_versions: bool = False,
    limit: int = 20,
) -> SearchResult:
    """The articles that answer ``query`` in the law of a day, or with ``all_versions`` of any day.

    ``level`` is a code or a Chinese name (法律, law), ``jurisdiction`` ``national`` or a code like ``cn-zj``. ``total`` and ``facets`` count the whole
    result, ``hits`` are its first ``limit``. Raises UsageError for a level that does not exist, UnknownWork.
    """
    return _default().search(query, at=at, level=level, jurisdiction=jurisdiction, work=work, all_versions=all_versions, limit=limit)


def works() -> tuple[Work, ...]:
    """Every work of the library, in the order of their identifiers."""
    return _default().works()


def versions(work: str) -> tuple[VersionRow, ...]:
    """The versions of a work, the oldest first, with their days and whether their text is installed. Raises UnknownWork."""
    return _default().versions(work)


def articles(work: str, *, at: date | None = None) -> tuple[Article, ...]:
    """Every article of a work as it read on a day, or of the version that an identifier names; ``article`` says which version where none applied.

    Raises UnknownWork, and UnknownProvision where the text is not installed.
    """
    return _default().articles(work, at=at)


def article(work: str, number: str, *, at: date | None = None) -> DatedArticle:
    """An article as it read on a day, with the work's state then and today; ``number`` is 第三十三条, 33, 120-1 or, for a paragraph, 33.1.

    Where no version applied on that day, the words are those of the last one installed, and ``force.status`` says why: repealed, not yet in force.
    Raises UnknownWork, and UnknownProvision where the version does not hold the provision; nothing near is put in its place.
    """
    return _default().article(work, number, at=at)


def diff(work: str, before: date | None = None, after: date | None = None) -> Diff:
    """What became of each article between two versions, and of its words; days of publication or on which a version applied.

    Without days the last two versions whose texts are installed. Raises UnknownWork, UnknownProvision where there are no two texts, and UsageError
    where both days mean one version.
    """
    return _default().diff(work, before, after)


def cited_by(work: str, number: str = "", *, limit: int = 200) -> tuple[Edge, ...]:
    """The provisions of other works that name a work, or one article of it, each with its words and its status. ``number`` as in ``article``.

    Raises UnknownWork, and UnknownProvision for a number that cannot be read.
    """
    return _default().cited_by(work, number, limit=limit)


def as_json(found: Any) -> Any:
    """Any answer of these functions as plain dicts, lists and strings, for a data frame or a file: days in ISO form, outcomes by their codes."""
    from lawgraph.domain import models  # noqa: PLC0415 (importing lawgraph stays quick)

    return models.as_json(found)


@cache
def _default() -> OpenLibrary:
    """The default library, opened once in a process."""
    return open_library()
