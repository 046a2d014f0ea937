"""Listen to a film's sound: the whole opening, and a part of every stretch after it. Measures; judges nothing.

Levels are computed by Pillow, which multiplies and averages rows of numbers in C; loudness by FFmpeg's EBU R 128.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO, cast

from avatar_intake.domain.media import FilmSound, SoundLevels, Span
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.media.film_samples import Samples, read_sample

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext
    from av.audio.fifo import AudioFifo
    from av.audio.frame import AudioFrame
    from av.filter import Graph

SILENCE_DBFS = -96.0
_STEPS = 250
_LISTEN_S = 0.15
_LOUDNESS_OF_EACH = 4
_OPENING_S = 22.0
_BLOCK_S = 0.05
_MOST_PACKETS = 12_000

_AUDIBLE_DBFS = -50.0
_VOICE_UNDER_LOUD_DB = 15.0  # a breath lies 25 dB below the voice, a syllable hardly ever 15
_VOICE_OVER_ROOM_DB = 6.0
_VOICE_BLOCKS, _VOICE_WINDOW = 6, 20  # a clap is shorter than six blocks of 0.05 s in a second
_PAUSE_UNDER_LOUD_DB = 25.0
_LONG_SILENCE_S = 20.0
_FULL = 0.985
_MAINS_HZ = (50, 60)
_HUM_SHARE = 0.5
_HUM_RATE_HZ = 1000
_LAYOUTS = ("mono", "stereo")


@dataclass(slots=True)
class _Heard:
    """Levels of blocks of 0.05 s of one stretch, as mean squares; ``sound`` is one channel of the opening."""

    start_s: float
    is_opening: bool
    squares: list[float] = field(default_factory=list)
    full: int = 0
    samples: int = 0
    rate_hz: int = 0
    sound: bytes = b""


def hear_sound(
    file: BinaryIO, samples: Samples, context: AudioCodecContext, stop: StopSignal | None
) -> tuple[FilmSound, SoundLevels] | None:
    """What a film sounds like and how loud it is over its length; ``None`` when nothing can be decoded.

    Raises `Cancelled`.
    """
    import av

    duration_s = _duration_s(samples)
    meter = _Loudness()
    opening: _Heard | None = None
    stretches: list[_Heard] = []
    track = _Track(file, samples, context, stop, av.AudioFifo())
    spans_s = tuple(_stretches(duration_s))
    metered = min(1, len(spans_s) - 1)  # of a short film there is only the opening
    for number, (start_s, end_s) in enumerate(spans_s):
        # Loudness needs no more than every fourth stretch, and takes as long as decoding.
        heard = _listen(track, start_s, end_s, meter if number % _LOUDNESS_OF_EACH == metered else None)
        if heard is None:
            continue
        if start_s == 0.0:
            opening = heard
        else:
            stretches.append(heard)
    parts = [*([opening] if opening else []), *stretches]
    if not parts:
        return None
    step_s = duration_s / _STEPS
    return _summary(opening, stretches, meter.lufs, step_s), _levels(parts, step_s)


def packets_to_hear(samples: Samples) -> Iterator[range]:
    """The packets of each stretch that is listened to."""
    return (_packets(samples.times_s, start_s, end_s) for start_s, end_s in _stretches(_duration_s(samples)))


def _duration_s(samples: Samples) -> float:
    return samples.times_s[-1] * len(samples) / (len(samples) - 1) if len(samples) > 1 else 0.0


def _stretches(duration_s: float) -> Iterator[tuple[float, float]]:
    """The opening, and then a moment of each 250th of the film, or all of it where that is shorter."""
    opening_s = min(_OPENING_S, duration_s)
    yield 0.0, opening_s
    step_s = duration_s / _STEPS
    for number in range(math.ceil(opening_s / step_s) if step_s else _STEPS, _STEPS):
        yield number * step_s, number * step_s + min(_LISTEN_S, step_s)


# --- decoding -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Track:
    file: BinaryIO
    samples: Samples
    context: AudioCodecContext
    stop: StopSignal | None
    heard: AudioFifo


def _listen(track: _Track, start_s: float, end_s: float, meter: _Loudness | None) -> _Heard | None:
    """Decode a stretch; what comes out of its first packet depends on the one before, and is thrown away."""
    times_s = track.samples.times_s
    first = _at(times_s, start_s)
    for number in _packets(times_s, start_s, end_s):
        frames = _decoded(track, number)
        if number >= first:
            _keep(track, frames)
    whole = track.heard.read() if track.heard.samples else None
    if whole is None or not whole.sample_rate:
        return None
    if meter is not None:
        meter.hear(whole)
    heard = _Heard(times_s[first], start_s == 0.0, rate_hz=whole.sample_rate)
    _measure(heard, whole)
    return heard


def _packets(times_s: Sequence[float], start_s: float, end_s: float) -> range:
    first, end = _at(times_s, start_s), _at(times_s, end_s)
    return range(max(0, first - 1), min(max(end, first + 1), first + _MOST_PACKETS))


def _at(times_s: Sequence[float], time_s: float) -> int:
    return min(bisect_left(times_s, time_s - 1e-6), len(times_s) - 1)


def _decoded(track: _Track, number: int) -> list[AudioFrame]:
    import av

    data = read_sample(track.file, track.samples, number, track.stop)
    if not data:
        return []
    try:
        return track.context.decode(av.Packet(data))
    except av.FFmpegError:
        return []


def _keep(track: _Track, frames: Iterable[AudioFrame]) -> None:
    """Add pieces of sound as rows of numbers from -1 to 1, one for each channel.

    What has other rows than the stretch so far is left out; the next stretch may have them.
    """
    import av

    for frame in frames:
        for even in _as_rows_of_floats(frame):
            even.pts = None
            try:
                track.heard.write(even)
            except ValueError:
                if not track.heard.samples:
                    track.heard = av.AudioFifo()
                    track.heard.write(even)


def _as_rows_of_floats(frame: AudioFrame) -> list[AudioFrame]:
    import av

    if frame.format.name == "fltp":
        return [frame]
    return av.AudioResampler(format="fltp", layout=frame.layout, rate=frame.sample_rate).resample(frame)


class _Loudness:
    """The loudness of all that it hears, one stretch behind the other, by EBU R 128."""

    def __init__(self) -> None:
        self._graph: Graph | None = None
        self._key: tuple[int, int] = (0, 0)
        self._last: AudioFrame | None = None
        self._pts = 0

    def hear(self, stretch: AudioFrame) -> None:
        """Listen to one stretch; another rate or number of channels than before is passed over."""
        channels = len(stretch.planes)
        if channels > len(_LAYOUTS):
            stretch, channels = _first_channel(stretch), 1
        rate_hz = stretch.sample_rate
        if self._graph is None:
            self._key = (rate_hz, channels)
            self._graph = _loudness_graph(rate_hz, _LAYOUTS[channels - 1])
        if self._key != (rate_hz, channels):
            return
        stretch.pts, stretch.time_base = self._pts, Fraction(1, rate_hz)
        self._pts += stretch.samples
        self._graph.push(stretch)
        self._pull()

    def _pull(self) -> None:
        import av

        while self._graph is not None:
            try:
                self._last = cast("AudioFrame", self._graph.pull())
            except (av.BlockingIOError, av.EOFError):
                return

    @property
    def lufs(self) -> float:
        """The loudness so far, -70 for silence."""
        said = self._last.metadata if self._last is not None else {}
        try:
            value = float(said.get("lavfi.r128.I", "-70"))
        except ValueError:
            return -70.0
        return value if math.isfinite(value) else -70.0


def _first_channel(stretch: AudioFrame) -> AudioFrame:
    import av

    first = av.AudioFrame(format="fltp", layout=_LAYOUTS[0], samples=stretch.samples)
    plane = first.planes[0]
    plane.update(bytes(memoryview(stretch.planes[0])[: stretch.samples * 4]).ljust(plane.buffer_size, b"\0"))
    first.sample_rate = stretch.sample_rate
    return first


def _loudness_graph(rate_hz: int, layout: str) -> Graph:
    import av

    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=rate_hz, format="fltp", layout=layout, time_base=Fraction(1, rate_hz))
    meter = graph.add("ebur128", "metadata=1")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    return graph


# --- levels -------------------------------------------------------------------------------------


def _measure(heard: _Heard, stretch: AudioFrame) -> None:
    """The mean square of each block, in the louder channel, and how many samples are as large as can be."""
    size = round(heard.rate_hz * _BLOCK_S)
    blocks = stretch.samples // size if size else 0
    if not blocks:
        return
    channels: list[memoryview] = []
    for plane in stretch.planes:
        data = memoryview(plane)[: blocks * size * 4].cast("I")  # whole numbers, since a comparison is of each item
        if data in channels:
            continue  # one microphone often fills both
        channels.append(data)
        squares, full = _squares(data, size, blocks)
        if not heard.squares or sum(squares) > sum(heard.squares):
            heard.squares, heard.full, heard.samples = squares, full, blocks * size
            heard.sound = bytes(data) if heard.is_opening else b""


def _squares(data: memoryview, size: int, blocks: int) -> tuple[list[float], int]:
    from PIL import Image, ImageMath

    rows = Image.frombuffer("F", (size, blocks), cast("bytes", data), "raw", "F;32NF", 0, 1)  # it takes any buffer
    squared = ImageMath.lambda_eval(lambda names: names["x"] * names["x"], x=rows)
    full = 0
    if not squared.getextrema()[1] < _FULL**2:
        full = squared.point(lambda square: square * (255 / _FULL**2)).convert("L").histogram()[255]
    means = array("f", squared.reduce((size, 1)).tobytes())
    return [mean if math.isfinite(mean) else 0.0 for mean in means], full


def _dbfs(square: float) -> float:
    return max(SILENCE_DBFS, 10 * math.log10(square)) if square > 0 else SILENCE_DBFS


def _levels(parts: Sequence[_Heard], step_s: float) -> SoundLevels:
    """One value for each step; a step that nothing was heard of has the one before it."""
    sums = [0.0] * _STEPS
    counts = [0] * _STEPS
    for part in parts:
        for number, square in enumerate(part.squares):
            step = min(_STEPS - 1, int((part.start_s + number * _BLOCK_S) / step_s)) if step_s else 0
            sums[step] += square
            counts[step] += 1
    levels: list[float] = []
    for total, count in zip(sums, counts, strict=True):
        before = levels[-1] if levels else SILENCE_DBFS
        levels.append(round(_dbfs(total / count), 1) if count else before)
    return SoundLevels(step_s, tuple(levels))


def _summary(opening: _Heard | None, stretches: Sequence[_Heard], lufs: float, step_s: float) -> FilmSound:
    spoken = stretches or ([opening] if opening else [])
    loud = sorted(_dbfs(square) for part in spoken for square in part.squares)
    everything = sorted([*loud, *(_dbfs(square) for square in opening.squares)] if opening and stretches else loud)
    speech = _part(loud, 0.9)
    hum_hz, hum = _hum(opening, speech) if opening else (0, SILENCE_DBFS)
    flags = [(part.start_s, _is_silent(part, speech)) for part in stretches]
    return FilmSound(
        duration_s=step_s * _STEPS,
        loudness_lufs=lufs,
        speech_dbfs=speech,
        floor_dbfs=_part(everything, 0.1),
        clipped_share=sum(part.full for part in spoken) / max(1, sum(part.samples for part in spoken)),
        opening_s=len(opening.squares) * _BLOCK_S if opening else 0.0,
        speech_from_s=_speech_from(opening, speech) if opening else None,
        hum_hz=hum_hz,
        hum_dbfs=hum,
        silences=_silences(flags, step_s),
        silent_share=sum(is_silent for _, is_silent in flags) / max(1, len(flags)),
    )


def _part(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else SILENCE_DBFS


def _speech_from(opening: _Heard, speech_dbfs: float) -> float | None:
    """When there is a voice for the first time: six loud blocks in a second; breaths, claps and a room are none."""
    room_dbfs = _part(sorted(_dbfs(square) for square in opening.squares), 0.2)
    limit = max(
        speech_dbfs - _VOICE_UNDER_LOUD_DB,
        min(room_dbfs + _VOICE_OVER_ROOM_DB, speech_dbfs - _VOICE_OVER_ROOM_DB / 2),
        _AUDIBLE_DBFS,
    )
    loud = [number for number, square in enumerate(opening.squares) if _dbfs(square) >= limit]
    for first, sixth in zip(loud, loud[_VOICE_BLOCKS - 1 :], strict=False):
        if sixth - first < _VOICE_WINDOW:
            return opening.start_s + first * _BLOCK_S
    return None


def _is_silent(part: _Heard, speech_dbfs: float) -> bool:
    return _part(sorted(_dbfs(square) for square in part.squares), 0.9) < speech_dbfs - _PAUSE_UNDER_LOUD_DB


def _silences(flags: Sequence[tuple[float, bool]], step_s: float) -> tuple[Span, ...]:
    """Stretches of 20 seconds and more in which no sample holds a voice."""
    ends = [number for number, (before, after) in enumerate(pairwise(flags), 1) if before[1] != after[1]]
    spans = []
    for first, end in pairwise([0, *ends, len(flags)]):
        if first < end and flags[first][1] and flags[end - 1][0] + step_s - flags[first][0] >= _LONG_SILENCE_S:
            spans.append(Span(flags[first][0], flags[end - 1][0] + step_s))
    return tuple(spans)


# --- hum ----------------------------------------------------------------------------------------


def _hum(opening: _Heard, speech_dbfs: float) -> tuple[int, float]:
    """The frequency of the mains when it makes up most of the quietest second of the opening, and its level."""
    second = round(1 / _BLOCK_S)
    squares = opening.squares
    if len(squares) < second:
        return 0, SILENCE_DBFS
    starts = range(0, len(squares) - second + 1, second // 4)
    quietest = min(starts, key=lambda start: sum(squares[start : start + second]))
    power = sum(squares[quietest : quietest + second]) / second
    if power <= 0 or _dbfs(power) > speech_dbfs - _VOICE_UNDER_LOUD_DB:
        return 0, SILENCE_DBFS
    size = round(opening.rate_hz * _BLOCK_S)
    slow = _slowed(opening.sound[quietest * size * 4 : (quietest + second) * size * 4])
    strengths = {mains: sum(_tone(slow, mains * n) for n in (1, 2, 3)) for mains in _MAINS_HZ}
    mains = max(strengths, key=lambda hz: strengths[hz])
    if strengths[mains] < _HUM_SHARE * power:
        return 0, SILENCE_DBFS
    return mains, _dbfs(strengths[mains])


def _slowed(data: bytes) -> array[float]:
    """One second of sound as 1000 numbers."""
    from PIL import Image

    row = Image.frombuffer("F", (len(data) // 4, 1), data, "raw", "F;32NF", 0, 1)
    return array("f", row.resize((_HUM_RATE_HZ, 1), Image.Resampling.BOX).tobytes())


def _tone(values: Sequence[float], hz: int) -> float:
    """The power of one frequency (Goertzel)."""
    turn = 2 * math.cos(2 * math.pi * hz / len(values))
    before = last = 0.0
    for value in values:
        before, last = last, value + turn * last - before
    power = before * before + last * last - turn * before * last
    return 2 * power / len(values) ** 2 if math.isfinite(power) else 0.0
