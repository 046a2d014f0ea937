"""A file is cut into exactly the parts that were asked for, and no part breaks a limit of the store."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar_intake.domain.transfer import MAX_PART_BYTES, MIN_PART_BYTES, Part
from avatar_intake.transfer.plan import part_count, parts_left, plan_parts

KIB, MIB, GIB = 1024, 1024**2, 1024**3
LARGEST_FILE_BYTES = 1000 * MAX_PART_BYTES

sizes = st.one_of(
    st.integers(0, 2 * MIB),
    st.integers(0, 40 * GIB),
    st.integers(0, LARGEST_FILE_BYTES),
    st.builds(lambda parts, more: parts * MIN_PART_BYTES + more, st.integers(0, 1001), st.integers(0, 2)),
    st.builds(lambda parts, less: max(0, parts * MAX_PART_BYTES - less), st.integers(1, 1000), st.integers(0, 2)),
)
wishes = st.none() | st.integers(-5, 1500)


@given(size_bytes=sizes, wished=wishes)
def test_the_plan_has_exactly_as_many_parts_as_were_counted_and_every_byte_once(
    size_bytes: int, wished: int | None
) -> None:
    count = part_count(size_bytes, wished)
    parts = plan_parts(size_bytes, count)

    assert 1 <= count <= 1000
    assert [part.number for part in parts] == list(range(1, count + 1))
    assert [part.offset_bytes for part in parts] + [size_bytes] == [0, *accumulate(part.size_bytes for part in parts)]


@given(size_bytes=sizes, wished=wishes)
def test_every_part_but_the_last_has_a_hundred_kibibytes_and_none_more_than_five_gibibytes(
    size_bytes: int, wished: int | None
) -> None:
    parts = plan_parts(size_bytes, part_count(size_bytes, wished))

    assert all(part.size_bytes >= MIN_PART_BYTES for part in parts[:-1])
    assert all(part.size_bytes <= MAX_PART_BYTES for part in parts)


@given(size_bytes=sizes, wished=st.integers(1, 1000))
def test_a_legal_wish_is_honoured_to_the_letter(size_bytes: int, wished: int) -> None:
    is_legal = wished == 1 or size_bytes // wished >= MIN_PART_BYTES
    if is_legal and -(-size_bytes // wished) <= MAX_PART_BYTES:
        assert part_count(size_bytes, wished) == wished


@given(size_bytes=st.integers(1, 40 * GIB), count=st.integers(1, 1000))
def test_parts_are_as_even_as_a_grain_allows(size_bytes: int, count: int) -> None:
    sizes_bytes = [part.size_bytes for part in plan_parts(size_bytes, count)]

    assert max(sizes_bytes) - min(sizes_bytes) <= 128 * KIB


@pytest.mark.parametrize(
    ("size_bytes", "wished", "count"),
    [
        (0, None, 1),
        (0, 10, 1),
        (1, 1000, 1),
        (100 * KIB - 1, 2, 1),
        (200 * KIB - 1, 2, 1),
        (200 * KIB, 2, 2),
        (450 * KIB, 1000, 4),
        (8 * MIB, None, 8),
        (16 * MIB, None, 16),
        (100 * MIB, None, 64),
        (1_500_000_000, None, 179),
        (1_500_000_000, 300, 300),
        (20 * GIB, None, 1000),
        (20 * GIB, 1, 4),
        (20 * GIB + 1, 1, 5),
        (5 * GIB, 1, 1),
        (5 * GIB + 1, 1, 2),
        (LARGEST_FILE_BYTES, 3, 1000),
        (40 * GIB, 1500, 1000),
        (40 * GIB, 0, 8),
    ],
)
def test_the_count_of_parts_at_the_edges(size_bytes: int, wished: int | None, count: int) -> None:
    assert part_count(size_bytes, wished) == count


def test_a_small_file_still_gives_every_connection_several_parts() -> None:
    assert part_count(64 * MIB) == 64


def test_an_empty_file_is_one_empty_part() -> None:
    assert plan_parts(0, 1) == (Part(1, 0, 0),)


def test_a_plan_is_the_same_whenever_it_is_made() -> None:
    assert plan_parts(1_500_000_000, 300) == plan_parts(1_500_000_000, 300)


def test_what_is_stored_is_not_left() -> None:
    parts = plan_parts(400 * KIB, 4)

    assert [part.number for part in parts_left(parts, {1: "x", 3: "x"})] == [2, 4]
    assert parts_left(parts, {}) == parts
