"""Zip archives of XML parts (Office packages, OFD), opened without trusting them.

Nothing is unpacked to disk and nothing outside the file is fetched: a part is read by its name, and only what a reader asks for.
"""

from __future__ import annotations

import zipfile
import zlib
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from lawgraph.errors import DocumentEncrypted, DocumentUnreadable

__all__ = ["DAMAGE", "Damaged", "guard", "optional", "parse"]

_MOST_BYTES = 200 * 1024 * 1024
"""Uncompressed size from which a package is refused: no report comes near, and a zip bomb goes far beyond."""
_MOST_RATIO = 200
"""Compression of a part above 1 MB from which it is refused: text reaches about 20, zeros about 1,000."""


class Damaged(Exception):
    """The package breaks its own format."""


DAMAGE = (
    Damaged,
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    KeyError,
    ValueError,
    EOFError,
    OSError,
    NotImplementedError,
    RecursionError,
)
"""What opening and walking a broken package raises."""


class _NoDoctype(ET.TreeBuilder):
    """Refuses document type declarations, which ECMA-376 part 2 forbids: without them there is no entity to expand or to fetch."""

    def doctype(self, *_: object) -> None:
        raise Damaged("document type declaration")


def guard(package: zipfile.ZipFile, name: str) -> None:
    """Raises DocumentEncrypted where a part has a password, and DocumentUnreadable where the parts unpack to more than any report holds."""
    parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise DocumentEncrypted(f"“{name}”设有密码。", "请去掉密码后另存。")
    bomb = any(part.file_size > 1024 * 1024 and part.file_size > _MOST_RATIO * max(part.compress_size, 1) for part in parts)
    if bomb or sum(part.file_size for part in parts) > _MOST_BYTES:
        raise DocumentUnreadable(f"“{name}”解压后过大，已拒绝读取。", "请在 Word 或 WPS 里打开，删去图片后另存为 DOCX。")


def parse(package: zipfile.ZipFile, part: str) -> Element:
    """The part's root element. Raises one of ``DAMAGE``: KeyError where there is no such part."""
    return ET.fromstring(package.read(part), ET.XMLParser(target=_NoDoctype()))  # noqa: S314 -- without a doctype there are no entities


def optional(package: zipfile.ZipFile, part: str) -> Element | None:
    """The part's root element; None where there is no such part."""
    return parse(package, part) if part in package.namelist() else None
