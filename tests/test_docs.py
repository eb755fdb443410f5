"""What can be called, set or raised is documented, and what is documented exists."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest
import yaml

import lawgraph
from lawgraph.app import create_app
from lawgraph.app.words import WORDS
from lawgraph.domain.levels import Kind, level_name
from lawgraph.domain.roles import ROLE_NAMES
from lawgraph.errors import LawgraphError
from lawgraph.services.fitness import CODES
from lawgraph.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def _rows(page: str) -> list[list[str]]:
    """The cells of every table row of a page of docs/, code marks dropped."""
    lines = (DOCS / page).read_text("utf-8").splitlines()
    return [[cell.strip().replace("`", "") for cell in line.strip("| ").split(" | ")] for line in lines if line.startswith("| ")]


def _errors(root: type[LawgraphError] = LawgraphError) -> Iterator[type[LawgraphError]]:
    yield root
    for child in root.__subclasses__():
        yield from _errors(child)


def _commands(command: click.Command, path: str = "lawgraph") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something or takes an option, by what one types to call it."""
    if isinstance(command, click.Group):
        if command.params:
            yield path, command
        for name, child in command.commands.items():
            yield from _commands(child, f"{path} {name}")
    else:
        yield path, command


def _root_command() -> click.Command:
    return importlib.import_module("lawgraph.app.cli").main


