"""The MCP server: the library's answers as tools for an assistant, over standard input and output.

A tool never says a bare yes: every answer holds its outcome, its reason, and the state on the day asked for and today. Docstrings are what the
assistant reads, so they are Chinese.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import wraps
from inspect import cleandoc
from typing import Any, ParamSpec

from lawgraph import __version__
from lawgraph.app.graph.views import impact_object
from lawgraph.app.objects import check_object
from lawgraph.app.views import edge_object, read_level, work_object
from lawgraph.app.wiring import Wiring, parse_day
from lawgraph.app.works.provisions import force_object, later, look, provision, provision_object, read_label
from lawgraph.cite import find_citations
from lawgraph.domain.ids import split_provision_id
from lawgraph.domain.levels import level_name
from lawgraph.domain.models import Citation, Force, ForceStatus, Pinpoint, Resolution, as_json
from lawgraph.domain.numerals import label_name
from lawgraph.errors import LawgraphError, UnknownProvision, UnknownWork, UsageError
from lawgraph.services.graph.impact import Affected
from lawgraph.services.search.answers import Within
from lawgraph.text.formats import Text

__all__ = ["OUTCOMES", "RESOURCES", "Tools", "serve"]

OUTCOMES = {
    "confirmed": "所引的条文当时有效，内容见 provisions；内容是否支持所说的话，要对照正文",
    "work_only": "法规当时有效；没有写明条号，没有可核的条文",
    "no_such_provision": "法规当时有效，但当时适用的版本没有所引的条款",
    "earlier_version": "写明的是旧版本，当时适用的已是新版本",
    "not_in_force": "当时不是有效的法",
    "text_missing": "法规已查到，但正文没有入库，条文无法核对",
    "status_unknown": "法规已查到，但当时是否有效无从得知",
    "ambiguous": "不止一部法规可能是它，不能确定",
    "masked": "题名经过脱敏，不能确定",
    "unknown": "库中没有这个题名；不等于没有这部法规",
    "not_a_regulation": "不是法规",
    "self_reference": "指所在的文件自身，离开原文不能确定",
    "no_citation": "没有读出引用",
}
"""What ``verify_citation`` can say of a citation."""

RESOURCES = "lawgraph:///eli/cn/{+path}"
"""The addresses of resources: an identifier below the scheme."""

_LONGEST = 500_000
_MOST_HITS = 50
_MOST_EDGES = 200
_MOST_STEPS = 10
_Asked = ParamSpec("_Asked")
_Object = dict[str, Any]


def _one_at_a_time(tool: Callable[_Asked, _Object]) -> Callable[_Asked, _Object]:
    """Tools are called on threads; the library and what is built from it are opened by the first."""

    @wraps(tool)
    def called(*arguments: _Asked.args, **named: _Asked.kwargs) -> _Object:
        owner: Any = arguments[0]
        with owner.lock:
            owner.wiring.refresh()
            return tool(*arguments, **named)

    return called


class Tools:
    """What the server offers. Each tool takes and gives what JSON can hold, and raises a LawgraphError with a line for the assistant."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.lock = threading.Lock()

    @_one_at_a_time
    def search(self, query: str, date: str = "", level: str = "", limit: int = 10) -> _Object:
        """检索法规条文。

        query 是关键词、问句，或法规名加条号；date 是时点（YYYY-MM-DD，默认今天），只在当时适用的文本中找；
        level 是效力层级，如 法律、行政法规。返回条文及其出处、当时的效力。没有找到不等于没有规定。
        """
        found = self.wiring.searcher.search(
            _words(query), within=Within(read_level(level)), at=self._day(date), today=self.wiring.today, limit=_count(limit, _MOST_HITS)
        )  # fmt: skip
        return _plain(as_json(found))

    @_one_at_a_time
    def get_provision(self, title: str, number: str = "", date: str = "") -> _Object:
        """取一条规定在某日的原文。

        title 是法规名、简称或文号；number 是条号，如 第三十三条、33、120-1（第一百二十条之一），可写到款；
        不写条号则给出全部条号和条旨。date 是时点（YYYY-MM-DD，默认今天）。返回当时适用的版本、该条原文、当时和今天的效力，
        以及该条今天的条号和原文。没有这部法规或这一条时报错，不会用相近的代替。
        """
        sight = look(self.wiring, title, self._day(date))
        said = as_json(sight.work) | {
            "level": level_name(sight.work.kind),
            "force": force_object(sight.force),
            "force_today": force_object(sight.force_today),
            "version": sight.version,
        }
        if not number.strip():
            return _plain(said | {"articles": self._heads(sight.version)})
        label, article = provision(self.wiring, sight, number)
        return _plain(
            said | {"label": label, "name": label_name(label), "article": as_json(article)} | self._later(sight.version, label, sight.force_today)
        )

    @_one_at_a_time
    def verify_citation(self, citation: str, date: str = "") -> _Object:
        """核对对法规的引用。

        citation 是写有引用的一句话，如“《行政处罚法》第三十三条第一款”；date 是作出引用的日期（YYYY-MM-DD，默认今天）。
        对每处引用给出 outcome（结论代码）、reason（理由）、当时和今天的效力，以及条文原文，供对照所说的内容。
        confirmed 只表示条文存在且当时有效，不表示它支持所说的话；unknown 表示库中没有，不表示这部法规不存在。
        """
        day, today = self._day(date), self.wiring.today
        said = _words(citation)
        found = find_citations(said, self.wiring.catalogue, at=day, today=today)
        if not found and "《" not in said:
            title, article, rest = said.partition("第")
            said = f"《{title.strip()}》{article}{rest}"
            found = tuple(c for c in find_citations(said, self.wiring.catalogue, at=day, today=today) if c.resolution is Resolution.RESOLVED)
        verdicts = list(map(self._verdict, found))
        if not verdicts:
            verdicts = [{"outcome": "no_citation", "meaning": OUTCOMES["no_citation"], "reason": "文中没有法规的题名或条号。"}]
        return {"citation": citation, "date": day.isoformat(), "today": today.isoformat(), "verdicts": verdicts}

    @_one_at_a_time
    def check_text(self, text: str, date: str = "", name: str = "") -> _Object:
        """核一份报告或一段文字。

        给出逐处引用的结论和理由，逐项举措的依据（原文引用或机器建议）和审查意见。date 是报告日（YYYY-MM-DD），
        不写则从文中读出。机器建议（origin 为 suggested）要由人判断，不能当作结论。
        """
        words = _words(text)
        if len(words) > _LONGEST:
            raise UsageError(f"文本超过 {_LONGEST} 字。", "请分段核查。")
        return _plain(check_object(self.wiring.check(Text(words, name or "text", None, "txt", ""), parse_day(date) if date else None)))

    @_one_at_a_time
    def suggest_basis(self, text: str, date: str = "", limit: int = 5) -> _Object:
        """为一项没有写明依据的举措建议可能的依据，附理由、条文和效力。

        date 是时点（YYYY-MM-DD，默认今天）。只是建议，要由人判断。
        """
        day = self._day(date)
        found = self.wiring.suggester.suggest(_words(text), at=day, today=self.wiring.today, limit=_count(limit, 20))
        return {"text": text, "date": day.isoformat(), "suggestions": as_json(found)}

    @_one_at_a_time
    def cited_by(self, title: str, number: str = "", limit: int = 50) -> _Object:
        """查哪些法规的哪些条款引用了一部法规或它的一条。

        返回引用处、关系，以及 status：所引条号对应的是哪个版本，或是否已落空。
        """
        library = self.wiring.library
        work, label = self._node(title, number)
        edges = self.wiring.graph.cited_by(work, label, limit=_count(limit, _MOST_EDGES))
        known = library.work(work)
        return {
            "work": {"id": known.id, "title": known.title}, "label": label, "cited_by": [edge_object(library, edge) for edge in edges],
        }  # fmt: skip

    @_one_at_a_time
    def impact(self, title: str, before: str = "", after: str = "", steps: int = 3, limit: int = 50) -> _Object:
        """查一部法规的新版本影响到什么：逐条列出改动、移动、删去的条文，以及直接或间接以它们为据的条款和报告举措。

        before、after 是两个版本的公布日，或其适用的某一天（YYYY-MM-DD）；不写则为已知的最后两个版本。steps 是最多隔几步。
        sure 为 false 的，原文写的条号对应哪个版本无从得知，要人核对。compared 为 false 表示缺正文，哪些条改了不得而知。
        left_off 是没有列出的处数。
        """
        library = self.wiring.library
        work = library.find(title)
        days = [row.published for row in library.versions(work.id) if row.published is not None]
        if len(days) < 2 and not (before.strip() and after.strip()):
            raise UnknownProvision(f"《{work.title}》已知的版本不足两个。", "请用 before 和 after 写明两个时点。")
        old = parse_day(before) if before.strip() else days[-2]
        new = parse_day(after) if after.strip() else days[-1]
        found = self.wiring.impact.find(work.id, old, new, steps=_count(steps, _MOST_STEPS))
        room = most = _count(limit, _MOST_EDGES)
        articles: dict[str, tuple[Affected, ...]] = {}
        for number, affected in found.articles.items():
            articles[number] = affected[:room]
            room -= len(articles[number])
        kept = replace(found, articles=articles, whole=found.whole[:room])
        total = sum(map(len, found.articles.values())) + len(found.whole)
        return impact_object(library, self.wiring.reports, kept) | {"left_off": max(0, total - most)}

    @_one_at_a_time
    def resource(self, path: str) -> _Object:
        """法规的标识符（ELI）所指的内容：一部法规和它的各个版本，一个版本的条号和条旨，或一个版本的一条。

        标识符由 search、get_provision 等给出，如 lawgraph:///eli/cn/national/law/1996/xingzheng-chufa/2021-01-22/art_33。
        """
        identifier, library = f"/eli/cn/{path}", self.wiring.library
        try:
            _, version, label = split_provision_id(identifier)
        except ValueError:
            raise UnknownWork(identifier) from None
        if not version:
            return work_object(library, identifier, self.wiring.today)
        sight = look(self.wiring, identifier, self.wiring.today)
        if label:
            return provision_object(self.wiring, sight, *provision(self.wiring, sight, label))
        return work_object(library, sight.work.id, self.wiring.today) | {"version": version, "articles": self._heads(version)}

    # -- what the tools share ----------------------------------------------------------------------------------------------------------

    def _day(self, written: str) -> date:
        return parse_day(written) if written.strip() else self.wiring.today

    def _node(self, title: str, number: str) -> tuple[str, str]:
        """Work and label. Raises UnknownWork, and UnknownProvision for a number that cannot be read."""
        work = self.wiring.library.find(title)
        return work.id, read_label(self.wiring, work, number) if number.strip() else ""

    def _heads(self, version: str) -> list[dict[str, str]]:
        """Number and caption of every article of a version."""
        glosses = self.wiring.library.glosses(version)
        return [{"number": number, "caption": glosses.get(number, ("", ""))[0]} for number, _ in self.wiring.library.article_texts(version)]

    def _article(self, version: str, label: str) -> Any:
        return as_json(self.wiring.library.article(version, label.partition(".")[0]))

    def _later(self, version: str, label: str, today: Force) -> _Object:
        """Where the article stands in the version of today, if that is another one."""
        found = later(self.wiring, version, label, today)
        return {"today": found} if found else {}

    def _verdict(self, citation: Citation) -> _Object:
        outcome = _outcome(citation)
        reason = citation.reason
        if citation.force is not None:
            reason += citation.force.reason.removesuffix("。") + "。" * bool(citation.force.reason)
        missing = [label_name(pinpoint.label) for pinpoint in citation.pinpoints if pinpoint.exists is False]
        if missing and citation.force is not None and citation.force.version:
            reason += f"{_published(citation.force.version)} 公布的版本没有{'、'.join(missing)}。"
        provisions = list(self._provisions(citation))
        reason += "".join(said["nearest"]["reason"] for said in provisions if "nearest" in said)
        return {
            "text": citation.text,
            "outcome": outcome,
            "meaning": OUTCOMES[outcome],
            "reason": reason,
            "resolution": citation.resolution.value,
            "work": as_json(citation.work),
            "candidates": as_json(citation.candidates),
            "force": _state(citation.force),
            "force_today": _state(citation.force_today),
            "provisions": provisions,
        }

    def _provisions(self, citation: Citation) -> Iterator[_Object]:
        force, today = citation.force, citation.force_today
        for pinpoint in citation.pinpoints:
            said: _Object = as_json(pinpoint) | {"name": label_name(pinpoint.label)}
            if pinpoint.exists and force is not None and force.version:
                said["article"] = self._article(force.version, pinpoint.label)
                said |= self._later(force.version, pinpoint.label, today) if today is not None else {}
            elif pinpoint.exists is None and citation.work is not None:
                said |= self._nearest(citation.work.id, pinpoint.label)
            yield said

    def _nearest(self, work: str, label: str) -> _Object:
        """What the last version whose text is installed says, where the one that applied has none: a hint, and said to be no more."""
        known = [row.id for row in self.wiring.library.versions(work) if row.has_text]
        if not known:
            return {}
        version, holds = known[-1], bool(self.wiring.library.has(known[-1], label))
        reason = f"适用的正文没有入库；入库的 {_published(version)} 公布的版本{'有' if holds else '没有'}{label_name(label)}，仅供参考。"
        return {"nearest": {"version": version, "exists": holds, "reason": reason, "article": self._article(version, label) if holds else None}}


