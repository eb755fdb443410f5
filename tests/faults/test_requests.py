"""The API under ten thousand requests and more, made from its own description: the test of every day (tests/test_api_fuzz.py), at length."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CASES = 250
"""Up to so many requests for each operation from each side: 40 operations and more make ten thousand."""


def test_no_request_breaks_the_api() -> None:
    """No 5xx, and no answer outside its schema."""
    started = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--quiet", str(ROOT / "tests" / "test_api_fuzz.py")],
        env={**os.environ, "FUZZ_CASES": str(CASES)}, cwd=ROOT, capture_output=True, text=True, check=False, timeout=3600,
    )  # fmt: skip
    print(f"\n{run.stdout.splitlines()[-1]}: up to {CASES} requests each, {time.monotonic() - started:.0f} s")  # noqa: T201 (the figure)
    assert run.returncode == 0, run.stdout[-4000:]
