"""What the fragments of a fragmented MP4 file add to its tracks: sample times and places. Structure only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from avatar_intake.media.box_tables import Box, DamagedError, Outline, Table, read

# Pictures are stored in the order of decoding: the one shown first is among the first few.
REORDERED = 64


@dataclass(slots=True)
class Pieces:
    """What fragments add to one track."""

    steps: Counter[int] = field(default_factory=Counter)
    end: int = 0
    begins_at: int = 0
    first_shift: int | None = None

    @property
    def first_shown(self) -> int:
        """The tick at which the first picture in the order of showing is shown, before any edit list."""
        return max(0, self.begins_at + (self.first_shift or 0))


def earliest(lengths: Iterable[int], shifts: Iterable[int]) -> int:
    """When the first of some pictures is shown, in ticks; the two say how long each lasts and how late it is shown.

    >>> earliest([512, 512, 512], [1024, 2560, 0xFFFFFE00])
    512
    """
    tick, ticks = 0, []
    for length, shift in zip(lengths, shifts, strict=False):
        # Shifts may be negative, also in files of the version that says that they are not.
        ticks.append(tick + (shift - (1 << 32) if shift >= 1 << 31 else shift))
        tick += length
    return min(ticks, default=0)


def defaults(table: Table, whole: Box) -> dict[int, tuple[int, int]]:
    """For each track of a fragmented film the duration and size that its samples have unless told otherwise."""
    extends = table.find(whole, "mvex")
    if extends is None:
        return {}
    rows = [table.numbers(">5I", box, 4) for box in table.children(extends.body, extends.end) if box.kind == "trex"]
    return {track_id: (duration, size) for track_id, _, duration, size, _ in rows}


def fragments(
    file: BinaryIO, size_bytes: int, boxes: Outline, given: dict[int, tuple[int, int]]
) -> tuple[dict[int, Pieces], int]:
    """What all fragments add, by track, and the end of the last sample. Stops at a fragment that was cut off."""
    pieces: dict[int, Pieces] = {}
    for moof in boxes.all("moof"):
        if moof.end > size_bytes:
            break
        table = read(file, moof)
        for traf in (box for box in table.children() if box.kind == "traf"):
            _add_fragment(table, traf, moof.start, pieces, given)
    return pieces, max((piece.end for piece in pieces.values()), default=0)


def _add_fragment(
    table: Table, traf: Box, moof_start: int, pieces: dict[int, Pieces], given: dict[int, tuple[int, int]]
) -> None:
    header = table.find(traf, "tfhd")
    if header is None:
        raise DamagedError("a fragment without a header")
    flags, track_id = table.numbers(">2I", header)
    duration, size = given.get(track_id, (0, 0))
    base, place = moof_start, 8
    if flags & 0x1:
        (base,) = table.numbers(">Q", header, place)
        place += 8
    place += 4 if flags & 0x2 else 0
    if flags & 0x8:
        (duration,) = table.numbers(">I", header, place)
        place += 4
    if flags & 0x10:
        (size,) = table.numbers(">I", header, place)
    piece = pieces.setdefault(track_id, Pieces())
    begin = table.find(traf, "tfdt")
    if piece.first_shift is None and begin is not None:
        (version,) = table.numbers(">B", begin)
        (piece.begins_at,) = table.numbers(">Q" if version == 1 else ">I", begin, 4)
    for run in (box for box in table.children(traf.body, traf.end) if box.kind == "trun"):
        _add_run(table, run, piece, (base, duration, size))


def _add_run(table: Table, run: Box, piece: Pieces, given: tuple[int, int, int]) -> None:
    """Add one run of samples; ``given`` are the place that offsets count from, the duration, the size."""
    base, duration, size = given
    flags, count = table.numbers(">2I", run)
    flags &= 0xFFFFFF
    place = 8
    offset: int | None = None
    if flags & 0x1:
        (shift,) = table.numbers(">i", run, place)
        offset = base + shift
        place += 4
    place += 4 if flags & 0x4 else 0
    columns = [bit for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit]
    rows = table.row(run, place, count * len(columns))
    step = len(columns)
    if 0x100 in columns:
        piece.steps.update(rows[columns.index(0x100) :: step])
    else:
        piece.steps[duration] += count
    if piece.first_shift is None and count:
        lengths = rows[columns.index(0x100) :: step] if 0x100 in columns else [duration] * min(count, REORDERED)
        shifts = rows[columns.index(0x800) :: step] if 0x800 in columns else [0]
        piece.first_shift = earliest(lengths[:REORDERED], shifts[:REORDERED])
    length = sum(rows[columns.index(0x200) :: step]) if 0x200 in columns else size * count
    if offset is not None:
        piece.end = max(piece.end, offset + length)
