"""Waits grow, stay bounded, and yield to the server's own wish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar_intake.errors import NetworkUnreachable, OutcomeUnknown, ServiceBusy
from avatar_intake.transfer.retry import wait_before_retry

OFFLINE = NetworkUnreachable(host="127.0.0.1")


def longest() -> float:
    return 1.0


def shortest() -> float:
    return 0.0


def test_waits_double_up_to_a_minute() -> None:
    assert [wait_before_retry(OFFLINE, n, longest) for n in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_half_of_a_wait_is_chance() -> None:
    assert [wait_before_retry(OFFLINE, n, shortest) for n in range(1, 4)] == [0.5, 1, 2]


@given(attempt=st.integers(1, 10_000), chance=st.floats(0, 1))
def test_no_wait_is_longer_than_a_minute_and_none_is_nothing(attempt: int, chance: float) -> None:
    assert 0.5 <= wait_before_retry(OutcomeUnknown(step="put"), attempt, lambda: chance) <= 60


@pytest.mark.parametrize(
    ("wish_s", "wait_s"), [(7.0, 7.0), (299.0, 299.0), (86_400.0, 300.0), (float("inf"), 300.0), (0.0, 0.5)]
)
def test_the_wish_of_the_server_counts_within_reason(wish_s: float, wait_s: float) -> None:
    assert wait_before_retry(ServiceBusy(status=503, retry_after_s=wish_s), 5, longest) == wait_s


@pytest.mark.parametrize("wish_s", [None, -3.0])
def test_without_a_wish_in_the_future_the_table_holds(wish_s: float | None) -> None:
    assert wait_before_retry(ServiceBusy(status=503, retry_after_s=wish_s), 3, longest) == 4
