"""What a SPARQL query asks for, read from its words before anything runs: its form, and whether it reaches outside."""

from __future__ import annotations

import re

from lawgraph.errors import QueryInvalid

__all__ = ["form_of"]

# Comments, IRIs, literals, names with a prefix and variables hold no keywords; what is left are the words and signs of the language.
_TOKEN = re.compile(
    r"""(?P<skip> \#[^\n]* | <[^<>"{}|^`\\\s]*> | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
        | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
        | [?$]\w+ | @[A-Za-z-]+ | (?:[\w.-]*\w)?:(?:[\w.:%-]|\\.)* ) | (?P<word>[A-Za-z]\w*)""",
    re.VERBOSE | re.DOTALL,
)
_CODE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_READING = ("select", "ask", "construct", "describe")
_PROLOGUE = {"base", "prefix"}


def form_of(query: str) -> str:
    """``select``, ``ask``, ``construct`` or ``describe``. Raises QueryInvalid for anything else, updates too, and for SERVICE."""
    words = _words(query)
    # a code point may stand for any sign of the language (SPARQL 1.1 Query Language, 19.2): \u0053ERVICE
    if "service" in words or "service" in _words(_CODE.sub(lambda match: chr(min(int(match[1] or match[2], 16), 0x10FFFF)), query)):
        raise QueryInvalid("这里不执行 SERVICE：查询不向别的服务器发请求。", "请去掉 SERVICE。")
    first = next((word for word in words if word not in _PROLOGUE), "")
    if first not in _READING:
        raise QueryInvalid("只执行 SELECT、ASK、CONSTRUCT、DESCRIBE 查询，不执行更新。", "请检查查询的第一个词。")
    return first


def _words(query: str) -> list[str]:
    return [match["word"].lower() for match in _TOKEN.finditer(query) if match["word"]]
