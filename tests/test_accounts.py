"""Who comes in, who does not, and what stays in the chain of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from click.testing import CliRunner

from lawgraph.app.cli import main
from lawgraph.domain.roles import SYSTEM, Action, Actor, Role, may
from lawgraph.errors import AccountInvalid, LockedOut, LoginFailed, NotAllowed, UnknownAccount
from lawgraph.store.accounts import IDLE, LONGEST, SCOPES, Accounts
from lawgraph.store.audit import AuditLog
from lawgraph.store.database import Database
from lawgraph.store.schema import metadata

PHRASE = "四个词连起来就够了吧"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def wait(self, **time: float) -> None:
        self.moment += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(database: Database, clock: Clock) -> Accounts:
    accounts = Accounts(database, clock=clock, hasher=QUICK)
    accounts.add(SYSTEM, "gl", "信息中心", Role.ADMINISTRATOR, PHRASE)
    accounts.add(SYSTEM, "fz", "法制支队", Role.ADVISOR, PHRASE)
    return accounts


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(Action))
def test_each_role_may_all_that_the_one_before_it_may(role: Role, action: Action) -> None:
    """One ladder, no gaps: whoever reads the table knows all of it."""
    ladder = list(Role)
    assert [may(one, action) for one in ladder] == sorted(may(one, action) for one in ladder)
    assert may(Role.ADMINISTRATOR, action) >= may(role, action)


def test_a_reader_changes_nothing() -> None:
    """The lowest rung."""
    assert {action for action in Action if may(Role.READER, action)} == {Action.READ, Action.CHECK}


def test_no_scope_of_a_token_manages_accounts() -> None:
    """A program that leaks its token must not let others in."""
    assert all(Action.MANAGE_ACCOUNTS not in actions for actions in SCOPES.values())


def test_a_session_opens_with_the_password_alone(accounts: Accounts) -> None:
    """And tells who it is."""
    secret = accounts.login("fz", PHRASE, "10.0.0.1")
    found = accounts.session(secret)
    assert found is not None
    assert (found.name, found.office, found.role) == ("fz", "法制支队", Role.ADVISOR)
    assert accounts.session(secret[:-1]) is None
    assert accounts.session("") is None


def test_nothing_that_lets_in_is_stored(accounts: Accounts, database: Database) -> None:
    """Whoever steals a backup must not get in with it."""
    secret, token = accounts.login("fz", PHRASE), accounts.issue_token(SYSTEM, "fz", "月报", ["read"])
    with database.read() as connection:
        tables = ("account", "login", "token", "audit", "attempt")
        stored = "\n".join(str(row) for table in tables for row in connection.execute(sa.select(metadata.tables[table])))
    assert [word for word in (secret, token, PHRASE) if word in stored] == []
    assert "$argon2id$" in stored


@pytest.mark.parametrize(("name", "password"), [("fz", "不是这个密码，差得远"), ("nobody", PHRASE), ("fz", PHRASE + "！"), ("", "")])
def test_wrong_names_and_wrong_passwords_get_one_answer(accounts: Accounts, name: str, password: str) -> None:
    """Else one could learn which names there are."""
    with pytest.raises(LoginFailed) as caught:
        accounts.login(name, password)
    assert str(caught.value) == str(LoginFailed())


def test_an_idle_session_ends(accounts: Accounts, clock: Clock) -> None:
    """A browser left open in an office is open to all who pass by."""
    secret = accounts.login("fz", PHRASE)
    clock.wait(seconds=IDLE.total_seconds() - 60)
    assert accounts.session(secret)
    clock.wait(seconds=IDLE.total_seconds() - 60)
    assert accounts.session(secret)
    clock.wait(seconds=IDLE.total_seconds() + 60)
    assert accounts.session(secret) is None


def test_a_session_in_use_ends_as_well(accounts: Accounts, clock: Clock) -> None:
    """A stolen cookie must not live for ever by being used."""
    secret = accounts.login("fz", PHRASE)
    alive = []
    for _ in range(int(LONGEST / timedelta(hours=1)) + 1):
        clock.wait(hours=1)
        alive.append(accounts.session(secret) is not None)
    assert alive == [True] * 12 + [False]


def _leave(accounts: Accounts, secret: str) -> None:
    accounts.logout(secret)


def _be_revoked(accounts: Accounts, _secret: str) -> None:
    accounts.revoke_session("fz", accounts.sessions("fz")[0].id)


def _leave_everywhere(accounts: Accounts, _secret: str) -> None:
    accounts.logout_everywhere("fz")


def _get_a_new_password(accounts: Accounts, _secret: str) -> None:
    accounts.set_password(accounts.get("fz").actor(), "fz", "另外四个词连起来也行")


def _be_disabled(accounts: Accounts, _secret: str) -> None:
    accounts.disable(SYSTEM, "fz")


@pytest.mark.parametrize("deed", [_leave, _be_revoked, _leave_everywhere, _get_a_new_password, _be_disabled])
def test_a_session_ends_at_once(accounts: Accounts, deed: Callable[[Accounts, str], None]) -> None:
    """On the server: a signed cookie alone cannot be revoked."""
    secret, other = accounts.login("fz", PHRASE), accounts.login("gl", PHRASE)
    deed(accounts, secret)
    assert accounts.session(secret) is None
    assert accounts.session(other) is not None


def test_wrong_passwords_make_one_wait_ever_longer(accounts: Accounts, clock: Clock) -> None:
    """Guessing must not pay; and the wait is stored, not kept in one process's memory."""
    waits = []
    for _ in range(12):
        try:
            accounts.login("fz", "不是这个密码，差得远")
        except LockedOut as error:
            waits.append(error.seconds)
            clock.wait(seconds=error.seconds)
        except LoginFailed:
            waits.append(0)
    assert waits[:5] == [0] * 5
    held = [wait for wait in waits if wait]
    assert held == sorted(held)
    assert held[-1] > 2 * held[0]
    clock.wait(seconds=1000)
    assert accounts.login("fz", PHRASE)
    assert [entry.action for entry in AuditLog(accounts.database).entries(subject="fz")][-2:] == ["locked-out", "login"]


