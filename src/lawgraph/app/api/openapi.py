"""The description of the API in OpenAPI 3.1, made from the operations that its views declare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask
from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode, JsonSchemaValue
from werkzeug.routing import Rule

from lawgraph import __version__
from lawgraph.app.api.contract import BulkFailed, Problem
from lawgraph.app.api.field_words import FIELDS, PATH_FIELDS
from lawgraph.app.api.operations import Operation
from lawgraph.app.service.access import scopes_for

__all__ = ["PREFIX", "describe", "operations"]

PREFIX = "/api/v1"

_REFS = "#/components/schemas/{model}"
_ALWAYS = (400, 401, 403, 404, 405, 413, 429, 500, 503)
_STATUSES: Mapping[int, str] = {
    200: "所求的内容",
    201: "已经保存",
    202: "已经收下，还在读",
    304: "与手中的一份相同",
    400: "请求有误",
    401: "没有登录，或令牌不可用",
    403: "没有这项权限，或请求来自别的网站",
    404: "没有这一项",
    405: "这个地址不接受这种请求",
    409: "已有先作的决定",
    413: "内容太大",
    415: "不接受这种内容",
    422: "文件读不出文字",
    429: "请求太多",
    500: "程序出了错",
    503: "库暂不能回答",
}
_HEADERS: Mapping[str, str] = {"ETag": "内容不变则不变", "Last-Modified": "法规库、程序或日期最后变动的时间", "Link": "下一页的地址（rel=next）"}


def _tidied(schema: Any) -> Any:
    """A schema as the contract means it: an object has all its fields and no others, each described by its word; what pydantic made of names goes.

    Our models say themselves which fields may be left out and that there are no others; the domain's dataclasses are always given whole.
    """
    if isinstance(schema, list):
        return [_tidied(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    said = {
        key: _tidied(value)
        for key, value in schema.items()
        if key not in {"title", "properties", "default"} and not (key == "description" and "properties" in schema)
    }
    if "default" in schema and schema["default"] is not None:
        said["default"] = schema["default"]
    if "properties" in schema:
        said["properties"] = {
            name: {"description": field.get("description") or FIELDS[name], **_tidied(field)} for name, field in schema["properties"].items()
        }
        if "additionalProperties" not in schema:
            said |= {"required": list(said["properties"]), "additionalProperties": False}
    elif "enum" in schema:
        said.pop("description", None)
    return said


def operations(app: Flask) -> Iterator[tuple[Rule, str, Operation]]:
    """Every operation of the API with its rule and its method, in the order in which they were declared."""
    for rule in app.url_map.iter_rules():
        declared = getattr(app.view_functions[rule.endpoint], "operation", None)
        if declared is not None:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, declared


def describe(app: Flask) -> dict[str, Any]:
    """The whole description."""
    found = list(operations(app))
    schemas = _Components()
    for _, _, operation in found:
        schemas.want(operation.answers, "serialization")
        schemas.want(operation.later, "serialization")
        schemas.want(operation.body, "validation")
        schemas.want_parts(operation.query)
    for kind in (Problem, BulkFailed):
        schemas.want(kind, "serialization")
    components = schemas.made()
    paths: dict[str, dict[str, Any]] = {}
    for rule, method, operation in found:
        paths.setdefault(_path(rule), {})[method.lower()] = _operation(rule, method, operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "lawgraph", "version": __version__, "description": _ABOUT, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "tags": [{"name": group} for group in dict.fromkeys(operation.group for _, _, operation in found)],
        "paths": paths,
        "security": [{"token": []}, {}],
        "components": {"schemas": components, "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": _CREDENTIALS}}},
    }


_ABOUT = (
    "法规、版本和条文，引用的核对，报告的核查，引用关系。凡条文都有时点（at，默认今天）；机器所说的都附理由。"
    "出错时回答 application/problem+json（RFC 9457），程序按 code 辨认。列表以 next 和 cursor 翻页。"
)


_CREDENTIALS = "设立账户以后，每次请求都要带令牌（lawgraph user token）；每项操作的 x-scopes 是够用的权限范围，任有其一即可。"


class _Components:
    """The schemas of all types that are wanted, each named once."""

    def __init__(self) -> None:
        self._wanted: dict[tuple[Any, JsonSchemaMode], TypeAdapter[Any]] = {}
        self._queries: set[type[BaseModel]] = set()
        self._found: Mapping[tuple[Any, JsonSchemaMode], JsonSchemaValue] = {}

    def want_parts(self, query: type[BaseModel] | None) -> None:
        """What a query's fields refer to; the query itself is said field by field."""
        if query is not None:
            self._queries.add(query)
            self.want(query, "validation")

    def want(self, kind: Any, mode: JsonSchemaMode) -> None:
        if kind is not None:
            self._wanted[kind, mode] = TypeAdapter(kind)

    def made(self) -> dict[str, Any]:
        """All of them by name; ``of`` answers from now on."""
        wanted = [(kind, mode, adapter) for (kind, mode), adapter in self._wanted.items()]
        found, rest = TypeAdapter.json_schemas(wanted, ref_template=_REFS)
        self._found = {key: _tidied(schema) for key, schema in found.items()}
        queries = {kind.__name__ for kind in self._queries}
        return {name: _tidied(schema) for name, schema in sorted(rest["$defs"].items()) if name not in queries}

    def of(self, kind: Any, mode: JsonSchemaMode) -> JsonSchemaValue:
        return self._found[kind, mode]


