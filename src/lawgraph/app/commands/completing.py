"""What the shell completes beside commands and options: titles of works, identifiers of reports and reviews, names of accounts.

click asks for it in a process of its own at each press of the key (https://click.palletsprojects.com/en/stable/shell-completion/): nothing is built,
no home is made, and whatever is wrong gives no completions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from lawgraph.app.commands.base import Context

if TYPE_CHECKING:
    from lawgraph.store.database import Database

__all__ = ["accounts", "levels", "reports", "reviews", "sources", "states", "works"]

_MOST = 50
_COUNTRY = "中华人民共和国"
_Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
_Told = Iterator[tuple[str, str]]


def _of_database(told: Callable[[Database], Iterable[tuple[str, str]]]) -> _Complete:
    """Completions that the database of the home gives: words, each with what it is."""

    def complete(context: click.Context, _parameter: click.Parameter, written: str) -> list[CompletionItem]:
        found: dict[str, str] = {}
        # a message would land in the middle of the line that is being typed
        with suppress(Exception):
            from lawgraph.store.database import Database
            from lawgraph.store.sqlite_file import sqlite_path

            said = context.find_root().params
            url = Context(quiet=True, config=said.get("file"), options=said.get("options")).settings.database_url
            path = sqlite_path(url)
            if path is not None and not path.is_file():
                return []
            database = Database(url)
            try:
                found = {word: what for word, what in told(database) if word.startswith(written)}
            finally:
                database.dispose()
        return [CompletionItem(word, help=what) for word, what in sorted(found.items())[:_MOST]]

    return complete


def _works(database: Database) -> _Told:
    from lawgraph.domain.levels import level_name
    from lawgraph.store.library import Library

    for work in Library(database).works():
        yield work.title, level_name(work.kind)
        yield work.title.removeprefix(_COUNTRY), level_name(work.kind)


def _reports(database: Database) -> _Told:
    from lawgraph.store.reports import Reports

    return ((row.id, row.name) for row in Reports(database).list())


def _reviews(database: Database) -> _Told:
    from lawgraph.store.reviews import Reviews

    return ((review.id, review.title) for review in Reviews(database).list())


def _accounts(database: Database) -> _Told:
    from lawgraph.store.accounts import Accounts

    return ((account.name, account.office) for account in Accounts(database).list())


def _sources(database: Database) -> _Told:
    from lawgraph.store.library import Library

    return ((row.name, row.kind) for row in Library(database).sources())


def _levels(_context: click.Context, _parameter: click.Parameter, written: str) -> list[CompletionItem]:
    from lawgraph.domain.levels import Kind, level_name

    return [CompletionItem(level_name(kind)) for kind in Kind if level_name(kind).startswith(written)]


def _states(_context: click.Context, _parameter: click.Parameter, written: str) -> list[CompletionItem]:
    from lawgraph.app.views import STATES

    return [CompletionItem(name) for name in STATES.values() if name.startswith(written)]


works, reports, reviews, accounts, sources = map(_of_database, (_works, _reports, _reviews, _accounts, _sources))
levels, states = _levels, _states
