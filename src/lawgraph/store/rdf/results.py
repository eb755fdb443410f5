"""Results of SPARQL queries in the formats of the W3C: JSON, XML, CSV and TSV for rows and for yes or no, RDF for graphs.

SPARQL 1.1 Query Results JSON Format, SPARQL Query Results XML Format, SPARQL 1.1 Query Results CSV and TSV Formats.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

__all__ = ["GRAPHS", "ROWS", "TooLarge", "answer"]

ROWS: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
"""Formats of SELECT and ASK by name, with their media types."""
GRAPHS: Mapping[str, str] = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
"""Formats of CONSTRUCT and DESCRIBE."""
_RDF = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML}
_STRING = "http://www.w3.org/2001/XMLSchema#string"

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = Sequence[Term | None]
T = TypeVar("T")


class TooLarge(Exception):
    """An answer has more rows or bytes than allowed; ``what`` is rows or bytes."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def answer(result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, form: str, *, rows: int, size: int) -> bytes:
    """The result in a format of ``ROWS`` or ``GRAPHS``. Raises TooLarge as soon as it has more than ``rows`` rows or ``size`` bytes."""
    if isinstance(result, ox.QueryTriples):
        triples = list(_limited(result, rows))
        whole = ox.serialize(triples, format=_RDF[form])
        if whole is None or len(whole) > size:
            raise TooLarge("bytes")
        return whole
    if isinstance(result, ox.QueryBoolean):
        return _yes_or_no(form, yes=bool(result)).encode()
    names = [variable.value for variable in result.variables]
    parts: list[bytes] = []
    length = 0
    for part in _SHAPES[form](names, ([solution[name] for name in names] for solution in _limited(result, rows))):
        parts.append(part.encode())
        length += len(parts[-1])
        if length > size:
            raise TooLarge("bytes")
    return b"".join(parts)


def _limited(items: Iterable[T], most: int) -> Iterator[T]:
    for count, item in enumerate(items):
        if count >= most:
            raise TooLarge("rows")
        yield item


def _yes_or_no(form: str, *, yes: bool) -> str:
    said = "true" if yes else "false"
    if form == "json":
        return json.dumps({"head": {}, "boolean": yes})
    if form == "xml":
        return f'<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/><boolean>{said}</boolean></sparql>\n'
    return f"{said}\r\n" if form == "csv" else f"{said}\n"


def _json(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    yield '{"head":{"vars":' + json.dumps(names) + '},"results":{"bindings":['
    between = ""
    for row in rows:
        yield between + json.dumps({name: _json_term(term) for name, term in zip(names, row, strict=True) if term is not None}, ensure_ascii=False)
        between = ",\n"
    yield "]}}\n"


def _json_term(term: Term) -> Mapping[str, object]:
    if isinstance(term, ox.Literal):
        said = {"type": "literal", "value": term.value}
        if term.language:
            return said | {"xml:lang": term.language}
        return said if term.datatype.value == _STRING else said | {"datatype": term.datatype.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    return {"type": "uri" if isinstance(term, ox.NamedNode) else "bnode", "value": term.value}


def _xml(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    yield '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
    yield "".join(f"<variable name={quoteattr(name)}/>" for name in names) + "</head><results>\n"
    for row in rows:
        bound = zip(names, row, strict=True)
        yield (
            "<result>"
            + "".join(f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>" for name, term in bound if term is not None)
            + "</result>\n"
        )
    yield "</results></sparql>\n"


def _xml_term(term: Term) -> str:
    if isinstance(term, ox.Literal):
        if term.language:
            return f"<literal xml:lang={quoteattr(term.language)}>{escape(term.value)}</literal>"
        kind = "" if term.datatype.value == _STRING else f" datatype={quoteattr(term.datatype.value)}"
        return f"<literal{kind}>{escape(term.value)}</literal>"
    if isinstance(term, ox.Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return "<triple>" + "".join(f"<{name}>{_xml_term(part)}</{name}>" for name, part in parts) + "</triple>"
    return f"<uri>{escape(term.value)}</uri>" if isinstance(term, ox.NamedNode) else f"<bnode>{escape(term.value)}</bnode>"


def _csv(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    yield ",".join(names) + "\r\n"
    for row in rows:
        yield ",".join("" if term is None else _csv_value(term) for term in row) + "\r\n"


def _csv_value(term: Term) -> str:
    words = f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(term) if isinstance(term, ox.Triple) else term.value
    return '"' + words.replace('"', '""') + '"' if any(sign in words for sign in '",\n\r') else words


def _tsv(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in names) + "\n"
    for row in rows:
        yield "\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row) + "\n"


_SHAPES = {"json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv}
