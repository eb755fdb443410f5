"""Puts the parts together for the command line and the web: each is opened when it is first asked for, and once."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lawgraph.app.objects import check_object
from lawgraph.app.service.gate import Gate
from lawgraph.cite import Catalogue, find_citations
from lawgraph.domain.ids import document_id
from lawgraph.domain.models import Checked, Reading
from lawgraph.domain.roles import SYSTEM, Actor
from lawgraph.errors import DocumentTooCostly, InvalidDate, LawgraphError, LibraryEmpty, UnknownReport, UsageError
from lawgraph.services.checking import Checker, ReportDay, report_day, with_places
from lawgraph.services.comparing import Comparer
from lawgraph.services.search.completing import Completer
from lawgraph.services.search.searching import Searcher
from lawgraph.services.suggesting import Suggester
from lawgraph.settings import Settings, data_folder
from lawgraph.store.database import Database
from lawgraph.store.derived import Derived, code_version
from lawgraph.store.graph.rows import Graph
from lawgraph.store.library import Library
from lawgraph.store.records import Topic, load_topics
from lawgraph.store.reports import ReportRow, Reports
from lawgraph.text.formats import Text
from lawgraph.text.formats.apart import Limits, Readers

if TYPE_CHECKING:
    from lawgraph.app.graph.filling import Filling
    from lawgraph.app.reports.counting import ReportCounts
    from lawgraph.app.reports.intake import Intake
    from lawgraph.app.works.whole_text import TextCache
    from lawgraph.services.graph.citing import Citing
    from lawgraph.services.graph.impact import ImpactFinder
    from lawgraph.services.graph.neighbourhood import Neighbourhood
    from lawgraph.services.graph.tracing import Tracer
    from lawgraph.services.reviews.precedents import Precedents
    from lawgraph.services.reviews.reviewing import Reviewing
    from lawgraph.services.search.measures import MeasureSearcher
    from lawgraph.services.signing_on import SignOn
    from lawgraph.store.accounts import Accounts
    from lawgraph.store.audit import AuditLog
    from lawgraph.store.decisions import Decisions
    from lawgraph.store.ingest import Taken
    from lawgraph.store.newcomers import Newcomers
    from lawgraph.store.rdf.sparql import SparqlEndpoint
    from lawgraph.store.search import MeasureRow
    from lawgraph.store.withdrawal import Removed

__all__ = ["Wiring", "parse_day"]

_OF_THE_LIBRARY = (
    "library", "derived", "catalogue", "searcher", "completer", "suggester", "graph", "comparer", "checker", "impact", "tracer",
    "neighbourhood", "reviewing",
    "precedents", "texts", "counted", "citing",
)  # fmt: skip
_FILLED_AT_ONCE = 5_000
"""Below so many articles a service fills the store of its queries while whoever asks waits: about a second."""
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
        self._gate = Gate(settings.jobs, settings.job_queue)
        self._shared = False
        self._sparql: tuple[Path | None, SparqlEndpoint | None] = (None, None)

    @cached_property
    def _filling(self) -> Filling:
        from lawgraph.app.graph.filling import Filling  # noqa: PLC0415 (what only queries need)

        return Filling(self.settings)

    @property
    def today(self) -> date:
        return self._today()

    def share(self) -> None:
        """From now on others send files and texts: how long these may be, and how long a check may take, is limited."""
        self._shared = True

    @cached_property
    def readers(self) -> Readers:
        return Readers(Limits(self.settings.read_seconds, self.settings.read_memory_mb, self.settings.jobs))

    def read(self, path: Path) -> Text:
        """The file at ``path``, read in a process of its own. Raises DocumentError."""
        return self.readers.read(path, self._progress)

    def read_bytes(self, data: bytes, name: str, progress: Progress = _silent) -> Text:
        """A file's content, read in a process of its own when its turn comes; ``progress`` is told of each scanned page.

        Raises DocumentError, and QueueFull.
        """
        with self._gate.passed():
            return self.read_now(data, name, progress)

    def read_now(self, data: bytes, name: str, progress: Progress) -> Text:
        """The same at once, for who keeps a queue of its own. Raises DocumentError."""
        text = self.readers.read_bytes(data, name, progress)
        if self._shared and len(text.text) > self.settings.max_characters:
            raise DocumentTooCostly(
                f"“{name}”有 {len(text.text)} 字，最多可以有 {self.settings.max_characters} 字。", "请拆成几份，或调大 LAWGRAPH_MAX_CHARACTERS。"
            )
        return text

    @cached_property
    def intake(self) -> Intake:
        from lawgraph.app.reports.intake import Intake  # noqa: PLC0415 (what only the service needs)

        return Intake(self)

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
        return Searcher(self.library, self.derived.index(), self.derived.graph())

    @cached_property
    def completer(self) -> Completer:
        return Completer(self.library, self.derived.index())

    @cached_property
    def suggester(self) -> Suggester:
        return Suggester(self.library, self.derived.index(), self.topics, self.precedents if self.settings.learn else None)

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
    def texts(self) -> TextCache:
        from lawgraph.app.works.whole_text import TextCache  # noqa: PLC0415 (what only pages need)

        return TextCache(self)

    @cached_property
    def counted(self) -> ReportCounts:
        from lawgraph.app.reports.counting import ReportCounts  # noqa: PLC0415 (what only pages need)

        return ReportCounts(self)

    @cached_property
    def citing(self) -> Citing:
        from lawgraph.services.graph.citing import Citing  # noqa: PLC0415 (what only pages need)

        return Citing(self.library, self.graph, self.comparer)

    @cached_property
    def impact(self) -> ImpactFinder:
        from lawgraph.services.graph.impact import ImpactFinder  # noqa: PLC0415 (checking a report does without)

        return ImpactFinder(self.library, self.graph, self.reports, self.comparer)

    @cached_property
    def tracer(self) -> Tracer:
        from lawgraph.services.graph.tracing import Tracer  # noqa: PLC0415 (numpy takes a tenth of a second; checking a report does without)

        return Tracer(self.library, self.graph, self.derived.arrays(), self.reports)

    @cached_property
    def neighbourhood(self) -> Neighbourhood:
        from lawgraph.services.graph.neighbourhood import Neighbourhood  # noqa: PLC0415 (what only the picture needs)

        return Neighbourhood(self.library, self.graph, self.reports, self.comparer)

    @cached_property
    def accounts(self) -> Accounts:
        from lawgraph.store.accounts import Accounts  # noqa: PLC0415 (what checking a report does without)

        return Accounts(self.database)

    @cached_property
    def newcomers(self) -> Newcomers:
        from lawgraph.store.newcomers import Newcomers  # noqa: PLC0415 (as above)

        return Newcomers(self.accounts)

    @cached_property
    def sign_on(self) -> SignOn | None:
        """The provider of single sign-on; None where none is set. Raises UsageError where the extra is not installed."""
        if not self.settings.oidc_issuer:
            return None
        try:
            from lawgraph.services.signing_on import SignOn  # noqa: PLC0415 (as above)
        except ImportError as error:
            raise UsageError("单点登录要用的程序包没有安装。", "请运行 pip install 'lawgraph[oidc]'。") from error

        return SignOn(self.settings.oidc_issuer, self.settings.oidc_client_id, self.settings.oidc_client_secret)

    @cached_property
    def audit(self) -> AuditLog:
        from lawgraph.store.audit import AuditLog  # noqa: PLC0415 (as above)

        return AuditLog(self.database)

    @cached_property
    def decisions(self) -> Decisions:
        from lawgraph.store.decisions import Decisions  # noqa: PLC0415 (as above)

        return Decisions(self.database)

    @cached_property
    def precedents(self) -> Precedents:
        from lawgraph.services.reviews.precedents import Precedents, rarity  # noqa: PLC0415 (as above)
        from lawgraph.store.reviews import Reviews  # noqa: PLC0415 (as above)

        index = self.derived.index()
        return Precedents(self.decisions, Reviews(self.database), lambda word: rarity(index.size, index.frequency(word)))

    @cached_property
    def reviewing(self) -> Reviewing:
        from lawgraph.services.reviews.reviewing import Reviewing  # noqa: PLC0415 (as above)
        from lawgraph.store.reviews import Reviews  # noqa: PLC0415 (as above)

        return Reviewing(
            Reviews(self.database), self.decisions, self.library, self.comparer, check=lambda report: self._found(self.reports.get(report)),
            lineage=self.reports.lineage, state=lambda: self.derived.state, today=lambda: self.today,
        )  # fmt: skip

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        return load_topics(data_folder() / "topics")

    def measures(self) -> MeasureSearcher:
        """Searches the measures of all reports as these were checked last; their index is built here where reports or decisions moved."""
        from lawgraph.services.search.measures import MeasureSearcher  # noqa: PLC0415 (checking a report does without)

        state = f"{self.reports.state()}-{self.decisions.newest()}-{code_version('services')}"
        return MeasureSearcher(self.derived.measures(state, self._measure_rows, self._progress), self.reports.list())

    def _measure_rows(self) -> Iterator[MeasureRow]:
        from lawgraph.services.search.measures import measure_rows  # noqa: PLC0415 (as above)

        for listed in self.reports.list():
            yield from measure_rows(self.decided(self.reports.get(listed.id)))

    def sparql_waits(self) -> LawgraphError | None:
        """What keeps queries from being answered by a service: a large store that is being filled, which begins here; None where nothing does."""
        if not self._shared or self.settings.sparql_url or self.derived.rdf_stands or self.library.counts()["articles"] < _FILLED_AT_ONCE:
            return None
        return self._filling.begin()

    def sparql(self) -> SparqlEndpoint:
        """Whatever answers queries: the server that is set, else a store of library and reports as they stand, built here if it does not.

        Raises what ``sparql_waits`` says.
        """
        from lawgraph.store.rdf.sparql import EmbeddedSparql, RemoteSparql  # noqa: PLC0415 (what only queries need)

        if self.settings.sparql_url:
            return RemoteSparql(self.settings.sparql_url)
        if waiting := self.sparql_waits():
            raise waiting
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

    def ready(self) -> bool:
        """Whether index and graph stand for the library as it is, or as this process opened it."""
        fresh = Library(self.database)
        return "derived" in self.__dict__ or not fresh.fingerprint() or Derived(self.settings, fresh).stands

    def refresh(self) -> None:
        """Lets go of what was read where another process has changed the library, once index and graph stand for the new state."""
        if "library" not in self.__dict__:
            return
        fresh = Library(self.database)
        if fresh.fingerprint() != self._state and Derived(self.settings, fresh).stands:
            self._forget()

    def _forget(self) -> None:
        """Lets go of what was read before the library changed."""
        for name in _OF_THE_LIBRARY:
            self.__dict__.pop(name, None)

    def cite(self, text: Text, as_of: date | None = None) -> Checked:
        """Finds the citations of a document that was read, and nothing else: works without an index."""
        day = report_day(text.text, name=text.name, today=self.today, asked=as_of, of_file=text.date)
        found = find_citations(text.text, self.catalogue, at=day.on, today=self.today, document=document_id(text.text))
        return Checked(text.name, len(text.text), day.on, day.source, self.today, with_places(found, text.reading), ())

    def check(self, text: Text, as_of: date | None = None) -> Checked:
        """Checks a document that was read. Raises DocumentTooCostly, and QueueFull."""
        day = report_day(text.text, name=text.name, today=self.today, asked=as_of, of_file=text.date)
        return self._check(text.text, text.name, day, text.reading)

    def add_report(self, text: Text, as_of: date | None = None, *, actor: Actor = SYSTEM, revises: str | None = None) -> ReportRow:
        """Keeps a report and checks it. Raises what ``check`` raises; then nothing is kept.

        ``revises`` is the report of which it is a new revision: open reviews take it in that one's place. Raises UnknownReport.
        """
        if revises is not None:
            self.reports.get(revises)
        row = self._add_report(text, as_of, actor)
        if revises is not None:
            self.reports.revise(row.id, revises, actor=actor)
            self.reviewing.revise(actor, row.id)
        return row

    def _add_report(self, text: Text, as_of: date | None, actor: Actor) -> ReportRow:
        try:
            return self.checked(self.reports.get(document_id(text.text)))
        except UnknownReport:
            day = report_day(text.text, name=text.name, today=self.today, asked=as_of, of_file=text.date)
            found = self._check(text.text, text.name, day, text.reading)
            return self._keep(self.reports.add(text.name, text.text, day.on, day.source, actor=actor), found)

    @property
    def basis(self) -> str:
        """What a report that is checked now is checked with: the library, the code and the day."""
        return f"{self.derived.state}@{self.today.isoformat()}"

    def checked(self, report: ReportRow) -> ReportRow:
        """The report with what is found in it by this library, today, and over it what people decided."""
        return self.decided(self._found(report))

    def decided(self, report: ReportRow) -> ReportRow:
        """The report as it was checked last, and over it what people decided (``services.overlay``)."""
        from lawgraph.services.reviews.overlay import overlay  # noqa: PLC0415 (what only reports that are kept need)

        rows = self.decisions.of_reports(self.reports.revisions(report.id))
        if not rows or report.checked is None:
            return report
        lineage = self.reports.lineage(report.id)
        rules = {review.id: review.rule for review in self.reviewing.reviews.of_report(lineage)}
        return replace(report, checked=dict(overlay(report.id, lineage, report.checked, rows, rules)))

    def _found(self, report: ReportRow) -> ReportRow:
        """What is found in a report: as kept, or found again where library, code or day moved."""
        if report.checked is not None and report.basis == self.basis:
            return report
        reading = Reading.from_json((report.checked or {}).get("reading", {}))
        return self._keep(report, self._check(report.text, report.name, ReportDay(report.date, report.date_source), reading))

    def _check(self, text: str, name: str, day: ReportDay, reading: Reading) -> Checked:
        seconds = self.settings.check_seconds if self._shared else math.inf
        with self._gate.passed():
            return self.checker.check(text, name=name, day=day, today=self.today, reading=reading, seconds=seconds)

    def _keep(self, report: ReportRow, found: Checked) -> ReportRow:
        self.reports.keep(report.id, self.basis, check_object(found))
        return replace(report, basis=self.basis, checked=check_object(found))
