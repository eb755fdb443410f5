"""RDF as files: N-Triples, Turtle and JSON-LD, subject by subject, so that a graph of any size needs the memory of one subject."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any

from lawgraph.store.rdf.statements import Described
from lawgraph.store.rdf.vocabulary import PREFIXES, RDF

__all__ = ["WRITERS", "n_triples", "write_json_ld", "write_n_triples", "write_turtle"]

_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z-]+)|\^\^<([^>]+)>)?', re.DOTALL)


def n_triples(described: Iterable[Described]) -> Iterator[str]:
    """The lines of each subject as one piece."""
    for subject, facts in described:
        yield "".join(f"<{subject}> <{predicate}> {thing} .\n" for predicate, thing in facts)


def write_n_triples(described: Iterable[Described], out: IO[str]) -> int:
    """Writes N-Triples and returns how many triples there are."""
    return _count(described, out, lambda subject, facts: "".join(f"<{subject}> <{predicate}> {thing} .\n" for predicate, thing in facts))


def write_turtle(described: Iterable[Described], out: IO[str]) -> int:
    """Writes Turtle and returns how many triples there are."""
    out.writelines(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    short = _Shortened()

    def block(subject: str, facts: Facts) -> str:
        return f"\n<{subject}> " + " ;\n    ".join(f"{'a' if p == RDF.type else short(p)} {_object(o, short)}" for p, o in facts) + " .\n"

    return _count(described, out, block)


def write_json_ld(described: Iterable[Described], out: IO[str]) -> int:
    """Writes one JSON-LD document of flat node objects, a line each, and returns how many triples there are."""
    out.write('{"@context": ' + json.dumps(PREFIXES) + ', "@graph": [\n')
    short = _Shortened()
    between = ""

    def node(subject: str, facts: Facts) -> str:
        nonlocal between
        said: dict[str, Any] = {"@id": subject}
        for predicate, thing in facts:
            if predicate == RDF.type:
                said.setdefault("@type", []).append(short(thing[1:-1]))
            else:
                said.setdefault(short(predicate), []).append(_value(thing))
        before, between = between, ",\n"
        return before + json.dumps(said, ensure_ascii=False)

    count = _count(described, out, node)
    out.write("\n]}\n")
    return count


Facts = Iterable[tuple[str, str]]


def _count(described: Iterable[Described], out: IO[str], shape: Callable[[str, Facts], str]) -> int:
    count = 0
    for subject, facts in described:
        out.write(shape(subject, facts))
        count += len(facts)
    return count


class _Shortened:
    """IRIs of our vocabularies by prefix, any other in full; remembers those it has met, which are few."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, iri: str) -> str:
        found = self._known.get(iri)
        if found is None:
            space = next(((prefix, whole) for prefix, whole in PREFIXES.items() if iri.startswith(whole)), None)
            local = iri[len(space[1]) :] if space else ""
            found = f"{space[0]}:{local}" if space and _LOCAL.fullmatch(local) else f"<{iri}>"
            if space:
                self._known[iri] = found
        return found


def _object(thing: str, short: _Shortened) -> str:
    if thing.startswith("<"):
        return short(thing[1:-1])
    words, mark, kind = thing.rpartition("^^<")
    return f"{words}^^{short(kind[:-1])}" if mark and thing.endswith(">") else thing


def _value(thing: str) -> Mapping[str, str]:
    if thing.startswith("<"):
        return {"@id": thing[1:-1]}
    match = _LITERAL.fullmatch(thing)
    if match is None:
        raise ValueError(f"not a term: {thing!r}")
    words = json.loads(f'"{match[1]}"', strict=False)
    return {"@value": words} | ({"@language": match[2]} if match[2] else {}) | ({"@type": match[3]} if match[3] else {})


WRITERS: Mapping[str, Callable[[Iterable[Described], IO[str]], int]] = {"nt": write_n_triples, "ttl": write_turtle, "jsonld": write_json_ld}
"""Writers by the name of their format."""
