"""Walk the boxes of an MP4 file: its tracks, their times, and how long the file must be for all samples to be inside.

Structure only (ISO/IEC 14496-12): decodes nothing, keeps no media data, and believes no count that its own box has no
room for. It exists because a decoder opens a file that was cut off happily and tells its full duration.
"""

from __future__ import annotations

import math
import struct
import sys
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from avatar_intake.domain.media import Unreadable
from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.media import texts

# An hour of film needs about 3 MB of tables. The limits keep a hostile file from filling the memory or the day.
_MAX_TABLE_BYTES = 32 << 20
_MAX_BOXES = 200_000
_MAX_STEP_RUNS = 1_000_000
# A frame's time is a whole number of ticks. Where a tick is this small against a frame, one tick more or less is
# rounding and not an uneven film.
_ROUNDING_FROM_TICKS = 10


@dataclass(frozen=True, slots=True)
class Track:
    """One track. Sizes in pixels as the track's description says them; ``rotation_deg`` clockwise, for display.

    ``kind`` is the handler (``vide``, ``soun``, …), ``codec`` the four-letter name of the coding.
    ``duration_s`` is what a player shows, after the edit list. ``frames_per_s`` is an average; for sound it counts
    packets. ``commonest_step_share`` is the share of frames with the commonest duration, give or take a rounding.
    """

    track_id: int
    kind: str
    codec: str
    width_px: int
    height_px: int
    rotation_deg: int
    duration_s: float
    frames: int
    frames_per_s: float
    commonest_step_share: float


@dataclass(frozen=True, slots=True)
class Movie:
    """What the boxes say. ``promised_bytes`` is the size that the file must have for all its samples to be inside."""

    brand: str
    is_fragmented: bool
    is_moov_first: bool
    promised_bytes: int
    tracks: tuple[Track, ...]

    def track(self, kind: str) -> Track | None:
        """The longest track of a kind (a cover picture is a track of one frame), or ``None``."""
        return max((item for item in self.tracks if item.kind == kind), key=lambda item: item.frames, default=None)


def walk_movie(file: BinaryIO, size_bytes: int, stop: StopSignal | None = None) -> Movie | Unreadable:
    """Read the structure of an open MP4 or MOV file.

    `Unreadable` with ``truncated`` when the table of contents is missing because the file ends too early, with
    ``damaged`` when the boxes contradict themselves. Raises `Cancelled` when ``stop`` is set.
    """
    outline = _outline(file, size_bytes, stop)
    moov = outline.first("moov")
    if moov is None or moov.end > size_bytes:
        if outline.promised_bytes > size_bytes:
            return Unreadable("truncated", texts.shares(size_bytes, outline.promised_bytes), size_bytes)
        return Unreadable("truncated" if outline.first("mdat") else "damaged", "", size_bytes)
    try:
        return _movie(file, size_bytes, outline, moov)
    except (_DamagedError, struct.error):
        return Unreadable("damaged", "", size_bytes)


# --- the outline --------------------------------------------------------------------------------


class _DamagedError(ValueError):
    """A box contradicts itself. Never leaves this module."""


@dataclass(frozen=True, slots=True)
class _Box:
    kind: str
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class _Outline:
    boxes: tuple[_Box, ...]
    promised_bytes: int

    def first(self, kind: str) -> _Box | None:
        return next((box for box in self.boxes if box.kind == kind), None)

    def all(self, kind: str) -> Iterator[_Box]:
        return (box for box in self.boxes if box.kind == kind)


def _outline(file: BinaryIO, size_bytes: int, stop: StopSignal | None) -> _Outline:
    """The boxes of the top level, up to the first that makes no sense: players ignore what follows."""
    boxes: list[_Box] = []
    offset = 0
    while offset + 8 <= size_bytes and len(boxes) < _MAX_BOXES:
        raise_if_stopped(stop)
        file.seek(offset)
        box = _box_at(file.read(16), offset, size_bytes)
        if box is None:
            break
        boxes.append(box)
        offset = box.end
    return _Outline(tuple(boxes), max((box.end for box in boxes), default=0))


