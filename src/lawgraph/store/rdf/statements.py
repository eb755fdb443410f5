"""The library, its references, the reports and the topics as RDF: ELI for regulations, our own terms where ELI has none, PROV-O, SKOS and DCAT.

Statements come subject by subject, each once, so that a writer needs no more memory than one subject. Official text is no part of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from lawgraph import __version__
from lawgraph.domain.ids import provision_id, split_provision_id
from lawgraph.domain.levels import Kind, level_name, rank
from lawgraph.domain.models import Work
from lawgraph.store import schema as db
from lawgraph.store.graph.edges import Edge, Origin, Relation
from lawgraph.store.graph.nodes import issuer_id
from lawgraph.store.graph.report_edges import measure_id, report_edges
from lawgraph.store.graph.rows import Graph
from lawgraph.store.library import Library
from lawgraph.store.rdf.vocabulary import BASE, DCAT, DCTERMS, ELI, LG, PROV, RDF, SKOS, XSD
from lawgraph.store.records import Topic
from lawgraph.store.reports import Reports

__all__ = ["Described", "Source", "added_statements", "library_statements", "report_statements", "statements", "statements_about"]

Described = tuple[str, Sequence[tuple[str, str]]]
"""A subject's IRI with its predicates (IRIs) and objects (as N-Triples writes them)."""

_CHINESE = "http://publications.europa.eu/resource/authority/language/ZHO"
_MOST_EDGES = 20_000
_FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_ESCAPE = re.compile(r'["\\\n\r]')
_DIRECT: dict[str, str] = {
    Relation.CITES: ELI.cites,
    Relation.BASED_ON: ELI.based_on,
    Relation.AMENDS: ELI.amends,
    Relation.REPEALS: ELI.repeals,
    Relation.IMPLEMENTS: LG.implements,
    Relation.INTERPRETS: LG.interprets,
    Relation.REPLACES: LG.replaces,
    Relation.HAS_BASIS: LG.hasLegalBasis,
}
_KINDS = "part subpart chapter section article paragraph item point annex heading preamble text"


@dataclass(frozen=True, slots=True)
class Source:
    """What RDF is made from; ``base`` stands before every identifier."""

    library: Library
    graph: Graph
    reports: Reports
    topics: Sequence[Topic]
    base: str = BASE


def statements(source: Source) -> Iterator[Described]:
    """Everything: the library's statements, then the topics' and reports'."""
    yield from library_statements(source)
    yield from added_statements(source)


def library_statements(source: Source) -> Iterator[Described]:
    """The data set, the lists of kinds, works with their issuers, versions with their provisions, references."""
    yield from _Writer(source).library()


def added_statements(source: Source) -> Iterator[Described]:
    """Topics, reports, measures and what they rest on; they change more often than the library and can be made again alone."""
    writer = _Writer(source)
    yield from writer.topics()
    yield from writer.reports()


def statements_about(source: Source, identifier: str) -> Iterator[Described]:
    """A work with its versions and what it names; a version with its provisions; or a provision with those below it. Raises UnknownWork."""
    yield from _Writer(source).about(identifier)


def report_statements(identifier: str, checked: Mapping[str, Any], base: str = BASE) -> Iterator[Described]:
    """One report that was checked, its measures and what they rest on, without the library: the same terms and identifiers as in the whole graph.

    ``checked`` is the object of the ``check`` contract. ``lg:hasLegalBasis`` is what the report says; what is suggested is ``lg:LegalBasis`` alone.
    """
    report, head = f"{base}/reports/{identifier}", checked["document"]
    yield (
        report,
        [
            (RDF.type, f"<{LG.Report}>"),
            (RDF.type, f"<{PROV.Entity}>"),
            *_titles(head["name"], DCTERMS.title),
            (LG.reportedOn, _typed(head["date"], XSD.date)),
        ],
    )
    for place, measure in enumerate(checked["measures"], 1):
        node = base + measure_id(identifier, place - 1)
        targets = [f"<{base}{_rests_on(basis)}>" for basis in measure["basis"]]
        said = [target for target, basis in zip(targets, measure["basis"], strict=True) if basis["origin"] == "cited"]
        yield node, _facts(
            (RDF.type, f"<{LG.Measure}>"), (DCTERMS.isPartOf, f"<{report}>"), (DCTERMS.identifier, _number(place)),
            (LG.status, _literal(measure["state"])), *((LG.hasLegalBasis, target) for target in said),
        )  # fmt: skip
        for number, (target, basis) in enumerate(zip(targets, measure["basis"], strict=True), 1):
            yield f"{report}/bases/{place}-{number}", [
                (RDF.type, f"<{LG.LegalBasis}>"), (LG.source, f"<{node}>"), (LG.relation, _literal(Relation.HAS_BASIS)),
                (LG.origin, _literal(Origin.TEXT if basis["origin"] == "cited" else Origin.SUGGESTION)), (LG.target, target),
                (LG.namedWork, f"<{base}{basis['work']['id']}>"), (LG.evidenceStart, _number(measure["start"])),
                (LG.evidenceEnd, _number(measure["end"])), (LG.asWritten, _literal(basis["work"]["title"])),
            ]  # fmt: skip


