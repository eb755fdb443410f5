"""The graph over HTTP and on the command line: thin, the same objects, and errors that say what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app.cli import main
from lawgraph.app.wiring import Wiring
from linked import open_linked

RULES = "纸船法实施条例第二条"


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    made = open_linked(tmp_path_factory.mktemp("linked"))
    yield made
    made.database.dispose()


@pytest.fixture
def client(wiring: Wiring) -> FlaskClient:
    return create_app(wiring.settings, wiring=wiring).test_client()


def _get(client: FlaskClient, route: str, **query: str) -> Any:
    response = client.get(f"/api/v1/graph/{route}", query_string=query)
    assert response.status_code == 200, response.data
    return response.get_json()


def _call(wiring: Wiring, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["graph", *arguments], env={"LAWGRAPH_HOME": str(wiring.settings.home)})


def test_neighbours(client: FlaskClient) -> None:
    """Of one relation and direction."""
    edges = _get(client, "neighbours", node=RULES, relation="cites", direction="out")["edges"]
    assert [(edge["target"]["title"], edge["target"]["name"], edge["relation_name"]) for edge in edges] == [
        ("中华人民共和国纸船法", "第三条", "引用")
    ]


def test_cited_by(client: FlaskClient) -> None:
    """Who names an article."""
    assert [edge["source"]["title"] for edge in _get(client, "cited-by", node=RULES)["edges"]] == ["青屿市船坞管理办法"]


def test_reach(client: FlaskClient) -> None:
    """Two steps back from the law's article stand the rule that names the rules; one step back it does not."""
    near = {node["title"] for node in _get(client, "reach", node="纸船法第三条", steps="1", relation="cites", direction="in")["nodes"]}
    far = {node["title"] for node in _get(client, "reach", node="纸船法第三条", steps="2", relation="cites", direction="in")["nodes"]}
    assert (near, far - near) == ({"纸船法实施条例"}, {"青屿市船坞管理办法"})
    assert _get(client, "reach", node="纸船法第三条", relation="cites", direction="in", at="2016-06-30")["nodes"] == []


def test_path(client: FlaskClient) -> None:
    """With evidence; null where nothing links the two."""
    path = _get(client, "path", **{"from": "青屿市船坞管理办法第二条", "to": "纸船法第三条"})["path"]
    assert [step["evidence"]["text"] for step in path] == ["《纸船法实施条例》第二条", "纸船法第三条"]


def test_impact(client: FlaskClient) -> None:
    """The object of the command line."""
    found = _get(client, "impact", work="纸船法", **{"from": "2015-03-01", "to": "2021-01-22"})
    assert found["changes"]["added"] == 1
    assert "3" in {one["article"] for one in found["articles"]}


@pytest.mark.parametrize("route", ["most-cited", "central"])
def test_ranks(client: FlaskClient, route: str) -> None:
    """The law's article and the rules' are among them, the highest score first."""
    nodes = _get(client, route)["nodes"]
    assert {"中华人民共和国纸船法", "纸船法实施条例"} <= {one["node"]["title"] for one in nodes}
    assert [one["score"] for one in nodes] == sorted((one["score"] for one in nodes), reverse=True)


@pytest.mark.parametrize(
    ("route", "query", "status"),
    [
        ("neighbours", {}, 400),
        ("neighbours", {"node": "没有这部法"}, 404),
        ("neighbours", {"node": RULES, "relation": "likes"}, 400),
        ("neighbours", {"node": RULES, "direction": "up"}, 400),
        ("neighbours", {"node": RULES, "limit": "0"}, 400),
        ("reach", {"node": "纸船法第七十条"}, 404),
        ("reach", {"node": RULES, "steps": "11"}, 400),
        ("reach", {"node": RULES, "at": "2021-02-30"}, 400),
        ("path", {"from": RULES}, 400),
        ("path", {"from": "0123456789abcdef#0", "to": RULES}, 404),
        ("impact", {"work": "纸船法", "from": "2015-03-01"}, 400),
        ("impact", {"work": "纸船法", "from": "2001-03-01", "to": "2021-01-22"}, 404),
    ],
)
def test_what_cannot_be_answered_is_a_problem(client: FlaskClient, route: str, query: dict[str, str], status: int) -> None:
    """With the status that says whose fault it is."""
    response = client.get(f"/api/v1/graph/{route}", query_string=query)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")