def _box_at(head: bytes, offset: int, limit: int) -> _Box | None:
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
    return _Box(kind.decode("latin-1"), offset, body, offset + size)


# --- the movie ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Pieces:
    """What fragments add to one track."""

    steps: Counter[int] = field(default_factory=Counter)
    end: int = 0


@dataclass(frozen=True, slots=True)
class _Table:
    """A piece of a file in memory, and where it stood."""

    data: bytes
    start: int

    def children(self, body: int = 0, end: int | None = None) -> Iterator[_Box]:
        """The boxes between two places of this piece; stops at what is not a box any more."""
        limit = len(self.data) if end is None else end
        offset = body
        while offset + 8 <= limit:
            box = _box_at(self.data[offset : offset + 16], offset, limit)
            if box is None or box.end > limit:
                raise _DamagedError("a box is longer than its parent")
            yield box
            offset = box.end

    def find(self, inside: _Box, *path: str) -> _Box | None:
        """The first box down a path of kinds."""
        found: _Box | None = inside
        for kind in path:
            if found is None:
                return None
            found = next((box for box in self.children(found.body, found.end) if box.kind == kind), None)
        return found

    def numbers(self, layout: str, box: _Box, skip: int = 0) -> tuple[int, ...]:
        """Numbers at the beginning of a box; raises ``struct.error`` when it is too short."""
        return struct.unpack(
            layout, self.data[box.body + skip : min(box.end, box.body + skip + struct.calcsize(layout))]
        )

    def row(self, box: _Box, skip: int, count: int, width: int = 4) -> array[int]:
        """``count`` big-endian numbers of ``width`` bytes; refuses a count that the box has no room for."""
        start = box.body + skip
        if start + count * width > box.end:
            raise _DamagedError("a table is longer than its box")
        values = array({2: "H", 4: "I", 8: "Q"}[width])
        values.frombytes(self.data[start : start + count * width])
        if sys.byteorder == "little":
            values.byteswap()
        return values


def _movie(file: BinaryIO, size_bytes: int, outline: _Outline, moov: _Box) -> Movie:
    table = _read(file, moov)
    whole = _Box("moov", 0, 0, len(table.data))
    header = table.find(whole, "mvhd")
    if header is None:
        raise _DamagedError("no movie header")
    movie_timescale = _timescale(table, header)
    pieces, pieces_end = _fragments(file, size_bytes, outline, _defaults(table, whole))
    tracks: list[Track] = []
    promised = max(outline.promised_bytes, pieces_end)
    for box in (child for child in table.children() if child.kind == "trak"):
        track, end = _track(table, box, movie_timescale, pieces)
        tracks.append(track)
        promised = max(promised, end)
    first_data = outline.first("mdat")
    file.seek(0)
    head = file.read(12)
    return Movie(
        brand=head[8:12].decode("latin-1") if head[4:8] == b"ftyp" else "",
        is_fragmented=bool(pieces) or outline.first("moof") is not None,
        is_moov_first=first_data is None or moov.start < first_data.start,
        promised_bytes=promised,
        tracks=tuple(tracks),
    )


def _read(file: BinaryIO, box: _Box) -> _Table:
    length = box.end - box.body
    if length > _MAX_TABLE_BYTES:
        raise _DamagedError("a table of contents of this size is not one")
    file.seek(box.body)
    data = file.read(length)
    if len(data) < length:
        raise _DamagedError("the file shrank")
    return _Table(data, box.body)


def _timescale(table: _Table, header: _Box) -> int:
    """Ticks per second from `mvhd` or `mdhd`: version 1 has two times of eight bytes before it, version 0 of four."""
    version = table.numbers(">B", header)[0]
    (ticks,) = table.numbers(">I", header, 20 if version == 1 else 12)
    if ticks == 0:
        raise _DamagedError("no ticks in a second")
    return ticks


