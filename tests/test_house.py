"""The house stands: floors, size and form of modules, what is declared, what is packed, what is tracked."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "lawgraph"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
MODULES = sorted(SOURCE.rglob("*.py"))
NOT_IMPORTED = {"versions", "env.py"}
"""What Alembic runs by its path, and nobody imports."""


def _module(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def _imported_packages(paths: list[Path]) -> set[str]:
    """Top-level packages that the files import, the standard library and lawgraph left out."""
    found: set[str] = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"lawgraph"}


def _requirement_names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\s\[<>=!~;]", requirement)[0].lower().replace("_", "-") for requirement in requirements}


def _public_names(tree: ast.Module) -> list[str]:
    """What a module defines for others: functions, classes and constants without an underscore in front."""
    names: list[str] = []
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.append(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.extend(target.id for target in targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lawgraph"):
            names.extend(alias.asname or alias.name for alias in node.names)
    return [name for name in names if not name.startswith("_")]


def _tracked() -> list[Path]:
    """What is, or is about to be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_imports_point_down() -> None:
    """One import upwards, and the floors can no longer be read or tested one by one. In a process of its own: the linter silences every logger."""
    linter = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    done = subprocess.run([sys.executable, "-c", linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_contract_of_the_domain_names_every_package() -> None:
    """import-linter forbids only what its list names: a new dependency must join the list."""
    contract = next(c for c in PROJECT["tool"]["importlinter"]["contracts"] if c.get("source_modules") == ["lawgraph.domain"])
    assert _imported_packages(MODULES) <= set(contract["forbidden_modules"])


def test_the_domain_imports_the_standard_library_alone() -> None:
    """The same, without a list."""
    assert _imported_packages(sorted((SOURCE / "domain").rglob("*.py"))) == set()


@pytest.mark.parametrize("path", MODULES, ids=_module)
def test_a_module_fits_on_a_few_screens(path: Path) -> None:
    """Whoever changes a module reads it first."""
    assert len(path.read_text("utf-8").splitlines()) <= 450


@pytest.mark.parametrize("path", MODULES, ids=_module)
def test_no_line_is_longer_than_a_screen_is_wide(path: Path) -> None:
    """150 characters, a Chinese one counted once."""
    long = [number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if len(line) > PROJECT["tool"]["ruff"]["line-length"]]
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=_module)
def test_a_module_says_what_it_is_and_what_it_gives(path: Path) -> None:
    """A docstring, and ``__all__`` where it gives anything."""
    tree = ast.parse(path.read_text("utf-8"))
    gives = bool(_public_names(tree)) and not NOT_IMPORTED & set(path.relative_to(SOURCE).parts)
    assert ast.get_docstring(tree)
    assert not gives or "__all__" in _assigned(tree)


def _assigned(tree: ast.Module) -> set[str]:
    return {target.id for node in tree.body if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name)}


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=lambda path: path.name)
def test_every_test_says_why_it_exists(path: Path) -> None:
    """When it fails, somebody has to decide whether the code or the test is wrong."""
    tree = ast.parse(path.read_text("utf-8"))
    mute = [
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert mute == []


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=lambda path: path.name)
def test_no_assertion_stands_under_a_condition(path: Path) -> None:
    """A test that may assert nothing cannot fail."""
    tree = ast.parse(path.read_text("utf-8"))
    conditional = [inner.lineno for node in ast.walk(tree) if isinstance(node, ast.If) for inner in ast.walk(node) if isinstance(inner, ast.Assert)]
    assert conditional == []


def test_every_import_is_declared() -> None:
    """What is installed by chance beside us is missing on the next machine."""
    declared = _requirement_names(PROJECT["project"]["dependencies"])
    for extra, requirements in PROJECT["project"]["optional-dependencies"].items():
        declared |= _requirement_names(requirements) if extra != "dev" else set()
    providers = importlib.metadata.packages_distributions()
    undeclared = {
        package for package in _imported_packages(MODULES) if not {name.lower().replace("_", "-") for name in providers.get(package, [])} & declared
    }
    assert undeclared == set()


def test_every_dependency_is_imported() -> None:
    """What nobody imports only makes the installation longer and the attack surface wider."""
    providers = importlib.metadata.packages_distributions()
    imported = {name.lower().replace("_", "-") for package in _imported_packages(MODULES) for name in providers.get(package, [])}
    assert _requirement_names(PROJECT["project"]["dependencies"]) <= imported


def test_every_dependency_is_pinned_for_the_checks() -> None:
    """``make test`` runs today what it ran yesterday."""
    pinned = _requirement_names((ROOT / "constraints.txt").read_text("utf-8").split("\n"))
    declared = _requirement_names([*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"]])
    assert declared <= pinned


def test_nothing_tracked_names_a_registry_or_a_place_on_a_machine() -> None:
    """A lock file that names a mirror works in one network only, and a path of one machine on that machine only."""
    hosts = "|".join(
        re.escape(".".join(host))
        for host in (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("npmmirror", "com"), ("deb", "debian"))
    )
    telling = re.compile(rf"(?:{hosts})|(?<![\w.~*}}])/(?:root|home|Users|work)/\w")
    found = []
    for path in _tracked():
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in telling.finditer(text)]
    assert found == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, laid out as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


@pytest.mark.parametrize(
    "pattern",
    [
        "lawgraph/py.typed",
        "lawgraph/store/migrations/env.py",
        "lawgraph/store/migrations/versions/0001_*.py",
        "lawgraph/_data/regulations/*.yaml",
        "lawgraph/_data/topics/*.yaml",
        "lawgraph/_data/queries/*.rq",
        "lawgraph/_data/ontology/*.ttl",
        "lawgraph/_data/samples/*.txt",
        "lawgraph/_web/templates/base.html",
        "lawgraph/_web/translations/en/LC_MESSAGES/messages.mo",
        "lawgraph/_web/static/manifest.json",
        "lawgraph/_web/static/*.css",
        "lawgraph/_web/static/*.js",
        "lawgraph-*.dist-info/licenses/LICENSE",
    ],
)
def test_the_wheel_holds_what_lawgraph_needs(wheel: Path, pattern: str) -> None:
    """A checkout has these files anyway, so only the wheel can show that one was left out."""
    assert list(wheel.glob(pattern))


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    """Neither tests nor node_modules, nor a library that a developer filled."""
    assert {path.name.split("-")[0] for path in wheel.iterdir()} == {"lawgraph"}
    assert not [path for path in wheel.rglob("*") if path.name in {"node_modules", "tests"} or path.suffix in {".ts", ".sqlite3"}]


def test_the_wheel_works_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Records, templates and migrations are found inside the package, and a database is made with them."""
    program = (
        "from lawgraph.settings import Settings, data_folder, web_folder\n"
        "from lawgraph.store.database import Database\n"
        "Database(Settings.from_environment().database_url).dispose()\n"
        "print(data_folder(), web_folder(), sep='\\n')\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(wheel), "LAWGRAPH_HOME": str(tmp_path / "home")}
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(wheel / "lawgraph" / "_data"), str(wheel / "lawgraph" / "_web")]
    assert (tmp_path / "home" / "lawgraph.sqlite3").is_file()
