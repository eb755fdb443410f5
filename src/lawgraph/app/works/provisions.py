"""One provision on one day, as every door gives it: the version of that day, its words, and where it stands today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from lawgraph.app.wiring import Wiring
from lawgraph.app.words import WORDS
from lawgraph.cite import find_citations
from lawgraph.domain.ids import provision_id, split_provision_id
from lawgraph.domain.levels import level_name
from lawgraph.domain.models import Article, Force, Provision, Work, WorkRef, as_json
from lawgraph.domain.numerals import label_name
from lawgraph.errors import UnknownProvision
from lawgraph.store.library import Library
from lawgraph.text.statute import article_text

__all__ = ["Sight", "articles", "force_object", "later", "look", "provision", "provision_object", "read_label"]

_LABEL = re.compile(r"\d+(?:-\d+)*(?:\.\d+){0,3}")


@dataclass(frozen=True, slots=True)
class Sight:
    """A work on a day: ``version`` is the one that applied then (where none did, the last one whose text is installed), its text installed."""

    work: Work
    version: str
    force: Force
    force_today: Force


def look(wiring: Wiring, written: str, at: date) -> Sight:
    """The work that an identifier, title, short title or number names, on a day; an identifier of a version or provision names the version.

    Raises UnknownWork, and UnknownProvision where no text is installed.
    """
    library = wiring.library
    work = library.find(written)
    named = split_provision_id(written)[1] if written.startswith("/eli/") else ""
    force = library.force(work.id, at)
    texts = [row.id for row in library.versions(work.id) if row.has_text]
    version = named or force.version or (texts[-1] if texts else "")
    if version not in texts:
        day = f"版本 {version.rpartition('/')[2]}" if named else f" {at} 适用的版本"
        raise UnknownProvision(f"《{work.title}》没有{day}的正文。", "请用 lawgraph library add 导入，或换一个时点。")
    return Sight(work, version, force, library.force(work.id, wiring.today, relied_on=version))


def read_label(wiring: Wiring, work: Work, number: str) -> str:
    """The label that a written number means: 第三十三条, 33, 120-1, 33.1. Raises UnknownProvision for what is no number of one provision."""
    plain = number.strip()
    if plain.isascii() and _LABEL.fullmatch(plain):
        return plain
    found = find_citations(f"《{work.title}》{plain}", wiring.catalogue, at=wiring.today, today=wiring.today)
    named = found[0].pinpoints if found else ()
    if len(named) != 1:
        raise UnknownProvision(f"“{plain[:60]}”读不出条号。", "请写成 第三十三条 或 33，一次一条。")
    return named[0].label


def later(wiring: Wiring, version: str, label: str, today: Force) -> dict[str, Any] | None:
    """Where an article stands in the version of today; None if that is the same version, or there is none."""
    if not today.version or today.version == version:
        return None
    change = wiring.comparer.successor(version, label.partition(".")[0], today.version)
    if change is None:
        return {"version": today.version, "change": "unknown", "article": None}
    there = as_json(wiring.library.article(today.version, change.new)) if change.new else None
    return {"version": today.version, "change": change.kind.value, "article": there}


def provision(wiring: Wiring, sight: Sight, number: str) -> tuple[str, Article]:
    """Label and article of what a written number names. Raises UnknownProvision where the version does not hold it."""
    label = read_label(wiring, sight.work, number)
    if wiring.library.has(sight.version, label) is not True:
        raise UnknownProvision(f"《{sight.work.title}》{sight.version.rpartition('/')[2]} 公布的版本没有{label_name(label)}。", "请核对条号和时点。")
    return label, wiring.library.article(sight.version, label.partition(".")[0])


def provision_object(wiring: Wiring, sight: Sight, label: str, found: Article) -> dict[str, Any]:
    """A provision with its article, the work's state then and today, and where the article stands today."""
    return {
        "work": as_json(sight.work),
        "level": level_name(sight.work.kind),
        "version": sight.version,
        "label": label,
        "name": label_name(label),
        "article": as_json(found),
        "force": force_object(sight.force),
        "force_today": force_object(sight.force_today),
        "today": later(wiring, sight.version, label, sight.force_today),
    }


def articles(library: Library, sight: Sight) -> Iterator[Article]:
    """Every article of the version in order, from one reading."""
    nodes, glosses = library.tree(sight.version), library.glosses(sight.version)
    ref = WorkRef(sight.work.id, sight.work.title)
    above: list[Provision] = []
    for node in nodes:
        while above and above[-1].last < node.ordinal:
            above.pop()
        if node.kind == "article":
            caption, gist = glosses.get(node.label, ("", ""))
            place, words = " ".join(other.heading for other in above), article_text(nodes[node.ordinal : node.last + 1])
            yield Article(ref, sight.version, provision_id(sight.version, node.label), node.label, place, words, caption, gist)
        above.append(node)


def force_object(force: Force) -> dict[str, Any]:
    """A state with its Chinese name."""
    said: dict[str, Any] = as_json(force)
    return said | {"status_name": WORDS["state"][force.status.value]}
