"""The API under requests that nobody would think of, made from its own description: no 5xx, and no answer outside the schema."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS

from lawgraph.app import create_app
from lawgraph.settings import Settings
from linked import open_linked

CASES = int(os.environ.get("FUZZ_CASES", "12"))
"""How many requests each operation gets from each side; ``make faults`` asks for many."""
UNTOLD = {"positive_data_acceptance"}
"""What a schema cannot say: whether a cursor was ever given out, or a file can be read."""
FREE_UNTOLD = UNTOLD | {"negative_data_rejection"}
"""A bulk call takes any lines, and refuses each by itself. In a form every value is written as text or bytes, so that what breaks the description of a
file or a day (an object, a list without items) arrives as a file like any other, or not at all."""
FREE = ("application/x-ndjson", "multipart/form-data")


@schemathesis.serializer("application/x-ndjson")
def lines(_context: object, value: object) -> bytes:
    """Lines of JSON, and whatever else the fuzzer puts into lines."""
    return value.encode("utf-8", "replace") if isinstance(value, str) else json.dumps(value).encode() + b"\n" + b'{"text": "a"}\n'


APP = create_app(Settings(Path("nowhere"), "sqlite://", api_rate=0))
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", APP)


@pytest.fixture(scope="module", autouse=True)
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Opened once the tests run: that they are described needs none."""
    wiring = open_linked(tmp_path_factory.mktemp("linked"))
    APP.extensions["lawgraph"] = wiring
    yield
    wiring.database.dispose()


@schema.parametrize()
@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_is_answered_as_described(case: schemathesis.Case) -> None:
    """Valid requests, and requests that break their description in every way that the fuzzer knows."""
    left_out = FREE_UNTOLD if case.media_type in FREE else UNTOLD
    case.call_and_validate(excluded_checks=[check for check in CHECKS.get_all() if check.__name__ in left_out])
