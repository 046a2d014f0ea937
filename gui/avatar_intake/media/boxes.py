"""Walk the boxes of an MP4 file: its tracks, their times, and how long the file must be for all samples to be inside.

Structure only (ISO/IEC 14496-12): decodes nothing, keeps no media data, and believes no count that its own box has no
room for. It exists because a decoder opens a file that was cut off happily and tells its full duration.
"""

from __future__ import annotations

import math
import struct
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, repeat
from operator import sub
from typing import BinaryIO

from avatar_intake.domain.media import Unreadable
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.media import texts
from avatar_intake.media.box_tables import Box, DamagedError, Outline, Table, outline, read
from avatar_intake.media.fragments import REORDERED, Pieces, defaults, earliest, fragments

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
    ``start_s`` is when a player begins to show it, ``edit_start_s`` how much before that the edit list leaves out.
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
    start_s: float = 0.0
    has_edit_list: bool = False
    edit_start_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Movie:
    """What the boxes say. ``promised_bytes`` is the size that the file must have for all its samples to be inside."""

    brand: str
    is_fragmented: bool
    is_moov_first: bool
    promised_bytes: int
    tracks: tuple[Track, ...]

    def films(self) -> int:
        """How many tracks are films: a cover picture, which has one frame, is none."""
        return sum(item.kind == "vide" and item.frames > 1 for item in self.tracks)

    def track(self, kind: str) -> Track | None:
        """The longest track of a kind (a cover picture is a track of one frame), or ``None``."""
        return max((item for item in self.tracks if item.kind == kind), key=lambda item: item.frames, default=None)


def walk_movie(file: BinaryIO, size_bytes: int, stop: StopSignal | None = None) -> Movie | Unreadable:
    """Read the structure of an open MP4 or MOV file.

    `Unreadable` with ``truncated`` when the table of contents is missing because the file ends too early, with
    ``damaged`` when the boxes contradict themselves. Raises `Cancelled` when ``stop`` is set.
    """
    boxes = outline(file, size_bytes, stop)
    moov = boxes.first("moov")
    if moov is None or moov.end > size_bytes:
        if boxes.promised_bytes > size_bytes:
            return Unreadable("truncated", texts.shares(size_bytes, boxes.promised_bytes), size_bytes)
        return Unreadable("truncated" if boxes.first("mdat") else "damaged", "", size_bytes)
    try:
        return _movie(file, size_bytes, boxes, moov)
    except (DamagedError, struct.error):
        return Unreadable("damaged", "", size_bytes)


# --- the movie ----------------------------------------------------------------------------------


def _movie(file: BinaryIO, size_bytes: int, boxes: Outline, moov: Box) -> Movie:
    table = read(file, moov)
    whole = Box("moov", 0, 0, len(table.data))
    header = table.find(whole, "mvhd")
    if header is None:
        raise DamagedError("no movie header")
    movie_timescale = _timescale(table, header)
    pieces, pieces_end = fragments(file, size_bytes, boxes, defaults(table, whole))
    tracks: list[Track] = []
    promised = max(boxes.promised_bytes, pieces_end)
    for box in (child for child in table.children() if child.kind == "trak"):
        track, end = _track(table, box, movie_timescale, pieces)
        tracks.append(track)
        promised = max(promised, end)
    first_data = boxes.first("mdat")
    file.seek(0)
    head = file.read(12)
    return Movie(
        brand=head[8:12].decode("latin-1") if head[4:8] == b"ftyp" else "",
        is_fragmented=bool(pieces) or boxes.first("moof") is not None,
        is_moov_first=first_data is None or moov.start < first_data.start,
        promised_bytes=promised,
        tracks=tuple(tracks),
    )


def _timescale(table: Table, header: Box) -> int:
    """Ticks per second from `mvhd` or `mdhd`: version 1 has two times of eight bytes before it, version 0 of four."""
    version = table.numbers(">B", header)[0]
    (ticks,) = table.numbers(">I", header, 20 if version == 1 else 12)
    if ticks == 0:
        raise DamagedError("no ticks in a second")
    return ticks


def _track(table: Table, trak: Box, movie_timescale: int, pieces: dict[int, Pieces]) -> tuple[Track, int]:
    """One track, and the end of its last sample in the file."""
    header = table.find(trak, "tkhd")
    media_header = table.find(trak, "mdia", "mdhd")
    handler = table.find(trak, "mdia", "hdlr")
    samples = table.find(trak, "mdia", "minf", "stbl")
    if header is None or media_header is None or handler is None or samples is None:
        raise DamagedError("a track lacks a part")
    track_id, rotation_deg = _identity(table, header)
    kind = table.data[handler.body + 8 : handler.body + 12].decode("latin-1")
    codec, width_px, height_px = _description(table, samples, has_picture=kind == "vide")
    steps, end = _samples(table, samples)
    piece = pieces.get(track_id, Pieces())
    first = _first_shown(table, samples) if steps else piece.first_shown
    steps.update(piece.steps)
    timescale = _timescale(table, media_header)
    duration_s = sum(length * count for length, count in steps.items()) / timescale
    frames = sum(steps.values())
    edits = _edits(table, trak, movie_timescale)
    cut_s = ((edits.begins_at) - first) / timescale
    left_s = duration_s - max(0.0, cut_s)
    track = Track(
        track_id=track_id,
        kind=kind,
        codec=codec,
        width_px=width_px,
        height_px=height_px,
        rotation_deg=rotation_deg,
        duration_s=min(left_s, edits.shown_s) if edits.shown_s else left_s,
        frames=frames,
        frames_per_s=frames / duration_s if duration_s else 0.0,
        commonest_step_share=step_share(steps),
        start_s=edits.delay_s + max(0.0, -cut_s),
        has_edit_list=edits.are_there,
        edit_start_s=max(0.0, cut_s),
    )
    return track, max(end, piece.end)


