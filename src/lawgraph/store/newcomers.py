"""Who stood at the door: people for whom a single sign-on vouches and to whom no account is linked. They wait until somebody lets them in."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from lawgraph.domain.roles import Actor, Role
from lawgraph.errors import AccountInvalid, SignOnRefused
from lawgraph.store import schema as db
from lawgraph.store.accounts import Account, Accounts
from lawgraph.store.audit import append, now, stamp

__all__ = ["Newcomer", "Newcomers"]

_REFUSED = "sign-on-refused"
_MOST = 100
_DOOR = Actor("", "单点登录", Role.ADMINISTRATOR, "page")
"""In whose name an account is made for whoever is let in by ``LAWGRAPH_OIDC_ROLE``."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who was not let in: ``name`` is what the provider calls the person, which proves nothing. ``at`` is the first time."""

    subject: str
    name: str
    at: str

    @property
    def sub(self) -> str:
        """The person's number at the provider, without the provider."""
        return self.subject.partition("|")[2]


class Newcomers:
    """Those who wait at the accounts of one database; where they stand is the audit chain."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._database = accounts.database

    def admit(self, subject: str, name: str, role: Role | None) -> Account:
        """The account of a person for whom a single sign-on vouches.

        Who is linked to none gets one of ``role``, or waits where that is None. It is never linked by its name: names are given twice. Raises
        SignOnRefused.
        """
        known = self._accounts.of_subject(subject)
        if known is not None and known.disabled:
            raise SignOnRefused("这个账户已经停用。", "请找管理账户的人。")
        if known is not None:
            return known
        if role is None or not self._accounts.any():
            self._wait(subject, name)
            raise SignOnRefused("这个身份还没有对应的账户。", f"请把这个编号交给管理账户的人：{subject.partition('|')[2]}")
        login = self._free_name(subject, name)
        return self.add(_DOOR, subject, login, login, role)

    def add(self, actor: Actor, subject: str, name: str, office: str, role: Role) -> Account:
        """A new account for a person who comes by single sign-on alone. Raises AccountInvalid, NotAllowed."""
        if self._accounts.of_subject(subject) is not None:
            raise AccountInvalid("这个身份已经有对应的账户。", "请刷新页面。")
        self._accounts.add(actor, name, office, role, secrets.token_urlsafe(32))
        self._accounts.link(actor, name, subject)
        return self._accounts.get(name)

    def waiting(self) -> tuple[Newcomer, ...]:
        """Those who were not let in and are linked to no account by now, the last first; a hundred at most."""
        a = db.audit.c
        linked = sa.select(db.account.c.subject).where(db.account.c.subject.is_not(None))
        query = sa.select(a.subject, a.detail, a.at).where(a.action == _REFUSED, a.subject.not_in(linked)).order_by(a.seq.desc()).limit(_MOST)
        with self._database.read() as connection:
            return tuple(Newcomer(row.subject, json.loads(row.detail).get("name", ""), row.at) for row in connection.execute(query))

    def _wait(self, subject: str, name: str) -> None:
        """Notes it once: whoever tries a hundred times makes no hundred rows."""
        a = db.audit.c
        with self._database.serial() as connection:
            known = connection.execute(sa.select(a.seq).where(a.subject == subject, a.action == _REFUSED).limit(1)).first()
            if known is None:
                append(connection, _DOOR, stamp(now()), _REFUSED, subject, {"name": name})

    def _free_name(self, subject: str, name: str) -> str:
        """The provider's name for the person where nobody has it here, else one made from the subject."""
        plain = re.sub(r"[^\w.@+-]", "", name)[:48]
        taken = {account.name for account in self._accounts.list()}
        tail = hashlib.sha256(subject.encode()).hexdigest()
        return next(one for one in (plain, f"{plain or 'sso'}-{tail[:8]}", f"sso-{tail[:32]}") if one and one not in taken)
