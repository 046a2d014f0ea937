"""Look at a film's pictures at keyframes spread over its length. Decodes and measures; judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO, cast

from avatar_intake.domain.media import Change, FilmPicture, FilmPictures, MediaFacts, Span
from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.media.film_measures import EDGES_PX, SMALL_PX, Look, difference, measured
from avatar_intake.media.film_samples import (
    Samples,
    chosen_keys,
    picture_count,
    read_sample,
    seams_of,
    still_spans,
)

if TYPE_CHECKING:
    from av.codec.context import CodecContext
    from av.packet import Packet
    from av.video.codeccontext import VideoCodecContext
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from PIL.Image import Image

_MAX_PIXELS = 40_000_000  # 8K has 33 million
_SHARPNESS_OF = 4
_ANOTHER_PICTURE = 14.0  # the least difference that a closer look is worth
_MOST_CLOSER_LOOKS = 2
_CLOSER_STEPS = 4
_OPENING_END_S = 15.0


@dataclass(slots=True)
class _Film:
    """An open film's track: where its samples are, what reads them, what decodes them."""

    file: BinaryIO
    samples: Samples
    context: VideoCodecContext
    rotation_deg: int
    stop: StopSignal | None
    small: _Copier
    edges: _Copier
    is_drained: bool = False


class _Copier:
    """Makes copies of a film's pictures for Pillow, ``longer_px`` long.

    ``gray`` keeps the levels of film, which is enough for edges. One is kept for all pictures: making FFmpeg's scaler
    takes ten times as long as using it, and most of that are threads, which copies as small do not need.
    """

    def __init__(self, longer_px: int, pixel_format: str, way: str) -> None:
        from av.video.reformatter import VideoReformatter

        self._longer_px, self._format, self._way = longer_px, pixel_format, way
        self._scaler = VideoReformatter()

    def copy(self, frame: VideoFrame) -> Image:
        """The copy, not turned."""
        from PIL.Image import frombytes

        scale = self._longer_px / max(frame.width, frame.height)
        size_px = max(16, round(frame.width * scale)), max(16, round(frame.height * scale))
        made = self._scaler.reformat(frame, *size_px, self._format, interpolation=self._way, threads=1)
        plane = made.planes[0]
        mode = "L" if self._format == "gray" else "RGB"
        return frombytes(mode, size_px, bytes(plane), "raw", mode, plane.line_size, 1)


def set_up(context: CodecContext) -> None:
    """Prepare a decoder for single pictures, before it is first used: fast, two at a time, without smoothing.

    The smoothing of block edges takes a quarter of the time and changes nothing that is measured here.
    """
    context.thread_type = "FRAME"
    context.thread_count = 2
    context.options = {**context.options, "skip_loop_filter": "all"}


def see_pictures(
    file: BinaryIO, samples: Samples, context: VideoCodecContext, facts: MediaFacts, stop: StopSignal | None
) -> FilmPictures | None:
    """What a film's pictures show; ``None`` when none can be decoded. Raises `Cancelled`."""
    pixels = facts.width_px * facts.height_px
    if not samples.keys or not 0 < pixels <= _MAX_PIXELS:
        return None
    small, edges = _Copier(2 * SMALL_PX, "rgb24", "POINT"), _Copier(EDGES_PX, "gray", "AREA")
    film = _Film(file, samples, context, facts.rotation_deg, stop, small, edges)
    keys = keys_to_see(samples, facts)
    sharp_keys = _some(keys)
    looks: dict[int, Look] = {}
    pictures: list[FilmPicture] = []
    for key, frame in sorted_frames(film, keys):
        look = _look(film, key, frame)
        looks[key] = look
        if not look.is_black:
            pictures.append(measured(look, film.edges.copy(frame) if key in sharp_keys else None))
    if not looks:
        return None
    return FilmPictures(
        seen=tuple(sorted(pictures, key=lambda picture: picture.time_s)),
        black_at_s=tuple(sorted(look.time_s for look in looks.values() if look.is_black)),
        changes=_changes(film, looks, {samples.keys[seam] for seam in seams_of(samples)}),
        stills=still_spans(samples, pixels),
        opening_change=_opening_change(list(looks.values())),
    )


def keys_to_see(samples: Samples, facts: MediaFacts) -> tuple[int, ...]:
    """The keyframes that are looked at in any case."""
    key_bytes = sum(samples.sizes[key] for key in samples.keys) / len(samples.keys)
    count = picture_count(facts.codec, facts.width_px * facts.height_px, key_bytes)
    return chosen_keys(samples, seams_of(samples), count)


