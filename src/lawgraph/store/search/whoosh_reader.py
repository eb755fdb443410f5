"""What the indexes of articles and of measures on Whoosh have in common: writing documents, opening, scores, conditions.

Whoosh keeps the postings, the columns and what is shown; the scores are counted here, term by term, by the formula that Tantivy uses (BM25,
k1 1.2, b 0.75, the same rounding of lengths), so that both engines put the same documents in the same order.
"""

from __future__ import annotations

import json
import math
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from whoosh import fields, index, query
from whoosh.reading import TermNotFound

from lawgraph.errors import LibraryError
from lawgraph.store.search.model import All, Condition, Either, Holds, InWorks, Not, Numbered, Terms
from lawgraph.store.search.tokens import bigrams, words

__all__ = ["TOKENS", "WhooshReader", "fill", "open_reader"]

TOKENS = {
    "words": fields.KEYWORD,
    "bigrams": fields.KEYWORD,
    "shown": fields.STORED,
    **{f"{name}_length": fields.NUMERIC(sortable=True) for name in ("words", "bigrams")},
}
"""The fields that every index has."""
_STEP = 2000
_MEGABYTES = 256
_K1, _B = 1.2, 0.75
_TOTALS = "totals.json"


def fill(documents: Iterable[tuple[str, dict[str, Any]]], schema: fields.Schema, folder: Path, progress: Callable[[int], None] | None) -> None:
    """Writes an index into the empty ``folder``, or adds to the one that stands there.

    ``documents``: of each the text that is searched, and the values of its further fields.
    """
    stands = index.exists_in(str(folder))
    writer = (index.open_dir(str(folder)) if stands else index.create_in(str(folder), schema)).writer(limitmb=_MEGABYTES)
    totals = Counter[str](json.loads((folder / _TOTALS).read_text("utf-8")) if stands else {})
    count = 0
    try:
        for count, (searched, values) in enumerate(documents, 1):
            tokens = {"words": words(searched), "bigrams": bigrams(searched)}
            writer.add_document(
                **{name: " ".join(found) for name, found in tokens.items()},
                **{f"{name}_length": len(found) for name, found in tokens.items()},
                **values,
            )
            totals.update({name: len(found) for name, found in tokens.items()})
            if progress is not None and count % _STEP == 0:
                progress(count)
    except BaseException:
        writer.cancel()
        raise
    # one segment: columns over several are not read right
    writer.commit(optimize=stands)
    (folder / _TOTALS).write_text(json.dumps(totals), "utf-8")
    if progress is not None:
        progress(count)


def open_reader(folder: Path) -> tuple[index.Index, dict[str, int]]:
    """The engine's own index in ``folder`` and how many tokens each field holds. Raises LibraryError where none stands there or it is damaged."""
    try:
        return index.open_dir(str(folder)), json.loads((folder / _TOTALS).read_text("utf-8"))
    except (OSError, ValueError, index.IndexError) as error:
        raise LibraryError("检索索引打不开。", "请运行 lawgraph library add 重建。") from error


class WhooshReader(ABC):
    """An opened index: scores by words and pairs, and conditions.

    ``owner`` is the field of whose values a condition speaks as of works.
    """

    owner = "work"

    def __init__(self, opened: index.Index, totals: dict[str, int]) -> None:
        self._searcher = opened.searcher()
        self._reader = self._searcher.reader()
        self._lengths = {name: self._reader.column_reader(f"{name}_length") for name in totals}
        self._mean = {name: total / max(1, self.size) for name, total in totals.items()}

    @property
    def size(self) -> int:
        """How many documents the index holds."""
        return int(self._reader.doc_count_all())

    @abstractmethod
    def _searched(self, blob: bytes) -> str:
        """What was searched of a document, from what is shown of it."""

    def _shown(self, place: int) -> bytes:
        stored: bytes = self._reader.stored_fields(place)["shown"]
        return stored

    def _scores(self, terms: Terms, kept: set[int] | None) -> dict[int, float]:
        """The score of each document that counts. Where words are required, a document must hold so many of them; else one of all terms."""
        required = terms.required
        held = Counter[int]()
        scores = defaultdict[int, float](float)
        for word in terms.words:
            self._add(scores, "words", word, held if word in required else None)
        for pair in terms.bigrams:
            self._add(scores, "bigrams", pair, None)
        if terms.least == 0 or not (terms.words or terms.bigrams):
            counting = set(range(self.size))
        else:
            counting = {place for place, count in held.items() if count >= terms.least} if required else set(scores)
        counting = counting if kept is None else counting & kept
        return {place: scores[place] for place in counting}

    def _add(self, scores: defaultdict[int, float], field: str, token: str, held: Counter[int] | None) -> None:
        found = self._reader.doc_frequency(field, token)
        rarity = math.log(1 + (self.size - found + 0.5) / (found + 0.5)) * (1 + _K1)
        lengths, mean = self._lengths[field], self._mean[field]
        for place, count in self._postings(field, token):
            scores[place] += rarity * count / (count + _K1 * (1 - _B + _B * _rounded(lengths[place]) / mean))
            if held is not None:
                held[place] += 1

    def _postings(self, field: str, token: str) -> Iterator[tuple[int, float]]:
        try:
            matcher = self._reader.postings(field, token)
        except TermNotFound:
            return
        while matcher.is_active():
            yield matcher.id(), matcher.weight()
            matcher.next()

    def _docs(self, wanted: query.Query) -> set[int]:
        return set(self._searcher.docs_for_query(wanted))

    def _condition(self, condition: Condition) -> set[int]:
        match condition:
            case Holds(text):
                return self._holds(bigrams(text))
            case InWorks(works):
                return set[int]().union(*(self._docs(query.Term(self.owner, work)) for work in works))
            case Numbered(number):
                return self._docs(query.Term("number", number))
            case All(parts):
                return set.intersection(*(self._condition(part) for part in parts))
            case Either(parts):
                return set[int]().union(*(self._condition(part) for part in parts))
            case Not(part):
                return set(range(self.size)) - self._condition(part)

    def _holds(self, pairs: Sequence[str]) -> set[int]:
        """Pairs that follow one another are the text itself; no places of tokens are kept, so the text is looked at."""
        if not pairs:
            return set()
        if len(pairs[0]) == 1 and len(pairs) == 1:
            return self._docs(query.Or([query.Wildcard("bigrams", form) for form in (pairs[0], f"?{pairs[0]}", f"{pairs[0]}?")]))
        found = set.intersection(*({place for place, _ in self._postings("bigrams", pair)} for pair in dict.fromkeys(pairs)))
        return found if len(pairs) == 1 else {place for place in found if self._follows(place, pairs)}

    def _follows(self, place: int, pairs: Sequence[str]) -> bool:
        row = " ".join(bigrams(self._searched(self._shown(place))))
        return f" {' '.join(pairs)} " in f" {row} "


def _rounded(length: int) -> int:
    """A length as Tantivy keeps it in one byte: exact below 40, of longer ones the four highest bits of what exceeds 24."""
    over = length - 24
    shift = max(0, over.bit_length() - 4) if over > 0 else 0
    return 24 + (over >> shift << shift) if over > 0 else length
