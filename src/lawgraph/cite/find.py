"""Finding: where a text names regulations, and with which provisions. Only what is read; who stands for whom is asked later.

Pointers in order: titles in brackets, names of the catalogue, document numbers, titles that no library holds, 本法 and 该法, then the names that
were declared on the way, then articles that stand alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from lawgraph.cite import grammar as g
from lawgraph.cite.catalogue import Catalogue, find_names, title_key
from lawgraph.cite.editions import edition_words
from lawgraph.cite.pinpoints import ARTICLE_START, Place, PlacesRead, read_divisions, read_places
from lawgraph.domain.levels import is_local

__all__ = ["Declaration", "Form", "Found", "Mention", "find"]

_MAX_TITLE = 160
_MAX_LINE = 60
_MAX_LINES = 3


class Form(StrEnum):
    """In which way a text names a work."""

    BRACKETED = "bracketed"
    NAMED = "named"
    UNLISTED = "unlisted"
    NUMBER = "number"
    DECLARED = "declared"
    SELF = "self"
    ANAPHOR = "anaphor"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names a work.

    ``title`` is as written, without brackets, and ends at ``title_end``; ``number`` is a document number beside it, ``aside`` all that the
    brackets behind it say, ``edition`` the words that name a version; ``topic``: it is the text's first line.
    """

    start: int
    end: int
    title: str
    form: Form
    places: tuple[Place, ...] = ()
    negated: bool = False
    number: str = ""
    title_end: int = 0
    topic: bool = False
    aside: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    """``name`` stands, from ``start`` on, for the mention that begins at ``mention``."""

    name: str
    start: int
    mention: int


@dataclass(frozen=True, slots=True)
class Found:
    """All that was read: mentions in order of place, declarations in order, and whether the text has articles of its own."""

    mentions: tuple[Mention, ...]
    declarations: tuple[Declaration, ...]
    is_statute: bool


@dataclass(frozen=True, slots=True)
class _Head:
    start: int
    end: int
    title: str
    form: Form
    topic: bool = False


def find(text: str, catalogue: Catalogue, *, prose: bool = True) -> Found:
    """Every mention in ``text``, in order of place; spans may nest only where a short form is declared between a title and its article.

    ``prose`` False reads the article of a statute: no first line, no lone document numbers, no titles that only a verb gives away.
    """
    headings, is_statute = _headings(text)
    declarations: list[Declaration] = []
    mentions = [_with_places(text, head, declarations) for head in _heads(text, catalogue, prose=prose and not is_statute)]
    if is_statute:
        opening = _opening(text)
        mentions = [mention for mention in mentions if mention.start > opening or not _is_own_title(text, mention)]
    _several_declared(text, mentions, declarations)
    _undeclared_heads(text, mentions, declarations)
    mentions.extend(_declared_names(text, mentions, declarations))
    mentions.sort(key=lambda m: (m.start, -m.end))
    mentions.extend(_articles_alone(text, mentions, headings))
    mentions.sort(key=lambda m: (m.start, -m.end))
    return Found(tuple(mentions), tuple(sorted(declarations, key=lambda d: d.start)), is_statute)


# ── heads: what names a work ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Taken:
    """Spans that are already someone's, nested ones as one; asks whether a new one would overlap."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if self.spans and start < self.spans[-1][1]:
                self.spans[-1] = (self.spans[-1][0], max(end, self.spans[-1][1]))
            else:
                self.spans.append((start, end))
        self.starts = [start for start, _ in self.spans]

    def overlaps(self, start: int, end: int) -> bool:
        place = bisect_right(self.starts, start)
        return (place > 0 and self.spans[place - 1][1] > start) or (place < len(self.spans) and self.spans[place][0] < end)


def _heads(text: str, catalogue: Catalogue, *, prose: bool) -> list[_Head]:
    heads = list(_bracketed(text))
    lesser = [_named(text, catalogue), _pointers(text)]
    for more in [_topic(text, catalogue), *lesser, _numbers(text, catalogue), _unlisted(text)] if prose else lesser:
        taken = _Taken([(head.start, head.end) for head in heads])
        heads.extend(head for head in more if not taken.overlaps(head.start, head.end))
    ends = {head.end for head in heads}
    return sorted((head for head in heads if head.form is not Form.NUMBER or not _is_beside(text, head, ends)), key=lambda head: head.start)


def _is_beside(text: str, number: _Head, ends: set[int]) -> bool:
    """Whether a document number stands in the brackets behind a title: it is the title's."""
    opened = max(text.rfind(sign, max(0, number.start - 60), number.start) for sign in "（(〔[")
    return opened >= 0 and g.CLOSED.search(text, opened, number.start) is None and bool({opened, opened - 1} & ends)


