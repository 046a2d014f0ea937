"""Take pictures out of a video: previews for a filmstrip, a cover. In memory only; opens no decoder for other formats.

Pictures of a filmstrip come from the keyframe at or before the time that was asked for: going on to the exact one takes
ten to sixty times as long (0.3 s against 21 s for twelve pictures of a long 4K film). A cover is the exact one.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from avatar_intake.domain.media import Unreadable
from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.errors import MaterialUnreadable
from avatar_intake.media.boxes import walk_movie
from avatar_intake.media.opened_film import OTHERS, main_stream, open_video, seek_to
from avatar_intake.media.opening import kind_of_file, name_of, open_regular, size_of
from avatar_intake.media.picture import as_png

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from PIL.Image import Image

_JPEG_QUALITY = 92
_LAST_MOMENT_S = 0.001
_SAME_MOMENT_S = 0.0005  # times are told with less precision than a film counts them


@dataclass(frozen=True, slots=True)
class FilmFrame:
    """One picture of a filmstrip, upright, as PNG; ``time_s`` is the time it was asked for."""

    time_s: float
    png: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Film:
    container: InputContainer
    stream: VideoStream
    rotation_deg: int
    duration_s: float


def frame_at(path: str, time_s: float, max_px: int, *, exact: bool = False, stop: StopSignal | None = None) -> bytes:
    """The picture at ``time_s`` as PNG, upright, its longer side at most ``max_px``.

    The keyframe before it, or the ``exact`` one, which takes up to two seconds in a 4K film. Raises
    `MaterialUnreadable` for what is no readable film, and `Cancelled` when ``stop`` is set.
    """
    with _film(path, stop) as film:
        frame = _exact_frame(film, time_s, stop) if exact else _key_frame(film, time_s)
        return as_png(_upright(film, frame, (max_px, max_px)))


def filmstrip(path: str, count: int, height_px: int, stop: StopSignal | None = None) -> tuple[FilmFrame, ...]:
    """``count`` pictures from the middles of as many equal stretches, upright, each ``height_px`` high.

    Raises `MaterialUnreadable` as `frame_at` does, and `Cancelled` when ``stop`` is set.
    """
    strip = []
    with _film(path, stop) as film:
        for number in range(count):
            raise_if_stopped(stop)
            time_s = film.duration_s * (number + 0.5) / count
            picture = _upright(film, _key_frame(film, time_s), (height_px * 4, height_px))
            strip.append(FilmFrame(time_s, as_png(picture)))
    return tuple(strip)


def cover_from(
    path: str,
    time_s: float,
    crop_px: tuple[int, int, int, int] | None = None,
    stop: StopSignal | None = None,
) -> bytes:
    """The exact picture at ``time_s`` in full size as JPEG, upright.

    ``crop_px`` is the part of it to keep: left, top, right and bottom in pixels of the upright picture. Raises
    `ValueError` for a part that does not lie in the picture, `MaterialUnreadable` and `Cancelled` as `frame_at` does.
    """
    with _film(path, stop) as film:
        picture = _upright(film, _exact_frame(film, time_s, stop), None)
    if crop_px is not None:
        left, top, right, bottom = crop_px
        if not (0 <= left < right <= picture.width and 0 <= top < bottom <= picture.height):
            raise ValueError("a part outside the picture")
        picture = picture.crop(crop_px)
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=_JPEG_QUALITY)
    return made.getvalue()


@contextmanager
def _film(path: str, stop: StopSignal | None) -> Iterator[_Film]:
    """An open film; what the decoder library raises inside becomes `MaterialUnreadable`."""
    import av

    file = open_regular(path)
    if isinstance(file, Unreadable):
        raise MaterialUnreadable(role="", name=name_of(path), reason=file.reason)
    with file:
        try:
            yield from _opened(file, name_of(path), stop)
        except (av.FFmpegError, OSError, ValueError, LookupError, ArithmeticError) as error:
            raise MaterialUnreadable(role="", name=name_of(path), reason="damaged") from error


def _opened(file: BinaryIO, name: str, stop: StopSignal | None) -> Iterator[_Film]:
    if kind_of_file(file) in OTHERS:
        with open_video(file, stop) as container:
            stream = main_stream(container)
            if stream is None:
                raise MaterialUnreadable(role="", name=name, reason="no-video")
            yield _Film(container, stream, 0, (container.duration or 0) / 1_000_000)
            return
    movie = walk_movie(file, size_of(file))
    track = None if isinstance(movie, Unreadable) else movie.track("vide")
    if track is None:
        raise MaterialUnreadable(role="", name=name, reason="no-video")
    with open_video(file, stop) as container:
        stream = main_stream(container, track.track_id)
        if stream is None:
            raise MaterialUnreadable(role="", name=name, reason="no-video")
        yield _Film(container, stream, track.rotation_deg, track.duration_s)


def _inside(film: _Film, time_s: float) -> float:
    return min(max(time_s, 0.0), max(film.duration_s - _LAST_MOMENT_S, 0.0))


def _key_frame(film: _Film, time_s: float) -> VideoFrame:
    seek_to(film.container, film.stream, _inside(film, time_s))
    frame = next(iter(film.container.decode(film.stream)), None)
    if frame is None:
        raise ValueError("no picture there")
    return frame


def _exact_frame(film: _Film, time_s: float, stop: StopSignal | None) -> VideoFrame:
    """The frame that a player shows at a time: the last one that begins by then."""
    film.stream.thread_type = "AUTO"  # many frames at once, other than for previews
    wanted_s = _inside(film, time_s)
    seek_to(film.container, film.stream, wanted_s)
    found: VideoFrame | None = None
    for frame in film.container.decode(film.stream):
        raise_if_stopped(stop)
        if found is not None and _shown_at_s(film, frame) > wanted_s + _SAME_MOMENT_S:
            break
        found = frame
    if found is None:
        raise ValueError("no picture there")
    return found


def _shown_at_s(film: _Film, frame: VideoFrame) -> float:
    """When a frame begins, counted from the beginning of the track."""
    ticks = (frame.pts or 0) - (film.stream.start_time or 0)
    return float(ticks * film.stream.time_base) if film.stream.time_base else 0.0


def _upright(film: _Film, frame: VideoFrame, room_px: tuple[int, int] | None) -> Image:
    """A frame as a picture, turned upright and fitted into a room, if one is given."""
    picture = _as_picture(frame if room_px is None else _shrunk(frame, film.rotation_deg, room_px))
    return picture.rotate(-film.rotation_deg, expand=True) if film.rotation_deg else picture


def _as_picture(frame: VideoFrame) -> Image:
    from PIL.Image import frombytes

    colours = frame.reformat(format="rgb24")
    plane = colours.planes[0]
    return frombytes("RGB", (colours.width, colours.height), bytes(plane), "raw", "RGB", plane.line_size, 1)


def _shrunk(frame: VideoFrame, rotation_deg: int, room_px: tuple[int, int]) -> VideoFrame:
    """The frame at the size that fits after turning; the decoder library scales many times faster than the other."""
    wide_px, high_px = room_px if rotation_deg in (0, 180) else (room_px[1], room_px[0])
    scale = min(wide_px / frame.width, high_px / frame.height, 1.0)
    width_px, height_px = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    return frame.reformat(width=width_px, height=height_px, format="rgb24")
