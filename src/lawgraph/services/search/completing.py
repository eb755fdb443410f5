"""What a half-typed query may become: titles by their beginning, their pinyin or a part of them, and the articles of a law that is named.

行政处     titles that begin so, then those that hold it
xzcf       titles whose pinyin begins with these letters: first letters, or whole syllables
处罚法3    articles 3 and 30 to 39 of the laws with such a name
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import islice

from lawgraph.domain.ids import provision_id
from lawgraph.domain.models import WorkRef
from lawgraph.domain.numerals import article_name, to_chinese
from lawgraph.services.search.lookup import NameBook, name_key, shown_version
from lawgraph.services.search.querying import simplified
from lawgraph.store.library import Library
from lawgraph.store.search import ArticleIndex
from lawgraph.store.search.tokens import fold

__all__ = ["Completer", "Completion"]

_LONGEST = 60
_EXCERPT = 30
_LETTERS = re.compile(r"[a-z']{2,40}")
# 33, 第三十, 第33条之: what may be the beginning of an article's number
_NUMBER = re.compile(r"第?(?:[0-9]{1,4}|[一二三四五六七八九十百千零〇]{1,9})?(?:条(?:之[一二三四五六七八九]?)?)?$")
_MOST_ARTICLES = 1500
_INSERTED = 5


@dataclass(frozen=True, slots=True)
class Completion:
    """A work, or one of its articles (``article`` and ``provision`` are empty for a work).

    ``name`` is what the query becomes: the name by which the work was found, with the article; ``caption`` our heading of the article, else its
    first words.
    """

    work: WorkRef
    name: str
    article: str
    provision: str
    caption: str


class Completer:
    """Completes queries over a library and its index; one object serves any number of them."""

    def __init__(self, library: Library, index: ArticleIndex) -> None:
        self._library = library
        self._index = index

    @cached_property
    def _names(self) -> NameBook:
        return NameBook(self._library.works(), self._library.names())

    @cached_property
    def _keys(self) -> list[str]:
        return sorted(self._names.keys)

    @cached_property
    def _spelt(self) -> list[tuple[str, str]]:
        """Each name's pinyin, as first letters and in full, with the name."""
        return sorted((said, key) for key, spelt in self._names.spelt.items() for said in spelt)

    def warm(self) -> None:
        """Spells all names, which takes a second or two; else the first letters typed wait for it."""
        _ = self._spelt

    def complete(self, typed: str, *, at: date, limit: int = 8) -> tuple[Completion, ...]:
        """What ``typed`` may become, the likeliest first, articles in the version of the day ``at``; nothing where it says nothing yet."""
        written = simplified(typed[:_LONGEST].encode("utf-8", "replace").decode()).strip(' \t\u3000《〈<“"')
        key = name_key(written)
        if not key:
            return ()
        found = tuple(self._articles(written, at, limit)) or tuple(self._titles(key, written, limit))
        return found[:limit]

    # -- titles -----------------------------------------------------------------------------------------------------------------------

    def _titles(self, key: str, written: str, limit: int) -> Iterator[Completion]:
        seen: set[str] = set()
        letters = written.lower().replace(" ", "")
        tiers = (self._beginning(key), self._sounding(letters) if _LETTERS.fullmatch(letters) else (), self._holding(key))
        for tier in tiers:
            named = ((work, name) for name in tier for work in self._names.works(name))
            for work, name in sorted(named, key=lambda pair: (pair[1] != key, *self._names.order(pair[0]))):
                if work not in seen:
                    seen.add(work)
                    title = self._library.work(work).title
                    yield Completion(WorkRef(work, title), title if name_key(title) == name or not name.isalpha() else name, "", "", "")
            if len(seen) >= limit:
                return

    def _beginning(self, key: str) -> Sequence[str]:
        keys = self._keys
        return keys[bisect_left(keys, key) : bisect_left(keys, key + "\U0010ffff")]

    def _sounding(self, letters: str) -> Sequence[str]:
        spelt = self._spelt
        found = spelt[bisect_left(spelt, (letters, "")) : bisect_left(spelt, (letters + "\U0010ffff", ""))]
        return tuple(dict.fromkeys(name for _, name in found))

    def _holding(self, key: str) -> Sequence[str]:
        return [name for name in self._keys if key in name] if len(key) > 1 else ()

    # -- articles ---------------------------------------------------------------------------------------------------------------------

    def _articles(self, written: str, at: date, limit: int) -> Iterator[Completion]:
        """The articles of the first work that bears the name with which ``written`` begins, whose number begins with what follows it."""
        work, name, number = self._split(fold(written))
        version = shown_version(self._library, work, at) if work else ""
        if not version:
            return
        title = self._library.work(work).title
        for label in islice((label for label in _labels(number) if self._library.has(version, label)), limit):
            hit = self._index.article(version, label)
            said = (hit.caption or "".join(hit.text.split())[:_EXCERPT]) if hit else ""
            yield Completion(WorkRef(work, title), f"{name}{article_name(label)}", label, provision_id(version, label), said)

    def _split(self, written: str) -> tuple[str, str, str]:
        """Work, name and the beginning of a number (第3); all empty where no name or nothing of a number is written."""
        for end in range(len(written) - 1, 1, -1):
            number = "".join(written[end:].split()).lstrip("》〉>")
            if number and _NUMBER.match(number):
                works = self._names.works(name_key(written[:end]))
                if works:
                    return works[0], written[:end].strip(" 》〉>"), number if number.startswith("第") else f"第{number}"
        return "", "", ""


@cache
def _forms() -> tuple[tuple[str, str, int], ...]:
    """What the articles are called, in figures and in Chinese."""
    return tuple((f"第{number}条", article_name(str(number)), number) for number in range(1, _MOST_ARTICLES))


def _labels(number: str) -> Iterator[str]:
    """The labels of the articles that ``number`` may become, those with 之一 after their own."""
    plain = number.partition("之")[0]
    for figures, words, article in _forms():
        if figures.startswith(plain) or words.startswith(plain):
            if plain == number:
                yield str(article)
            yield from (
                f"{article}-{inserted}"
                for inserted in range(1, _INSERTED + 1)
                if f"{plain}之{to_chinese(inserted)}".startswith(number) or plain == number
            )
