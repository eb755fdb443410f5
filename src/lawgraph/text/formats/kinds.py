"""What a file is, by its first bytes; and the kinds that no reader takes, each with what to do.

Sources: the magic numbers in the formats' own specifications (ISO 32000-1 §7.5.2 for %PDF-, the specifications of PNG, JPEG, GIF, TIFF
and WebP, MS-CFB §2.2 for compound files, APPNOTE.TXT §4.3 for zip, ECMA-376 part 2 for the parts of an Office package, GB/T 33190 for OFD.xml).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from enum import Enum

from lawgraph.errors import DocumentEncrypted, DocumentUnreadable, FormatUnsupported

__all__ = ["Container", "container", "promised"]

_SAVE_AS = "请另存为 DOCX 或 TXT 后再试。"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"{\\rtf", "RTF 文件", _SAVE_AS),
    (b"Rar!\x1a\x07", "压缩包", "请解压后选择其中的 DOCX 或 TXT 文件。"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包", "请解压后选择其中的 DOCX 或 TXT 文件。"),
    (b"\x1f\x8b", "压缩包", "请解压后选择其中的 DOCX 或 TXT 文件。"),
    (b"SQLite format 3\x00", "数据库", "请换一个 DOCX 或 TXT 文件。"),
)
_PICTURE = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL)

_WEB = (".html", ".htm", ".shtml", ".xhtml")
_TAG = re.compile(rb"<[a-zA-Z!/]")

_PROMISES = {
    ".docx": " Word 文档",
    ".docm": " Word 文档",
    ".doc": " Word 97-2003 文档",
    ".wps": " WPS 文档",
    ".pdf": " PDF 文件",
    ".xlsx": " Excel 工作簿",
    ".ofd": " OFD 文件",
    ".png": "图片",
    ".jpg": "图片",
    ".jpeg": "图片",
    ".tif": "图片",
    ".tiff": "图片",
}


class Container(Enum):
    """The sorts of file that readers take."""

    WORD = "word"
    OLD_WORD = "doc"
    PDF = "pdf"
    OFD = "ofd"
    PICTURE = "image"
    WEB = "web"
    PLAIN = "plain"


def promised(name: str) -> str:
    """The binary format that the ending of ``name`` promises, in Chinese; "" where it promises none."""
    dot = name.rfind(".")
    return _PROMISES.get(name[dot:].lower(), "") if dot >= 0 else ""


def container(data: bytes, name: str) -> Container:
    """Which reader takes the bytes.

    Raises FormatUnsupported for a known kind without a reader, DocumentEncrypted for a file with a password and DocumentUnreadable for a
    damaged zip archive.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _inside_zip(data, name)
    if data.startswith(_COMPOUND):
        return _inside_compound(data, name)
    if b"%PDF-" in data[:1024]:
        return Container.PDF
    if data.startswith(_PICTURE[:-1]) or (data.startswith(_PICTURE[-1]) and data[6:10] == bytes(4)) or (data[:4], data[8:12]) == (b"RIFF", b"WEBP"):
        return Container.PICTURE
    for magic, kind, todo in _MAGIC:
        if data.startswith(magic):
            raise FormatUnsupported(f"“{name}”是{kind}，不能读取。", todo)
    # UTF-16 puts a zero beside each letter; none other of the kinds here has any
    start = data[:4096].replace(b"\0", b"") if data.startswith((b"\xff\xfe", b"\xfe\xff")) else data[:4096]
    if _HTML.match(start.lstrip(b"\xef\xbb\xbf\xff\xfe")) or (name.lower().endswith(_WEB) and _TAG.search(start)):
        return Container.WEB
    return Container.PLAIN


def _inside_zip(data: bytes, name: str) -> Container:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = set(archive.namelist())
            if "mimetype" in parts and archive.getinfo("mimetype").file_size <= 256:
                parts.add(archive.read("mimetype").decode("ascii", "replace").strip())
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise DocumentUnreadable(f"“{name}”已损坏，打不开。", "请重新下载，或在 Word 里打开后另存为 DOCX。") from error
    if any(part.startswith("word/") for part in parts):
        return Container.WORD
    if "OFD.xml" in parts:
        return Container.OFD
    kinds = (
        ("xl/", "Excel 工作簿"),
        ("ppt/", "PowerPoint 演示文稿"),
        ("application/vnd.oasis.opendocument", "OpenDocument 文件"),
        ("application/epub", "电子书"),
    )
    for start, kind in kinds:
        if any(part.startswith(start) for part in parts):
            raise FormatUnsupported(f"“{name}”是 {kind}，不能读取。", _SAVE_AS)
    raise FormatUnsupported(f"“{name}”是压缩包，里面没有 Word 文档。", "请解压后选择其中的 DOCX 或 TXT 文件。")


def _inside_compound(data: bytes, name: str) -> Container:
    """An OLE compound file: a .docx with a password (MS-OFFCRYPTO §2.3.4.4: stream EncryptedPackage), or .doc, .wps and .xls of old.

    Names of streams stand in UTF-16 in the directory, so looking for the name is enough to tell them apart.
    """
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise DocumentEncrypted(f"“{name}”设有密码。", "请在 Word 里打开，去掉密码后另存。")
    if "Workbook".encode("utf-16-le") in data:
        raise FormatUnsupported(f"“{name}”是 Excel 97-2003 工作簿，不能读取。", _SAVE_AS)
    return Container.OLD_WORD
