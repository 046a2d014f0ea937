"""Decide how a file is cut up, and what is left of it. Pure arithmetic: no files, no sockets, no clock."""

from __future__ import annotations

from collections.abc import Mapping

from avatar_intake.domain.transfer import MAX_PART_BYTES, MAX_PARTS, MIN_PART_BYTES, MIN_PARTS, Part
from avatar_intake.transfer.tuning import MOST

# Large enough that the cost of a request vanishes, small enough that a lost part is soon sent again (performance, WAN).
_COMFORTABLE_PART_BYTES = 8 * 1024**2
_GRAIN_BYTES = 64 * 1024
_WISHED_PARTS_PER_CONNECTION = 4


def part_count(size_bytes: int, wished: int | None = None) -> int:
    """How many parts a file is cut into: 1 to 1000, each but the last of 100 KiB to 5 GiB.

    ``wished`` is honoured where it is legal and brought to the nearest legal count otherwise. Without a wish, parts
    of about 8 MiB, and for smaller files four for each connection that there may be, so that none ends alone.

    >>> part_count(0), part_count(100 * 1024), part_count(1_500_000_000, wished=300)
    (1, 1, 300)
    """
    most = max(MIN_PARTS, min(MAX_PARTS, size_bytes // MIN_PART_BYTES))
    least = max(MIN_PARTS, -(-size_bytes // MAX_PART_BYTES))
    if wished is None:
        by_size = -(-size_bytes // _COMFORTABLE_PART_BYTES)
        several = min(MOST * _WISHED_PARTS_PER_CONNECTION, size_bytes // 1024**2)
        wished = max(by_size, several)
    return min(max(wished, least), most)


def plan_parts(size_bytes: int, count: int) -> tuple[Part, ...]:
    """Cut ``size_bytes`` into exactly ``count`` parts, as even as they can be; an empty file is one empty part.

    The first parts are one grain or one byte larger, so that only the last may be below 100 KiB and none is empty.

    >>> plan_parts(10, 3)
    (Part(number=1, offset_bytes=0, size_bytes=4), Part(number=2, offset_bytes=4, size_bytes=3), \
Part(number=3, offset_bytes=7, size_bytes=3))
    """
    grain = _GRAIN_BYTES if size_bytes // count >= 2 * MIN_PART_BYTES else 1
    grains, rest = divmod(size_bytes, grain)
    each, more = divmod(grains, count)
    parts: list[Part] = []
    offset = 0
    for number in range(1, count + 1):
        size = (each + (number <= more)) * grain + (rest if number == count else 0)
        parts.append(Part(number, offset, size))
        offset += size
    return tuple(parts)


def parts_left(parts: tuple[Part, ...], stored: Mapping[int, object]) -> tuple[Part, ...]:
    """The parts that are not stored yet, in order."""
    return tuple(part for part in parts if part.number not in stored)