def _path(rule: Rule) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)


def _operation(rule: Rule, method: str, operation: Operation, schemas: _Components) -> dict[str, Any]:
    said: dict[str, Any] = {"operationId": rule.endpoint.replace(".", "_"), "tags": [operation.group], "summary": operation.summary}
    said["x-scopes"] = list(scopes_for(operation.needs))
    parameters = [*_path_parameters(rule), *_query_parameters(operation)]
    if parameters:
        said["parameters"] = parameters
    if operation.body is not None:
        said["requestBody"] = {"required": True, "content": _body(operation, schemas)}
    return said | {"responses": _responses(method, operation, schemas)}


def _path_parameters(rule: Rule) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"<(?:\w+:)?(\w+)>", rule.rule):
        yield {"name": name, "in": "path", "required": True, "description": PATH_FIELDS[name], "schema": {"type": "string", "minLength": 1}}


def _query_parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    if operation.query is None:
        return
    schema = _tidied(TypeAdapter(operation.query).json_schema(ref_template=_REFS))
    for name, field in schema["properties"].items():
        described = field.pop("description")
        # what may be left out is None where it is: an address cannot say so
        (plain,) = [choice for choice in field.pop("anyOf", [{}]) if choice != {"type": "null"}]
        yield {"name": name, "in": "query", "required": name in schema.get("required", ()), "description": described, "schema": plain | field}


def _body(operation: Operation, schemas: _Components) -> dict[str, Any]:
    schema = schemas.of(operation.body, "validation")
    if operation.lines:
        return {"application/x-ndjson": {"schema": {"type": "string", "description": "每行一个对象"}, "x-line": schema}}
    content = {"application/json": {"schema": schema}}
    if operation.form is not None:
        fields = _tidied(TypeAdapter(operation.form).json_schema(ref_template=_REFS))["properties"]
        file = {"type": "string", "contentMediaType": "application/octet-stream", "description": FIELDS["file"]}
        content["multipart/form-data"] = {"schema": {"type": "object", "properties": {"file": file, **fields}, "required": ["file"]}}
    return content


def _responses(method: str, operation: Operation, schemas: _Components) -> dict[str, Any]:
    schema = schemas.of(operation.answers, "serialization")
    content: dict[str, Any]
    if operation.lines:
        failed = schemas.of(BulkFailed, "serialization")
        content = {
            "application/x-ndjson": {"schema": {"type": "string", "description": "每行一个对象，次序不变"}, "x-line": {"anyOf": [schema, failed]}}
        }
    else:
        content = {"application/json": {"schema": schema}} | {media: {} for media in operation.files}
    good: dict[str, Any] = {"description": _STATUSES[operation.status], "content": content}
    responses = {str(operation.status): good}
    if operation.later is not None:
        later = schemas.of(operation.later, "serialization")
        responses["202"] = {"description": _STATUSES[202], "content": {"application/json": {"schema": later}}}
    if method == "GET":
        good["headers"] = {name: {"description": words, "schema": {"type": "string"}} for name, words in _HEADERS.items()}
        responses["304"] = {"description": _STATUSES[304]}
    problem = {"application/problem+json": {"schema": schemas.of(Problem, "serialization")}}
    for status in sorted({*_ALWAYS, *operation.errors, *((415, 422) if operation.body is not None else ())}):
        responses[str(status)] = {"description": _STATUSES[status], "content": problem}
    return responses
