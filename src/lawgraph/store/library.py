"""The library as its readers see it: works, versions, provisions, and what applied on a day."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from rapidfuzz import process

from lawgraph.domain.ids import provision_id, split_provision_id
from lawgraph.domain.levels import Kind
from lawgraph.domain.models import Article, Force, Provision, TitleEntry, Work, WorkRef
from lawgraph.domain.snapshot import holds
from lawgraph.domain.timeline import Fact, FactKind, Lifeline, Trust, life
from lawgraph.errors import UnknownProvision, UnknownWork
from lawgraph.store import schema as db
from lawgraph.store.articles import ArticleRow, article_rows, reach
from lawgraph.store.database import Database
from lawgraph.text.statute import article_text

__all__ = ["Library", "ProblemRow", "RelationRow", "SourceRow", "VersionRow", "match_key"]

_EMPTY = re.compile(r"[\s\u3000《》〈〉<>‹›「」“”\"'·•]")
_WIDE = str.maketrans("（）［］０１２３４５６７８９—－–", "()[]0123456789---")


def match_key(title: str) -> str:
    """The form under which titles are held to be the same: no 中华人民共和国, no white space, quotes or title brackets, half-width figures and brackets."""
    return _EMPTY.sub("", title).translate(_WIDE).replace("中华人民共和国", "") or title


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version with its days: ``ends`` is the first day on which it applies no more; None: nobody knows, or no end."""

    id: str
    work: str
    title: str
    published: date | None
    in_force: date | None
    ends: date | None
    articles: int
    has_text: bool
    note: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What a user added: ``manifest`` counts what it gave, ``fingerprint`` changes with its content."""

    name: str
    kind: str
    added_at: str
    fingerprint: str
    manifest: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """What could not be made sense of in one file of a source."""

    source: str
    path: str
    code: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A relation as a text or record states it; ``target`` is the title as written, ``target_work`` the work that bears it, if one does."""

    work: str
    relation: str
    target: str
    target_work: str | None
    evidence: str


_P = db.provision.c
_NODE = sa.select(_P.ordinal, _P.parent, _P.last, _P.kind, _P.number, _P.label, _P.heading, _P.text).order_by(_P.ordinal)
_TREE = _NODE.where(_P.version_pk == sa.bindparam("version"))
_HEAD = db.provision.alias("head")
# an article with all below it, and the divisions above it
_ARTICLE = _TREE.join(_HEAD, sa.and_(_HEAD.c.version_pk == _P.version_pk, _HEAD.c.label == sa.bindparam("label"), _HEAD.c.kind == "article")).where(
    sa.or_(_P.ordinal.between(_HEAD.c.ordinal, _HEAD.c.last), sa.and_(_P.ordinal < _HEAD.c.ordinal, _P.last >= _HEAD.c.ordinal))
)

_F = db.fact.c
_FACTS = sa.select(
    _F.work_pk, _F.kind, _F.on, _F.trust, _F.evidence, _F.value, db.version.c.id.label("version"), db.source.c.name.label("source")
).select_from(db.fact.join(db.source).outerjoin(db.version, _F.version_pk == db.version.c.pk))  # fmt: skip
_FACTS_OF = _FACTS.where(_F.work_pk == sa.bindparam("work"))


