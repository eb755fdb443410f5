"""A page of HTML → its main text as a reader sees it.

The tree is built as the HTML standard says (selectolax, engine Lexbor): entities are resolved, unclosed elements closed, nothing is run or
fetched. What surrounds the text on a site (menus, search forms, footers) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from lawgraph.text.formats.plain import decode

__all__ = ["extract"]

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_PRESCAN = 4096
"""The standard looks at 1,024 bytes for a declared encoding; office programs write longer heads."""
_READ_AS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030", "big5": "big5", "big5-hkscs": "big5hkscs"}
"""The labels of the Encoding standard that the ladder of ``plain.decode`` does not settle by itself; GB 18030 contains the older sets."""

_GONE = frozenset(
    "head script style template noscript iframe object embed svg math canvas audio video map nav header footer aside menu form button select "
    "textarea input datalist dialog rt rp".split()
)
"""Elements that hold no words of the text: code, pictures, menus, forms, the reading beside a ruby base."""
_BLOCKS = frozenset(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 hr li main ol p pre section "
    "summary table tbody tfoot thead tr ul".split()
)
_HOLDERS = frozenset("div section center table tbody tr td font span".split())
"""What a site puts around its text; a list or a paragraph belongs to the text itself."""
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_OF_IT = 0.9
"""The text's element holds at least this share of the words outside links: what is left out is a tenth of them at most."""
_SPACES = re.compile(r"[ \t\r\n\f]+")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—"
_BROKEN = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")
_SITE = re.compile(r"\s*(?:[_|｜]|[-－—]{1,2}\s|\s[-－—]{1,2}).*$", re.DOTALL)


def extract(data: bytes, name: str) -> tuple[str, str, date | None]:
    """The text, the encoding that read it, and the day of the page's ``PubDate`` (None where it has none).

    One line a paragraph; table rows are one line each, cells separated by tabs; numbers of ordered lists are written before their lines. The main
    text is the ``article`` or ``main`` element, or else the smallest element that holds nine tenths of the words outside links. A
    title that stands elsewhere on the page goes before it: that of ``ArticleTitle`` (政府网站发展指引, 国办发〔2017〕47号, asks pages for it and for
    ``PubDate``), the first ``h1``, or the page's title without the site's name.

    Raises DocumentUnreadable where no encoding fits.
    """
    said = _DECLARED.search(data[:_PRESCAN])
    text, encoding = decode(data, name, declared=_READ_AS.get(said[1].decode("ascii", "ignore").lower(), "") if said else "")
    page = LexborHTMLParser(text)
    body = page.body
    found = _Reader().read(_main(page, body)) if body is not None else []
    title = _title(page)
    if title and found and title not in "".join("".join(found[:4]).split()):
        found = [title, *found]
    return "\n".join(found), encoding, _published(page)


def _meta(page: LexborHTMLParser, wanted: str) -> str:
    """The content of the first ``meta`` with this name."""
    for node in page.css("meta"):
        if (node.attributes.get("name") or "").lower() == wanted:
            return _SPACES.sub(" ", node.attributes.get("content") or "").strip()
    return ""


def _published(page: LexborHTMLParser) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(_meta(page, "pubdate")[:10])
    return None


def _title(page: LexborHTMLParser) -> str:
    """The page's title without white space; empty where nothing says one."""
    heading, named = page.css_first("h1"), page.css_first("title")
    said = _meta(page, "articletitle") or (" ".join(_Reader().read(heading)) if heading is not None else "")
    return "".join((said or (_SITE.sub("", named.text(deep=True).strip()) if named is not None else "")).split())


