"""``lawgraph cite``, ``check``, ``suggest`` and ``search``: a text or a question in, what is found out."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from lawgraph.app.commands import completing
from lawgraph.app.commands.base import Context, json_option, limit_option, print_json, run
from lawgraph.errors import UsageError

__all__ = ["check", "cite", "search", "suggest"]


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as-of", help="报告日，如 2022-01-20；默认从文本中读出。")
@json_option
@click.pass_obj
@run
def cite(context: Context, files: tuple[Path, ...], as_of: str | None, as_json: bool) -> int:
    """找出文件中的每一部法规，说明结果和理由。"""
    from lawgraph.app import terminal
    from lawgraph.app.objects import cite_object

    day = context.day(as_of)
    for path in files:
        checked = context.wiring.cite(context.read(path), day)
        if as_json:
            print_json(cite_object(checked))
        else:
            terminal.print_citations(checked)
    return 0


def _codes(_context: click.Context, _parameter: click.Parameter, written: str | None) -> frozenset[str]:
    """Codes of findings, separated by commas. Raises BadParameter for one that there is not."""
    from lawgraph.services.fitness import CODES

    codes = frozenset(code.strip() for code in (written or "").split(",") if code.strip())
    if unknown := sorted(codes - set(CODES)):
        raise click.BadParameter(f"没有代码 {'、'.join(unknown)}。可用的代码：{'、'.join(sorted(CODES))}。")
    return codes


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as-of", help="报告日，如 2022-01-20；默认从文本中读出。")
@click.option("--select", callback=_codes, help="只看这些代码的审查意见，以逗号分隔。")
@click.option("--ignore", callback=_codes, help="不看这些代码的审查意见，以逗号分隔。")
@click.option("--html", "html_out", type=click.Path(path_type=Path, dir_okay=False), help="另存为一个可打印的 HTML 文件。")
@click.option(
    "-o",
    "--out",
    "outs",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="另存为文件，扩展名决定格式：.xlsx .csv .ttl .json .html .docx；.footnotes.docx 是带脚注的原文。",
)
@click.option("--docx", "docx_out", type=click.Path(path_type=Path, dir_okay=False), help="另存为 Word 文件。")
@json_option
@click.pass_obj
@run
def check(
    context: Context, files: tuple[Path, ...], as_of: str | None, select: frozenset[str], ignore: frozenset[str], html_out: Path | None,
    outs: tuple[Path, ...], docx_out: Path | None, as_json: bool,
) -> int:  # fmt: skip
    """核一份报告：举措、依据、当时和今天的效力、要看的地方。有审查意见时退出码为 1。"""
    from lawgraph.app import terminal
    from lawgraph.app.objects import check_object
    from lawgraph.services.checking import with_findings

    wanted = [(path, _kind(path)) for path in outs]
    wanted += [(path, kind) for path, kind in ((html_out, "html"), (docx_out, "docx")) if path is not None]
    if len(files) > 1 and wanted:
        raise UsageError("--out、--html 和 --docx 一次只能存一份报告。", "请逐份核查。")
    day, found = context.day(as_of), 0
    for file in files:
        text = context.read(file)
        checked = with_findings(context.wiring.check(text, day), select=select, ignore=ignore)
        found += checked.summary["findings"]
        if as_json:
            print_json(check_object(checked))
        elif not wanted:
            terminal.print_check(checked)
        for path, kind in wanted:
            _save(check_object(checked), text.text, path, kind)
    return 1 if found else 0


def _kind(path: Path) -> str:
    """What the end of a file's name asks for. Raises UsageError."""
    from lawgraph.services.files.kinds import KINDS

    kind = next((kind for kind in sorted(KINDS, key=len, reverse=True) if path.name.lower().endswith(f".{kind}")), None)
    if kind is None:
        raise UsageError(f"不知道把 {path} 存成什么格式。", f"请用这些扩展名之一：{'、'.join(f'.{kind}' for kind in KINDS)}。")
    return kind


def _save(checked: dict[str, object], text: str, path: Path, kind: str) -> None:
    from lawgraph.app.words import WORDS
    from lawgraph.services.files.kinds import export

    content, _ = export(checked, kind, text=text, words=WORDS)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{path} 写不进去：{error.strerror}。", "请换一个位置。") from error
    click.echo(f"已存为 {path}。", err=True)


