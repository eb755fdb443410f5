"""Every operation of the API by every role and every part in a review; one that is added tomorrow has to say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import SYSTEM, Actor, Role
from lawgraph.domain.verdicts import Verdict
from lawgraph.store.decisions import Draft
from made_up import home_of
from reviewers import ADMINISTRATOR, ADVISOR, CONTRIBUTOR, MEMBERS, READER, SIGNER, add_report, give_accounts, open_boats

STRANGER = Actor("bd", "别的单位", Role.ADVISOR)
PEOPLE: dict[str, Actor | None] = {
    "nobody": None, "reader": READER, "contributor": CONTRIBUTOR, "advisor": ADVISOR, "stranger": STRANGER, "signer": SIGNER,
    "administrator": ADMINISTRATOR,
}  # fmt: skip
"""Contributor, advisor and signer are members of the review; reader, stranger (an advisor too) and administrator are not."""
READ = (401, 200, 200, 200, 200, 200, 200)
OPEN = (200,) * 7
ADMITTED = (401, 415, 415, 415, 415, 415, 415)
"""Let in, and told that the body is none that the address takes."""
SEEN = (401, 404, 200, 200, 404, 200, 200)
"""Of a review that one is no member of, one is told what one would be told of one that does not exist."""
DECIDES = (401, 403, 403, 201, 404, 201, 403)
REVIEW, ITEM = "reviews/<review>", "reviews/<review>/items/<item>"

TABLE: dict[str, tuple[str, object, tuple[int, ...]]] = {
    "GET ": ("", None, OPEN),
    "GET openapi.json": ("openapi.json", None, OPEN),
    "GET titles": ("titles?q=纸船", None, READ),
    "GET search": ("search?q=漏水", None, READ),
    "GET search/reports": ("search/reports?q=漏水", None, READ),
    "GET works": ("works", None, READ),
    "GET works/<name>": ("works/纸船法", None, READ),
    "GET works/<name>/versions": ("works/纸船法/versions", None, READ),
    "GET works/<name>/articles": ("works/纸船法/articles", None, READ),
    "GET works/<name>/articles/<number>": ("works/纸船法/articles/3", None, READ),
    "GET works/<name>/provisions": ("works/纸船法/provisions", None, READ),
    "GET works/<name>/diff": ("works/纸船法/diff", None, READ),
    "GET graph/neighbours": ("graph/neighbours?node=纸船法", None, READ),
    "GET graph/cited-by": ("graph/cited-by?node=纸船法第三条", None, READ),
    "GET graph/reach": ("graph/reach?node=纸船法第三条", None, READ),
    "GET graph/path": ("graph/path?from=纸船法实施条例第二条&to=纸船法第三条", None, READ),
    "GET graph/impact": ("graph/impact?work=纸船法&from=2015-03-01&to=2021-01-22", None, READ),
    "GET graph/most-cited": ("graph/most-cited", None, READ),
    "GET graph/central": ("graph/central", None, READ),
    "GET graph/common": ("graph/common?first=青屿市纸船漂流安全管理规定&second=纸船法实施条例", None, READ),
    "GET graph/view": ("graph/view?node=纸船法", None, READ),
    "POST cite": ("cite", {"text": "按照《纸船法》第四条检查。"}, READ),
    "POST check": ("check", {"text": "按照《纸船法》第四条检查纸船。"}, READ),
    "POST suggest": ("suggest", {"text": "检查纸船有无漏水"}, READ),
    "POST bulk/cite": ("bulk/cite", [], ADMITTED),
    "POST bulk/check": ("bulk/check", [], ADMITTED),
    "GET reports": ("reports", None, READ),
    "GET reports/<identifier>": ("reports/{report}", None, READ),
    "GET reports/<identifier>/status": ("reports/{report}/status", None, READ),
    "GET reports/uploads/<identifier>": ("reports/uploads/nothing", None, (401, 404, 404, 404, 404, 404, 404)),
    "POST reports": ("reports", {}, (401, 403, 400, 400, 400, 400, 400)),
    "GET reviews": ("reviews", None, READ),
    "POST reviews": ("reviews", {"reports": ["{report}"]}, (401, 403, 403, 201, 201, 201, 201)),
    f"GET {REVIEW}": ("reviews/{review}", None, SEEN),
    f"GET {REVIEW}/progress": ("reviews/{review}/progress", None, SEEN),
    f"GET {REVIEW}/queue": ("reviews/{review}/queue", None, SEEN),
    f"GET {REVIEW}/opinion.<form>": ("reviews/{review}/opinion.json", None, SEEN),
    f"GET {ITEM}": ("reviews/{review}/items/{item}", None, SEEN),
    f"POST {ITEM}/decisions": ("reviews/{review}/items/{item}/decisions", {"verdict": "confirmed"}, DECIDES),
    f"POST {ITEM}/decisions comment": (
        "reviews/{review}/items/{item}/decisions", {"verdict": "comment", "reason": "看过"}, (401, 403, 201, 201, 404, 201, 403),
    ),
    f"POST {ITEM}/bases": (
        "reviews/{review}/items/{measure}/bases", {"work": "纸船法实施条例", "article": "1"}, (401, 403, 201, 201, 404, 201, 403),
    ),
    f"POST {ITEM}/undo": ("reviews/{review}/items/{item}/undo", {"seen": ""}, (401, 403, 404, 404, 404, 404, 403)),
    f"GET {REVIEW}/orphans/<decision>": ("reviews/{review}/orphans/{decision}", None, SEEN),
    f"POST {REVIEW}/orphans/<decision>": ("reviews/{review}/orphans/{decision}", {"fell_away": True, "reason": "不再说"}, DECIDES),
    f"GET {REVIEW}/bulk": ("reviews/{review}/bulk?verdict=confirmed", None, (401, 403, 403, 200, 404, 200, 403)),
    f"POST {REVIEW}/bulk": ("reviews/{review}/bulk", {"verdict": "confirmed", "items": []}, (401, 403, 403, 200, 404, 200, 403)),
    f"POST {REVIEW}/signature": ("reviews/{review}/signature", {"leave_open": True}, (401, 403, 403, 403, 403, 201, 403)),
    f"POST {REVIEW}/reopening": ("reviews/{review}/reopening", {"reason": "漏看"}, (401, 403, 403, 403, 403, 400, 403)),
}  # fmt: skip
"""Method and rule below ``/api/v1/``: a call, and the status that each of ``PEOPLE`` is answered (a token with every scope)."""


@pytest.fixture(scope="module")
def boats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """The made-up library, a report, and everybody's account."""
    folder = tmp_path_factory.mktemp("api-roles")
    wiring = open_boats(folder, home_of(folder / "home"))
    add_report(wiring)
    give_accounts(wiring, (READER, CONTRIBUTOR, ADVISOR, STRANGER, SIGNER, ADMINISTRATOR))
    yield wiring
    wiring.database.dispose()