def _bracketed(text: str) -> Iterator[_Head]:
    """The outermost 《…》 that can be titles: no sentence end inside, at most 160 characters, at most three lines."""
    pairs: list[tuple[int, int]] = []
    opened: deque[int] = deque(maxlen=_MAX_TITLE)  # what was opened before so many others cannot close within a title's length
    for match in g.BRACKETS.finditer(text):
        if match[0] == "《":
            opened.append(match.start())
        elif opened:
            pairs.append((opened.pop(), match.end()))
    pairs.sort()
    end = -1
    for start, close in pairs:
        if start < end or close - start > _MAX_TITLE:
            continue
        inner = text[start + 1 : close - 1]
        if not inner.strip("《》 \t\u3000\n") or "。" in inner or _lines(inner) > _MAX_LINES or ("》" in inner and "《" not in inner):
            continue
        end = close
        title = inner
        while title.startswith("《") and title.endswith("》"):
            title = title[1:-1]
        yield _Head(start, close, _unbroken(title), Form.BRACKETED)


def _lines(words: str) -> int:
    return sum(bool(line.strip()) for line in words.split("\n")) if "\n" in words else 1


def _unbroken(title: str) -> str:
    """A title as written, its line breaks closed."""
    return "".join(part.strip() for part in title.split("\n")) if "\n" in title else title


def _named(text: str, catalogue: Catalogue) -> Iterator[_Head]:
    """Names of the catalogue in running text, where the words around them let a name stand."""
    for start, end in catalogue.names_in(text):
        begin = start - 7 if text.startswith("中华人民共和国", max(0, start - 7)) and start >= 7 else start
        before = text[max(0, begin - 4) : begin]
        name = text[start:end]
        if not g.NOT_BEFORE.search(before) or g.DECLARES_HERE.search(before):
            continue
        if name[-1] in "法典定例" and g.NOT_AFTER.match(text, end) and not _is_reference(text, end):
            continue
        more = g.EXTENSION.match(text, end) if name[-1] == "法" else None
        if more is not None:
            yield _Head(begin, more.end(), text[begin : more.end()], Form.UNLISTED)
        elif name in {"宪法", "中华人民共和国宪法"} and not _constitution(text, begin, end):
            continue
        else:
            yield _Head(begin, end, text[begin:end], Form.NAMED)


def _is_reference(text: str, end: int) -> bool:
    return ARTICLE_START.match(text, end) is not None


def _constitution(text: str, start: int, end: int) -> bool:
    """宪法 is cited where an article follows, where something rests on it, or in a list of laws; not in 宪法法律 or 弘扬宪法精神."""
    if _is_reference(text, end) or text.startswith("中华", start):
        return True
    if text[max(0, start - 2) : start] in {"根据", "依据", "依照", "按照", "违反", "违背"}:
        return text[end : end + 2] not in {"法律", "宣誓"}
    follows = text[end : end + 1]
    if g.BESIDE_A_LAW.match(text, end):
        return True
    return (follows == "、" and g.FORM.search(text[end + 1 : end + 14].partition("、")[0]) is not None and text[end + 1 : end + 3] != "法律") or (
        text[max(0, start - 2) : start] in {"法、", "典、"} and follows in {"、", "等", "和", "，", "。", "；"}
    )


