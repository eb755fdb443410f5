"""A checked report as sheets: an Excel workbook with one sheet for measures, bases, findings and sources, and one table as CSV.

Words of a report are data, never formulas: a cell that begins like one is kept as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from lawgraph.domain.numerals import label_name
from lawgraph.services.files.exporting import plain, state_name, versions_of

__all__ = ["to_csv", "to_xlsx"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection)."""
_MOST = 32_000
"""A cell of Excel holds 32,767 characters."""
Words = Mapping[str, Mapping[str, str]]
Row = Sequence[str | int]


def to_xlsx(checked: Mapping[str, Any], words: Words) -> bytes:
    """Sheets 举措, 依据, 审查意见 and 来源, each with a fixed head that filters. ``words`` are the Chinese names of values."""
    book = Workbook(write_only=True)
    for title, heads, widths, rows in (
        (
            "举措",
            ("序号", "标题", "举措", "状态", "依据", "原文引用", "机器建议", "审查意见"),
            (6, 24, 70, 8, 10, 10, 10, 10),
            _measures(checked, words),
        ),
        (
            "依据",
            ("序号", "举措", "来源", "法规", "条", "条旨", "报告日", "今天", "条文", "证据"),
            (6, 40, 10, 36, 14, 20, 10, 10, 60, 40),
            _bases(checked, words),
        ),
        ("审查意见", ("序号", "程度", "代码", "审查意见", "证据"), (6, 8, 24, 70, 60), _findings(checked, words)),
        ("来源", ("法规", "报告日的版本", "今天的版本"), (50, 16, 16), iter(versions_of(checked))),
    ):
        _sheet(book, title, heads, widths, list(rows))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def to_csv(checked: Mapping[str, Any], words: Words) -> bytes:
    """One row a basis, and one for a measure without any; UTF-8 with a byte-order mark, by which Excel knows it."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(("序号", "举措", "来源", "法规", "条", "条旨", "报告日", "今天", "条文", "证据", "审查意见"))
    measures = checked["measures"]
    said = ["；".join(finding["message"] for finding in measure["findings"]) for measure in measures]
    gaps = [(place, measure["text"], words["origin"]["gap"], *[""] * 7) for place, measure in enumerate(measures, 1) if not measure["basis"]]
    rows: list[Row] = [*_bases(checked, words), *gaps]
    for row in sorted(rows, key=lambda row: row[0]):
        table.writerow([_guarded(plain(str(cell))) for cell in (*row, said[int(row[0]) - 1])])
    return ("\ufeff" + out.getvalue()).encode()


def _guarded(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words


def _measures(checked: Mapping[str, Any], words: Words) -> Iterator[Row]:
    for place, measure in enumerate(checked["measures"], 1):
        origins = [basis["origin"] for basis in measure["basis"]]
        coverage = "cited" if "cited" in origins else "suggested" if origins else "gap"
        state = "拟" if measure["state"] == "planned" else "已做"
        counts = origins.count("cited"), origins.count("suggested"), len(measure["findings"])
        yield place, " / ".join(measure["headings"]), measure["text"], state, words["coverage"][coverage], *counts


def _bases(checked: Mapping[str, Any], words: Words) -> Iterator[Row]:
    for place, measure in enumerate(checked["measures"], 1):
        for basis in measure["basis"]:
            article = label_name(basis["article"]) if basis["article"] else ""
            yield (
                place, measure["text"], words["origin"][basis["origin"]], basis["work"]["title"], article, basis["caption"],
                state_name(basis["force"], words), state_name(basis["force_today"], words), basis["quote"],
                "；".join(evidence["text"] for evidence in basis["evidence"]),
            )  # fmt: skip


def _findings(checked: Mapping[str, Any], words: Words) -> Iterator[Row]:
    everywhere: list[tuple[str | int, Any]] = [("全文", finding) for finding in checked["findings"]]
    everywhere += [(place, finding) for place, measure in enumerate(checked["measures"], 1) for finding in measure["findings"]]
    for place, finding in everywhere:
        evidence = "；".join(said["text"] for said in finding["evidence"])
        yield place, words["severity"][finding["severity"]], finding["code"], finding["message"], evidence


def _sheet(book: Any, title: str, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Row]) -> None:
    sheet = book.create_sheet(title)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(rows) + 1}"
    head = [WriteOnlyCell(sheet, words) for words in heads]
    for cell in head:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8ECF0")
    sheet.append(head)
    wrapped = Alignment(wrap_text=True, vertical="top")
    for row in rows:
        sheet.append([_cell(sheet, value, wrapped) for value in row])


def _cell(sheet: Any, value: str | int, wrapped: Alignment) -> Any:
    if isinstance(value, int):
        cell = WriteOnlyCell(sheet, value)
    else:
        words = plain(value)[:_MOST]
        cell = WriteOnlyCell(sheet, words)
        cell.data_type = "s"
        cell.quotePrefix = words.startswith(_FORMULA)
    cell.alignment = wrapped
    return cell
