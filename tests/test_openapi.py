"""The description of the API: it is whole, it is valid, and what is answered keeps to it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker

from lawgraph.app import create_app
from lawgraph.app.api.field_words import FIELDS
from lawgraph.app.api.operations import Operation
from lawgraph.app.wiring import Wiring
from linked import open_linked
from made_up import REPORT

PREFIX = "/api/v1"
LAW = "works/纸船法"


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    made = open_linked(tmp_path_factory.mktemp("linked"))
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def client(wiring: Wiring) -> FlaskClient:
    return create_app(wiring.settings, wiring=wiring).test_client()


@pytest.fixture(scope="module")
def said(client: FlaskClient) -> Any:
    """The description as a program gets it."""
    return client.get(f"{PREFIX}/openapi.json").get_json()


def _parts(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a description."""
    if isinstance(node, dict):
        yield node
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _parts(part)


def test_every_address_of_the_api_is_described(client: FlaskClient) -> None:
    """A view below /api/v1 without @operation (lawgraph.app.api.operations) is unknown to programs and to the fuzzer."""
    app = client.application
    bare = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX) and not isinstance(getattr(app.view_functions[rule.endpoint], "operation", None), Operation)
    ]
    assert sorted(bare) == [f"{PREFIX}/", f"{PREFIX}/openapi.json"]


def test_the_description_is_one_of_openapi_3_1(said: Any) -> None:
    """Generators read it: every schema is one of JSON Schema 2020-12, every reference leads somewhere, every operation has a name of its own."""
    assert said["openapi"].startswith("3.1")
    for schema in said["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    named = {f"#/components/schemas/{name}" for name in said["components"]["schemas"]}
    assert {part["$ref"] for part in _parts(said) if "$ref" in part} <= named
    names = [part["operationId"] for part in _parts(said["paths"]) if "operationId" in part]
    assert len(names) == len(set(names))
    parameters = {name for path in said["paths"] for name in re.findall(r"{(\w+)}", path)}
    assert parameters == {part["name"] for part in _parts(said["paths"]) if part.get("in") == "path"}


def test_the_page_shows_every_operation(client: FlaskClient, said: Any) -> None:
    """With its parameters, the fields of its body and of its answer; without a script, and whoever leaves out the last slash gets there too."""
    shown = client.get(f"{PREFIX}/").get_data(as_text=True)
    operations = [(path, method, one) for path, methods in said["paths"].items() for method, one in methods.items()]
    assert [
        path for path, method, one in operations if f"<code><b>{method.upper()}</b> {path}</code>" not in shown or one["summary"] not in shown
    ] == []
    assert [one["name"] for one in _parts(said["paths"]) if one.get("in") and f"<code>{one['name']}</code>" not in shown] == []
    assert f"<code>{next(iter(said['components']['schemas']['CiteAnswer']['properties']))}</code>" in shown
    assert client.get(PREFIX).headers["Location"].endswith(f"{PREFIX}/")


def test_the_examples_of_the_page_are_addresses_of_the_api(client: FlaskClient) -> None:
    """Each is taken as it stands: what it names may not be in this small library, but nothing in it is refused."""
    examples = re.findall(r'试一试：<a href="([^"]+)"', client.get(f"{PREFIX}/").get_data(as_text=True))
    assert len(examples) > 15
    refused = [example for example in examples if client.get(html.unescape(example)).status_code not in {200, 404}]
    assert refused == []


def test_every_field_is_described_and_every_described_one_is_there(said: Any) -> None:
    """A word that no object has any more misleads whoever reads the list."""
    objects = [part["properties"] for part in _parts(said) if isinstance(part.get("properties"), dict)]
    used = {name for fields in objects for name in fields} | {part["name"] for part in _parts(said["paths"]) if part.get("in") == "query"}
    assert set(FIELDS) - used == set()
    assert [name for fields in objects for name, field in fields.items() if not field.get("description")] == []


ANSWERS = [
    ("GET", "search?q=漏水&limit=1", None, 200),
    ("GET", "search?q=纸船法第四条&at=2016-01-01&level=法律&all_versions=true", None, 200),
    ("GET", "works?level=law&status=in_force&limit=1", None, 200),
    ("GET", LAW, None, 200),
    ("GET", f"{LAW}?article=4&at=2016-01-01", None, 200),
    ("GET", f"{LAW}/versions", None, 200),
    ("GET", f"{LAW}/articles?limit=2", None, 200),
    ("GET", f"{LAW}/articles/第三条?at=2016-01-01", None, 200),
    ("GET", f"{LAW}/articles/5", None, 200),
    ("GET", f"{LAW}/provisions", None, 200),
    ("GET", f"{LAW}/diff?from=2015-03-01", None, 200),
    ("GET", "reports", None, 200),
    ("GET", "reports/{report}", None, 200),
    ("GET", "reports/{report}/status", None, 200),
    ("GET", "graph/neighbours?node=纸船法", None, 200),
    ("GET", "graph/cited-by?node=纸船法第三条", None, 200),
    ("GET", "graph/reach?node=纸船法第三条&direction=in&steps=3", None, 200),
    ("GET", "graph/path?from={report}%231&to=纸船法", None, 200),
    ("GET", "graph/path?from=纸船法实施条例第二条&to=纸船法第三条", None, 200),
    ("GET", "graph/impact?work=纸船法&from=2015-03-01&to=2021-01-22", None, 200),
    ("GET", "graph/most-cited", None, 200),
    ("GET", "graph/central?limit=3", None, 200),
    ("GET", "graph/common?first=青屿市纸船漂流安全管理规定&second=纸船法实施条例", None, 200),
    ("GET", "graph/view?node=纸船法第四条&show=cites,based_on", None, 200),
    ("GET", "graph/view?node={report}&changed=true", None, 200),
    ("POST", "cite", {"text": REPORT}, 200),
    ("POST", "check", {"text": REPORT, "name": "报告.txt", "as_of": "2022-01-20"}, 200),
    ("POST", "suggest", {"text": "检查纸船有无漏水"}, 200),
    ("POST", "reports", {"text": f"{REPORT}二是逐船登记。"}, 201),
    ("GET", "works?limit=0", None, 400),
    ("GET", "works/没有这部法/articles", None, 404),
    ("GET", "nothing", None, 404),
    ("PUT", "works", None, 405),
    ("POST", "cite", None, 415),
    ("POST", "cite", {"text": ""}, 422),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), ANSWERS)