class Library:
    """Reads the library; fulfils ``domain.models.Statutes``. What it has read stays in memory until the object goes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._lives: dict[str, Lifeline] = {}
        self._labels: dict[str, frozenset[str]] = {}

    # -- works and names ------------------------------------------------------------------------------------------------------------

    @cached_property
    def _works(self) -> dict[str, Work]:
        # where sources sort a work differently, a folder is believed before the package
        sorting = (
            sa.select(db.work_subject.c.work_pk, db.work_subject.c.subject).join(db.source).order_by(db.source.c.kind.desc(), db.source.c.name.desc())
        )
        short = sa.select(db.name.c.work_pk, db.name.c.name).where(db.name.c.sort == "short").order_by(db.name.c.name)
        with self.database.read() as read:
            names: dict[int, list[str]] = {}
            for pk, name in read.execute(short):
                names.setdefault(pk, []).append(name)
            rows = read.execute(sa.select(db.work).order_by(db.work.c.id)).all()
            subjects = {row.work_pk: row.subject for row in read.execute(sorting)}
        self._keys = {row.id: row.pk for row in rows}
        return {
            row.id: Work(
                row.id,
                row.title,
                Kind(row.kind),
                row.jurisdiction,
                row.issuer,
                row.document_number,
                tuple(names.get(row.pk, ())),
                subjects.get(row.pk, ""),
            )
            for row in rows
        }

    def works(self) -> tuple[Work, ...]:
        """Every work, by identifier."""
        return tuple(self._works.values())

    def names(self) -> tuple[TitleEntry, ...]:
        """Every name of every work: titles, short titles, former titles, document numbers."""
        query = sa.select(db.name.c.name, db.work.c.id, db.name.c.sort).join(db.work).order_by(db.name.c.name, db.work.c.id)
        with self.database.read() as read:
            return tuple(TitleEntry(*row) for row in read.execute(query))

    def work(self, identifier: str) -> Work:
        """The work of an identifier. Raises UnknownWork."""
        found = self._works.get(identifier)
        if found is None:
            raise UnknownWork(identifier)
        return found

    def find(self, written: str) -> Work:
        """The work that an identifier, title, short title or document number names. Raises UnknownWork, with titles that are near."""
        if written.startswith("/eli/"):
            try:
                return self.work(split_provision_id(written)[0])
            except ValueError:
                raise UnknownWork(written) from None
        key = match_key(written)
        found = self._by_key.get(key, [])
        if len(found) == 1:
            return self._works[found[0]]
        if found:
            raise UnknownWork(written, tuple(self._works[w].title for w in found))
        near = process.extract(key, list(self._by_key), limit=3, score_cutoff=70)
        raise UnknownWork(written, tuple(dict.fromkeys(self._works[self._by_key[name][0]].title for name, _, _ in near)))

    @cached_property
    def _by_key(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for entry in sorted(self.names(), key=lambda e: ("official", "short", "former", "number").index(e.sort)):
            works = found.setdefault(match_key(entry.name), [])
            if entry.work not in works and not (works and entry.sort != "official" and self._official(works[0], entry.name)):
                works.append(entry.work)
        return found

    def _official(self, work: str, name: str) -> bool:
        return match_key(self._works[work].title) == match_key(name)

    # -- time -------------------------------------------------------------------------------------------------------------------------

    def lifeline(self, work: str) -> Lifeline:
        """The life of a work from all facts. Raises UnknownWork."""
        known = self._lives.get(work)
        if known is None:
            self.work(work)
            known = self._lives[work] = life(self.facts(work))
        return known

    def facts(self, work: str) -> tuple[Fact, ...]:
        """Everything that sources say of a work's dates."""
        with self.database.read() as read:
            return tuple(_fact(row) for row in read.execute(_FACTS_OF, {"work": self._keys[work]}))

    def force(self, work: str, at: date, *, relied_on: str | None = None) -> Force:
        """The work's state on a day (``Lifeline.at``). Raises UnknownWork."""
        return self.lifeline(work).at(at, relied_on)

    def forces(self, at: date) -> dict[str, Force]:
        """The state of every work on a day, from one reading of all facts."""
        self._load_lives()
        return {work: lifeline.at(at) for work, lifeline in self._lives.items()}

    def version_ids(self, work: str) -> tuple[str, ...]:
        """The identifiers of the versions whose dates are known, in order of time. Raises UnknownWork."""
        return tuple(version.version for version in self.lifeline(work).versions)

    def versions(self, work: str) -> tuple[VersionRow, ...]:
        """A work's versions in order of time, those without text among them. Raises UnknownWork."""
        lifeline = self.lifeline(work)
        spans = lifeline.spans()
        places = {v.version: place for place, v in enumerate(lifeline.versions)}
        lives = {v.version: v for v in lifeline.versions}
        title = self._works[work].title
        query = sa.select(db.version).where(db.version.c.work_pk == self._keys[work])
        with self.database.read() as read:
            rows = [
                VersionRow(
                    row.id, work, row.title or title, row.published, lives[row.id].in_force if row.id in lives else None,
                    spans.get(row.id, (None, None))[1], row.articles, bool(row.text_hash), row.note,
                )
                for row in read.execute(query)
            ]  # fmt: skip
        return tuple(sorted(rows, key=lambda row: (places.get(row.id, -1), row.published or date.min, row.id)))

    # -- texts ------------------------------------------------------------------------------------------------------------------------

    def has(self, version: str, label: str) -> bool | None:
        """Whether the version holds the provision; None where its text is not installed. ``18..1`` asks for item 1 of any paragraph."""
        labels = self._labels.get(version)
        if labels is None:
            query = sa.select(db.provision.c.label).join(db.version).where(db.version.c.id == version)
            with self.database.read() as read:
                labels = self._labels[version] = frozenset(read.execute(query).scalars())
        return holds(labels, label)

    def tree(self, version: str) -> tuple[Provision, ...]:
        """All provisions of a version in document order; empty where its text is not installed."""
        return self._provisions(_TREE, version)

    def _provisions(self, query: sa.Select[Any], version: str, number: str = "") -> tuple[Provision, ...]:
        pk = self._version_keys.get(version)
        if pk is None:
            return ()
        with self.database.read() as read:
            return tuple(Provision(*row) for row in read.execute(query, {"version": pk, "label": number} if number else {"version": pk}))

    @cached_property
    def _version_keys(self) -> dict[str, int]:
        with self.database.read() as read:
            return {row.id: row.pk for row in read.execute(sa.select(db.version.c.id, db.version.c.pk))}

    def article(self, version: str, number: str) -> Article:
        """One article of a version (``number``: ``33``, ``120-1``) with its place, caption and gist. Raises UnknownWork and UnknownProvision."""
        work = self.work(split_provision_id(version)[0])
        nodes = self._provisions(_ARTICLE, version, number)
        head = next((place for place, node in enumerate(nodes) if node.label == number), None)
        if head is None:
            raise UnknownProvision(f"《{work.title}》的这个版本没有第 {number} 条。", "可用 lawgraph library show 查看全部条文。")
        caption, gist = self.glosses(version).get(number, ("", ""))
        chapter = " ".join(node.heading for node in nodes[:head])
        words = article_text(nodes[head:])
        return Article(WorkRef(work.id, work.title), version, provision_id(version, number), number, chapter, words, caption, gist)

    def article_texts(self, version: str) -> tuple[tuple[str, str], ...]:
        """Number and words of every article of a version in order; empty where its text is not installed."""
        nodes = self.tree(version)
        return tuple((node.label, article_text(nodes[node.ordinal : node.last + 1])) for node in nodes if node.kind == "article")

    def glosses(self, version: str) -> dict[str, tuple[str, str]]:
        """Our caption and gist for each article of a version that has them."""
        return self._all_glosses.get(version, {})

    @cached_property
    def _all_glosses(self) -> dict[str, dict[str, tuple[str, str]]]:
        same = sa.and_(db.version.c.work_pk == db.gloss.c.work_pk, db.version.c.published == db.gloss.c.published)
        found: dict[str, dict[str, tuple[str, str]]] = {}
        with self.database.read() as read:
            for row in read.execute(sa.select(db.version.c.id, db.gloss.c.article, db.gloss.c.caption, db.gloss.c.gist).join(db.gloss, same)):
                found.setdefault(row.id, {})[row.article] = (row.caption, row.gist)
        return found

    def articles(self) -> Iterator[ArticleRow]:
        """Every article of every version; a text without articles is one row with an empty number."""
        p = db.provision.c
        query = (
            sa.select(p.version_pk, p.kind, p.label, p.heading, p.text)
            .where(p.kind.not_in(["toc"]))
            .order_by(p.version_pk, p.ordinal)
            .execution_options(yield_per=20000)
        )
        versions = self._version_frames()
        with self.database.read() as read:
            for pk, rows in itertools.groupby(read.execute(query), key=lambda row: row.version_pk):
                work, version, starts, ends = versions[pk]
                glosses = self.glosses(version)
                for number, chapter, text in article_rows(rows):
                    caption, gist = glosses.get(number, ("", ""))
                    yield ArticleRow(
                        work.id, work.title, work.short_titles, work.kind, work.issuer, work.jurisdiction, version, number, chapter, text,
                        caption, gist, starts, ends, work.subject,
                    )  # fmt: skip

    def _version_frames(self) -> dict[int, tuple[Work, str, date | None, date | None]]:
        self._load_lives()
        query = sa.select(db.version.c.pk, db.version.c.id, db.version.c.text_hash, db.work.c.id.label("work")).join(db.work)
        with self.database.read() as read:
            rows = read.execute(query).all()
        texts = {row.id for row in rows if row.text_hash}
        spans = {work: reach(self.lifeline(work).spans(), texts) for work in {row.work for row in rows}}
        return {row.pk: (self.work(row.work), row.id, *spans[row.work].get(row.id, (None, None))) for row in rows}

    def _load_lives(self) -> None:
        """Reads all lifelines at once."""
        found: dict[str, list[Fact]] = {work: [] for work in self._works}
        works = {pk: work for work, pk in self._keys.items()}
        with self.database.read() as read:
            for row in read.execute(_FACTS):
                found[works[row.work_pk]].append(_fact(row))
        self._lives = {work: life(facts) for work, facts in found.items()}

    # -- around ---------------------------------------------------------------------------------------------------------------------

    def relations(self, work: str) -> tuple[RelationRow, ...]:
        """What the work's texts and records state of other works, and what others state of it. Raises UnknownWork."""
        me = self.work(work)
        return self._relations(sa.or_(db.relation.c.work_pk == self._keys[work], db.relation.c.target_key == match_key(me.title)))

    def every_relation(self) -> tuple[RelationRow, ...]:
        """Every relation that a text or record states."""
        return self._relations(sa.true())

    def _relations(self, condition: sa.ColumnElement[bool]) -> tuple[RelationRow, ...]:
        query = sa.select(db.relation, db.work.c.id).join(db.work).where(condition).order_by(db.relation.c.pk)
        with self.database.read() as read:
            rows = read.execute(query).all()
        return tuple(dict.fromkeys(RelationRow(row.id, row.relation, row.target, self._bearer(row.target_key), row.evidence) for row in rows))

    def _bearer(self, key: str) -> str | None:
        works = self._by_key.get(key, [])
        return works[0] if len(works) == 1 else None

    def sources(self) -> tuple[SourceRow, ...]:
        """Every source, by name."""
        s = db.source.c
        with self.database.read() as read:
            return tuple(SourceRow(*row) for row in read.execute(sa.select(s.name, s.kind, s.added_at, s.fingerprint, s.manifest).order_by(s.name)))

    def problems(self) -> tuple[ProblemRow, ...]:
        """Everything that could not be made sense of, by source and file."""
        p = db.problem.c
        query = sa.select(db.source.c.name, p.path, p.code, p.message, p.start, p.end).join(db.source).order_by(db.source.c.name, p.path, p.pk)
        with self.database.read() as read:
            return tuple(ProblemRow(*row) for row in read.execute(query))

    def fingerprint(self) -> str:
        """Sixteen figures that change with what the library holds; empty for an empty library."""
        with self.database.read() as read:
            return read.execute(sa.select(db.state.c.value).where(db.state.c.key == "library")).scalar() or ""

    def changed_at(self) -> datetime | None:
        """When a source was last added, renewed or taken back; None where nobody noted it."""
        with self.database.read() as read:
            said = read.execute(sa.select(db.state.c.value).where(db.state.c.key == "library-changed")).scalar()
        return datetime.fromisoformat(said) if said else None

    def counts(self) -> dict[str, int]:
        """How many works, versions, versions with text, and articles there are."""
        with self.database.read() as read:
            count = sa.select(sa.func.count())
            texts = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(db.version.c.articles), 0)).where(db.version.c.text_hash != "")
            with_text, articles = read.execute(texts).one()
            return {
                "works": read.execute(count.select_from(db.work)).scalar_one(),
                "versions": read.execute(count.select_from(db.version)).scalar_one(),
                "texts": with_text,
                "articles": articles,
            }


def _fact(row: Any) -> Fact:
    return Fact(FactKind(row.kind), row.on, Trust(row.trust), row.source, row.evidence, row.version or "", row.value)
