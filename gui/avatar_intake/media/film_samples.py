"""Where the samples of a film lie in its file, and which of them to look at. Decodes nothing and judges nothing.

The places come from the decoder library's own table, so that neither track has to be read through to reach the other
one's samples. The number of pictures follows from what they cost to decode, never from a clock: the same file always
gives the same answer.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, BinaryIO

from avatar_intake.domain.media import Span
from avatar_intake.domain.stopping import StopSignal, raise_if_stopped

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.stream import Stream

# An hour of 60 pictures a second has 216 000, an hour of AAC 170 000. More is no film that the service takes.
_MAX_SAMPLES = 400_000
_MAX_SAMPLE_BYTES = 64 << 20

OPENING_S = 20.0
_OPENING_PLACES_S = (0.0, 5.0, 10.0, 14.0)
# What one picture costs, in milliseconds on a machine of 2026 with two cores: by pixel, by coded byte, and in any case.
_MS_A_PIXEL = {"h264": 1.6e-6, "mpeg4": 1.6e-6}
_MS_A_PIXEL_OTHERWISE = 4e-6
_MS_A_BYTE = 17e-6
_MS_A_PICTURE = 1.0
_BUDGET_MS = 300.0
_FEWEST, _MOST = 8, 24
_MOST_SEAMS = 3

# Up to this a frame says nothing but "as before" (in H.264 82 bytes for 1080 lines and 330 for 4K, in H.265 50). The
# noise of any camera costs many times as much.
_STILL_BYTES = 80
_STILL_BYTES_A_PIXEL = 4.5e-5
_SHORTEST_STILL_S = 5
_SETTLING_FRAMES = 8


@dataclass(frozen=True, slots=True)
class Samples:
    """One track's samples in the order of decoding: place and size in bytes, time in seconds from the first one."""

    places: array[int]
    sizes: array[int]
    times_s: array[float]
    keys: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.places)

    def time_s(self, number: int) -> float:
        """When a sample is shown, about."""
        return self.times_s[number]


def samples_of(stream: Stream) -> Samples | None:
    """The samples of an open file's stream; ``None`` when there are none, or more than a film has."""
    table = stream.index_entries
    if not 0 < len(table) <= _MAX_SAMPLES or not stream.time_base:
        return None
    tick_s = float(stream.time_base)
    rows = table[:]
    first = rows[0].timestamp
    return Samples(
        array("q", [row.pos for row in rows]),
        array("q", [row.size for row in rows]),
        array("d", [(row.timestamp - first) * tick_s for row in rows]),
        tuple(number for number, row in enumerate(rows) if row.is_keyframe),
    )


def read_all_tables(container: InputContainer) -> None:
    """Have the library read the tables of every fragment, and no sample. Raises ``av.FFmpegError``."""
    from av.stream import Discard

    for stream in container.streams:
        stream.discard = Discard.all
    for _ in container.demux():
        pass


def read_sample(file: BinaryIO, samples: Samples, number: int, stop: StopSignal | None) -> bytes:
    """The bytes of one sample; empty when they are not all there. Raises `Cancelled` and ``OSError``."""
    raise_if_stopped(stop)
    size = samples.sizes[number]
    place = samples.places[number]
    if place < 0 or not 0 < size <= _MAX_SAMPLE_BYTES:
        return b""
    file.seek(place)
    data = file.read(size)
    return data if len(data) == size else b""


# --- which pictures -----------------------------------------------------------------------------


def picture_count(codec: str, pixels: int, key_bytes: float) -> int:
    """How many pictures to look at: as many as about 0.3 seconds allow.

    >>> picture_count("h264", 1920 * 1080, 60_000), picture_count("hevc", 3840 * 2160, 150_000)
    (24, 8)
    """
    cost_ms = pixels * _MS_A_PIXEL.get(codec, _MS_A_PIXEL_OTHERWISE) + key_bytes * _MS_A_BYTE + _MS_A_PICTURE
    return max(_FEWEST, min(_MOST, int(_BUDGET_MS / cost_ms)))


def chosen_keys(samples: Samples, seams: Sequence[int], count: int) -> tuple[int, ...]:
    """Keyframes to look at: the opening's, both sides of each seam, and the rest spread evenly to the end."""
    keys = samples.keys
    if len(keys) <= count:
        return keys
    times_s = [samples.times_s[key] for key in keys]
    end_s = times_s[-1]
    chosen = {_nearest(times_s, place_s) for place_s in _OPENING_PLACES_S if place_s <= end_s}
    for seam in seams:
        chosen |= {seam - 1, seam}
    left = max(count - len(chosen), 2)
    start_s = min(OPENING_S, end_s)
    chosen |= {_nearest(times_s, start_s + (end_s - start_s) * number / (left - 1)) for number in range(left)}
    return tuple(keys[number] for number in sorted(chosen))


def _nearest(times_s: Sequence[float], wanted_s: float) -> int:
    return min(range(len(times_s)), key=lambda number: abs(times_s[number] - wanted_s))


def seams_of(samples: Samples, count: int = _MOST_SEAMS) -> tuple[int, ...]:
    """Numbers among the keyframes where an encoder began anew out of turn, as it does at a cut or a joint.

    None in a film whose keyframes follow no rule: there they mean nothing.
    """
    keys = samples.keys
    gaps = [after - before for before, after in pairwise(keys)]
    if len(gaps) < 4:
        return ()
    common = Counter(gaps).most_common(1)[0][0]
    odd = [number for number, gap in enumerate(gaps, 1) if gap < 0.9 * common]
    if len(odd) > max(2, len(gaps) // 10):
        return ()
    step = max(1, len(odd) / count)
    return tuple(odd[int(number * step)] for number in range(min(count, len(odd))))


# --- what the sizes tell ------------------------------------------------------------------------


def still_spans(samples: Samples, pixels: int) -> tuple[Span, ...]:
    """Stretches of five seconds and more in which each frame only says "as before".

    The frames right behind a keyframe are left out, since they improve on it.
    """
    limit = _STILL_BYTES + _STILL_BYTES_A_PIXEL * pixels
    if sum(map(limit.__ge__, samples.sizes)) < _SHORTEST_STILL_S:
        return ()
    seconds = int(max(samples.times_s)) + 1
    frames, told, moving = [0] * seconds, [0] * seconds, [0] * seconds
    keys = set(samples.keys)
    last_key = 0
    for number, (size, time_s) in enumerate(zip(samples.sizes, samples.times_s, strict=True)):
        second = max(0, int(time_s))
        frames[second] += 1
        if number in keys:
            last_key = number
        elif number - last_key > _SETTLING_FRAMES:
            told[second] += 1
            moving[second] += size > limit
    is_still = [moves == 0 and 2 * asked > count > 0 for count, asked, moves in zip(frames, told, moving, strict=True)]
    spans: list[Span] = []
    start = 0
    for still, group in groupby(is_still):
        end = start + len(list(group))
        if still and end - start >= _SHORTEST_STILL_S:
            spans.append(Span(float(start), float(end)))
        start = end
    return tuple(spans)
