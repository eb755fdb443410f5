"""An index that only grows: what is added to a copy gives what a new build gives; whatever else changed has it built anew."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lawgraph.app.wiring import Wiring
from lawgraph.store import derived as derived_module
from lawgraph.store.search import ArticleIndex, Filters, Terms, build, grow, open_index
from made_up import home_of, write_folder
from test_search import LOCAL, NEW, OLD, ROWS, UNDATED

MORE = tuple(
    replace(row, work=f"{row.work}-{n}", version=f"{row.version}-{n}", text=f"{row.text}第{n}艘纸船下水。") for n in range(3) for row in ROWS
)
ALL = (*ROWS, *MORE, NEW)
QUERIES = ("纸船", "检查漏水", "值守灯塔的人员应当检查什么", "第2艘", "折船人", "大型漂流")
TITLES = """# 青屿市灯塔管理办法

2022年3月18日 青屿市人民政府令第9号公布

<!-- INFO END -->

第一条 灯塔的灯火应当每夜检查。
"""


@pytest.fixture(params=["tantivy", "whoosh"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def answers(index: ArticleIndex) -> list[object]:
    """Hits with scores, counts and facets for every query, on a day and over all versions."""
    found: list[object] = [index.size, [index.frequency(word) for word in ("检查", "纸船", "灯火")]]
    for query in QUERIES:
        for at in (date(2024, 1, 1), None):
            result = index.search(Terms.of(query), Filters(at=at), limit=50, facets=True)
            hits = sorted((hit.text, hit.work, round(hit.score, 4)) for hit in result.hits)
            found.append((hits, result.total, {name: dict(sorted(values.items())) for name, values in result.facets.items()}))
    return found


def files(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


@pytest.mark.parametrize("first", [1, 6, 17, len(ALL)])
def test_grown_and_built_are_the_same(engine: str, tmp_path: Path, first: int) -> None:
    """Step by step from any beginning; the former index stays as it was, file by file."""
    build(ALL[:first], tmp_path / "first", engine=engine)
    before, reader = files(tmp_path / "first"), open_index(tmp_path / "first")
    middle = (first + len(ALL)) // 2
    assert grow(tmp_path / "first", lambda: ALL[:middle], tmp_path / "second", engine=engine)
    assert grow(tmp_path / "second", lambda: ALL, tmp_path / "third", engine=engine)
    build(ALL, tmp_path / "fresh", engine=engine)
    assert answers(open_index(tmp_path / "third")) == answers(open_index(tmp_path / "fresh"))
    assert files(tmp_path / "first") == before
    assert reader.size == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "fresh", "second", "third"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(ALL), cut=st.integers(1, len(ALL)))
def test_any_order_of_coming_gives_the_same(tmp_path_factory: pytest.TempPathFactory, order: Sequence[object], cut: int) -> None:
    """What was there first leaves no trace in hits, scores and counts."""
    folder = tmp_path_factory.mktemp("orders")
    build(order[:cut], folder / "first")  # type: ignore[arg-type]
    assert grow(folder / "first", lambda: ALL, folder / "grown")
    build(ALL, folder / "fresh")
    assert answers(open_index(folder / "grown")) == answers(open_index(folder / "fresh"))


@pytest.mark.parametrize(
    "rows",
    [
        ROWS[1:],
        (replace(OLD, ends=date(2022, 1, 1)), *ROWS[1:]),
        (replace(OLD, text="纸船不得下水。"), *ROWS[1:]),
        (*ROWS[:-1], replace(LOCAL, caption="漂流"), UNDATED),
    ],
    ids=["one went", "another end", "another text", "another caption, and one twice"],
)
def test_whatever_else_changed_is_not_added(engine: str, tmp_path: Path, rows: tuple[object, ...]) -> None:
    """Then nothing is written, and the caller builds anew."""
    build(ROWS, tmp_path / "first", engine=engine)
    assert not grow(tmp_path / "first", lambda: rows, tmp_path / "second", engine=engine)  # type: ignore[arg-type,return-value]
    assert not (tmp_path / "second").exists()


def test_of_an_unknown_index_nothing_is_kept(tmp_path: Path) -> None:
    """One that says nothing of its rows, or of which the list is torn."""
    build(ROWS, tmp_path / "first")
    (tmp_path / "first/rows.digests").write_bytes((tmp_path / "first/rows.digests").read_bytes()[:-3])
    assert not grow(tmp_path / "first", lambda: ALL, tmp_path / "second")
    (tmp_path / "first/rows.digests").unlink()
    assert not grow(tmp_path / "first", lambda: ALL, tmp_path / "second")


# -- in a home --------------------------------------------------------------------------------------------------------------------------


def lighthouses(folder: Path) -> str:
    """A source with one regulation more."""
    place = folder / "DLC/浙江地方法规/地方政府规章"
    place.mkdir(parents=True)
    (place / "青屿市灯塔管理办法(2022-03-18).md").write_text(TITLES, "utf-8")
    return str(folder)


def test_an_import_adds_to_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stood in it is shared with the former index; another version of the code builds all of it."""
    home = home_of(tmp_path / "home")
    wiring = Wiring(home)
    wiring.add(str(write_folder(tmp_path / "statutes")))
    large = {file.stat().st_ino for file in (wiring.derived.folder / "search").iterdir()}
    grown: list[bool] = []
    monkeypatch.setattr(derived_module, "grow", lambda *said, **more: grown.append(grow(*said, **more)) or grown[-1])
    wiring.add(lighthouses(tmp_path / "more"))
    assert wiring.searcher.search("灯塔 灯火", at=date(2024, 1, 1)).total == 1
    assert wiring.searcher.search("漏水", at=date(2024, 1, 1)).total > 0
    assert grown == [True]
    assert large & {file.stat().st_ino for file in (wiring.derived.folder / "search").iterdir()}
    wiring.remove(str(tmp_path / "more"))
    assert wiring.searcher.search("灯塔 灯火", at=date(2024, 1, 1)).total == 0
    assert grown == [True, False]
    monkeypatch.setattr(derived_module, "code_version", lambda *_: "00000000")
    fresh = Wiring(home)
    assert fresh.searcher.search("漏水", at=date(2024, 1, 1)).total > 0
    assert grown == [True, False]
    wiring.database.dispose()
    fresh.database.dispose()


GROWING = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from lawgraph.store.search import grow
from test_growing import ALL
print("ready", flush=True)
while True:
    grow(Path(sys.argv[2]), lambda: ALL, Path(sys.argv[3]), engine=sys.argv[4])
"""


def test_killed_while_it_grows(engine: str, tmp_path: Path) -> None:
    """At any moment the former index is whole, and the grown one is whole or not there."""
    build(ROWS, tmp_path / "first", engine=engine)
    before = files(tmp_path / "first")
    for wait in (0.0, 0.01, 0.03):
        arguments = [sys.executable, "-c", GROWING, str(Path(__file__).parent), str(tmp_path / "first"), str(tmp_path / "second"), engine]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=os.environ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(wait)
            process.kill()
        assert files(tmp_path / "first") == before
        sizes = [open_index(path).size for path in [tmp_path / "second"] if path.exists()]
        assert sizes in ([], [len(ALL)])
