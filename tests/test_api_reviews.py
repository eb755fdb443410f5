"""Reviews over HTTP: tokens of five people, one report, from the opening to the signature."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import SYSTEM, Role
from lawgraph.text.formats import read_bytes
from made_up import REPORT, home_of
from reviewers import add_report, open_boats

REVIEWS = "/api/v1/reviews"
PEOPLE = {
    "reader": Role.READER,
    "clerk": Role.CONTRIBUTOR,
    "first": Role.ADVISOR,
    "second": Role.ADVISOR,
    "stranger": Role.ADVISOR,
    "head": Role.SIGNER,
    "chief": Role.ADMINISTRATOR,
}
MEMBERS = ["clerk", "first", "second", "head"]


class Desk:
    """A person with a token; every answer is held to its schema."""

    def __init__(self, client: FlaskClient, secret: str, said: Any) -> None:
        self._client, self._headers, self._said = client, {"Authorization": f"Bearer {secret}"}, said

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = self._client.open(f"{REVIEWS}{path}", method=method, json=body, headers=self._headers)
        rule, _ = self._client.application.url_map.bind("localhost").match(answer.request.path, method=method, return_rule=True)
        described = self._said["paths"][rule.rule.replace("<", "{").replace(">", "}")][method.lower()]["responses"][str(answer.status_code)]
        schema = described["content"][answer.mimetype]["schema"]
        checker = Draft202012Validator({**schema, "components": self._said["components"]})
        assert [f"{error.json_path}: {error.message}" for error in checker.iter_errors(answer.get_json())] == []
        return answer.status_code, answer.get_json()


@pytest.fixture(scope="module")
def boats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    folder = tmp_path_factory.mktemp("boats")
    wiring = open_boats(folder, home_of(folder / "home"))
    yield wiring
    wiring.database.dispose()


@pytest.fixture(scope="module")
def desks(boats: Wiring) -> dict[str, Desk]:
    """Everybody's, by name."""
    client = create_app(boats.settings, wiring=boats).test_client()
    said = client.get("/api/v1/openapi.json").get_json()
    found = {}
    for name, role in PEOPLE.items():
        boats.accounts.add(SYSTEM, name, f"青屿市{name}处", role, "four boats on a pond")
        found[name] = Desk(client, boats.accounts.issue_token(SYSTEM, name, "程序", ["review"]), said)
    return found


@pytest.fixture
def review(boats: Wiring, desks: dict[str, Desk]) -> str:
    """A review of each test's own."""
    status, opened = desks["first"]("POST", "", {"reports": [add_report(boats).id], "members": MEMBERS})
    assert status == 201
    return str(opened["review"]["id"])


def _todo(desk: Desk, review: str) -> dict[str, Any]:
    entries: list[dict[str, Any]] = desk("GET", f"/{review}/queue?show=todo")[1]["entries"]
    return entries[0]


def test_a_review_from_its_opening_to_its_signature(desks: dict[str, Desk], review: str) -> None:
    """Queue, item, decision, progress, signature: each by the one who may."""
    first, head = desks["first"], desks["head"]
    entry = _todo(first, review)
    item = entry["item"]["id"]
    assert first("GET", f"/{review}/items/{item}")[1]["entry"] == entry
    status, made = first("POST", f"/{review}/items/{item}/decisions", {"verdict": "deferred", "seen": entry["seen"]})
    assert (status, made["who"], made["verdict"]) == (201, "first", "deferred")
    status, undone = first("POST", f"/{review}/items/{item}/undo", {"seen": made["id"]})
    assert (status, undone["undoes"]) == (201, made["id"])
    left = [entry["item"]["id"] for entry in first("GET", f"/{review}/queue?show=open")[1]["entries"]]
    status, refused = head("POST", f"/{review}/signature", {})
    assert (status, refused["code"], sorted(refused["items"])) == (409, "review-unfinished", sorted(left))
    links = first("GET", f"/{review}/bulk?verdict=confirmed")[1]
    status, done = first("POST", f"/{review}/bulk", {"verdict": "confirmed", "items": links["items"]})
    assert (status, len(done["decisions"]), done["conflicts"]) == (200, len(links["items"]), [])
    told = first("GET", f"/{review}/progress")[1]["progress"]
    assert told["done"] == told["all"] - len(first("GET", f"/{review}/queue?show=open")[1]["entries"])
    assert head("POST", f"/{review}/signature", {"leave_open": True})[0] == 201
    assert first("GET", f"/{review}")[1]["signature"]["who"] == "head"
    assert first("POST", f"/{review}/items/{item}/decisions", {"verdict": "confirmed", "seen": undone["id"]})[0] == 409
    assert head("POST", f"/{review}/reopening", {"reason": "漏看一项。"})[0] == 201


