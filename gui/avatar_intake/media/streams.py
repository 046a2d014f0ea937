"""The facts of films that are not built of boxes (Matroska, AVI, MPEG-TS, …), as far as a decoder library tells them.

These containers have no table of all pictures, or none to rely on. So the times of some packets are read at several
places, and the end is where the last packets are. Reads a bounded part of the file, but for a recording that was never
finished and does not tell its length.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, BinaryIO

from avatar_intake.domain.media import MediaFacts, Sound, Unreadable
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.media.boxes import step_share
from avatar_intake.media.opened_film import OTHERS, is_cover, main_stream, open_video, seek_to
from avatar_intake.media.opening import size_of
from avatar_intake.media.promised import promised_bytes
from avatar_intake.media.track_facts import coding_of, sound_of
from avatar_intake.media.trial import SPOTS, Seen, Trial

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.video.stream import VideoStream

_FRAMES_AT_A_SPOT = 2
_PACKETS_AT_A_SPOT = 75
_PACKETS_TO_A_KEYFRAME = 600  # a broadcast may be entered anywhere; keyframes are seconds apart
_REORDERED = 16  # the last packets of a stretch may lack neighbours that are stored behind them
_TAILS_S = (2.0, 60.0)  # how far before the end to go, so that the last packets are met
_GAP_S = 2.0
_ALL_PACKETS = 5_000_000
_RATE_SLACK = 0.05


def stream_facts(file: BinaryIO, kind: str, stop: StopSignal | None) -> MediaFacts | Unreadable:
    """The facts of an open film; ``kind`` is one of `OTHERS`.

    `Unreadable` with ``unknown-format`` when it has no picture track that can be decoded. Raises `Cancelled`.
    """
    import av

    size_bytes = size_of(file)
    promised = promised_bytes(file, kind, size_bytes)
    try:
        with open_video(file, stop) as container:
            facts = _facts(container, kind, size_bytes, promised)
    except (av.FFmpegError, ValueError, LookupError, ArithmeticError, MemoryError):
        facts = None
    return facts or Unreadable("unknown-format", kind, size_bytes)


@dataclass(slots=True)
class _Film:
    """An open film and its main picture track, with the end of each track as far as it was read."""

    container: InputContainer
    stream: VideoStream
    ends_s: dict[int, float] = field(default_factory=dict)

    def start_s(self, stream: Stream) -> float:
        """When a track begins; the main one's beginning where it does not say."""
        if stream.start_time is not None and stream.time_base:
            return float(stream.start_time * stream.time_base)
        return 0.0 if stream is self.stream else self.start_s(self.stream)

    def length_s(self) -> float | None:
        """How long the container says that it is."""
        told = self.container.duration
        return told / 1_000_000 if told and told > 0 else None

    def go_to(self, time_s: float) -> None:
        """Go to the keyframe at or before a time counted from the beginning of the picture."""
        seek_to(self.container, self.stream, time_s)

    def note(self, packet: Packet[Stream]) -> None:
        """Remember how far a track goes."""
        time, base = _time(packet), packet.time_base
        if time is None or not base:
            return
        step = packet.duration or 0
        if not step and packet.stream is self.stream and self.stream.average_rate:
            step = round(1 / (self.stream.average_rate * base))
        end_s = float((time + step) * base)
        self.ends_s[packet.stream_index] = max(end_s, self.ends_s.get(packet.stream_index, end_s))


def _facts(container: InputContainer, kind: str, size_bytes: int, promised: int) -> MediaFacts | None:
    stream = main_stream(container)
    if stream is None:
        return None
    film = _Film(container, stream)
    is_complete = promised <= size_bytes
    duration_s = _duration_s(film) if is_complete else film.length_s() or 0.0
    trial, steps = _survey(film, duration_s, is_complete=is_complete)
    coding = coding_of(stream, trial)
    if not duration_s or not coding.width_px:
        return None
    sounds = tuple(_sounds(film, duration_s))
    ends_s = max([duration_s, *(sound.start_s + sound.duration_s for sound in sounds)])
    return MediaFacts(
        container=OTHERS[kind][0],
        brand="",
        size_bytes=size_bytes,
        is_complete=is_complete,
        is_fragmented=False,
        is_moov_first=True,
        width_px=coding.width_px,
        height_px=coding.height_px,
        rotation_deg=trial.turned_deg,
        codec=coding.codec,
        profile=coding.profile,
        bit_depth=coding.bit_depth,
        colour_transfer=coding.colour_transfer,
        duration_s=duration_s,
        frame_rate=_rate(stream, steps),
        commonest_step_share=step_share(steps) if steps else 1.0,
        sound=sounds,
        promised_bytes=promised,
        damaged_at_s=trial.damaged_at_s,
        glitch_at_s=trial.glitch_at_s,
        coded_size_px=coding.coded_size_px,
        pixel_aspect=coding.pixel_aspect,
        chroma=coding.chroma,
        is_interlaced=coding.is_interlaced,
        bit_rate_bps=round(max(size_bytes, promised) * 8 / ends_s),
        film_tracks=sum(not is_cover(item) for item in container.streams.video),
    )