def _rests_on(basis: Mapping[str, Any]) -> str:
    version = "" if basis["article"] or not basis["force"] else basis["force"]["version"]
    return str(basis["provision"] or version or basis["work"]["id"])


def _literal(words: str, *, language: str = "") -> str:
    said = _ESCAPE.sub(lambda match: _ESCAPED[match[0]], words)
    return f'"{said}"@{language}' if language else f'"{said}"'


def _typed(value: object, kind: str) -> str:
    return f'"{value}"^^<{kind}>'


def _day(day: date) -> str:
    return _typed(day.isoformat(), XSD.date)


def _number(value: int) -> str:
    return _typed(value, XSD.integer)


class _Writer:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._library = source.library

    def _iri(self, identifier: str) -> str:
        return self._source.base + _FORBIDDEN.sub(lambda match: f"%{ord(match[0]):02X}", identifier)

    def _link(self, identifier: str) -> str:
        return f"<{self._iri(identifier)}>"

    # -- the library ----------------------------------------------------------------------------------------------------------------

    def library(self) -> Iterator[Described]:
        yield from self._frame()
        works = self._library.works()
        for place in sorted({work.jurisdiction for work in works}):
            yield self._iri(f"/places/{place}"), _facts((RDF.type, f"<{LG.Place}>"), (SKOS.notation, _literal(place)))
        for issuer in sorted({issuer for work in works for issuer in _issuers(work)}):
            yield self._iri(issuer_id(issuer)), _facts((RDF.type, f"<{LG.Issuer}>"), (RDF.type, f"<{PROV.Agent}>"), *_titles(issuer, SKOS.prefLabel))
        for work in works:
            yield from self._work(work)
        yield from self._provisions()
        yield from self._references()

    def about(self, identifier: str) -> Iterator[Described]:
        name, version, _ = split_provision_id(identifier)
        work = self._library.work(name)
        rows = [(version, n.ordinal, n.parent, n.kind, n.number, n.label, n.heading) for n in self._library.tree(version) if n.kind != "toc"]
        edges = self._source.graph.neighbours(work.id, direction="out", limit=_MOST_EDGES)
        whole = self._iri(identifier)
        for subject, facts in itertools.chain(self._work(work), self._tree(version, rows), self._direct(edges)):
            if subject == whole or subject.startswith(f"{whole}/"):
                yield subject, facts

    def _frame(self) -> Iterator[Described]:
        data_set, nt = self._iri("/dataset"), self._iri("/dataset#nt")
        yield data_set, _facts(
            (RDF.type, f"<{DCAT.Dataset}>"), (DCTERMS.title, _literal("法规及其引用关系", language="zh")),
            (DCTERMS.title, _literal("Regulations and what they name", language="en")), (DCAT.distribution, f"<{nt}>"),
            (PROV.wasGeneratedBy, self._link("/activities/build")),
        )  # fmt: skip
        yield (
            nt,
            _facts((RDF.type, f"<{DCAT.Distribution}>"), (DCAT.mediaType, "<https://www.iana.org/assignments/media-types/application/n-triples>")),
        )
        yield self._iri("/activities/build"), _facts((RDF.type, f"<{PROV.Activity}>"), (PROV.wasAssociatedWith, self._link("/software")))
        yield self._iri("/software"), _facts((RDF.type, f"<{PROV.SoftwareAgent}>"), (DCTERMS.title, _literal(f"lawgraph {__version__}")))
        for scheme, said in (("/kinds", "效力层级"), ("/subdivisions", "条款层次"), ("/topics", "主题")):
            yield self._iri(scheme), _facts((RDF.type, f"<{SKOS.ConceptScheme}>"), *_titles(said, SKOS.prefLabel))
        for kind in Kind:
            yield self._iri(f"/kinds/{kind.value}"), _facts(
                (RDF.type, f"<{SKOS.Concept}>"), (SKOS.inScheme, self._link("/kinds")), *_titles(level_name(kind), SKOS.prefLabel),
                (SKOS.notation, _literal(kind.value)), (LG.rank, _number(rank(kind))),
            )  # fmt: skip
        for name in _KINDS.split():
            yield (
                self._iri(f"/subdivisions/{name}"),
                _facts((RDF.type, f"<{SKOS.Concept}>"), (SKOS.inScheme, self._link("/subdivisions")), (SKOS.notation, _literal(name))),
            )

    def topics(self) -> Iterator[Described]:
        for topic in self._source.topics:
            governed = []
            for article in topic.articles:
                for work in self._named(article.work):
                    version = next((row.id for row in self._library.versions(work) if row.published == article.version), None)
                    governed.append((LG.governs, self._link(provision_id(version, article.article) if version else work)))
            yield self._iri(f"/topics/{topic.key}"), _facts(
                (RDF.type, f"<{SKOS.Concept}>"), (SKOS.inScheme, self._link("/topics")), *_titles(topic.name, SKOS.prefLabel),
                (SKOS.definition, _literal(topic.description, language="zh")), *((SKOS.altLabel, _literal(p, language="zh")) for p in topic.phrases),
                *governed,
            )  # fmt: skip

    def _named(self, title: str) -> list[str]:
        return [work.id for work in self._library.works() if work.title == title]

    def _work(self, work: Work) -> Iterator[Described]:
        facts = [
            (RDF.type, f"<{ELI.LegalResource}>"), *_titles(work.title, DCTERMS.title),
            *(pair for n in work.short_titles for pair in _titles(n, DCTERMS.alternative)),
            (ELI.type_document, self._link(f"/kinds/{work.kind.value}")), (ELI.jurisdiction, self._link(f"/places/{work.jurisdiction}")),
            *((ELI.passed_by, self._link(issuer_id(issuer))) for issuer in _issuers(work)),
        ]  # fmt: skip
        if work.document_number:
            facts.append((ELI.number, _literal(work.document_number)))
        yield self._iri(work.id), _facts(*facts)
        before: str | None = None
        lives = {life.version: life for life in self._library.lifeline(work.id).versions}
        spans = self._library.lifeline(work.id).spans()
        for row in self._library.versions(work.id):
            said = [(RDF.type, f"<{ELI.LegalResource}>"), (ELI.is_member_of, self._link(work.id))]
            life = lives.get(row.id)
            starts, ends = spans.get(row.id, (None, None))
            days = (
                (ELI.date_document, life.adopted if life else None), (ELI.date_publication, row.published),
                (ELI.first_date_entry_in_force, row.in_force or starts),
                (ELI.date_no_longer_in_force, ends - timedelta(days=1) if ends else None),
            )  # fmt: skip
            said += [(term, _day(day)) for term, day in days if day is not None]
            if before is not None:
                said.append((ELI.consolidates, self._link(before)))
            yield self._iri(row.id), _facts(*said)
            yield self._iri(f"{row.id}/zho"), _facts(
                (RDF.type, f"<{ELI.LegalExpression}>"), (ELI.realizes, self._link(row.id)), (ELI.language, f"<{_CHINESE}>"),
                *_titles(row.title, ELI.title), *(pair for name in work.short_titles for pair in _titles(name, ELI.title_short)),
            )  # fmt: skip
            before = row.id

    def _provisions(self) -> Iterator[Described]:
        p = db.provision.c
        query = (
            sa.select(db.version.c.id, p.ordinal, p.parent, p.kind, p.number, p.label, p.heading)
            .join(db.version)
            .where(p.kind != "toc")
            .order_by(p.version_pk, p.ordinal)
            .execution_options(yield_per=20000)
        )
        with self._library.database.read() as read:
            for version, rows in itertools.groupby(read.execute(query), key=lambda row: row[0]):
                yield from self._tree(version, rows)

    def _tree(self, version: str, rows: Iterable[Any]) -> Iterator[Described]:
        glosses = self._library.glosses(version)
        iris: dict[int, str] = {}
        seen: set[str] = set()
        for _, ordinal, parent, kind, number, label, heading in rows:
            iri = iris[ordinal] = self._iri(provision_id(version, label))
            if label in seen:
                # a flawed text that counts an item twice: the first bears the number
                continue
            seen.add(label)
            facts = [
                (RDF.type, f"<{ELI.LegalResourceSubdivision}>"), (ELI.is_part_of, f"<{iris.get(parent, self._iri(version))}>"),
                (ELI.type_subdivision, self._link(f"/subdivisions/{kind}")),
            ]  # fmt: skip
            if number:
                facts.append((ELI.number, _literal(number)))
            if heading.strip():
                facts.append((DCTERMS.title, _literal(heading.strip(), language="zh")))
            if kind == "article" and label in glosses:
                facts += [
                    (term, _literal(said, language="zh")) for term, said in zip((LG.caption, ELI.description), glosses[label], strict=True) if said
                ]
            yield iri, _facts(*facts)

    def _references(self) -> Iterator[Described]:
        for _, group in itertools.groupby(self._source.graph.edges(), key=lambda pair: pair[1].version):
            edges = list(group)
            yield from self._direct(edge for _, edge in edges)
            for number, edge in edges:
                yield self._reference(f"/references/{number}", edge)

    def _direct(self, edges: Iterable[Edge]) -> Iterator[Described]:
        """The plain triples, each once by subject: who cites whom. A version or work is based on another, never an article of it."""
        said: dict[str, dict[tuple[str, str], None]] = {}
        for edge in edges:
            if edge.target and not edge.negated:
                subject = (edge.version or edge.source) if edge.relation == Relation.BASED_ON else edge.source_node
                facts = said.setdefault(self._iri(subject), {})
                facts[_DIRECT[edge.relation], self._link(edge.target_node)] = None
                if edge.relation == Relation.REPLACES:
                    facts[ELI.repeals, self._link(edge.target_node)] = None
        for subject, facts in said.items():
            yield subject, list(facts)

    def _reference(self, identifier: str, edge: Edge) -> Described:
        facts = [
            (RDF.type, f"<{LG.LegalBasis if edge.relation == Relation.HAS_BASIS else LG.Reference}>"), (LG.source, self._link(edge.source_node)),
            (LG.relation, _literal(edge.relation)), (LG.status, _literal(edge.status)), (LG.origin, _literal(edge.origin)),
        ]  # fmt: skip
        if edge.target:
            facts += [(LG.target, self._link(edge.target_node)), (LG.namedWork, self._link(edge.target))]
        if edge.provision:
            facts.append((LG.namedVersion, self._link(split_provision_id(edge.provision)[1])))
        if edge.relation != Relation.HAS_BASIS:
            facts.append((LG.citingWork, self._link(edge.source)))
        if edge.written:
            facts.append((LG.asWritten, _literal(edge.written)))
        if edge.evidence and edge.relation != Relation.HAS_BASIS:
            facts.append((LG.evidence, _literal(edge.evidence)))
        if edge.end:
            facts += [(LG.evidenceStart, _number(edge.start)), (LG.evidenceEnd, _number(edge.end))]
        facts += [(term, _literal(said)) for term, said in ((LG.verdict, edge.verdict), (LG.decided, edge.decided)) if said]
        if edge.negated:
            facts.append((LG.negated, _typed("true", XSD.boolean)))
        facts += [(term, _day(day)) for term, day in ((LG.appliesFrom, edge.starts), (LG.appliesUntil, edge.ends)) if day is not None]
        if edge.version:
            facts.append((PROV.wasDerivedFrom, self._link(edge.version)))
        facts.append((PROV.wasGeneratedBy, self._link("/activities/build")))
        return self._iri(identifier), _facts(*facts)

    # -- reports ----------------------------------------------------------------------------------------------------------------------

    def reports(self) -> Iterator[Described]:
        edges = list(report_edges(self._source.reports, self._library))
        by_measure = {node: list(group) for node, group in itertools.groupby(edges, key=lambda edge: edge.source)}
        for listed in self._source.reports.list():
            report = self._source.reports.get(listed.id)
            yield (
                self._iri(f"/reports/{report.id}"),
                _facts(
                    (RDF.type, f"<{LG.Report}>"),
                    (RDF.type, f"<{PROV.Entity}>"),
                    *_titles(report.name, DCTERMS.title),
                    (LG.reportedOn, _day(report.date)),
                ),
            )
            for place, measure in enumerate((report.checked or {}).get("measures", ())):
                node = measure_id(report.id, place)
                mine = by_measure.get(node, [])
                yield self._iri(node), self._measure(report.id, place, measure, mine)
                for number, edge in enumerate(mine):
                    yield self._reference(f"/reports/{report.id}/bases/{place + 1}-{number + 1}", edge)

    def _measure(self, report: str, place: int, measure: Any, bases: Sequence[Edge]) -> list[tuple[str, str]]:
        """``lg:hasLegalBasis`` is what the report says or an office confirmed; what is suggested or rejected is ``lg:LegalBasis`` alone."""
        return _facts(
            (RDF.type, f"<{LG.Measure}>"), (DCTERMS.isPartOf, self._link(f"/reports/{report}")), (DCTERMS.identifier, _number(place + 1)),
            (LG.status, _literal(measure["state"])),
            *((LG.hasLegalBasis, self._link(edge.target_node)) for edge in bases if edge.origin != Origin.SUGGESTION and edge.holds),
        )  # fmt: skip


def _issuers(work: Work) -> list[str]:
    return work.issuer.split("、") if work.issuer else []


def _titles(words: str, term: str) -> list[tuple[str, str]]:
    return [(term, _literal(words, language="zh"))] if words else []


def _facts(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    """The pairs, each once."""
    return list(dict.fromkeys(pairs))