def _numbers(text: str, catalogue: Catalogue) -> Iterator[_Head]:
    """Document numbers that stand alone: those the catalogue knows, and those that something is said to rest on."""
    for pattern in (g.DOCUMENT_NUMBER, g.ORDER_NUMBER):
        for match in pattern.finditer(text):
            host = g.NUMBER_HOST.search(text[max(0, match.start() - 19) : match.start()])
            if host is None:
                continue
            start = _number_start(text, match.start() - len(host[0]), match.start())
            for issuer in g.NUMBER_ISSUER.finditer(text, start, match.start()):
                start = issuer.end() if pattern is g.DOCUMENT_NUMBER else start
            number = text[start : match.end()]
            relied = g.RELIANCE.search(text[max(0, start - 4) : start]) or text[match.end() : match.end() + 1] == "文"
            if catalogue.numbered(number) is not None or (relied and pattern is g.DOCUMENT_NUMBER and "字" not in number):
                yield _Head(start, match.end(), number, Form.NUMBER)


def _number_start(text: str, low: int, high: int) -> int:
    """Where the issuer's mark of a number begins: behind the verb that takes it."""
    ends = [opener.end() for opener in g.OPENER.finditer(text, low, high)]
    return ends[-1] if ends and ends[-1] < high else low


def _unlisted(text: str) -> Iterator[_Head]:
    """Titles behind a verb that takes one, as far as their words tell them from a phrase about rules."""
    for match in g.UNLISTED.finditer(text):
        title = match["title"]
        rejected = g.UNLISTED_REJECTED.search(title)
        if rejected or (len(title) < 12 and not g.MASK.search(title) and not title.endswith("条例")) or len(title) < 8:
            continue
        yield _Head(match.start("title"), match.end("title"), title, Form.UNLISTED)


def _pointers(text: str) -> Iterator[_Head]:
    """本法, 本条例; 该法, 同条例, 该条."""
    for match in g.SELF.finditer(text):
        yield _Head(match.start(), match.end(), match[0], Form.SELF)
    for match in g.ANAPHOR.finditer(text):
        yield _Head(match.start(), match.end(), match[0], Form.ANAPHOR)


def _topic(text: str, catalogue: Catalogue) -> Iterator[_Head]:
    """The first line, where it is a regulation's title: the text speaks of that regulation."""
    start = _opening(text)
    end = text.find("\n", start)
    line = text[start:end].rstrip()
    if end < 0 or len(line) > _MAX_LINE or g.TITLE_LINE.match(line) is None:
        return
    if catalogue.exact(line) is not None or (is_local(line) and line not in g.GENERIC):
        yield _Head(start, start + len(line), line, Form.NAMED if catalogue.exact(line) else Form.UNLISTED, topic=True)


def _is_own_title(text: str, mention: Mention) -> bool:
    """Whether the mention, which opens a text with articles of its own, fills its line: the name of what is read, not of what it cites."""
    return mention.form is not Form.BRACKETED and text[mention.end : mention.end + 1] in {"", "\n", "\r"}


def _opening(text: str) -> int:
    """Where the first sign stands that is no white space and no mark of a heading."""
    return len(text) - len(text.lstrip("\ufeff \t\r\n\u3000#"))


