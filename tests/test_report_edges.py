"""Decisions as edges: what an office decided stands in the place of what was cited or suggested, once the review is signed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lawgraph.app.graph.pages import read_start
from lawgraph.app.wiring import Wiring
from lawgraph.domain.verdicts import Verdict
from lawgraph.services.graph.neighbourhood import Saying
from lawgraph.settings import data_folder
from lawgraph.store.graph.edges import Edge, Origin
from lawgraph.store.graph.report_edges import decisions_state, report_edges
from lawgraph.store.rdf.statements import Source, added_statements
from lawgraph.store.rdf.store import rdf_folder
from lawgraph.store.rdf.vocabulary import BASE, LG
from made_up import REPORT, home_of
from reviewers import ADVISOR, MEMBERS, SIGNER, add_report, open_boats


@pytest.fixture
def boats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    folder = tmp_path_factory.mktemp("boats")
    wiring = open_boats(folder, home_of(folder / "home"))
    yield wiring
    wiring.database.dispose()


def _decide(boats: Wiring, verdict: Verdict, *, report: str | None = None, replacement: tuple[str, str] | None = None) -> tuple[str, str, str]:
    """Opens a review and decides the first link that the report cites: review, and the link's work and label."""
    review = boats.reviewing.open(ADVISOR, [report or add_report(boats).id], members=MEMBERS).id
    entry = boats.reviewing.queue(ADVISOR, review, "cited")[0]
    boats.reviewing.decide(ADVISOR, review, entry.item.id, verdict, seen=entry.seen, reason="核过条文", replacement=replacement)
    return review, entry.item.work, entry.item.label


def _sign(boats: Wiring, review: str) -> None:
    boats.reviewing.sign(SIGNER, review, leave_open=True)


def _edges(boats: Wiring) -> list[Edge]:
    return list(report_edges(boats.reports, boats.library))


def _decided(boats: Wiring) -> list[tuple[str, str, str, str]]:
    return [(edge.target, edge.target_label, edge.verdict, edge.origin) for edge in _edges(boats) if edge.verdict]


@pytest.mark.parametrize("verdict", [Verdict.CONFIRMED, Verdict.CONFIRMED_IN_PART, Verdict.REJECTED])
def test_a_decision_counts_once_the_review_is_signed_and_until_it_is_reopened(boats: Wiring, verdict: Verdict) -> None:
    """Before, a review is told to its members alone."""
    review, work, label = _decide(boats, verdict)
    before = decisions_state(boats.database)
    assert _decided(boats) == []
    _sign(boats, review)
    assert _decided(boats) == [(work, label, verdict, Origin.DECISION)]
    day = next(row.at[:10] for row in boats.decisions.rows(review) if row.verdict is verdict)
    assert next(edge.decided for edge in _edges(boats) if edge.verdict) == f"法制支队 {day}"
    assert decisions_state(boats.database) > before
    boats.reviewing.reopen(SIGNER, review, reason="还有一处要核")
    assert _decided(boats) == []


def test_what_is_deferred_or_only_commented_is_as_it_was(boats: Wiring) -> None:
    """No verdict on the link."""
    review, _, _ = _decide(boats, Verdict.DEFERRED)
    _sign(boats, review)
    assert _decided(boats) == []


def test_a_basis_that_was_exchanged_is_shown_with_what_took_its_place(boats: Wiring) -> None:
    """The one is replaced, the other confirmed; both stand."""
    review, work, label = _decide(boats, Verdict.REPLACED, replacement=("纸船法实施条例", "2"))
    _sign(boats, review)
    added = next(edge for edge in _edges(boats) if edge.target_label == "2" and edge.verdict == Verdict.CONFIRMED)
    assert (work, label, Verdict.REPLACED, Origin.DECISION) in _decided(boats)
    assert added.status == "exact_version"
    assert boats.library.work(added.target).title == "纸船法实施条例"


def test_a_basis_that_a_person_added_is_one(boats: Wiring) -> None:
    """On the measure to which it was added."""
    review = boats.reviewing.open(ADVISOR, [add_report(boats).id], members=MEMBERS).id
    entry = boats.reviewing.queue(ADVISOR, review, "cited")[0]
    boats.reviewing.add_basis(ADVISOR, review, entry.item.measure_item, "纸船法实施条例", "2", reason="检查由它指导")
    _sign(boats, review)
    added = [edge for edge in _edges(boats) if edge.verdict == Verdict.CONFIRMED]
    assert [(edge.target_label, edge.source.endswith(f"#m-{entry.item.place + 1}")) for edge in added] == [("2", True)]


