"""The index of articles: one interface, the engine behind it.

``build`` writes an index beside where it shall stand and moves it there in one step; ``open_index`` opens it for reading.
"""

from __future__ import annotations

from lawgraph.store.search.model import ArticleIndex, Filters, Found, IndexHit, Terms
from lawgraph.store.search.tantivy_index import build, open_index

__all__ = ["ArticleIndex", "Filters", "Found", "IndexHit", "Terms", "build", "open_index"]
