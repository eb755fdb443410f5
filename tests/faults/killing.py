"""A program started and killed at a chosen or random moment, as often as is asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping

__all__ = ["kill_after"]


def kill_after(seconds: float, program: str, *arguments: str, environment: Mapping[str, str]) -> bool:
    """Kills the program (SIGKILL) after its line ``ready`` and that many seconds; whether it was still running."""
    started = subprocess.Popen([sys.executable, "-c", program, *arguments], env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    time.sleep(seconds)
    running = started.poll() is None
    started.send_signal(signal.SIGKILL)
    started.wait()
    started.stdout.close()
    return running