def test_answers_keep_to_their_schemas(client: FlaskClient, wiring: Wiring, said: Any, method: str, path: str, body: Any, status: int) -> None:
    """Formats too; an object with a field too many or too few is wrong. What is refused is refused in the one shape of problems."""
    report = wiring.reports.list()[-1].id
    answer = client.open(f"{PREFIX}/{path.replace('{report}', report)}", method=method, json=body)
    assert answer.status_code == status, answer.text
    adapter = client.application.url_map.bind("localhost")
    rule, _ = adapter.match(unquote(answer.request.path), method=method, return_rule=True) if status < 400 else (None, None)
    content = said["paths"][re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)][method.lower()]["responses"] if rule else {}
    schema = content[str(status)]["content"][answer.mimetype]["schema"] if rule else {"$ref": "#/components/schemas/Problem"}
    checker = Draft202012Validator({**schema, "components": said["components"]}, format_checker=FormatChecker())
    assert [f"{error.json_path}: {error.message}" for error in checker.iter_errors(answer.get_json(force=True))] == []


def test_a_file_is_taken_in_place_of_text(client: FlaskClient) -> None:
    """What is said of it stands beside it in the form; its name tells the format."""
    by_file = client.post(f"{PREFIX}/cite", data={"file": (BytesIO(REPORT.encode()), "报告.txt"), "as_of": "2022-01-20"})
    by_text = client.post(f"{PREFIX}/cite", json={"text": REPORT, "name": "报告.txt", "as_of": "2022-01-20"})
    assert by_file.get_json() == by_text.get_json()
    assert by_file.get_json()["document"]["name"] == "报告.txt"