def _outcome(citation: Citation) -> str:
    if citation.resolution is not Resolution.RESOLVED or citation.force is None:
        return "unknown" if citation.resolution is Resolution.RESOLVED else citation.resolution.value
    status = citation.force.status
    if status in {ForceStatus.REPEALED, ForceStatus.NOT_YET_IN_FORCE, ForceStatus.PENDING_APPROVAL}:
        return "not_in_force"
    if any(pinpoint.exists is False for pinpoint in citation.pinpoints):
        return "no_such_provision"
    if status is ForceStatus.UNKNOWN:
        return "status_unknown"
    if any(_unseen(pinpoint) for pinpoint in citation.pinpoints):
        return "text_missing"
    if status is ForceStatus.AMENDED:
        return "earlier_version"
    return "confirmed" if citation.pinpoints else "work_only"


def _unseen(pinpoint: Pinpoint) -> bool:
    return pinpoint.exists is None


def _state(force: Force | None) -> _Object | None:
    return None if force is None else force_object(force)


def _published(version: str) -> str:
    """The day in a version's identifier."""
    return version.rpartition("/")[2]


def _words(written: str) -> str:
    if not written.strip():
        raise UsageError("没有给出文字。", "请给出要查或要核的文字。")
    return written


def _count(asked: int, most: int) -> int:
    return max(1, min(asked, most))


