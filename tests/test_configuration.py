"""Settings from the command line, the environment and a file: which one counts, and what is said of a wrong one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lawgraph.app.cli import main
from lawgraph.configuration import config_file
from lawgraph.errors import UsageError
from lawgraph.settings import SETTINGS, Settings

SECRET = "postgresql+psycopg://lawgraph:paper-boat@db/lawgraph?sslpassword=folded"  # noqa: S105 (made up)


def _written(folder: Path, text: str) -> dict[str, str]:
    """The environment that names a file with this text."""
    file = folder / "config.toml"
    file.write_text(text, "utf-8")
    return {"LAWGRAPH_CONFIG": str(file)}


def _call(*arguments: str, env: dict[str, str]) -> Result:
    return CliRunner().invoke(main, list(arguments), env=env, catch_exceptions=False)


def test_the_table_and_the_object_name_the_same_settings() -> None:
    """One that stands in the table alone would be read for nobody."""
    assert sorted(setting.key for setting in SETTINGS) == sorted(field.name for field in fields(Settings))
    assert all(setting.what and not setting.what.endswith("。") for setting in SETTINGS)


@pytest.mark.parametrize(
    ("text", "environment", "options", "jobs"),
    [
        ("", {}, {}, 2),
        ("jobs = 3", {}, {}, 3),
        ("jobs = 3", {"LAWGRAPH_JOBS": "4"}, {}, 4),
        ("jobs = 3", {"LAWGRAPH_JOBS": "4"}, {"jobs": "5"}, 5),
        ("jobs = 3", {"LAWGRAPH_JOBS": ""}, {}, 3),
    ],
    ids=["default", "file", "environment", "option", "an empty variable is none"],
)
def test_the_nearest_place_counts(tmp_path: Path, text: str, environment: dict[str, str], options: dict[str, str], jobs: int) -> None:
    """Command line before environment before file before default."""
    assert Settings.from_environment(_written(tmp_path, text) | environment, options).jobs == jobs


def test_the_file_says_what_the_environment_can_say(tmp_path: Path) -> None:
    """Every form in TOML's own types; paths start from the file's folder."""
    text = """
