"""A review over several reports, chosen one by one or by a filter: it holds what matched when it was opened, and says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app.cli import main
from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import SYSTEM
from lawgraph.errors import UsageError
from lawgraph.services.reviews.choosing import MOST_REPORTS, Choice
from lawgraph.store.reviews import Chosen
from lawgraph.text.formats import read_bytes
from made_up import REPORT, home_of
from reviewers import ADVISOR, add_report, give_accounts, open_boats

TOKEN = "t" * 43


def _add(wiring: Wiring, name: str, text: str, day: date) -> str:
    return wiring.add_report(read_bytes(text.encode(), name), day).id


@pytest.fixture(scope="module")
def boats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """Four reports of two years and two bodies, of which one was uploaded again, and a sly name."""
    folder = tmp_path_factory.mktemp("choosing")
    wiring = open_boats(folder, home_of(folder / "home"))
    give_accounts(wiring)
    old = add_report(wiring)
    wiring.add_report(read_bytes(REPORT.replace("1200只", "1300只").encode(), "青屿市船坞管理局（更正）.txt"), date(2021, 8, 1), revises=old.id)
    _add(wiring, "云川县100%.txt", "云川县灯船队2020年度检查报告\n\n落实《纸船法》第三条，检查灯船。\n", date(2020, 12, 31))
    _add(wiring, "c.txt", "云川县灯船队2021年度检查报告\n\n落实《纸船法》第四条，检查灯船，培训ABC班。\n", date(2021, 1, 1))
    yield wiring
    wiring.database.dispose()


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        (Choice(), {"青屿市船坞管理局（更正）.txt", "云川县100%.txt", "c.txt"}),
        (Choice(year=2021), {"青屿市船坞管理局（更正）.txt", "c.txt"}),
        (Choice(year=2020), {"云川县100%.txt"}),
        (Choice(year=2019), set()),
        (Choice(body="云川县"), {"云川县100%.txt", "c.txt"}),
        (Choice(body="船坞管理局"), {"青屿市船坞管理局（更正）.txt"}),
        (Choice(body="100%"), {"云川县100%.txt"}),
        (Choice(body="1_0"), set()),
        (Choice(words="灯船"), {"云川县100%.txt", "c.txt"}),
        (Choice(words="灯船 培训"), {"c.txt"}),
        (Choice(words="灯船 abc"), {"c.txt"}),
        (Choice(words="培训灯船"), set()),
        (Choice(year=2021, body="云川县", words="检查"), {"c.txt"}),
        (Choice(year=2021, body="云川县", words="1300只"), set()),
    ],
)
def test_a_choice_keeps_the_reports_that_have_all_of_it(boats: Wiring, choice: Choice, names: set[str]) -> None:
    """Near misses beside hits; of a report that was uploaded again the newest revision alone."""
    assert {row.name for row in choice.of(boats.reports)} == names


@pytest.mark.parametrize("year", ["21", "2021年", "二〇二一", "²⁰²¹", "-2021"])
def test_a_year_that_is_none_is_refused(year: str) -> None:
    """In one line, not by an empty list."""
    with pytest.raises(UsageError, match="不是年份"):
        Choice.read(year, "", "")


def test_a_review_holds_what_matched_when_it_was_opened(boats: Wiring) -> None:
    """A report that comes later is not in it; the chain holds the filter."""
    wanted, said = Choice(body="灯船队").open(boats.reports)
    review = boats.reviewing.open(ADVISOR, wanted, chosen=said)
    later = _add(boats, "d.txt", "云川县灯船队2022年度检查报告\n\n落实《纸船法》第五条，检查灯船。\n", date(2022, 1, 1))
    found = boats.reviewing.get(ADVISOR, review.id)
    assert (len(found.reports), later in {report.report for report in found.reports}) == (2, False)
    assert found.chosen == Chosen(None, "灯船队", "", 2)
    assert found.title.endswith("等 2 份")
    assert {entry.item.report for entry in boats.reviewing.queue(ADVISOR, review.id)} == set(wanted)
    assert boats.audit.verify() == ()


def test_nothing_that_matches_and_too_much_are_refused(boats: Wiring) -> None:
    """A review of nothing, and one that would be checked for minutes."""
    with pytest.raises(UsageError, match="没有符合"):
        Choice(year=1999).open(boats.reports)
    with pytest.raises(UsageError, match="最多 100 份"):
        boats.reviewing.open(ADVISOR, [str(number) for number in range(MOST_REPORTS + 1)])


@pytest.fixture
def client(boats: Wiring) -> FlaskClient:
    client = create_app(boats.settings, wiring=boats).test_client()
    client.set_cookie("lawgraph-session", boats.accounts.open_session(boats.accounts.get("fz")), domain="localhost")
    client.set_cookie("lawgraph-form", TOKEN, domain="localhost")
    return client


def test_the_page_shows_what_matches_and_opens_it(boats: Wiring, client: FlaskClient) -> None:
    """Without scripts: filter, look, open; what is unchecked is left out, and both numbers are said."""
    page = client.get("/reviews/new?year=2021&words=检查").get_data(as_text=True)
    shown = [row.id for row in Choice(year=2021, words="检查").of(boats.reports)]
    assert [f'name="report" value="{one}" checked' in page for one in shown] == [True, True]
    form = {"token": TOKEN, "year": "2021", "body": "", "words": "检查", "report": shown[:1]}
    opened = client.post("/reviews", data=form).headers["Location"]
    said = client.get(opened).get_data(as_text=True)
    assert "开始时符合筛选的有 2 份，选了 1 份" in said
    assert "没有符合这个筛选的报告" in client.get("/reviews/new?year=1999").get_data(as_text=True)
    wrong = client.get("/reviews/new?year=21")
    assert (wrong.status_code, "不是年份" in wrong.get_data(as_text=True)) == (400, True)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"choice": {"year": 2021}}, 201),
        ({"choice": {"words": "没有这样的话"}}, 400),
        ({"choice": {"year": 2021}, "reports": ["a"]}, 400),
        ({"choice": {"year": "2021年"}}, 400),
        ({"choice": {"month": 3}}, 400),
        ({}, 400),
    ],
)
def test_the_api_takes_a_filter(boats: Wiring, body: dict[str, object], status: int) -> None:
    """In place of a list, never beside one."""
    secret = boats.accounts.issue_token(SYSTEM, "fz", "程序", ["review"])
    client = create_app(boats.settings, wiring=boats).test_client()
    answer = client.post("/api/v1/reviews", json=body, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == status
    said = answer.get_json().get("review", {}).get("chosen", {})
    assert said == ({"year": 2021, "body": "", "words": "", "matched": 2} if status == 201 else {})


def test_the_command_takes_a_filter(boats: Wiring) -> None:
    """And says on standard error how many matched."""

    def call(*arguments: str) -> tuple[int, str, str]:
        made = CliRunner().invoke(main, ["-q", *arguments], env={"LAWGRAPH_HOME": str(boats.settings.home)})
        return made.exit_code, made.stdout.strip(), made.stderr

    status, review, told = call("review", "open", "--year", "2020", "--as", "fz")
    assert (status, "有 1 份" in told) == (0, True)
    shown = json.loads(call("review", "show", review, "--json")[1])
    assert shown["chosen"] == {"year": 2020, "body": "", "words": "", "matched": 1}
    assert call("review", "open", "abc", "--year", "2020", "--as", "fz")[0] == 2
    assert call("review", "open", "--as", "fz")[0] == 2
