"""``lawgraph review``: sessions in which people decide, from a terminal; and the history, verified, exported, taken in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lawgraph.app.commands import completing
from lawgraph.app.commands.base import Context, json_option, print_json, run
from lawgraph.domain.verdicts import Rule, Verdict
from lawgraph.errors import DecisionConflict, UsageError

__all__ = ["review"]

_REVIEW = click.argument("identifier", metavar="REVIEW", shell_complete=completing.reviews)
_ITEM = click.argument("item")
_as = click.option("--as", "name", metavar="NAME", shell_complete=completing.accounts, required=True, help="以哪个账户的名义。")
_as_reader = click.option("--as", "name", metavar="NAME", shell_complete=completing.accounts, help="只看这个账户能看到的；默认全部。")
_reason = click.option("--reason", default="", help="理由；部分成立、不成立、不是举措时必须写。")
_show = click.option("--show", default="", help="筛选：open、todo、gaps、findings、suggested、cited、disagreement、deferred、changed、mine。")
_BULK = (Verdict.CONFIRMED, Verdict.REJECTED, Verdict.DEFERRED)
_DECIDE = (*_BULK, Verdict.CONFIRMED_IN_PART, Verdict.REPLACED, Verdict.NOT_A_MEASURE, Verdict.COMMENT, Verdict.ADDED_BASIS)


@click.group()
def review() -> None:
    """审核：打开、逐项决定、签发，核对和搬运历史。"""


def _actor(context: Context, name: str | None) -> Any:
    """Whose name a command acts in. Raises UnknownAccount; UsageError for one that was disabled."""
    from lawgraph.domain.roles import SYSTEM

    if name is None:
        return SYSTEM
    account = context.wiring.accounts.get(name)
    if account.disabled:
        raise UsageError(f"账户 {name} 已停用。", "请换一个账户，或用 lawgraph user enable 恢复。")
    return account.actor("command")


@review.command("open")
@click.argument("reports", nargs=-1, shell_complete=completing.reports)
@click.option("--year", default="", help="代替 REPORTS：报告日在这一年的。")
@click.option("--body", default="", help="代替 REPORTS：名称或开头里有这些字的。")
@click.option("--words", default="", help="代替 REPORTS：正文里有这些词的，以空格分隔。")
@_as
@click.option("--title", default="", help="审核的名称；默认为第一份报告的名称。")
@click.option("--member", "members", shell_complete=completing.accounts, multiple=True, help="参加的账户，可以给几个。")
@click.option("--due", help="截止日，如 2026-12-31。")
@click.option("--rule", type=click.Choice([rule.value for rule in Rule]), default=Rule.ONE.value, show_default=True, help="一人决定，或两人一致。")
@click.pass_obj
@run
def review_open(
    context: Context, reports: tuple[str, ...], year: str, body: str, words: str, name: str, title: str, members: tuple[str, ...], due: str | None,
    rule: str,
) -> int:  # fmt: skip
    """对 REPORTS（报告的编号）或符合筛选的报告打开一次审核，按今天的法规库冻结；以后新加的报告不在其内。"""
    from lawgraph.services.reviews.choosing import Choice

    wiring, choice, chosen = context.wiring, Choice.read(year, body, words), None
    for member in members:
        wiring.accounts.get(member)
    actor, wanted = _actor(context, name), list(reports)
    if not choice.empty:
        if wanted:
            raise UsageError("同时给了报告的编号和筛选。", "请只给一种。")
        wanted, chosen = choice.open(wiring.reports)
        click.echo(f"符合筛选的报告有 {len(wanted)} 份。", err=True)
    made = wiring.reviewing.open(actor, wanted, title=title, members=members, due=context.day(due), rule=Rule(rule), chosen=chosen)
    click.echo(made.id)
    return 0


@review.command("list")
@_as_reader
@json_option
@click.pass_obj
@run
def review_list(context: Context, name: str | None, as_json: bool) -> int:
    """列出审核。"""
    from lawgraph.app.reviews.objects import review_object

    actor = _actor(context, name)
    for found in context.wiring.reviewing.list(actor):
        shown = review_object(context.wiring.reviewing, actor, found)
        if as_json:
            print_json(shown)
        else:
            done = shown["progress"]
            signed = f"　已签发 {shown['signed']['at'][:10]}" if shown["signed"] else ""
            click.echo(f"{found.id}　{found.title}　已审 {done['done']} / {done['all']} 项{f'　截止 {found.due}' if found.due else ''}{signed}")
    return 0


@review.command("show")
@_REVIEW
@click.argument("item", required=False)
@_as_reader
@json_option
@click.pass_obj
@run
def review_show(context: Context, identifier: str, item: str | None, name: str | None, as_json: bool) -> int:
    """查看一次审核，或其中一项：举措、条文、四项核对、历史。"""
    from lawgraph.app.reviews.objects import item_object, item_text, review_object
    from lawgraph.services.reviews.views import view_item

    actor, wiring = _actor(context, name), context.wiring
    if item is None:
        shown = review_object(wiring.reviewing, actor, wiring.reviewing.get(actor, identifier))
        if as_json:
            print_json(shown)
        else:
            for key, value in shown.items():
                click.echo(f"{key}: {value}")
        return 0
    view = view_item(wiring.reviewing, wiring.precedents, actor, identifier, item)
    if as_json:
        print_json(item_object(view))
    else:
        click.echo(item_text(view))
    return 0


@review.command("queue")
@_REVIEW
@_as_reader
@_show
@json_option
@click.pass_obj
@run
def review_queue(context: Context, identifier: str, name: str | None, show: str, as_json: bool) -> int:
    """列出待审的项，最可疑的在前。还有未决的项时退出码为 1。"""
    from lawgraph.app.reviews.objects import entry_object, entry_text

    entries = context.wiring.reviewing.queue(_actor(context, name), identifier, show)
    for entry in entries:
        if as_json:
            print_json(entry_object(entry))
        else:
            click.echo(entry_text(entry))
    return 1 if any(entry.open for entry in entries) else 0


@review.command("decide")
@_REVIEW
@_ITEM
@click.argument("verdict", type=click.Choice([verdict.value for verdict in _DECIDE]), metavar="VERDICT")
@_as
@_reason
@click.option("--work", shell_complete=completing.works, default="", help="换成或补充的法规。")
@click.option("--article", default="", help="换成或补充的条号，如 33。")
@click.option("--seen", help="看到的最后一个决定的编号；默认取现在的。")
@click.pass_obj
@run
def review_decide(
    context: Context, identifier: str, item: str, verdict: str, name: str, reason: str, work: str, article: str, seen: str | None
) -> int:  # fmt: skip
    """对 ITEM 作出决定 VERDICT。"""
    from lawgraph.app.reviews.objects import decision_object

    said, actor, reviewing = Verdict(verdict), _actor(context, name), context.wiring.reviewing
    if said in {Verdict.REPLACED, Verdict.ADDED_BASIS} and not work:
        raise UsageError("没有说是哪部法规。", "请用 --work 和 --article 给出。")
    if said is Verdict.ADDED_BASIS:
        made = reviewing.add_basis(actor, identifier, item, work, article, reason=reason, seen=seen or "")
    else:
        newest = reviewing.seen(actor, identifier, item) if seen is None else seen
        made = reviewing.decide(actor, identifier, item, said, seen=newest, reason=reason, replacement=(work, article) if work else None)
    print_json(decision_object(made))
    return 0


@review.command("undo")
@_REVIEW
@click.argument("item", required=False)
@_as
@click.pass_obj
@run
def review_undo(context: Context, identifier: str, item: str | None, name: str) -> int:
    """撤销自己的决定：ITEM 上的，不给 ITEM 就是最近的一个。"""
    from lawgraph.app.reviews.objects import decision_object

    actor, reviewing = _actor(context, name), context.wiring.reviewing
    if item is None:
        last = reviewing.last_of(actor, identifier)
        if last is None:
            raise UsageError("没有可以撤销的决定。", "只能撤销自己的、还没有撤销的决定。")
        item = last.item
    which: str = item
    print_json(decision_object(reviewing.undo(actor, identifier, which, seen=reviewing.seen(actor, identifier, which))))
    return 0


@review.command("orphans")
@_REVIEW
@click.argument("decision", required=False)
@_as_reader
@click.option("--words", default="", help="只看正文里有这些词的举措，以空格分隔。")
@json_option
@click.pass_obj
@run
def review_orphans(context: Context, identifier: str, decision: str | None, name: str | None, words: str, as_json: bool) -> int:
    """列出失去位置的决定；给出 DECISION 时，列出它可能在哪些举措上，用语相近的在前。有没定位的时退出码为 1。"""
    from lawgraph.app.reviews.objects import decision_object, orphan_text, place_object
    from lawgraph.services.reviews.placing import find_orphan, places

    board = context.wiring.reviewing.board(_actor(context, name), identifier)
    if decision is None:
        for row in board.orphans:
            if as_json:
                print_json(decision_object(row))
            else:
                click.echo(orphan_text(row))
    else:
        for shown in map(place_object, places(board, find_orphan(board, decision), words=words)):
            if as_json:
                print_json(shown)
            else:
                click.echo(f"{shown['measure_item']}　{shown['measure']:02d}　{''.join(shown['text'].split())[:60]}")
    return 1 if board.orphans else 0


@review.command("place")
@_REVIEW
@click.argument("decision")
@click.argument("measure_item", required=False)
@_as
@click.option("--fell-away", is_flag=True, help="代替 MEASURE_ITEM：原来的话不再出现。")
@click.option("--reason", default="", help="理由；不写就用原来的；不再出现时必须写。")
@click.pass_obj
@run
def review_place(
    context: Context, identifier: str, decision: str, measure_item: str | None, name: str, fell_away: bool, reason: str
) -> int:  # fmt: skip
    """给失去位置的决定 DECISION 定位：现在是 MEASURE_ITEM 那项举措，或者不再出现。"""
    from lawgraph.app.reviews.objects import decision_object
    from lawgraph.services.reviews.placing import drop, find_orphan, place, places

    actor, reviewing = _actor(context, name), context.wiring.reviewing
    if fell_away == bool(measure_item):
        raise UsageError("举措和 --fell-away 要给一个，也只给一个。", "可用 lawgraph review orphans 查看。")
    if fell_away:
        made = drop(reviewing, actor, identifier, decision, reason=reason)
    else:
        board = reviewing.board(actor, identifier)
        offered = places(board, find_orphan(board, decision), limit=len(board.items))
        seen = next((one.seen for one in offered if one.measure.id == measure_item), "")
        made = place(reviewing, actor, identifier, decision, measure_item or "", seen=seen, reason=reason)
    print_json(decision_object(made))
    return 0


@review.command("bulk")
@_REVIEW
@click.argument("verdict", type=click.Choice([verdict.value for verdict in _BULK]), metavar="VERDICT")
@_as
@_show
@_reason
@click.option("--yes", is_flag=True, help="不再询问。")
@click.pass_obj
@run
def review_bulk(context: Context, identifier: str, verdict: str, name: str, show: str, reason: str, yes: bool) -> int:
    """对筛选出的、还没有决定的各项作同一个决定；先列出条数，确认后才存。"""
    actor, reviewing = _actor(context, name), context.wiring.reviewing
    preview = reviewing.preview(actor, identifier, show, Verdict(verdict))
    click.echo(f"将对 {len(preview.items)} 项作出决定 {verdict}。", err=True)
    if not yes and not click.confirm("继续？", err=True):
        return 0
    made = reviewing.bulk(actor, preview, reason=reason)
    late = [one for one in made if isinstance(one, DecisionConflict)]
    click.echo(f"已存 {len(made) - len(late)} 项" + (f"；{len(late)} 项同事先作了决定，没有改动" if late else "") + "。")
    return 1 if late else 0


@review.command("progress")
@_REVIEW
@_as_reader
@json_option
@click.pass_obj
@run
def review_progress(context: Context, identifier: str, name: str | None, as_json: bool) -> int:
    """进度、剩余时间、意见的一致程度（Cohen κ）。"""
    from lawgraph.app.reviews.objects import progress_object, progress_text

    actor, reviewing = _actor(context, name), context.wiring.reviewing
    shown = progress_object(reviewing.progress(actor, identifier), reviewing.agreement(actor, identifier))
    if as_json:
        print_json(shown)
    else:
        click.echo(progress_text(shown))
    return 0


@review.command("sign")
@_REVIEW
@_as
@click.option("--leave-open", is_flag=True, help="同意把未决的项列出。")
@_reason
@click.pass_obj
@run
def review_sign(context: Context, identifier: str, name: str, leave_open: bool, reason: str) -> int:
    """签发。"""
    context.wiring.reviewing.sign(_actor(context, name), identifier, leave_open=leave_open, reason=reason)
    click.echo(f"已签发 {identifier}。锚点：{context.wiring.audit.head().hash}")
    return 0


@review.command("reopen")
@_REVIEW
@_as
@_reason
@click.pass_obj
@run
def review_reopen(context: Context, identifier: str, name: str, reason: str) -> int:
    """把签发了的审核重新打开，须写理由。"""
    context.wiring.reviewing.reopen(_actor(context, name), identifier, reason=reason)
    click.echo(f"已重新打开 {identifier}。")
    return 0


@review.command("opinion")
@_REVIEW
@click.argument("output", type=click.Path(path_type=Path, dir_okay=False))
@_as_reader
@click.option("--format", "form", type=click.Choice(["docx", "html", "xlsx", "json"]), help="格式；默认看文件的扩展名。")
@click.pass_obj
@run
def review_opinion(context: Context, identifier: str, output: Path, name: str | None, form: str | None) -> int:
    """把审核意见写入 OUTPUT：举措、依据、决定、分歧、版本、锚点。没有签发的是草稿。"""
    from lawgraph.app.words import WORDS
    from lawgraph.services.reviews.opinion import opinion
    from lawgraph.services.reviews.opinion_files import to_opinion

    wiring = context.wiring
    said = opinion(wiring.reviewing, wiring.audit, _actor(context, name), identifier)
    made = to_opinion(form or output.suffix.lower().lstrip("."), said, WORDS, wiring.settings.opinion_template)
    try:
        output.write_bytes(made)
    except OSError as error:
        raise UsageError(f"{output} 写不进去：{error.strerror}。", "请换一个位置。") from error
    click.echo(f"已存为 {output}。", err=True)
    return 0


@review.command("verify")
@click.option("--anchor", help="已知的锚点：导出的，或印在意见书上的；全部或前 12 位以上。")
@json_option
@click.pass_obj
@run
def review_verify(context: Context, anchor: str | None, as_json: bool) -> int:
    """核对审核记录的链：改过、删过、换过次序、截去的都会指出。有不符时退出码为 1。"""
    audit = context.wiring.audit
    found, head = audit.verify(anchor), audit.head()
    for fault in found:
        if as_json:
            print_json({"code": fault.code, "seq": fault.seq, "message": fault.message})
        else:
            click.echo(f"{fault.code}　{fault.message}")
    if not found:
        click.echo(f"没有不符。共 {head.seq if head else 0} 行，锚点：{head.hash if head else '无'}", err=as_json)
    return 1 if found else 0


@review.command("export")
@click.option("-o", "--out", "output", type=click.Path(dir_okay=False, writable=True), help="写入的文件；不给就写到标准输出。")
@click.pass_obj
@run
def review_export(context: Context, output: str | None) -> int:
    """导出全部历史，每行一个 JSON，一行不少。"""
    from lawgraph.store.history import export_history

    with click.open_file(output or "-", "w", encoding="utf-8") as out:
        for line in export_history(context.wiring.database):
            out.write(line + "\n")
    return 0


@review.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
@run
def review_import(context: Context, file: Path) -> int:
    """导入历史；与这里的链接不上、或者不完整，就一行也不收。"""
    from lawgraph.store.history import import_history

    try:
        with file.open(encoding="utf-8") as lines:
            count = import_history(context.wiring.database, lines)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} 读不出来。", "请核对文件。") from error
    click.echo(f"新收 {count} 行。")
    return 0
