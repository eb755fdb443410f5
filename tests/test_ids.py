"""Identifiers are minted once and stay: their form is pinned here."""

from __future__ import annotations

from datetime import date

import pytest

from lawgraph.domain.ids import citation_id, document_id, provision_id, split_provision_id, version_id, work_id
from lawgraph.domain.levels import Kind

WORK = "/eli/cn/national/law/1996/xingzheng-chufa"


def test_a_work() -> None:
    """The grammar of the module's docstring."""
    assert work_id(jurisdiction="national", kind=Kind.LAW, first_year=1996, key="xingzheng-chufa") == WORK
    assert work_id(jurisdiction="cn-zj", kind=Kind.LOCAL_RULE, first_year=None, key="a1") == "/eli/cn/cn-zj/local-rule/undated/a1"


@pytest.mark.parametrize("key", ["", "处罚", "a--b", "-a", "a/b", "A"])
def test_what_is_no_key(key: str) -> None:
    """A key that is not plain ASCII would make an address that cannot be typed."""
    with pytest.raises(ValueError, match="not a key"):
        work_id(jurisdiction="national", kind=Kind.LAW, first_year=1996, key=key)


def test_a_version() -> None:
    """By its day of publication, or by its words where no day is known."""
    assert version_id(WORK, date(2021, 1, 22)) == f"{WORK}/2021-01-22"
    assert version_id(WORK, None, "abcdef0123") == f"{WORK}/undated-abcdef01"


@pytest.mark.parametrize(
    ("label", "path"),
    [
        ("33", "art_33"),
        ("34.1", "art_34/para_1"),
        ("120-1.1.2", "art_120-1/para_1/item_2"),
        ("18..1", "art_18/item_1"),
        ("3.1.2.4", "art_3/para_1/item_2/point_4"),
        ("ch_3", "ch_3"),
        ("pt_1/ch_2", "pt_1/ch_2"),
    ],
)
def test_a_provision_and_back(label: str, path: str) -> None:
    """What a label says, its identifier says, and gives back."""
    version = f"{WORK}/2021-01-22"
    assert provision_id(version, label) == f"{version}/{path}"
    assert split_provision_id(f"{version}/{path}") == (WORK, version, label)


def test_splitting_a_work_and_a_version() -> None:
    """Shorter identifiers leave the rest empty."""
    assert split_provision_id(WORK) == (WORK, "", "")
    assert split_provision_id(f"{WORK}/2021-01-22") == (WORK, f"{WORK}/2021-01-22", "")


@pytest.mark.parametrize("identifier", ["", "行政处罚法", "/eli/cn/national", "/eli/fr/national/law/1996/x", "eli/cn/a/b/c/d"])
def test_what_is_no_identifier(identifier: str) -> None:
    """A title or another country's identifier is not ours."""
    with pytest.raises(ValueError, match="not an identifier"):
        split_provision_id(identifier)


def test_hashes_depend_on_what_they_name_alone() -> None:
    """Decisions hang on these: the values are pinned."""
    assert document_id("报告") == "1e8ddd10bafe5127"
    assert citation_id("d", 1, 5, "《规定》") == citation_id("d", 1, 5, "《规定》")
    assert (
        len(
            {
                citation_id("d", 1, 5, "《规定》"),
                citation_id("d", 1, 6, "《规定》"),
                citation_id("e", 1, 5, "《规定》"),
                citation_id("d", 1, 5, "《办法》"),
            }
        )
        == 4
    )
