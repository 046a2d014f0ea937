"""Times of copied packets: exact where a file has rounded them, in an order that can be decoded, and a clean end."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar_intake.media.film_times import Chain, CleanEnd, DecodingOrder, Grid

_MS = Fraction(1, 1000)
_STEP_S = Fraction(1, 25)
# The order of decoding of pictures that look ahead over two levels: 4 before 2 before 1 and 3.
_PYRAMID = [0, 4, 2, 1, 3, 8, 6, 5, 7, 12, 10, 9, 11]


@pytest.mark.parametrize(
    "rate", [Fraction(25), Fraction(30), Fraction(30000, 1001), Fraction(24000, 1001), Fraction(60)]
)
def test_rounded_times_become_even_again(rate: Fraction) -> None:
    grid = Grid(rate, _MS)
    first_ms = 21
    for number in range(2000):
        rounded_s = round(Fraction(first_ms) + 1000 * number / rate) * _MS - first_ms * _MS
        assert grid.put(rounded_s) == number / rate
        assert (number / rate / grid.unit_s).denominator == 1
    assert grid.unit_s <= Fraction(1, 10_000)


def test_a_time_off_the_grid_stays() -> None:
    assert Grid(Fraction(25), _MS).put(Fraction(17, 1000)) == Fraction(17, 1000)


def test_sound_packets_follow_each_other_but_a_gap_stays_a_gap() -> None:
    length_s = Fraction(1024, 48000)
    chain = Chain(length_s, 2 * _MS)
    rounded = [round(number * length_s * 1000) * _MS for number in range(50)]
    assert [chain.put(time_s) for time_s in rounded] == [number * length_s for number in range(50)]
    assert chain.put(Fraction(5)) == 5
    assert chain.put(Fraction(5) + round(length_s * 1000) * _MS) == 5 + length_s


@given(st.permutations(range(4)), st.integers(1, 30))
def test_nothing_is_shown_before_it_is_decoded(order: list[int], groups: int) -> None:
    shown = [(group * 4 + number) * _STEP_S for group in range(groups) for number in order]
    decoding = DecodingOrder(3, _STEP_S)
    decoded = [decoding.put(time_s) for time_s in shown]
    assert all(early < late for early, late in pairwise(decoded))
    assert all(one <= other for one, other in zip(decoded, shown, strict=True))


@pytest.mark.parametrize("end", [Fraction(number, 4) for number in range(1, 60)])
def test_a_film_ends_without_holes_and_before_the_end(end: Fraction) -> None:
    cut = CleanEnd[int](end * _STEP_S)
    kept: list[int] = []
    for place, number in enumerate(_PYRAMID):
        kept += cut.feed(number, number * _STEP_S, (place - 3) * _STEP_S)
    kept += cut.finish()
    assert sorted(kept) == list(range(len(kept)))
    assert kept == _PYRAMID[: len(kept)]
    assert all(number < end for number in kept)
    assert len(kept) > min(end, 13) - 5 or not kept


def test_a_film_that_is_not_cut_passes_at_once() -> None:
    cut = CleanEnd[int](None)
    assert [list(cut.feed(number, number * _STEP_S, Fraction(0))) for number in (0, 2, 1)] == [[0], [2], [1]]


def test_a_long_film_is_not_held_back() -> None:
    cut = CleanEnd[int](Fraction(1000))
    passed = [item for number in range(1000) for item in cut.feed(number, number * _STEP_S, number * _STEP_S)]
    assert len(passed) > 900
    assert [*passed, *cut.finish()] == list(range(1000))