def _track(table: _Table, trak: _Box, movie_timescale: int, pieces: dict[int, _Pieces]) -> tuple[Track, int]:
    """One track, and the end of its last sample in the file."""
    header = table.find(trak, "tkhd")
    media_header = table.find(trak, "mdia", "mdhd")
    handler = table.find(trak, "mdia", "hdlr")
    samples = table.find(trak, "mdia", "minf", "stbl")
    if header is None or media_header is None or handler is None or samples is None:
        raise _DamagedError("a track lacks a part")
    track_id, rotation_deg = _identity(table, header)
    kind = table.data[handler.body + 8 : handler.body + 12].decode("latin-1")
    codec, width_px, height_px = _description(table, samples, has_picture=kind == "vide")
    steps, end = _samples(table, samples)
    piece = pieces.get(track_id, _Pieces())
    steps.update(piece.steps)
    timescale = _timescale(table, media_header)
    duration_s = sum(length * count for length, count in steps.items()) / timescale
    shown_s = _shown_s(table, trak, movie_timescale)
    frames = sum(steps.values())
    track = Track(
        track_id=track_id,
        kind=kind,
        codec=codec,
        width_px=width_px,
        height_px=height_px,
        rotation_deg=rotation_deg,
        duration_s=min(duration_s, shown_s) if shown_s else duration_s,
        frames=frames,
        frames_per_s=frames / duration_s if duration_s else 0.0,
        commonest_step_share=_commonest_share(steps),
    )
    return track, max(end, piece.end)


def _identity(table: _Table, header: _Box) -> tuple[int, int]:
    """A track's number, and how far a player turns it clockwise, from the matrix in `tkhd`."""
    version = table.numbers(">B", header)[0]
    (track_id,) = table.numbers(">I", header, 20 if version == 1 else 12)
    cosine, sine = table.numbers(">2i", header, 52 if version == 1 else 40)
    return track_id, round(math.degrees(math.atan2(sine, cosine)) / 90) * 90 % 360


def _description(table: _Table, samples: _Box, *, has_picture: bool) -> tuple[str, int, int]:
    """The coding's four letters and the picture's size from the first entry of `stsd`."""
    box = table.find(samples, "stsd")
    if box is None or box.end - box.body < 16:
        raise _DamagedError("no sample description")
    codec = table.data[box.body + 12 : box.body + 16].decode("latin-1")
    if not has_picture or box.end - box.body < 8 + 36:
        return codec, 0, 0
    width_px, height_px = table.numbers(">2H", box, 8 + 32)
    return codec, width_px, height_px


def _shown_s(table: _Table, trak: _Box, movie_timescale: int) -> float:
    """Seconds that the edit list shows; 0 when there is none, or none that tells a length (fragmented files)."""
    box = table.find(trak, "edts", "elst")
    if box is None:
        return 0.0
    version, count = table.numbers(">B3xI", box)
    layout, width = (">Qq4x", 20) if version == 1 else (">Ii4x", 12)
    if 8 + count * width > box.end - box.body:
        raise _DamagedError("a table is longer than its box")
    rows = (table.numbers(layout, box, 8 + number * width) for number in range(count))
    return sum(length for length, start in rows if start >= 0) / movie_timescale


# --- samples ------------------------------------------------------------------------------------


def _samples(table: _Table, samples: _Box) -> tuple[Counter[int], int]:
    """How many frames last how many ticks, and where the last byte of a sample stands."""
    steps: Counter[int] = Counter()
    times = table.find(samples, "stts")
    if times is not None:
        (count,) = table.numbers(">I", times, 4)
        if count > _MAX_STEP_RUNS:
            raise _DamagedError("no film changes its rate this often")
        rows = table.row(times, 8, count * 2)
        for frames, length in zip(rows[::2], rows[1::2], strict=True):
            steps[length] += frames
    chunks = table.find(samples, "stco") or table.find(samples, "co64")
    runs = table.find(samples, "stsc")
    if chunks is None or runs is None:
        return steps, 0
    (count,) = table.numbers(">I", chunks, 4)
    offsets = table.row(chunks, 8, count, 8 if chunks.kind == "co64" else 4)
    (count,) = table.numbers(">I", runs, 4)
    return steps, _last_end(offsets, table.row(runs, 8, count * 3), _sizes(table, samples))


