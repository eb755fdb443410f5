"""What the terminal shows: tables that an advisor can read."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from lawgraph.app.objects import check_object, cite_object
from lawgraph.app.words import WORDS
from lawgraph.domain.models import Checked, Suggestion, as_json
from lawgraph.domain.numerals import label_name
from lawgraph.services.search.answers import SearchHit, SearchResult
from lawgraph.services.search.measures import MeasureResult

__all__ = ["print_check", "print_check_object", "print_citations", "print_hits", "print_measures", "print_suggestions"]

_STYLES = {
    "in_force": "green", "amended": "yellow", "repealed": "red", "not_yet_in_force": "blue", "pending_approval": "magenta", "unknown": "dim",
}  # fmt: skip
_SEVERITIES = {"error": "red", "warning": "yellow", "note": "dim"}
_EXCERPT = 60
_SUGGESTED = 3


def _console() -> Console:
    return Console(highlight=False)


def _force(force: dict[str, Any] | None) -> Text:
    if force is None:
        return Text("—", style="dim")
    return Text(WORDS["state"][force["status"]], style=_STYLES[force["status"]])


def _excerpt(words: str) -> str:
    plain = "".join(words.split())
    return plain if len(plain) <= _EXCERPT else plain[: _EXCERPT - 1] + "…"


def print_citations(checked: Checked) -> None:
    """Every citation with its outcome, its state then and now, and the reason."""
    _print_citations(_console(), cite_object(checked))


def _print_citations(console: Console, found: dict[str, Any]) -> None:
    document = found["document"]
    console.print(f"{document['name']}　报告日 {document['date']}", style="bold")
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="dim")
    for head in ("引用", "结果", "报告日", "今天", "理由"):
        table.add_column(head, overflow="fold", ratio=3 if head in {"引用", "理由"} else None)
    for said in found["citations"]:
        table.add_row(
            "".join(said["text"].split()), WORDS["resolution"][said["resolution"]], _force(said["force"]), _force(said["force_today"]), said["reason"]
        )  # fmt: skip
    console.print(table)


def print_check(checked: Checked) -> None:
    """A checked report: measures, bases, states, findings, and every citation."""
    print_check_object(check_object(checked))


def print_check_object(found: dict[str, Any]) -> None:
    """The same from the JSON object of ``check``."""
    console = _console()
    _print_citations(console, found)
    heading = None
    for place, measure in enumerate(found["measures"], 1):
        if measure["headings"][-1:] != heading:
            heading = measure["headings"][-1:]
            console.print(f"\n{heading[0] if heading else ''}", style="bold")
        _print_measure(console, place, measure)
    for finding in found["findings"]:
        console.print(_finding(finding))
    summary = found["summary"]
    console.print(
        f"\n{summary['measures']} 项举措：有依据 {summary['supported']}，待审建议 {summary['suggested']}，缺依据 {summary['gaps']}；"
        f"{summary['citations']} 处引用；{summary['findings']} 条审查意见。"
    )


def _print_measure(console: Console, place: int, measure: dict[str, Any]) -> None:
    planned = "（拟）" if measure["state"] == "planned" else ""
    console.print(f"{place:02d} {planned}{_excerpt(measure['text'])}", soft_wrap=True)
    shown = [basis for basis in measure["basis"] if basis["origin"] == "cited"]
    shown += [basis for basis in measure["basis"] if basis["origin"] != "cited"][:_SUGGESTED]
    for basis in shown:
        title = basis["work"]["title"].removeprefix("中华人民共和国") + (label_name(basis["article"]) if basis["article"] else "")
        line = Text.assemble("   ", WORDS["origin"][basis["origin"]], "　", title, "　", _force(basis["force"]), " | ", _force(basis["force_today"]))
        line.append(f"　{basis['caption']}", style="dim")
        console.print(line, style="" if basis["origin"] == "cited" else "dim", soft_wrap=True)
    for finding in measure["findings"]:
        console.print(Text.assemble("   ", _finding(finding)), soft_wrap=True)


def _finding(finding: dict[str, Any]) -> Text:
    return Text(f"{WORDS['severity'][finding['severity']]}：{finding['message']}", style=_SEVERITIES[finding["severity"]])


def print_suggestions(found: tuple[Suggestion, ...]) -> None:
    """Suggested provisions with why."""
    console = _console()
    if not found:
        console.print("没有找到对应规定。")
    for said in found:
        force = _force(as_json(said.force))
        console.print(Text.assemble((f"{said.work.title}{label_name(said.article)}", "bold"), f"　{said.caption}　", force))
        console.print("  " + "；".join(evidence.text for evidence in said.evidence), style="dim")


def print_hits(result: SearchResult) -> None:
    """Found articles with their words."""
    console = _console()
    for note in result.notes:
        console.print(note, style="dim")
    if not result.hits:
        console.print(f"没有找到“{result.query}”。")
    if result.meant and not result.notes:
        console.print("名称相近的：" + "".join(f"《{work.title}》" for work in result.meant), style="dim")
    for group in result.groups:
        console.print(Text.assemble((group.work.title, "bold"), "　", _force(as_json(group.hits[0].force)), f"　{group.total} 条"))
        for hit in group.hits:
            console.print(f"  {label_name(hit.article) if hit.article else '全文'}　{hit.caption or _excerpt(hit.text)}", style="dim")
    for hit in () if result.groups else result.hits:
        _print_hit(console, hit)
    if result.hits:
        console.print(f"共 {result.total} 条。", style="dim")


def print_measures(result: MeasureResult) -> None:
    """Found measures with their reports."""
    console = _console()
    for note in result.notes:
        console.print(note, style="dim")
    if not result.hits:
        console.print(f"没有找到“{result.query}”。")
    for hit in result.hits:
        planned = "（拟）" if hit.state == "planned" else ""
        head = Text.assemble((f"{hit.report.title}　举措 {hit.number:02d}", "bold"), f"　{hit.report.date}　", WORDS["coverage"][hit.basis])
        console.print(head, soft_wrap=True)
        console.print(f"  {planned}{_excerpt(hit.text)}", soft_wrap=True)
        console.print(f"  {hit.id}", style="dim", soft_wrap=True)
    if result.hits:
        console.print(f"共 {result.total} 项。", style="dim")


def _print_hit(console: Console, hit: SearchHit) -> None:
    head = f"{hit.work.title}{label_name(hit.article) if hit.article else ''}"
    cited = f"　被引用 {hit.citing.provision_count} 处" if hit.citing.provision_count else ""
    console.print(Text.assemble((head, "bold"), "　", _force(as_json(hit.force)), (cited, "dim")))
    console.print("  " + _excerpt(hit.text))
    if hit.versions:
        console.print(f"  另有 {len(hit.versions)} 个版本", style="dim")
