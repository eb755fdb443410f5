"""Single sign-on against a provider that runs beside the tests: who is let in, and every proof that does not hold."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from joserfc.jwk import OctKey, RSAKey
from werkzeug.test import TestResponse

import provider as providers
from lawgraph.app import create_app
from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import SYSTEM, Role
from lawgraph.errors import AccountInvalid, UsageError
from lawgraph.services.signing_on import Kept
from lawgraph.settings import Settings
from made_up import home_of
from provider import CLIENT, SECRET, Provider
from reviewers import ADMINISTRATOR, ADVISOR, READER, give_accounts

SESSION, KEPT = "lawgraph-session", "lawgraph-sign-on"
BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    """The server, started once: making its keys takes a while."""
    with pytest.MonkeyPatch.context() as patch, providers.running() as made:
        patch.setenv("NO_PROXY", "127.0.0.1")
        yield made


@pytest.fixture
def provider(served: Provider) -> Provider:
    """An honest one at the beginning of each test."""
    served.reset()
    return served


@pytest.fixture
def wiring(tmp_path: Path, provider: Provider) -> Iterator[Wiring]:
    """Accounts, of which 法制支队's is linked to the person for whom the provider vouches."""
    settings = replace(home_of(tmp_path), oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET)
    made = Wiring(settings)
    give_accounts(made, (ADMINISTRATOR, ADVISOR, READER))
    made.accounts.link(SYSTEM, "fz", f"{provider.issuer}|248289761001")
    yield made
    made.database.dispose()


@pytest.fixture
def client(wiring: Wiring) -> FlaskClient:
    return create_app(wiring.settings, wiring=wiring).test_client()


def begin(client: FlaskClient, back: str = "/account") -> str:
    """Where the browser is sent."""
    answer = client.get(f"/login/sso?next={back}", headers=BROWSER)
    assert answer.status_code == 303
    return answer.headers["Location"]


def sign_on(client: FlaskClient, provider: Provider) -> TestResponse:
    """Out and back, as a browser goes."""
    return client.get(provider.returned(begin(client)), headers=BROWSER)


def test_a_person_who_is_linked_comes_in(client: FlaskClient, wiring: Wiring, provider: Provider) -> None:
    """The whole way, and what the chain says of it."""
    assert "/login/sso" in client.get("/login").get_data(as_text=True)
    answer = sign_on(client, provider)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    assert ADVISOR.office in client.get("/account", headers=BROWSER).get_data(as_text=True)
    row = wiring.audit.entries(subject="fz")[-1]
    assert (row.action, row.who, row.detail["by"]) == ("login", "fz", "oidc")
    assert client.get_cookie(KEPT) is None


def test_what_is_sent_out_is_what_the_standards_ask(client: FlaskClient) -> None:
    """RFC 6749 section 4.1.1, RFC 7636 section 4.3, OpenID Connect Core 1.0 section 3.1.2.1; the verifier and the secret stay here."""
    sent = {name: values[0] for name, values in parse_qs(urlsplit(begin(client)).query).items()}
    fixed = {"response_type": "code", "client_id": CLIENT, "scope": "openid profile", "code_challenge_method": "S256"}
    assert sent.items() >= (fixed | {"redirect_uri": "http://localhost/login/sso/back"}).items()
    cookie = client.get_cookie(KEPT)
    assert cookie is not None
    kept = Kept.read(cookie.decoded_value)
    assert kept is not None
    assert (kept.state, kept.nonce) == (sent["state"], sent["nonce"])
    assert kept.verifier not in json.dumps(sent)
    assert (cookie.http_only, cookie.same_site, cookie.max_age) == (True, "Lax", 600)


def test_each_way_out_has_secrets_of_its_own(client: FlaskClient) -> None:
    """A value that is used twice can be used by whoever saw it the first time."""
    first, second = (parse_qs(urlsplit(begin(client)).query) for _ in range(2))
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


