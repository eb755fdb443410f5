"""Word 97-2003 and WPS documents → .docx, by LibreOffice where it is installed.

LibreOffice runs beside us with a profile of its own in a temporary folder, so that it meets neither the user's settings nor a window that is open,
and is ended after a time.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from lawgraph.errors import DocumentUnreadable, FormatUnsupported

__all__ = ["to_docx"]

_MOST_SECONDS = 90


def to_docx(data: bytes, name: str) -> bytes:
    """The document as .docx. Raises FormatUnsupported where there is no LibreOffice, DocumentUnreadable where it makes nothing of the file."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise FormatUnsupported(
            f"“{name}”是 Word 97-2003 或 WPS 文档，要有 LibreOffice 才能读取。", "请另存为 DOCX 或 TXT 后再试，或安装 LibreOffice。"
        )
    with tempfile.TemporaryDirectory(prefix="lawgraph-") as folder:
        source, made = Path(folder, "document.doc"), Path(folder, "made", "document.docx")
        source.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--convert-to", "docx", "--outdir", str(made.parent), str(source)]
        try:
            _run(command, folder)
            return made.read_bytes()
        except subprocess.TimeoutExpired as error:
            raise DocumentUnreadable(f"LibreOffice 在 {_MOST_SECONDS} 秒内没有转换完“{name}”。", "请另存为 DOCX 后再试。") from error
        except (subprocess.CalledProcessError, OSError) as error:
            raise DocumentUnreadable(f"LibreOffice 转换不了“{name}”。", "请在 Word 或 WPS 里打开，另存为 DOCX 后再试。") from error


def _run(command: list[str], folder: str) -> None:
    """Runs the program and what it starts as a group of its own, which is ended as a whole."""
    nothing = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True) as started:  # noqa: S603
        try:
            status = started.wait(_MOST_SECONDS)
        except subprocess.TimeoutExpired:
            if hasattr(os, "killpg"):
                os.killpg(started.pid, signal.SIGKILL)
            started.kill()
            raise
    if status:
        raise subprocess.CalledProcessError(status, command[0])
