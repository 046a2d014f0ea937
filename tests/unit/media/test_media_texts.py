"""Short facts, written without language."""

from __future__ import annotations

import math

import pytest

from avatar_intake.media import texts


@pytest.mark.parametrize(
    ("duration_s", "decimals", "text"),
    [
        (135.0, 0, "2:15"),
        (0.4, 0, "0:00"),
        (179.99, 0, "2:59"),
        (179.96, 1, "2:59.9"),
        (600.0, 1, "10:00.0"),
        (3723.0, 0, "1:02:03"),
        (math.inf, 0, "0:00"),
    ],
)
def test_a_duration_is_cut_off_and_never_rounded_up(duration_s: float, decimals: int, text: str) -> None:
    assert texts.clock(duration_s, decimals) == text


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [(0, "0 B"), (999, "999 B"), (1500, "1.5 KB"), (461676, "462 KB"), (12_340_000, "12.3 MB"), (5 << 30, "5.37 GB")],
)
def test_a_size_has_a_decimal_unit(size_bytes: int, text: str) -> None:
    assert texts.size(size_bytes) == text


def test_rates_show_no_zeros_that_say_nothing() -> None:
    assert [texts.rate(value) for value in (25.0, 29.97002997, 24000 / 1001)] == ["25", "29.97", "23.976"]
