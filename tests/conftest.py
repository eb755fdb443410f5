"""What every test stands on."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from lawgraph.store.database import Database
from servers import Server, found, running


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home of the tests' own, and no file of settings: none may read or write the library of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAWGRAPH_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("LAWGRAPH_DATABASE_URL", raising=False)
        patch.setenv("LAWGRAPH_CONFIG", os.devnull)
        yield


class Compiled(BytecodeCache):
    """What templates were compiled to in this process, by their text: compiling them anew for each of some 400 services took longer than all pages."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        # the English side, which has an extension more, makes other code of the same text
        return super().get_bucket(environment, " ".join([name, *environment.extensions]), filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Templates are compiled once a run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": Compiled()})
        yield


@pytest.fixture(scope="module", autouse=True)
def log() -> Iterator[None]:
    """A service that a test starts writes its own log and hands nothing on: afterwards others can listen again."""
    log = logging.getLogger("lawgraph")
    handlers, level, propagate = [*log.handlers], log.level, log.propagate
    yield
    log.handlers[:], log.propagate = handlers, propagate
    log.setLevel(level)


@pytest.fixture(scope="session", autouse=True)
def words() -> None:
    """The English words as their source has them now, whether or not anybody has built the assets since."""
    root = Path(__file__).parents[1]
    made = spec_from_file_location("hatch_build", root / "hatch_build.py")
    assert made
    assert made.loader
    module = module_from_spec(made)
    made.loader.exec_module(module)
    module._compile_words(root / "web")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server; where it is not installed, the tests that ask for it are skipped and say so."""
    programs = found()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    with running(programs) as server:
        yield server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Gives the URL of a new database at each call; who uses it is tested on both engines."""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgresql")
        return server.new
    return lambda: f"sqlite:///{tmp_path_factory.mktemp('database') / 'lawgraph.sqlite3'}"


@pytest.fixture
def database(new_url: Callable[[], str]) -> Iterator[Database]:
    """An empty database of the test's own, on both engines."""
    database = Database(new_url())
    yield database
    database.dispose()


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--on postgresql``: what opens a SQLite file opens a PostgreSQL database of its own instead, in this process."""
    parser.addoption("--on", choices=["sqlite", "postgresql"], default="sqlite", help="the engine behind every database that a test opens")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--on") != "sqlite":
        for item in items:
            if "sqlite" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="is about a SQLite file"))


FILE = "lawgraph.sqlite3"


def _copy_file(home: Path, to: Path) -> None:
    shutil.copyfile(home / FILE, to / FILE)


@pytest.fixture(scope="session", autouse=True)
def copy_database(request: pytest.FixtureRequest) -> Iterator[Callable[[Path, Path], None]]:
    """Does what ``--on`` says; what it gives copies a home's database, in which nobody is, to another home."""
    if request.config.getoption("--on") == "sqlite":
        yield _copy_file
        return
    server: Server = request.getfixturevalue("postgresql")
    known: dict[str, str] = {}
    held: list[Database] = []
    opened = Database.__init__

    def open_other(self: Database, url: str) -> None:
        if url.startswith("sqlite:///"):
            url = known[url] if url in known else known.setdefault(url, server.new())
        opened(self, url)
        held.append(self)

    def copy(home: Path, to: Path) -> None:
        source = known[f"sqlite:///{home / FILE}"]
        for database in held:
            if database.url == source:
                database.dispose()
        known[f"sqlite:///{to / FILE}"] = server.new(of=source)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "__init__", open_other)
        yield copy
    for database in held:
        database.dispose()
