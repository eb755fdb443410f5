"""YAML read strictly, field by field: a missing, misspelt, repeated or malformed field raises RecordInvalid with the file and the field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import yaml

from lawgraph.errors import RecordInvalid

try:  # libyaml is ten times faster; the pure-Python loader stands in where PyYAML was built without it
    from yaml import CSafeLoader as _BaseLoader
except ImportError:
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]

__all__ = ["Fields", "as_article", "as_count", "as_day", "as_key", "as_title", "as_truth", "as_words", "matching", "one_of", "read"]

T = TypeVar("T")


class _Malformed(Exception):
    """A value that its field cannot take; the message says why."""


class _Loader(_BaseLoader):
    """YAML without repeated keys: PyYAML itself keeps the last one in silence."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value} 写了两次", key.start_mark)
            seen.add(str(key.value))
        super().flatten_mapping(node)


class Fields:
    """The fields of one mapping, taken out one by one, so that what is left over is known to be unknown."""

    def __init__(self, file: str, place: str, content: dict[str, Any]) -> None:
        self.file, self.place, self.content = file, place, dict(content)

    def wrong(self, name: str, why: str) -> RecordInvalid:
        return RecordInvalid(f"{self.file} 的 {self.place}{name}：{why}。", "请按数据格式改正。")

    def may(self, name: str, read: Callable[[Any], T]) -> T | None:
        if name not in self.content:
            return None
        return self._read(name, self.content.pop(name), read)

    def must(self, name: str, read: Callable[[Any], T]) -> T:
        if name not in self.content:
            raise self.wrong(name, "缺少这一项")
        return self._read(name, self.content.pop(name), read)

    def many(self, name: str, read: Callable[[Any], T]) -> tuple[T, ...]:
        said = self._list(name)
        if len({str(one) for one in said}) < len(said):
            raise self.wrong(name, "有重复")
        return tuple(self._read(f"{name}[{place}]", one, read) for place, one in enumerate(said))

    def parts(self, name: str) -> Iterator[Fields]:
        for place, one in enumerate(self._list(name)):
            yield self._part(f"{name}[{place}]", one)

    def part(self, name: str) -> Fields | None:
        return self._part(name, self.content.pop(name)) if name in self.content else None

    def close(self) -> None:
        for name in self.content:
            raise self.wrong(str(name), "没有这个字段")

    def _list(self, name: str) -> list[Any]:
        said = self.content.pop(name, [])
        if not isinstance(said, list):
            raise self.wrong(name, "应是列表")
        return said

    def _part(self, name: str, said: Any) -> Fields:
        if not isinstance(said, dict):
            raise self.wrong(name, "应是字段表")
        return Fields(self.file, f"{self.place}{name}.", said)

    def _read(self, name: str, said: Any, read: Callable[[Any], T]) -> T:
        try:
            return read(said)
        except _Malformed as error:
            raise self.wrong(name, str(error)) from error


def read(path: Path) -> Fields:
    """The mapping that the file holds; raises RecordInvalid where it is no YAML or holds something else."""
    try:
        content = _Loader(path.read_bytes()).get_single_data()
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行" if mark else "的内容"
        raise RecordInvalid(
            f"{path.parent.name}/{path.name} {place}不是有效的 YAML：{getattr(error, 'problem', error)}。", "请改正后重试。"
        ) from error
    if not isinstance(content, dict):
        raise RecordInvalid(f"{path.parent.name}/{path.name} 的内容不是字段表。", "请按数据格式改正。")
    return Fields(f"{path.parent.name}/{path.name}", "", content)


def as_words(said: Any) -> str:
    """Some text, spaces around it dropped."""
    if not isinstance(said, str) or not said.strip():
        raise _Malformed(f"“{said}”不是文字")
    return said.strip()


def as_title(said: Any) -> str:
    """The name of a work, without 《》."""
    title = as_words(said)
    if "《" in title[:1] or re.search(r"\s", title):
        raise _Malformed(f"“{title}”带有书名号或空格")
    return title


def matching(pattern: str, said: Any) -> str:
    """Text of one form."""
    if not re.fullmatch(pattern, str(said)):
        raise _Malformed(f"“{said}”的写法不对")
    return str(said)


as_key = partial(matching, r"[a-z0-9]+(?:-[a-z0-9]+)*")
as_article = partial(matching, r"[1-9]\d*(?:-[1-9]\d*)*")


def one_of(allowed: tuple[str, ...], said: Any) -> str:
    """One of the words allowed."""
    if said not in allowed:
        raise _Malformed(f"“{said}”不在 {'、'.join(allowed)} 之中")
    return str(said)


def as_day(said: Any) -> date:
    """A date without a time."""
    if not isinstance(said, date) or isinstance(said, datetime):
        raise _Malformed(f"“{said}”不是 2022-01-20 这样的日期")
    return said


def as_count(said: Any) -> int:
    """A number from one upwards."""
    if not isinstance(said, int) or isinstance(said, bool) or said < 1:
        raise _Malformed(f"“{said}”不是正整数")
    return said


def as_truth(said: Any) -> bool:
    """``true`` or ``false``."""
    if not isinstance(said, bool):
        raise _Malformed(f"“{said}”不是 true 或 false")
    return said
