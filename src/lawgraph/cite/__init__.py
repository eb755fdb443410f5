"""Floor 2: finding what a text names, and resolving it. Knows no database.

``find_citations`` is the whole way: find → antecedents → resolve; ``resolve_title`` the same for one title. ``cross_references`` reads the
text of a statute, ``annotate`` marks citations in a text. A ``Catalogue`` is built once and serves any number of texts.
"""

from __future__ import annotations

from lawgraph.cite.annotate import Segment, annotate
from lawgraph.cite.catalogue import Catalogue
from lawgraph.cite.pipeline import find_citations, resolve_title
from lawgraph.cite.references import CrossReference, cross_references

__all__ = ["Catalogue", "CrossReference", "Segment", "annotate", "cross_references", "find_citations", "resolve_title"]