@pytest.mark.parametrize(
    ("form", "media", "starts"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("html", "text/html", b"<!"),
        ("json", "application/json", b"{"),
    ],
)
def test_the_opinion_as_a_file(boats: Wiring, desks: dict[str, Desk], review: str, form: str, media: str, starts: bytes) -> None:
    """Each form under its own type, as described; to whom the review is closed it is closed too."""
    desk = desks["first"]
    answer = desk._client.get(f"{REVIEWS}/{review}/opinion.{form}", headers=desk._headers)
    assert (answer.status_code, answer.mimetype, answer.data[: len(starts)].lower()) == (200, media, starts.lower())
    assert media in desk._said["paths"][f"{REVIEWS}/{{review}}/opinion.{{form}}"]["get"]["responses"]["200"]["content"]
    assert desks["stranger"]("GET", f"/{review}/opinion.{form}")[0] in {403, 404}
    assert desk("GET", f"/{review}/opinion.exe")[0] == 400
    assert boats.settings.opinion_template is None


def test_the_opinion_keeps_to_its_schema_with_all_that_it_can_hold(boats: Wiring, desks: dict[str, Desk]) -> None:
    """Every field has a type: replaced, added, commented, differed on, settled, deferred, gone from the text, and signed."""
    report = add_report(boats, f"{REPORT}\n（三）其他。巡查第七号船坞。\n", "七.txt")
    first, second, third, head = (desks[name] for name in ("first", "second", "clerk", "head"))
    body = {"reports": [report.id], "members": MEMBERS, "rule": "two_agree"}
    review = first("POST", "", body)[1]["review"]["id"]
    entries = first("GET", f"/{review}/queue?show=todo")[1]["entries"]
    links = [entry for entry in entries if entry["item"]["basis"]]
    path = f"/{review}/items/{links[0]['item']['id']}"
    third("POST", f"{path}/decisions", {"verdict": "comment", "reason": "看过。"})
    _, made = first("POST", f"{path}/decisions", {"verdict": "rejected", "reason": "不是。"})
    replaced = {"verdict": "replaced", "seen": made["id"], "replacement": {"work": "纸船法实施条例", "article": "2"}}
    _, other = second("POST", f"{path}/decisions", replaced)
    head("POST", f"{path}/decisions", {"verdict": "rejected", "seen": other["id"], "reason": "同前。"})
    measure = links[1]["item"]["measure_item"]
    first("POST", f"/{review}/items/{measure}/bases", {"work": "纸船法实施条例", "article": "1"})
    first("POST", f"/{review}/items/{links[2]['item']['id']}/decisions", {"verdict": "deferred"})
    again = f"{REPORT}\n（三）其他。巡查第七号船坞。\n".replace("纸船", "木船").encode()
    boats.add_report(read_bytes(again, "七（更正）.txt"), date(2021, 8, 1), revises=report.id)
    head("POST", f"/{review}/signature", {"leave_open": True, "reason": "先签。"})
    status, said = first("GET", f"/{review}/opinion.json")
    assert (status, said["signed"]["office"], len(said["orphans"]) > 0) == (200, "青屿市head处", True)
    unsigned = first("POST", "", body)[1]["review"]["id"]
    first("POST", f"/{unsigned}/items/{links[0]['item']['id']}/decisions", {"verdict": "rejected", "reason": "不是。"})
    second("POST", f"/{unsigned}/items/{links[0]['item']['id']}/decisions", {"verdict": "comment", "reason": "再看。"})
    newest = first("GET", f"/{unsigned}/items/{links[0]['item']['id']}")[1]["entry"]["seen"]
    second("POST", f"/{unsigned}/items/{links[0]['item']['id']}/decisions", replaced | {"seen": newest})
    status, draft = first("GET", f"/{unsigned}/opinion.json")
    assert (status, draft["signed"], len(draft["conflicts"]), draft["counts"]["measures"] > 0) == (200, None, 1, True)