def _identity(table: Table, header: Box) -> tuple[int, int]:
    """A track's number, and how far a player turns it clockwise, from the matrix in `tkhd`."""
    version = table.numbers(">B", header)[0]
    (track_id,) = table.numbers(">I", header, 20 if version == 1 else 12)
    cosine, sine = table.numbers(">2i", header, 52 if version == 1 else 40)
    return track_id, round(math.degrees(math.atan2(sine, cosine)) / 90) * 90 % 360


def _description(table: Table, samples: Box, *, has_picture: bool) -> tuple[str, int, int]:
    """The coding's four letters and the picture's size from the first entry of `stsd`."""
    box = table.find(samples, "stsd")
    if box is None or box.end - box.body < 16:
        raise DamagedError("no sample description")
    codec = table.data[box.body + 12 : box.body + 16].decode("latin-1")
    if not has_picture or box.end - box.body < 8 + 36:
        return codec, 0, 0
    width_px, height_px = table.numbers(">2H", box, 8 + 32)
    return codec, width_px, height_px


@dataclass(frozen=True, slots=True)
class _Edits:
    """What an edit list says: how long nothing is shown first, at which tick of the track it begins, for how long.

    ``shown_s`` is 0 when there is none, or none that tells a length (fragmented files).
    """

    are_there: bool = False
    delay_s: float = 0.0
    begins_at: int = 0
    shown_s: float = 0.0


def _edits(table: Table, trak: Box, movie_timescale: int) -> _Edits:
    box = table.find(trak, "edts", "elst")
    if box is None:
        return _Edits()
    version, count = table.numbers(">B3xI", box)
    layout, width = (">Qq4x", 20) if version == 1 else (">Ii4x", 12)
    if 8 + count * width > box.end - box.body:
        raise DamagedError("a table is longer than its box")
    delay = shown = 0
    begins_at: int | None = None
    for number in range(count):
        length, start = table.numbers(layout, box, 8 + number * width)
        if start >= 0:
            shown += length
            begins_at = start if begins_at is None else begins_at
        elif begins_at is None:
            delay += length
    return _Edits(bool(count), delay / movie_timescale, begins_at or 0, shown / movie_timescale)


# --- samples ------------------------------------------------------------------------------------


def _samples(table: Table, samples: Box) -> tuple[Counter[int], int]:
    """How many frames last how many ticks, and where the last byte of a sample stands."""
    steps: Counter[int] = Counter()
    times = table.find(samples, "stts")
    if times is not None:
        (count,) = table.numbers(">I", times, 4)
        if count > _MAX_STEP_RUNS:
            raise DamagedError("no film changes its rate this often")
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


def _sizes(table: Table, samples: Box) -> tuple[int, int, array[int]]:
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
    """The end of the sample furthest back; ``runs`` are triples: first chunk, samples a chunk, description.

    An hour of film may have 200,000 chunks, and each may lie anywhere.
    """
    same, total, each = sizes
    before = array("Q", accumulate(each, initial=0))
    most = total if same else len(each)
    ends = map(min, accumulate(_counts(len(offsets), runs), initial=0), repeat(most))
    passed = [number * same for number in ends] if same else list(map(before.__getitem__, ends))
    lengths = map(sub, passed[1:], passed)
    return max((offset + length for offset, length in zip(offsets, lengths, strict=False) if length), default=0)


def _counts(chunks: int, runs: array[int]) -> Iterator[int]:
    """How many samples each chunk holds."""
    begun = 0
    for place in range(0, len(runs), 3):
        is_last = place + 3 >= len(runs)
        ended = chunks if is_last else max(begun, min(runs[place + 3] - 1, chunks))
        yield from repeat(runs[place + 1], ended - begun)
        begun = ended


def _first_shown(table: Table, samples: Box) -> int:
    """The tick at which the first picture in the order of showing is shown, before any edit list."""
    shifts, times = table.find(samples, "ctts"), table.find(samples, "stts")
    if shifts is None or times is None:
        return 0
    return max(0, earliest(_run_values(table, times), _run_values(table, shifts)))


def _run_values(table: Table, box: Box) -> list[int]:
    """The values of the first samples, from a table of pairs: how many samples, which value."""
    (count,) = table.numbers(">I", box, 4)
    rows = table.row(box, 8, min(count, REORDERED) * 2)
    values: list[int] = []
    for repeats, value in zip(rows[::2], rows[1::2], strict=True):
        values.extend([value] * min(repeats, REORDERED - len(values)))
    return values


def step_share(steps: Mapping[int, int]) -> float:
    """The share of frames with the commonest duration in ticks, give or take a rounding.

    >>> step_share({40: 75, 41: 20, 80: 5})
    0.95
    """
    total = sum(steps.values())
    if not total:
        return 0.0
    length = max(steps, key=lambda step: steps[step])
    slack = 1 if length >= _ROUNDING_FROM_TICKS else 0
    return sum(steps.get(length + shift, 0) for shift in range(-slack, slack + 1)) / total
