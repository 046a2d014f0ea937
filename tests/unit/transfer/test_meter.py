"""The speed is that of the last fifteen seconds, and a forecast is made only when there is something to go by."""

from __future__ import annotations

import pytest

from avatar_intake.transfer.meter import SpeedMeter


def steady(meter: SpeedMeter, *, begin_s: float, seconds: int, bytes_per_s: int, begin_bytes: int = 0) -> None:
    for tick in range(seconds * 10 + 1):
        meter.note(begin_s + tick / 10, begin_bytes + tick * bytes_per_s // 10)


def test_a_steady_line_has_its_speed() -> None:
    meter = SpeedMeter()
    steady(meter, begin_s=100, seconds=30, bytes_per_s=1_000_000)

    assert meter.bytes_per_s == pytest.approx(1_000_000)
    assert meter.time_left_s(130, 5_000_000) == pytest.approx(5.0)


def test_nothing_is_forecast_before_anything_was_seen() -> None:
    meter = SpeedMeter()

    assert meter.bytes_per_s == 0
    assert meter.time_left_s(0, 100) is None


def test_nothing_is_forecast_in_the_first_ten_seconds() -> None:
    meter = SpeedMeter()
    steady(meter, begin_s=0, seconds=9, bytes_per_s=1000)

    assert meter.time_left_s(9, 1000) is None


def test_a_line_that_stands_still_has_no_end() -> None:
    meter = SpeedMeter()
    steady(meter, begin_s=0, seconds=20, bytes_per_s=1000)
    steady(meter, begin_s=20, seconds=20, bytes_per_s=0, begin_bytes=20_000)

    assert meter.bytes_per_s == 0
    assert meter.time_left_s(40, 1000) is None


def test_after_a_change_of_speed_the_new_one_counts() -> None:
    meter = SpeedMeter()
    steady(meter, begin_s=0, seconds=60, bytes_per_s=1_000_000)
    steady(meter, begin_s=60, seconds=16, bytes_per_s=10_000, begin_bytes=60_000_000)

    assert meter.bytes_per_s == pytest.approx(10_000, rel=0.1)


def test_a_part_that_is_sent_again_changes_neither_speed_nor_forecast() -> None:
    meter = SpeedMeter()
    steady(meter, begin_s=0, seconds=20, bytes_per_s=1000)
    meter.note(20.1, 12_000)
    meter.note(21.1, 13_000)

    assert meter.bytes_per_s == pytest.approx(1000, rel=0.02)
    assert meter.time_left_s(21.1, 10_000) == pytest.approx(10, rel=0.02)


def test_an_outage_raises_no_false_alarm() -> None:
    """20 GB at 10 MB/s take 33 minutes; a minute of silence must not look like days."""
    meter, moved, worst_s = SpeedMeter(), 0, 0.0
    for tenth in range(1, 3000):
        now_s = tenth / 10
        moved += 0 if 100 < now_s < 160 else 1_000_000
        meter.note(now_s, moved)
        worst_s = max(worst_s, meter.time_left_s(now_s, 20_000_000_000 - moved) or 0.0)

    assert worst_s < 3600


def test_in_the_first_ten_seconds_after_an_outage_nothing_is_foretold() -> None:
    meter = SpeedMeter()
    steady(meter, begin_s=0, seconds=20, bytes_per_s=1000)
    meter.note(80.0, 20_000)
    meter.note(80.1, 20_100)
    meter.note(85.0, 25_000)

    assert meter.time_left_s(85.0, 1000) is None


def test_two_looks_at_one_moment_divide_by_nothing() -> None:
    meter = SpeedMeter()
    meter.note(1.0, 0)
    meter.note(1.0, 100)

    assert meter.bytes_per_s == 0


def test_days_of_looks_are_not_kept() -> None:
    meter = SpeedMeter()
    steady(meter, begin_s=0, seconds=2000, bytes_per_s=1000)

    assert len(meter._samples) <= 152