LIES: dict[str, Callable[[Provider], None]] = {
    "another nonce": lambda it: it.claims.update(nonce="n" * 30),
    "no nonce": lambda it: it.claims.update(nonce=None),
    "another audience": lambda it: it.claims.update(aud="somebody-else"),
    "another audience, in our name": lambda it: it.claims.update(aud=["somebody-else"], azp=CLIENT),
    "two audiences and no party": lambda it: it.claims.update(aud=[CLIENT, "somebody-else"]),
    "no audience": lambda it: it.claims.update(aud=None),
    "another party": lambda it: it.claims.update(azp="somebody-else"),
    "another issuer": lambda it: it.claims.update(iss="https://sso.example"),
    "expired": lambda it: it.claims.update(iat=int(time.time()) - 900, exp=int(time.time()) - 120),
    "no expiry": lambda it: it.claims.update(exp=None),
    "from the future": lambda it: it.claims.update(iat=int(time.time()) + 900),
    "nobody": lambda it: it.claims.update(sub=None),
    "an empty name": lambda it: it.claims.update(sub=""),
    "a name that is too long": lambda it: it.claims.update(sub="9" * 256),
    "another access token": lambda it: it.claims.update(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "another key": lambda it: setattr(it, "key", RSAKey.generate_key(2048, {"kid": "one"})),
    "a key that is not published": lambda it: it.header.update(kid="two"),
    "no signature": lambda it: setattr(it, "unsigned", True),
    "the secret that both know": lambda it: it.__dict__.update(key=OctKey.import_key(SECRET), header={"alg": "HS256"}),
    "a refusal": lambda it: setattr(it, "denies", True),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_proof_that_does_not_hold_lets_nobody_in(client: FlaskClient, wiring: Wiring, provider: Provider, lie: str) -> None:
    """OpenID Connect Core 1.0 section 3.1.3.7, point by point: one clear line, no session, and the next honest answer is taken."""
    LIES[lie](provider)
    answer = sign_on(client, provider)
    assert answer.status_code == 401
    assert "请重新登录" in answer.get_data(as_text=True)
    assert (client.get_cookie(SESSION), wiring.accounts.sessions("fz")) == (None, ())
    provider.reset()
    assert sign_on(client, provider).status_code == 303


def test_two_audiences_with_our_name_as_the_party_are_taken(client: FlaskClient, provider: Provider) -> None:
    """The near miss to the refusals above."""
    provider.claims.update(aud=["somebody-else", CLIENT], azp=CLIENT)
    assert sign_on(client, provider).status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.replace("state=", "state=x"),
        lambda path: path.partition("&state=")[0],
        lambda path: path.replace("code=", "code=x"),
        lambda path: path.replace("code=", "cod="),
        lambda path: path.replace("iss=", "iss=x"),
        lambda _path: "/login/sso/back",
    ],
    ids=["another state", "no state", "another code", "no code", "another issuer", "nothing"],
)
def test_an_answer_that_was_changed_is_not_taken(client: FlaskClient, provider: Provider, change: Callable[[str], str]) -> None:
    """What a hostile page can put into an address."""
    back = provider.returned(begin(client))
    assert client.get(change(back), headers=BROWSER).status_code == 401
    assert client.get_cookie(SESSION) is None


def test_a_code_is_worth_nothing_a_second_time(client: FlaskClient, provider: Provider) -> None:
    """Neither in the browser that has used it nor, with all that it kept, in another one."""
    out = begin(client)
    kept = client.get_cookie(KEPT)
    assert kept is not None
    back = provider.returned(out)
    assert client.get(back, headers=BROWSER).status_code == 303
    assert client.get(back, headers=BROWSER).status_code == 401
    thief = client.application.test_client()
    thief.set_cookie(KEPT, kept.value, domain="localhost")
    assert thief.get(back, headers=BROWSER).status_code == 401


def test_an_answer_for_another_browser_is_not_taken(client: FlaskClient, provider: Provider) -> None:
    """Else a link could log its reader in as somebody else (RFC 6749 section 10.12)."""
    back = provider.returned(begin(client))
    other = client.application.test_client()
    assert other.get(back, headers=BROWSER).status_code == 401
    begin(other)
    assert other.get(back, headers=BROWSER).status_code == 401


@pytest.mark.parametrize("field", ["state", "nonce", "verifier"])
def test_what_a_browser_keeps_cannot_be_emptied(client: FlaskClient, provider: Provider, field: str) -> None:
    """An empty nonce would switch its check off."""
    back = provider.returned(begin(client))
    cookie = client.get_cookie(KEPT)
    assert cookie is not None
    kept = json.loads(cookie.decoded_value) | {field: ""}
    client.set_cookie(KEPT, json.dumps(kept), domain="localhost")
    assert client.get(back, headers=BROWSER).status_code == 401


@pytest.mark.parametrize("written", ["", "{}", "[]", "null", '{"state": 1}', "\ud83d\ude80", "[" * 5000])
def test_what_is_no_memory_of_ours_is_none(written: str) -> None:
    """A cookie is whatever somebody writes into it."""
    assert Kept.read(written) is None


def test_whoever_takes_too_long_begins_again(client: FlaskClient, wiring: Wiring, provider: Provider) -> None:
    """Ten minutes and a second."""
    back = provider.returned(begin(client))
    assert wiring.sign_on is not None
    wiring.sign_on._clock = lambda: time.time() + 601
    assert client.get(back, headers=BROWSER).status_code == 401


