"""Subjects: which words of the sources mean one, and that a work bears what a source says for as long as the source stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from lawgraph.app.wiring import Wiring
from lawgraph.domain.subjects import subject_of
from made_up import home_of, write_folder


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("行政法", "行政法"),
        ("民法典", "民法商法"),
        ("诉讼与非诉讼程序法", "诉讼与非诉讼程序法"),
        ("行政法规", ""),
        ("宪法", ""),
        ("", ""),
    ],
)
def test_a_source_word_means_a_subject_or_none(written: str, subject: str) -> None:
    """The folder of administrative regulations is a level, and not the subject that its name begins with."""
    assert subject_of(written) == subject


def test_a_subject_comes_and_goes_with_its_source(tmp_path: Path) -> None:
    """Folders sort their laws; the rules and local regulations among them have no subject; without the source no work has one."""
    wiring = Wiring(home_of(tmp_path / "home"))
    statutes = str(write_folder(tmp_path / "statutes"))
    wiring.add(statutes)
    assert wiring.library.find("纸船法").subject == "行政法"
    assert {work.subject for work in wiring.library.works() if work.kind.value != "law"} == {""}
    wiring.remove(statutes)
    assert [work for work in wiring.library.works() if work.subject] == []
    wiring.database.dispose()


def test_of_two_sources_the_folder_is_believed(tmp_path: Path) -> None:
    """A work that two folders sort differently has one subject, the same at every reading."""
    wiring = Wiring(home_of(tmp_path / "home"))
    write_folder(tmp_path / "one")
    (write_folder(tmp_path / "two") / "行政法").rename(tmp_path / "two" / "经济法")
    for folder in ("two", "one"):
        wiring.add(str(tmp_path / folder))
    assert wiring.library.find("纸船法").subject == "行政法"
    wiring.database.dispose()
