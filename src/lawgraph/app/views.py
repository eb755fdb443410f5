"""What the command line, the API and the pages show of works and edges, as plain objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from lawgraph.app.words import WORDS
from lawgraph.domain.ids import split_provision_id
from lawgraph.domain.levels import Kind, level_name
from lawgraph.domain.models import ForceStatus, as_json
from lawgraph.domain.numerals import label_name, to_int
from lawgraph.domain.subjects import SUBJECTS
from lawgraph.errors import UnknownProvision, UnknownWork, UsageError
from lawgraph.services.search.answers import Within
from lawgraph.services.search.measures import WithinReports
from lawgraph.store.graph.rows import Edge
from lawgraph.store.library import Library

__all__ = [
    "STATES",
    "WITHIN",
    "WITHIN_REPORTS",
    "edge_object",
    "read_level",
    "read_measure_word",
    "read_node",
    "read_state",
    "read_subject",
    "read_within",
    "read_within_reports",
    "work_object",
]

WITHIN = ("level", "subject", "state", "year", "issuer", "jurisdiction", "work")
"""The names of what a search can be narrowed to, in addresses and in the order of the page."""
WITHIN_REPORTS = ("state", "basis", "year", "report")
"""The same of a search of measures."""
STATES = {state.value: WORDS["state"][state.value] for state in ForceStatus if state is not ForceStatus.AMENDED}
"""The states by which works are searched, with their names: a work is 已修改 only as against a version that somebody relied on."""
_ARTICLE = re.compile(r"第?([一二三四五六七八九十百千零〇0-9]+)条((?:之[一二三四五六七八九十]+)*)(?:第([一二三四五六七八九十0-9]+)款)?$")


def read_level(written: str | None) -> Kind | None:
    """The level that is written, by its Chinese name or its code (法律, law); None where nothing is. Raises UsageError."""
    if not written:
        return None
    found = next((kind for kind in Kind if written in (kind.value, level_name(kind))), None)
    if found is None:
        raise UsageError(f"没有“{written}”这个效力层级。", f"可用的有：{'、'.join(level_name(kind) for kind in Kind)}。")
    return found


def read_state(written: str | None) -> ForceStatus | None:
    """The state that is written, by its Chinese name or its code (已废止, repealed); None where nothing is. Raises UsageError."""
    if not written:
        return None
    found = next((state for state, name in STATES.items() if written in (state, name)), None)
    if found is None:
        raise UsageError(f"没有“{written}”这个时效状态。", f"可用的有：{'、'.join(STATES.values())}。")
    return ForceStatus(found)


def read_within(library: Library, written: Mapping[str, str | None]) -> Within:
    """What a search is narrowed to: ``level``, ``subject``, ``issuer``, ``jurisdiction``, ``state``, ``year`` and ``work`` as written.

    Raises UsageError for what is none of its kind, UnknownWork.
    """
    said = {name: (written.get(name) or "").strip() for name in WITHIN}
    return Within(
        read_level(said["level"]),
        said["issuer"] or None,
        said["jurisdiction"] or None,
        read_state(said["state"]),
        _year(said["year"]),
        library.find(said["work"]).id if said["work"] else None,
        read_subject(said["subject"]),
    )


def read_subject(written: str) -> str | None:
    """One of ``domain.subjects.SUBJECTS``, None where nothing is written. Raises UsageError."""
    if written and written not in SUBJECTS:
        raise UsageError(f"没有“{written[:20]}”这个法律部门。", f"可用的有{'、'.join(SUBJECTS)}。")
    return written or None


def read_within_reports(written: Mapping[str, str | None]) -> WithinReports:
    """What a search of measures is narrowed to: ``state``, ``basis``, ``year`` and ``report`` as written. Raises UsageError for what is none."""
    said = {name: (written.get(name) or "").strip() for name in WITHIN_REPORTS}
    return WithinReports(
        read_measure_word("measure_state", said["state"]), read_measure_word("coverage", said["basis"]), _year(said["year"]), said["report"] or None
    )


def read_measure_word(kind: str, written: str) -> str | None:
    """The value of ``WORDS[kind]`` that is written, by its code or its Chinese name; None where nothing is. Raises UsageError."""
    if not written:
        return None
    found = next((code for code, name in WORDS[kind].items() if written in (code, name)), None)
    if found is None:
        what = "举措的进展" if kind == "measure_state" else "依据的情况"
        raise UsageError(f"“{written[:40]}”不是{what}。", f"可用的有：{'、'.join(WORDS[kind].values())}。")
    return found


def _year(written: str) -> int | None:
    if written and not (written.isascii() and written.isdigit() and len(written) == 4):
        raise UsageError(f"“{written[:40]}”不是年份。", "请写成 2021 这样的四位数。")
    return int(written) if written else None


def read_node(library: Library, written: str) -> tuple[str, str]:
    """Work and label of an identifier (``/eli/…/art_33``) or of a title with or without an article (行政处罚法第三十三条).

    Raises UnknownWork for either, UnknownProvision for an article number that cannot be read.
    """
    if written.startswith("/eli/"):
        try:
            work, _, label = split_provision_id(written)
        except ValueError:
            raise UnknownWork(written) from None
        return library.work(work).id, label
    plain = written.strip().replace("《", "").replace("》", "")
    match = _ARTICLE.search(plain)
    if match is None or match.start() == 0:
        return library.find(plain).id, ""
    numbers = [to_int(match[1]), *(to_int(part) for part in match[2].split("之")[1:])]
    if None in numbers:
        raise UnknownProvision(f"“{match[0]}”读不出条号。", "请写成 第三十三条 或 33条。")
    label = "-".join(map(str, numbers)) + (f".{to_int(match[3])}" if match[3] else "")
    return library.find(plain[: match.start()]).id, label


def work_object(library: Library, written: str, at: date) -> dict[str, Any]:
    """A work with its state on a day. Raises UnknownWork."""
    work = library.find(written)
    force = library.force(work.id, at)
    said: dict[str, Any] = as_json(work)
    return said | {
        "level": level_name(work.kind),
        "force": as_json(force) | {"status_name": WORDS["state"][force.status.value]},
        "versions": as_json(library.versions(work.id)),
    }


def edge_object(library: Library, edge: Edge) -> dict[str, Any]:
    """An edge with the titles of both ends."""
    return {
        "source": _end(library, edge.source, edge.source_label) | {"version": edge.version},
        "relation": edge.relation,
        "relation_name": WORDS["relation"].get(edge.relation, edge.relation),
        "target": _end(library, edge.target, edge.target_label),
        "status": edge.status,
        "evidence": edge.evidence,
    }


def _end(library: Library, work: str, label: str) -> dict[str, str]:
    return {"id": work, "title": library.work(work).title, "label": label, "name": label_name(label) if label else ""}
