"""Tables that name the tests which prove something: read, and held against what pytest runs."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Row:
    """One row. ``says`` is the fault or the rule; ``gap`` is what no test proves, and why."""

    number: int
    says: str
    required: str
    tests: tuple[str, ...] = ()
    gap: str = ""


def rows(file: Path, kind: str) -> list[Row]:
    """The rows of a table, whose entries and whose first words are called ``kind``."""
    found = tomllib.loads(file.read_text("utf-8"))[kind]
    return [Row(**{**_renamed(row, kind), "tests": tuple(row.get("tests", ()))}) for row in found]


def unrun(table: list[Row], session: pytest.Session) -> list[str]:
    """The tests of a table that pytest would not run.

    What this run has collected whole it knows itself; the other files are collected by another process.
    """
    named = list(dict.fromkeys(name for row in table for name in row.tests))
    here = {_function(item.nodeid) for item in session.items if item.get_closest_marker("skip") is None}
    absent = [name for name in named if name not in here]
    unseen = {file for name in absent if not _is_seen_whole(file := name.partition("::")[0], session.config)}
    elsewhere = _collected(unseen, session.config.rootpath)
    return [name for name in absent if name not in elsewhere]


def _is_seen_whole(file: str, config: pytest.Config) -> bool:
    """Whether this run was asked for all tests of a file."""
    if config.option.keyword or config.option.markexpr or config.option.deselect:
        return False
    asked = [config.invocation_params.dir / word for word in config.args if "::" not in word]
    return any((config.rootpath / "tests" / file).is_relative_to(path) for path in asked)


def _renamed(row: dict[str, object], kind: str) -> dict[str, object]:
    return {("says" if key == kind else key): value for key, value in row.items()}


def _collected(files: set[str], root: Path) -> set[str]:
    """What pytest finds in these files; a file that is not there has nothing."""
    present = [f"tests/{file}" for file in sorted(files) if (root / "tests" / file).is_file()]
    if not present:
        return set()
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *present]
    found = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    return {_function(line) for line in found.stdout.splitlines() if "::" in line}


def _function(node: str) -> str:
    return node.partition("[")[0].removeprefix("tests/")
