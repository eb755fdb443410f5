"""A report's own text as a .docx, with a footnote behind each measure that gives its basis."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt

from lawgraph.services.files.exporting import basis_name, plain, state_name, writable

__all__ = ["to_footnoted_docx"]

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_SUGGESTED = 3
"""So many suggestions stand in a footnote."""
_RAISED = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'


def to_footnoted_docx(text: str, checked: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> bytes:
    """``text`` is the report's, to which the spans of ``checked`` refer. Every line is a paragraph; every measure has one footnote."""
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "SimSun", Pt(12)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    ends = [(measure["end"], number) for number, measure in enumerate(checked["measures"], 1)]
    at = 0
    for line in text.split("\n"):
        paragraph, begin, stop = document.add_paragraph(), at, at + len(line)
        while ends and ends[0][0] <= stop:
            end, number = ends.pop(0)
            paragraph.add_run(writable(text[begin : max(end, begin)]))
            begin = max(end, begin)
            paragraph._p.append(_reference(number))  # noqa: SLF001 (python-docx knows no footnotes)
        paragraph.add_run(writable(text[begin:stop]))
        at = stop + 1
    notes = "".join(_note(number, _words(measure, words)) for number, measure in enumerate(checked["measures"], 1))
    part = Part(PackURI("/word/footnotes.xml"), _TYPE, _footnotes(notes).encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _words(measure: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> str:
    """依据：《…》第四条（原文引用；报告日 现行有效，今天 已修改）."""
    cited = [basis for basis in measure["basis"] if basis["origin"] == "cited"]
    shown = cited or measure["basis"][:_SUGGESTED]
    told = [
        f"{basis_name(basis)}（{words['origin'][basis['origin']]}；报告日 {state_name(basis['force'], words)}，"
        f"今天 {state_name(basis['force_today'], words)}）"
        for basis in shown
    ]
    return plain(f"依据：{'；'.join(told)}。" if told else f"{words['origin']['gap']}：没有找到对应的规定。")


def _reference(number: int) -> Any:
    """ECMA-376 part 1, 17.11.14: the mark in the text."""
    run, properties, raised, reference = (OxmlElement(name) for name in ("w:r", "w:rPr", "w:vertAlign", "w:footnoteReference"))
    raised.set(qn("w:val"), "superscript")
    reference.set(qn("w:id"), str(number))
    properties.append(raised)
    run.extend([properties, reference])
    return run


def _note(number: int, words: str) -> str:
    return (
        f'<w:footnote w:id="{number}"><w:p>{_RAISED}<w:footnoteRef/></w:r>'
        f'<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve"> {escape(words)}</w:t></w:r></w:p></w:footnote>'
    )


def _footnotes(notes: str) -> str:
    """ECMA-376 part 1, 17.11.15: the two separators come first."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {nsdecls("w")}>'
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
        f"{notes}</w:footnotes>"
    )
