"""Open a film to repair it: its main picture and its longest sound, and a first look at where a repair begins.

The library gets an open file and is told the format by content, so that no other parser and no path is ever tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO

from avatar_intake.domain.media import Span
from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.media.opening import kind_of_file
from avatar_intake.media.stopping import StoppableFile

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_PARSERS = {
    "Matroska": "matroska",
    "WebM": "matroska",
    "AVI": "avi",
    "MPEG-TS": "mpegts",
    "MPEG-PS": "mpeg",
    "FLV": "flv",
    "WMV": "asf",
    "MXF": "mxf",
}
_BOXES_PARSER = "mov"
_BLOCK_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class Source:
    """An open film. ``is_timed_exactly`` where times are not rounded to milliseconds or guessed."""

    container: InputContainer
    picture: VideoStream
    sound: AudioStream | None
    is_timed_exactly: bool

    @property
    def start_s(self) -> Fraction:
        """The time of the first picture, from which a person counts."""
        return _unit(self.picture) * (self.picture.start_time or 0)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where the new film begins: its first packet of pictures or its first picture, and that one's time."""

    start_s: Fraction
    frame: VideoFrame | None = None


@contextmanager
def open_source(file: BinaryIO, stop: StopSignal | None) -> Iterator[Source]:
    """The open film; raises ``av.FFmpegError``, and ``ValueError`` when there are no pictures."""
    import av

    kind = kind_of_file(file)
    parser = _PARSERS.get(kind, _BOXES_PARSER)
    options = {"fflags": "+genpts"} if kind == "AVI" else {}
    with av.open(
        StoppableFile(file, stop),
        "r",
        format=parser,
        options=options,
        metadata_errors="replace",
        buffer_size=_BLOCK_BYTES,
    ) as container:
        films = [item for item in container.streams.video if not _is_cover(item) and _has_decoder(item)]
        sounds = [item for item in container.streams.audio if _has_decoder(item)]
        if not films:
            raise ValueError("no pictures")
        picture = max(films, key=_duration_s)
        sound = max(sounds, key=_duration_s, default=None)
        for stream in (picture, sound):
            if stream is not None:
                stream.thread_type = "AUTO"
        yield Source(container, picture, sound, is_timed_exactly=parser == _BOXES_PARSER)


def go_to(source: Source, time_s: Fraction) -> None:
    """Go to the keyframe at or before ``time_s``, in the file's own time."""
    source.container.seek(int(time_s / _unit(source.picture)), stream=source.picture, backward=True)


def first_packet(source: Source, stop: StopSignal | None) -> Beginning:
    """The keyframe from which the pictures can be taken over; the container is read on to there."""
    for packet in source.container.demux(source.picture):
        raise_if_stopped(stop)
        if packet.is_keyframe and packet.pts is not None and packet.size and not packet.is_discard:
            return Beginning(time_of(packet))
    raise ValueError("no keyframe")


def first_frame(source: Source, wanted_s: Fraction, stop: StopSignal | None) -> Beginning:
    """The first picture at or after ``wanted_s``; the container is read on to somewhere behind it."""
    for packet in source.container.demux(source.picture):
        raise_if_stopped(stop)
        for frame in packet.decode():
            time_s = _unit(source.picture) * (frame.pts or 0)
            if time_s >= wanted_s:
                return Beginning(time_s, frame)
    raise ValueError("no picture")


def is_cut_inside(source: Source) -> bool:
    """Whether an edit list leaves out pictures that others need: they must not be taken over as they are."""
    return source.is_timed_exactly and any(entry.is_discard for entry in source.picture.index_entries)


def span_of(source: Source, keep: Span | None) -> tuple[Fraction, Fraction | None]:
    """From where to where, in the file's own time; to the end is ``None``."""
    if keep is None:
        return source.start_s, None
    return source.start_s + _exact(keep.start_s), source.start_s + _exact(keep.end_s)


def time_of(packet: Packet[VideoStream] | Packet[AudioStream]) -> Fraction:
    """When a packet's picture or sound is shown; where only its place in the order is known, that."""
    stamp = packet.pts if packet.pts is not None else packet.dts
    return packet.time_base * (stamp or 0)


def _exact(seconds: float) -> Fraction:
    return Fraction(seconds).limit_denominator(1_000_000)


def _unit(stream: VideoStream | AudioStream) -> Fraction:
    return stream.time_base or Fraction(1)


def _duration_s(stream: VideoStream | AudioStream) -> Fraction:
    return _unit(stream) * (stream.duration or 0)


def _has_decoder(stream: VideoStream | AudioStream) -> bool:
    return getattr(stream, "codec_context", None) is not None


def _is_cover(stream: VideoStream) -> bool:
    from av.stream import Disposition

    return bool(stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails))