def test_a_later_review_overrules_an_earlier_one(boats: Wiring) -> None:
    """The link stands once, as it was decided last."""
    first, work, label = _decide(boats, Verdict.CONFIRMED)
    _sign(boats, first)
    second, _, _ = _decide(boats, Verdict.REJECTED)
    _sign(boats, second)
    assert _decided(boats) == [(work, label, Verdict.REJECTED, Origin.DECISION)]


def test_a_decision_holds_on_in_the_next_revision_where_the_words_stand(boats: Wiring) -> None:
    """And is gone where the measure was written anew."""
    former = add_report(boats)
    review, work, label = _decide(boats, Verdict.CONFIRMED, report=former.id)
    _sign(boats, review)
    same, anew = (
        add_report(boats, REPORT.replace("力量不足", "力量仍然不足")),
        add_report(boats, REPORT.replace("第四条、第九条的学习", "第四条、第九条的宣传")),
    )
    boats.reports.revise(same.id, former.id)
    assert [edge.source.split("#")[0] for edge in _edges(boats) if edge.verdict] == [f"/reports/{same.id}", f"/reports/{former.id}"]
    assert not any(edge.verdict for edge in _edges(boats) if anew.id in edge.source)
    assert {(edge.target, edge.target_label) for edge in _edges(boats) if edge.verdict} == {(work, label)}


@pytest.mark.parametrize(("verdict", "rests"), [(Verdict.CONFIRMED, True), (Verdict.REJECTED, False)])
def test_nothing_rests_on_what_was_rejected(boats: Wiring, verdict: Verdict, rests: bool) -> None:
    """Neither in an impact nor in RDF, where it stays as a rejected basis; the picture shows it as what it is."""
    review, work, label = _decide(boats, verdict)
    _sign(boats, review)
    edge = next(edge for edge in _edges(boats) if edge.verdict)
    facts = dict(added_statements(Source(boats.library, boats.graph, boats.reports, ())))
    link = f"<{BASE}{edge.target_node}>"
    assert ((LG.hasLegalBasis, link) in facts[BASE + edge.source]) is rests
    assert any((LG.verdict, f'"{verdict}"') in said for said in facts.values())
    view = boats.neighbourhood.around(read_start(boats, edge.source, boats.today), day=boats.today)
    assert Saying(verdict) in {line.saying for line in view.lines}
    assert not any(line.saying in {Saying.CITED, Saying.SUGGESTED} and edge in line.edges for line in view.lines)
    versions = [row.published for row in boats.library.versions(work) if row.published]
    found = boats.impact.find(work, versions[-1], versions[0])
    named = {one.node for rows in found.articles.values() for one in rows if any(step.target_label == label for step in one.path)}
    assert (edge.source in named) is rests


def test_a_new_signature_moves_the_store_and_loads_nothing_anew(boats: Wiring) -> None:
    """The library's statements are the larger part by far; they stay, decisions go into a copy that shares its files."""

    def folder() -> str:
        source = Source(boats.library, boats.graph, boats.reports, ())
        return rdf_folder(source, boats.derived.folder, _refuse if (boats.derived.folder / "rdf-library").is_dir() else lambda _: None).name

    review, _, _ = _decide(boats, Verdict.CONFIRMED)
    before = folder()
    _sign(boats, review)
    after = folder()
    assert before != after
    assert folder() == after


def test_the_example_of_decisions_finds_them(boats: Wiring) -> None:
    """Verdict, office and day, by SPARQL."""
    review, _, _ = _decide(boats, Verdict.CONFIRMED_IN_PART)
    _sign(boats, review)
    query = next((data_folder() / "queries").glob("18-*.rq")).read_text("utf-8")
    endpoint = boats.sparql()
    rows = endpoint.query(query, "csv").decode().splitlines()
    endpoint.close()
    assert [row.split(",")[2:4] for row in rows[1:]] == [["confirmed_in_part", next(edge.decided for edge in _edges(boats) if edge.verdict)]]


def _refuse(_done: int) -> None:
    raise AssertionError("the library was loaded again")
