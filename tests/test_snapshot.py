"""A snapshot answers elsewhere as the library answers where it was taken."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import date

import pytest

from lawgraph.cite import Catalogue, find_citations
from lawgraph.domain.snapshot import Snapshot, holds
from lawgraph.errors import UnknownWork
from lawgraph.services.importing import add
from lawgraph.store.database import Database
from lawgraph.store.library import Library
from lawgraph.store.snapshot import snapshot
from made_up import REPORT, write_folder

DAYS = [date(2000, 1, 1), date(2015, 6, 1), date(2018, 1, 1), date(2021, 7, 14), date(2021, 7, 15), date(2022, 5, 31), date(2026, 11, 22)]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("snapshot")
    database = Database(f"sqlite:///{folder / 'lawgraph.sqlite3'}")
    add(database, str(write_folder(folder / "statutes")), folder / "regulations", lambda _what, _done, _of: None)
    yield Library(database)
    database.dispose()


@pytest.fixture(scope="module")
def sent(library: Library) -> Snapshot:
    """The snapshot as it arrives: pickled and read back."""
    arrived: Snapshot = pickle.loads(pickle.dumps(snapshot(library)))  # noqa: S301  our own bytes
    return arrived


def test_every_question_has_the_same_answer(library: Library, sent: Snapshot) -> None:
    """Whatever citing asks: names, works, versions, states and provisions, those that are there and those that are not."""
    works = [work.id for work in library.works()]
    versions = [version for work in works for version in library.version_ids(work)]
    assert len(versions) > len(works) > 3
    assert sent.names() == library.names()
    assert [sent.work(work) for work in works] == [library.work(work) for work in works]
    assert [sent.version_ids(work) for work in works] == [library.version_ids(work) for work in works]
    for relied_on in (None, versions[0]):
        asked = [(work, day) for work in works for day in DAYS]
        assert [sent.force(*each, relied_on=relied_on) for each in asked] == [library.force(*each, relied_on=relied_on) for each in asked]
    for label in ("1", "4", "4.1", "4.1.2", "4..2", "4..3", "9", "ch_2", "ch_9"):
        assert [sent.has(version, label) for version in versions] == [library.has(version, label) for version in versions]


def test_the_citations_of_a_text_are_the_same(library: Library, sent: Snapshot) -> None:
    """What it is for: resolutions, reasons, versions and pinpoints."""
    here, there = (find_citations(REPORT, Catalogue(statutes), at=date(2022, 1, 20), today=DAYS[-1]) for statutes in (library, sent))
    assert there == here
    assert [pinpoint.exists for citation in there for pinpoint in citation.pinpoints] == [True, False]


def test_what_is_not_held_is_said_as_the_library_says_it(sent: Snapshot) -> None:
    """An unknown work is an error, a version without text is a question that nobody can answer."""
    with pytest.raises(UnknownWork):
        sent.force("/eli/national/law/nothing", DAYS[0])
    assert sent.has("/eli/national/law/nothing/2020-01-01", "1") is None


@pytest.mark.parametrize(
    ("label", "expected"),
    [("4", True), ("4.1", True), ("4..2", True), ("4..3", False), ("40", False), ("s_1", True), ("s_2", False), ("1", False)],
)
def test_a_label_is_held_or_not(label: str, *, expected: bool) -> None:
    """An item may be named without its paragraph, a section without its chapter; an article may not be completed."""
    assert holds({"4", "4.1", "4.1.2", "ch_1", "ch_1/s_1"}, label) is expected
