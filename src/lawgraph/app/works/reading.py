"""A regulation as its page shows it: contents, articles with their addresses, its life as a line in time, and who cites it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from lawgraph.app.language.choice import say
from lawgraph.app.works.cross_links import CrossLink, linked
from lawgraph.domain.ids import provision_id
from lawgraph.domain.models import Force, Provision
from lawgraph.domain.numerals import article_name
from lawgraph.store.library import VersionRow

__all__ = [
    "Beside",
    "Block",
    "Entry",
    "Timeline",
    "anchor",
    "article_block",
    "article_label",
    "blocks",
    "contents",
    "gloss_blocks",
    "neighbours",
    "place",
    "timeline",
]

Glosses = Mapping[str, tuple[str, str]]

_NOTHING = Markup()
_DIVISIONS = ("annex", "part", "subpart", "chapter", "section")
_UNITS = {"paragraph": "款", "item": "项", "point": "目"}
_STEPS = ("para", "item", "point")
_MARK = re.compile(r"^(?:[（(][一二三四五六七八九十百\d]+[）)](?:之[一二三四五六七八九十]+)?|\d{1,3}[.．、]|[①-⑳])")


def anchor(label: str) -> str:
    """The name of a provision inside its page: ``34.1.2`` → ``art_34-para_1-item_2``."""
    return provision_id("", label)[1:].replace("/", "-")


def article_label(label: str) -> str:
    """The article of a provision's label; empty for a division."""
    return label.split(".", 1)[0] if label.rsplit("/", 1)[-1][:1].isdigit() else ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside an article: who cites it, by kind (``法律``, ``规章``, ``举措``, the highest first), and a day of its own in force."""

    cited: tuple[tuple[str, int], ...] = ()
    since: date | None = None

    @property
    def count(self) -> int:
        """How many provisions and measures cite it."""
        return sum(many for _, many in self.cited)


_ALONE = Beside()
Links = Mapping[str, Sequence[CrossLink]]


@dataclass(frozen=True, slots=True)
class Block:
    """An article with its ``words``, a division (``level`` is its heading's) or a loose line of text (``level`` 0)."""

    kind: str
    label: str
    anchor: str
    name: str
    level: int = 0
    href: str = ""
    caption: str = ""
    gist: str = ""
    beside: Beside = _ALONE
    words: Markup = _NOTHING


def blocks(version: str, tree: Sequence[Provision], glosses: Glosses, beside: Mapping[str, Beside], links: Links) -> list[Block]:
    """A version's text as blocks in order, with what stands ``beside`` each article and the ``links`` in its words."""
    made: list[Block] = []
    place, depth = 0, {-1: 1}
    while place < len(tree):
        node = tree[place]
        above = depth.get(node.parent, 1)
        if node.kind == "article":
            level = min(above + 1, 6)
            made.append(
                article_block(version, tree, node, glosses, level=level, beside=beside.get(node.label, _ALONE), links=links.get(node.label, ()))
            )
            place = node.last + 1
            continue
        depth[place] = above + (node.kind in _DIVISIONS)
        words = (node.heading or node.text).strip()
        made.append(Block(node.kind, node.label, anchor(node.label), words, min(depth[place], 5) if node.kind in _DIVISIONS else 0))
        place += 1
    return made


def article_block(
    version: str, tree: Sequence[Provision], head: Provision, glosses: Glosses, *, level: int = 1, beside: Beside = _ALONE,
    links: Sequence[CrossLink] = (), on: str = "",
) -> Block:  # fmt: skip
    """One article of ``tree``; the paragraph, item or point with the label ``on`` is marked."""
    caption, gist = glosses.get(head.label, ("", ""))
    href = provision_id(version, head.label)
    nodes = tree[head.ordinal : head.last + 1]
    many = sum(node.kind == "paragraph" and bool(node.text) for node in nodes) > 1
    words, first = [], 0
    for node in nodes:
        if node.text:
            if node is not head:
                words.append(_words(node, head.label, href, first, links, numbered=many, on=node.label == on))
            first += len(node.text) + 1
    name = head.heading.strip() or _name(head.label)
    html = Markup("".join(words))  # noqa: S704 (escaped below)
    return Block("article", head.label, anchor(head.label), name, level, href, caption, gist, beside, html)


def _words(node: Provision, article: str, href: str, first: int, links: Sequence[CrossLink], *, numbered: bool, on: bool) -> str:
    """A paragraph, item or point as HTML. Its number (in the margin, or as printed) is the link to its own address.

    Written here and not in a template: a code has two thousand of them. ``first`` is where its words begin in the article's.
    """
    steps = [f"{step}_{number}" for step, number in zip(_STEPS, node.label[len(article) + 1 :].split("."), strict=False) if number]
    mark = _MARK.match(node.text) if node.kind in {"item", "point"} else None
    printed = mark[0] if mark else node.number if numbered and node.kind == "paragraph" else ""
    link = ""
    if printed and steps:
        name = say(f"第{node.number}{_UNITS[node.kind]}")
        link = f'<a class="{"mark" if mark else "pin"}" href="{escape(href)}/{"/".join(steps)}" aria-label="{escape(name)}">{escape(printed)}</a>'
    chosen = ' aria-current="true"' if on else ""
    place = escape("-".join([anchor(article), *steps]))
    skipped = len(mark[0]) if mark else 0
    text = linked(node.text[skipped:], first + skipped, links)
    return f'<p class="{node.kind}{" on" if on else ""}" id="{place}"{chosen}>{link}{text}</p>\n'


def _name(label: str) -> str:
    number = label.rsplit("/", 1)[-1]
    return article_name(number) if number[:1].isdigit() else label


@dataclass(slots=True)
class Entry:
    """One line of the table of contents."""

    name: str
    href: str
    count: str = ""
    on: bool = False
    children: list[Entry] = field(default_factory=list)


def contents(tree: Sequence[Provision], version: str, chosen: str = "", cited: Mapping[str, int] | None = None) -> list[Entry]:
    """The table of contents: divisions with the number of their articles, and the articles beside the ``chosen`` one (or all, if nothing divides)."""
    top: list[Entry] = []
    entries: dict[int, Entry] = {}
    current = next((node for node in tree if node.kind == "article" and node.label == chosen), None)
    divided = any(node.kind in _DIVISIONS for node in tree)
    for node in tree:
        into = entries[node.parent].children if node.parent in entries else top
        if node.kind in _DIVISIONS:
            articles = sum(tree[place].kind == "article" for place in range(node.ordinal, node.last + 1))
            href = f"{version}#{anchor(node.label)}" if chosen else f"#{anchor(node.label)}"
            entries[node.ordinal] = Entry(" ".join(node.heading.split()), href, f"{articles} 条" if articles else "")
            into.append(entries[node.ordinal])
        elif node.kind == "article" and (current.parent == node.parent if current else not divided):
            count = (cited or {}).get(node.label, 0)
            href = provision_id(version, node.label) if chosen else f"#{anchor(node.label)}"
            into.append(Entry(_name(node.label), href, str(count) if count else "", node.label == chosen))
    return top


def gloss_blocks(glosses: Glosses) -> list[Block]:
    """What we say of the articles of a version whose text is not installed, in their order."""
    order = sorted(glosses, key=lambda label: [int(part) for part in label.split("-") if part.isdigit()])
    return [Block("article", label, anchor(label), _name(label), 2, "", *glosses[label]) for label in order]


def neighbours(tree: Sequence[Provision], version: str, head: Provision) -> tuple[Entry | None, Entry | None]:
    """The articles before and after ``head`` as links."""
    articles = [node for node in tree if node.kind == "article"]
    spot = articles.index(head)
    before, after = (articles[other] if 0 <= other < len(articles) else None for other in (spot - 1, spot + 1))
    return _link(version, before), _link(version, after)


def _link(version: str, node: Provision | None) -> Entry | None:
    return Entry(_name(node.label), provision_id(version, node.label)) if node else None


def place(tree: Sequence[Provision], head: Provision) -> str:
    """The headings above an article."""
    return " / ".join(" ".join(node.heading.split()) for node in tree if node.ordinal < head.ordinal <= node.last)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A work's life in time; every ``x`` is a percentage of the width. ``span`` is the stretch in which the version on view applied."""

    dots: tuple[Mapping[str, Any], ...]
    pins: tuple[Mapping[str, Any], ...]
    span: tuple[float, float] | None


_LEFT, _RIGHT, _APART = 1.5, 98.5, 11.0


def timeline(versions: Sequence[VersionRow], shown: VersionRow | None, at: Force, today: Force, repealed: date | None) -> Timeline | None:
    """The line of versions whose days are known; None where fewer than one is. Where labels would meet, the earlier version keeps its dot alone."""
    known = [(row, day) for row in versions if (day := row.in_force or row.published) is not None]
    if not known:
        return None
    first = min(day for _, day in known)
    final = max([day for _, day in known] + [today.at, at.at] + ([repealed] if repealed else []))
    scale = (_RIGHT - _LEFT) / max((final - first).days, 1)

    def x(day: date) -> float:
        return round(_LEFT + (day - first).days * scale, 2)

    dots: list[dict[str, Any]] = []
    room = 200.0
    for place in range(len(known) - 1, -1, -1):
        row, day = known[place]
        spot, late = x(day), x(day) > 100 - _APART
        right = spot + (0.0 if late else _APART)
        labelled = right <= room
        if labelled:
            room = spot - (_APART if late else 0.0)
        sub = "起施行" if row.in_force else "公布"
        sub += "" if row.has_text else "，未装正文"
        on = shown is not None and row.id == shown.id
        dots.append({"x": spot, "href": row.id, "text": str(day), "sub": sub, "on": on, "labelled": labelled, "end": late})
    pins: list[dict[str, Any]] = [{"x": x(today.at), "text": f"今天 {today.at}", "end": x(today.at) > 50}]
    if at.at != today.at and at.at >= first and abs(x(at.at) - x(today.at)) > _APART:
        pins.append({"x": x(at.at), "text": f"时点 {at.at}", "end": x(at.at) > 75})
    if repealed is not None and repealed <= today.at and abs(x(repealed) - x(today.at)) > _APART:
        pins.append({"x": x(repealed), "text": f"废止 {repealed}", "end": x(repealed) > 50})
    return Timeline(tuple(reversed(dots)), tuple(pins), _span(shown, x, final, repealed))


def _span(shown: VersionRow | None, x: Callable[[date], float], final: date, repealed: date | None) -> tuple[float, float] | None:
    if shown is None or shown.in_force is None:
        return None
    ends = min(day for day in (shown.ends, repealed, final) if day is not None)
    return (x(shown.in_force), x(ends)) if ends > shown.in_force else None