def _some(keys: Sequence[int]) -> frozenset[int]:
    """The pictures whose edges are looked at."""
    step = max(1, len(keys) // _SHARPNESS_OF)
    return frozenset(keys[step // 2 :: step][:_SHARPNESS_OF])


# --- decoding -----------------------------------------------------------------------------------


def sorted_frames(film: _Film, keys: Sequence[int]) -> Iterator[tuple[int, VideoFrame]]:
    """Decode keyframes, two at a time; those that get lost that way once more, alone."""
    seen: set[int] = set()
    for number, frame in _decoded(film, keys):
        seen.add(number)
        yield number, frame
    for key in keys:
        if key not in seen:
            yield from _decoded(film, (key,))


def _decoded(film: _Film, keys: Sequence[int]) -> Iterator[tuple[int, VideoFrame]]:
    import av

    if film.is_drained:  # only then: it waits for the decoder's threads
        film.context.flush_buffers()
    for key in keys:
        data = read_sample(film.file, film.samples, key, film.stop)
        if data:
            packet = cast("Packet[VideoStream]", av.Packet(data))
            packet.pts = packet.dts = key
            yield from _frames_of(film, packet)
    film.is_drained = True
    yield from _frames_of(film, None)


def _frames_of(film: _Film, packet: Packet[VideoStream] | None) -> Iterator[tuple[int, VideoFrame]]:
    """The pictures that come out when a packet goes in; what cannot be decoded is left out."""
    import av

    raise_if_stopped(film.stop)
    try:
        frames = film.context.decode(packet)
    except av.FFmpegError:
        return
    for frame in frames:
        if frame.pts is not None and frame.width and frame.height:
            yield frame.pts, frame


def _look(film: _Film, key: int, frame: VideoFrame) -> Look:
    """A small copy, averaged from twice as many pixels each way; averaging all of 4K takes ten times as long."""
    small = film.small.copy(frame).reduce(2)
    upright = small.rotate(-film.rotation_deg, expand=True) if film.rotation_deg else small
    return Look(film.samples.time_s(key), upright)


# --- comparing ----------------------------------------------------------------------------------


def _opening_change(looks: Sequence[Look]) -> float | None:
    opening = sorted((look for look in looks if look.time_s <= _OPENING_END_S), key=lambda look: look.time_s)
    steps = [difference(one.colours, other.colours) for one, other in pairwise(opening)]
    return max(steps, default=None)


def _changes(film: _Film, looks: dict[int, Look], seams: set[int]) -> tuple[Change, ...]:
    """Where neighbouring samples differ much, the place found by looking between them."""
    found: list[Change] = []
    closer_looks = 0
    known = sorted(key for key, look in looks.items() if not look.is_black)
    for before, after in pairwise(known):
        size = difference(looks[before].colours, looks[after].colours)
        if size < _ANOTHER_PICTURE:
            continue
        if closer_looks < _MOST_CLOSER_LOOKS:
            closer_looks += 1
            before, after, size = _closer(film, looks, before, after)  # noqa: PLW2901 - the pair moves closer
        found.append(_change(film, before, after, size, is_at_a_seam=after in seams))
    return tuple(change for change in found if change.size >= _ANOTHER_PICTURE)


def _change(film: _Film, before: int, after: int, size: float, *, is_at_a_seam: bool) -> Change:
    end_s = film.samples.time_s(after)
    return Change(Span(end_s if is_at_a_seam else film.samples.time_s(before), end_s), size, is_at_a_seam)


def _closer(film: _Film, looks: dict[int, Look], before: int, after: int) -> tuple[int, int, float]:
    """The neighbours between which most of a change lies: halves the keyframes between, a few times."""
    between = [key for key in film.samples.keys if before <= key <= after]
    low, high = 0, len(between) - 1
    one, other = looks[before].colours, looks[after].colours
    for _ in range(_CLOSER_STEPS):
        if high - low < 2:
            break
        middle = (low + high) // 2
        found = [_look(film, key, frame).colours for key, frame in _decoded(film, (between[middle],))]
        if not found:
            break
        seen = found[0]
        if difference(one, seen) >= difference(seen, other):
            high, other = middle, seen
        else:
            low, one = middle, seen
    return between[low], between[high], difference(one, other)
