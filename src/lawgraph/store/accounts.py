"""Accounts: who there is, who is in, and who was locked out.

Passwords are kept as Argon2id (RFC 9106); secrets of sessions and tokens are 256 random bits, of which only the SHA-256 is kept, so that a copy of
the database lets nobody in. Everything that changes an account stands in the audit chain; a password or secret never does.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lawgraph.domain.roles import Action, Actor, Role
from lawgraph.errors import AccountInvalid, LockedOut, LoginFailed, NotAllowed, UnknownAccount
from lawgraph.store import schema as db
from lawgraph.store.audit import Clock, append, now, stamp
from lawgraph.store.database import Database

__all__ = ["SCOPES", "Account", "Accounts", "LoginRow", "TokenRow"]

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
IDLE = timedelta(hours=2)
"""A session ends when nothing was asked for so long."""
LONGEST = timedelta(hours=12)
"""A session ends after so long at the latest."""
SCOPES: Mapping[str, frozenset[Action]] = {
    "read": frozenset({Action.READ}),
    "check": frozenset({Action.READ, Action.CHECK}),
    "write": frozenset({Action.READ, Action.CHECK, Action.ADD_REPORT, Action.MANAGE_LIBRARY}),
    "review": frozenset({Action.READ, Action.PROPOSE, Action.OPEN_REVIEW, Action.DECIDE, Action.SIGN, Action.SEE_EVERY_REVIEW}),
}
"""What a token of each scope may be used for; never more than its account may."""

_NAME = re.compile(r"[\w.@+-]{1,64}")
_FREE_TRIES = {"name": 5, "address": 20}
"""Wrong passwords for one name, or from one address, before the next one has to wait."""
_FIRST_WAIT = 15
_LONGEST_WAIT = 900
_FORGET = timedelta(days=1)
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Account:
    """A person's access: ``name`` logs in, ``office`` is what others see. ``subject`` is the person's identifier at a single sign-on."""

    pk: int
    name: str
    office: str
    role: Role
    subject: str | None
    disabled: bool
    created_at: str

    def actor(self, via: str = "command") -> Actor:
        """The account as the one who acts, through a door (``page``, ``api``, ``command``)."""
        return Actor(self.name, self.office, self.role, via)


@dataclass(frozen=True, slots=True)
class LoginRow:
    """A session that is open: ``id`` names it in lists, and lets nobody in."""

    id: str
    address: str
    created_at: str
    seen_at: str


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token of the API; ``revoked_at`` None: it still works until ``expires_at``."""

    id: int
    name: str
    label: str
    scopes: tuple[str, ...]
    created_at: str
    expires_at: str
    revoked_at: str | None


