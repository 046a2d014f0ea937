"""The boxes that MP4 files are built of (ISO/IEC 14496-12): find them, and read numbers out of them. Pure reading.

Believes no size that reaches out of its parent and no count that its own box has no room for.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from avatar_intake.domain.stopping import StopSignal, raise_if_stopped

# An hour of film needs about 3 MB of tables. The limits keep a hostile file from filling the memory or the day.
_MAX_TABLE_BYTES = 32 << 20
_MAX_BOXES = 200_000


class DamagedError(ValueError):
    """A box contradicts itself. Never leaves the modules that walk boxes."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its four letters, where it starts, where its content starts, where it ends."""

    kind: str
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class Outline:
    """The boxes of the top level; ``promised_bytes`` is where the last of them ends."""

    boxes: tuple[Box, ...]
    promised_bytes: int

    def first(self, kind: str) -> Box | None:
        """The first box of a kind."""
        return next((box for box in self.boxes if box.kind == kind), None)

    def all(self, kind: str) -> Iterator[Box]:
        """Every box of a kind."""
        return (box for box in self.boxes if box.kind == kind)


def outline(file: BinaryIO, size_bytes: int, stop: StopSignal | None) -> Outline:
    """The boxes of the top level, up to the first that makes no sense: players ignore what follows."""
    boxes: list[Box] = []
    offset = 0
    while offset + 8 <= size_bytes and len(boxes) < _MAX_BOXES:
        raise_if_stopped(stop)
        file.seek(offset)
        box = box_at(file.read(16), offset, size_bytes)
        if box is None:
            break
        boxes.append(box)
        offset = box.end
    return Outline(tuple(boxes), max((box.end for box in boxes), default=0))


def box_at(head: bytes, offset: int, limit: int) -> Box | None:
    """The box whose header is ``head``; size 0 means "to the end", size 1 that eight more bytes tell the size."""
    if len(head) < 8:
        return None
    size, kind = struct.unpack_from(">I4s", head)
    body = offset + 8
    if size == 1 and len(head) >= 16:
        (size,) = struct.unpack_from(">Q", head, 8)
        body += 8
    elif size == 0:
        size = limit - offset
    if offset + size < body or not all(32 <= letter < 127 or letter == 0xA9 for letter in kind):
        return None
    return Box(kind.decode("latin-1"), offset, body, offset + size)


@dataclass(frozen=True, slots=True)
class Table:
    """A piece of a file in memory, and where it stood."""

    data: bytes
    start: int

    def children(self, body: int = 0, end: int | None = None) -> Iterator[Box]:
        """The boxes between two places of this piece; stops at what is not a box any more."""
        limit = len(self.data) if end is None else end
        offset = body
        while offset + 8 <= limit:
            box = box_at(self.data[offset : offset + 16], offset, limit)
            if box is None or box.end > limit:
                raise DamagedError("a box is longer than its parent")
            yield box
            offset = box.end

    def find(self, inside: Box, *path: str) -> Box | None:
        """The first box down a path of kinds."""
        found: Box | None = inside
        for kind in path:
            if found is None:
                return None
            found = next((box for box in self.children(found.body, found.end) if box.kind == kind), None)
        return found

    def numbers(self, layout: str, box: Box, skip: int = 0) -> tuple[int, ...]:
        """Numbers at the beginning of a box; raises ``struct.error`` when it is too short."""
        return struct.unpack(
            layout, self.data[box.body + skip : min(box.end, box.body + skip + struct.calcsize(layout))]
        )

    def row(self, box: Box, skip: int, count: int, width: int = 4) -> array[int]:
        """``count`` big-endian numbers of ``width`` bytes; refuses a count that the box has no room for."""
        start = box.body + skip
        if start + count * width > box.end:
            raise DamagedError("a table is longer than its box")
        values = array({2: "H", 4: "I", 8: "Q"}[width])
        values.frombytes(self.data[start : start + count * width])
        if sys.byteorder == "little":
            values.byteswap()
        return values


def read(file: BinaryIO, box: Box) -> Table:
    """A box of the top level in memory; raises `DamagedError` for one that is too big to be a table of contents."""
    length = box.end - box.body
    if length > _MAX_TABLE_BYTES:
        raise DamagedError("a table of contents of this size is not one")
    file.seek(box.body)
    data = file.read(length)
    if len(data) < length:
        raise DamagedError("the file shrank")
    return Table(data, box.body)
