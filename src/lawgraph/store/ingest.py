"""Taking regulations in: works and versions are found or minted, texts and facts laid beside what is there, all in one transaction.

A work is known again by its title (``match_key``), a version by a day of its making or by its words; ``store.joining`` says
what else joins them. What a second source says is added with its
name and never written over what stands: facts that differ become contradictions, texts that differ a problem of the source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from lawgraph.domain.ids import version_id, work_id
from lawgraph.domain.levels import Kind
from lawgraph.domain.models import Problem
from lawgraph.domain.timeline import FactKind, Trust
from lawgraph.store import schema as db
from lawgraph.store.joining import apart, far, loose_key, one_making
from lawgraph.store.keys import mint_key, text_hash
from lawgraph.store.library import match_key
from lawgraph.store.records import Record
from lawgraph.store.withdrawal import stamp, sweep, withdraw
from lawgraph.text.making import Said, Stage
from lawgraph.text.statute import Statute

__all__ = ["Ingest", "Item", "Taken"]

_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Item:
    """One regulation as a source gives it.

    ``stages`` are its versions, the last being the text's; ``statute`` is None for facts alone; ``since`` is a day from which the work as a whole
    applies; ``in_force`` and ``ended`` are what a data set says of the last version.
    """

    path: str
    title: str
    kind: Kind
    jurisdiction: str
    issuer: str
    stages: tuple[Stage, ...]
    statute: Statute | None
    problems: tuple[Problem, ...] = ()
    relations: tuple[tuple[str, str, str], ...] = ()
    since: Said | None = None
    in_force: date | None = None
    ended: bool = False
    document_number: str = ""
    subject: str = ""


@dataclass
class Taken:
    """What a source added. ``unchanged``: it stood already, word for word."""

    name: str
    kind: str
    unchanged: bool = False
    files: int = 0
    works: int = 0
    versions: int = 0
    texts: int = 0
    articles: int = 0
    problems: dict[str, int] = field(default_factory=dict)

    def manifest(self) -> dict[str, Any]:
        """As stored beside the source."""
        return {key: value for key, value in vars(self).items() if key not in {"name", "kind", "unchanged"}}


@dataclass(slots=True)
class _Version:
    pk: int
    id: str
    days: set[date]
    text_hash: str
    in_force: set[date] = field(default_factory=set)
    firm: bool = False
    """Whether more than a file's name or a list gives a day of its making."""