def _plain(found: Any) -> _Object:
    return dict(found)


def serve(wiring: Wiring) -> None:
    """Serves the tools on standard input and output until the input ends. Raises UsageError where the extra ``mcp`` is not installed."""
    try:
        from mcp.server.mcpserver import MCPServer  # noqa: PLC0415 (an extra, and nobody else needs it)
        from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise UsageError("没有安装 MCP 服务所需的包。", '请运行 pip install "lawgraph[mcp]"。') from error

    def told(tool: Callable[_Asked, _Object]) -> Callable[_Asked, _Object]:
        @wraps(tool)
        def called(*arguments: _Asked.args, **named: _Asked.kwargs) -> _Object:
            try:
                return tool(*arguments, **named)
            except LawgraphError as error:
                raise ToolError(f"{error}（{error.code}）") from error

        return called

    tools = Tools(wiring)
    server = MCPServer("lawgraph", version=__version__, instructions=_INSTRUCTIONS, log_level="ERROR")
    for tool in (tools.search, tools.get_provision, tools.verify_citation, tools.check_text, tools.suggest_basis, tools.cited_by, tools.impact):
        server.add_tool(told(tool), description=cleandoc(tool.__doc__ or ""))

    @server.resource(RESOURCES, name="法规", description=cleandoc(tools.resource.__doc__ or ""), mime_type="application/json")
    def resource(path: str) -> _Object:
        try:
            return tools.resource(path)
        except LawgraphError as error:
            raise ResourceNotFoundError(f"{error}（{error.code}）") from error

    for prompt in (check_citations, review_report):
        server.prompt(description=prompt.__doc__)(prompt)
    server.run()


def check_citations(text: str) -> str:
    """逐处核对一段文字里引用的法规。"""
    return (
        "请用 verify_citation 逐处核对下面文字里引用的法规和条款，时点取文字所说的日期，没有就取今天。每一处写明结论、理由、当时和今天的效力；"
        f"没有核到的照实说没有核到，不要凭记忆补上，也不要改动原文。\n\n{_words(text)}"
    )


def review_report(text: str) -> str:
    """核一份报告：举措有没有依据，依据当时和今天是否有效。"""
    return (
        "请用 check_text 核下面这份报告，再按举措列出：报告写明的依据、当时和今天的效力、要看的地方及理由。没有依据的举措，用 suggest_basis 找两三条，"
        f"并说明那是建议，由人决定；有修改的，用 get_provision 对照报告日和今天的条文。\n\n{_words(text)}"
    )


_INSTRUCTIONS = (
    "中国法规库：检索、取条文、核对引用、核报告、建议依据、查谁引用、查修改的影响；标识符前加 lawgraph:// 即是资源。答案分报告日和今天两个时点；"
    "结论都附理由，请把理由一并转告。引用法规之前先用 verify_citation 核对；库中没有的，不要说成不存在，也不要凭记忆补上。"
)
