"""What the picture shows: the right things in the right bands, the lines that the texts, reports and suggestions say, and what is left out is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from lawgraph.app.graph.pages import read_start
from lawgraph.app.wiring import Wiring
from lawgraph.errors import UnknownProvision, UnknownReport, UnknownWork
from lawgraph.services.graph.neighbourhood import BANDS, Saying, View
from linked import TODAY, open_linked

LAW = "/eli/cn/national/law/2015/zhichuan-fa"


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    made = open_linked(tmp_path_factory.mktemp("linked"))
    yield made
    made.database.dispose()


@pytest.fixture
def report(wiring: Wiring) -> str:
    return wiring.reports.list()[0].id


def _around(wiring: Wiring, written: str, day: date = TODAY, **options: object) -> View:
    return wiring.neighbourhood.around(read_start(wiring, written, day), day=day, **options)  # type: ignore[arg-type]


def _said(view: View) -> set[tuple[str, str, str]]:
    def name(node: str) -> str:
        thing = view.things[node]
        return (thing.title if thing.kind != "measure" else "") + thing.name

    return {(name(line.source), str(line.saying), name(line.target)) for line in view.lines}


def test_an_article_with_what_names_it_under_whatever_number(wiring: Wiring) -> None:
    """The rules name article 3 of the old text, which is article 4 today: that is what rests on article 4, and on article 3 of today nothing does."""
    assert ("纸船法实施条例第二条", "cites", "中华人民共和国纸船法第四条") in _said(_around(wiring, "纸船法第四条"))
    assert not any(source.startswith("纸船法实施条例") for source, _, _ in _said(_around(wiring, "纸船法第三条")))
    old = _around(wiring, f"{LAW}/2015-03-01/art_3")
    assert ("纸船法实施条例第二条", "cites", "中华人民共和国纸船法第三条") in _said(old)
    assert old.things[old.centre[0]].version == "2015-03-01"
    assert old.things[old.centre[0]].moved


def test_a_work_with_what_it_rests_on_and_what_rests_on_it(wiring: Wiring) -> None:
    """Works beside works; several places are one line."""
    said = _said(_around(wiring, "纸船法实施条例"))
    assert {("纸船法实施条例", "based_on", "中华人民共和国纸船法"), ("纸船法实施条例", "repeals", "灯船管理暂行条例")} <= said
    assert ("青屿市船坞管理办法", "cites", "纸船法实施条例") in said


def test_a_day_shows_the_law_of_that_day(wiring: Wiring) -> None:
    """Before the docks' rule was made it named nothing."""
    assert any(source == "青屿市船坞管理办法" for source, _, _ in _said(_around(wiring, "纸船法实施条例")))
    assert not any(source == "青屿市船坞管理办法" for source, _, _ in _said(_around(wiring, "纸船法实施条例", date(2016, 12, 31))))


def test_a_measure_with_its_bases_and_the_law_above_them(wiring: Wiring, report: str) -> None:
    """What the report says and what the machine suggests are two sorts of line."""
    views = [_around(wiring, f"{report}#{number + 1}") for number in range(len((wiring.reports.get(report).checked or {})["measures"]))]
    sayings = {line.saying for view in views for line in view.lines}
    assert {Saying.CITED, Saying.SUGGESTED, Saying.BASED_ON} <= sayings
    assert all(view.things[view.centre[0]].band == len(BANDS) - 1 for view in views)


def test_a_report_shows_every_measure_and_whole_works(wiring: Wiring, report: str) -> None:
    """Also a measure that rests on nothing; numbers stand in the table."""
    view = _around(wiring, report)
    assert len(view.centre) == len((wiring.reports.get(report).checked or {})["measures"])
    assert set(view.centre) <= set(view.things)
    assert {thing.kind for thing in view.things.values()} == {"measure", "work"}


def test_opening_adds_one_step(wiring: Wiring) -> None:
    """From the law's article to the rules, and from the rules to the docks' rule."""
    before = _around(wiring, "纸船法第四条")
    rules = next(node for node, thing in before.things.items() if thing.title == "纸船法实施条例")
    after = _around(wiring, "纸船法第四条", opened=[rules])
    assert {thing.title for thing in after.things.values()} - {thing.title for thing in before.things.values()} == {"青屿市船坞管理办法"}
    assert rules in after.opened


@pytest.mark.parametrize(("kept", "gone"), [([Saying.CITES], Saying.BASED_ON), ([Saying.BASED_ON], Saying.CITES)])
def test_lines_can_be_chosen_by_what_they_say(wiring: Wiring, kept: list[Saying], gone: Saying) -> None:
    """What else there is, is still offered."""
    view = _around(wiring, "纸船法", sayings=kept)
    assert {line.saying for line in view.lines} == set(kept)
    assert gone in view.sayings


def test_only_bases_whose_law_changed(wiring: Wiring, report: str) -> None:
    """The report of June 2021 rests on the law of 2015, which another text has followed."""
    view = _around(wiring, report, changed=True)
    bases = [line for line in view.lines if line.saying in {Saying.CITED, Saying.SUGGESTED}]
    assert len(bases) < sum(line.saying in {Saying.CITED, Saying.SUGGESTED} for line in _around(wiring, report).lines)
    assert all(view.things[line.target].moved for line in bases)


def test_what_there_is_no_room_for_is_counted(wiring: Wiring) -> None:
    """Nothing is left out silently."""
    whole = _around(wiring, "纸船法")
    view = _around(wiring, "纸船法", most=2)
    assert len(view.things) == 3
    assert view.left_out == {LAW: len(whole.things) - 3}
    assert whole.left_out == {}


def test_places_that_name_nothing_known_are_counted(wiring: Wiring) -> None:
    """依照有关法律、法规的规定 names no work: it is in no picture, and the page says so."""
    assert _around(wiring, "青屿市船坞管理办法第二条").unnamed == 1
    assert _around(wiring, "青屿市船坞管理办法第三条").unnamed == 0


def test_an_article_of_a_version_without_text_is_shown_with_what_names_it(wiring: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others name it; whether it stands there, nobody can tell."""
    monkeypatch.setattr(wiring.library, "has", lambda _version, _label: None)
    assert any(source.startswith("纸船法实施条例") for source, _, _ in _said(_around(wiring, f"{LAW}/2015-03-01/art_3")))


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("没有这部法", UnknownWork),
        ("纸船法第七十条", UnknownProvision),
        (f"{LAW}/2015-03-01/art_6", UnknownProvision),
        ("0123456789abcdef", UnknownReport),
        ("0123456789abcdef#1", UnknownReport),
        ("REPORT#0", UnknownReport),
        ("REPORT#999", UnknownReport),
        ("/eli/cn/national", UnknownWork),
    ],
)
def test_what_is_not_there_is_an_error(wiring: Wiring, report: str, written: str, error: type[Exception]) -> None:
    """Rather than an empty picture."""
    with pytest.raises(error):
        _around(wiring, written.replace("REPORT", report))
