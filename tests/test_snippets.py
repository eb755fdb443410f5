"""What the documentation shows is run: commands, Python, SPARQL, JSON and YAML, page by page, on a small library made up for it."""

from __future__ import annotations

import importlib
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

import lawgraph
from lawgraph.app.commands.examples import EXAMPLES, commands
from lawgraph.domain.numerals import to_chinese
from lawgraph.settings import Settings
from lawgraph.store.database import Database
from lawgraph.store.library import Library

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^(?:<!-- not run: (?P<reason>[^\n]*?) -->\n)?```(?P<language>\w*)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
RUN = {"sh", "console", "python", "sparql", "json", "yaml"}
SAMPLE = "青屿市公安局2021年度法治政府建设情况报告.txt"


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its text, and why it is not run, where a comment before it says so."""

    language: str
    body: str
    reason: str | None


def _blocks(page: Path) -> list[Block]:
    return [Block(found["language"], found["body"], found["reason"]) for found in FENCE.finditer(page.read_text("utf-8"))]


def _commands(block: Block) -> list[str]:
    """The commands of a block; in a ``console`` only what follows a ``$``, the rest is what it printed."""
    lines = re.sub(r"\\\n\s*", " ", block.body).splitlines()
    typed = [line.removeprefix("$ ") for line in lines if block.language == "sh" or line.startswith("$ ")]
    return [line for line in typed if line.strip() and not line.lstrip().startswith("#")]


def _with(language: str) -> list[Path]:
    return [page for page in PAGES if any(block.language == language and block.reason is None for block in _blocks(page))]


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _law(day: str, made: str, count: int) -> str:
    """A statute under a real title, since the pages name it, with words that nobody enacted: paper boats, one an article."""
    articles = "\n\n".join(f"第{to_chinese(number)}条 第{number}只纸船由{day[:4]}年的折船人照看。" for number in range(1, count + 1))
    return f"# 中华人民共和国行政处罚法\n\n{made}\n\n<!-- INFO END -->\n\n{articles}\n"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a home that holds the records, two made-up versions of a law and one rule that names it."""
    folder = tmp_path_factory.mktemp("documentation")
    laws = folder / "laws" / "行政法"
    laws.mkdir(parents=True)
    old = "2017年9月1日 第十二届全国人民代表大会常务委员会第二十九次会议修正"
    (laws / "行政处罚法(2017-09-01).md").write_text(_law("2017-09-01", old, 40), "utf-8")
    new = "2021年1月22日 第十三届全国人民代表大会常务委员会第二十五次会议修订"
    (laws / "行政处罚法(2021-01-22).md").write_text(_law("2021-01-22", f"{old}\n\n{new}", 60), "utf-8")
    rule = "# 纸船处罚程序规定\n\n2021年9月1日 国务院令第902号公布\n\n<!-- INFO END -->\n\n第一条 根据《中华人民共和国行政处罚法》第三十三条，制定本规定。\n"
    (laws / "纸船处罚程序规定(2021-09-01).md").write_text(rule, "utf-8")
    done = _call(folder / "home", ["library", "add", "records", str(folder / "laws")])
    assert done.exit_code == 0, done.output
    assert _call(folder / "home", ["report", "add", str(ROOT / "data" / "samples" / SAMPLE)]).exit_code == 0
    return folder


def _call(home: Path, arguments: list[str]) -> Result:
    main = importlib.import_module("lawgraph.app.cli").main
    return CliRunner().invoke(main, arguments, env={"LAWGRAPH_HOME": str(home)}, input="纸船纸船纸船纸船纸船\n", catch_exceptions=False)


@pytest.fixture
def home(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of that home, in a working folder that looks like a checkout and holds the files that the pages speak of."""
    shutil.copytree(filled / "home", tmp_path / "home")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "data").symlink_to(ROOT / "data")
    shutil.copy(ROOT / "data" / "samples" / SAMPLE, tmp_path / "work" / "报告.txt")
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("LAWGRAPH_HOME", str(tmp_path / "home"))
    lawgraph._default.cache_clear()
    yield tmp_path / "home"
    lawgraph._default.cache_clear()


def _first(home: Path, *arguments: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(_call(home, [*arguments, "--json"]).stdout.splitlines()[0])
    return found


def _filled_in(argument: str, home: Path, filled: Path) -> list[str]:
    """An argument with what a reader would put in the place of a word in capitals, and with ``*`` read as the shell reads it."""
    if argument == "FOLDER":
        return [str(filled / "laws")]
    if argument == "FILE.md":
        return [str(filled / "laws" / "行政法" / "纸船处罚程序规定(2021-09-01).md")]
    if argument == "REPORT":
        return [str(_first(home, "report", "list")["id"])]
    if argument == "REVIEW":
        return [str(_first(home, "review", "list")["id"])]
    if argument == "ITEM":
        return [str(_first(home, "review", "queue", str(_first(home, "review", "list")["id"]), "--show", "cited")["item"])]
    return sorted(map(str, Path().glob(argument))) if "*" in argument else [argument]


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_a_block_is_run_or_says_why_not(page: Path) -> None:
    """A command that nobody runs is soon one that nobody can."""
    unfit = [line for block in _blocks(page) if block.language in {"sh", "console"} and block.reason is None for line in _commands(block)]
    assert [line for line in unfit if not line.startswith("lawgraph ")] == []
    assert [block.body for block in _blocks(page) if block.reason is not None and len(block.reason) < 10] == []
    assert {block.language for block in _blocks(page)} <= RUN | {""}


@pytest.mark.parametrize("page", sorted({*_with("sh"), *_with("console")}), ids=_name)
def test_the_commands_of_a_page_run_in_its_order(page: Path, home: Path, filled: Path) -> None:
    """Who follows the page gets to its end: 0, or 1 where there is something to look at."""
    for block in _blocks(page):
        for line in _commands(block) if block.language in {"sh", "console"} and block.reason is None else []:
            arguments = [given for word in shlex.split(line, comments=True)[1:] for given in _filled_in(word, home, filled)]
            done = _call(home, arguments)
            assert done.exit_code in {0, 1}, f"{line}\n{done.output}"


@pytest.mark.parametrize("page", _with("python"), ids=_name)
def test_the_python_of_a_page_runs(page: Path, home: Path) -> None:
    """From the first block to the last, as one would type it."""
    database = Database(Settings.from_environment({"LAWGRAPH_HOME": str(home)}).database_url)
    names: dict[str, object] = {"library": Library(database), "report_date": date(2022, 1, 20)}
    for block in _blocks(page):
        if block.language == "python" and block.reason is None:
            exec(compile(block.body, _name(page), "exec"), names)  # noqa: S102  it is our own documentation
    database.dispose()
    assert len(names) > 3


@pytest.mark.parametrize("page", _with("sparql"), ids=_name)
def test_the_queries_of_a_page_find_something(page: Path, home: Path) -> None:
    """A query that can be read and matches nothing teaches nothing."""
    answers = [_call(home, ["sparql", "--format", "csv", block.body]) for block in _blocks(page) if block.language == "sparql"]
    assert [answer.output for answer in answers if answer.exit_code or len(answer.stdout.splitlines()) < 2] == []


@pytest.mark.parametrize("page", sorted({*_with("json"), *_with("yaml")}), ids=_name)
def test_the_data_of_a_page_can_be_read(page: Path) -> None:
    """A missing bracket is copied along with the rest."""
    readers = {"json": json.loads, "yaml": yaml.safe_load}
    assert all(readers[block.language](block.body) for block in _blocks(page) if block.language in readers)


ONLY_READ = {"serve", "mcp", "graph publish", "user link", "review place"}
"""They run until somebody ends them, or ask for a server, a provider of logins or a decision that lost its place: their lines are read, and not
carried out."""
GROUPS = sorted({path.split(" ")[0] for path in EXAMPLES})


def test_every_command_has_its_examples() -> None:
    """One to three, and none for a command that there is not."""
    known = dict(commands(importlib.import_module("lawgraph.app.cli").main))
    assert set(EXAMPLES) == set(known)
    assert {path: lines for path, lines in EXAMPLES.items() if not 1 <= len(lines) <= 3} == {}
    assert [path for path, command in known.items() if not (command.epilog or "").endswith(EXAMPLES[path][-1])] == []


BEFOREHAND = {
    "review": [
        f"user add {name}"
        for name in ("guanli --office 信息中心", "fazhi --office 法制支队 --role advisor", "jushou --office 局办公室 --role signer")
    ],
    "restore": ["backup lawgraph.backup"],
}
"""What a group's examples take for granted."""


def _failed(line: str, path: str, home: Path, filled: Path) -> str:
    """What went wrong with an example; "" where nothing did."""
    words = shlex.split(line)[1:]
    if path in ONLY_READ:
        command = dict(commands(importlib.import_module("lawgraph.app.cli").main))[path]
        command.make_context(path, words[len(path.split(" ")) :])
        return ""
    done = _call(home, [given for word in words for given in _filled_in(word, home, filled)])
    return "" if done.exit_code in {0, 1} else f"{line}\n{done.output}"


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group or "lawgraph")
def test_the_examples_of_a_command_run(group: str, home: Path, filled: Path) -> None:
    """Help that does not work is worse than none; in the order of the table, as one would try them."""
    assert [line for line in BEFOREHAND.get(group, []) if _call(home, shlex.split(line)).exit_code] == []
    tried = [_failed(line, path, home, filled) for path in EXAMPLES if path.split(" ")[0] == group for line in EXAMPLES[path]]
    assert [said for said in tried if said] == []
