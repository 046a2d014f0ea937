"""How fast a line was, and a warning that does not wobble: numbers in, numbers out."""

from __future__ import annotations

import pytest

from avatar_intake.qt.desk.pace import Pace
from avatar_intake.qt.hold import Hold

Look = tuple[float, float, bool]  # at, bytes a second, whether the line was free


def measured(looks: list[Look]) -> int | None:
    pace = Pace()
    for now_s, bytes_per_s, is_free in looks:
        pace.look(now_s, bytes_per_s, is_free=is_free)
    return pace.bytes_per_s


STEADY: list[Look] = [(float(second), 4e6, True) for second in range(12)]


@pytest.mark.parametrize(
    ("looks", "speed"),
    [
        ([], None),
        (STEADY, 4_000_000),
        (STEADY[:5], None),  # too short
        ([(now_s, 1e5, True) for now_s, _, _ in STEADY], None),  # too little
        ([(now_s, speed, False) for now_s, speed, _ in STEADY], None),  # held to a limit all the time
        ([*STEADY, *[(12.0 + second, 1e3, False) for second in range(60)]], 4_000_000),  # a pause is not slow
        ([*STEADY, (8000.0, 4e6, True)], 4_000_000),  # a night's sleep carries nothing
        ([(now_s, 8e6 if now_s % 2 else 2e6, True) for now_s in map(float, range(21))], 5_000_000),
    ],
)
def test_a_line_is_measured_while_it_was_free(looks: list[Look], speed: int | None) -> None:
    assert measured(looks) == speed


@pytest.mark.parametrize(
    ("looks", "up"),
    [
        ([(0, False)], [False]),
        ([(0, True), (1, False), (29, False), (30, False)], [True, True, True, False]),
        ([(0, True), (20, True), (49, False), (50, False)], [True, True, True, False]),  # the last cause counts
        ([(0, True), (31, False), (32, True)], [True, False, True]),
    ],
)
def test_a_warning_stays_for_a_while_after_its_cause(looks: list[tuple[float, bool]], up: list[bool]) -> None:
    hold = Hold(30.0)
    assert [hold.look(now_s, is_so=is_so) for now_s, is_so in looks] == up
