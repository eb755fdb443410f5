"""Who may do what: one table, asked by services, the command line, the API and the pages alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ROLE_NAMES", "SYSTEM", "Action", "Actor", "Role", "may"]


class Role(StrEnum):
    """What an account is for; each may do all that the one before it may."""

    READER = "reader"
    CONTRIBUTOR = "contributor"
    ADVISOR = "advisor"
    SIGNER = "signer"
    ADMINISTRATOR = "administrator"


ROLE_NAMES = {
    Role.READER: "查阅",
    Role.CONTRIBUTOR: "报送",
    Role.ADVISOR: "法律顾问",
    Role.SIGNER: "签发",
    Role.ADMINISTRATOR: "管理",
}
"""The roles as the screen names them."""


class Action(StrEnum):
    """What a person does. In a review, its members alone do it: ``services.reviewing`` asks for both."""

    READ = "read"
    CHECK = "check"
    ADD_REPORT = "add_report"
    PROPOSE = "propose"
    OPEN_REVIEW = "open_review"
    DECIDE = "decide"
    SIGN = "sign"
    SEE_EVERY_REVIEW = "see_every_review"
    MANAGE_LIBRARY = "manage_library"
    MANAGE_ACCOUNTS = "manage_accounts"


_LOWEST = {
    Action.READ: Role.READER,
    Action.CHECK: Role.READER,
    Action.ADD_REPORT: Role.CONTRIBUTOR,
    Action.PROPOSE: Role.CONTRIBUTOR,
    Action.OPEN_REVIEW: Role.ADVISOR,
    Action.DECIDE: Role.ADVISOR,
    Action.SIGN: Role.SIGNER,
    Action.SEE_EVERY_REVIEW: Role.ADMINISTRATOR,
    Action.MANAGE_LIBRARY: Role.ADMINISTRATOR,
    Action.MANAGE_ACCOUNTS: Role.ADMINISTRATOR,
}
_ORDER = tuple(Role)


def may(role: Role, action: Action) -> bool:
    """Whether an account of this role may do this at all."""
    return _ORDER.index(role) >= _ORDER.index(_LOWEST[action])


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: login name, office as it is shown, role, and the door (``page``, ``api``, ``command``)."""

    name: str
    office: str
    role: Role
    via: str = "command"

    def may(self, action: Action) -> bool:
        """Whether the role allows it."""
        return may(self.role, action)


SYSTEM = Actor("", "本机命令行", Role.ADMINISTRATOR)
"""Whoever runs commands beside the database without naming an account: may do what the files allow anyway, and signs nothing."""
