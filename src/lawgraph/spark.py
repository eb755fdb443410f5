"""The citing of one process as a function over a Spark DataFrame, for millions of reports on a cluster that exists.

    from lawgraph.spark import cite_frame

    cited = cite_frame(spark.read.parquet("reports"), text_column="text")

Needs the extra ``spark`` and Java 17; the workers need lawgraph installed, but no library of their own: what citing asks of it is broadcast.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any

from pyspark import Broadcast
from pyspark.sql import DataFrame, Row
from pyspark.sql.types import ArrayType, BooleanType, DataType, DateType, DoubleType, LongType, StringType, StructField, StructType

from lawgraph.cite import Catalogue, find_citations
from lawgraph.domain.models import Citation, as_json
from lawgraph.domain.snapshot import Snapshot
from lawgraph.errors import LibraryEmpty, UsageError
from lawgraph.settings import Settings
from lawgraph.store.database import Database
from lawgraph.store.library import Library
from lawgraph.store.snapshot import snapshot
from lawgraph.text.dating import report_date

__all__ = ["CITATIONS", "cite_frame"]

ADDED = ("as_of", "citations")
"""The columns that ``cite_frame`` adds."""
_PLAIN: dict[type, DataType] = {bool: BooleanType(), int: LongType(), float: DoubleType(), str: StringType(), date: StringType()}


def _spark_type(hint: Any) -> DataType:
    """The type of what ``as_json`` makes of a value of a type: an Enum and a date are strings there."""
    if isinstance(hint, types.UnionType):
        return _spark_type(next(part for part in typing.get_args(hint) if part is not types.NoneType))
    if typing.get_origin(hint) is tuple:
        return ArrayType(_spark_type(typing.get_args(hint)[0]))
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return StructType([StructField(field.name, _spark_type(hints[field.name])) for field in dataclasses.fields(hint)])
    return StringType() if issubclass(hint, Enum) else _PLAIN[hint]


CITATIONS = ArrayType(_spark_type(Citation))
"""The type of the column ``citations``: the objects that ``lawgraph cite --json`` prints."""


def cite_frame(
    df: DataFrame, text_column: str = "text", *, at_column: str | None = None, today: date | None = None, settings: Settings | None = None
) -> DataFrame:
    """The rows of ``df`` with two more columns: ``as_of``, the day by which a text is judged, and ``citations`` (``CITATIONS``) in order of place.

    ``as_of`` is the day in ``at_column`` (of type date); where there is none, the day that the text itself gives; else ``today`` (default: the
    driver's day, the same for every row). Spans count characters of the text as it stands in the column. A row without text has neither.

    The library in LAWGRAPH_HOME (or of ``settings``) is read here, once, and the citing done when the result is asked for: a library that changes
    in between changes nothing. Raises LibraryEmpty, and UsageError where a column is missing, of another type or already there.
    """
    _check_columns(df, text_column, at_column)
    database = Database((settings or Settings.from_environment()).database_url)
    try:
        library = Library(database)
        if not library.works():
            raise LibraryEmpty
        sent = df.sparkSession.sparkContext.broadcast(snapshot(library))
    finally:
        database.dispose()
    work = _Citing(sent, text_column, at_column, today or date.today())  # noqa: DTZ011  the day of the person who asks
    schema = StructType([*df.schema.fields, StructField(ADDED[0], DateType()), StructField(ADDED[1], CITATIONS)])
    # every value was made to the schema's type above, and Spark's own check of each would take longer than the citing
    return df.sparkSession.createDataFrame(df.rdd.mapPartitions(work), schema, verifySchema=False)


def _check_columns(df: DataFrame, text_column: str, at_column: str | None) -> None:
    held = {field.name: field.dataType for field in df.schema.fields}
    for column, wanted in ((text_column, StringType()), (at_column, DateType())):
        if column is not None and held.get(column) != wanted:
            raise UsageError(f"列“{column}”不存在，或不是 {wanted.simpleString()} 类型。", f"现有各列：{df.schema.simpleString()}")
    if taken := [column for column in ADDED if column in held]:
        raise UsageError(f"列“{taken[0]}”已经存在，结果无处可放。", "请先改名，例如 df.withColumnRenamed。")


@dataclass(frozen=True, slots=True)
class _Citing:
    """What Spark sends to its workers: a function over the rows of a partition."""

    sent: Broadcast[Snapshot]
    text_column: str
    at_column: str | None
    today: date

    def __call__(self, rows: Iterable[Row]) -> Iterator[tuple[Any, ...]]:
        catalogue = _catalogue(self.sent)
        for row in rows:
            text: str | None = row[self.text_column]
            if text is None:
                yield (*row, None, None)
                continue
            at = (row[self.at_column] if self.at_column else None) or (report_date(text) or (self.today, ""))[0]
            yield (*row, at, as_json(find_citations(text, catalogue, at=at, today=self.today)))


@lru_cache(maxsize=1)
def _catalogue(sent: Broadcast[Snapshot]) -> Catalogue:
    """The names of a library, made ready once in a worker, which keeps its broadcasts from task to task."""
    return Catalogue(sent.value)
