"""What the indexes of articles and of measures on Tantivy have in common: writing documents, opening, words and pairs, conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import tantivy

from lawgraph.errors import LibraryError
from lawgraph.store.search.model import All, Condition, Either, Holds, InWorks, Not, Numbered, Terms
from lawgraph.store.search.tokens import bigrams

__all__ = ["TOKENIZER", "TantivyReader", "fill", "open_reader"]

TOKENIZER = "tokens"
"""The name of the analyser of fields that are given tokens parted by blanks."""
_HEAP = 400_000_000
_STEP = 2000
_Query = tantivy.Query
_MUST, _SHOULD, _NEVER = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


def _register(index: tantivy.Index) -> None:
    index.register_tokenizer(TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def fill(documents: Iterable[tantivy.Document], schema: tantivy.Schema, folder: Path, progress: Callable[[int], None] | None) -> None:
    """Writes an index of ``documents`` into the empty ``folder``, or adds them to the one that stands there."""
    index = tantivy.Index(schema, str(folder))
    _register(index)
    writer = index.writer(_HEAP, 1)
    count = 0
    try:
        for count, document in enumerate(documents, 1):
            writer.add_document(document)
            if progress is not None and count % _STEP == 0:
                progress(count)
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()
    if progress is not None:
        progress(count)


def open_reader(folder: Path) -> tantivy.Index:
    """The engine's own index in ``folder``. Raises LibraryError where none stands there or it is damaged."""
    try:
        index = tantivy.Index.open(str(folder))
    except (OSError, ValueError) as error:
        raise LibraryError("检索索引打不开。", "请运行 lawgraph library add 重建。") from error
    _register(index)
    return index


class TantivyReader:
    """What indexes of articles and of measures have in common: words and pairs, conditions, and what is shown as one blob.

    ``owner`` is the field of whose values a condition speaks as of works.
    """

    owner = "work"

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    @property
    def size(self) -> int:
        """How many documents the index holds."""
        return self._searcher.num_docs

    def _matching(self, terms: Terms, filters: Iterable[tantivy.Query], *, scored: bool) -> tantivy.Query:
        """The query; unscored, without what only adds to the score: counting looks at every document that is found."""
        required = [(_SHOULD, self._term("words", word, "freq")) for word in terms.required]
        others = [(_SHOULD, self._term("words", word, "freq")) for word in terms.words if word not in terms.required]
        pairs = [(_SHOULD, self._term("bigrams", pair, "position")) for pair in terms.bigrams]
        # a filter keeps or drops; it must not add to the score
        kept = [(_MUST, _Query.const_score_query(part, 0.0)) for part in filters]
        if terms.least == 0 or not (required or others or pairs):
            ordering = [*required, *others, *pairs] if scored else []
            return _Query.boolean_query([(_MUST, _Query.const_score_query(_Query.all_query(), 0.0)), *ordering, *kept])
        if not required:
            return _Query.boolean_query([(_MUST, _Query.boolean_query([*others, *pairs])), *kept])
        found = _Query.boolean_query(required, terms.least if terms.least > 1 else None)
        return _Query.boolean_query([(_MUST, found), *(others if scored else ()), *(pairs if scored else ()), *kept])

    def _condition(self, condition: Condition) -> tantivy.Query:
        match condition:
            case Holds(text):
                return self._holds(bigrams(text))
            case InWorks(works):
                return _Query.term_set_query(self._schema, self.owner, list(works))
            case Numbered(number):
                return self._term("number", number, "basic")
            case All(parts):
                return _Query.boolean_query([(_MUST, self._condition(part)) for part in parts])
            case Either(parts):
                return _Query.boolean_query([(_SHOULD, self._condition(part)) for part in parts])
            case Not(part):
                return _Query.boolean_query([(_MUST, _Query.all_query()), (_NEVER, self._condition(part))])

    def _holds(self, pairs: Sequence[str]) -> tantivy.Query:
        """Pairs that follow one another are the text itself: words break elsewhere in another sentence."""
        if len(pairs) > 1:
            return _Query.phrase_query(self._schema, "bigrams", list(pairs))
        if pairs and len(pairs[0]) > 1:
            return self._term("bigrams", pairs[0], "position")
        # one character stands in the pairs of its neighbours
        return _Query.regex_query(self._schema, "bigrams", f".?{re.escape(pairs[0])}.?") if pairs else _Query.empty_query()

    def _term(self, field: str, value: str, option: str) -> tantivy.Query:
        return _Query.term_query(self._schema, field, value, option)

    def _shown(self, place: tantivy.DocAddress) -> bytes:
        stored: Any = self._searcher.doc(place).get_first("shown")
        return bytes(stored)
