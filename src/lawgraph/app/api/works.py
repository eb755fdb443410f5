"""The API's regulations: lists, works, versions, articles and provisions on a day, two versions side by side."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from pydantic import Field

from lawgraph.app.api.contract import ArticleAnswer, ArticlePage, DiffAnswer, ProvisionPage, VersionList, WorkAnswer, WorkPage
from lawgraph.app.api.operations import Asked, Day, Level, Paged, Words, operation
from lawgraph.app.api.paging import page
from lawgraph.app.service.query import current_wiring
from lawgraph.app.views import edge_object, work_object
from lawgraph.app.works.compare import comparison_object
from lawgraph.app.works.provisions import Sight, articles, force_object, look, provision, provision_object
from lawgraph.domain.levels import level_name
from lawgraph.domain.models import ForceStatus, as_json
from lawgraph.errors import UsageError
from lawgraph.store.library import match_key

__all__ = ["api_works"]

api_works = Blueprint("api_works", __name__, url_prefix="/api/v1/works")

_GROUP = "法规"
_MOST_EDGES = 200


class WorksQuery(Paged):
    """A list of works."""

    q: Words | None = Field(None, description="题名中的字样")
    level: Level | None = Field(None, description="效力层级：代码或中文名")
    issuer: Words | None = Field(None, description="制定机关，写全称")
    jurisdiction: Words | None = Field(None, description="地域：national，或 cn-zj 这样的代码（其下各市县也在内）")
    status: ForceStatus | None = Field(None, description="在 at 这一天的时效性")
    at: Day | None = None


class DayQuery(Asked):
    """A work on a day."""

    at: Day | None = None


class WorkQuery(DayQuery):
    """A work, and one of its articles."""

    article: Words | None = Field(None, description="条号，如 33、120-1；写了就附上该条和引用它的条款")


class PageQuery(Paged):
    """What a version holds, in pages."""

    at: Day | None = None


class DiffQuery(Asked):
    """Two versions; the last two texts where no day is given."""

    from_: Day | None = Field(None, alias="from", description="较早一版的公布日，或它适用的一天；默认倒数第二版")
    to: Day | None = Field(None, description="较晚一版的公布日，或它适用的一天；默认最后一版")


@api_works.get("")
@operation(_GROUP, "列出法规", query=WorksQuery, answers=WorkPage, steady=True)
def works(query: WorksQuery) -> Any:
    """By identifier, each with its state on the day."""
    wiring = current_wiring()
    forces = wiring.library.forces(query.at or wiring.today)
    wanted = match_key(query.q) if query.q else ""
    found = [
        work
        for work in wiring.library.works()
        if (not wanted or wanted in match_key(work.title) or any(wanted in match_key(name) for name in work.short_titles))
        and (query.level is None or work.kind is query.level)
        and (query.issuer is None or work.issuer == query.issuer)
        and (query.jurisdiction is None or f"{work.jurisdiction}-".startswith(f"{query.jurisdiction}-"))
        and (query.status is None or forces[work.id].status is query.status)
    ]
    shown, further = page(found, lambda work: (work.id,), query.cursor, query.limit)
    rows = [as_json(work) | {"level": level_name(work.kind), "force": force_object(forces[work.id])} for work in shown]
    return {"total": len(found), "works": rows, "next": further}


@api_works.get("/<path:name>")
@operation(_GROUP, "一部法规：各个版本、某日的时效性", query=WorkQuery, answers=WorkAnswer, steady=True)
def work(name: str, query: WorkQuery) -> Any:
    """A work by identifier, title, short title or number, as of ``at``; ``article=33`` adds that article and who cites it."""
    wiring = current_wiring()
    library = wiring.library
    found = work_object(library, _written(name), query.at or wiring.today)
    if query.article:
        version = found["force"]["version"] or next((row["id"] for row in reversed(found["versions"]) if row["has_text"]), None)
        if version is None:
            raise UsageError(f"《{found['title']}》的正文没有安装。", "请用 lawgraph library add 文件 导入。")
        edges = wiring.graph.cited_by(found["id"], query.article, limit=_MOST_EDGES)
        found |= {"article": as_json(library.article(version, query.article)), "cited_by": [edge_object(library, edge) for edge in edges]}
    return found


@api_works.get("/<path:name>/versions")
@operation(_GROUP, "一部法规的各个版本", answers=VersionList, steady=True)
def versions(name: str) -> Any:
    """In order of time, those without text among them."""
    library = current_wiring().library
    found = library.find(_written(name))
    return {"work": {"id": found.id, "title": found.title}, "versions": as_json(library.versions(found.id))}


@api_works.get("/<path:name>/articles")
@operation(_GROUP, "某日适用的全部条文", query=PageQuery, answers=ArticlePage, steady=True)
def every_article(name: str, query: PageQuery) -> Any:
    """The articles of the version of a day, or of the version that ``name`` identifies."""
    wiring = current_wiring()
    sight = look(wiring, _written(name), query.at or wiring.today)
    found = list(enumerate(articles(wiring.library, sight)))
    shown, further = page(found, lambda row: (row[0],), query.cursor, query.limit)
    return _frame(sight) | {"total": len(found), "articles": [as_json(row) for _, row in shown], "next": further}


@api_works.get("/<path:name>/articles/<number>")
@operation(_GROUP, "某日的一条：原文，和它今天在哪里", query=DayQuery, answers=ArticleAnswer, steady=True)
def article(name: str, number: str, query: DayQuery) -> Any:
    """``number``: 33, 120-1, 第三十三条, 第三十三条第一款."""
    wiring = current_wiring()
    sight = look(wiring, _written(name), query.at or wiring.today)
    return provision_object(wiring, sight, *provision(wiring, sight, number))


@api_works.get("/<path:name>/provisions")
@operation(_GROUP, "某日适用的条款树：编、章、节、条、款、项", query=PageQuery, answers=ProvisionPage, steady=True)
def provisions(name: str, query: PageQuery) -> Any:
    """All nodes of the version in document order."""
    wiring = current_wiring()
    sight = look(wiring, _written(name), query.at or wiring.today)
    nodes = wiring.library.tree(sight.version)
    shown, further = page(nodes, lambda node: (node.ordinal,), query.cursor, query.limit)
    return _frame(sight) | {"total": len(nodes), "provisions": as_json(list(shown)), "next": further}


@api_works.get("/<path:name>/diff")
@operation(_GROUP, "两个版本对照", query=DiffQuery, answers=DiffAnswer, steady=True)
def diff(name: str, query: DiffQuery) -> Any:
    """Each article's change with the words that went and came."""
    wiring = current_wiring()
    found = wiring.library.find(_written(name))
    return comparison_object(wiring, wiring.comparer.between(found.id, query.from_, query.to))


def _written(name: str) -> str:
    """What a path names: an identifier has lost its first slash there."""
    return f"/{name}" if name.startswith("eli/") else name


def _frame(sight: Sight) -> dict[str, Any]:
    return {"work": {"id": sight.work.id, "title": sight.work.title}, "version": sight.version, "force": force_object(sight.force)}