home = "data"
max_upload_mb = 50
learn = false
demo = true
hosts = ["fagui.example.gov.cn", "fagui.internal"]
metrics_from = ["10.0.0.0/8"]
url_prefix = "/lawgraph/"
opinion_template = "/srv/letter.docx"
log = "json"
"""
    found = Settings.from_environment(_written(tmp_path, text))
    assert (found.home, found.database_url) == (tmp_path / "data", f"sqlite:///{tmp_path / 'data' / 'lawgraph.sqlite3'}")
    assert (found.max_upload_mb, found.learn, found.demo, found.log) == (50, False, True, "json")
    assert (found.hosts, [str(network) for network in found.metrics_from]) == (("fagui.example.gov.cn", "fagui.internal"), ["10.0.0.0/8"])
    assert (found.url_prefix, found.opinion_template) == ("/lawgraph", Path("/srv/letter.docx"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("max_uplod_mb = 3", "第 1 行：max_uplod_mb 不是可以设的项。是不是 max_upload_mb？"),
        ("LAWGRAPH_JOBS = 3", "第 1 行：LAWGRAPH_JOBS 不是可以设的项。是不是 jobs？"),
        ("[service]\njobs = 3", "service 不是可以设的项。可以设的项见 lawgraph config。"),
        ('# 作业\njobs = "3"', "第 2 行：jobs 的值类型不对。请写成不带引号的整数。"),
        ("jobs = true", "jobs 的值类型不对。"),
        ("jobs = 0", "第 1 行：jobs 的值“0”不可用。请给出 1 到 64 的整数"),
        ("log = 1", "log 的值类型不对。请写成带引号的文字。"),
        ("hosts = [1]", "hosts 的值类型不对。"),
        ("hosts = 2021-01-01", "hosts 的值类型不对。"),
        ("learn = 1", "learn 的值类型不对。请写成true 或 false"),
        ("jobs 3", "不是 TOML"),
        ("jobs = 3\njobs = 4", "不是 TOML"),
        ('database_url = "x"\ndatabase_url_file = "y"', "只留一个"),
        ('database_url_file = "missing"', "读不出来"),
        ('jobs_file = "x"', "jobs_file 不是可以设的项。"),
    ],
)
def test_a_wrong_file_is_one_clear_line(tmp_path: Path, text: str, said: str) -> None:
    """The file, the place in it, what is wrong, and what to write."""
    environment = _written(tmp_path, text)
    done = _call("config", env=environment)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert environment["LAWGRAPH_CONFIG"] in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "没有配置文件"), (b"\xff\xfe", "读不出来"), (b"\xef\xbb\xbfjobs = 70", "jobs 的值“70”不可用")],
    ids=["none", "UTF-16", "a mark"],
)
def test_a_file_that_is_named_has_to_be_readable(tmp_path: Path, content: bytes | None, said: str) -> None:
    """A misspelt path must not mean: no settings."""
    file = tmp_path / "named.toml"
    if content is not None:
        file.write_bytes(content)
    done = _call("--config", str(file), "config", env={})
    assert (done.exit_code, said in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("--set", "jobs"), "没有等号"), (("--set", "job=3"), "是不是 jobs？"), (("--set", "jobs=many"), "--set jobs 的值“many”不可用")],
)
def test_a_wrong_option_is_wrong_use(arguments: tuple[str, ...], said: str) -> None:
    """As a wrong variable is."""
    done = _call(*arguments, "config", env={})
    assert (done.exit_code, said in done.stderr.replace("里没有等号", "没有等号")) == (2, True)


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    """As containers hand secrets over; the path in the file of settings starts from its folder."""
    (tmp_path / "secret").write_text(f"{SECRET}\n", "utf-8")
    by_variable = Settings.from_environment({"LAWGRAPH_DATABASE_URL_FILE": str(tmp_path / "secret")})
    by_file = Settings.from_environment(_written(tmp_path, 'database_url_file = "secret"'))
    assert by_variable.database_url == by_file.database_url == SECRET
    with pytest.raises(UsageError, match="都有值"):
        Settings.from_environment({"LAWGRAPH_DATABASE_URL_FILE": str(tmp_path / "secret"), "LAWGRAPH_DATABASE_URL": "sqlite://"})


def test_a_wrong_secret_is_not_repeated() -> None:
    """What is refused lands in logs."""
    with pytest.raises(UsageError) as refused:
        Settings.from_environment({"LAWGRAPH_SPARQL_URL": "paper-boat"})
    assert "LAWGRAPH_SPARQL_URL" in str(refused.value)
    assert "paper-boat" not in str(refused.value)


def test_config_shows_every_setting_and_where_it_comes_from(tmp_path: Path) -> None:
    """A service that does something else than its file says is explained by the place that counted."""
    environment = _written(tmp_path, "jobs = 3\nread_seconds = 9") | {"LAWGRAPH_JOBS": "4", "LAWGRAPH_DATABASE_URL": SECRET}
    done = _call("--set", "job_queue=7", "config", "--json", env=environment)
    shown = {said["key"]: said for said in map(json.loads, done.stdout.splitlines())}
    assert list(shown) == [setting.key for setting in SETTINGS]
    got = {key: (shown[key]["value"], shown[key]["origin"]) for key in ("jobs", "read_seconds", "job_queue", "check_seconds")}
    assert got == {"jobs": (4, "environment"), "read_seconds": (9, "file"), "job_queue": (7, "option"), "check_seconds": (10, "default")}
    assert shown["read_seconds"]["place"].endswith("第 2 行：read_seconds")
    said = _call("config", env=environment).stdout
    assert "postgresql+psycopg://lawgraph:***@db/lawgraph?sslpassword=***" in said
    assert not [word for word in ("paper-boat", "folded") if word in said + done.stdout]


def test_what_config_prints_is_a_file_of_settings(tmp_path: Path) -> None:
    """Saved and read again it sets the same; with every mark taken away too."""
    environment = {"LAWGRAPH_HOME": str(tmp_path / "home"), "LAWGRAPH_HOSTS": "a.example,b.example", "LAWGRAPH_LEARN": "off", "LAWGRAPH_JOBS": "4"}
    printed = _call("config", env=environment).stdout
    known = Settings.from_environment(environment)
    assert Settings.from_environment(_written(tmp_path, printed)) == known
    bare = "\n".join(line.removeprefix("# ") if " = " in line else line for line in printed.splitlines())
    assert Settings.from_environment(_written(tmp_path, bare)) == known


def test_the_path_is_told(tmp_path: Path) -> None:
    """One line for programs; whether it is there is for people."""
    environment = _written(tmp_path, "jobs = 3")
    assert _call("config", "--path", env=environment).stdout == f"{tmp_path / 'config.toml'}\n"
    (tmp_path / "config.toml").unlink()
    missing = _call("config", "--path", env=environment)
    assert (missing.exit_code, missing.stdout, missing.stderr) == (0, f"{tmp_path / 'config.toml'}\n", "（没有这个文件）\n")


@pytest.mark.skipif(sys.platform != "linux", reason="the folder is named by XDG_CONFIG_HOME on Linux")
def test_the_platforms_folder_is_read_where_nothing_is_named(tmp_path: Path) -> None:
    """In a process of its own: only the process's environment leads to a file that nobody named. A file is what makes tomllib be loaded."""
    program = "import sys; from lawgraph.settings import Settings; print(Settings.from_environment().jobs, 'tomllib' in sys.modules)"
    environment = {name: value for name, value in os.environ.items() if name != "LAWGRAPH_CONFIG"} | {"XDG_CONFIG_HOME": str(tmp_path)}

    def asked() -> str:
        return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True).stdout

    assert asked() == "2 False\n"
    (tmp_path / "lawgraph").mkdir()
    (tmp_path / "lawgraph" / "config.toml").write_text("jobs = 3", "utf-8")
    assert asked() == "3 True\n"
    assert config_file({"LAWGRAPH_CONFIG": "~/x.toml"}) == Path("~/x.toml").expanduser()