def test_whoever_decides_second_is_shown_the_first(desks: dict[str, Desk], review: str) -> None:
    """409, the decision in the problem, and nothing stored."""
    entry = _todo(desks["first"], review)
    path, body = f"/{review}/items/{entry['item']['id']}/decisions", {"verdict": "confirmed", "seen": entry["seen"]}
    _, made = desks["first"]("POST", path, body)
    status, told = desks["second"]("POST", path, body | {"verdict": "rejected", "reason": "不相干。"})
    assert (status, told["code"], told["first"]) == (409, "decision-conflict", made)
    assert [row["id"] for row in desks["first"]("GET", f"/{review}/items/{entry['item']['id']}")[1]["history"]] == [made["id"]]


def test_a_basis_is_added_and_another_put_in_its_place(boats: Wiring, desks: dict[str, Desk], review: str) -> None:
    """By title and number, in the version of the report's day."""
    first = desks["first"]
    link = next(entry for entry in first("GET", f"/{review}/queue")[1]["entries"] if entry["item"]["kind"] == "link")
    replacement = {"work": "纸船法实施条例", "article": "2"}
    status, made = first(
        "POST", f"/{review}/items/{link['item']['id']}/decisions", {"verdict": "replaced", "seen": link["seen"], "replacement": replacement}
    )
    assert (status, made["replacement_work"]) == (201, boats.library.find("纸船法实施条例").id)
    measure = link["item"]["measure_item"]
    status, added = first("POST", f"/{review}/items/{measure}/bases", {"work": "纸船法实施条例", "article": "1"})
    assert (status, added["verdict"]) == (201, "added_basis")


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "status", "code"),
    [
        ("reader", "POST", "", {"reports": ["x"]}, 403, "not-allowed"),
        ("clerk", "POST", "", {"reports": ["x"]}, 403, "not-allowed"),
        ("first", "POST", "", {"reports": ["0123456789abcdef"]}, 404, "unknown-report"),
        ("first", "POST", "", {"reports": []}, 400, "usage"),
        ("stranger", "GET", "/{review}", None, 404, "unknown-review"),
        ("stranger", "GET", "/{review}/queue", None, 404, "unknown-review"),
        ("stranger", "POST", "/{review}/items/{item}/decisions", {"verdict": "confirmed"}, 404, "unknown-review"),
        ("clerk", "POST", "/{review}/items/{item}/decisions", {"verdict": "confirmed"}, 403, "not-allowed"),
        ("clerk", "GET", "/{review}/bulk?verdict=confirmed", None, 403, "not-allowed"),
        ("chief", "POST", "/{review}/items/{item}/decisions", {"verdict": "confirmed"}, 403, "not-allowed"),
        ("first", "POST", "/{review}/signature", {}, 403, "not-allowed"),
        ("first", "POST", "/{review}/items/nothing/decisions", {"verdict": "confirmed"}, 404, "unknown-item"),
        ("first", "POST", "/{review}/items/{item}/decisions", {"verdict": "rejected"}, 400, "usage"),
        ("first", "POST", "/{review}/items/{item}/decisions", {"verdict": "undo"}, 400, "usage"),
        ("first", "GET", "/{review}/queue?show=everything", None, 400, "usage"),
        ("first", "POST", "/{review}/items/{item}/undo", {"seen": ""}, 404, "unknown-item"),
    ],
)
def test_who_may_not_is_told(desks: dict[str, Desk], review: str, who: str, method: str, path: str, body: Any, status: int, code: str) -> None:
    """A review that a person may not see is answered as one that does not exist."""
    item = _todo(desks["first"], review)["item"]["id"]
    found, told = desks[who](method, path.format(review=review, item=item), body)
    assert (found, told["code"]) == (status, code)


def test_each_sees_the_reviews_that_are_theirs(desks: dict[str, Desk], review: str) -> None:
    """And the administrator all."""
    seen = {name: review in {one["id"] for one in desk("GET", "?limit=1000")[1]["reviews"]} for name, desk in desks.items()}
    assert seen == {name: name in MEMBERS or name == "chief" for name in PEOPLE}


def test_looking_at_everything_decides_nothing(boats: Wiring, desks: dict[str, Desk], review: str) -> None:
    """No GET leaves a row in the chain."""
    before = boats.audit.head()
    item = _todo(desks["first"], review)["item"]["id"]
    for path in ("", f"/{review}", f"/{review}/queue", f"/{review}/progress", f"/{review}/items/{item}", f"/{review}/bulk?verdict=confirmed"):
        assert desks["first"]("GET", path)[0] == 200
    assert boats.audit.head() == before
