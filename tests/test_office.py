"""Word 97-2003 and WPS documents: by LibreOffice, or a clear line without it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import docx
import pytest

from lawgraph.errors import DocumentUnreadable, FormatUnsupported
from lawgraph.text.formats import office, read_bytes

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SAYS = "一是落实《纸船法》第四条。"


@pytest.fixture
def word() -> bytes:
    """A .docx that says one thing."""
    document, buffer = docx.Document(), io.BytesIO()
    document.add_paragraph(SAYS)
    document.save(buffer)
    return buffer.getvalue()


def _program(folder: Path, does: str) -> None:
    """A program called soffice that does what the Python code says; ``out`` and ``source`` are given to it."""
    script = folder / "soffice"
    script.write_text(
        f"#!{sys.executable}\nimport pathlib, sys, time\nout, source = pathlib.Path(sys.argv[-2]), pathlib.Path(sys.argv[-1])\n{does}\n", "utf-8"
    )
    script.chmod(0o755)


@pytest.mark.parametrize("name", ["a.doc", "a.wps"])
def test_without_libreoffice_the_line_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Most servers have none."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FormatUnsupported, match="安装 LibreOffice") as raised:
        read_bytes(OLD, name)
    assert name in str(raised.value)


@pytest.mark.skipif(sys.platform == "win32", reason="the program's stand-in is a script with a first line that names Python")
def test_what_libreoffice_makes_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: bytes) -> None:
    """The file goes in under a plain name, whatever it is called, and the .docx that comes out is read."""
    (tmp_path / "made.docx").write_bytes(word)
    _program(tmp_path, f"out.mkdir(); (out / 'document.docx').write_bytes(pathlib.Path({str(tmp_path / 'made.docx')!r}).read_bytes())")
    monkeypatch.setenv("PATH", str(tmp_path))
    found = read_bytes(OLD, "--headless 旧.doc")
    assert (found.text, found.format) == (SAYS, "doc")


@pytest.mark.skipif(sys.platform == "win32", reason="as above")
@pytest.mark.parametrize(("does", "says"), [("sys.exit(1)", "转换不了"), ("pass", "转换不了"), ("time.sleep(30)", "没有转换完")])
def test_what_libreoffice_cannot_convert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, says: str) -> None:
    """It fails, it makes nothing, it never ends: one clear line each."""
    _program(tmp_path, does)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "_MOST_SECONDS", 1)
    with pytest.raises(DocumentUnreadable, match=says):
        read_bytes(OLD, "a.doc")
