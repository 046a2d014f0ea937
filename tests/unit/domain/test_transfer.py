"""A part goes only where the table lets it, and progress is never more than what the store has said."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar_intake.domain.intake import Role
from avatar_intake.domain.transfer import ALLOWED_STEPS, MaterialProgress, PartState, Progress, step_part


@pytest.mark.parametrize(("now", "to"), list(product(PartState, PartState)))
def test_a_step_of_a_part_is_taken_exactly_when_the_table_has_it(now: PartState, to: PartState) -> None:
    if to in ALLOWED_STEPS[now]:
        assert step_part(now, to) is to
    else:
        with pytest.raises(ValueError, match=f"from {now} to {to}"):
            step_part(now, to)


def test_what_is_stored_stays_stored() -> None:
    assert ALLOWED_STEPS[PartState.STORED] == frozenset()


def test_every_state_of_a_part_has_its_row() -> None:
    assert set(ALLOWED_STEPS) == set(PartState)


def progress(*pairs: tuple[int, int]) -> Progress:
    return Progress(tuple(MaterialProgress(Role.COVER, total, stored, 0, ()) for total, stored in pairs), 0.0, None)


@pytest.mark.parametrize(
    ("pairs", "thousandths"),
    [
        ([], 0),
        ([(0, 0)], 0),
        ([(100, 0)], 0),
        ([(100, 100)], 1000),
        ([(10**12, 10**12 - 1)], 999),
        ([(100, 100), (900, 0)], 100),
        ([(5 * 1024**3, 1024**3)], 200),
        ([(3, 1)], 333),
    ],
)
def test_thousandths_are_of_what_is_acknowledged(pairs: list[tuple[int, int]], thousandths: int) -> None:
    assert progress(*pairs).thousandths == thousandths


@given(pairs=st.lists(st.tuples(st.integers(1, 2**40), st.integers(0, 2**40)), min_size=1, max_size=9))
def test_all_is_said_only_when_all_is_stored(pairs: list[tuple[int, int]]) -> None:
    bounded = [(total, min(total, stored)) for total, stored in pairs]
    shown = progress(*bounded)

    assert 0 <= shown.thousandths <= 1000
    assert (shown.thousandths == 1000) is all(total == stored for total, stored in bounded)
    assert shown.total_bytes == sum(total for total, _ in bounded)
