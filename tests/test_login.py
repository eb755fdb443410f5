"""Who comes in by the pages: sessions and their cookie, forms that other sites cannot send, accounts and who manages them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import SYSTEM
from made_up import home_of, write_folder
from reviewers import ADMINISTRATOR, ADVISOR, PASSWORD, READER, give_accounts

SESSION = "lawgraph-session"
BROWSER = {"Accept": "text/html"}
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a made-up library and no accounts, to be copied."""
    home = tmp_path_factory.mktemp("login")
    wiring = Wiring(home_of(home))
    wiring.add(str(write_folder(tmp_path_factory.mktemp("statutes"))))
    wiring.database.dispose()
    return home


@pytest.fixture
def wiring(library: Path, tmp_path: Path, copy_database: Callable[[Path, Path], None]) -> Iterator[Wiring]:
    """A library of the test's own, nobody in it yet."""
    copy_database(library, tmp_path)
    made = Wiring(home_of(tmp_path))
    yield made
    made.database.dispose()


@pytest.fixture
def client(wiring: Wiring) -> FlaskClient:
    return create_app(wiring.settings, wiring=wiring).test_client()


def token_of(client: FlaskClient, path: str = "/login", **more: object) -> str:
    """The token of the form on a page."""
    found = re.search(r'name="token" value="([^"]+)"', client.get(path, **more).get_data(as_text=True))  # type: ignore[arg-type]
    assert found is not None
    return found[1]


def log_in(client: FlaskClient, name: str, password: str = PASSWORD, **more: object) -> TestResponse:
    """Sends the form of the login page as a browser would."""
    base = {key: value for key, value in more.items() if key == "base_url"}
    data = {"token": token_of(client, **base), "name": name, "password": password, "next": "/reports"}
    return client.post("/login", data=data, **more)  # type: ignore[arg-type]


def test_without_accounts_one_person_at_one_machine_needs_none(client: FlaskClient) -> None:
    """Lawgraph on a single PC stays what it was."""
    assert client.get("/reports").status_code == 200
    assert client.post("/reports", data={"token": token_of(client, "/reports")}).status_code == 400
    assert "lawgraph user add" in client.get("/login").get_data(as_text=True)


def test_without_accounts_other_machines_change_nothing(client: FlaskClient) -> None:
    """Whoever opens the port before setting up accounts gives away nothing that can be changed."""
    assert client.get("/reports", environ_overrides=ELSEWHERE).status_code == 200
    refused = client.post("/reports", data={"token": token_of(client, "/reports")}, environ_overrides=ELSEWHERE)
    assert (refused.status_code, "别的机器只能查阅" in refused.get_data(as_text=True)) == (403, True)
    assert client.get("/users", environ_overrides=ELSEWHERE).status_code == 403


def test_with_accounts_a_page_asks_who_is_there(wiring: Wiring, client: FlaskClient) -> None:
    """A browser is led to the form and back, a form or a program is told 401."""
    give_accounts(wiring)
    answer = client.get("/search?q=漏水", headers=BROWSER)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=%2Fsearch%3Fq%3D%E6%BC%8F%E6%B0%B4")
    assert client.get("/search", headers={"Accept": "application/json"}).status_code == 401
    assert client.post("/reports", data={"token": token_of(client)}).status_code == 401
    htmx = client.get("/reports", headers={"HX-Request": "true"})
    assert (htmx.status_code, htmx.headers["HX-Redirect"]) == (401, "/login?next=%2Freports")
    assert client.get("/healthz").status_code == 200


def test_logging_in_opens_the_pages(wiring: Wiring, client: FlaskClient) -> None:
    """The plain way: form, session, the page that one wanted, the office in the frame."""
    give_accounts(wiring)
    answer = log_in(client, "fz")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/reports")
    assert ADVISOR.office in client.get("/reports").get_data(as_text=True)
    assert client.get("/login").status_code == 303


@pytest.mark.parametrize(("scheme", "name", "secure"), [("http", SESSION, False), ("https", f"__Host-{SESSION}", True)])
def test_the_cookie_is_kept_from_scripts_and_other_sites(wiring: Wiring, client: FlaskClient, scheme: str, name: str, secure: bool) -> None:
    """HttpOnly, SameSite, the root path, no domain; over HTTPS Secure and bound to the host."""
    give_accounts(wiring)
    answer = log_in(client, "fz", base_url=f"{scheme}://localhost")
    [cookie] = [said for said in answer.headers.getlist("Set-Cookie") if said.startswith(f"{name}=")]
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert attributes == {"httponly", "path=/", "samesite=lax"} | ({"secure"} if secure else set())


