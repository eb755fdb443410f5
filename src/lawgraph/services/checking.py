"""From a report to its legal basis: citations, measures, what supports each, and what must be looked at."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from lawgraph.cite import Catalogue, find_citations
from lawgraph.domain.ids import document_id
from lawgraph.domain.models import Basis, Checked, Citation, Evidence, Finding, Measure, Reading, Resolution, Suggestion
from lawgraph.errors import DocumentTooCostly, UnknownProvision
from lawgraph.services.comparing import Comparer
from lawgraph.services.fitness import Ground, citation_findings, document_findings, each_once, measure_findings
from lawgraph.services.suggesting import Suggester
from lawgraph.store.library import Library
from lawgraph.text.report import report_date, segment

__all__ = ["Checker", "ReportDay", "report_day", "with_findings", "with_places"]

SUGGESTIONS = 5
"""How many provisions are suggested for a measure that names none."""
NARROWED = 3
"""How many are suggested beside a work that is named without an article."""


@dataclass(frozen=True, slots=True)
class ReportDay:
    """The day as of which a report is judged, and where it comes from: option, text, file or none (then it is today)."""

    on: date
    source: str


def report_day(text: str, *, name: str, today: date, asked: date | None = None, of_file: date | None = None) -> ReportDay:
    """The day asked for; else the one that the text gives; else the file's own; else today."""
    if asked is not None:
        return ReportDay(asked, "option")
    said = report_date(text, name)
    if said is not None:
        return ReportDay(said[0], "text")
    return ReportDay(of_file, "file") if of_file is not None else ReportDay(today, "none")


class Checker:
    """Checks documents against one library. Built once, used for many."""

    def __init__(self, library: Library, catalogue: Catalogue, suggester: Suggester, comparer: Comparer) -> None:
        self._library = library
        self._comparer = comparer
        self._catalogue = catalogue
        self._suggester = suggester

    def check(self, text: str, *, name: str, day: ReportDay, today: date, reading: Reading | None = None, seconds: float = math.inf) -> Checked:
        """Everything found in ``text``; spans count its characters, ``reading`` says how it was read.

        Never raises for what a text says; raises DocumentTooCostly where it would take more than ``seconds`` of this thread's processor time.
        """
        until = time.thread_time() + seconds
        reading = reading or Reading()
        citations = with_places(find_citations(text, self._catalogue, at=day.on, today=today, document=document_id(text)), reading)
        segmented = segment(text, protected=[(citation.start, citation.end) for citation in citations])
        ground = Ground(self._library, self._comparer, text, reading)
        measures: list[Measure] = []
        for raw in segmented.measures:
            if time.thread_time() > until:
                raise DocumentTooCostly(
                    f"“{name}”有 {len(segmented.measures)} 项举措，{seconds:g} 秒只查完 {len(measures)} 项，已经停止。",
                    "请拆成几份，或调大 LAWGRAPH_CHECK_SECONDS。",
                )
            inside = tuple(place for place, citation in enumerate(citations) if raw.start <= citation.start < raw.end)
            named = [citations[place] for place in inside]
            words = text[raw.start : raw.end]
            basis = tuple(self._basis(words, named, day.on, today))
            findings = measure_findings(words, named, basis, ground)
            measures.append(Measure(raw.start, raw.end, words, tuple(raw.headings), raw.state, inside, basis, findings))
        loose = (*self._loose(citations, measures, ground), *document_findings(measures, ground))
        checked = Checked(name, len(text), day.on, day.source, today, citations, tuple(measures), loose, reading=reading)
        return replace(checked, summary=_summary(checked))

    @staticmethod
    def _loose(citations: Sequence[Citation], measures: Sequence[Measure], ground: Ground) -> tuple[Finding, ...]:
        """The findings of citations that stand in no measure."""
        held = {place for measure in measures for place in measure.citations}
        found = (finding for place, citation in enumerate(citations) if place not in held for finding in citation_findings(citation, ground))
        return each_once(found)

    def _basis(self, text: str, citations: Sequence[Citation], at: date, today: date) -> Iterator[Basis]:
        named: dict[tuple[str, str], Basis] = {}
        for basis in (basis for citation in citations for basis in self._cited(citation)):
            named.setdefault((basis.work.id, basis.article), basis)
        cited = list(named.values())
        yield from cited
        works = tuple(dict.fromkeys(basis.work.id for basis in cited))
        if any(basis.article for basis in cited):
            return
        limit = NARROWED if works else SUGGESTIONS
        for suggestion in self._suggester.suggest(text, at=at, today=today, limit=limit, works=works):
            yield _suggested(suggestion)

    def _cited(self, citation: Citation) -> Iterator[Basis]:
        """The provisions that a resolved citation names, or its work as a whole."""
        if citation.resolution is not Resolution.RESOLVED or citation.work is None:
            return
        evidence = (Evidence("citation", citation.text), Evidence("fact", citation.reason))
        work = self._library.work(citation.work.id)
        version = citation.force.version if citation.force else None
        labels = [(pinpoint.label.split(".")[0], pinpoint.exists) for pinpoint in citation.pinpoints if not pinpoint.negated]
        for article, exists in dict.fromkeys(labels) or [("", None)]:
            quote, caption, provision = "", "", None
            if article and exists and version:
                try:
                    found = self._library.article(version, article)
                    quote, caption, provision = found.text, found.caption, found.provision
                except UnknownProvision:
                    pass
            yield Basis("cited", citation.work, article, provision, quote, 1.0, evidence, citation.force, citation.force_today, caption, work.kind)


def with_places(citations: Sequence[Citation], reading: Reading) -> tuple[Citation, ...]:
    """The same citations, each with its page and the confidence with which it was read."""
    return tuple(
        replace(said, page=reading.page(said.start), confidence=reading.confidence(said.start, said.end)) if reading.pages else said
        for said in citations
    )


def with_findings(checked: Checked, *, select: AbstractSet[str] = frozenset(), ignore: AbstractSet[str] = frozenset()) -> Checked:
    """The same with those findings alone whose code is in ``select`` (empty: any) and not in ``ignore``."""

    def kept(findings: Sequence[Finding]) -> tuple[Finding, ...]:
        return tuple(finding for finding in findings if (not select or finding.code in select) and finding.code not in ignore)

    measures = tuple(replace(measure, findings=kept(measure.findings)) for measure in checked.measures)
    chosen = replace(checked, measures=measures, findings=kept(checked.findings))
    return replace(chosen, summary=_summary(chosen))


def _suggested(said: Suggestion) -> Basis:
    return Basis(
        "suggested", said.work, said.article, said.provision, said.quote, said.score, said.evidence, said.force, said.force_today,
        said.caption, said.kind,
    )  # fmt: skip


def _summary(checked: Checked) -> dict[str, int]:
    """Counts for the head of a page: measures with a cited basis, with a suggestion alone, with none; citations by outcome; findings by severity."""
    origins = [{basis.origin for basis in measure.basis} for measure in checked.measures]
    outcomes = Counter(citation.resolution.value for citation in checked.citations)
    findings = [*checked.findings, *(finding for measure in checked.measures for finding in measure.findings)]
    severities = Counter(finding.severity for finding in findings)
    return {
        "measures": len(checked.measures),
        "supported": sum("cited" in said for said in origins),
        "suggested": sum(said == {"suggested"} for said in origins),
        "gaps": sum(not said for said in origins),
        "citations": len(checked.citations),
        **{f"citations_{name}": outcomes[name] for name in sorted(item.value for item in Resolution)},
        "findings": len(findings),
        **{f"findings_{name}": severities[name] for name in ("error", "note", "warning")},
    }
