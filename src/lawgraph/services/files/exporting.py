"""A checked report as a file: a first opinion as .docx, the same as one HTML file that prints well.

Both are made from the object of ``lawgraph check --json``, so that they say what it says. What a source says is printed as such, what the machine
thinks is marked 机器建议 wherever it stands.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import docx
import jinja2
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from lawgraph.domain.numerals import label_name
from lawgraph.settings import web_folder

__all__ = ["basis_name", "plain", "set_page", "state_name", "to_docx", "to_html", "versions_of", "writable", "write_table"]

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML 1.0 (section 2.2) does not allow."""
_DATE_SOURCES = {"option": "指定", "text": "取自正文", "file": "取自文件", "none": "没有写明，按今天"}
_QUOTE = 160


def plain(words: str) -> str:
    """``words`` in one line, without what no file may hold."""
    return writable(" ".join(words.split()))


def writable(words: str) -> str:
    """``words`` without the characters that XML does not allow."""
    return _CONTROL.sub("", words)


def basis_name(basis: Mapping[str, Any]) -> str:
    """《…》第…条, as an opinion names a basis."""
    article = label_name(basis["article"]) if basis["article"] else ""
    return f"《{basis['work']['title']}》{article}"


def versions_of(checked: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Title, version at the report's day and version today of every work that supports a measure, each once.

    A version is the last part of its identifier; empty: none.
    """
    found: dict[str, tuple[str, str, str]] = {}
    for measure in checked["measures"]:
        for basis in measure["basis"]:
            then, today = (_version(basis[key]) for key in ("force", "force_today"))
            found.setdefault(basis["work"]["id"], (basis["work"]["title"], then, today))
    return sorted(found.values())


def _version(force: Mapping[str, Any] | None) -> str:
    return (force["version"] or "").rpartition("/")[2] if force else ""


def state_name(force: Mapping[str, Any] | None, words: Mapping[str, Mapping[str, str]]) -> str:
    """The Chinese name of a state; a dash where there is none."""
    return words["state"][force["status"]] if force else "—"


def finding_line(finding: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> str:
    """A finding in one line: severity, message, and the rule on which it rests where a rule says so."""
    rule = words["rests_on"].get(finding["code"], "")
    return f"{words['severity'][finding['severity']]}：{finding['message']}" + (f"（根据：{rule}）" if rule else "")


def to_html(checked: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> str:
    """One HTML file without any other: measures, bases, states, findings, all citations, sources. ``words`` are the Chinese names of values."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(web_folder() / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    environment.filters["plain"] = plain
    template = environment.get_template("opinion.html")
    return template.render(
        checked=checked, words=words, basis_name=basis_name, finding_line=finding_line, versions=versions_of(checked), date_source=_DATE_SOURCES
    )


def to_docx(checked: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> bytes:
    """The same as a .docx on A4 across: tables of measures and of citations, findings with evidence, gaps, sources and versions."""
    document = docx.Document()
    set_page(document)
    document.add_heading("法律依据核查意见（初稿）", level=0)
    head = checked["document"]
    document.add_paragraph(f"报告：{plain(head['name'])}")
    document.add_paragraph(f"报告日：{head['date']}（{_DATE_SOURCES[head['date_source']]}）　核查日：{checked['today']}")
    document.add_paragraph(_summary(checked["summary"]))
    document.add_paragraph("机器建议不是结论，须由人判断。")
    document.add_heading("一、举措与依据", level=1)
    write_table(
        document, ("序号", "举措", "依据", "来源", "报告日", "今天", "审查意见"), (1.2, 7.5, 5.2, 2.0, 2.0, 2.0, 5.2), _measure_rows(checked, words)
    )
    document.add_heading("二、缺依据的举措", level=1)
    gaps = [f"{place:02d} {plain(measure['text'])}" for place, measure in enumerate(checked["measures"], 1) if not measure["basis"]]
    _paragraphs(document, gaps, "没有。")
    document.add_heading("三、全文的审查意见", level=1)
    _paragraphs(document, [finding_line(finding, words) for finding in checked["findings"]], "没有。")
    document.add_heading("四、全部引用", level=1)
    rows = [
        (
            plain(said["text"]),
            words["resolution"][said["resolution"]],
            state_name(said["force"], words),
            state_name(said["force_today"], words),
            said["reason"],
        )
        for said in checked["citations"]
    ]
    write_table(document, ("引用", "结果", "报告日", "今天", "理由"), (7.5, 2.5, 2.2, 2.2, 10.7), rows)
    document.add_heading("五、法规与版本", level=1)
    write_table(
        document,
        ("法规", "报告日的版本", "今天的版本"),
        (13.0, 5.0, 5.0),
        [(t, then or "—", today or "—") for t, then, today in versions_of(checked)],
    )
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _summary(summary: Mapping[str, int]) -> str:
    return (
        f"共 {summary['measures']} 项举措：有依据 {summary['supported']}，待审建议 {summary['suggested']}，缺依据 {summary['gaps']}；"
        f"{summary['citations']} 处引用，{summary['findings']} 条审查意见。"
    )


def set_page(document: Any) -> None:
    """A4 across, in the fonts of official papers."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2.0)
    for name in ("Normal", "Title", "Heading 1"):
        style = document.styles[name]
        style.font.name = "SimSun"
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体" if name == "Normal" else "黑体")
    document.styles["Normal"].font.size = Pt(10.5)


def _measure_rows(checked: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> Iterable[tuple[str, ...]]:
    for place, measure in enumerate(checked["measures"], 1):
        findings = "\n".join(finding_line(finding, words) for finding in measure["findings"])
        text = ("（拟）" if measure["state"] == "planned" else "") + plain(measure["text"])
        if not measure["basis"]:
            yield f"{place:02d}", text, "没有找到对应的规定", words["origin"]["gap"], "—", "—", findings
        for row, basis in enumerate(measure["basis"]):
            quote = plain(basis["quote"])
            named = basis_name(basis) + (f"\n{quote[:_QUOTE]}{'…' if len(quote) > _QUOTE else ''}" if quote else "")
            first = row == 0
            yield (
                f"{place:02d}" if first else "", text if first else "", named, words["origin"][basis["origin"]], state_name(basis["force"], words),
                state_name(basis["force_today"], words), findings if first else "",
            )  # fmt: skip


def write_table(document: Any, heads: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[str]]) -> Any:
    """Adds a table with a head row that repeats on every page; ``widths`` in cm. The table."""
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in (heads, *rows):
        cells = table.rows[0].cells if row is heads else table.add_row().cells
        for cell, words, width in zip(cells, row, widths, strict=True):
            cell.width = Cm(width)
            cell.text = writable(words)
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(9)
                    run.font.bold = row is heads
    header = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 (python-docx has no public way to repeat a head row)
    header.append(header.makeelement(qn("w:tblHeader"), {}))
    return table


def _paragraphs(document: Any, lines: Sequence[str], otherwise: str) -> None:
    for line in lines or [otherwise]:
        document.add_paragraph(writable(line))
