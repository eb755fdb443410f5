"""The public Python API: the default library, opened when it is first asked for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import lawgraph
from lawgraph.cite import Catalogue, resolve_title
from lawgraph.domain.models import Citation, Resolution
from lawgraph.errors import LibraryEmpty
from lawgraph.services import importing
from lawgraph.settings import Settings
from lawgraph.store.database import Database
from made_up import write_folder
from statutes import AT, TODAY, shelf

CATALOGUE = Catalogue(shelf())


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty default home; what an earlier one held is forgotten before and after."""
    monkeypatch.setenv("LAWGRAPH_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LAWGRAPH_DATABASE_URL", raising=False)
    lawgraph._catalogue.cache_clear()
    yield tmp_path
    lawgraph._catalogue.cache_clear()


def test_the_default_library_is_read(empty_home: Path) -> None:
    """Two lines of Python give what the command line gives: the version of the day, and whether the article is in it."""
    database = Database(Settings.from_environment().database_url)
    importing.add(database, str(write_folder(empty_home / "laws")), empty_home, lambda *_: None)
    text = "依照《纸船法》第四条检查，记录按《灯塔章程法》办理。"
    found = lawgraph.find_citations(text, at=date(2022, 1, 20))
    assert [(text[c.start : c.end], c.resolution) for c in found] == [
        ("《纸船法》第四条", Resolution.RESOLVED),
        ("《灯塔章程法》", Resolution.UNKNOWN),
    ]
    one = lawgraph.resolve("纸船法第六条", at=date(2016, 1, 1))
    assert one is not None
    assert one.pinpoints[0].exists is False


def test_an_empty_library_is_said_to_be_empty(empty_home: Path) -> None:
    """Calling every title unknown would look like an answer."""
    with pytest.raises(LibraryEmpty):
        lawgraph.find_citations("《纸船法》")
    assert empty_home.exists()


def test_importing_opens_nothing() -> None:
    """The import takes no database, no search engine and no automaton along."""
    script = "import sys, lawgraph; sys.exit(any(name in sys.modules for name in ('sqlalchemy', 'tantivy', 'ahocorasick_rs', 'flask')))"
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0


def test_the_example_of_the_documentation_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody will copy it."""
    page = Path(__file__).resolve().parents[1] / "docs" / "reference" / "citations.md"
    example = page.read_text("utf-8").split("```python\n")[1].split("```")[0]
    monkeypatch.setattr(lawgraph, "_catalogue", lambda: CATALOGUE)
    exec(compile(example, str(page), "exec"), {})  # noqa: S102
    assert "《行政处罚法》（2017年修正）第三十三条 resolved" in capsys.readouterr().out


RESOLVED = [
    # written, text of the citation, its first provision
    ("行政处罚法", "行政处罚法", None),
    ("《行政处罚法》", "《行政处罚法》", None),
    ("  《行政处罚法》 ", "《行政处罚法》", None),
    ("行政处罚法第三十三条", "行政处罚法第三十三条", "33"),
    ("《行政处罚法》（2021年修订）第三十三条第一款", "《行政处罚法》（2021年修订）第三十三条第一款", "33.1"),
    ("国办发〔2022〕27号", "国办发〔2022〕27号", None),
    ("国务院令第713号", "国务院令第713号", None),
    ("关于推行法律顾问制度和公职律师公司律师制度的意见", "关于推行法律顾问制度和公职律师公司律师制度的意见", None),
]


def ask(written: str) -> Citation | None:
    return resolve_title(written, CATALOGUE, at=AT, today=TODAY)


@pytest.mark.parametrize(("written", "text", "label"), RESOLVED)
def test_a_title_resolves_alone_as_in_a_text(written: str, text: str, label: str | None) -> None:
    """With or without brackets, with its version, its article, or by its number."""
    found = ask(written)
    assert found is not None
    assert (found.text, found.resolution) == (text, Resolution.RESOLVED)
    assert [p.label for p in found.pinpoints] == ([label] if label else [])


@pytest.mark.parametrize(
    ("written", "resolution"),
    [
        ("北湖市养犬管理条例", Resolution.UNKNOWN),
        ("北湖市养犬管理条例第三条", Resolution.UNKNOWN),
        ("处罚法", Resolution.UNKNOWN),
        ("xx市养犬管理条例", Resolution.MASKED),
        ("营业执照", Resolution.NOT_A_REGULATION),
        ("民法", Resolution.UNKNOWN),
    ],
)
def test_a_title_that_no_work_bears_is_not_guessed(written: str, resolution: Resolution) -> None:
    """The same promises as for a text."""
    found = ask(written)
    assert found is not None
    assert found.resolution is resolution


@pytest.mark.parametrize("written", ["", "  ", "《》", "。"])
def test_words_without_a_name_are_nothing(written: str) -> None:
    """There is nothing to answer."""
    assert ask(written) is None
