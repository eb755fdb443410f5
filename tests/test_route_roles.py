"""Every route of the pages by every role: who is let in, who is not, and that a route which is added tomorrow has to say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import Actor, Role
from lawgraph.domain.verdicts import Verdict
from lawgraph.store.decisions import Draft
from made_up import home_of
from reviewers import ADMINISTRATOR, ADVISOR, CONTRIBUTOR, MEMBERS, READER, SIGNER, add_report, give_accounts, open_boats

TOKEN = "t" * 43
STRANGER = Actor("bd", "别的单位", Role.ADVISOR)
PEOPLE: dict[str, Actor | None] = {
    "nobody": None, "reader": READER, "contributor": CONTRIBUTOR, "advisor": ADVISOR, "stranger": STRANGER, "signer": SIGNER,
    "administrator": ADMINISTRATOR,
}  # fmt: skip
"""Contributor, advisor and signer are members of the review; reader, stranger (an advisor too) and administrator are not."""

GET, POST = (303, 200, 200, 200, 200, 200, 200), (401, 200, 200, 200, 200, 200, 200)
OPEN = (200,) * 7
LED = (303,) * 7
OWN = (401, 303, 303, 303, 303, 303, 303)
MANAGE, MANAGED = (303, 403, 403, 403, 403, 403, 200), (401, 403, 403, 403, 403, 403, 303)
SEEN = (303, 404, 200, 200, 404, 200, 200)
"""Of a review that one is no member of, one is told what one would be told of one that does not exist."""

TABLE: dict[str, tuple[str, dict[str, str], tuple[int, ...]]] = {
    "GET /": ("/", {}, GET),
    "GET /search": ("/search?q=漏水", {}, GET),
    "GET /eli/<path>": ("{work}", {}, GET),
    "GET /eli/<path>/compare": ("{work}/compare", {}, GET),
    "GET /works/<title>": ("/works/纸船法", {}, (303, 302, 302, 302, 302, 302, 302)),
    "GET /graph": ("/graph?node=纸船法", {}, GET),
    "GET /impact": ("/impact", {}, GET),
    "GET /sparql": ("/sparql", {}, GET),
    "POST /sparql": ("/sparql", {"query": "ASK {{}}"}, POST),
    "GET /ontology": ("/ontology", {}, GET),
    "GET /healthz": ("/healthz", {}, OPEN),
    "GET /readyz": ("/readyz", {}, OPEN),
    "GET /metrics": ("/metrics", {}, OPEN),
    "GET /static/<name>": ("/static/manifest.json", {}, OPEN),
    "POST /look": ("/look", {"look": "dark"}, LED),
    "GET /reports": ("/reports", {}, GET),
    "POST /reports": ("/reports", {}, (401, 403, 400, 400, 400, 400, 400)),
    "GET /dashboard": ("/dashboard", {}, GET),
    "GET /reports/<identifier>": ("/reports/{report}", {}, GET),
    "GET /reports/uploads/<identifier>": ("/reports/uploads/none", {}, (303, *(404,) * 6)),
    "GET /reports/<identifier>/sheet": ("/reports/{report}/sheet", {}, GET),
    "GET /reports/<identifier>/export.<kind>": ("/reports/{report}/export.csv", {}, GET),
    "GET /reports/<identifier>/review": ("/reports/{report}/review?measure=1", {}, LED),
    "GET /login": ("/login", {}, (200, 303, 303, 303, 303, 303, 303)),
    "POST /login": ("/login", {"name": "{review}", "password": "wrong"}, (401,) * 7),
    "GET /login/sso": ("/login/sso", {}, LED),
    "GET /login/sso/back": ("/login/sso/back?code=a&state=b", {}, LED),
    "GET /login/sso/out": ("/login/sso/out", {}, LED),
    "POST /logout": ("/logout", {}, OWN),
    "GET /account": ("/account", {}, GET),
    "POST /account/password": ("/account/password", {"new": "a"}, (401, 400, 400, 400, 400, 400, 400)),
    "POST /account/sessions": ("/account/sessions", {"id": "none"}, OWN),
    "POST /account/tokens": ("/account/tokens", {"label": "程序", "days": "1", "scope": "read"}, POST),
    "POST /account/tokens/revoke": ("/account/tokens/revoke", {"id": "0"}, (401, 400, 400, 400, 400, 400, 400)),
    "GET /users": ("/users", {}, MANAGE),
    "POST /users": ("/users", {"name": "", "office": ""}, (401, 403, 403, 403, 403, 403, 400)),
    "POST /users/waiting/admit": ("/users/waiting/admit", {"subject": "a", "name": "b"}, (401, 403, 403, 403, 403, 403, 400)),
    "POST /users/<name>": ("/users/cy", {"what": "enable"}, MANAGED),
    "GET /reviews": ("/reviews", {}, GET),
    "GET /reviews/new": ("/reviews/new", {}, (303, 403, 403, 200, 200, 200, 200)),
    "POST /reviews": ("/reviews", {"report": "{report}"}, (401, 403, 403, 303, 303, 303, 303)),
    "GET /reviews/<review>": ("/reviews/{review}", {}, SEEN),
    "POST /reviews/<review>/members": ("/reviews/{review}/members", {}, (401, 404, 403, 303, 404, 303, 303)),
    "GET /reviews/<review>/next": ("/reviews/{review}/next", {}, (303, 404, 303, 303, 404, 303, 303)),
    "GET /reviews/<review>/items/<item>": ("/reviews/{review}/items/{item}", {}, SEEN),
    "POST /reviews/<review>/items/<item>": ("/reviews/{review}/items/{item}", {"verdict": "confirmed"}, (401, 403, 403, 303, 404, 303, 403)),
    "POST /reviews/<review>/items/<item> comment": (
        "/reviews/{review}/items/{item}", {"verdict": "comment", "reason": "看过"}, (401, 403, 303, 303, 404, 303, 403),
    ),
    "POST /reviews/<review>/items/<item> undo": ("/reviews/{review}/items/{item}", {"verdict": "undo"}, (401, 403, 404, 404, 404, 404, 403)),
    "GET /reviews/<review>/orphans/<decision>": ("/reviews/{review}/orphans/{decision}", {}, SEEN),
    "POST /reviews/<review>/orphans/<decision>": (
        "/reviews/{review}/orphans/{decision}", {"what": "drop", "reason": "不再说"}, (401, 403, 403, 303, 404, 303, 403),
    ),
    "GET /reviews/<review>/bulk": ("/reviews/{review}/bulk?show=todo&verdict=confirmed", {}, (303, 403, 403, 200, 404, 200, 403)),
    "POST /reviews/<review>/bulk": ("/reviews/{review}/bulk", {"show": "todo", "verdict": "confirmed"}, (401, 403, 403, 200, 404, 200, 403)),
    "GET /reviews/<review>/sign": ("/reviews/{review}/sign", {}, SEEN),
    "POST /reviews/<review>/sign": ("/reviews/{review}/sign", {"what": "sign", "leave_open": "1"}, (401, 403, 403, 403, 403, 303, 403)),
    "GET /reviews/<review>/export.<kind>": ("/reviews/{review}/export.json", {}, SEEN),
}  # fmt: skip
"""Method and rule: a request, and the status that each of ``PEOPLE`` is answered. The API's are in test_api_roles."""


