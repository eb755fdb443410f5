"""lawgraph: which regulation supports each measure of a report.

    import lawgraph

    for citation in lawgraph.find_citations(text, at=date(2022, 1, 20)):
        print(citation.text, citation.resolution, citation.reason)

    lawgraph.resolve("行政处罚法第三十三条", at=date(2022, 1, 20)).pinpoints[0].exists

Both read the library of ``lawgraph.settings.Settings.from_environment()``, opened at the first call. Importing this module opens nothing.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lawgraph.cite import Catalogue
    from lawgraph.domain.models import Citation

__version__ = "0.1.0"

__all__ = ["__version__", "find_citations", "resolve"]


def find_citations(text: str, *, at: date | None = None, today: date | None = None) -> tuple[Citation, ...]:
    """Every citation of ``text`` in order of place, each with what became of it; ``text[c.start:c.end] == c.text``.

    ``at`` is the day of the text (default: ``today``), ``today`` the day on which somebody asks (default: the machine's). Never raises for any
    text; raises LibraryError where the default library cannot be opened or is empty.
    """
    from lawgraph import cite  # noqa: PLC0415  importing lawgraph stays quick

    now = today or date.today()  # noqa: DTZ011  the day of the person who asks
    return cite.find_citations(text, _catalogue(), at=at or now, today=now)


def resolve(title: str, *, at: date | None = None, today: date | None = None) -> Citation | None:
    """What ``title`` names, with or without 《》, a version in words and an article; or a document number. Days as in ``find_citations``.

    The citation is that of the words as they would stand in a text, its span counted in them. None where they name nothing at all.
    """
    from lawgraph import cite  # noqa: PLC0415  importing lawgraph stays quick

    now = today or date.today()  # noqa: DTZ011  the day of the person who asks
    return cite.resolve_title(title, _catalogue(), at=at or now, today=now)


@cache
def _catalogue() -> Catalogue:
    """The names of the default library, read once in a process."""
    from lawgraph.cite import Catalogue  # noqa: PLC0415
    from lawgraph.errors import LibraryEmpty  # noqa: PLC0415
    from lawgraph.settings import Settings  # noqa: PLC0415
    from lawgraph.store.database import Database  # noqa: PLC0415
    from lawgraph.store.library import Library  # noqa: PLC0415

    library = Library(Database(Settings.from_environment().database_url))
    if not library.works():
        raise LibraryEmpty
    return Catalogue(library)
