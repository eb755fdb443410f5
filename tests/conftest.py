"""What every test stands on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lawgraph.store.database import Database


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home of the tests' own: none may read or write the library of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAWGRAPH_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("LAWGRAPH_DATABASE_URL", raising=False)
        yield


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database of the test's own."""
    database = Database(f"sqlite:///{tmp_path / 'made.sqlite3'}")
    yield database
    database.dispose()
