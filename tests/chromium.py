"""The browser that tests drive: the system's Chromium, kept from calling anybody."""

from __future__ import annotations

import shutil

__all__ = ["CHROMIUM", "FLAGS", "MISSING"]

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
MISSING = "没有 Chromium：apt-get install chromium fonts-noto-cjk"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
