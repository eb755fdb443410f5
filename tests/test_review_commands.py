"""A review from a terminal, from the first account to a history that is taken in elsewhere."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lawgraph.app.cli import main
from made_up import REPORT, write_folder

Call = Callable[..., Result]


def _run(folder: Path, *arguments: str, stdin: str = "", home: str = "home") -> Result:
    return CliRunner().invoke(main, ["-q", *arguments], input=stdin, env={"LAWGRAPH_HOME": str(folder / home)})


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a home that holds the made-up law and three accounts, and with a report."""
    folder = tmp_path_factory.mktemp("filled")
    _run(folder, "library", "add", str(write_folder(folder / "laws")))
    for name, office, role in (("fz", "法制支队", "advisor"), ("jj", "船坞支队", "advisor"), ("qf", "市政府办", "signer")):
        assert _run(folder, "user", "add", name, "--office", office, "--role", role, stdin="四个词连起来就够了吧\n").exit_code == 0
    (folder / "report.txt").write_text(REPORT, "utf-8")
    return folder


@pytest.fixture
def call(filled: Path, tmp_path: Path, copy_database: Callable[[Path, Path], None]) -> Call:
    """Runs a command in a copy of that home."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    copy_database(filled / "home", tmp_path / "home")
    return partial(_run, tmp_path)


def _open(call: Call, tmp_path: Path, *options: str) -> str:
    report = json.loads(call("report", "add", str(tmp_path / "report.txt"), "--as-of", "2021-08-01", "--json").stdout)["id"]
    opened = call("review", "open", report, "--as", "fz", "--member", "jj", "--member", "qf", *options)
    assert opened.exit_code == 0, opened.output
    return opened.stdout.strip()


def _lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_review_from_opening_to_signature(call: Call, tmp_path: Path) -> None:
    """What an office without a browser does."""
    review = _open(call, tmp_path, "--due", "2026-12-31")
    queue = call("review", "queue", review, "--show", "todo", "--as", "fz", "--json")
    assert queue.exit_code == 1
    item = str(_lines(queue)[0]["item"])
    made = json.loads(call("review", "decide", review, item, "rejected", "--as", "fz", "--reason", "条号不对").stdout)
    assert (made["office"], made["verdict_name"], made["item"]) == ("法制支队", "不成立", item)
    late = call("review", "decide", review, item, "confirmed", "--as", "jj", "--seen", "")
    assert (late.exit_code, "法制支队" in late.output) == (3, True)
    shown = json.loads(call("review", "show", review, item, "--json").stdout)
    assert ([check["name"] for check in shown["checks"]], shown["history"][0]["reason"]) == (["时间", "层级", "范围", "引文"], "条号不对")
    assert "条号不对" in call("review", "show", review, item).stdout
    assert json.loads(call("review", "undo", review, "--as", "fz").stdout)["undoes"] == made["id"]
    assert "待审" in call("review", "queue", review).stdout
    assert call("review", "bulk", review, "confirmed", "--as", "fz", stdin="n\n").stdout == ""
    assert "已存" in call("review", "bulk", review, "confirmed", "--as", "fz", "--yes").stdout
    assert "已审 13 / 13 项" in call("review", "progress", review).stdout
    assert call("review", "sign", review, "--as", "fz").exit_code == 3
    signed = call("review", "sign", review, "--as", "qf")
    assert signed.exit_code == 0, signed.output
    anchor = signed.stdout.strip().rsplit("：", 1)[1]
    assert "已签发" in call("review", "list").stdout
    assert json.loads(call("review", "list", "--json").stdout)["signed"]["office"] == "市政府办"
    assert "signed" in call("review", "show", review).stdout
    assert call("review", "verify", "--anchor", anchor).exit_code == 0
    assert call("review", "verify", "--anchor", "0" * 64).exit_code == 1
    assert call("review", "reopen", review, "--as", "qf", "--reason", "补一项").exit_code == 0


def test_an_added_and_a_replaced_basis(call: Call, tmp_path: Path) -> None:
    """Both name a provision; without one the command says what is missing."""
    review = _open(call, tmp_path)
    first = _lines(call("review", "queue", review, "--show", "suggested", "--json"))[0]
    item, measure = str(first["item"]), str(first["measure_item"])
    assert call("review", "decide", review, item, "replaced", "--as", "fz").exit_code == 2
    made = json.loads(call("review", "decide", review, item, "replaced", "--as", "fz", "--work", "纸船法实施条例", "--article", "1").stdout)
    assert (made["replacement_title"], made["replacement_label"]) == ("纸船法实施条例", "1")
    added = json.loads(call("review", "decide", review, measure, "added_basis", "--as", "fz", "--work", "纸船法", "--article", "6").stdout)
    assert (added["title"], added["label"]) == ("中华人民共和国纸船法", "6")
    assert call("review", "undo", review, str(added["item"]), "--as", "fz").exit_code == 0


def test_the_history_is_taken_in_elsewhere(call: Call, tmp_path: Path) -> None:
    """Whole, and refused where it does not fit."""
    review = _open(call, tmp_path)
    call("review", "bulk", review, "deferred", "--as", "fz", "--yes")
    out = tmp_path / "history.jsonl"
    assert call("review", "export", "-o", str(out)).exit_code == 0
    taken = call("review", "import", str(out), home="other")
    assert (taken.exit_code, "新收" in taken.stdout) == (0, True)
    assert call("review", "export", home="other").stdout == out.read_text("utf-8")
    out.write_text(out.read_text("utf-8").replace("deferred", "confirmed", 3), "utf-8")
    assert call("review", "import", str(out), home="third").exit_code == 3
    assert call("review", "import", str(tmp_path / "missing"), home="third").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("review", "queue", "nothing"), "没有编号为 nothing 的审核"),
        (("review", "open", "0000", "--as", "fz"), "没有编号为 0000 的报告"),
        (("review", "list", "--as", "nobody"), "没有名为 nobody 的账户"),
        (("review", "undo", "nothing", "--as", "fz"), "没有编号为 nothing 的审核"),
    ],
)
def test_what_there_is_not_is_said_in_one_line(call: Call, arguments: tuple[str, ...], said: str) -> None:
    """What is so, and what to do."""
    result = call(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert result.output.count("\n") == 1


def test_a_disabled_account_acts_no_more(call: Call, tmp_path: Path) -> None:
    """Not from the command line either."""
    review = _open(call, tmp_path)
    call("user", "disable", "jj")
    result = call("review", "bulk", review, "deferred", "--as", "jj", "--yes")
    assert (result.exit_code, "已停用" in result.output) == (2, True)
