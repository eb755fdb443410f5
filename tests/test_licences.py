"""What is installed with lawgraph may be used in any office: no AGPL or GPL among it, and no licence that nobody looked at."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

PROJECT = tomllib.loads((Path(__file__).resolve().parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
PERMISSIVE = re.compile(r"MIT|BSD|Apache|ISC|PSF|Python Software|Zope|ZPL|MPL|Mozilla|Unlicense|CC0|0BSD|Zlib|HPND", re.IGNORECASE)
COPYLEFT = re.compile(r"(?<!L)(?<!Lesser )A?GPL|(?<!Lesser )General Public", re.IGNORECASE)
KNOWN = {
    "axe-playwright-python": "MIT, by its LICENSE file; for tests alone",
    "owlrl": "W3C Software Notice and License; for tests alone",
    "psycopg": "LGPL-3.0: used as it is, by import, and only with PostgreSQL",
    "psycopg-binary": "as psycopg",
}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _closure(requirements: list[str]) -> Iterator[metadata.Distribution]:
    """The installed packages that the requirements lead to."""
    waiting, seen = list(requirements), set()
    while waiting:
        asked = waiting.pop()
        name = _plain(re.split(r"[\s\[<>=!~;(]", asked)[0])
        if name in seen or re.search(r"extra\s*==", asked):
            continue
        seen.add(name)
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        yield found
        waiting += found.requires or []


def _licence(package: metadata.Distribution) -> str:
    said = package.metadata
    classified = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier") or [] if line.startswith("License ::")]
    return " ".join([said.get("License-Expression") or "", *classified, (said.get("License") or "")[:200]])


PACKAGES = {
    package.metadata["Name"]: _licence(package)
    for package in _closure([*PROJECT["dependencies"], *(name for names in PROJECT["optional-dependencies"].values() for name in names)])
}


def test_all_that_is_installed_with_it_is_read() -> None:
    """A walk that found nothing would find nothing wrong."""
    assert {"Flask", "Werkzeug", "SQLAlchemy", "pypdfium2", "tantivy"} <= set(PACKAGES)


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_a_licence_is_permissive_or_was_looked_at(name: str) -> None:
    """A new dependency, or one of its own, may bring what an office cannot take over."""
    licence = PACKAGES[name]
    assert _plain(name) in KNOWN or (PERMISSIVE.search(licence) and not COPYLEFT.search(licence)), licence


@pytest.mark.parametrize(
    ("licence", "copyleft"),
    [
        ("AGPL-3.0", True),
        ("GNU General Public License v3", True),
        ("GPLv2", True),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License", False),
        ("MIT", False),
    ],
)
def test_copyleft_is_told_from_its_lesser_kind(licence: str, copyleft: bool) -> None:
    """The pattern itself."""
    assert bool(COPYLEFT.search(licence)) is copyleft
