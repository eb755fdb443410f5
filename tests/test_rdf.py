"""RDF that says what the library says: terms that exist, shapes that hold, files that are read back triple for triple."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rdflib.namespace import OWL

from lawgraph.app.cli import main
from lawgraph.app.wiring import Wiring
from lawgraph.graph import to_rdflib
from lawgraph.settings import data_folder
from lawgraph.store.graph.files import Whole, write_graphml, write_json
from lawgraph.store.rdf import vocabulary
from lawgraph.store.rdf import writers as rdf_writers
from lawgraph.store.rdf.statements import Described, Source, statements
from lawgraph.store.rdf.vocabulary import DCTERMS, ELI, LG, UnknownTerm
from linked import open_linked

# rdflib 7 warns of names that it calls itself, and pyshacl calls them too
pytestmark = pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph|Graph|JSON)[. ]:DeprecationWarning")

FORMATS = {"nt": ("nt", ox.RdfFormat.N_TRIPLES), "ttl": ("turtle", ox.RdfFormat.TURTLE), "jsonld": ("json-ld", ox.RdfFormat.JSON_LD)}
LAW = rdflib.URIRef(f"{vocabulary.BASE}/eli/cn/national/law/2015/zhichuan-fa")


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    made = open_linked(tmp_path_factory.mktemp("linked"))
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def source(wiring: Wiring) -> Source:
    return Source(wiring.library, wiring.graph, wiring.reports, wiring.topics[:3])


@pytest.fixture(scope="module")
def graph(source: Source) -> rdflib.Graph:
    out = io.StringIO()
    rdf_writers.write_n_triples(statements(source), out)
    return rdflib.Graph().parse(data=out.getvalue(), format="nt")


def _written(described: Callable[[], Any], form: str) -> tuple[str, int]:
    out = io.StringIO()
    count = rdf_writers.WRITERS[form](described(), out)
    return out.getvalue(), count


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_read_back_with_the_same_triples(source: Source, graph: rdflib.Graph, form: str) -> None:
    """By rdflib and by Oxigraph, and as many as the writer counted: none is written twice."""
    text, count = _written(lambda: statements(source), form)
    store = ox.Store()
    store.load(text.encode(), FORMATS[form][1])
    assert count == len(store) == len(graph)
    assert set(rdflib.Graph().parse(data=text, format=FORMATS[form][0])) == set(graph)


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@given(st.lists(WORDS, max_size=4), st.sampled_from(list(FORMATS)))
def test_any_words_are_read_back_as_they_were(words: list[str], form: str) -> None:
    """Quotes, backslashes, line ends and control characters of a damaged text break no file."""
    from lawgraph.store.rdf.statements import _literal  # noqa: PLC0415 (the writers' own form of a literal)

    facts = list(dict.fromkeys((DCTERMS.title, _literal(said)) for said in words))
    described: list[Described] = [("https://example.org/a", facts)] if facts else []
    store = ox.Store()
    store.load(_written(lambda: described, form)[0].encode(), FORMATS[form][1])
    assert {quad.object.value for quad in store} == set(words)


def test_the_shapes_hold(graph: rdflib.Graph) -> None:
    """What SPARQL users may count on is checked, not only written down."""
    conforms, _, said = pyshacl.validate(graph, shacl_graph=str(data_folder() / "ontology" / "shapes.ttl"))
    assert conforms, said


@pytest.mark.parametrize(
    "triple",
    [
        f"<{LAW}> <{ELI.is_member_of}> <{LAW}> , <{LAW}/x> .",
        f"<{vocabulary.BASE}/reports/x#m-1> a <{LG.Measure}> ; <{ELI.based_on}> <{LAW}> .",
        f"<{vocabulary.BASE}/references/0> a <{LG.Reference}> .",
        f"<{LAW}> <{ELI.date_publication}> 'yesterday' .",
    ],
)
def test_the_shapes_hold_nothing_else(graph: rdflib.Graph, triple: str) -> None:
    """Shapes that let everything pass would show nothing."""
    spoiled = rdflib.Graph() + graph
    spoiled.parse(data=triple, format="turtle")
    assert not pyshacl.validate(spoiled, shacl_graph=str(data_folder() / "ontology" / "shapes.ttl"))[0]


def test_every_term_of_ours_is_in_the_ontology_with_labels_in_both_languages() -> None:
    """And the ontology holds no term that nobody uses."""
    ontology = rdflib.Graph().parse(data_folder() / "ontology" / "lawgraph.ttl")
    terms = {kind: set(ontology.subjects(rdflib.RDF.type, kind)) for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)}
    found = {
        str(term).removeprefix(LG.iri): {label.language for label in ontology.objects(term, rdflib.RDFS.label)} for t in terms.values() for term in t
    }
    assert found == {term: {"zh", "en"} for term in LG.terms}


def test_every_term_that_is_written_is_declared(graph: rdflib.Graph) -> None:
    """Also those that were not spelt through a namespace."""
    declared = {space.iri + term for space in vars(vocabulary).values() if isinstance(space, vocabulary.Namespace) for term in space.terms}
    assert {str(predicate) for predicate in graph.predicates()} <= declared
    assert {str(kind) for kind in graph.objects(None, rdflib.RDF.type)} <= declared


@pytest.mark.parametrize("term", ["title_shrot", "Implements", "", "in_force"])
def test_a_misspelt_term_raises(term: str) -> None:
    """Rather than lie in a file that nobody can query."""
    with pytest.raises(UnknownTerm):
        getattr(ELI, term)


def test_what_the_law_is_and_what_rests_on_it(graph: rdflib.Graph) -> None:
    """Read from the graph as an advisor's program would."""
    old, new = rdflib.URIRef(f"{LAW}/2015-03-01"), rdflib.URIRef(f"{LAW}/2021-01-22")
    term = rdflib.Namespace(ELI.iri)
    assert set(graph.subjects(term.is_member_of, LAW)) == {old, new}
    assert graph.value(old, term.date_no_longer_in_force) == rdflib.Literal("2021-07-14", datatype=rdflib.XSD.date)
    assert graph.value(new, term.first_date_entry_in_force) == rdflib.Literal("2021-07-15", datatype=rdflib.XSD.date)
    assert graph.value(new, term.consolidates) == old
    assert [str(s).rsplit("/", 2)[-2] for s in graph.subjects(term.cites, rdflib.URIRef(f"{old}/art_3"))] == ["2016-05-05"]
    assert not list(graph.triples((None, term.implements, None)))


