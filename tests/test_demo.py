"""The public demonstration: names are masked and nothing else is, and every change is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.text.formats import read_bytes
from lawgraph.text.persons import count_persons, mask_persons
from made_up import REPORT, home_of, write_folder

NAMED = REPORT.replace("有关情况", "局长王小舟同志部署，有关情况")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("局长王小舟，部署", "局长某某某，部署"),
        ("局长王舟主持会议", "局长王舟主持会议"),
        ("副市长李一同志讲话", "副市长某某同志讲话"),
        ("由张小帆局长带队", "由张小帆局长带队"),
        ("，张小帆局长带队", "，某某某局长带队"),
        ("。陈帆同志", "。某某同志"),
        ("局长办公会", "局长办公会"),
        ("书记高度重视，", "书记高度重视，"),
        ("局长任组长，", "局长任组长，"),
        ("党委书记、局长", "党委书记、局长"),
        ("安全主任", "安全主任"),
        ("审判长李一（代）", "审判长某某（代）"),
    ],
)
def test_a_name_beside_a_title_is_masked(text: str, masked: str) -> None:
    """The form that reports use, and the words that look like one; every sign keeps its place."""
    assert mask_persons(text) == masked
    assert len(mask_persons(text)) == len(text)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, str]]:
    """A demonstration with one report, and the report's identifier."""
    wiring = Wiring(replace(home_of(tmp_path_factory.mktemp("demo")), demo=True))
    wiring.add(str(write_folder(tmp_path_factory.mktemp("statutes"))))
    report = wiring.add_report(read_bytes(NAMED.encode(), "报告.txt")).id
    yield create_app(wiring.settings, wiring=wiring).test_client(), report
    wiring.database.dispose()


@pytest.mark.parametrize("path", ["/reports/{}", "/reports/{}/sheet", "/api/v1/reports/{}", "/reports/{}/export.html"])
def test_no_way_out_names_a_person(demo: tuple[FlaskClient, str], path: str) -> None:
    """Pages, data and files alike."""
    client, report = demo
    said = client.get(path.format(report)).get_data(as_text=True)
    assert "王小舟" not in said
    assert "青屿市" in said


def test_a_file_that_cannot_be_masked_is_not_given(demo: tuple[FlaskClient, str]) -> None:
    """A .docx would name whom the page does not."""
    client, report = demo
    answer = client.get(f"/reports/{report}/export.docx")
    assert answer.status_code == 403
    assert "演示站不提供这种文件" in answer.get_data(as_text=True)


def test_nothing_can_be_changed(demo: tuple[FlaskClient, str]) -> None:
    """A file sent by hand is refused with one clear line; the page says that this is a demonstration and has no form for files."""
    client, _ = demo
    answer = client.post("/reports", data={"file": (BytesIO(b"x"), "a.txt")})
    assert answer.status_code == 403
    assert "这是公开演示" in answer.get_data(as_text=True)
    page = client.get("/").get_data(as_text=True)
    assert "姓名已遮蔽" in page
    assert 'type="file"' not in page


@pytest.mark.parametrize(
    ("text", "count"),
    [("局长王小舟，部署", 1), ("局长王小舟，部署。王小舟同志带队，副市长李一同志讲话", 2), ("书记高度重视，", 0), ("", 0)],
)
def test_names_that_are_masked_are_counted_once_each(text: str, count: int) -> None:
    """Whoever shows the demonstration wants to know that there was something to mask."""
    assert count_persons(text) == count


def test_a_report_says_how_many_names_were_masked(demo: tuple[FlaskClient, str]) -> None:
    """On its page; of a service that masks nothing, nothing is said."""
    client, report = demo
    assert "遮蔽了 1 人的姓名" in client.get(f"/reports/{report}").text
