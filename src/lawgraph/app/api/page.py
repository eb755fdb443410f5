"""The API's description as a page: its operations by group, with what each takes and gives, and an example that can be followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, current_app, render_template

from lawgraph.app.api.openapi import describe
from lawgraph.app.service.query import address

__all__ = ["Field", "Route", "api_page", "described", "routes"]

api_page = Blueprint("api_page", __name__)

_SAMPLES: Mapping[str, str] = {
    "name": "行政处罚法", "number": "第三十三条", "q": "不予处罚", "node": "行政处罚法第三十三条", "work": "行政处罚法", "from": "2017-09-01",
    "to": "2021-01-22", "first": "行政处罚法", "second": "优化营商环境条例",
}  # fmt: skip
"""Values with which an address can be tried, by the name of the parameter."""
_TYPES: Mapping[str, str] = {"string": "文字", "integer": "整数", "number": "数", "boolean": "真假", "array": "列表", "object": "对象"}


@dataclass(frozen=True, slots=True)
class Field:
    """Something that is said: ``kind`` is its type in a word, ``choices`` are the values that it may have where they are few."""

    name: str
    kind: str
    required: bool
    words: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """An operation. ``example`` is an address that answers without further ado; empty where one would need an identifier or a body."""

    id: str
    method: str
    path: str
    summary: str
    scopes: tuple[str, ...]
    parameters: tuple[Field, ...]
    takes: tuple[str, ...]
    body: tuple[Field, ...]
    gives: tuple[str, ...]
    answer: tuple[Field, ...]
    example: str


def described() -> dict[str, Any]:
    """The description of this application, made once."""
    extensions = current_app.extensions
    if "lawgraph-openapi" not in extensions:
        extensions["lawgraph-openapi"] = describe(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    said: dict[str, Any] = extensions["lawgraph-openapi"]
    return said


@api_page.get("/api/v1/")
def page() -> str:
    """The description as a page."""
    said = described()
    groups = [(tag["name"], [route for group, route in routes(said) if group == tag["name"]]) for tag in said["tags"]]
    return render_template("api.html", said=said, groups=groups)


def routes(said: Mapping[str, Any]) -> Iterator[tuple[str, Route]]:
    """Every operation of a description with its group."""
    for path, methods in said["paths"].items():
        for method, operation in methods.items():
            takes = operation.get("requestBody", {}).get("content", {})
            gives = next(answer.get("content", {}) for status, answer in operation["responses"].items() if status.startswith("2"))
            asked = operation.get("parameters", [])
            yield operation["tags"][0], Route(
                operation["operationId"], method.upper(), path, operation["summary"], tuple(operation["x-scopes"]),
                tuple(_field(said, one["name"], one, one["schema"], required=one["required"]) for one in asked),
                tuple(takes), tuple(_fields(said, takes)), tuple(gives), tuple(_fields(said, gives)), _example(method, path, asked),
            )  # fmt: skip


def _fields(said: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[Field]:
    """The fields of the first object of a body or an answer."""
    first: Mapping[str, Any] = next(iter(content.values()), {})
    schema = _whole(said, first.get("x-line") or first.get("schema", {}))
    schema = _whole(said, schema["anyOf"][0]) if "anyOf" in schema else schema
    for name, field in schema.get("properties", {}).items():
        yield _field(said, name, field, field, required=name in schema.get("required", ()))


def _field(said: Mapping[str, Any], name: str, told: Mapping[str, Any], schema: Mapping[str, Any], *, required: bool) -> Field:
    kinds = [_whole(said, one) for one in schema.get("anyOf", [schema])]
    words = dict.fromkeys(_TYPES[kind["type"]] for kind in kinds if kind.get("type") in _TYPES)
    choices = tuple(str(value) for kind in kinds for value in kind.get("enum", ()))
    return Field(name, "或".join(words), required, str(told.get("description", "")), choices)


def _whole(said: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema, or the one to which it refers."""
    if "$ref" not in schema:
        return schema
    found: Mapping[str, Any] = said["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _example(method: str, path: str, asked: list[dict[str, Any]]) -> str:
    wanted = [one for one in asked if one["required"]]
    if method != "get" or any(one["name"] not in _SAMPLES for one in wanted):
        return ""
    for one in wanted:
        path = path.replace(f"{{{one['name']}}}", quote(_SAMPLES[one["name"]]))
    return address(path, **{one["name"]: _SAMPLES[one["name"]] for one in wanted if one["in"] == "query"})
