"""The public Python API: the default library, opened when it is first asked for."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from inspect import signature
from pathlib import Path

import pytest

import lawgraph
from lawgraph.app.wiring import Wiring
from lawgraph.cite import Catalogue, resolve_title
from lawgraph.domain.models import Citation, ForceStatus, Resolution
from lawgraph.domain.numerals import to_chinese
from lawgraph.errors import LibraryEmpty, UnknownProvision, UnknownWork, UsageError
from lawgraph.services import importing
from lawgraph.settings import Settings
from lawgraph.store.database import Database
from made_up import REPORT, home_of, write_folder
from statutes import AT, TODAY, shelf

CATALOGUE = Catalogue(shelf())


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty default home; what an earlier one held is forgotten before and after."""
    monkeypatch.setenv("LAWGRAPH_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LAWGRAPH_DATABASE_URL", raising=False)
    lawgraph._default.cache_clear()
    yield tmp_path
    lawgraph._default.cache_clear()


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


LAW = "# 中华人民共和国行政处罚法\n\n1996年3月17日 第八届全国人民代表大会第四次会议通过\n\n"
STEPS = {
    "2017-09-01": ("2017年9月1日 第十二届全国人民代表大会常务委员会第二十九次会议第二次修正", 64),
    "2021-01-22": ("2021年1月22日 第十三届全国人民代表大会常务委员会第二十五次会议修订", 86),
}
PAGES = ["reference/citations.md", "reference/python.md", "howto/notebook.md"]


