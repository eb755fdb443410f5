"""Files in, texts out: one reader a format, and the content, not the ending, says which.

``read`` and ``read_bytes`` are the only doors; ``apart`` opens them in a process of their own. Offsets everywhere else count the characters of
``Text.text``.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lawgraph.domain.models import Reading
from lawgraph.errors import DocumentEmpty, DocumentMissing, DocumentUnreadable
from lawgraph.text.formats import html, image, ofd, pdf
from lawgraph.text.formats.docx import extract
from lawgraph.text.formats.kinds import Container, container, promised
from lawgraph.text.formats.office import to_docx
from lawgraph.text.formats.plain import decode
from lawgraph.text.formats.recognition import Progress

__all__ = ["Text", "content", "read", "read_bytes", "silent"]

_SCANNED = {Container.PDF: pdf.extract, Container.PICTURE: image.extract}


@dataclass(frozen=True, slots=True)
class Text:
    """A document as read.

    ``text`` of a .txt or .md file is the decoded file itself, only a byte-order mark dropped; line endings stay. ``name`` is the file's name,
    ``date`` the day on which the file's own properties say that it was last edited (for a page: published). ``format`` is ``doc``, ``docx``,
    ``html``, ``image``, ``md``, ``ofd``, ``pdf`` or ``txt``, ``encoding`` the step of the ladder of ``plain.decode`` that read it ("" for
    what is no text file), ``reading`` how the text was read: its pages, and what of it comes from pictures.
    """

    text: str
    name: str
    date: date | None
    format: str
    encoding: str
    reading: Reading = field(default_factory=Reading)


def silent(_what: str, _done: int, _of: int) -> None:
    """Tells nobody."""


def read(path: Path, progress: Progress = silent) -> Text:
    """Reads the file at ``path``; ``progress`` is told of each page whose picture is read.

    Raises DocumentMissing (nothing there, or a folder), DocumentUnreadable (no permission, damaged, no known encoding), DocumentEmpty,
    DocumentEncrypted or FormatUnsupported.
    """
    return read_bytes(content(path), path.name, progress)


def content(path: Path) -> bytes:
    """The bytes of the file at ``path``. Raises DocumentMissing (nothing there, or a folder) and DocumentUnreadable (no permission)."""
    try:
        if path.is_dir():
            raise DocumentMissing(f"“{path}”是文件夹，不是文件。", "请给出其中一个文件的路径。")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise DocumentMissing(f"没有“{path}”这个文件。", "请核对路径。") from error
    except PermissionError as error:
        raise DocumentUnreadable(f"没有读取“{path}”的权限。", "请检查文件的权限。") from error
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL character
        raise DocumentMissing(f"打不开“{path}”。", "请核对路径。") from error


def read_bytes(data: bytes, name: str, progress: Progress = silent) -> Text:
    """Reads a file's content; ``name`` is for messages and for telling .md from .txt. Raises what ``read`` raises but DocumentMissing."""
    if not data:
        raise DocumentEmpty(f"“{name}”是空文件。", "请换一个有内容的文件。")
    sort = container(data, name)
    if sort in {Container.WORD, Container.OLD_WORD}:
        text, edited = extract(to_docx(data, name) if sort is Container.OLD_WORD else data, name)
        found = Text(text, name, edited, "docx" if sort is Container.WORD else "doc", "")
    elif sort is Container.OFD:
        text, reading, edited = ofd.extract(data, name)
        found = Text(text, name, edited, "ofd", "", reading)
    elif sort in _SCANNED:
        text, reading, edited = _SCANNED[sort](data, name, progress)
        found = Text(text, name, edited, sort.value, "", reading)
    elif kind := promised(name):
        as_is = "网页，请把扩展名改为 .html" if sort is Container.WEB else "纯文本，请把扩展名改为 .txt"
        raise DocumentUnreadable(f"“{name}”的名称说它是{kind}，内容却不是。", f"请核对文件是否完整；如果是{as_is}。")
    elif sort is Container.WEB:
        text, encoding, published = html.extract(data, name)
        found = Text(text, name, published, "html", encoding)
    else:
        text, encoding = decode(data, name)
        found = Text(text, name, None, "md" if name.lower().endswith((".md", ".markdown")) else "txt", encoding)
    if not any(_is_visible(sign) for sign in found.text):
        raise DocumentEmpty(f"“{name}”里没有文字。", "请换一个有内容的文件。")
    return found


def _is_visible(sign: str) -> bool:
    """Neither white space nor a control or format character (a zero-width space, a stray byte-order mark)."""
    return not sign.isspace() and unicodedata.category(sign) not in ("Cc", "Cf")
