"""The rules of security and privacy are whole: every one is there, and every test that it names is one that runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from proof_tables import Row, rows, unrun

RULES = rows(Path(__file__).with_name("security_rules.toml"), "rule")


def test_every_rule_is_there_once_and_in_order() -> None:
    assert [row.number for row in RULES] == list(range(1, 28))


@pytest.mark.parametrize("row", RULES, ids=lambda row: f"B{row.number}")
def test_a_rule_says_what_it_requires_and_has_tests_or_a_reason(row: Row) -> None:
    assert row.says
    assert row.required
    assert row.tests or row.gap
    assert len(set(row.tests)) == len(row.tests)


def test_every_test_that_is_named_is_one_that_pytest_runs(request: pytest.FixtureRequest) -> None:
    assert unrun(RULES, request.session) == []