def test_a_suggestion_is_no_legal_basis(graph: rdflib.Graph) -> None:
    """The machine suggests, a person decides: only what the report says itself is ``lg:hasLegalBasis``."""
    ours = rdflib.Namespace(LG.iri)
    suggested = {graph.value(basis, ours.source): basis for basis in graph.subjects(ours.origin, rdflib.Literal("suggestion"))}
    said = set(graph.subjects(ours.hasLegalBasis, None))
    assert suggested
    assert said
    assert all(
        graph.value(basis, ours.origin) == rdflib.Literal("text") for m in said for basis in graph.subjects(ours.source, m) if m not in suggested
    )


def test_graphml_and_json_are_read_back_by_networkx(wiring: Wiring, tmp_path: Path) -> None:
    """The same nodes and the same edges, with what is said of them."""
    whole = Whole(wiring.library, wiring.graph, wiring.derived.arrays(), wiring.reports)
    with (tmp_path / "graph.graphml").open("w", encoding="utf-8") as out:
        count = write_graphml(whole, out)
    with (tmp_path / "graph.json").open("w", encoding="utf-8") as out:
        assert write_json(whole, out) == count
    graphs = (
        nx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True),
        nx.node_link_graph(json.loads((tmp_path / "graph.json").read_text("utf-8"))),
    )
    nodes = {node: dict(said) for node, said in whole.nodes()}
    edges = sorted((source, target, sorted(said.items())) for source, target, said in whole.edges())
    for graph in graphs:
        assert {node: dict(said) for node, said in graph.nodes(data=True)} == nodes
        named = ((source, target, {name: value for name, value in said.items() if name != "id"}) for source, target, said in graph.edges(data=True))
        assert sorted((source, target, sorted(said.items())) for source, target, said in named) == edges
    assert count == len(edges)


@pytest.mark.parametrize("form", ["ttl", "nt", "jsonld", "graphml", "json"])
def test_the_command_exports_every_format(wiring: Wiring, tmp_path: Path, form: str) -> None:
    """To a file, with the address that a publisher asks for where the format has addresses."""
    out = tmp_path / f"graph.{form}"
    arguments = ["graph", "export", "--format", form, "-o", str(out), "--base", "https://law.example.org/"]
    done = CliRunner().invoke(main, arguments, env={"LAWGRAPH_HOME": str(wiring.settings.home)})
    assert done.exit_code == 0, done.output
    text = out.read_text("utf-8")
    assert ("https://law.example.org/eli/cn/" in text) is (form in FORMATS)
    assert "/eli/cn/national/law/2015/zhichuan-fa" in text


def test_checking_a_report_imports_neither_numpy_nor_rdf() -> None:
    """They cost a second that a person who checks one report would wait."""
    program = "import sys, lawgraph.app.wiring, lawgraph.app.commands.documents; print(sorted({'numpy', 'networkx', 'pyoxigraph', 'rdflib'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_the_library_as_an_rdflib_graph(wiring: Wiring) -> None:
    """The same triples as the export, and asked like any other graph."""
    graph = to_rdflib(settings=wiring.settings)
    out = io.StringIO()
    count = rdf_writers.write_n_triples(statements(Source(wiring.library, wiring.graph, wiring.reports, wiring.topics, vocabulary.BASE)), out)
    assert len(graph) == count
    assert (LAW, None, None) in graph
