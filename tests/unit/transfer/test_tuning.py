"""The tuner climbs while the sum grows, steps back where it does not, and forgets what says nothing about the line."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from avatar_intake.transfer.tuning import Tuner


def levels(tuner: Tuner, speed_of: Callable[[int], float], seconds: int, begin_s: int = 0) -> list[int]:
    """The level at the end of each second on a line whose speed depends on the number of connections alone."""
    moved, seen = 0.0, []
    for second in range(begin_s, begin_s + seconds):
        moved += speed_of(tuner.level)
        seen.append(tuner.note(float(second), int(moved)))
    return seen


def test_a_line_that_gives_each_connection_its_share_gets_sixteen() -> None:
    seen = levels(Tuner(), lambda count: count * 350_000, 40)

    assert list(dict.fromkeys(seen)) == [4, 6, 9, 14, 16]
    assert seen.index(16) <= 25


def test_a_full_line_stays_at_four_and_is_tried_ever_less_often() -> None:
    seen = levels(Tuner(), lambda _count: 12_000_000, 3600)
    tries = [second for second in range(1, 3600) if seen[second - 1] == 4 and seen[second] == 6]

    assert set(seen) == {4, 6}
    gaps = [after - before for before, after in pairwise(tries)]
    assert gaps == sorted(gaps)
    assert gaps[-1] >= 480
    assert seen.count(6) / len(seen) < 0.02


def test_a_line_with_room_for_nine_gets_nine() -> None:
    seen = levels(Tuner(), lambda count: min(count, 9) * 350_000, 60)

    assert max(seen) == 14
    assert seen[-1] == 9


def test_bytes_that_only_fill_new_buffers_are_no_growth() -> None:
    """Each added connection takes in a megabyte at once; the line itself carries no more than before."""
    tuner, moved, level, seen = Tuner(), 0, 4, []
    for second in range(30):
        moved += 2_000_000 + (tuner.level - level) * 1_000_000
        level = tuner.level
        seen.append(tuner.note(float(second), moved))

    assert max(seen) == 6
    assert seen[-1] == 4


def test_noise_of_a_tenth_does_not_climb() -> None:
    noise = iter([1.0, 1.1, 0.9, 1.0, 0.95, 1.1, 1.05, 0.9] * 1000)
    seen = levels(Tuner(), lambda _count: 2_000_000 * next(noise), 200)

    assert max(seen) == 6


def test_nothing_that_moves_is_no_reason_for_more() -> None:
    assert set(levels(Tuner(), lambda _count: 0, 100)) == {4}


def test_a_line_that_is_fast_enough_is_left_alone() -> None:
    assert set(levels(Tuner(), lambda count: count * 20_000_000, 100)) == {4}


def test_a_pause_takes_back_a_try_that_was_not_judged_yet() -> None:
    tuner = Tuner()
    seen = levels(tuner, lambda count: count * 350_000, 5)
    assert seen[-1] == 6

    tuner.forget(5.0)

    assert tuner.level == 4


def test_what_was_won_before_a_pause_is_kept() -> None:
    tuner = Tuner()
    levels(tuner, lambda count: count * 350_000, 40)

    tuner.forget(40.0)

    assert tuner.level == 16


@pytest.mark.parametrize(("first", "most"), [(1, 16), (4, 1), (4, 4)])
def test_it_stays_within_what_is_allowed(first: int, most: int) -> None:
    seen = levels(Tuner(first, most), lambda count: count * 350_000, 60)

    assert max(seen) <= most
    assert seen[-1] == most
