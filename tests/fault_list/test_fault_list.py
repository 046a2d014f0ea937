"""The fault list is whole: every row is there, and every test that it names is one that pytest would run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from proof_tables import Row, rows, unrun

FAULTS = rows(Path(__file__).with_name("fault_list.toml"), "fault")


def test_every_row_is_there_once_and_in_order() -> None:
    assert [row.number for row in FAULTS] == list(range(1, 43))


@pytest.mark.parametrize("row", FAULTS, ids=lambda row: str(row.number))
def test_a_row_says_what_goes_wrong_and_what_has_to_come_of_it_and_has_tests_or_a_reason(row: Row) -> None:
    assert row.says
    assert row.required
    assert row.tests or row.gap
    assert len(set(row.tests)) == len(row.tests)


def test_every_test_that_is_named_is_one_that_pytest_runs(request: pytest.FixtureRequest) -> None:
    assert unrun(FAULTS, request.session) == []


def test_a_test_that_pytest_would_not_run_is_found(request: pytest.FixtureRequest) -> None:
    here = "fault_list/test_fault_list.py"
    wrong = (f"{here}::test_nothing_of_the_kind", f"{here}::rows", "nowhere/test_nothing.py::test_nothing")
    right = f"{here}::test_every_row_is_there_once_and_in_order"
    assert unrun([replace(FAULTS[0], tests=(right, *wrong))], request.session) == list(wrong)