def _sizes(table: _Table, samples: _Box) -> tuple[int, int, array[int]]:
    """The size that all samples have (0: each its own), how many there are, and their own sizes."""
    box = table.find(samples, "stsz")
    if box is not None:
        same, count = table.numbers(">2I", box, 4)
        return same, count, array("I") if same else table.row(box, 12, count)
    box = table.find(samples, "stz2")
    if box is None:
        return 0, 0, array("I")
    bits, count = table.numbers(">3xBI", box, 4)
    if bits == 16:
        return 0, count, table.row(box, 12, count, 2)
    return 0, 0, array("I")  # 4 and 8 bits: samples this small say nothing about the end of the file


def _last_end(offsets: array[int], runs: array[int], sizes: tuple[int, int, array[int]]) -> int:
    """The end of the sample furthest back; ``runs`` are triples: first chunk, samples a chunk, description."""
    same, total, each = sizes
    end = sample = run = 0
    for chunk, offset in enumerate(offsets, 1):
        while (run + 1) * 3 < len(runs) and runs[(run + 1) * 3] <= chunk:
            run += 1
        wanted = runs[run * 3 + 1] if runs else 0
        count = min(wanted, total - sample)
        length = same * count if same else sum(each[sample : sample + count])
        sample += count
        if length:
            end = max(end, offset + length)
    return end


def _commonest_share(steps: Counter[int]) -> float:
    total = sum(steps.values())
    if not total:
        return 0.0
    length = max(steps, key=lambda step: steps[step])
    slack = 1 if length >= _ROUNDING_FROM_TICKS else 0
    return sum(steps[length + shift] for shift in range(-slack, slack + 1)) / total


# --- fragments ----------------------------------------------------------------------------------


def _defaults(table: _Table, whole: _Box) -> dict[int, tuple[int, int]]:
    """For each track of a fragmented film the duration and size that its samples have unless told otherwise."""
    extends = table.find(whole, "mvex")
    if extends is None:
        return {}
    rows = [table.numbers(">5I", box, 4) for box in table.children(extends.body, extends.end) if box.kind == "trex"]
    return {track_id: (duration, size) for track_id, _, duration, size, _ in rows}


def _fragments(
    file: BinaryIO, size_bytes: int, outline: _Outline, defaults: dict[int, tuple[int, int]]
) -> tuple[dict[int, _Pieces], int]:
    pieces: dict[int, _Pieces] = {}
    for moof in outline.all("moof"):
        if moof.end > size_bytes:
            break
        table = _read(file, moof)
        for traf in (box for box in table.children() if box.kind == "traf"):
            _add_fragment(table, traf, moof.start, pieces, defaults)
    return pieces, max((piece.end for piece in pieces.values()), default=0)


def _add_fragment(
    table: _Table, traf: _Box, moof_start: int, pieces: dict[int, _Pieces], defaults: dict[int, tuple[int, int]]
) -> None:
    header = table.find(traf, "tfhd")
    if header is None:
        raise _DamagedError("a fragment without a header")
    flags, track_id = table.numbers(">2I", header)
    duration, size = defaults.get(track_id, (0, 0))
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
    piece = pieces.setdefault(track_id, _Pieces())
    for run in (box for box in table.children(traf.body, traf.end) if box.kind == "trun"):
        _add_run(table, run, piece, (base, duration, size))


def _add_run(table: _Table, run: _Box, piece: _Pieces, given: tuple[int, int, int]) -> None:
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
    length = sum(rows[columns.index(0x200) :: step]) if 0x200 in columns else size * count
    if offset is not None:
        piece.end = max(piece.end, offset + length)
