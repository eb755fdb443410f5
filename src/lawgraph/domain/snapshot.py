"""What citing asks of a library, held in memory: it pickles, and answers elsewhere as the library answered where it was taken."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from lawgraph.domain.models import Force, TitleEntry, Work
from lawgraph.domain.timeline import Lifeline
from lawgraph.errors import UnknownWork

__all__ = ["Snapshot", "holds"]


def holds(labels: AbstractSet[str], label: str) -> bool | None:
    """Whether a version with the provisions ``labels`` holds ``label``; None where there are none. ``18..1`` asks for item 1 of any paragraph."""
    if not labels:
        return None
    if label in labels:
        return True
    if ".." in label:
        article, item = label.split("..", 1)
        return any(f"{article}.{paragraph}.{item}" in labels for paragraph in range(1, 31))
    return not label[:1].isdigit() and any(known.endswith(f"/{label}") for known in labels)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Fulfils ``models.Statutes`` from its own fields alone.

    ``entries`` are all names, ``works`` and ``lives`` are keyed by work; ``labels`` holds the labels of all provisions of a version, by version.
    """

    entries: tuple[TitleEntry, ...]
    works: Mapping[str, Work]
    lives: Mapping[str, Lifeline]
    labels: Mapping[str, AbstractSet[str]]

    def names(self) -> tuple[TitleEntry, ...]:
        return self.entries

    def work(self, identifier: str) -> Work:
        """The work. Raises UnknownWork."""
        found = self.works.get(identifier)
        if found is None:
            raise UnknownWork(identifier)
        return found

    def force(self, work: str, at: date, *, relied_on: str | None = None) -> Force:
        return self.lives[self.work(work).id].at(at, relied_on)

    def version_ids(self, work: str) -> tuple[str, ...]:
        return tuple(version.version for version in self.lives[self.work(work).id].versions)

    def has(self, version: str, label: str) -> bool | None:
        return holds(self.labels.get(version, frozenset()), label)