@pytest.fixture(scope="module")
def well_known_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that knows the law of which the documentation speaks, in words of our own."""
    home = tmp_path_factory.mktemp("well-known")
    folder = write_folder(home / "laws")
    for day, (step, count) in STEPS.items():
        lines = [f"第{to_chinese(number)}条 轻微的事，{number}只纸船以内不予处罚。" for number in range(1, count + 1)]
        (folder / "行政法" / f"行政处罚法({day}).md").write_text(f"{LAW}{step}\n\n<!-- INFO END -->\n\n" + "\n\n".join(lines) + "\n", "utf-8")
    wiring = Wiring(home_of(home))
    wiring.add(str(folder))
    wiring.database.dispose()
    return home


@pytest.fixture
def default(well_known_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """That home as the default one."""
    monkeypatch.setenv("LAWGRAPH_HOME", str(well_known_home))
    monkeypatch.delenv("LAWGRAPH_DATABASE_URL", raising=False)
    lawgraph._default.cache_clear()
    yield well_known_home
    lawgraph._default().close()
    lawgraph._default.cache_clear()


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_the_documentation_run(
    page: str, default: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody will copy them: cell after cell, as in a notebook; what a comment says is printed, is printed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "报告.txt").write_text(REPORT, "utf-8")
    source = (Path(__file__).resolve().parents[1] / "docs" / page).read_text("utf-8")
    names: dict[str, object] = {"library": shelf(), "text": "依照《行政处罚法》第三十三条办理。", "report_date": AT}
    cells = re.findall(r"^```python\n(.*?)^```", source, flags=re.DOTALL | re.MULTILINE)
    for cell in cells:
        exec(compile(cell, page, "exec"), names)  # noqa: S102
    promised = [line for cell in cells for line in re.findall(r"^# → (.*)$", cell, flags=re.MULTILINE)]
    printed = capsys.readouterr().out
    assert [line for line in promised if line not in printed] == []
    assert printed
    assert default.exists()


def test_the_reference_names_what_there_is() -> None:
    """A name that is not documented is not there; one that is only documented is worse."""
    page = (Path(__file__).resolve().parents[1] / "docs/reference/python.md").read_text("utf-8")
    documented = re.findall(r"^\| `(\w+)", page.split("## Functions")[1].split("## ")[0], flags=re.MULTILINE)
    assert sorted(documented) == sorted(set(lawgraph.__all__) - {"__version__"})


def test_a_library_of_ones_choice_answers_by_the_same_names(well_known_home: Path, empty_home: Path) -> None:
    """Each function is a method too, with the same parameters, and the choice does not touch the default."""
    with pytest.raises(LibraryEmpty):
        lawgraph.works()
    with lawgraph.open_library(well_known_home, today=date(2026, 11, 21)) as library:
        assert "中华人民共和国行政处罚法" in {work.title for work in library.works()}
        functions = set(lawgraph.__all__) - {"__version__", "open_library", "as_json"}
        assert {name: list(signature(getattr(lawgraph, name)).parameters) for name in functions} == {
            name: list(signature(getattr(library, name)).parameters) for name in functions
        }
    assert empty_home.exists()


@pytest.mark.parametrize(
    ("at", "number", "label", "version", "status", "words"),
    [
        (date(2016, 1, 1), "第三条", "3", "2015-03-01", ForceStatus.IN_FORCE, "纸船下水前"),
        (date(2022, 1, 20), "3", "3", "2021-01-22", ForceStatus.IN_FORCE, "漂流应当"),
        (date(2022, 1, 20), "第四条第二款", "4.2", "2021-01-22", ForceStatus.IN_FORCE, "纸船下水前"),
        (date(2014, 1, 1), "6", "6", "2021-01-22", ForceStatus.UNKNOWN, "本法自"),
    ],
)
def test_an_article_is_that_of_its_day(default: Path, at: date, number: str, label: str, version: str, status: ForceStatus, words: str) -> None:
    """Words, version and state; where nobody knows the state, it says so beside the words."""
    found = lawgraph.article("纸船法", number, at=at)
    assert (found.label, found.article.version.rpartition("/")[2], found.force.status) == (label, version, status)
    assert found.article.text.startswith(words)
    assert default.exists()


def test_what_is_not_there_is_not_replaced(default: Path) -> None:
    """An article of the later version is none of the earlier one; a title that nobody bears is unknown."""
    with pytest.raises(UnknownProvision):
        lawgraph.article("纸船法", "第六条", at=date(2016, 1, 1))
    with pytest.raises(UnknownWork):
        lawgraph.versions("星空法")
    with pytest.raises(UsageError):
        lawgraph.search("漏水", level="星级")
    with pytest.raises(UsageError):
        lawgraph.diff("纸船法", date(2021, 1, 22), date(2021, 1, 22))
    assert default.exists()


def test_versions_articles_and_what_changed(default: Path) -> None:
    """Enough to make a table of a law's life."""
    assert [str(row.published) for row in lawgraph.versions("纸船法")] == ["2015-03-01", "2021-01-22"]
    assert [article.number for article in lawgraph.articles("纸船法", at=date(2016, 1, 1))] == ["1", "2", "3", "4", "5"]
    found = lawgraph.diff("纸船法")
    assert {changed.change.old: changed.change.new for changed in found.articles if changed.change.old} == {
        "1": "1",
        "2": "2",
        "3": "4",
        "4": "5",
        "5": "6",
    }
    assert lawgraph.diff("纸船法", date(2016, 1, 1), date(2022, 1, 1)) == found
    assert [edge.source_label for edge in lawgraph.cited_by("纸船法", "第三条")] == ["2"]
    assert default.exists()


def test_a_report_is_checked_from_words_and_from_a_file(default: Path, tmp_path: Path) -> None:
    """A file is read as the command line reads it, and both say the same."""
    file = tmp_path / "报告.txt"
    file.write_text(REPORT, "utf-8")
    by_words, by_file = lawgraph.check(REPORT, at=date(2022, 1, 20)), lawgraph.check(file, at=date(2022, 1, 20))
    assert (by_words.citations, by_words.measures) == (by_file.citations, by_file.measures)
    assert lawgraph.as_json(by_file)["name"] == "报告.txt"
    assert lawgraph.search("漏水", work="纸船法", at=date(2022, 1, 20)).hits[0].article == "5"
    assert lawgraph.suggest("检查纸船有无漏水", at=date(2022, 1, 20), limit=1)[0].article == "4"
    assert default.exists()


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
