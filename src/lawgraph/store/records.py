"""Our editorial records: the works in ``data/regulations`` and the topics in ``data/topics``, one YAML file each.

The format is in docs/reference/data-format.md. A record states facts with their sources and never the text of a regulation; what nobody
knows is absent. Reading is strict: whatever the format does not name raises RecordInvalid with the file and the field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, TypeVar

from lawgraph.domain.ids import version_id, work_id
from lawgraph.domain.levels import Kind
from lawgraph.domain.models import Gloss, TitleEntry, Work
from lawgraph.domain.timeline import Fact, FactKind, Trust
from lawgraph.errors import RecordInvalid
from lawgraph.store.strict_yaml import Fields, as_article, as_count, as_day, as_key, as_title, as_truth, as_words, matching, one_of, read

__all__ = ["SOURCE", "Record", "RecordVersion", "Relation", "Repeal", "Stated", "Topic", "TopicArticle", "load", "load_topics"]

SOURCE = "records"
"""The name under which the facts of records stand among other sources."""

RELATIONS = ("amends", "replaces", "repeals", "implements", "based_on", "interprets")
WEIGHTS = ("core", "related")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stated(Generic[T]):
    """A value, the document that says so, and whether somebody read it there."""

    value: T
    source: str
    verified: bool

    @property
    def trust(self) -> Trust:
        return Trust.RECORD if self.verified else Trust.UNVERIFIED_RECORD


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """What is known of one version. ``day`` names it: its publication, or the nearest thing to it that is known."""

    published: Stated[date] | None
    adopted: Stated[date] | None
    approved: Stated[date] | None
    in_force: Stated[date] | None
    articles: Stated[int] | None
    document_number: Stated[str] | None
    note: str
    glosses: tuple[Gloss, ...]

    @property
    def day(self) -> date | None:
        """The date in the version's identifier; None where no date is known at all."""
        known = self.published or self.approved or self.adopted or self.in_force
        return known.value if known else None


@dataclass(frozen=True, slots=True)
class Repeal:
    """The end of a work: ``by`` is the title of what repealed it, empty where not known."""

    on: Stated[date]
    by: str


@dataclass(frozen=True, slots=True)
class Relation:
    """``relation`` (one of RELATIONS) runs from the record's work to the work with the title ``target``."""

    relation: str
    target: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Record:
    """One work as our editors know it. ``versions`` stand in order of time."""

    key: str
    jurisdiction: str
    kind: Kind
    first_year: int | None
    title: str
    short_titles: tuple[str, ...]
    former_titles: tuple[str, ...]
    issuer: str
    document_number: str
    source: str
    verified: bool
    note: str
    versions: tuple[RecordVersion, ...]
    repealed: Repeal | None
    replaced_by: tuple[str, ...]
    relations: tuple[Relation, ...]

    @property
    def id(self) -> str:
        return work_id(jurisdiction=self.jurisdiction, kind=self.kind, first_year=self.first_year, key=self.key)

    def work(self) -> Work:
        """The work as the other floors know it."""
        return Work(self.id, self.title, self.kind, self.jurisdiction, self.issuer, self.document_number, self.short_titles)

    def names(self) -> Iterator[TitleEntry]:
        """Every name that the record gives to the work, the official title first."""
        yield TitleEntry(self.title, self.id, "official")
        for sort, titles in (("short", self.short_titles), ("former", self.former_titles)):
            yield from (TitleEntry(title, self.id, sort) for title in titles)
        if self.document_number:
            yield TitleEntry(self.document_number, self.id, "number")

    def facts(self) -> Iterator[Fact]:
        """The record's dates as ``timeline.life`` takes them; a version's name is its identifier, evidence the document that says so."""
        for version in self.versions:
            name = version_id(self.id, version.day)
            for kind, said in (
                (FactKind.ADOPTED, version.adopted),
                (FactKind.APPROVED, version.approved),
                (FactKind.PUBLISHED, version.published),
                (FactKind.IN_FORCE, version.in_force),
            ):
                if said is not None:
                    yield Fact(kind, said.value, said.trust, SOURCE, said.source, name)
        if self.repealed is not None:
            end = self.repealed.on
            for title in self.replaced_by or ("",):
                yield Fact(FactKind.REPEALED, end.value, end.trust, SOURCE, end.source, "", title)


