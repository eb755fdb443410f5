"""A checked report as a file of any kind that lawgraph writes."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from lawgraph.domain.ids import document_id

__all__ = ["KINDS", "export"]

KINDS: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "ttl": "text/turtle; charset=utf-8",
    "footnotes.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""The kinds by the end of a file's name, with their media types."""


def export(checked: Mapping[str, Any], kind: str, *, text: str, words: Mapping[str, Mapping[str, str]]) -> tuple[bytes, str]:
    """The file's content and its media type.

    ``checked`` is the object of ``lawgraph check --json``, ``text`` the report's, ``words`` the Chinese names of values. Raises KeyError for a
    ``kind`` that is not in ``KINDS``.
    """
    mimetype = KINDS[kind]
    if kind == "json":
        return (json.dumps(checked, ensure_ascii=False) + "\n").encode(), mimetype
    if kind == "ttl":
        from lawgraph.store.rdf.statements import report_statements  # noqa: PLC0415 (each kind loads a library of its own)
        from lawgraph.store.rdf.writers import write_turtle  # noqa: PLC0415 (as above)

        out = io.StringIO()
        write_turtle(report_statements(document_id(text), checked), out)
        return out.getvalue().encode(), mimetype
    if kind in {"xlsx", "csv"}:
        from lawgraph.services.files import sheets  # noqa: PLC0415 (as above)

        return (sheets.to_xlsx if kind == "xlsx" else sheets.to_csv)(checked, words), mimetype
    if kind == "footnotes.docx":
        from lawgraph.services.files.footnoting import to_footnoted_docx  # noqa: PLC0415 (as above)

        return to_footnoted_docx(text, checked, words), mimetype
    from lawgraph.services.files.exporting import to_docx, to_html  # noqa: PLC0415 (as above)

    return (to_docx(checked, words) if kind == "docx" else to_html(checked, words).encode()), mimetype