def test_a_stranger_waits_for_an_administrator(client: FlaskClient, wiring: Wiring, provider: Provider) -> None:
    """The default: no account is made, the chain says so once, and the page says what to do; linked, the same person comes in."""
    provider.person = {"sub": "auth|777", "preferred_username": "fz"}
    for _ in range(3):
        answer = sign_on(client, provider)
        assert (answer.status_code, "auth|777" in answer.get_data(as_text=True)) == (403, True)
    [waiting] = wiring.newcomers.waiting()
    assert (waiting.sub, waiting.name) == ("auth|777", "fz")
    assert [account.name for account in wiring.accounts.list()] == ["cy", "fz", "gl"]
    wiring.accounts.link(SYSTEM, "cy", waiting.subject)
    assert sign_on(client, provider).status_code == 303
    assert wiring.newcomers.waiting() == ()
    assert wiring.audit.verify() == ()


def test_an_administrator_lets_a_newcomer_in(client: FlaskClient, wiring: Wiring, provider: Provider) -> None:
    """From the page: a new account, or one that there is; a subject that nobody came with is refused."""
    provider.person = {"sub": "777", "preferred_username": "chuan"}
    sign_on(client, provider)
    client.set_cookie(SESSION, wiring.accounts.open_session(wiring.accounts.get("gl")), domain="localhost")
    client.set_cookie("lawgraph-form", "t" * 43, domain="localhost")
    assert "chuan" in client.get("/users").get_data(as_text=True)
    form = {"token": "t" * 43, "name": "chuan", "office": "船坞支队", "role": "advisor"}
    assert client.post("/users/waiting/admit", data=form | {"subject": "https://sso.example|1"}).status_code == 400
    assert client.post("/users/waiting/admit", data=form | {"subject": f"{provider.issuer}|777"}).status_code == 303
    assert client.post("/users/cy", data=form | {"what": "link", "subject": f"{provider.issuer}|777"}).status_code == 400
    client.delete_cookie(SESSION, domain="localhost")
    assert sign_on(client, provider).status_code == 303
    assert "船坞支队" in client.get("/account", headers=BROWSER).get_data(as_text=True)


def test_with_a_role_newcomers_get_an_account_that_nobody_else_has(wiring: Wiring, provider: Provider) -> None:
    """A name that is taken here is never taken for the person who has it."""
    admitted = []
    for sub, name in (("777", "gl"), ("778", "chuan"), ("779", "chuan"), ("780", ""), ("781", "坏 名字<b>")):
        admitted.append(wiring.newcomers.admit(f"{provider.issuer}|{sub}", name, Role.READER))
    names = [account.name for account in admitted]
    assert names[1] == "chuan"
    assert len({*names, "gl", "fz", "cy"}) == 8
    assert {account.role for account in admitted} == {Role.READER}
    assert wiring.newcomers.admit(f"{provider.issuer}|778", "gl", Role.READER).name == "chuan"


def test_an_account_that_was_disabled_stays_out(client: FlaskClient, wiring: Wiring, provider: Provider) -> None:
    """The provider vouches for the person; whether it may come in is said here."""
    wiring.accounts.disable(SYSTEM, "fz")
    answer = sign_on(client, provider)
    assert (answer.status_code, "已经停用" in answer.get_data(as_text=True)) == (403, True)
    assert wiring.newcomers.waiting() == ()


def test_the_same_number_at_another_provider_is_another_person(wiring: Wiring, provider: Provider) -> None:
    """An office that changes its provider must not let the new one's 248289761001 into the old one's account."""
    assert wiring.accounts.of_subject(f"{provider.issuer}|248289761001") is not None
    assert wiring.accounts.of_subject("https://sso.example|248289761001") is None
    with pytest.raises(AccountInvalid, match="已经对应到账户 fz"):
        wiring.accounts.link(SYSTEM, "cy", f"{provider.issuer}|248289761001")


def test_the_first_account_is_not_made_by_a_provider(tmp_path: Path, provider: Provider) -> None:
    """With accounts the machine itself has to log in: nobody from elsewhere may bring that about."""
    settings = replace(home_of(tmp_path), oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET, oidc_role="reader")
    wiring = Wiring(settings)
    client = create_app(settings, wiring=wiring).test_client()
    assert sign_on(client, provider).status_code == 403
    assert not wiring.accounts.any()
    wiring.database.dispose()


def test_too_many_failures_from_one_address_have_to_wait(client: FlaskClient, provider: Provider) -> None:
    """Else a stranger could have us ask the provider without end; after as many as wrong passwords from an address."""
    provider.denies = True
    assert [sign_on(client, provider).status_code for _ in range(20)] == [401] * 20
    assert sign_on(client, provider).status_code == 429


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "/\\evil.example", "/login/sso"])
def test_the_way_back_stays_here(client: FlaskClient, provider: Provider, back: str) -> None:
    """Also where the browser's own memory is written by hand."""
    path = provider.returned(begin(client, back))
    assert client.get(path, headers=BROWSER).headers["Location"] == "/"


