"""The fault list is whole: every row is there, and every test that it names is one that pytest would run."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROWS = 42


@dataclass(frozen=True)
class Fault:
    """One row. ``gap`` is what no test proves, and why."""

    number: int
    fault: str
    required: str
    tests: tuple[str, ...] = ()
    gap: str = ""


def faults() -> list[Fault]:
    rows = tomllib.loads(Path(__file__).with_name("fault_list.toml").read_text("utf-8"))["fault"]
    return [Fault(**{**row, "tests": tuple(row.get("tests", ()))}) for row in rows]


@pytest.fixture(scope="module")
def collected(pytestconfig: pytest.Config) -> frozenset[str]:
    """What pytest itself finds in the files that are named, without the parameters."""
    files = sorted({name.partition("::")[0] for row in faults() for name in row.tests})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *(f"tests/{file}" for file in files)]
    found = subprocess.run(command, cwd=pytestconfig.rootpath, capture_output=True, text=True, timeout=120, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    lines = (line.partition("[")[0] for line in found.stdout.splitlines() if "::" in line)
    return frozenset(line.removeprefix("tests/") for line in lines)


def test_every_row_is_there_once_and_in_order() -> None:
    assert [row.number for row in faults()] == list(range(1, ROWS + 1))


@pytest.mark.parametrize("row", faults(), ids=lambda row: str(row.number))
def test_a_row_says_what_goes_wrong_and_what_has_to_come_of_it_and_has_tests_or_a_reason(row: Fault) -> None:
    assert row.fault
    assert row.required
    assert row.tests or row.gap
    assert len(set(row.tests)) == len(row.tests)


def test_every_test_that_is_named_is_one_that_pytest_runs(collected: frozenset[str]) -> None:
    assert [name for row in faults() for name in row.tests if name not in collected] == []
