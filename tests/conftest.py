"""What holds for every test: no network but loopback, no unexpected log line, deterministic hypothesis."""

from __future__ import annotations

import ipaddress
import logging
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("default", deadline=None, derandomize=True, database=None)
settings.load_profile("default")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--runs", type=int, default=150, help="how many random lives of an intake are played")


def _refuse_the_outside(event: str, values: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = values[1]
        if isinstance(address, tuple) and not _is_loopback(str(address[0])):
            raise AssertionError(f"a test must not leave this computer: {address[0]}")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


sys.addaudithook(_refuse_the_outside)


@pytest.fixture(autouse=True)
def no_unexpected_log_line(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A line at WARNING or above that a test does not clear is a failure."""
    yield
    lines = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert not lines, f"unexpected log lines: {lines}"