def _sections(page: str) -> dict[str, str]:
    """The sections of a page by the command in their heading."""
    parts = re.split(r"^#+ `(lawgraph[^`]*)`\n", (DOCS / page).read_text("utf-8").replace("\\|", "|"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    """A setting that nobody can look up is not there; one that is only documented is worse."""
    in_code = {name for path in (ROOT / "src").rglob("*.py") for name in re.findall(r"\bLAWGRAPH_[A-Z_]+\b", path.read_text("utf-8"))}
    documented = {row[0] for row in _rows("reference/settings.md") if row[0].startswith("LAWGRAPH_")}
    assert documented == in_code


def test_every_error_is_documented_with_its_code_and_status() -> None:
    """Programs go by these four columns."""
    for module in pkgutil.walk_packages(lawgraph.__path__, "lawgraph."):
        if ".migrations." not in module.name:
            importlib.import_module(module.name)
    expected = [[error.__name__, error.code, str(error.exit_status), str(error.http_status)] for error in _errors()]
    documented = [row[:4] for row in _rows("reference/errors.md") if row[0].endswith("Error") or row[0][:1].isupper()]
    assert sorted(row for row in documented if row[0] not in {"Class", "Status"}) == sorted(expected)


def test_no_two_errors_share_a_code() -> None:
    """A program could not tell them apart."""
    codes = [error.code for error in _errors()]
    assert len(codes) == len(set(codes))


def test_every_finding_is_documented_with_its_severity() -> None:
    """An advisor who meets a code looks here for what it rests on."""
    documented = {row[0]: row[1] for row in _rows("reference/findings.md") if row[0] != "Code"}
    assert documented == CODES
    assert set(WORDS["finding"]) == set(CODES)


def test_the_rule_behind_a_finding_is_said_wherever_one_is_documented() -> None:
    """Pages and files name the same rules as the reference; what rests on facts alone names none."""
    rules = {row[0]: row[3] for row in _rows("reference/findings.md") if row[0] in CODES}
    named = {code for code, rule in rules.items() if re.search(r"\barticles? |号", rule)}
    assert set(WORDS["rests_on"]) == named
    years = {code: set(re.findall(r"\((\d{4})\)", rules[code])) for code in named}
    assert {code: set(re.findall(r"（(\d{4})）", rule)) for code, rule in WORDS["rests_on"].items()} == years


def test_every_problem_of_an_import_is_documented() -> None:
    """Each names a place in somebody's file, and what is wrong with it."""
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    documented = set(
        re.findall(r"^\| `([a-z]+(?:-[a-z]+)*)` \|", _sections("reference/commands.md")["lawgraph library problems"], flags=re.MULTILINE)
    )
    assert documented == set(re.findall(r"[Pp]roblem\(\s*\"([a-z-]+)\"", source))


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    """The page of commands is the contract of the command line."""
    assert set(_sections("reference/commands.md")) == {path for path, _ in _commands(_root_command())}


def test_every_option_stands_in_the_section_of_its_command() -> None:
    """An option that is not described there can change without anybody noticing."""
    sections = _sections("reference/commands.md")
    missing = [
        f"{path} {option}"
        for path, command in _commands(_root_command())
        for parameter in command.params
        for option in (
            [*parameter.opts, *parameter.secondary_opts]
            if isinstance(parameter, click.Option)
            else [parameter.make_metavar(click.Context(command)).strip("[].")]
        )
        if f"`{option}" not in sections.get(path, "")
    ]
    assert missing == []


def test_no_section_describes_an_option_that_its_command_lacks() -> None:
    """The nearest mistake: an option renamed in the code alone."""
    known = {
        path: {option for parameter in command.params for option in [*parameter.opts, *parameter.secondary_opts]}
        for path, command in _commands(_root_command())
    }
    described = {path: set(re.findall(r"^\| `(--?[a-z-]+)", text, flags=re.MULTILINE)) for path, text in _sections("reference/commands.md").items()}
    assert {path: options - known.get(path, set()) for path, options in described.items() if options - known.get(path, set())} == {}


def test_every_route_is_documented_and_every_documented_one_answers(tmp_path: Path) -> None:
    """Programs and bookmarks go by addresses."""
    application = create_app(Settings.from_environment({"LAWGRAPH_HOME": str(tmp_path)}))
    rules = {f"{method} {rule.rule}" for rule in application.url_map.iter_rules() for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    documented = [row[0] for row in _rows("reference/web.md") if row[0] != "Route"]
    assert sorted(documented) == sorted(re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", rule) for rule in rules)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Resolutions", WORDS["resolution"]),
        ("Force at a date", WORDS["state"]),
        ("Kinds", {kind.value: level_name(kind) for kind in Kind}),
        ("Verdicts", WORDS["verdict"]),
        ("Status of an item", WORDS["review_status"]),
        ("Roles", {role.value: name for role, name in ROLE_NAMES.items()}),
        ("Relations", WORDS["relation"]),
    ],
)
def test_the_glossary_lists_every_value_of_the_contract(title: str, words: Mapping[str, str]) -> None:
    """A reader of the JSON looks the values up here, and finds them named as the screen names them."""
    section = next(part for part in (DOCS / "glossary.md").read_text("utf-8").split("\n## ") if part.startswith(title))
    assert dict(re.findall(r"^\| `(\w+)` \| (\S+) \|", section, flags=re.MULTILINE)) == words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """A renamed file leaves dead links behind."""
    targets = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")) if "://" not in link]
    assert [target for target in targets if target and not (page.parent / target).exists()] == []


def test_every_page_is_reached_from_the_index() -> None:
    """What no page leads to nobody reads."""
    linked = {(DOCS / link).resolve() for link in re.findall(r"\]\(([^)\s]+)\)", (DOCS / "index.md").read_text("utf-8"))}
    assert sorted(set(DOCS.rglob("*.md")) - linked - {DOCS / "index.md"}) == []


def _leaves(entry: object) -> Iterator[str]:
    """The pages below an entry of the site's navigation."""
    if isinstance(entry, str):
        yield entry
    else:
        for child in entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else []:
            yield from _leaves(child)


def test_the_site_lists_every_page_once() -> None:
    """``make docs`` is strict, and no other test builds the site: a page that mkdocs.yml forgets would stop it there."""
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    assert sorted(_leaves(site["nav"])) == sorted(page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md"))
    assert site["theme"]["font"] is False


def test_no_page_of_the_site_links_out_of_docs() -> None:
    """What lies beside docs/ is not part of the site: the link would be dead there."""
    links = [(page, link) for page in DOCS.rglob("*.md") for link in re.findall(r"\]\(([^)\s#]+)", page.read_text("utf-8")) if "://" not in link]
    assert [f"{page.name}: {link}" for page, link in links if not (page.parent / link).resolve().is_relative_to(DOCS)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_commands_that_a_page_shows_can_be_called(page: Path) -> None:
    """Whoever reads documentation copies commands out of it."""
    known = {path for path, _ in _commands(_root_command())}
    shown = re.findall(
        r"^(?:\$ )?(lawgraph [a-z][^\n]*)$",
        "\n".join(re.findall(r"^```(?:sh|console|shell)?\n(.*?)^```", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)),
        flags=re.MULTILINE,
    )
    assert [line for line in shown if not any(line == path or line.startswith(f"{path} ") for path in known)] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_make_targets_that_a_readme_names_exist(readme: str) -> None:
    """The first command that a newcomer types must not be the first that fails."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b", (ROOT / readme).read_text("utf-8"))) <= targets