class Ingest:
    """One source being taken in, inside the transaction of ``connection``.

    ``begin`` → ``record``/``item`` for each → ``finish``. Nothing is written where ``begin`` says that the source stands unchanged.
    """

    def __init__(self, connection: sa.Connection, kind: str, name: str, fingerprint: str) -> None:
        self.connection = connection
        self.taken = Taken(name, kind)
        self.fingerprint = fingerprint
        self._source = 0
        self._rows: dict[sa.Table, list[dict[str, Any]]] = {}
        self._sorted: set[int] = set()

    def begin(self) -> bool:
        """Whether there is anything to take in: False where the same source stands with the same fingerprint."""
        known = self.connection.execute(sa.select(db.source).where(db.source.c.name == self.taken.name)).one_or_none()
        if known is not None and known.fingerprint == self.fingerprint:
            self.taken = Taken(self.taken.name, self.taken.kind, unchanged=True, **known.manifest)
            return False
        if known is not None:
            withdraw(self.connection, known.pk)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        row = {"kind": self.taken.kind, "name": self.taken.name, "fingerprint": self.fingerprint, "added_at": now, "manifest": {}}
        self._source = self._insert_one(db.source, row)
        self._load()
        return True

    def _load(self) -> None:
        """What the library holds already, as far as it is needed to know works and versions again."""
        read = self.connection.execute
        self._works: dict[str, tuple[int, str]] = {}
        self._ids = {row.id: row.pk for row in read(sa.select(db.work.c.id, db.work.c.pk))}
        self._alike: dict[str, list[tuple[int, str]]] = {}
        names = sa.select(db.name.c.name, db.name.c.sort, db.work.c.pk, db.work.c.id).join(db.work).where(db.name.c.sort != "number")
        for row in read(names.order_by(db.name.c.sort)):
            self._know((row.pk, row.id), row.name, row.sort)
        self._named = {(row.work_pk, row.name) for row in read(sa.select(db.name.c.work_pk, db.name.c.name))}
        self._versions: dict[int, list[_Version]] = {}
        by_pk: dict[int, _Version] = {}
        for known in read(sa.select(db.version)):
            version = _Version(known.pk, known.id, {known.published} if known.published else set(), known.text_hash)
            by_pk[known.pk] = version
            self._versions.setdefault(known.work_pk, []).append(version)
        self._texts = {version.text_hash: pk for pk, versions in self._versions.items() for version in versions if version.text_hash}
        making = {FactKind.ADOPTED.value, FactKind.APPROVED.value, FactKind.PUBLISHED.value}
        fact = db.fact.c
        for said in read(sa.select(fact.version_pk, fact.kind, fact.on, fact.trust).where(fact.on.is_not(None), fact.version_pk.is_not(None))):
            version = by_pk[said.version_pk]
            if said.kind in making:
                version.days.add(said.on)
                version.firm |= said.trust > Trust.FILE_NAME
            elif said.kind == FactKind.IN_FORCE.value:
                version.in_force.add(said.on)

    # -- works ------------------------------------------------------------------------------------------------------------------------

    def _work(self, item: Item, hashed: str) -> tuple[int, str]:
        known = self._works.get(match_key(item.title))
        if known is not None:
            return known
        alike = self._under_another_title(item, hashed)
        if alike is not None:
            self._name(alike, item.title, "official")
            return alike
        year = next((stage.born.year for stage in item.stages if stage.born), None)
        key = mint_key(item.title)
        identifier = work_id(jurisdiction=item.jurisdiction, kind=item.kind, first_year=year, key=key)
        if identifier in self._ids:
            key = f"{key}-{hashlib.sha256(match_key(item.title).encode()).hexdigest()[:6]}"
            identifier = work_id(jurisdiction=item.jurisdiction, kind=item.kind, first_year=year, key=key)
        return self._mint(identifier, item.title, item.kind, item.jurisdiction, item.issuer, item.document_number)

    def _under_another_title(self, item: Item, hashed: str) -> tuple[int, str] | None:
        """The work that bears nearly this title, or bore it, and shares a day of making or the words; or has these words under an issuer's name."""
        key = match_key(item.title)
        days = {day for stage in item.stages for day in stage.days}
        for work in self._alike.get(loose_key(key), ()):
            if any(version.days & days or (hashed and version.text_hash == hashed) for version in self._versions.get(work[0], ())):
                return work
        holder = self._texts.get(hashed) if hashed else None
        title = apart(key, [known for known, work in self._works.items() if work[0] == holder]) if holder is not None else None
        return self._works[title] if title is not None else None

    def _mint(
        self, identifier: str, title: str, kind: Kind, jurisdiction: str, issuer: str, number: str, *, recorded: bool = False
    ) -> tuple[int, str]:
        row = {
            "id": identifier, "title": title, "match": match_key(title), "kind": kind.value, "jurisdiction": jurisdiction, "issuer": issuer,
            "document_number": number, "recorded": recorded,
        }  # fmt: skip
        pk = self._insert_one(db.work, row)
        self._ids[identifier] = pk
        self._name((pk, identifier), title, "official")
        self.taken.works += 1
        return pk, identifier

    def _name(self, work: tuple[int, str], name: str, sort: str) -> None:
        if (work[0], name) not in self._named:
            self._named.add((work[0], name))
            self._add(db.name, {"work_pk": work[0], "name": name, "sort": sort})
        self._know(work, name, sort)

    def _know(self, work: tuple[int, str], name: str, sort: str) -> None:
        key = match_key(name)
        if sort in {"official", "short"}:
            self._works.setdefault(key, work)
        if sort in {"official", "former"}:
            self._alike.setdefault(loose_key(key), []).append(work)

    # -- versions -----------------------------------------------------------------------------------------------------------------------

    def _version(
        self, work: tuple[int, str], days: frozenset[date], published: date | None, title: str, hashed: str = "", note: str = "",
        *, in_force: date | None = None, firm: bool = True,
    ) -> _Version:  # fmt: skip
        """The version with one of these days or with these words, or that was made then by all signs; a new one where there is none."""
        pk, identifier = work
        versions = self._versions.setdefault(pk, [])
        known = next((version for version in versions if version.days & days), None)
        known = known or next((version for version in versions if hashed and version.text_hash == hashed), None)
        starts = {in_force} if in_force is not None else set()
        for version in versions if known is None else ():
            shared = version.in_force & starts
            weak = version.firm != firm and not (hashed and version.text_hash)
            if one_making(version.days, days, weak=weak, in_force=shared):
                known = version
        if known is not None:
            if not far(known.days, days):
                known.days |= days
                known.in_force |= starts
                known.firm |= firm
            return known
        new_id = version_id(identifier, published, hashed)
        same = next((version for version in versions if version.id == new_id), None)
        if same is not None and not (hashed and same.text_hash):
            return same
        if same is not None:
            new_id = version_id(identifier, None, hashed)
        row = {"id": new_id, "work_pk": pk, "published": published, "title": title, "text_hash": "", "articles": 0, "note": note}
        version = _Version(self._insert_one(db.version, row), new_id, set(days), "", starts, firm)
        versions.append(version)
        self.taken.versions += 1
        return version

    def _fact(self, work: int, version: int | None, kind: FactKind, said: Said, value: str = "") -> None:
        self._add(
            db.fact,
            {
                "work_pk": work, "version_pk": version, "source_pk": self._source, "kind": kind.value, "on": said.on, "value": value,
                "trust": int(said.trust), "evidence": said.words,
            },
        )  # fmt: skip

    def _stage(self, work: tuple[int, str], stage: Stage, title: str, hashed: str = "") -> _Version:
        making = [said.trust for said in (stage.adopted, stage.approved, stage.published) if said is not None]
        in_force = stage.in_force.on if stage.in_force is not None else None
        version = self._version(
            work, stage.days, stage.born, title, hashed, in_force=in_force, firm=max(making, default=Trust.TEXT) > Trust.FILE_NAME
        )
        if far(version.days, stage.days):
            # the same words under a day long before or after: a copy that is dated wrongly, or an amendment that left them alone
            return version
        for kind, said in (
            (FactKind.ADOPTED, stage.adopted),
            (FactKind.APPROVED, stage.approved),
            (FactKind.PUBLISHED, stage.published),
            (FactKind.IN_FORCE, stage.in_force),
        ):
            if said is not None:
                self._fact(work[0], version.pk, kind, said)
        for what, said in stage.parts:
            self._fact(work[0], version.pk, FactKind.IN_FORCE_IN_PART, said, what)
        return version

    # -- what a source gives ------------------------------------------------------------------------------------------------------------

    def item(self, item: Item) -> None:
        """Takes in one regulation: its work, its versions with their facts, its text, its problems and relations."""
        self.taken.files += 1
        hashed = text_hash(item.statute.nodes) if item.statute is not None and item.statute.nodes else ""
        work = self._work(item, hashed)
        for stage in item.stages[:-1]:
            if stage.born is not None:
                self._stage(work, stage, "")
        last = item.stages[-1] if item.stages else Stage()
        version = self._stage(work, last, item.title, hashed)
        if item.subject and work[0] not in self._sorted:
            self._sorted.add(work[0])
            self._add(db.work_subject, {"work_pk": work[0], "source_pk": self._source, "subject": item.subject})
        if item.since is not None:
            self._fact(work[0], None, FactKind.IN_FORCE, item.since)
        if item.in_force is not None:
            self._fact(work[0], version.pk, FactKind.IN_FORCE, Said(item.in_force, "数据集所载施行日期", Trust.DATASET))
        if item.ended:
            row = {"work_pk": work[0], "version_pk": version.pk, "source_pk": self._source, "kind": FactKind.REPEALED.value, "on": None}
            self._add(db.fact, {**row, "value": "", "trust": int(Trust.DATASET), "evidence": "数据集标记为失效"})
        if hashed and item.statute is not None:
            self._text(item, work[0], version, hashed)
        self._add(db.source_item, {"source_pk": self._source, "path": item.path, "version_pk": version.pk, "text_hash": hashed})
        for problem in (*item.problems, *(item.statute.problems if item.statute else ())):
            self.problem(item.path, problem)
        for relation, target, evidence in item.relations:
            self._relation(work[0], relation, target, evidence, _clause_day(item))

    def _text(self, item: Item, work: int, version: _Version, hashed: str) -> None:
        statute = item.statute
        if statute is None or version.text_hash == hashed:
            return
        if version.text_hash:
            self.problem(item.path, Problem("text-differs", "同一版本已有来自其他来源的文本，文字不同，保留先到的"))
            return
        version.text_hash = hashed
        self._texts[hashed] = work
        articles = statute.articles
        self.connection.execute(
            sa.update(db.version)
            .where(db.version.c.pk == version.pk)
            .values(text_hash=hashed, articles=articles, title=item.title, text_source=self._source)
        )
        for node in statute.nodes:
            self._add(
                db.provision,
                {
                    "version_pk": version.pk, "ordinal": node.ordinal, "parent": node.parent, "last": node.last, "kind": node.kind,
                    "number": node.number, "label": node.label, "heading": node.heading, "text": node.text,
                },
            )  # fmt: skip
        self.taken.texts += 1
        self.taken.articles += articles

    def record(self, record: Record) -> None:
        """Takes in one of our records. A work that was minted before keeps its identifier."""
        self.taken.files += 1
        known = self._works.get(match_key(record.title))
        if known is None:
            known = self._mint(
                record.id, record.title, record.kind, record.jurisdiction, record.issuer, record.document_number, recorded=True
            )  # fmt: skip
        else:
            values = {"title": record.title, "match": match_key(record.title), "kind": record.kind.value, "recorded": True}
            more = {"issuer": record.issuer, "document_number": record.document_number}
            change = sa.update(db.work).where(db.work.c.pk == known[0]).values(**values, **{k: v for k, v in more.items() if v})
            self.connection.execute(change)
        for entry in record.names():
            self._name(known, entry.name, entry.sort)
        for stated in record.versions:
            days = frozenset(said.value for said in (stated.published, stated.approved, stated.adopted) if said is not None)
            in_force = stated.in_force.value if stated.in_force is not None else None
            version = self._version(known, days, stated.day, record.title, note=stated.note, in_force=in_force)
            for kind, fact in (
                (FactKind.ADOPTED, stated.adopted),
                (FactKind.APPROVED, stated.approved),
                (FactKind.PUBLISHED, stated.published),
                (FactKind.IN_FORCE, stated.in_force),
            ):
                if fact is not None:
                    self._fact(known[0], version.pk, kind, Said(fact.value, fact.source, fact.trust))
            if stated.day is not None:
                self._glosses(known[0], stated.day, stated.glosses)
        if record.repealed is not None:
            end = record.repealed.on
            for title in record.replaced_by or ("",):
                self._fact(known[0], None, FactKind.REPEALED, Said(end.value, end.source, end.trust), title)
        for relation in record.relations:
            self._relation(known[0], relation.relation, relation.target, relation.source)

    def _glosses(self, work: int, published: date, glosses: Iterable[Any]) -> None:
        self.connection.execute(sa.delete(db.gloss).where(db.gloss.c.work_pk == work, db.gloss.c.published == published))
        for gloss in glosses:
            row = {"work_pk": work, "published": published, "article": gloss.number, "caption": gloss.caption, "gist": gloss.gist}
            self._add(db.gloss, row)

    def problem(self, path: str, problem: Problem) -> None:
        """Notes what could not be made sense of in one file."""
        self.taken.problems[problem.code] = self.taken.problems.get(problem.code, 0) + 1
        row = {"source_pk": self._source, "path": path, "code": problem.code, "message": problem.message, "start": problem.start}
        self._add(db.problem, {**row, "end": problem.end})

    def _relation(self, work: int, relation: str, target: str, evidence: str, on: date | None = None) -> None:
        row = {"work_pk": work, "source_pk": self._source, "relation": relation, "target": target, "target_key": match_key(target)}
        self._add(db.relation, {**row, "evidence": evidence, "on": on})

    # -- the end --------------------------------------------------------------------------------------------------------------------------

    def finish(self) -> Taken:
        """Writes what is left, links what repeals what, and gives the library its new fingerprint."""
        self._flush()
        self._link_repeals()
        sweep(self.connection)
        values = {"manifest": self.taken.manifest()}
        self.connection.execute(sa.update(db.source).where(db.source.c.pk == self._source).values(**values))
        stamp(self.connection)
        return self.taken

    def _link_repeals(self) -> None:
        """A clause 《…》同时废止 ends the work that bears exactly that title, from the day that the clause's version applies.

        A work that was made anew under its own title is not ended, nor one that has a version from after that day.
        """
        read = self.connection.execute
        born: dict[int, date] = {}
        for row in read(sa.select(db.version.c.work_pk, sa.func.max(db.version.c.published).label("last")).group_by(db.version.c.work_pk)):
            if row.last is not None:
                born[row.work_pk] = row.last
        titles = {row.pk: row.title for row in read(sa.select(db.work.c.pk, db.work.c.title))}
        query = sa.select(db.relation).where(db.relation.c.relation == "repeals", db.relation.c.source_pk == self._source)
        for row in read(query).all():
            target = self._works.get(row.target_key)
            if target is None or target[0] == row.work_pk or row.on is None or born.get(target[0], date.min) >= row.on:
                continue
            self._fact(target[0], None, FactKind.REPEALED, Said(row.on, row.evidence, Trust.TEXT), titles[row.work_pk])
        self._flush()

    def _insert_one(self, table: sa.Table, row: dict[str, Any]) -> int:
        key = self.connection.execute(sa.insert(table).values(**row)).inserted_primary_key
        if key is None:
            raise RuntimeError(f"{table.name} gave no key")
        return int(key[0])

    def _add(self, table: sa.Table, row: dict[str, Any]) -> None:
        rows = self._rows.setdefault(table, [])
        rows.append(row)
        if len(rows) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        for table, rows in self._rows.items():
            if rows:
                self.connection.execute(sa.insert(table), rows)
        self._rows = {}


def _clause_day(item: Item) -> date | None:
    """The day from which the text's closing clauses apply: that of the version which they date, of the work where they date it as a whole."""
    dated = [stage.in_force for stage in item.stages if stage.in_force is not None]
    own = [said for said in (item.since, *dated) if said is not None and said.trust is Trust.TEXT]
    chosen = own or dated[-1:]
    return chosen[0].on if chosen else None
