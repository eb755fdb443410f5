"""From a new version to what must be looked at again, and from one node to another with the reason for every step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import networkx as nx
import pytest

from lawgraph.app.graph.views import find_path, impact_object
from lawgraph.app.wiring import Wiring
from lawgraph.errors import UnknownProvision, UnknownWork
from lawgraph.graph import to_networkx
from lawgraph.store.graph.edges import Origin, Relation, library_edges
from lawgraph.store.graph.report_edges import report_edges
from linked import open_linked

LAW = "/eli/cn/national/law/2015/zhichuan-fa"
OLD, NEW = date(2015, 3, 1), date(2021, 1, 22)


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    made = open_linked(tmp_path_factory.mktemp("linked"))
    yield made
    made.database.dispose()


def _titles(affected: list[dict[str, Any]]) -> set[tuple[str, str, int]]:
    return {(one["node"]["title"].split(".")[0], one["node"]["name"], one["steps"]) for one in affected}


def _impact(wiring: Wiring, before: date = OLD, after: date = NEW, **options: int) -> dict[str, Any]:
    return impact_object(wiring.library, wiring.reports, wiring.impact.find(LAW, before, after, **options))


def test_what_rests_on_a_changed_article_directly_and_at_a_distance(wiring: Wiring) -> None:
    """Article 3 moved to 4: the rules name it, the docks' rule names the rules."""
    article = next(one for one in _impact(wiring)["articles"] if one["article"] == "3")
    assert (article["change"]["old"], article["change"]["new"]) == ("3", "4")
    rules = [one for one in article["affected"] if one["node"]["kind"] == "provision"]
    assert _titles(rules) == {("纸船法实施条例", "第二条", 1), ("青屿市船坞管理办法", "第二条", 2)}
    far = next(one for one in rules if one["steps"] == 2)
    assert [step["evidence"]["text"] for step in far["path"]] == ["《纸船法实施条例》第二条", "纸船法第三条"]
    assert far["sure"]


def test_one_step_leaves_the_distant_out(wiring: Wiring) -> None:
    """The nearest mistake: a depth that is not kept."""
    article = next(one for one in _impact(wiring, steps=1)["articles"] if one["article"] == "3")
    assert {one["steps"] for one in article["affected"]} == {1}


def test_measures_are_among_what_is_affected(wiring: Wiring) -> None:
    """The report of 2021 plans to study article 4 of the law as it stood then, which is 5 now."""
    found = _impact(wiring)
    affected = {one["article"]: {row["node"]["kind"] for row in one["affected"]} for one in found["articles"]}
    assert "measure" in affected["4"]
    assert "measure" in {one["node"]["kind"] for one in found["whole"]}


def test_a_number_that_no_version_holds_is_unsure(wiring: Wiring) -> None:
    """Article 9 was never there: it touches nothing, since it is none of the changed articles."""
    assert "9" not in {one["article"] for one in _impact(wiring)["articles"]}


def test_the_same_version_touches_nothing(wiring: Wiring) -> None:
    """Nothing changed, so nothing must be looked at again."""
    assert [one for one in _impact(wiring, NEW, NEW)["articles"] if one["change"] is not None] == []


def test_a_day_without_a_version_is_refused(wiring: Wiring) -> None:
    """Rather than compared with something else."""
    with pytest.raises(UnknownProvision, match="2001-01-01"):
        wiring.impact.find(LAW, date(2001, 1, 1), NEW)


def test_a_version_without_text_lists_all_that_names_it(wiring: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody can tell what changed, every article that is named has to be looked at."""
    monkeypatch.setattr(wiring.comparer, "changes", lambda _old, _new: ())
    found = _impact(wiring)
    assert not found["compared"]
    assert {"3"} <= {one["article"] for one in found["articles"]}
    assert {one["change"] for one in found["articles"]} == {None}


@pytest.mark.parametrize(
    ("start", "goal", "relations"),
    [
        ("青屿市船坞管理办法第二条", "纸船法第三条", ["cites", "cites"]),
        ("纸船法第三条", "纸船法实施条例第二条", ["cites"]),
        ("纸船法实施条例第二条", "纸船法实施条例", ["part_of", "version_of"]),
        ("纸船法", "纸船法", []),
    ],
)
def test_a_path_says_why(wiring: Wiring, start: str, goal: str, relations: list[str]) -> None:
    """As the start rests on the goal, or the other way; structure counts where nothing else links them."""
    found = find_path(wiring.library, wiring.tracer, start, goal)
    assert [step.relation for step in found or ()] == relations
    assert found is not None


def test_a_path_from_a_measure_begins_with_its_basis(wiring: Wiring) -> None:
    """The path answers why an article stands behind a measure."""
    measure = next(edge for edge in report_edges(wiring.reports, wiring.library) if edge.origin == Origin.TEXT and edge.target == LAW)
    found = find_path(wiring.library, wiring.tracer, measure.source, "纸船法")
    assert found is not None
    assert found[0].relation == Relation.HAS_BASIS
    assert found[0].start == measure.source


@pytest.mark.parametrize(("goal", "error"), [("纸船法第七十条", UnknownProvision), ("没有这部法", UnknownWork)])
def test_a_path_to_nowhere_is_an_error(wiring: Wiring, goal: str, error: type[Exception]) -> None:
    """It is not the same as no path."""
    with pytest.raises(error):
        find_path(wiring.library, wiring.tracer, "纸船法", goal)


def test_edges_are_records_with_place_status_and_days(wiring: Wiring) -> None:
    """The number as written, the provision as resolved, the span in the article's text, the days of the words, and who says so."""
    edges = list(library_edges(wiring.library, wiring.catalogue))
    cited = next(edge for edge in edges if edge.source_label == "2" and edge.target == LAW and edge.relation == Relation.CITES)
    words = wiring.library.article(cited.version, "2").text
    assert words[cited.start : cited.end] == cited.evidence == "纸船法第三条"
    assert (cited.target_label, cited.provision) == ("3", f"{LAW}/2015-03-01/art_3")
    assert (cited.written, cited.origin, cited.starts) == ("纸船法", Origin.TEXT, date(2016, 7, 1))
    assert {edge.status for edge in edges} >= {"exact_version", "vague", "dangling"}
    assert all(edge.target == "" for edge in edges if edge.status == "vague")
    assert {edge.provision for edge in edges if edge.status == "dangling"} == {""}


def test_most_cited_and_central_nodes_are_those_that_are_named(wiring: Wiring) -> None:
    """On a day before the docks' rule only what was named by then."""
    early = {ranked.node for ranked in wiring.tracer.most_cited(at=date(2016, 12, 31))}
    late = {ranked.node for ranked in wiring.tracer.most_cited(at=date(2017, 12, 31))}
    assert f"{LAW}/2015-03-01/art_3" in early
    assert {node.rsplit("/", 1)[-1] for node in late - early} == {"art_2"}
    assert wiring.tracer.central(limit=1)[0].score > 0


def test_networkx_holds_what_the_graph_holds(wiring: Wiring) -> None:
    """A data scientist goes on from there: nodes with kinds, edges with relations and evidence."""
    whole = to_networkx(settings=wiring.settings)
    near = to_networkx("纸船法实施条例第二条", steps=1, direction="out", settings=wiring.settings)
    assert set(near) <= set(whole)
    assert {said["relation"] for _, _, said in near.edges(data=True)} == {"cites", "part_of"}
    assert nx.has_path(whole, next(node for node in whole if node.endswith("#m-1")), LAW)
    assert {said["kind"] for _, said in whole.nodes(data=True)} == {"work", "version", "provision", "issuer", "measure"}