def test_over_https_a_cookie_that_another_host_may_have_set_is_no_session(wiring: Wiring, client: FlaskClient) -> None:
    """A neighbour under the same domain can set a plain cookie, and none with the prefix."""
    give_accounts(wiring)
    secret = wiring.accounts.login("fz", PASSWORD)
    client.set_cookie(SESSION, secret, domain="localhost", secure=True)
    assert client.get("/account", base_url="https://localhost", headers=BROWSER).status_code == 303


def test_a_login_makes_a_new_secret_and_ends_the_old_session(wiring: Wiring, client: FlaskClient) -> None:
    """Session fixation: a secret that stood in the browser before the login opens nothing after it."""
    give_accounts(wiring)
    client.set_cookie(SESSION, "fixed-by-somebody-else", domain="localhost")
    log_in(client, "cy")
    first = client.get_cookie(SESSION)
    assert first is not None
    assert first.value != "fixed-by-somebody-else"
    assert client.post("/logout", data={"token": token_of(client, "/account")}).status_code == 303
    log_in(client, "fz")
    second = client.get_cookie(SESSION)
    assert second is not None
    assert second.value != first.value
    assert wiring.accounts.session(first.value) is None


@pytest.mark.parametrize("end", ["logout", "disable", "password", "everywhere"])
def test_a_stolen_cookie_is_worth_nothing_once_the_session_ended(wiring: Wiring, client: FlaskClient, end: str) -> None:
    """What a signed cookie alone cannot do."""
    give_accounts(wiring)
    log_in(client, "fz")
    stolen = client.get_cookie(SESSION)
    assert stolen is not None
    ends = {
        "logout": lambda: client.post("/logout", data={"token": token_of(client, "/account")}),
        "disable": lambda: wiring.accounts.disable(SYSTEM, "fz"),
        "password": lambda: wiring.accounts.set_password(SYSTEM, "fz", "another pond with boats"),
        "everywhere": lambda: client.post("/account/sessions", data={"token": token_of(client, "/account")}),
    }
    ends[end]()
    thief = create_app(wiring.settings, wiring=wiring).test_client()
    token = token_of(thief)
    thief.set_cookie(SESSION, stolen.value, domain="localhost")
    assert thief.get("/account", headers=BROWSER).status_code == 303
    assert thief.post("/account/sessions", data={"token": token}).status_code == 401


def test_too_many_wrong_passwords_have_to_wait(wiring: Wiring, client: FlaskClient) -> None:
    """The page says how long, and the right password has to wait too."""
    give_accounts(wiring)
    assert [log_in(client, "fz", "wrong").status_code for _ in range(5)] == [401] * 5
    locked = log_in(client, "fz")
    assert locked.status_code == 429
    assert 0 < int(locked.headers["Retry-After"]) <= 15
    assert re.search(r"请在 \d+ 秒以后再试", locked.get_data(as_text=True))
    assert log_in(client, "cy").status_code == 303


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "/login"])
def test_the_way_back_stays_here(wiring: Wiring, client: FlaskClient, back: str) -> None:
    """An open redirect would lend our name to whoever sends a link."""
    give_accounts(wiring)
    data = {"token": token_of(client), "name": "fz", "password": PASSWORD, "next": back}
    assert client.post("/login", data=data).headers["Location"] == "/"


def test_ones_own_password_asks_for_the_old_one(wiring: Wiring, client: FlaskClient) -> None:
    """Whoever finds a screen unlocked must not take the account along; this browser goes on, every other is out."""
    give_accounts(wiring)
    other = wiring.accounts.login("fz", PASSWORD)
    log_in(client, "fz")
    new = "a pond without any boats"
    wrong = {"token": token_of(client, "/account"), "old": "wrong", "new": new, "again": new}
    assert client.post("/account/password", data=wrong).status_code == 400
    assert client.post("/account/password", data={**wrong, "old": PASSWORD, "again": "other boats than those"}).status_code == 400
    assert client.post("/account/password", data={**wrong, "old": PASSWORD}).status_code == 303
    assert client.get("/account").status_code == 200
    assert wiring.accounts.session(other) is None
    assert wiring.accounts.session(wiring.accounts.login("fz", new)) is not None