def test_the_right_password_waits_as_well(accounts: Accounts) -> None:
    """Else the wait would tell a guesser nothing but when it was right."""
    for _ in range(5):
        with pytest.raises(LoginFailed):
            accounts.login("fz", "不是这个密码，差得远")
    with pytest.raises(LockedOut):
        accounts.login("fz", PHRASE)
    assert accounts.login("gl", PHRASE)


def test_one_address_cannot_try_many_names(accounts: Accounts) -> None:
    """The other way to guess: one password, all names."""
    for number in range(20):
        with pytest.raises(LoginFailed):
            accounts.login(f"n{number}", PHRASE, "10.0.0.9")
    with pytest.raises(LockedOut):
        accounts.login("fz", PHRASE, "10.0.0.9")
    assert accounts.login("fz", PHRASE, "10.0.0.8")


@pytest.mark.parametrize(
    ("name", "office", "password"),
    [
        ("a b", "处", PHRASE),
        ("", "处", PHRASE),
        ("fz", "处", PHRASE),
        ("new", " ", PHRASE),
        ("new", "处", "九个字的密码不够"),
        ("new", "处", "x" * 201),
    ],
)
def test_an_account_that_cannot_be_is_refused(accounts: Accounts, name: str, office: str, password: str) -> None:
    """Refused with what is wrong, and nothing is stored."""
    before = AuditLog(accounts.database).head()
    with pytest.raises(AccountInvalid):
        accounts.add(SYSTEM, name, office, Role.READER, password)
    assert AuditLog(accounts.database).head() == before


