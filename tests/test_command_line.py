"""What surrounds every command: completion by the shell, what is said on standard error, colours, and how both can be silenced."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete, get_completion_class
from click.testing import CliRunner, Result

from lawgraph.app.cli import main
from made_up import REPORT, write_folder

OFFICE = "法制支队"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the made-up statutes, a report and an account."""
    folder = tmp_path_factory.mktemp("line")
    (folder / "报告.txt").write_text(REPORT, "utf-8")
    laws = write_folder(folder / "laws")
    for arguments in (["library", "add", str(laws)], ["report", "add", str(folder / "报告.txt")], ["user", "add", "fazhi", "--office", OFFICE]):
        done = CliRunner().invoke(main, arguments, env={"LAWGRAPH_HOME": str(folder / "home")}, input="纸船纸船纸船纸船纸船\n")
        assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def completed(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, str]]:
    """What the shell would offer behind these words, each with what stands beside it."""
    monkeypatch.setenv("LAWGRAPH_HOME", str(home / "home"))

    def complete(*words: str) -> dict[str, str]:
        found = ShellComplete(main, {}, "lawgraph", "_LAWGRAPH_COMPLETE").get_completions(list(words[:-1]), words[-1])
        return {item.value: item.help or "" for item in found}

    return complete


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("che",), {"check"}),
        (("library", "ver"), {"versions"}),
        (("check", "--js"), {"--json"}),
        (("library", "show", "纸"), {"纸船法", "纸船法实施条例"}),
        (("library", "show", "中华"), {"中华人民共和国纸船法"}),
        (("library", "show", "《纸船"), set()),
        (("library", "show", "星空"), set()),
        (("graph", "path", "青屿"), {"青屿市纸船漂流安全管理规定"}),
        (("search", "--work", "灯船"), {"灯船管理暂行条例"}),
        (("search", "--level", "地方性"), {"地方性法规"}),
        (("library", "list", "--state", "现"), {"现行有效"}),
        (("review", "open", "--as", "fa"), {"fazhi"}),
        (("user", "disable", "x"), set()),
        (("graph", "export", "--format", "graph"), {"graphml"}),
    ],
)
def test_words_are_completed(completed: Callable[..., dict[str, str]], words: tuple[str, ...], expected: set[str]) -> None:
    """Commands, options, choices, and what the library holds; a title as one says it, with or without 中华人民共和国."""
    assert set(completed(*words)) == expected


def test_numbers_are_completed_with_what_they_stand_for(completed: Callable[..., dict[str, str]]) -> None:
    """Sixteen figures say nothing by themselves."""
    assert list(completed("report", "show", "").values()) == ["报告.txt"]
    assert completed("review", "open", "--as", "f") == {"fazhi": OFFICE}
    assert len(completed("library", "remove", "")) == 1


def test_completion_makes_nothing_and_says_nothing(
    completed: Callable[..., dict[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a home that is not there, and with settings that cannot be used."""
    assert completed("--set", f"home={tmp_path / 'new'}", "library", "show", "纸") == {}
    assert completed("--set", "jobs=many", "library", "show", "纸") == {}
    assert completed("--config", str(tmp_path / "none.toml"), "library", "show", "纸") == {}
    assert (list(tmp_path.iterdir()), capsys.readouterr()) == ([], ("", ""))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As docs/howto/complete-commands.md has it: click writes it, for the variable that the page names."""
    kind = get_completion_class(shell)
    assert kind is not None
    monkeypatch.setattr(kind, "_check_version", lambda *_: None, raising=False)
    script = kind(main, {}, "lawgraph", "_LAWGRAPH_COMPLETE").source()
    assert f"_LAWGRAPH_COMPLETE={shell}_complete" in script
    page = Path(__file__).resolve().parents[1].joinpath("docs", "howto", "complete-commands.md").read_text("utf-8")
    assert f"_LAWGRAPH_COMPLETE={shell}_source lawgraph" in page


# -- what is said beside the result -----------------------------------------------------------------------------------------------------


def _call(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env={"LAWGRAPH_HOME": str(home / "home")}, catch_exceptions=False)


def test_verbose_says_what_is_read_and_which_library_answers(home: Path) -> None:
    """On standard error; standard output stays byte for byte, and nothing of the report is told but its name and length."""
    told, silent = (_call(home, *flags, "check", "--json", str(home / "报告.txt")) for flags in (("-v",), ()))
    assert (told.stdout, told.exit_code) == (silent.stdout, silent.exit_code)
    lines = told.stderr.splitlines()
    assert [line for line in lines if not line.startswith("lawgraph: ")] == []
    wanted = (
        "配置文件：",
        f"数据：{home / 'home'}，数据库 sqlite",
        "法规库：版本 ",
        "来源：",
        f"读入 {home / '报告.txt'}：txt，utf-8，{len(REPORT)} 字",
        "用时 ",
    )
    assert [words for words in wanted if words not in told.stderr] == []
    assert "纸船" not in told.stderr
    assert silent.stderr == ""
    assert _call(home, "cite", "--json", str(home / "报告.txt")).stderr == "", "what one command said must not be said by the next"


def test_verbose_hides_passwords(home: Path) -> None:
    """Its output is copied into mails."""
    done = _call(home, "-v", "--set", "database_url=postgresql+psycopg://a:paper-boat@127.0.0.1:1/x?connect_timeout=1", "report", "list")
    assert "postgresql+psycopg://a:***@127.0.0.1:1/x" in done.stderr
    assert "paper-boat" not in done.output


def _process(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}}
    return subprocess.run(
        [sys.executable, "-c", "from lawgraph.app.cli import main; main()", *arguments],
        env=known | {"LAWGRAPH_HOME": str(home / "home"), **environment}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False), ({"FORCE_COLOR": "1", "TERM": "dumb"}, False)],
    ids=["no terminal", "asked for", "NO_COLOR", "a terminal without colours"],
)
def test_colours_are_for_those_who_see_them(home: Path, environment: dict[str, str], *, coloured: bool) -> None:
    """https://no-color.org; a file or a pipe gets none unless it is asked for. Bold is no colour."""
    done = _process(home, "search", "漏水", **environment)
    assert "纸船法" in done.stdout
    assert bool(re.search(r"\x1b\[(?:\d+;)*3\d", done.stdout)) == coloured
    assert done.stderr == ""


def test_progress_is_for_standard_error_and_can_be_silenced(home: Path, tmp_path: Path) -> None:
    """A pipe gets results alone, and with -q nothing else is said either."""
    loud, quiet = (
        _process(home, *flags, "--set", f"home={tmp_path / name}", "library", "add", str(home / "laws"))
        for name, flags in (("a", ()), ("b", ("-q",)))
    )
    assert (loud.returncode, quiet.returncode, quiet.stderr) == (0, 0, "")
    assert "新增法规" in loud.stdout
    assert (quiet.stdout, "…" in loud.stdout, "\x1b" in loud.stdout + loud.stderr) == (loud.stdout, False, False)