class Accounts:
    """The accounts of one database."""

    def __init__(self, database: Database, *, clock: Clock = now, hasher: PasswordHasher | None = None) -> None:
        self.database = database
        self._clock = clock
        self._hasher = hasher or PasswordHasher()

    # -- who there is -------------------------------------------------------------------------------------------------------------------

    def any(self) -> bool:
        """Whether accounts were set up at all; where not, the service shows and changes nothing for others than its own machine."""
        with self.database.read() as connection:
            return connection.execute(sa.select(db.account.c.pk).limit(1)).first() is not None

    def list(self) -> tuple[Account, ...]:
        """Every account, by name."""
        with self.database.read() as connection:
            return tuple(_account(row) for row in connection.execute(sa.select(db.account).order_by(db.account.c.name)))

    def get(self, name: str) -> Account:
        """Raises UnknownAccount."""
        with self.database.read() as connection:
            return _account(_row(connection, name))

    def add(self, actor: Actor, name: str, office: str, role: Role, password: str) -> Account:
        """Adds an account. Raises AccountInvalid for a name, office or password that cannot be, NotAllowed."""
        _require(actor)
        if not _NAME.fullmatch(name):
            raise AccountInvalid(f"“{name}”不能作为登录名。", "请用 1 到 64 个字母、汉字、数字或 . @ + - _。")
        if not office.strip() or len(office) > 64:
            raise AccountInvalid("没有单位名称，或者太长。", "请给出显示在决定旁边的单位，最多 64 字。")
        check_password(password)
        hashed = self._hasher.hash(password)
        moment = stamp(self._clock())
        with self.database.serial() as connection:
            if connection.execute(sa.select(db.account.c.pk).where(db.account.c.name == name)).first():
                raise AccountInvalid(f"已有名为 {name} 的账户。", "请换一个名称。")
            row = {"name": name, "office": office.strip(), "role": role.value, "password": hashed, "disabled": False, "created_at": moment}
            connection.execute(sa.insert(db.account).values(**row))
            append(connection, actor, moment, "account-added", name, {"office": row["office"], "role": role.value})
        return self.get(name)

    def set_role(self, actor: Actor, name: str, role: Role) -> None:
        """Changes what an account may do. Raises UnknownAccount, NotAllowed, AccountInvalid for the last administrator."""
        self._change(actor, name, "account-role", {"role": role.value}, {"role": role.value})

    def set_office(self, actor: Actor, name: str, office: str) -> None:
        """Changes the office that is shown from now on; what was decided keeps the one of then."""
        self._change(actor, name, "account-office", {"office": office.strip()}, {"office": office.strip()})

    def set_password(self, actor: Actor, name: str, password: str) -> None:
        """Changes a password, ends every session of the account and forgets its failures. One's own, or as an administrator."""
        check_password(password)
        self._change(actor, name, "account-password", {"password": self._hasher.hash(password)}, {}, own=True, end_sessions=True)

    def disable(self, actor: Actor, name: str) -> None:
        """Lets nobody in under this name any more: sessions end, tokens stop. What was decided stays."""
        self._change(actor, name, "account-disabled", {"disabled": True}, {}, end_sessions=True)

    def enable(self, actor: Actor, name: str) -> None:
        """The opposite of ``disable``."""
        self._change(actor, name, "account-enabled", {"disabled": False}, {})

    def link(self, actor: Actor, name: str, subject: str) -> None:
        """Names the person's identifier at a single sign-on (issuer and subject, OpenID Connect Core 1.0 section 2); empty: none.

        Sessions end with it. Raises AccountInvalid where another account has it.
        """
        other = self.of_subject(subject) if subject else None
        if other is not None and other.name != name:
            raise AccountInvalid(f"这个身份已经对应到账户 {other.name}。", "请先取消那里的对应。")
        self._change(actor, name, "account-linked", {"subject": subject or None}, {"linked": bool(subject)}, end_sessions=True)

    def of_subject(self, subject: str) -> Account | None:
        """The account, disabled or not, of a person whom a single sign-on vouches for; None where nobody was linked."""
        with self.database.read() as connection:
            row = connection.execute(sa.select(db.account).where(db.account.c.subject == subject)).one_or_none()
        return _account(row) if row else None

    def _change(
        self, actor: Actor, name: str, action: str, values: Mapping[str, Any], detail: Mapping[str, Any], *, own: bool = False,
        end_sessions: bool = False,
    ) -> None:  # fmt: skip
        if not (own and actor.name == name):
            _require(actor)
        with self.database.serial() as connection:
            row = _row(connection, name)
            if values.get("disabled") or values.get("role", Role.ADMINISTRATOR) != Role.ADMINISTRATOR:
                _keep_one_administrator(connection, row)
            connection.execute(sa.update(db.account).where(db.account.c.pk == row.pk).values(**values))
            if end_sessions:
                connection.execute(sa.delete(db.login).where(db.login.c.account_pk == row.pk))
                connection.execute(sa.delete(db.attempt).where(db.attempt.c.key == f"name:{name}"))
            append(connection, actor, stamp(self._clock()), action, name, detail)

    # -- who is in ----------------------------------------------------------------------------------------------------------------------

    def login(self, name: str, password: str, address: str = "", *, via: str = "page") -> str:
        """Opens a session and returns its secret, which is shown once and kept by the browser alone.

        Raises LockedOut, and LoginFailed: after as much work for a name that does not exist as for one that does.
        """
        keys = {"name": f"name:{name}", **({"address": f"address:{address}"} if address else {})}
        self.refuse_locked(keys.values())
        with self.database.read() as connection:
            row = connection.execute(sa.select(db.account).where(db.account.c.name == name)).one_or_none()
        right = self._matches(row.password if row else self._nobody, password) and row is not None
        if not right or row is None or row.disabled:
            self.note_failure(keys, name)
            raise LoginFailed
        if self._hasher.check_needs_rehash(row.password):
            with self.database.write() as connection:
                connection.execute(sa.update(db.account).where(db.account.c.pk == row.pk).values(password=self._hasher.hash(password)))
        return self.open_session(_account(row), address, via=via)

    def open_session(self, account: Account, address: str = "", *, via: str = "page", by: str = "") -> str:
        """Opens a session for somebody who has proved who it is (``by``: how, where not by a password); its secret."""
        secret, moment = secrets.token_urlsafe(32), self._clock()
        with self.database.serial() as connection:
            connection.execute(sa.delete(db.login).where(sa.or_(*_ended(moment))))
            connection.execute(sa.delete(db.attempt).where(db.attempt.c.key == f"name:{account.name}"))
            row = {"hash": _hash(secret), "account_pk": account.pk, "address": address, "created_at": stamp(moment), "seen_at": stamp(moment)}
            connection.execute(sa.insert(db.login).values(**row))
            append(connection, account.actor(via), stamp(moment), "login", account.name, {"address": address, **({"by": by} if by else {})})
        return secret

    def session(self, secret: str) -> Account | None:
        """Whose session it is; None where it has ended, was revoked or never was."""
        if not secret:
            return None
        moment = self._clock()
        query = sa.select(db.account, db.login.c.seen_at, db.login.c.hash).join(db.login, db.login.c.account_pk == db.account.c.pk)
        query = query.where(db.login.c.hash == _hash(secret), db.account.c.disabled.is_(False), *(sa.not_(over) for over in _ended(moment)))
        with self.database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if row.seen_at < stamp(moment - _SEEN_EVERY):
            with self.database.write() as connection:
                connection.execute(sa.update(db.login).where(db.login.c.hash == row.hash).values(seen_at=stamp(moment)))
        return _account(row)

    def sessions(self, name: str) -> tuple[LoginRow, ...]:
        """The sessions of an account that are open, the newest first."""
        query = sa.select(db.login).join(db.account).where(db.account.c.name == name, *(sa.not_(over) for over in _ended(self._clock())))
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(db.login.c.created_at.desc()))
            return tuple(LoginRow(row.hash[:16], row.address, row.created_at, row.seen_at) for row in rows)

    def logout(self, secret: str) -> None:
        """Ends one session, by its secret."""
        self._end(db.login.c.hash == _hash(secret))

    def revoke_session(self, name: str, identifier: str) -> None:
        """Ends one session of an account, by the ``id`` under which ``sessions`` lists it."""
        self._end(db.login.c.account_pk == _pk_of(name), sa.func.substr(db.login.c.hash, 1, 16) == identifier)

    def logout_everywhere(self, name: str) -> None:
        """Ends every session of an account."""
        self._end(db.login.c.account_pk == _pk_of(name))

    def _end(self, *which: sa.ColumnElement[bool]) -> None:
        with self.database.serial() as connection:
            query = sa.select(db.login.c.hash, db.account).join(db.account, db.login.c.account_pk == db.account.c.pk).where(*which)
            for row in connection.execute(query).all():
                connection.execute(sa.delete(db.login).where(db.login.c.hash == row.hash))
                append(connection, _account(row).actor("page"), stamp(self._clock()), "logout", row.name, {})

    # -- who was locked out ---------------------------------------------------------------------------------------------------------------

    @cached_property
    def _nobody(self) -> str:
        """The hash of a password that nobody has."""
        return self._hasher.hash(secrets.token_urlsafe(32))

    def _matches(self, hashed: str, password: str) -> bool:
        if len(password) > LONGEST_PASSWORD:
            return False
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    def refuse_locked(self, keys: Iterable[str]) -> None:
        """Raises LockedOut where one of the keys (``name:…``, ``address:…``) has to wait."""
        moment = self._clock()
        with self.database.read() as connection:
            until = connection.execute(sa.select(sa.func.max(db.attempt.c.until)).where(db.attempt.c.key.in_(list(keys)))).scalar()
        if until and until > stamp(moment):
            raise LockedOut(int((datetime.fromisoformat(until) - moment).total_seconds()) + 1)

    def note_failure(self, keys: Mapping[str, str], name: str) -> None:
        """Counts a failure for each key (by its sort: name, address); too many have to wait ever longer."""
        moment = self._clock()
        with self.database.serial() as connection:
            for sort, key in keys.items():
                row = connection.execute(sa.select(db.attempt).where(db.attempt.c.key == key)).one_or_none()
                failures = 1 + (row.failures if row and row.last_at > stamp(moment - _FORGET) else 0)
                beyond = failures - _FREE_TRIES[sort]
                wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(beyond, 10)) if beyond >= 0 else 0
                values = {"failures": failures, "last_at": stamp(moment), "until": stamp(moment + timedelta(seconds=wait)) if wait else ""}
                connection.execute(sa.delete(db.attempt).where(db.attempt.c.key == key))
                connection.execute(sa.insert(db.attempt).values(key=key, **values))
                if beyond == 0:
                    append(connection, Actor("", "", Role.READER, "page"), stamp(moment), "locked-out", name, {"by": sort, "seconds": wait})

    # -- tokens -----------------------------------------------------------------------------------------------------------------------------

    def issue_token(self, actor: Actor, name: str, label: str, scopes: Iterable[str], days: int = 90) -> str:
        """A secret for programs, shown once: for oneself, or as an administrator. Raises AccountInvalid, UnknownAccount, NotAllowed."""
        wanted = tuple(dict.fromkeys(scopes))
        if not wanted or not set(wanted) <= set(SCOPES):
            raise AccountInvalid("没有这样的权限范围。", f"可用的范围：{'、'.join(SCOPES)}。")
        if not label.strip() or len(label) > 64 or not 1 <= days <= 366:
            raise AccountInvalid("密钥要有名称（最多 64 字），有效期为 1 到 366 天。", "请改正后重试。")
        if actor.name != name:
            _require(actor)
        secret, moment = f"lg_{secrets.token_urlsafe(32)}", self._clock()
        with self.database.serial() as connection:
            pk = _row(connection, name).pk
            expires = stamp(moment + timedelta(days=days))
            row = {"hash": _hash(secret), "account_pk": pk, "label": label.strip(), "scopes": " ".join(wanted), "created_at": stamp(moment)}
            connection.execute(sa.insert(db.token).values(**row, expires_at=expires))
            append(connection, actor, stamp(moment), "token-issued", name, {"label": label.strip(), "scopes": list(wanted), "expires": expires})
        return secret

    def token(self, secret: str) -> tuple[Account, tuple[str, ...]] | None:
        """Whose token it is, and its scopes; None where it has ended, was revoked or never was, or the account is disabled."""
        t = db.token.c
        query = sa.select(db.account, t.scopes).join(db.token, t.account_pk == db.account.c.pk)
        query = query.where(
            t.hash == _hash(secret), t.revoked_at.is_(None), t.expires_at > stamp(self._clock()), db.account.c.disabled.is_(False)
        )  # fmt: skip
        with self.database.read() as connection:
            row = connection.execute(query).one_or_none()
        return (_account(row), tuple(row.scopes.split())) if row else None

    def tokens(self, name: str | None = None) -> tuple[TokenRow, ...]:
        """The tokens of an account, or of all, the newest first; none of their secrets."""
        query = sa.select(db.token, db.account.c.name).join(db.account).order_by(db.token.c.created_at.desc(), db.token.c.pk.desc())
        if name is not None:
            query = query.where(db.account.c.name == name)
        with self.database.read() as connection:
            return tuple(
                TokenRow(row.pk, row.name, row.label, tuple(row.scopes.split()), row.created_at, row.expires_at, row.revoked_at)
                for row in connection.execute(query)
            )

    def revoke_token(self, actor: Actor, identifier: int) -> None:
        """Stops a token: one's own, or as an administrator. Raises AccountInvalid where there is none."""
        with self.database.serial() as connection:
            query = sa.select(db.token.c.label, db.account.c.name).join(db.account).where(db.token.c.pk == identifier)
            row = connection.execute(query).one_or_none()
            if row is None or (row.name != actor.name and not actor.may(Action.MANAGE_ACCOUNTS)):
                raise AccountInvalid("没有这个密钥。", "可用 lawgraph user token list 查看。")
            moment = stamp(self._clock())
            connection.execute(sa.update(db.token).where(db.token.c.pk == identifier, db.token.c.revoked_at.is_(None)).values(revoked_at=moment))
            append(connection, actor, moment, "token-revoked", row.name, {"label": row.label})