# --- times --------------------------------------------------------------------------------------


def _time(packet: Packet[Any]) -> int | None:
    return packet.dts if packet.pts is None else packet.pts


def _duration_s(film: _Film) -> float:
    """How long the main picture track is, by its last packet."""
    length_s = film.length_s()
    index = film.stream.index
    for back_s in _TAILS_S if length_s is not None else ():
        film.go_to(max(0.0, (length_s or 0.0) - back_s))
        _read_to_end(film)
        if index in film.ends_s:
            break
    else:
        film.container.seek(0)
        _read_to_end(film)
    return max(0.0, film.ends_s.get(index, 0.0) - film.start_s(film.stream))


def _read_to_end(film: _Film) -> None:
    for number, packet in enumerate(film.container.demux()):
        film.note(packet)
        if number > _ALL_PACKETS:
            break


def _sounds(film: _Film, duration_s: float) -> Iterator[Sound]:
    """The sound tracks; one that is not there any more at the film's end is looked for where it ends."""
    picture_start_s = film.start_s(film.stream)
    for stream in film.container.streams.audio:
        if getattr(stream, "codec_context", None) is None:
            continue
        if stream.index not in film.ends_s:
            _find_end(film, stream, duration_s)
        start_s = film.start_s(stream)
        end_s = film.ends_s.get(stream.index, start_s)
        yield sound_of(stream, max(0.0, end_s - start_s), start_s - picture_start_s)


def _find_end(film: _Film, stream: Stream, duration_s: float) -> None:
    """Halve the film again and again until the place is found behind which a track has nothing."""
    low_s, high_s = 0.0, duration_s
    while high_s - low_s > _GAP_S:
        middle_s = (low_s + high_s) / 2
        if _goes_on(film, stream, middle_s):
            low_s = middle_s
        else:
            high_s = middle_s
    film.go_to(low_s)
    _read_on(film, stream, high_s + _GAP_S)


def _goes_on(film: _Film, stream: Stream, time_s: float) -> bool:
    film.go_to(time_s)
    _read_on(film, stream, time_s + _GAP_S)
    end_s = film.ends_s.get(stream.index)
    return end_s is not None and end_s - film.start_s(film.stream) > time_s


def _read_on(film: _Film, stream: Stream, until_s: float) -> None:
    """Note the packets of a track until the picture has come to a time."""
    start_s = film.start_s(film.stream)
    for packet in film.container.demux():
        time = _time(packet)
        if packet.stream is stream:
            film.note(packet)
        elif packet.stream is film.stream and time is not None and float(time * packet.time_base) - start_s > until_s:
            break


# --- pictures -----------------------------------------------------------------------------------


def _survey(film: _Film, duration_s: float, *, is_complete: bool) -> tuple[Trial, Counter[int]]:
    """Decode a little at several places, and count how many frames last how many ticks there."""
    import av

    seen = Seen()
    times: dict[int, int] = {}
    glitch_at_s: float | None = None
    for time_s in [share * duration_s for share in SPOTS] if is_complete else [0.0]:
        glitches = seen.glitches
        try:
            film.go_to(time_s)
            is_well = _look(film, seen, times, is_whole=is_complete)
        except av.FFmpegError:
            is_well = False
        if not is_well and is_complete:
            return seen.trial(time_s, glitch_at_s), Counter(times.values())
        if seen.glitches > glitches and glitch_at_s is None:
            glitch_at_s = time_s
    damaged_at_s = 0.0 if is_complete and not seen.frames else None
    return seen.trial(damaged_at_s, glitch_at_s), Counter(times.values())


def _look(film: _Film, seen: Seen, times: dict[int, int], *, is_whole: bool) -> bool:
    """Look at one place from its first keyframe on; ``times`` gets the ticks of each frame. False for a bad packet."""
    frames = seen.frames + _FRAMES_AT_A_SPOT
    stretch: list[int] = []
    is_end = is_whole
    for number, packet in enumerate(film.container.demux(film.stream)):
        time = _time(packet)
        if packet.is_corrupt:
            return False
        if not stretch and not packet.is_keyframe and number < _PACKETS_TO_A_KEYFRAME:
            continue
        if seen.frames < frames:
            for frame in packet.decode():
                seen.add(frame)
        if time is not None and (not stretch or time > stretch[0]):
            stretch.append(time)
        if len(stretch) >= _PACKETS_AT_A_SPOT:
            is_end = False
            break
    stretch.sort()
    known = stretch if is_end else stretch[:-_REORDERED]
    times.update((time, later - time) for time, later in pairwise(known))
    return True


def _rate(stream: VideoStream, steps: Counter[int]) -> float:
    """Frames a second: what was measured, or what the container says where that is about the same."""
    told = float(stream.average_rate or 0)
    ticks = sum(step * count for step, count in steps.items())
    if not ticks or not stream.time_base:
        return told
    measured = steps.total() / float(ticks * stream.time_base)
    return told if abs(told - measured) <= _RATE_SLACK * measured else measured