def _main(page: LexborHTMLParser, body: LexborNode) -> LexborNode:
    """The element of the main text."""
    weights = _weigh(body)
    whole = weights[body.mem_id]
    for selector in ("article", "main", "[role=main]"):
        named = page.css(selector)
        if len(named) == 1 and weights.get(named[0].mem_id, 0) * 2 >= max(whole, 1):
            return named[0]
    node: LexborNode | None = body
    holder = body
    while node is not None:
        holder = node
        least = max(whole * _MOST_OF_IT, 1)
        node = next((child for child in holder.iter() if child.tag in _HOLDERS and weights.get(child.mem_id, 0) >= least), None)
    return holder


def _weigh(root: LexborNode) -> dict[int, int]:
    """For ``root`` and each element below it how many characters of words it holds outside links."""
    weights: dict[int, int] = {}
    open_: list[int] = []
    linked = 0
    for node, opens in _walk(root):
        tag = node.tag
        if tag == "-text":
            if opens and not linked:
                open_[-1] += len("".join((node.text_content or "").split()))
            continue
        linked += (1 if opens else -1) * (tag == "a")
        if opens:
            open_.append(0)
            continue
        size = weights[node.mem_id] = open_.pop()
        if open_:
            open_[-1] += size
    return weights


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """What is seen of ``root`` and below it, each node at its opening (True) and its end. By steps, not by calls: a page may nest without end."""
    node = root
    while True:
        seen = node.mem_id == root.mem_id or not _unseen(node)
        if seen:
            yield node, True
            child = node.child
            if child is not None:
                node = child
                continue
            yield node, False
        while node.mem_id != root.mem_id and node.next is None and node.parent is not None:
            node = node.parent
            yield node, False
        if node.mem_id == root.mem_id or node.next is None:
            return
        node = node.next


def _unseen(node: LexborNode) -> bool:
    if node.tag in _GONE or node.tag == "-comment":
        return True
    if not node.is_element_node:
        return False
    attributes = node.attributes
    return "hidden" in attributes or bool(_UNSEEN.search(attributes.get("style") or ""))


class _Reader:
    """Collects lines from the openings and ends of elements. A table's cell is read into lines of its own, which its row joins."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._words: list[str] = []
        self._outer: list[list[str]] = []
        self._rows: list[list[str]] = []
        self._lists: list[int | None] = []
        self._as_is = 0

    def read(self, root: LexborNode) -> list[str]:
        """The lines of ``root``."""
        for node, opens in _walk(root):
            tag = node.tag
            if tag == "-text":
                self._text(node.text_content or "" if opens else "")
            elif tag in _BLOCKS or tag == "br":
                self._break()
            if tag in {"td", "th"}:
                self._cell(opens=opens)
            elif tag == "tr":
                self._row(opens=opens)
            elif tag == "pre":
                self._as_is += 1 if opens else -1
            elif tag in {"ol", "ul"}:
                self._list(node, opens=opens)
            elif tag == "li" and opens and self._lists and (number := self._lists[-1]) is not None:
                self._words.append(f"{number}.")
                self._lists[-1] = number + 1
        self._break()
        return self.lines

    def _text(self, words: str) -> None:
        for place, part in enumerate(words.split("\n") if self._as_is else [words]):
            if place:
                self._break()
            self._words.append(part)

    def _break(self) -> None:
        line = _SPACES.sub(" ", _BROKEN.sub("", "".join(self._words))).replace("\u00a0", " ").strip(" ")
        if line:
            self.lines.append(line)
        self._words = []

    def _list(self, node: LexborNode, *, opens: bool) -> None:
        if not opens:
            self._lists.pop()
            return
        start = node.attributes.get("start") or "1"
        self._lists.append((int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1) if node.tag == "ol" else None)

    def _row(self, *, opens: bool) -> None:
        if opens:
            self._rows.append([])
        elif any(cells := self._rows.pop()):
            self.lines += "\t".join(cells).split("\n")

    def _cell(self, *, opens: bool) -> None:
        self._break()
        if opens:
            self._outer.append(self.lines)
            self.lines = []
        else:
            words = "\n".join(self.lines)
            self.lines = self._outer.pop()
            (self._rows[-1] if self._rows else self.lines).append(words)