# ── what stands beside a head ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _with_places(text: str, head: _Head, declarations: list[Declaration]) -> Mention:
    """The head with the article that directly follows, over a number, a version or a short form in brackets between them."""
    end = head.end
    number = aside = ""
    at = end
    for _ in range(2):
        beside = g.ASIDE.match(text, at)
        if beside is None or not g.ASIDE_WORDS.search(beside["words"]):
            break
        aside += beside["words"]
        if not number and (said := g.DOCUMENT_NUMBER.search(beside["words"]) or g.ORDER_NUMBER.search(beside["words"])):
            number = beside["words"][: said.end()].rpartition("，")[2]
        _declare(text, beside.start("words"), beside.end("words"), head, declarations)
        at = beside.end()
    if at == end:
        comma = 1 if text[end : end + 1] in {"，", ","} else 0
        _declare(text, end + comma, min(len(text), end + comma + 30), head, declarations, at_once=True)
    read = _places_at(text, at, head)
    places: tuple[Place, ...] = ()
    if read is not None:
        end, places = read.end, read.places
    negated = _negated(text, head.start, end) if places else False
    edition = edition_words(text, head.start, head.title, aside) if head.form in {Form.BRACKETED, Form.NAMED} else ""
    return Mention(head.start, end, head.title, head.form, places, negated, number, head.end, head.topic, aside, edition)


def _places_at(text: str, at: int, head: _Head) -> PlacesRead | None:
    link = g.LINK.match(text, at)
    if head.topic or link is None:
        return None
    start = link.end()
    if "\n" in link[0] and g.HEADING.match(text, start) and _opens_line(text, start):
        return None
    if text[start : start + 1] == "第":
        return read_places(text, start, inherited=Place() if head.title[1:2] in {"条", "款", "项"} else None) or read_divisions(text, start)
    if head.form in {Form.BRACKETED, Form.NAMED} and start == at:
        return read_places(text, start, bare_number=True)
    return None


def _negated(text: str, start: int, end: int) -> bool:
    """除《…》第九条另有规定外."""
    return g.NEGATION_START.search(text[max(0, start - 18) : start]) is not None and g.NEGATION_END.match(text, end) is not None


def _declare(text: str, start: int, end: int, head: _Head, declarations: list[Declaration], *, at_once: bool = False) -> None:
    """Notes the short form that is declared between ``start`` and ``end`` for ``head``."""
    match = g.DECLARATION.match(text, start, end) if at_once else g.DECLARATION.search(text, start, end)
    if match is None or head.form in {Form.SELF, Form.ANAPHOR}:
        return
    name = match["title"] or match["quoted"] or match["plain"]
    if match["plain"] and at_once:
        return
    declarations.append(Declaration(name.strip(), match.start(), head.start))


def _several_declared(text: str, mentions: list[Mention], declarations: list[Declaration]) -> None:
    """《甲法》和《乙法》（以下分别简称《甲》、《乙》）: as many titles before the bracket as names in it, in the same order."""
    starts = [m.start for m in mentions]
    for match in chain(g.DECLARATIONS.finditer(text), g.DECLARED_LIST.finditer(text)):
        names = [said[1] or said[2] for said in g.DECLARED_NAME.finditer(match["names"])]
        before = mentions[max(0, bisect_right(starts, match.start()) - 9) : bisect_right(starts, match.start())]
        heads = [m.start for m in before if match.start() - 400 <= m.start and m.end <= match.start() and m.form in {Form.BRACKETED, Form.NAMED}]
        if 2 <= len(names) <= len(heads):
            declarations.extend(Declaration(name, match.start(), start) for name, start in zip(names, heads[-len(names) :], strict=True))


def _undeclared_heads(text: str, mentions: list[Mention], declarations: list[Declaration]) -> None:
    """杭州市养犬管理条例（以下简称《条例》）: a declaration shows that the words before it are a title, though no library holds it."""
    known = {declaration.start for declaration in declarations}
    taken = _Taken([(m.start, m.title_end or m.end) for m in mentions])
    for bracket in g.DECLARING.finditer(text):
        end = bracket.start()
        match = g.DECLARATION.match(text, bracket.end())
        if match is None or match.start() in known:
            continue
        name = (match["title"] or match["quoted"] or match["plain"]).strip()
        before = g.UNLISTED_AT.search(text[max(0, end - 60) : end])
        declarable = g.DECLARABLE_IN_BRACKETS if match["title"] else g.DECLARABLE
        if before is None or declarable.search(name) is None or declarable.search(before[0]) is None or "中的" in before[0]:
            continue
        start = _number_start(text, end - len(before[0]), end - 3)
        if taken.overlaps(start, end) or not title_key(text[start:end]).endswith(title_key(name)[-2:]):
            continue
        mentions.append(Mention(start, end, text[start:end], Form.UNLISTED, title_end=end))
        declarations.append(Declaration(name, match.start(), start))
    mentions.sort(key=lambda m: (m.start, -m.end))