@pytest.fixture(scope="module")
def boats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """The made-up library, a report, and everybody's account."""
    folder = tmp_path_factory.mktemp("roles")
    wiring = open_boats(folder, home_of(folder / "home"))
    add_report(wiring)
    give_accounts(wiring, (READER, CONTRIBUTOR, ADVISOR, STRANGER, SIGNER, ADMINISTRATOR))
    yield wiring
    wiring.database.dispose()


@pytest.fixture(scope="module")
def application(boats: Wiring) -> Flask:
    """The service over them."""
    return create_app(boats.settings, wiring=boats)


def test_every_route_says_who_may(application: Flask) -> None:
    """A route that is forgotten here might be open to anybody."""
    rules = application.url_map.iter_rules()
    there = {
        f"{method} {rule.rule}" for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"} if not rule.rule.startswith("/api/")
    }
    assert {re.sub(r"<\w+:", "<", name) for name in there} == {name for name in TABLE if name.count(" ") == 1}


def _orphan(boats: Wiring, review: str) -> str:
    """A decision in the review on words that no report of it holds."""
    return boats.decisions.add(ADVISOR, review, Draft("gone", Verdict.CONFIRMED, "", measure="gone", text="检查灯船。")).id


@pytest.mark.parametrize("name", TABLE)
def test_each_person_is_let_in_where_it_may(boats: Wiring, application: Flask, name: str) -> None:
    """The whole row at once, each person with a review of its own to act on."""
    path, data, expected = TABLE[name]
    answered = []
    for person in PEOPLE.values():
        review = boats.reviewing.open(ADVISOR, [boats.reports.list()[0].id], members=MEMBERS)
        entry = boats.reviewing.next(ADVISOR, review.id)
        assert entry is not None
        known = {"report": review.reports[0].report, "review": review.id, "item": entry.item.id, "work": boats.library.find("纸船法").id}
        known["decision"] = _orphan(boats, review.id) if "orphans" in name else ""
        client = application.test_client()
        client.set_cookie("lawgraph-form", TOKEN, domain="localhost")
        if person is not None:
            secret = boats.accounts.open_session(boats.accounts.get(person.name))
            client.set_cookie("lawgraph-session", secret, domain="localhost")
        sent = {"token": TOKEN, "seen": entry.seen, **{key: value.format(**known) for key, value in data.items()}}
        method = name.partition(" ")[0]
        headers = {"Accept": "text/html,*/*;q=0.8"}
        answer = client.open(path.format(**known), method=method, data=sent if method == "POST" else None, headers=headers)
        answered.append(answer.status_code)
        answer.close()
    assert dict(zip(PEOPLE, answered, strict=True)) == dict(zip(PEOPLE, expected, strict=True))
