"""Who may call the API: open to this machine until accounts are set up, by token from then on; how often, and from which sites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import SYSTEM, Role
from made_up import REPORT, home_of, write_folder

SITE = "https://desk.example"


@pytest.fixture
def wiring(tmp_path: Path) -> Iterator[Wiring]:
    made = Wiring(home_of(tmp_path / "home"))
    made.add(str(write_folder(tmp_path / "laws")))
    yield made
    made.database.dispose()


@pytest.fixture
def client(wiring: Wiring) -> FlaskClient:
    settings = replace(wiring.settings, cors_origins=(SITE,))
    return create_app(settings, wiring=wiring).test_client()


def _token(wiring: Wiring, role: Role, *scopes: str) -> dict[str, str]:
    name = f"{role.value}-{len(wiring.accounts.list())}"
    wiring.accounts.add(SYSTEM, name, "青屿市船坞管理局", role, "four boats on a pond")
    return {"Authorization": f"Bearer {wiring.accounts.issue_token(SYSTEM, name, '程序', scopes)}"}


def test_without_accounts_this_machine_does_what_it_likes(client: FlaskClient) -> None:
    """One person at one computer has nobody to log in to."""
    assert client.get("/api/v1/works").status_code == 200
    assert client.post("/api/v1/reports", json={"text": REPORT}).status_code == 201


def test_without_accounts_other_machines_read(client: FlaskClient) -> None:
    """Whoever opens the port before setting up accounts gives away nothing that can be changed."""
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/api/v1/works", environ_overrides=elsewhere).status_code == 200
    assert client.post("/api/v1/check", json={"text": REPORT}, environ_overrides=elsewhere).status_code == 200
    assert client.post("/api/v1/reports", json={"text": REPORT}, environ_overrides=elsewhere).status_code == 403


@pytest.mark.parametrize(
    ("role", "scopes", "read", "check", "add"),
    [
        (Role.READER, ("read",), 200, 403, 403),
        (Role.READER, ("check",), 200, 200, 403),
        (Role.READER, ("write",), 200, 200, 403),
        (Role.CONTRIBUTOR, ("read",), 200, 403, 403),
        (Role.CONTRIBUTOR, ("write",), 200, 200, 201),
        (Role.CONTRIBUTOR, ("read", "write"), 200, 200, 201),
        (Role.ADMINISTRATOR, ("review",), 200, 403, 403),
    ],
)
def test_scope_and_role_both_have_to_allow_it(
    client: FlaskClient, wiring: Wiring, role: Role, scopes: tuple[str, ...], read: int, check: int, add: int
) -> None:
    """A token never may more than its account, and never more than its scopes."""
    headers = _token(wiring, role, *scopes)
    found = [
        client.get("/api/v1/works", headers=headers).status_code,
        client.post("/api/v1/check", json={"text": REPORT}, headers=headers).status_code,
        client.post("/api/v1/reports", json={"text": REPORT}, headers=headers).status_code,
    ]
    assert found == [read, check, add]


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer lg_wrong"}, {"Authorization": "Bearer "}, {"Authorization": "Basic YTpi"}])
def test_with_accounts_nobody_calls_without_a_token_that_works(client: FlaskClient, wiring: Wiring, header: dict[str, str]) -> None:
    """401 with the way to prove who one is (RFC 9110 section 11.6.1)."""
    _token(wiring, Role.READER, "read")
    answer = client.get("/api/v1/works", headers=header)
    assert (answer.status_code, answer.headers["WWW-Authenticate"], answer.mimetype) == (401, "Bearer", "application/problem+json")


def test_a_token_that_was_revoked_works_no_more(client: FlaskClient, wiring: Wiring) -> None:
    """At the next call."""
    headers = _token(wiring, Role.READER, "read")
    assert client.get("/api/v1/works", headers=headers).status_code == 200
    wiring.accounts.revoke_token(SYSTEM, wiring.accounts.tokens()[0].id)
    assert client.get("/api/v1/works", headers=headers).status_code == 401


def test_a_session_of_a_page_calls_the_api_from_its_own_site_alone(client: FlaskClient, wiring: Wiring) -> None:
    """A cookie goes along with whatever site sends the request; where it comes from the browser tells."""
    account = wiring.accounts.add(SYSTEM, "kj", "青屿市船坞管理局", Role.CONTRIBUTOR, "four boats on a pond")
    client.set_cookie("lawgraph-session", wiring.accounts.open_session(account))
    assert client.post("/api/v1/check", json={"text": REPORT}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert client.post("/api/v1/check", json={"text": REPORT}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_token_calls_from_anywhere(client: FlaskClient, wiring: Wiring) -> None:
    """A hostile site cannot make a browser send one."""
    headers = _token(wiring, Role.CONTRIBUTOR, "write") | {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    assert client.post("/api/v1/reports", json={"text": REPORT}, headers=headers).status_code == 201


def test_too_many_calls_are_told_when_to_come_back(wiring: Wiring) -> None:
    """Each caller is counted alone: a token by its account, whoever has none by the address."""
    client = create_app(replace(wiring.settings, api_rate=3), wiring=wiring).test_client()
    assert [client.get("/api/v1/works").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get("/api/v1/works")
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert refused.get_json()["code"] == "too-many-requests"
    assert client.get("/api/v1/works", environ_overrides={"REMOTE_ADDR": "127.0.0.2"}).status_code == 200
    assert client.get("/api/v1/works", headers=_token(wiring, Role.READER, "read")).status_code == 200
    assert client.get("/login").status_code == 200


def test_the_browsers_of_named_sites_may_read_answers(client: FlaskClient) -> None:
    """The Fetch standard's CORS protocol, with its preflight; no cookies go along."""
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    allowed = client.options("/api/v1/check", headers=asked)
    assert allowed.headers["Access-Control-Allow-Origin"] == SITE
    assert "POST" in allowed.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in allowed.headers["Access-Control-Allow-Headers"]
    answer = client.post("/api/v1/check", json={"text": REPORT}, headers={"Origin": SITE, "Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, SITE)
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.vary


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", f"{SITE}.elsewhere.example", "http://desk.example"])
def test_the_browsers_of_other_sites_may_not(client: FlaskClient, origin: str) -> None:
    """Nor is there a header that says whom we allow."""
    answer = client.get("/api/v1/works", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert client.post("/api/v1/reports", json={"text": REPORT}, headers={"Origin": origin}).status_code == 403