# ── what hangs on declarations ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _declared_names(text: str, mentions: list[Mention], declarations: list[Declaration]) -> list[Mention]:
    """Declared short forms without brackets, behind their declaration."""
    since: dict[str, int] = {}
    for declaration in declarations:
        if len(declaration.name) > 1:
            since[declaration.name] = min(declaration.start, since.get(declaration.name, declaration.start))
    if not since:
        return []
    found: list[Mention] = []
    taken = _Taken([(m.start, m.end) for m in mentions])
    for at, end in find_names(sorted(since), text):
        name = text[at:end]
        before = text[max(0, at - 5) : at]
        stands = g.NOT_BEFORE.search(before) and not (g.FORM.search(name) and g.NOT_AFTER.match(text, end))
        if at > since[name] and stands and not g.DECLARES_HERE.search(before) and not taken.overlaps(at, end):
            found.append(_with_places(text, _Head(at, end, name, Form.DECLARED), []))
    return found


def _headings(text: str) -> tuple[frozenset[int], bool]:
    """Where articles head a provision, at the start of a line or between white space; and whether they are the text's own: they begin with 第一条."""
    found: dict[int, str] = {}
    for match in g.HEADING.finditer(text):
        start = match.start()
        if _opens_line(text, start) or (start > 1 and text[start - 2] in "。；" and text[start - 1] in " \t\u3000"):
            found[start] = match[0]
    first = next(iter(found.values()), "")
    return frozenset(found), "".join(first.split()) in {"第一条", "第1条"}


def _articles_alone(text: str, mentions: list[Mention], headings: frozenset[int]) -> list[Mention]:
    """第三十二条规定: an article without brackets before it; 婚姻法第三十九条: behind a title that no library holds."""
    taken = _Taken([(m.start, m.end) for m in mentions])
    found: list[Mention] = []
    end = 0
    for match in ARTICLE_START.finditer(text):
        start = match.start()
        if start in headings or start < end or taken.overlaps(start, match.end()):
            continue
        read = read_places(text, start)
        if read is None:
            continue
        end = read.end
        if _opens_line(text, start) and not g.SPOKEN_OF.match(text, end):
            continue
        if g.AMENDED.search(text[max(0, start - 3) : start]) or g.AMENDING.match(text, end) or g.NO_ARTICLE.match(text, end):
            continue
        begin = _title_before(text, start)
        negated = _negated(text, begin, end)
        if begin < start and not taken.overlaps(begin, start):
            found.append(Mention(begin, end, text[begin:start], Form.UNLISTED, read.places, negated, title_end=start))
        else:
            found.append(Mention(start, end, "", Form.ARTICLE, read.places, negated, title_end=start))
    return found


def _title_before(text: str, start: int) -> int:
    """Where the title begins that ends at ``start``; ``start`` where none does."""
    before = g.TITLE_BEFORE.search(text[max(0, start - 60) : start])
    if before is None:
        return start
    low = start - len(before[0])
    about = text.rfind("关于", low, start)
    stop = about if about > low else start - 2
    begin = _number_start(text, low, stop)
    if about < 0:
        for joint in g.JOINT.finditer(text, begin, stop):
            begin = joint.end()
    return begin


def _opens_line(text: str, start: int) -> bool:
    """Whether only white space stands before ``start`` in its line."""
    line = text.rfind("\n", max(0, start - 8), start) + 1
    return (line > 0 or start <= 6) and g.LINE_START.match(text[line:start]) is not None
