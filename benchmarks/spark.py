"""Citing over a Spark DataFrame: one process, then Spark with one worker and with two, the same made-up documents.

    python benchmarks/spark.py [--documents 20000]

The library is that of LAWGRAPH_HOME. Needs the extra ``spark`` and Java 17. Each session runs the whole work once before it is timed three times,
so that Java, the Python workers and the catalogue in them are warm, as in a job of hours; what the first run took more stands in a column of its own.
"""

from __future__ import annotations

import argparse
import os
import pickle
import random
import statistics
import sys
import time
from datetime import date
from pathlib import Path

from pyspark.sql import SparkSession

from lawgraph.cite import Catalogue, find_citations
from lawgraph.domain.models import as_json
from lawgraph.settings import Settings
from lawgraph.spark import cite_frame
from lawgraph.store.database import Database
from lawgraph.store.library import Library
from lawgraph.store.snapshot import snapshot
from lawgraph.text.dating import report_date

TODAY = date(2026, 11, 22)
RUNS = 3
SENTENCES = 40
SEED = 11


def documents(titles: list[str], count: int) -> list[tuple[int, str]]:
    """Made-up reports of some forty sentences, every fourth of which names a work of the library and an article."""
    drawn = random.Random(SEED)  # noqa: S311  no secret
    plain = "全市各单位认真履行职责，组织开展检查和培训，推动各项工作落到实处，群众满意度继续提高。"
    return [
        (
            number,
            f"{drawn.randint(2016, 2025)}年，青屿市船坞管理局有关情况报告如下：\n"
            + "".join(
                f"落实《{drawn.choice(titles)}》第{drawn.randint(10, 99)}条，检查{drawn.randint(2, 999)}次。{plain}" if place % 4 == 0 else plain
                for place in range(SENTENCES)
            ),
        )
        for number in range(count)
    ]


def in_spark(workers: int, held: list[tuple[int, str]]) -> tuple[float, float, int]:
    """Seconds of the first run and the median of the next ones, and the citations found, with so many Python workers."""
    spark = SparkSession.builder.master(f"local[{workers}]").config("spark.ui.enabled", "false").config("spark.driver.memory", "2g").getOrCreate()
    frame = spark.createDataFrame(held, "number int, text string").repartition(workers * 4).cache()
    frame.count()
    seconds = []
    count = 0
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        count = cite_frame(frame, today=TODAY).selectExpr("sum(size(citations))").collect()[0][0]
        seconds.append(time.perf_counter() - start)
    spark.stop()
    return seconds[0], statistics.median(seconds[1:]), count


def main() -> None:
    """Reads the arguments, runs the three ways, prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    options = parser.parse_args()
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).resolve().parents[1] / "src"), os.environ.get("PYTHONPATH", "")])
    library = Library(Database(Settings.from_environment().database_url))
    held = documents([work.title for work in library.works()], options.documents)
    start = time.perf_counter()
    taken = snapshot(library)
    took = time.perf_counter() - start
    packed = pickle.dumps(taken)
    start = time.perf_counter()
    catalogue = Catalogue(pickle.loads(packed))  # noqa: S301  our own bytes
    print(f"snapshot: {took:.2f} s, {len(packed) / 1e6:.1f} MB; unpacked and made a catalogue {time.perf_counter() - start:.2f} s")
    print(f"{len(held):,} documents, {sum(len(text.encode()) for _, text in held) / 1e6:.0f} MB\n")
    start, processor = time.perf_counter(), time.process_time()
    count = sum(len(as_json(find_citations(text, catalogue, at=(report_date(text) or (TODAY, ""))[0], today=TODAY))) for _, text in held)
    one = time.perf_counter() - start
    print("| what | first run, s | seconds | documents/s | citations |\n|---|---|---|---|---|")
    print(f"| one process ({time.process_time() - processor:.1f} s of a processor) | | {one:.1f} | {len(held) / one:,.0f} | {count:,} |")
    for workers in (1, 2):
        first, again, count = in_spark(workers, held)
        print(f"| Spark, local[{workers}] | {first:.1f} | {again:.1f} | {len(held) / again:,.0f} | {count:,} |")


if __name__ == "__main__":
    main()