@pytest.fixture(scope="module")
def headers(boats: Wiring) -> dict[str, dict[str, str]]:
    """What each sends with a call."""
    scopes = ["read", "check", "write", "review"]
    tokens = {name: boats.accounts.issue_token(SYSTEM, one.name, "程序", scopes) for name, one in PEOPLE.items() if one is not None}
    return {name: {"Authorization": f"Bearer {tokens[name]}"} if name in tokens else {} for name in PEOPLE}


def test_every_operation_says_who_may(boats: Wiring) -> None:
    """An operation that is forgotten here might be open to anybody."""
    rules = create_app(boats.settings, wiring=boats).url_map.iter_rules()
    there = {
        f"{method} {rule.rule.removeprefix('/api/v1/')}"
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    assert {re.sub(r"<\w+:", "<", name) for name in there} == {name for name in TABLE if name.count(" ") == 1}


def _known(boats: Wiring) -> dict[str, str]:
    """A review of one's own to act on, with an orphan in it."""
    review = boats.reviewing.open(ADVISOR, [boats.reports.list()[0].id], members=MEMBERS)
    entry = next(one for one in boats.reviewing.queue(ADVISOR, review.id, "todo") if one.item.basis)
    orphan = boats.decisions.add(ADVISOR, review.id, Draft("gone", Verdict.CONFIRMED, "", measure="gone", text="检查灯船。"))
    known = {"report": review.reports[0].report, "review": review.id, "item": entry.item.id, "measure": entry.item.measure_item}
    return known | {"decision": orphan.id}


@pytest.mark.parametrize("name", TABLE)
def test_each_person_is_let_in_where_it_may(boats: Wiring, headers: dict[str, dict[str, str]], name: str) -> None:
    """The whole row at once; what changes a review finds one of its own for each person."""
    path, body, expected = TABLE[name]
    client = create_app(boats.settings, wiring=boats).test_client()
    method = name.partition(" ")[0]
    known = _known(boats)
    answered = []
    for sent in headers.values():
        known = _known(boats) if method == "POST" and "{review}" in path else known
        said = {key: [known["report"]] if key == "reports" else value for key, value in body.items()} if isinstance(body, dict) else body
        answer = client.open(f"/api/v1/{path.format(**known)}", method=method, json=said, headers=sent)
        answered.append(answer.status_code)
        answer.close()
    assert dict(zip(PEOPLE, answered, strict=True)) == dict(zip(PEOPLE, expected, strict=True))
