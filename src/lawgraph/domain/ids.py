"""Identifiers in the style of ELI: minted once, stored, and never derived again from a title.

    /eli/cn/{jurisdiction}/{level}/{first year}/{key}                      the work
    /eli/cn/national/law/1996/xingzheng-chufa/2021-01-22                   the version, by its date of publication
    /eli/cn/national/law/1996/xingzheng-chufa/2021-01-22/art_33/para_1     the provision

They are paths: a service puts its host before them, an export its base.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date

from lawgraph.domain.levels import Kind

__all__ = ["citation_id", "document_id", "provision_id", "split_provision_id", "version_id", "work_id"]

_KEY = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_VERSION = re.compile(r"^(?P<work>/eli/cn/[^/]+/[^/]+/[^/]+/[^/]+)/(?P<version>[^/]+)(?:/(?P<rest>.+))?$")


def work_id(*, jurisdiction: str, kind: Kind, first_year: int | None, key: str) -> str:
    """The identifier of a work. ``key`` is ASCII in lower case with hyphens; raises ValueError where it is not."""
    if not _KEY.match(key):
        raise ValueError(f"not a key: {key!r}")
    return f"/eli/cn/{jurisdiction}/{kind.value.replace('_', '-')}/{first_year or 'undated'}/{key}"


def version_id(work: str, published: date | None, text_hash: str = "") -> str:
    """The identifier of a version: its date of publication, or ``undated`` with eight figures of its text's hash."""
    return f"{work}/{published.isoformat() if published else 'undated-' + (text_hash[:8] or 'record')}"


_STEPS = ("art", "para", "item", "point")


def provision_id(version: str, label: str) -> str:
    """The identifier of a provision: ``34.1.2`` → ``…/art_34/para_1/item_2``; ``18..1`` → ``…/art_18/item_1``; ``ch_3`` stands as it is."""
    if not label[:1].isdigit():
        return f"{version}/{label}"
    steps = zip(_STEPS, label.split("."), strict=False)
    return version + "".join(f"/{step}_{number}" for step, number in steps if number)


def split_provision_id(identifier: str) -> tuple[str, str, str]:
    """Work, version and label of an identifier; version and label are empty where it names a work or a version.

    Raises ValueError for what is no identifier of ours.
    """
    if re.match(r"^/eli/cn/[^/]+/[^/]+/[^/]+/[^/]+$", identifier):
        return identifier, "", ""
    match = _VERSION.match(identifier)
    if match is None:
        raise ValueError(f"not an identifier: {identifier!r}")
    version = f"{match['work']}/{match['version']}"
    rest = match["rest"] or ""
    if not rest.startswith("art_"):
        return match["work"], version, rest
    found = dict(part.split("_", 1) for part in rest.split("/") if "_" in part)
    label = found.get("art", "")
    if "para" in found:
        label += f".{found['para']}"
    if "item" in found:
        label += ("" if "para" in found else ".") + f".{found['item']}"
    if "point" in found:
        label += f".{found['point']}"
    return match["work"], version, label


def document_id(text: str) -> str:
    """A report's identifier: sixteen figures of the hash of its text, so that the same text is the same report."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def citation_id(document: str, start: int, end: int, text: str) -> str:
    """A citation's identifier: a hash of document, span and text, never of the engine that found it, so that decisions outlive the engine."""
    said = f"{document}\x1f{start}\x1f{end}\x1f{text}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