@dataclass(frozen=True, slots=True)
class TopicArticle:
    """An article that governs a topic: of the work with the title ``work``, numbered as in the version published on ``version``."""

    work: str
    article: str
    version: date
    why: str
    weight: str


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that public bodies do, the words by which reports speak of it, and the articles that govern it."""

    key: str
    name: str
    description: str
    phrases: tuple[str, ...]
    articles: tuple[TopicArticle, ...]


def load(folder: Path) -> tuple[Record, ...]:
    """The records of ``folder`` (``*.yaml``) in order of their keys.

    Raises RecordInvalid for a file that breaks the format, and where two records share an identifier or a name.
    """
    records = tuple(_record(path) for path in sorted(folder.glob("*.yaml")))
    _distinct(folder, [(record.key, record.id) for record in records], "id")
    _distinct(folder, [(record.key, name) for record in records for name in (record.title, *record.short_titles, *record.former_titles)], "title")
    return records


def load_topics(folder: Path) -> tuple[Topic, ...]:
    """The topics of ``folder`` (``*.yaml``) in order of their keys. Raises RecordInvalid as ``load`` does."""
    topics = tuple(_topic(path) for path in sorted(folder.glob("*.yaml")))
    _distinct(folder, [(topic.key, topic.name) for topic in topics], "name")
    return topics


def _distinct(folder: Path, said: Sequence[tuple[str, str]], field: str) -> None:
    seen: dict[str, str] = {}
    for key, value in said:
        if value in seen:
            raise RecordInvalid(f"{folder.name}/{key}.yaml 的 {field}：“{value}”已用于 {seen[value]}.yaml。", "请改正其中一处。")
        seen[value] = key


def _record(path: Path) -> Record:
    fields = read(path)
    key = fields.must("key", as_key)
    if key != path.stem:
        raise fields.wrong("key", f"“{key}”与文件名不同")
    record = Record(
        key=key,
        jurisdiction=fields.must("jurisdiction", partial(matching, r"national|cn-[a-z]{2}(?:-[a-z]+)?")),
        kind=Kind(fields.must("kind", partial(one_of, tuple(kind.value for kind in Kind)))),
        first_year=fields.may("first_year", as_count),
        title=fields.must("title", as_title),
        short_titles=fields.many("short_titles", as_title),
        former_titles=fields.many("former_titles", as_title),
        issuer=fields.may("issuer", as_words) or "",
        document_number=fields.may("document_number", as_words) or "",
        source=fields.must("source", as_words),
        verified=fields.must("verified", as_truth),
        note=fields.may("note", as_words) or "",
        versions=tuple(_version(part) for part in fields.parts("versions")),
        repealed=_repeal(end) if (end := fields.part("repealed")) else None,
        replaced_by=fields.many("replaced_by", as_title),
        relations=tuple(_relation(part) for part in fields.parts("relations")),
    )
    fields.close()
    days = [version.day or date.min for version in record.versions]
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise fields.wrong("versions", "各版本没有按时间先后排列，或两个版本同日")
    return record


def _version(fields: Fields) -> RecordVersion:
    source, verified = fields.must("source", as_words), fields.must("verified", as_truth)
    stated = partial(_stated, fields, source, verified=verified)
    version = RecordVersion(
        published=stated("published", as_day),
        adopted=stated("adopted", as_day),
        approved=stated("approved", as_day),
        in_force=stated("in_force", as_day),
        articles=stated("articles", as_count),
        document_number=stated("document_number", as_words),
        note=fields.may("note", as_words) or "",
        glosses=tuple(_gloss(part) for part in fields.parts("glosses")),
    )
    fields.close()
    made = [said.value for said in (version.adopted, version.approved, version.published) if said is not None]
    if made != sorted(made):
        raise fields.wrong("published", "通过、批准、公布的先后不对")
    numbers = [gloss.number for gloss in version.glosses]
    if len(set(numbers)) < len(numbers):
        raise fields.wrong("glosses", "同一条写了两次")
    if version.articles is not None and any(int(number.split("-")[0]) > version.articles.value for number in numbers):
        raise fields.wrong("glosses", f"有的条号大于 {version.articles.value}")
    return version


def _stated(fields: Fields, source: str, name: str, read: Callable[[Any], T], *, verified: bool) -> Stated[T] | None:
    """A field of a version: plain, with the version's source; or a mapping of value, source and verified of its own."""
    own = fields.part(name) if isinstance(fields.content.get(name), dict) else None
    if own is None:
        value = fields.may(name, read)
        return None if value is None else Stated(value, source, verified)
    said = Stated(own.must("value", read), own.may("source", as_words) or source, own.must("verified", as_truth))
    own.close()
    return said


def _gloss(fields: Fields) -> Gloss:
    gloss = Gloss(fields.must("article", as_article), fields.must("caption", as_words), fields.must("gist", as_words))
    fields.close()
    return gloss


def _repeal(fields: Fields) -> Repeal:
    on = Stated(fields.must("date", as_day), fields.must("source", as_words), fields.must("verified", as_truth))
    repeal = Repeal(on, fields.may("by", as_title) or "")
    fields.close()
    return repeal


def _relation(fields: Fields) -> Relation:
    relation = Relation(
        fields.must("relation", partial(one_of, RELATIONS)),
        fields.must("target", as_title),
        fields.must("source", as_words),
        fields.must("verified", as_truth),
    )
    fields.close()
    return relation


def _topic(path: Path) -> Topic:
    fields = read(path)
    topic = Topic(
        key=fields.must("key", as_key),
        name=fields.must("name", as_words),
        description=fields.must("description", as_words),
        phrases=fields.many("phrases", as_words),
        articles=tuple(_topic_article(part) for part in fields.parts("articles")),
    )
    fields.close()
    if topic.key != path.stem:
        raise fields.wrong("key", f"“{topic.key}”与文件名不同")
    places = [(link.work, link.article, link.version) for link in topic.articles]
    if len(set(places)) < len(places):
        raise fields.wrong("articles", "同一条写了两次")
    return topic


def _topic_article(fields: Fields) -> TopicArticle:
    link = TopicArticle(
        work=fields.must("work", as_title),
        article=fields.must("article", as_article),
        version=fields.must("version", as_day),
        why=fields.must("why", as_words),
        weight=fields.must("weight", partial(one_of, WEIGHTS)),
    )
    fields.close()
    return link