def test_the_last_administrator_stays(accounts: Accounts) -> None:
    """Nobody could let anybody in any more."""
    with pytest.raises(AccountInvalid):
        accounts.set_role(SYSTEM, "gl", Role.READER)
    with pytest.raises(AccountInvalid):
        accounts.disable(SYSTEM, "gl")
    accounts.set_role(SYSTEM, "fz", Role.ADMINISTRATOR)
    accounts.disable(SYSTEM, "gl")
    assert [account.disabled for account in accounts.list()] == [False, True]


def test_others_do_not_manage_accounts(accounts: Accounts) -> None:
    """An advisor may change its own password, and no more."""
    advisor = accounts.get("fz").actor()
    deeds: list[Callable[[], object]] = [
        lambda: accounts.add(advisor, "x", "处", Role.READER, PHRASE),
        lambda: accounts.set_role(advisor, "fz", Role.ADMINISTRATOR),
        lambda: accounts.set_password(advisor, "gl", PHRASE),
        lambda: accounts.disable(advisor, "gl"),
        lambda: accounts.issue_token(advisor, "gl", "月报", ["read"]),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()
    with pytest.raises(UnknownAccount):
        accounts.get("x")


def test_a_token_is_of_its_account_and_ends(accounts: Accounts, clock: Clock) -> None:
    """By its day, when it is revoked, and with its account."""
    advisor = accounts.get("fz").actor()
    first, second = (accounts.issue_token(advisor, "fz", label, ["read", "check"], 10) for label in ("月报", "季报"))
    found = accounts.token(first)
    assert found is not None
    assert (found[0].name, found[1]) == ("fz", ("read", "check"))
    listed = {row.label: row.id for row in accounts.tokens("fz")}
    with pytest.raises(AccountInvalid):
        accounts.revoke_token(Actor("cy", "查阅室", Role.READER), listed["月报"])
    accounts.revoke_token(advisor, listed["月报"])
    assert (accounts.token(first), accounts.token(second) is not None) == (None, True)
    clock.wait(days=11)
    assert accounts.token(second) is None


def test_a_person_of_the_single_sign_on_is_an_account(accounts: Accounts) -> None:
    """Whom the provider vouches for comes in only where an administrator has linked it."""
    assert accounts.of_subject("https://sso.example|7") is None
    accounts.link(SYSTEM, "fz", "https://sso.example|7")
    found = accounts.of_subject("https://sso.example|7")
    assert found is not None
    assert found.name == "fz"
    accounts.disable(SYSTEM, "fz")
    known = accounts.of_subject("https://sso.example|7")
    assert (known is not None and known.disabled) is True


def test_accounts_by_command(tmp_path: object) -> None:
    """The first administrator is made where no page lets anybody in; the password comes from standard input."""

    def call(*arguments: str, stdin: str = "") -> str:
        done = CliRunner().invoke(main, ["user", *arguments], input=stdin, env={"LAWGRAPH_HOME": str(tmp_path)})
        return f"{done.exit_code} {done.output}".strip()

    assert call("add", "gl", "--office", "信息中心", stdin=f"{PHRASE}\n") == "0 已添加 gl（信息中心，管理）。"
    assert call("add", "fz", "--office", "法制支队", stdin=f"{PHRASE}\n").startswith("2 lawgraph: 没有说是什么角色。")
    assert call("add", "fz", "--office", "法制支队", "--role", "advisor", stdin="\n").startswith("2 lawgraph: 没有读到密码。")
    assert call("add", "fz", "--office", "法制支队", "--role", "advisor", stdin=f"{PHRASE}\n").startswith("0")
    assert call("token", "add", "fz", "--label", "月报", "--scope", "read").startswith("0 lg_")
    assert call("token", "revoke", "1").startswith("0")
    assert call("disable", "fz").startswith("0")
    assert call("list") == "0 fz　法制支队　法律顾问　已停用\ngl　信息中心　管理"
