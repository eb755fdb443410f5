"""Official text ↔ tree of provisions, and back unchanged.

``parse`` reads the body of a regulation line by line into nodes in document order; ``render`` joins them again. The rule of white space: a line
loses its edges' white space, Markdown's ``#`` marks and invisible characters (zero-width, byte-order marks, soft hyphens); tabs and no-break
spaces become spaces; empty lines go. ``render(parse(text).nodes) == normalise(text)`` holds for every text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lawgraph.domain.models import Problem, Provision
from lawgraph.domain.numerals import NUMERAL, to_int

__all__ = ["Statute", "article_text", "normalise", "parse", "render"]

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe\ue000-\uf8ff]")
_BLANK = re.compile("[\t\u00a0\u2002\u2003\u2009]")
_EDGE = " \u3000\r\f\v"

# 第十二条　公民…   第一百二十条之一 …   第十条：…
_ARTICLE = re.compile(rf"第({NUMERAL}+)条((?:之{NUMERAL}+)*)(?:[ \u3000]+|[:：][ \u3000]*|$)?")
# 第十二条第二款规定的…, 第三条、第四条规定…: a paragraph that begins with a reference is no article
_REFERENCE = re.compile(r"(?:第|至|、|和|以及|或者|规定|所列|所称|的|中|之规定|，第)")
# 第一编 总则   第二分编 …   第三章 …   第一节 …
_DIVISION = re.compile(rf"第({NUMERAL}+)(编|分编|部分|章|节)(?:[ \u3000]+(.*)|([^ \u3000].{{0,38}})|)$")
# 一、管辖
_NUMBERED = re.compile(r"([一二三四五六七八九十百]+)[、.．](?![二三四五六七八九十]+[、])(.*)$", re.DOTALL)
# （一）警告；  (一)警告；
_ITEM = re.compile(r"[（(]([一二三四五六七八九十百]+)[）)](之[一二三四五六七八九十]+)?")
# 1.罚款   （1）罚款   ①罚款
_POINT = re.compile(r"(?:(\d{1,3})[.．、](?!\d)|[（(](\d{1,3})[）)]|([①-⑳]))")
_ANNEX = re.compile(r"(?:附件|附录|附表|附图|附)(?:[一二三四五六七八九十\d]{0,3})(?:[:：].*|[ \u3000].{0,40}|)$")
_QUOTED = re.compile(r"[“\"「『]")

_RANK = {"part": 1, "subpart": 2, "heading": 2, "chapter": 3, "section": 4, "article": 5, "paragraph": 6, "text": 6, "item": 7, "point": 8}
_DIVISIONS = {"编": ("part", "pt"), "部分": ("part", "pt"), "分编": ("subpart", "sp"), "章": ("chapter", "ch"), "节": ("section", "sec")}


@dataclass(frozen=True, slots=True)
class Statute:
    """A parsed regulation: its nodes in document order and what could not be made sense of (spans in the normalised text)."""

    nodes: tuple[Provision, ...]
    problems: tuple[Problem, ...]

    @property
    def articles(self) -> int:
        """How many articles the tree holds."""
        return sum(node.kind == "article" for node in self.nodes)


@dataclass(slots=True)
class _Node:
    parent: int
    kind: str
    number: str
    label: str
    heading: str
    text: str
    style: str = ""
    last: int = -1
    children: dict[str, int] = field(default_factory=dict)


def normalise(text: str) -> str:
    """``text`` under the rule of white space (module docstring)."""
    return "\n".join(line for line, _ in _lines(text))


def _lines(text: str) -> Iterable[tuple[str, bool]]:
    """Each line that is left under the rule of white space, and whether Markdown marked it as a heading."""
    for raw in text.split("\n"):
        line = _BLANK.sub(" ", _INVISIBLE.sub("", raw)).strip(_EDGE)
        marked = line.startswith("#")
        if marked:
            line = line.lstrip("#").strip(_EDGE)
        if line:
            yield line, marked


def render(nodes: Sequence[Provision]) -> str:
    """The normalised text from which ``nodes`` were parsed."""
    said: list[str] = []
    for node in nodes:
        follows = node.kind == "paragraph" and nodes[node.parent].kind == "article" and node.parent == node.ordinal - 1
        if follows and not said[-1].endswith("\n"):
            said[-1] += node.text
        elif node.heading or node.text:
            said.append(node.heading + node.text)
    return "\n".join(line.removesuffix("\n") for line in said)


def article_text(nodes: Sequence[Provision]) -> str:
    """The words of one article without its number: ``nodes`` are the article and its descendants; paragraphs and items on lines of their own."""
    return "\n".join(node.text for node in nodes if node.text)


class _Parser:
    """Reads lines one after the other; the open nodes are a stack from the widest division to the last point."""

    def __init__(self, lines: Sequence[tuple[str, bool]]) -> None:
        self.lines = lines
        self.nodes: list[_Node] = []
        self.open: list[int] = []
        self.problems: list[Problem] = []
        self.offset = 0
        self.last_article: tuple[int, ...] = (0,)
        self.seen: set[str] = set()
        self.annexes = 0
        self.numbered = not any(self._article_head(line) for line, _ in lines)
        self.repeated = self._table_of_contents()

    def _table_of_contents(self) -> set[int]:
        """The places of headings that stand before the first article and again later: a table of contents."""
        first = next((place for place, (line, _) in enumerate(self.lines) if self._article_head(line)), len(self.lines))
        later = {line.replace(" ", "").replace("\u3000", "") for line, _ in self.lines[first:]}
        early: dict[str, int] = {}
        places: set[int] = set()
        for place, (line, _) in enumerate(self.lines[:first]):
            if not _DIVISION.match(line):
                continue
            key = line.replace(" ", "").replace("\u3000", "")
            if key in later:
                places.add(place)
            elif key in early:
                places.add(early[key])
            early[key] = place
        return places

    @staticmethod
    def _article_head(line: str) -> re.Match[str] | None:
        head = _ARTICLE.match(line)
        if head is None:
            return None
        rest = line[head.end() :]
        spaced = head.end() > head.end(2)
        return head if spaced or not _REFERENCE.match(rest) else None

    def run(self) -> Statute:
        for place, (line, marked) in enumerate(self.lines):
            self._line(place, line, marked=marked)
            self.offset += len(line) + 1
        if not any(node.kind == "article" for node in self.nodes):
            self.problems.append(Problem("no-articles", "没有“第X条”，按段落保存", 0, max(0, self.offset - 1)))
        return Statute(self._finish(), tuple(self.problems))

    def _finish(self) -> tuple[Provision, ...]:
        for place in range(len(self.nodes) - 1, -1, -1):
            node = self.nodes[place]
            node.last = max(node.last, place)
            if node.parent >= 0:
                parent = self.nodes[node.parent]
                parent.last = max(parent.last, node.last)
        return tuple(
            Provision(place, node.parent, node.last, node.kind, node.number, node.label, node.heading, node.text)
            for place, node in enumerate(self.nodes)
        )

    # -- one line -----------------------------------------------------------------------------------------------------------------

    def _line(self, place: int, line: str, *, marked: bool) -> None:
        division = None if _QUOTED.match(line) else _DIVISION.match(line)
        if division and place in self.repeated:
            self._add("toc", "", f"toc_{place}", "", line, rank=6)
        elif division and self._is_division(division, line, marked=marked):
            self._divide(division, line)
        elif _ANNEX.match(line) and (marked or self.seen):
            self._annex(line)
        elif (head := self._article_head(line)) is not None and self._follows(head, line):
            self._article(head, line)
        elif (numbered := _NUMBERED.match(line)) is not None and (self.numbered or marked):
            self._numbered(numbered, line, marked=marked)
        elif marked:
            self._close(_RANK["heading"])
            count = sum(node.kind == "heading" for node in self.nodes) + 1
            self._add("heading", str(count), f"h_{count}", line, "", rank=_RANK["heading"])
        else:
            self._words(line)

    @staticmethod
    def _is_division(division: re.Match[str], line: str, *, marked: bool) -> bool:
        if marked:
            return True
        unspaced = division[4]
        return len(line) <= 40 and not line.endswith(("。", "；", "：", "，")) and not (unspaced and _REFERENCE.match(unspaced))

    def _divide(self, division: re.Match[str], line: str) -> None:
        kind, short = _DIVISIONS[division[2]]
        number = to_int(division[1])
        rank = _RANK[kind]
        if kind == "section" and not any(self.nodes[place].kind == "chapter" for place in self.open):
            rank = _RANK["chapter"]
        self._close(rank)
        self._add(kind, str(number), self._under(f"{short}_{number}"), line, "", rank=rank)

    def _annex(self, line: str) -> None:
        self.annexes += 1
        self.open.clear()
        self.last_article = (0,)
        self._add("annex", str(self.annexes), f"annex_{self.annexes}", line, "", rank=0)

    def _follows(self, head: re.Match[str], line: str) -> bool:
        """Whether an article may stand here: its number rises, or a new sequence begins at one behind a division or annex."""
        number = self._number(head)
        if number is None:
            return False
        if number > self.last_article:
            if number[0] > self.last_article[0] + 1 and self.last_article != (0,):
                missing = f"第{self.last_article[0]}条之后是第{number[0]}条"
                self._problem("article-gap", f"条号不连续：{missing}", line)
            return number[0] <= self.last_article[0] + 60 or self.last_article == (0,)
        spaced = head.end() > head.end(2)
        self._problem("article-order", f"条号倒退：{line[: head.end()].strip()} 出现在第{self.last_article[0]}条之后", line)
        return spaced and number[0] == 1

    @staticmethod
    def _number(head: re.Match[str]) -> tuple[int, ...] | None:
        parts = [to_int(head[1]), *(to_int(part) for part in head[2].split("之")[1:])]
        return None if any(part is None for part in parts) else tuple(part for part in parts if part is not None)

    def _article(self, head: re.Match[str], line: str) -> None:
        number = self._number(head) or (0,)
        self.last_article = number
        self._open_article("-".join(map(str, number)), line[: head.end()], line[head.end() :], line)

    def _open_article(self, number: str, heading: str, rest: str, line: str) -> None:
        self._close(_RANK["article"])
        annex = f"annex_{self.annexes}/" if self.annexes else ""
        label = annex + number
        if label in self.seen:
            self._problem("article-twice", f"条号重复：{heading.strip()}", line)
        self.seen.add(label)
        # a heading that fills its line keeps the line's end, so that rendering knows where the words went on
        self._add("article", number, label, heading if rest else heading + "\n", "", rank=_RANK["article"])
        if rest:
            self._paragraph(rest)

    def _numbered(self, numbered: re.Match[str], line: str, *, marked: bool) -> None:
        """一、…: a heading where the text has articles, else the article itself (刑法修正案, replies, decisions)."""
        number = to_int(numbered[1]) or 0
        if not self.numbered:
            self._close(_RANK["chapter"])
            self._add("chapter", str(number), self._under(f"ch_{number}"), line, "", rank=_RANK["chapter"])
        elif (number,) > self.last_article[:1]:
            self.last_article = (number,)
            mark = numbered.start(2)
            self._open_article(str(number), line if marked else line[:mark], "" if marked else line[mark:], line)
        else:
            self._words(line)

    def _words(self, line: str) -> None:
        """A paragraph, item or point under the open article, or plain text outside any article."""
        if self._top("article") is None:
            self._close(_RANK["text"])
            count = sum(node.kind in {"text", "preamble"} for node in self.nodes) + 1
            self._add("text" if self.seen or self.nodes else "preamble", "", f"p_{count}", "", line, rank=_RANK["text"])
        elif (item := _ITEM.match(line)) is not None:
            inserted = "".join(f"-{to_int(part)}" for part in (item[2] or "").split("之")[1:])
            self._item(f"{to_int(item[1])}{inserted}", line, "（一）")
        elif (point := _POINT.match(line)) is not None:
            number = point[1] or point[2] or str(ord(point[3]) - ord("①") + 1)
            self._item(number, line, "1." if point[1] else "（1）" if point[2] else "①")
        else:
            self._paragraph(line)

    def _item(self, number: str, line: str, style: str) -> None:
        """An item, or a point where an item of another style of numbering is open; equal styles stand side by side."""
        if self._top("paragraph") is None:
            self._paragraph("")
        item = self._top("item")
        kind = "point" if item is not None and self.nodes[item].style != style and style != "（一）" else "item"
        self._close(_RANK[kind])
        self._add(kind, number, self._below(number), "", line, rank=_RANK[kind], style=style)

    def _paragraph(self, words: str) -> None:
        self._close(_RANK["paragraph"])
        article = self._top("article")
        number = 1 if article is None else len(self.nodes[article].children) + 1
        self._add("paragraph", str(number), self._below(str(number)), "", words, rank=_RANK["paragraph"])

    # -- the tree -----------------------------------------------------------------------------------------------------------------

    def _top(self, kind: str) -> int | None:
        return next((place for place in reversed(self.open) if self.nodes[place].kind == kind), None)

    def _close(self, rank: int) -> None:
        while self.open and self._rank(self.nodes[self.open[-1]]) >= rank:
            self.open.pop()

    @staticmethod
    def _rank(node: _Node) -> int:
        return _RANK.get(node.kind, 0) if node.kind != "section" or "/" in node.label else _RANK["chapter"]

    def _under(self, step: str) -> str:
        """The label of a division inside the open divisions: ``pt_1/ch_2``."""
        divisions = [self.nodes[place].label for place in self.open if self.nodes[place].kind in {"part", "subpart", "chapter", "annex", "heading"}]
        return f"{divisions[-1]}/{step}" if divisions else step

    def _below(self, number: str) -> str:
        return f"{self.nodes[self.open[-1]].label}.{number}" if self.open else number

    def _add(self, kind: str, number: str, label: str, heading: str, text: str, *, rank: int, style: str = "") -> None:
        parent = self.open[-1] if self.open else -1
        self.nodes.append(_Node(parent, kind, number, label, heading, text, style))
        if parent >= 0:
            self.nodes[parent].children[number] = len(self.nodes) - 1
        if kind not in {"toc", "preamble"} and rank < _RANK["point"]:
            self.open.append(len(self.nodes) - 1)

    def _problem(self, code: str, message: str, line: str) -> None:
        self.problems.append(Problem(code, message, self.offset, self.offset + len(line)))


def parse(text: str) -> Statute:
    """Reads the body of a regulation (without its title and the lines on its making) into a tree. Never raises."""
    return _Parser(list(_lines(text))).run()
