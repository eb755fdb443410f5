"""An opinion as files: .docx (in an office's own template, if it has one), one .html, .xlsx and .json; all say what the object says.

A template is a .docx with ``{{名称}}`` and the like where words go, and paragraphs of nothing but ``{{举措表}}`` and the like where tables go. Where
it names no table at all, all of them follow at its end.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
import jinja2
import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from lawgraph.errors import UsageError
from lawgraph.services.files.exporting import basis_name, plain, set_page, state_name, writable, write_table
from lawgraph.settings import web_folder

__all__ = ["BLOCKS", "FORMATS", "WORDS_OF_TEMPLATES", "to_opinion"]

Json = Mapping[str, Any]
Words = Mapping[str, Mapping[str, str]]
Rows = list[tuple[str, ...]]

FORMATS = ("docx", "html", "xlsx", "json")


def to_opinion(form: str, said: Json, words: Words, template: Path | None = None) -> bytes:
    """The opinion in one of ``FORMATS``. ``words`` are the Chinese names of values, ``template`` is for .docx. Raises UsageError."""
    if form == "json":
        return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
    made = {"docx": _to_docx, "html": _to_html, "xlsx": _to_xlsx}.get(form)
    if made is None:
        raise UsageError(f"没有 {form} 这种格式。", f"可以是：{'、'.join(FORMATS)}。")
    return made(said, words, template)


# -- words and tables -------------------------------------------------------------------------------------------------------------------


def _scalars(said: Json, words: Words) -> dict[str, str]:
    review, signed, counts = said["review"], said["signed"], said["counts"]
    return {
        "名称": review["title"],
        "报告": "、".join(report["name"] for report in said["reports"]),
        "报告日": "、".join(dict.fromkeys(report["date"] for report in said["reports"])),
        "单位": review["office"],
        "规则": words["rule"][review["rule"]],
        "法规库": f"{review['library']}（{review['today']}）",
        "摘要": f"共 {counts['measures']} 项举措：依据成立 {counts['confirmed']}，缺依据 {counts['gap']}，不是举措 {counts['not_a_measure']}，未决 {counts['open']}。",
        "签发单位": signed["office"] if signed else "未签发",
        "签发日": signed["at"][:10] if signed else "—",
        "锚点": f"第 {signed['seq']} 行 {signed['hash']}" if signed else "未签发，没有锚点",
    }


WORDS_OF_TEMPLATES = ("名称", "报告", "报告日", "单位", "规则", "法规库", "摘要", "签发单位", "签发日", "锚点")
"""The words that a template may name between ``{{`` and ``}}``."""


def _verdict(note: Json | None, words: Words) -> str:
    if note is None:
        return "—"
    instead = f"：{basis_name(note['replacement'])}" if "replacement" in note else ""
    reason = f"\n{note['reason']}" if note["reason"] else ""
    return f"{words['verdict'][note['verdict']]}{instead}（{note['office']} {note['at'][:10]}）{reason}"


def _measure_rows(said: Json, words: Words) -> Iterator[tuple[str, ...]]:
    for measure in said["measures"]:
        head = f"{measure['number']:02d}", ("（拟）" if measure["state"] == "planned" else "") + plain(measure["text"])
        findings = "\n".join(f"{words['severity'][finding['severity']]}：{finding['message']}" for finding in measure["findings"])
        # what the machine suggested beside a basis that holds, and nobody looked at, is no part of an opinion
        links = [link for link in measure["links"] if link["status"] not in {"spare", "void"}]
        if not links:
            named = "没有找到对应的规定" if not measure["links"] else "—"
            yield (*head, named, words["origin"]["gap"] if not measure["links"] else "—", "—", "—", _verdict(measure["decision"], words), findings)
        for place, link in enumerate(links):
            yield (
                *(head if place == 0 else ("", "")), basis_name(link), words["origin"][link["origin"]], state_name(link["then"], words),
                state_name(link["today"], words), _verdict(link["decision"], words), findings if place == 0 else "",
            )  # fmt: skip


def _gap_rows(said: Json, _words: Words) -> Iterator[tuple[str, ...]]:
    yield from ((f"{gap['number']:02d}", plain(gap["text"])) for gap in said["gaps"])


def _conflict_rows(said: Json, words: Words) -> Iterator[tuple[str, ...]]:
    for one in said["conflicts"]:
        named = basis_name(one) if one["work"] else "举措本身"
        votes = "\n".join(_verdict(vote, words) for vote in one["votes"])
        settled = "没有了结" if one["settled"] is None else ("第三人裁定：" if one["settled"]["by_third"] else "") + _verdict(one["settled"], words)
        yield f"{one['number']:02d}", named, votes, settled


def _open_rows(said: Json, words: Words) -> Iterator[tuple[str, ...]]:
    for one in said["open"]:
        yield f"{one['number']:02d}", plain(one["text"]), basis_name(one) if one["work"] else "—", words["review_status"][one["status"]]


def _orphan_rows(said: Json, words: Words) -> Iterator[tuple[str, ...]]:
    for one in said["orphans"]:
        yield plain(one["text"]), f"《{one['title']}》{one['article']}" if one["title"] else "—", _verdict(one, words)


def _version_rows(said: Json, _words: Words) -> Iterator[tuple[str, ...]]:
    for row in said["versions"]:
        yield row["title"], row["then"].rpartition("/")[2] or "—", row["today"].rpartition("/")[2] or "—"


def _source_rows(said: Json, _words: Words) -> Iterator[tuple[str, ...]]:
    yield from ((row["name"], row["added_at"][:10], row["fingerprint"][:16]) for row in said["sources"])


BLOCKS: Mapping[str, tuple[str, tuple[str, ...], tuple[float, ...], Callable[[Json, Words], Iterable[tuple[str, ...]]]]] = {
    "举措表": (
        "举措与依据", ("序号", "举措", "依据", "来源", "报告日", "今天", "决定", "审查意见"), (1.2, 6.2, 4.4, 1.8, 1.8, 1.8, 4.4, 4.0), _measure_rows,
    ),
    "缺依据": ("缺依据的举措", ("序号", "举措"), (1.5, 24.0), _gap_rows),
    "分歧": ("分歧与了结", ("序号", "依据", "各方意见", "了结"), (1.5, 6.5, 9.0, 8.5), _conflict_rows),
    "未决": ("未决的项", ("序号", "举措", "依据", "状态"), (1.5, 13.0, 8.0, 3.0), _open_rows),
    "失去位置": ("报告修订后失去位置的决定", ("原来的举措", "依据", "决定"), (12.0, 6.5, 7.0), _orphan_rows),
    "版本表": ("法规与版本", ("法规", "报告日的版本", "今天的版本"), (14.0, 5.5, 5.5), _version_rows),
    "来源": ("法规来源", ("来源", "导入日", "指纹"), (12.0, 5.0, 8.0), _source_rows),
}  # fmt: skip
"""The tables of an opinion: heading, heads of columns, their widths in cm, and what gives the rows."""


# -- .docx ------------------------------------------------------------------------------------------------------------------------------


def _to_docx(said: Json, words: Words, template: Path | None) -> bytes:
    document = _plain_template() if template is None else _open_template(template)
    scalars = {f"{{{{{name}}}}}": writable(value) for name, value in _scalars(said, words).items()}
    named = 0
    for paragraph in list(_paragraphs(document)):
        name = paragraph.text.strip().removeprefix("{{").removesuffix("}}")
        if name in BLOCKS and paragraph.text.strip() == f"{{{{{name}}}}}":
            _block(document, name, said, words, before=paragraph)
            named += 1
        elif "{{" in paragraph.text:
            _fill(paragraph, scalars)
    for name, block in BLOCKS.items() if not named else ():
        document.add_heading(block[0], level=1)
        _block(document, name, said, words)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _open_template(path: Path) -> Any:
    try:
        return docx.Document(str(path))
    except Exception as error:
        raise UsageError(f"意见书的模板 {path.name} 读不出来。", "请把 LAWGRAPH_OPINION_TEMPLATE 指向一个 .docx 文件。") from error


def _plain_template() -> Any:
    document = docx.Document()
    set_page(document)
    document.add_heading("法律依据审核意见", level=0)
    for line in (
        "名称：{{名称}}", "报告：{{报告}}　报告日：{{报告日}}", "审核单位：{{单位}}　规则：{{规则}}", "{{摘要}}",
        "签发：{{签发单位}}　{{签发日}}", "审核记录锚点：{{锚点}}", "法规库：{{法规库}}",
    ):  # fmt: skip
        document.add_paragraph(line)
    for name, block in BLOCKS.items():
        document.add_heading(block[0], level=1)
        document.add_paragraph(f"{{{{{name}}}}}")
    return document


def _paragraphs(document: Any) -> Iterator[Any]:
    """Every paragraph of the body, of tables, of headers and footers."""
    yield from document.paragraphs
    for table in document.tables:
        yield from (paragraph for row in table.rows for cell in row.cells for paragraph in cell.paragraphs)
    for section in document.sections:
        yield from (*section.header.paragraphs, *section.footer.paragraphs)


def _fill(paragraph: Any, scalars: Mapping[str, str]) -> None:
    """Replaces the words of a paragraph. Word cuts text into runs at will: the first run takes the whole, in its own look."""
    text = paragraph.text
    for name, value in scalars.items():
        text = text.replace(name, value)
    for run in paragraph.runs[1:]:
        run.text = ""
    if paragraph.runs:
        paragraph.runs[0].text = text


def _block(document: Any, name: str, said: Json, words: Words, before: Any = None) -> None:
    _, heads, widths, rows = BLOCKS[name]
    listed = list(rows(said, words))
    made = write_table(document, heads, widths, listed) if listed else document.add_paragraph("没有。")
    if before is not None:
        element = made._tbl if listed else made._p  # noqa: SLF001 (python-docx has no public way to put a table elsewhere)
        before._p.addprevious(element)  # noqa: SLF001 (as above)
        before._p.getparent().remove(before._p)  # noqa: SLF001 (as above)


# -- .html and .xlsx --------------------------------------------------------------------------------------------------------------------


def _to_html(said: Json, words: Words, _template: Path | None) -> bytes:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(web_folder() / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    tables = [
        (title, list(zip(heads, [round(100 * width / sum(widths), 1) for width in widths], strict=True)), list(rows(said, words)))
        for title, heads, widths, rows in BLOCKS.values()
    ]
    return environment.get_template("review_opinion.html").render(scalars=_scalars(said, words), tables=tables).encode()


def _to_xlsx(said: Json, words: Words, _template: Path | None) -> bytes:
    book = openpyxl.Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    _sheet(book.create_sheet("意见"), ("项", "内容"), (16.0, 80.0), list(_scalars(said, words).items()))
    for title, heads, widths, rows in BLOCKS.values():
        _sheet(book.create_sheet(title[:31]), heads, [width * 5 for width in widths], rows(said, words))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet(sheet: Any, heads: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[str]]) -> None:
    for number, row in enumerate((heads, *rows), 1):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place)
            cell.value = writable(value)
            # =, +, - and @ begin words here, never a formula: a report is whatever somebody has written
            cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for place, width in enumerate(widths):
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(60.0, width)
    sheet.freeze_panes = "A2"
