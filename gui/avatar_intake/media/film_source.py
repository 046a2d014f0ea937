"""Open a film to repair it: its main picture and its longest sound, and a first look at where a repair begins.

The library gets an open file and is told the format by content, so that no other parser and no path is ever tried.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO

from avatar_intake.domain.media import Span
from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.media.opened_film import OTHERS, is_cover
from avatar_intake.media.opening import kind_of_file
from avatar_intake.media.stopping import StoppableFile

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_BOXES_PARSER = "mov"
_BLOCK_BYTES = 1 << 18

_MOST_THREADS = 12


@dataclass(frozen=True, slots=True)
class Source:
    """An open film. ``is_timed_exactly`` where times are not rounded to milliseconds.

    ``is_timed_by_order`` where the file only has the order of decoding, so that pictures which look ahead are shown
    when their turn comes.
    """

    container: InputContainer
    picture: VideoStream
    sound: AudioStream | None
    is_timed_exactly: bool
    is_timed_by_order: bool

    @property
    def start_s(self) -> Fraction:
        """The time of the first picture, from which a person counts."""
        return self.unit_s * (self.picture.start_time or 0)

    @property
    def unit_s(self) -> Fraction:
        """The unit of the picture's times."""
        return _unit(self.picture)

    @property
    def looks_ahead(self) -> bool:
        """Whether pictures are shown in another order than they are decoded in."""
        return self.picture.codec_context.reorder_depth > 0

    def time_of(self, frame: VideoFrame) -> Fraction | None:
        """When a decoded picture is shown; ``None`` when nothing says so: then after the one before."""
        if self.is_timed_by_order and frame.dts is not None:
            return self.unit_s * (frame.dts - self.picture.codec_context.reorder_depth)
        stamp = frame.dts if frame.pts is None else frame.pts
        return None if stamp is None or self.is_timed_by_order else self.unit_s * stamp


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where the new film begins: its first packet of pictures or its first picture, and that one's time."""

    start_s: Fraction
    frame: VideoFrame | None = None


def threads() -> int:
    """How many threads decode or encode one track: each holds pictures of its own, 4K ones of many cores 8 GB."""
    return min(os.cpu_count() or 1, _MOST_THREADS)


@contextmanager
def open_source(file: BinaryIO, stop: StopSignal | None) -> Iterator[Source]:
    """The open film; raises ``av.FFmpegError``, and ``ValueError`` when there are no pictures."""
    import av

    kind = kind_of_file(file)
    parser = OTHERS.get(kind, ("", _BOXES_PARSER))[1]
    with av.open(
        StoppableFile(file, stop),
        "r",
        format=parser,
        metadata_errors="replace",
        buffer_size=_BLOCK_BYTES,
    ) as container:
        films = [item for item in container.streams.video if not is_cover(item) and _has_decoder(item)]
        sounds = [item for item in container.streams.audio if _has_decoder(item)]
        if not films:
            raise ValueError("no pictures")
        is_boxed = parser == _BOXES_PARSER
        picture = max(films, key=_frames if is_boxed else _pixels)  # the one that the facts are about
        sound = max(sounds, key=_duration_s, default=None)
        picture.thread_type = "AUTO"
        picture.codec_context.thread_count = threads()
        yield Source(container, picture, sound, is_timed_exactly=is_boxed, is_timed_by_order=kind == "AVI")


def go_to(source: Source, time_s: Fraction) -> None:
    """Go to the keyframe at or before ``time_s``, in the file's own time."""
    source.container.seek(int(time_s / _unit(source.picture)), stream=source.picture, backward=True)


def first_packet(source: Source, stop: StopSignal | None) -> Beginning:
    """The keyframe from which the pictures can be taken over; the container is read on to there."""
    for packet in source.container.demux(source.picture):
        raise_if_stopped(stop)
        stamp = packet.dts if source.is_timed_by_order else packet.pts
        if packet.is_keyframe and stamp is not None and packet.size and not packet.is_discard:
            return Beginning(source.unit_s * stamp)
    raise ValueError("no keyframe")


def first_frame(source: Source, wanted_s: Fraction, stop: StopSignal | None) -> Beginning:
    """The first picture at or after ``wanted_s``; the container is read on to somewhere behind it."""
    for packet in source.container.demux(source.picture):
        raise_if_stopped(stop)
        for frame in packet.decode():
            time_s = source.time_of(frame)
            if time_s is not None and time_s >= wanted_s:
                return Beginning(time_s, frame)
    raise ValueError("no picture")


def can_be_copied(source: Source) -> bool:
    """Whether the pictures may be taken over as they are.

    Not where an edit list leaves out pictures that others need, nor where nothing says when which picture is shown.
    """
    if source.is_timed_by_order:
        return not source.looks_ahead
    return not source.is_timed_exactly or not any(entry.is_discard for entry in source.picture.index_entries)


def span_of(source: Source, keep: Span | None) -> tuple[Fraction, Fraction | None]:
    """From where to where, in the file's own time; to the end is ``None``."""
    if keep is None:
        return source.start_s, None
    return source.start_s + _exact(keep.start_s), source.start_s + _exact(keep.end_s)


def _exact(seconds: float) -> Fraction:
    return Fraction(seconds).limit_denominator(1_000_000)


def _unit(stream: VideoStream | AudioStream) -> Fraction:
    return stream.time_base or Fraction(1)


def _duration_s(stream: VideoStream | AudioStream) -> Fraction:
    return _unit(stream) * (stream.duration or 0)


def _has_decoder(stream: VideoStream | AudioStream) -> bool:
    return getattr(stream, "codec_context", None) is not None


def _frames(stream: VideoStream) -> int:
    return stream.frames


def _pixels(stream: VideoStream) -> int:
    return stream.codec_context.width * stream.codec_context.height