def check_password(password: str) -> None:
    """Length alone, no rules of composition (NIST SP 800-63B section 5.1.1.2). Raises AccountInvalid."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountInvalid(f"密码要有 {SHORTEST_PASSWORD} 到 {LONGEST_PASSWORD} 个字符。", "几个不相干的词连起来就很好。")


def _require(actor: Actor) -> None:
    if not actor.may(Action.MANAGE_ACCOUNTS):
        raise NotAllowed


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _account(row: Any) -> Account:
    return Account(row.pk, row.name, row.office, Role(row.role), row.subject, row.disabled, row.created_at)


def _row(connection: sa.Connection, name: str) -> sa.Row[Any]:
    row = connection.execute(sa.select(db.account).where(db.account.c.name == name)).one_or_none()
    if row is None:
        raise UnknownAccount(name)
    return row


def _pk_of(name: str) -> sa.ScalarSelect[int]:
    return sa.select(db.account.c.pk).where(db.account.c.name == name).scalar_subquery()


def _keep_one_administrator(connection: sa.Connection, row: sa.Row[Any]) -> None:
    """Raises AccountInvalid where ``row`` is the last account that can manage accounts."""
    a = db.account.c
    others = sa.select(a.pk).where(a.role == Role.ADMINISTRATOR.value, a.disabled.is_(False), a.pk != row.pk)
    if row.role == Role.ADMINISTRATOR and not row.disabled and connection.execute(others).first() is None:
        raise AccountInvalid(f"{row.name} 是唯一的管理账户。", "请先另设一个管理账户。")


def _ended(moment: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """When a session is over: too long since anything was asked, or since it began."""
    return db.login.c.seen_at < stamp(moment - IDLE), db.login.c.created_at < stamp(moment - LONGEST)