def test_logging_out_ends_the_session_here_and_leads_to_the_provider(client: FlaskClient, wiring: Wiring, provider: Provider) -> None:
    """What the browser held is worth nothing afterwards; the provider's own session is ended by a link (RP-Initiated Logout 1.0)."""
    sign_on(client, provider)
    client.set_cookie("lawgraph-form", "t" * 43, domain="localhost")
    left = client.post("/logout", data={"token": "t" * 43})
    assert wiring.accounts.sessions("fz") == ()
    assert "/login/sso/out" in client.get(left.headers["Location"]).get_data(as_text=True)
    out = client.get("/login/sso/out").headers["Location"]
    assert out == f"{provider.issuer}/end?client_id={CLIENT}&post_logout_redirect_uri=http%3A%2F%2Flocalhost%2Flogin"


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://sso.example"},
        {"token_endpoint": "http://192.0.2.1/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=["another issuer", "in the clear", "no keys", "no address"],
)
def test_a_provider_that_says_odd_things_is_not_asked_further(client: FlaskClient, provider: Provider, said: dict[str, object]) -> None:
    """OpenID Connect Discovery 1.0 section 4.3: the issuer is the one that was set; secrets go over TLS or stay on this machine."""
    provider.said = said
    provider.asked.clear()
    answer = client.get("/login/sso", headers=BROWSER)
    assert (answer.status_code, "没有应答，或者应答不合规范" in answer.get_data(as_text=True)) == (502, True)
    assert set(provider.asked) == {"/.well-known/openid-configuration"}


def test_a_provider_that_is_away_is_said_in_one_line(tmp_path: Path) -> None:
    """And passwords still work."""
    settings = replace(home_of(tmp_path), oidc_issuer="http://127.0.0.1:9", oidc_client_id=CLIENT)
    wiring = Wiring(settings)
    give_accounts(wiring, (READER,))
    client = create_app(settings, wiring=wiring).test_client()
    assert client.get("/login/sso", headers=BROWSER).status_code == 502
    assert client.get("/login").status_code == 200
    wiring.database.dispose()


def test_nothing_is_asked_of_anybody_before_somebody_begins(client: FlaskClient, provider: Provider) -> None:
    """No request leaves the machine for a page that is only looked at."""
    provider.asked.clear()
    assert client.get("/login").status_code == 200
    assert provider.asked == []


def test_without_a_provider_there_is_no_such_way(tmp_path: Path) -> None:
    """Off unless set: the login page does not speak of it, and its addresses lead to the form."""
    wiring = Wiring(home_of(tmp_path))
    give_accounts(wiring, (READER,))
    client = create_app(wiring.settings, wiring=wiring).test_client()
    assert "sso" not in client.get("/login").get_data(as_text=True)
    assert [client.get(path).headers["Location"] for path in ("/login/sso", "/login/sso/back?code=1&state=2", "/login/sso/out")] == ["/login"] * 3
    wiring.database.dispose()


@pytest.mark.parametrize(
    ("env", "fault"),
    [
        ({"ISSUER": "http://sso.example", "CLIENT_ID": "a"}, "ISSUER"),
        ({"ISSUER": "https://sso.example/?a", "CLIENT_ID": "a"}, "ISSUER"),
        ({"ISSUER": "https://sso.example"}, "CLIENT_ID"),
        ({"CLIENT_ID": "a"}, "CLIENT_ID"),
        ({"ISSUER": "https://sso.example", "CLIENT_ID": "a", "ROLE": "administrator"}, "ROLE"),
        ({"ISSUER": "https://sso.example", "CLIENT_ID": "a", "CLIENT_SECRET_FILE": "/nowhere/at/all"}, "CLIENT_SECRET_FILE"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(env: dict[str, str], fault: str) -> None:
    """At the start, in one line; nobody becomes an administrator by signing on."""
    with pytest.raises(UsageError, match=fault):
        Settings.from_environment({f"LAWGRAPH_OIDC_{name}": value for name, value in env.items()})


def test_the_secret_comes_from_the_environment_or_a_file_and_is_not_shown(tmp_path: Path) -> None:
    """A traceback or a log that prints the settings must not print it."""
    (tmp_path / "secret").write_text("from a file\n", "utf-8")
    env = {"LAWGRAPH_OIDC_ISSUER": "https://sso.example/realms/a", "LAWGRAPH_OIDC_CLIENT_ID": "a"}
    by_file = Settings.from_environment(env | {"LAWGRAPH_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")})
    assert by_file.oidc_client_secret == "from a file"  # noqa: S105 (of nobody)
    assert "from a file" not in repr(by_file)
    assert Settings.from_environment(env | {"LAWGRAPH_OIDC_CLIENT_SECRET": "b"}).oidc_client_secret == "b"  # noqa: S105 (as above)
