"""What was found in a document as the objects of the JSON contract: on the command line, in the API and in what is kept."""

from __future__ import annotations

from lawgraph.domain.models import Checked, as_json

__all__ = ["check_object", "cite_object"]


def _document(checked: Checked) -> dict[str, object]:
    """The ``document`` of the JSON contract."""
    return {"name": checked.name, "length": checked.length, "date": checked.date.isoformat(), "date_source": checked.date_source}


def cite_object(checked: Checked) -> dict[str, object]:
    """The object of ``lawgraph cite --json``."""
    return {"document": _document(checked), "citations": as_json(checked.citations)}


def check_object(checked: Checked) -> dict[str, object]:
    """The object of ``lawgraph check --json``."""
    return (
        cite_object(checked)
        | {
            "measures": as_json(checked.measures),
            "findings": as_json(checked.findings),
            "summary": as_json(checked.summary),
            "today": checked.today.isoformat(),
        }
        | ({"reading": as_json(checked.reading)} if checked.reading.pages else {})
    )