def test_the_command_lists_an_impact_to_work_through(wiring: Wiring) -> None:
    """Exit status 1: there is something to look at."""
    done = _call(wiring, "impact", "纸船法", "--from", "2015-03-01", "--to", "2021-01-22")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("《中华人民共和国纸船法》 2015-03-01 → 2021-01-22：未变 ")
    assert any(line.startswith("第 3 条　") and line.endswith("今为第 4 条") for line in lines)
    assert any("青屿市船坞管理办法第二条" in line and line.count("→") == 1 for line in lines)
    assert "整部引用" in lines


def test_the_command_prints_an_impact_as_json(wiring: Wiring) -> None:
    """One object."""
    done = _call(wiring, "impact", "纸船法", "--from", "2015-03-01", "--to", "2021-01-22", "--json")
    assert json.loads(done.stdout)["compared"] is True


def test_common_law(client: FlaskClient, wiring: Wiring) -> None:
    """The law by which both were made, with the words from each; of a rule and its law the law itself; of a work that rests on nothing nothing."""
    both = {"first": "青屿市纸船漂流安全管理规定", "second": "纸船法实施条例"}
    found = _get(client, "common", **both)["nodes"]
    assert [one["node"]["title"] for one in found] == ["中华人民共和国纸船法"]
    assert all("纸船法" in one[side][0]["evidence"]["text"] for one in found for side in both)
    above = _get(client, "common", first="纸船法", second="纸船法实施条例")["nodes"]
    assert [(one["node"]["title"], one["first"]) for one in above] == [("中华人民共和国纸船法", [])]
    assert _get(client, "common", **both, at="2026-01-01")["nodes"]
    assert _get(client, "common", first="灯船管理暂行条例", second="纸船法")["nodes"] == []
    done = _call(wiring, "common", *both.values())
    assert (done.exit_code, done.stdout.startswith("中华人民共和国纸船法　前者：依据 ")) == (0, True)
    assert json.loads(_call(wiring, "common", *both.values(), "--json").stdout) == found[0]
    assert _call(wiring, "common", "灯船管理暂行条例", "纸船法").exit_code == 1


def test_most_cited_of_one_work(client: FlaskClient, wiring: Wiring) -> None:
    """The articles of that work alone; central ones by another measure."""
    nodes = _get(client, "most-cited", work="纸船法")["nodes"]
    assert {one["node"]["title"] for one in nodes} == {"中华人民共和国纸船法"}
    assert {one["node"]["kind"] for one in nodes} == {"provision"}
    done = _call(wiring, "most-cited", "--work", "纸船法", "--limit", "1", "--at", "2016-12-31")
    assert done.stdout == "中华人民共和国纸船法第三条（2015-03-01）　1 处\n"
    central = [json.loads(line) for line in _call(wiring, "most-cited", "--central", "--json").stdout.splitlines()]
    assert central == _get(client, "central")["nodes"]


def test_an_impact_on_nothing_ends_with_0(wiring: Wiring) -> None:
    """Nobody names the docks' rule."""
    assert _call(wiring, "impact", "青屿市船坞管理办法", "--from", "2017-03-01", "--to", "2017-03-01").exit_code == 0


def test_the_command_shows_a_path(wiring: Wiring) -> None:
    """A line a step, in the direction of the walk."""
    done = _call(wiring, "path", "纸船法第三条", "青屿市船坞管理办法第二条")
    assert done.exit_code == 0
    assert [line.split("　")[1] for line in done.stdout.splitlines()] == ["←引用—", "←引用—"]
    steps = [json.loads(line) for line in _call(wiring, "path", "青屿市船坞管理办法第二条", "纸船法第三条", "--json").stdout.splitlines()]
    assert [step["forward"] for step in steps] == [True, True]


def test_the_command_says_which_end_of_a_path_is_unknown(wiring: Wiring) -> None:
    """Wrong use, not the absence of a path."""
    assert _call(wiring, "path", "没有这部法", "纸船法").exit_code == 2
