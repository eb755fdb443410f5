"""Citing over a Spark DataFrame gives what one process gives. Spark starts slowly, so that it runs with what takes minutes."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lawgraph.cite import Catalogue, find_citations
from lawgraph.domain.models import as_json
from lawgraph.errors import LibraryEmpty, UsageError
from lawgraph.services.importing import add
from lawgraph.settings import Settings
from lawgraph.store.database import Database
from lawgraph.store.library import Library
from made_up import REPORT, home_of, write_folder

if shutil.which("java") is None:
    pytest.skip("Java is not installed (Debian: openjdk-17-jre-headless)", allow_module_level=True)
pytest.importorskip("pyspark", reason="the extra spark is not installed")

from pyspark.sql import SparkSession

from lawgraph.spark import cite_frame

SOURCE = Path(__file__).resolve().parents[2] / "src"
TODAY = date(2026, 11, 22)
DOCUMENTS = 20_000
SENTENCES = [
    "依据《纸船法》第四条第一款逐一检查。",
    "落实纸船法实施条例第二条、第九条。",
    "《青屿市纸船漂流安全管理规定》（以下简称《规定》）已经报批。",
    "按照《规定》第二条评估风险。",
    "根据本法第三条办理。",
    "出台《船坞值班工作规则》，规范值班𠮷。",
    "《灯船管理暂行条例》不再执行。",
    "全年检查1200只。",
]
DAYS = [None, date(2018, 5, 1), date(2021, 7, 14), date(2022, 6, 1)]


def _document(number: int) -> tuple[int, str | None, date | None]:
    """A made-up document: which sentences stand in it its number says, bit by bit; every thousandth is without text, some are empty."""
    said = [sentence for place, sentence in enumerate(SENTENCES) if number >> place & 1]
    text = f"{2015 + number % 9}年，青屿市船坞第{number}号报告：\n" + "".join(said) if number % 257 else ""
    return number, None if number % 1000 == 999 else text + (REPORT if number % 401 == 1 else ""), DAYS[number % len(DAYS)]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("spark")
    settings = home_of(folder)
    database = Database(settings.database_url)
    add(database, str(write_folder(folder / "statutes")), folder / "regulations", lambda _what, _done, _of: None)
    database.dispose()
    return settings


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    """A session with two workers, which find lawgraph and no library."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYTHONPATH", os.pathsep.join([str(SOURCE), os.environ.get("PYTHONPATH", "")]))
        patch.setenv("LAWGRAPH_HOME", "/dev/null/nowhere")
        session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
        yield session
        session.stop()


def test_twenty_thousand_documents_have_the_citations_of_one_process(spark: SparkSession, settings: Settings) -> None:
    """Same spans, resolutions, reasons, versions and candidates, wherever a document was read; nothing lost, nothing twice."""
    documents = [_document(number) for number in range(DOCUMENTS)]
    frame = spark.createDataFrame(documents, "number int, text string, day date").repartition(8)
    start = time.perf_counter()
    rows = cite_frame(frame, at_column="day", today=TODAY, settings=settings).collect()
    print(f"\n20,000 documents over two workers: {time.perf_counter() - start:.1f} s")  # noqa: T201 (figures)
    found = {row["number"]: row for row in rows}
    database = Database(settings.database_url)
    catalogue = Catalogue(Library(database))
    expected = {
        number: None if text is None else as_json(find_citations(text, catalogue, at=found[number]["as_of"], today=TODAY))
        for number, text, _ in documents
    }
    database.dispose()
    assert len(rows) == DOCUMENTS
    assert {number: row["citations"] and [said.asDict(recursive=True) for said in row["citations"]] for number, row in found.items()} == {
        number: said and list(said) for number, said in expected.items()
    }
    assert sum(len(said or ()) for said in expected.values()) > DOCUMENTS


def test_the_day_is_the_columns_then_the_texts_then_today(spark: SparkSession, settings: Settings) -> None:
    """A report of 2018 is judged by the law of 2018, unless the table knows its day."""
    texts = [
        ("2018年，落实《纸船法》第五条。", None),
        ("2018年，落实《纸船法》第五条。", date(2021, 8, 1)),
        ("落实《纸船法》第五条。", None),
        (None, None),
    ]
    frame = spark.createDataFrame(texts, "text string, day date")
    rows = cite_frame(frame, at_column="day", today=TODAY, settings=settings).collect()
    assert [row["as_of"] for row in rows] == [date(2018, 12, 31), date(2021, 8, 1), TODAY, None]
    versions = [row["citations"] and row["citations"][0]["force"]["version"][-10:] for row in rows]
    assert versions == ["2015-03-01", "2021-01-22", "2021-01-22", None]


def test_a_wrong_call_is_told_before_anything_runs(spark: SparkSession, settings: Settings, tmp_path: Path) -> None:
    """An hour into a job is too late to learn of a misspelt column or an empty library."""
    frame = spark.createDataFrame([(1, "《纸船法》")], "number int, text string")
    for wrong in ({"text_column": "words"}, {"text_column": "number"}, {"at_column": "text"}):
        with pytest.raises(UsageError):
            cite_frame(frame, settings=settings, **wrong)
    with pytest.raises(UsageError, match="citations"):
        cite_frame(frame.withColumnRenamed("number", "citations"), settings=settings)
    with pytest.raises(LibraryEmpty):
        cite_frame(frame, settings=home_of(tmp_path))
