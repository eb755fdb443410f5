"""Puts the parts together for the command line and the web: each is opened when it is first asked for, and once."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lawgraph.cite import Catalogue, find_citations
from lawgraph.domain.ids import document_id
from lawgraph.domain.models import Checked, as_json
from lawgraph.errors import InvalidDate, LibraryEmpty
from lawgraph.services.checking import Checker, ReportDay, report_day
from lawgraph.services.comparing import Comparer
from lawgraph.services.searching import Searcher
from lawgraph.services.suggesting import Suggester
from lawgraph.settings import Settings, data_folder
from lawgraph.store.database import Database
from lawgraph.store.derived import Derived
from lawgraph.store.graph import Graph
from lawgraph.store.library import Library
from lawgraph.store.records import Topic, load_topics
from lawgraph.store.reports import ReportRow, Reports
from lawgraph.text.formats import Text

if TYPE_CHECKING:
    from lawgraph.services.impact import ImpactFinder
    from lawgraph.services.tracing import Tracer
    from lawgraph.store.ingest import Taken
    from lawgraph.store.sparql import SparqlEndpoint
    from lawgraph.store.withdrawal import Removed

__all__ = ["Wiring", "parse_day"]

Progress = Callable[[str, int, int], None]


def parse_day(written: str) -> date:
    """A day in the form YYYY-MM-DD. Raises InvalidDate."""
    plain = written.strip()
    try:
        # fromisoformat alone would read 2022-W03-4 as well
        if re.fullmatch(r"\d{4}-\d\d-\d\d", plain, re.ASCII):
            return date.fromisoformat(plain)
    except ValueError:
        pass
    raise InvalidDate(written)


def _silent(_what: str, _done: int, _of: int) -> None:
    pass


class Wiring:
    """One library with everything that works on it. ``today`` is asked at each use, so that a server that runs for weeks stays right."""

    def __init__(self, settings: Settings, *, today: Callable[[], date] = date.today, progress: Progress = _silent) -> None:
        self.settings = settings
        self._today = today
        self._progress = progress
        self._state = ""
        self._building = threading.Lock()
        self._sparql: tuple[Path | None, SparqlEndpoint | None] = (None, None)

    @property
    def today(self) -> date:
        return self._today()

    @cached_property
    def database(self) -> Database:
        return Database(self.settings.database_url)

    @cached_property
    def library(self) -> Library:
        library = Library(self.database)
        self._state = library.fingerprint()
        return library

    @cached_property
    def reports(self) -> Reports:
        return Reports(self.database)

    @cached_property
    def derived(self) -> Derived:
        """Index and graph, built here if they do not stand. Raises LibraryEmpty where there is nothing to build from."""
        derived = Derived(self.settings, self.library)
        if not derived.stands:
            if not self.library.fingerprint():
                raise LibraryEmpty
            derived.build(self._progress)
        return derived

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue(self.library)

    @cached_property
    def searcher(self) -> Searcher:
        return Searcher(self.library, self.derived.index())

    @cached_property
    def suggester(self) -> Suggester:
        return Suggester(self.library, self.derived.index(), self.topics)

    @cached_property
    def graph(self) -> Graph:
        return self.derived.graph()

    @cached_property
    def comparer(self) -> Comparer:
        return Comparer(self.library)

    @cached_property
    def checker(self) -> Checker:
        return Checker(self.library, self.catalogue, self.suggester, self.comparer)

    @cached_property
    def impact(self) -> ImpactFinder:
        from lawgraph.services.impact import ImpactFinder  # noqa: PLC0415 (numpy takes a tenth of a second; checking a report does without)

        return ImpactFinder(self.library, self.graph, self.derived.arrays(), self.reports, self.comparer)

    @cached_property
    def tracer(self) -> Tracer:
        from lawgraph.services.tracing import Tracer  # noqa: PLC0415 (as in impact)

        return Tracer(self.library, self.graph, self.derived.arrays(), self.reports)

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        return load_topics(data_folder() / "topics")

    def sparql(self) -> SparqlEndpoint:
        """Whatever answers queries: the server that is set, else a store of library and reports as they stand, built here if it does not."""
        from lawgraph.store.sparql import EmbeddedSparql, RemoteSparql  # noqa: PLC0415 (what only queries need)

        if self.settings.sparql_url:
            return RemoteSparql(self.settings.sparql_url)
        with self._building:
            folder = self.derived.rdf(self.reports, self.topics, self._progress)
            known, endpoint = self._sparql
            if endpoint is None or known != folder:
                if endpoint is not None:
                    endpoint.close()
                endpoint = EmbeddedSparql(folder)
                self._sparql = folder, endpoint
            return endpoint

    def add(self, source: str) -> Taken:
        """Adds a source of regulations (services.importing.add) and brings index and graph up to it."""
        from lawgraph.services import importing  # noqa: PLC0415 (reading sources takes long to load, and a check adds none)

        taken = importing.add(self.database, source, data_folder() / "regulations", self._progress)
        if not taken.unchanged:
            self._forget()
        return taken

    def remove(self, source: str) -> Removed:
        """Takes a source back out of the library (services.importing.remove)."""
        from lawgraph.services import importing  # noqa: PLC0415 (as above)

        removed = importing.remove(self.database, source)
        self._forget()
        return removed

    def refresh(self) -> None:
        """Lets go of what was read where another process has changed the library, once index and graph stand for the new state."""
        if "library" not in self.__dict__:
            return
        fresh = Library(self.database)
        if fresh.fingerprint() != self._state and Derived(self.settings, fresh).stands:
            self._forget()

    def _forget(self) -> None:
        """Lets go of what was read before the library changed."""
        for name in ("library", "derived", "catalogue", "searcher", "suggester", "graph", "comparer", "checker", "impact", "tracer"):
            self.__dict__.pop(name, None)

    def cite(self, text: Text, as_of: date | None = None) -> Checked:
        """Finds the citations of a document that was read, and nothing else: works without an index."""
        day = report_day(text.text, name=text.name, today=self.today, asked=as_of, of_file=text.date)
        found = find_citations(text.text, self.catalogue, at=day.on, today=self.today, document=document_id(text.text))
        return Checked(text.name, len(text.text), day.on, day.source, self.today, found, ())

    def check(self, text: Text, as_of: date | None = None) -> Checked:
        """Checks a document that was read."""
        day = report_day(text.text, name=text.name, today=self.today, asked=as_of, of_file=text.date)
        return self.checker.check(text.text, name=text.name, day=day, today=self.today)

    def add_report(self, text: Text, as_of: date | None = None) -> ReportRow:
        """Keeps a report and checks it."""
        day = report_day(text.text, name=text.name, today=self.today, asked=as_of, of_file=text.date)
        return self.checked(self.reports.add(text.name, text.text, day.on, day.source))

    def checked(self, report: ReportRow) -> ReportRow:
        """The report with what is found in it by this library, today: as kept, or found again where library, code or day moved."""
        basis = f"{self.derived.state}@{self.today.isoformat()}"
        if report.checked is not None and report.basis == basis:
            return report
        found = self.checker.check(report.text, name=report.name, day=ReportDay(report.date, report.date_source), today=self.today)
        self.reports.keep(report.id, basis, check_object(found))
        return replace(report, basis=basis, checked=check_object(found))


def document_object(checked: Checked) -> dict[str, object]:
    """The ``document`` of the JSON contract."""
    return {"name": checked.name, "length": checked.length, "date": checked.date.isoformat(), "date_source": checked.date_source}


def cite_object(checked: Checked) -> dict[str, object]:
    """The object of ``lawgraph cite --json``."""
    return {"document": document_object(checked), "citations": as_json(checked.citations)}


def check_object(checked: Checked) -> dict[str, object]:
    """The object of ``lawgraph check --json``."""
    return cite_object(checked) | {
        "measures": as_json(checked.measures),
        "findings": as_json(checked.findings),
        "summary": as_json(checked.summary),
        "today": checked.today.isoformat(),
    }