def _lines(words: tuple[str, ...]) -> Iterable[str]:
    """The words as one query, or the lines of standard input where they are ``-``."""
    if words != ("-",):
        return [" ".join(words)]
    return (line.rstrip("\n") for line in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace"))


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="TEXT|-")
@click.option("--at", help="时点；默认为今天。")
@limit_option
@json_option
@click.pass_obj
@run
def suggest(context: Context, words: tuple[str, ...], at: str | None, limit: int, as_json: bool) -> int:
    """为一项举措建议依据。- 表示从标准输入逐行读取。"""
    from lawgraph.app import terminal
    from lawgraph.domain.models import as_json as plain

    wiring = context.wiring
    day = context.day(at) or wiring.today
    for text in _lines(words):
        found = wiring.suggester.suggest(text, at=day, today=wiring.today, limit=limit)
        if as_json:
            print_json({"text": text, "suggestions": plain(found)})
        else:
            terminal.print_suggestions(found)
    return 0


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="QUERY|-")
@click.option("--level", shell_complete=completing.levels, help="效力层级，如 法律 或 law。")
@click.option("--subject", help="法律部门，如 行政法；只有法律才有。")
@click.option("--issuer", help="制定机关。")
@click.option("--jurisdiction", help="地域，如 national 或 cn-zj。")
@click.option("--state", help="当日的时效性，如 现行有效 或 repealed。")
@click.option("--year", help="版本公布的年份，如 2021。")
@click.option("--work", shell_complete=completing.works, help="只在这部法规中查，名称或标识。")
@click.option("--at", help="时点；默认为今天。")
@click.option("--all-versions", is_flag=True, help="在所有版本中查找。")
@click.option("--by-work", is_flag=True, help="按法规归拢。")
@click.option("--reports", is_flag=True, help="查找报告里的举措，不查条文；可再用 --state 已做、--basis 和 --year。")
@click.option("--basis", help="只看依据这样的举措：已确认、有依据、待审建议、缺依据。")
@limit_option
@json_option
@click.pass_obj
@run
def search(
    context: Context, words: tuple[str, ...], at: str | None, all_versions: bool, by_work: bool, reports: bool, basis: str | None, limit: int,
    as_json: bool, **narrowed: str | None,
) -> int:  # fmt: skip
    """查找条文，或者报告里的举措。- 表示从标准输入逐行读取。"""
    if reports:
        given = {"at": at, "all-versions": all_versions, "by-work": by_work, **narrowed}
        return _search_reports(context, words, given | {"basis": basis}, limit, as_json=as_json)
    if basis:
        raise UsageError("--basis 只用于查找举措。", "请同时写 --reports。")
    from lawgraph.app import terminal
    from lawgraph.app.views import read_within
    from lawgraph.domain.models import as_json as plain

    wiring = context.wiring
    within = read_within(wiring.library, narrowed)
    day = context.day(at) or wiring.today
    for query in _lines(words):
        found = wiring.searcher.search(
            query, within=within, at=day, today=wiring.today, all_versions=all_versions, by_work=by_work, limit=limit
        )  # fmt: skip
        if as_json:
            print_json(plain(found))
        else:
            terminal.print_hits(found)
    return 0


def _search_reports(context: Context, words: tuple[str, ...], given: dict[str, Any], limit: int, *, as_json: bool) -> int:
    from lawgraph.app import terminal
    from lawgraph.app.views import WITHIN_REPORTS, read_within_reports
    from lawgraph.domain.models import as_json as plain

    if strange := [name for name, value in given.items() if value and name not in WITHIN_REPORTS]:
        raise UsageError(f"查找举措时不能用 --{strange[0]}。", "可用的有 --state、--basis 和 --year。")
    within = read_within_reports(given)
    searcher = context.wiring.measures()
    for query in _lines(words):
        found = searcher.search(query, within=within, limit=limit)
        if as_json:
            print_json(plain(found))
        else:
            terminal.print_measures(found)
    return 0
