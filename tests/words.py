"""Brings the catalogue of English words up to date: ``make words``.

Every Chinese string of a page is a message: of the templates, of each module whose words come to a screen, and the titles of the example queries. ``make words`` writes those that are
new into web/translations/en/LC_MESSAGES/messages.po, takes out those that are no more, and tells which have no English yet.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from lawgraph.app.language.templates import messages_of_template, parameter_name

__all__ = ["CATALOGUE", "messages", "missing", "read", "updated"]

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "lawgraph"
CATALOGUE = ROOT / "web" / "translations" / "en" / "LC_MESSAGES" / "messages.po"

FILES = {"opinion.html", "review_opinion.html"}
"""Templates of files that are handed on: they are Chinese documents."""
NOT_ON_A_PAGE = (
    # the command line and what it alone reaches
    "app/cli.py", "app/commands", "app/terminal.py", "app/mcp.py", "app/progress.py", "app/service/serving.py", "app/reviews/objects.py", "settings.py", "configuration.py", "spark.py",
    "opening.py", "__init__.py", "store/backup.py", "store/doctor.py", "store/records.py", "store/strict_yaml.py", "store/sources.py", "store/ingest.py",
    "store/rdf/publish.py", "services/importing.py",
    # files that are handed on
    "services/files", "services/reviews/opinion_files.py",
    # what reading looks for: the words of the texts
    "cite/find.py", "cite/grammar.py", "cite/references.py", "domain/numerals.py", "domain/places.py", "services/phrases.py",
    "services/search/synonyms.py", "store/search/tokens.py", "text/cleaning.py", "text/cues.py", "text/dating.py", "text/making.py", "text/official.py",
    "text/outline.py", "text/persons.py", "text/report.py", "text/statute.py", "text/formats/apart.py", "text/formats/layout.py",
    "text/formats/numbering.py", "text/formats/columns.py",
)  # fmt: skip
NOT_SAID = frozenset(
    # what a module compares with
    "中华人民共和国 之 编 分编 章 节 法 条例 本 规定 通知 标准 制度 方案 法典 民法典 关于 民法 总则 通则 的 并 第 标题 第{number} 第{number}条 第{value}条 {plain}之{inserted} "
    "该同上前述揭 至到本法条例办规定的 、，和与及或至到—- ”“：—的了 监察法实施条例 宪法修正案 重大行政决策程序暂行条例 "
    # what a reader writes, and what a file is called
    "行政处罚法 行政处罚法第三十三条 第三十三条 不予处罚 优化营商环境条例 国务院令第713号 {rsplit}-核查.{kind} {said}-审核意见.{kind} 第{number}{kind}".split()
) | {"首次轻微违法 不予处罚", "行政处罚法 33", "中文"}
"""Strings that are no words of ours on a screen."""
_PATTERN = re.compile(r"\(\?|\[.*-.*\]|\\d|\||^[⺀-⿟]|%s")
"""A regular expression, or a line of the log."""
_HEAD = """# English words of lawgraph's pages. Written by `make words`, translated by hand; docs/glossary.md has the terms.
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
_IDEOGRAPH = re.compile(r"[㐀-鿿]")


def messages() -> dict[str, set[str]]:
    """Every message, with the files that hold it."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "web" / "templates").glob("*.html")):
        if path.name not in FILES:
            for message in messages_of_template(path.read_text("utf-8")):
                found.setdefault(message, set()).add(path.relative_to(ROOT).as_posix())
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE).as_posix()
        if not any(place == one or place.startswith(f"{one}/") for one in NOT_ON_A_PAGE):
            for message in _of_module(ast.parse(path.read_text("utf-8"))):
                found.setdefault(message, set()).add(path.relative_to(ROOT).as_posix())
    for path in sorted((ROOT / "data" / "queries").glob("*.rq")):
        found.setdefault(path.read_text("utf-8").partition("\n")[0].removeprefix("# "), set()).add(path.relative_to(ROOT).as_posix())
    return {message: files for message, files in found.items() if message not in NOT_SAID}


def _of_module(tree: ast.Module) -> Iterator[str]:
    """The Chinese strings of a module: no docstrings, no patterns; a formatted string with its parameters by name."""
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(id(node.value))  # a docstring
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
        ):
            left_out |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.JoinedStr):
            left_out |= {id(part) for part in node.values}
        if isinstance(node, ast.JoinedStr | ast.Constant) and id(node) not in left_out:
            text = _formatted(node) if isinstance(node, ast.JoinedStr) else node.value
            if isinstance(text, str) and _IDEOGRAPH.search(text) and not _PATTERN.search(text):
                yield " ".join(text.split())


def _formatted(node: ast.JoinedStr) -> str:
    names: dict[str, str] = {}
    text = ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            said = ast.unparse(part.value)
            name = first = parameter_name(said)
            number = 2
            while names.get(name, said) != said:
                name, number = f"{first}{number}", number + 1
            names[name] = said
            text += f"{{{name}}}"
    return text


def read() -> Catalog:
    """The catalogue as it stands."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en", domain="messages")


def updated(known: Catalog) -> Catalog:
    """The catalogue of today's messages, with the English that is known of them."""
    made = Catalog("en")
    for message, files in messages().items():
        old = known.get(message)
        made.add(message, old.string if old else "", locations=[(file, None) for file in sorted(files)])
    return made


def missing(catalogue: Catalog) -> list[str]:
    """The messages that have no English."""
    return [str(message.id) for message in catalogue if message.id and not message.string]


def main() -> None:
    """Writes the catalogue and tells what is missing."""
    made = updated(read())
    with CATALOGUE.open("wb") as file:
        file.write(_HEAD.encode())
        write_po(file, made, width=150, sort_by_file=True, include_lineno=False, omit_header=True)
    without = missing(made)
    print("\n".join(without))
    sys.exit(f"以上 {len(without)} 条还没有英文：请在 {CATALOGUE.relative_to(ROOT)} 里补上。" if without else 0)


if __name__ == "__main__":
    main()