def test_a_token_is_shown_once_and_can_be_stopped(wiring: Wiring, client: FlaskClient) -> None:
    """The page that follows knows nothing of the secret any more."""
    give_accounts(wiring)
    log_in(client, "fz")
    data = {"token": token_of(client, "/account"), "label": "汇总程序", "days": "30", "scope": ["read", "review"]}
    shown = client.post("/account/tokens", data=data).get_data(as_text=True)
    found = re.search(r"lg_[\w-]+", shown)
    assert found is not None
    assert wiring.accounts.token(found[0]) is not None
    assert found[0] not in client.get("/account").get_data(as_text=True)
    [row] = wiring.accounts.tokens("fz")
    client.post("/account/tokens/revoke", data={"token": token_of(client, "/account"), "id": str(row.id)})
    assert wiring.accounts.token(found[0]) is None


def test_a_token_of_somebody_else_cannot_be_stopped(wiring: Wiring, client: FlaskClient) -> None:
    """Numbers can be guessed."""
    give_accounts(wiring)
    wiring.accounts.issue_token(SYSTEM, "gl", "别人的", ["read"])
    log_in(client, "fz")
    [row] = wiring.accounts.tokens("gl")
    assert client.post("/account/tokens/revoke", data={"token": token_of(client, "/account"), "id": str(row.id)}).status_code == 400
    assert wiring.accounts.tokens("gl")[0].revoked_at is None


def test_an_administrator_manages_accounts(wiring: Wiring, client: FlaskClient) -> None:
    """Adding, role, disabling, sessions and tokens; each stands in the audit chain under the administrator's name."""
    give_accounts(wiring, (ADMINISTRATOR, READER))
    log_in(client, "gl")
    token = token_of(client, "/users")

    def send(path: str, **data: str) -> int:
        return client.post(path, data={"token": token, **data}).status_code

    assert send("/users", name="新人", office="船坞支队", role="contributor", password=PASSWORD) == 303
    assert send("/users", name="新人", office="船坞支队", role="contributor", password=PASSWORD) == 400
    assert send("/users", name="另一人", office="船坞支队", role="king", password=PASSWORD) == 400
    assert send("/users/新人", what="role", role="advisor") == 303
    assert send("/users/新人", what="office", office="船坞总队") == 303
    assert wiring.accounts.get("新人").role.value == "advisor"
    secret = wiring.accounts.login("cy", PASSWORD)
    wiring.accounts.issue_token(SYSTEM, "cy", "程序", ["read"])
    assert [send("/users/cy", what=what) for what in ("sessions", "tokens", "disable")] == [303] * 3
    assert (wiring.accounts.session(secret), wiring.accounts.get("cy").disabled) == (None, True)
    assert send("/users/cy", what="enable") == 303
    assert send("/users/gl", what="disable") == 400
    assert send("/users/nobody", what="disable") == 404
    assert send("/users/cy", what="promote") == 400
    assert client.get("/users").status_code == 200


def test_no_form_is_accepted_without_its_token(wiring: Wiring, client: FlaskClient) -> None:
    """Every route that takes a POST, also one that is added tomorrow; what reads and changes nothing (a query) is let through."""
    give_accounts(wiring)
    log_in(client, "gl")
    rules = [rule for rule in client.application.url_map.iter_rules() if "POST" in (rule.methods or set()) and not rule.rule.startswith("/api/")]
    paths = {rule.rule: re.sub(r"<[^>]+>", "x", rule.rule) for rule in rules} | {"/users/<name>": "/users/cy"}
    refused = {rule: client.post(path, data={"what": "disable", "name": "a", "password": PASSWORD}).status_code for rule, path in paths.items()}
    assert refused == dict.fromkeys(paths, 403) | {"/sparql": refused["/sparql"]}
    assert wiring.accounts.get("cy").disabled is False


def test_nothing_is_changed_for_another_site(wiring: Wiring, client: FlaskClient) -> None:
    """Even with the right token and cookie: the browser says from where the form came."""
    give_accounts(wiring)
    log_in(client, "gl")
    token = token_of(client, "/users")
    rules = [rule.rule for rule in client.application.url_map.iter_rules() if "POST" in (rule.methods or set())]
    sites = ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"})
    answered = {
        (rule, *headers.values()): client.post(re.sub(r"<[^>]+>", "x", rule), data={"token": token}, headers=headers).status_code
        for headers in sites
        for rule in rules
    }
    assert {sent for sent, status in answered.items() if status != 403} == set()
