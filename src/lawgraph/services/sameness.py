"""Whether a reference means an article: by its number in one version, by the words of the article in any other."""

from __future__ import annotations

from lawgraph.domain.ids import split_provision_id
from lawgraph.services.comparing import Comparer
from lawgraph.store.graph.edges import Edge, article_of

__all__ = ["Sameness"]


class Sameness:
    """Compares the articles that references name with one article of one version; remembers what it has compared."""

    def __init__(self, comparer: Comparer) -> None:
        self._comparer = comparer
        self._known: dict[tuple[str, str, str], str | None] = {}

    def number_in(self, edge: Edge, version: str) -> str | None:
        """The number that the article which an edge names bears in a version of the same work; None where it has no such article.

        What was looked up in no version counts by the number as written.
        """
        return self.number(split_provision_id(edge.provision)[1] if edge.provision else "", article_of(edge.target_label), version)

    def number(self, named: str, number: str, version: str) -> str | None:
        """The number that an article of the version ``named`` (empty: nobody knows which) bears in another; None where it has no such article."""
        if not number or named in {version, ""}:
            return number or None
        key = named, number, version
        if key not in self._known:
            change = self._comparer.successor(*key)
            self._known[key] = change.new if change is not None else None
        return self._known[key]
