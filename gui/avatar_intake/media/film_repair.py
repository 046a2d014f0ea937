"""Repair a film into a new MP4: what can be taken over is copied bit for bit, the rest is coded anew, in one pass.

The new film has one picture track and at most one sound track, begins at 0, has its table of contents first, and
nothing else of the original: no place, no date, no time code, no subtitles. Room for the table is kept at the
beginning, so that nothing has to be moved at the end.

A picture that is coded anew is H.264 High, 8 bit 4:2:0, BT.709, a keyframe at least every two seconds, at a constant
quality (CRF 17) at which differences cannot be seen, with an upper bound to the bit rate (`film_cost`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO

from avatar_intake.domain.media import MediaFacts, Span, Unreadable
from avatar_intake.domain.repair import RepairOrder
from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.errors import MaterialUnreadable, RepairFailed
from avatar_intake.media.film_cost import most_bits_per_s, reserved_bytes
from avatar_intake.media.film_filters import BT709, colours_of, picture_graph, picture_steps, sound_layout
from avatar_intake.media.film_loudness import SOUND_RATE_HZ, SilentFilm, measured_lufs, sound_steps
from avatar_intake.media.film_pass import FilmPass, common_rate, film_pass, shown_aspect
from avatar_intake.media.film_source import (
    Beginning,
    Source,
    can_be_copied,
    first_frame,
    first_packet,
    go_to,
    open_source,
    span_of,
    threads,
)
from avatar_intake.media.film_times import Chain, CleanEnd, DecodingOrder, Grid
from avatar_intake.media.film_tracks import CopiedPicture, CopiedSound, EncodedPicture, EncodedSound, Track
from avatar_intake.media.new_file import Create, NewFile, create_new, new_file
from avatar_intake.media.opening import name_of, open_regular
from avatar_intake.media.pace import Pace, Progress
from avatar_intake.media.probe import video_facts

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.video.stream import VideoStream

_PRESET = "veryfast"
_CRF = 17
_KEYFRAME_EVERY_S = 2
_SOUND_BITS_PER_S = {"mono": 192_000, "stereo": 256_000}
_BUFFER_BYTES = 1 << 18
# A copy may begin this much before the time that was asked for, at a keyframe; for more the picture is coded anew.
_EARLY_S = Fraction(2)
_LONGEST_S = 600  # the service takes no longer film
_MEASURING_SHARE = {True: 0.05, False: 0.4}  # of the whole time, by whether the picture is coded anew
_LEAD_S = Fraction(6, 100)  # some encoders put 2112 samples before the beginning
_CUT_LEAD_S = Fraction(0)


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be done to which film, and where it begins and ends in the file's own time."""

    facts: MediaFacts
    doing: FilmPass
    beginning: Beginning
    end_s: Fraction | None
    lufs: float | None = None

    @property
    def length_s(self) -> Fraction:
        """How long the new film is, about."""
        if self.end_s is not None:
            return self.end_s - self.beginning.start_s
        return Fraction(self.facts.duration_s).limit_denominator(1000)


def repair_film(
    order: RepairOrder, progress: Progress, stop: StopSignal | None = None, create: Create = create_new
) -> None:
    """Carry out an order for one film; ``create`` makes the new file.

    Raises `Cancelled`, `MaterialUnreadable`, `RepairFailed` and `LocalStorageFailed`; then there is no new file.
    """
    import av

    (path,) = order.paths
    raise_if_stopped(stop)
    facts = video_facts(path, stop)
    if isinstance(facts, Unreadable):
        raise MaterialUnreadable(role=order.role, name=name_of(path), reason=facts.reason)
    pace = Pace(progress)
    try:
        work = _prepared(path, order, facts, pace, stop)
        with new_file(order.target, stop, create) as made, ExitStack() as stack:
            source = stack.enter_context(open_source(_opened(path, order, stack), stop))
            _write(source, work, made, pace, stop)
    except SilentFilm as error:
        raise RepairFailed(order.role, name_of(path), "silent") from error
    except av.FFmpegError as error:
        raise RepairFailed(order.role, name_of(path), type(error).__name__) from error
    except OSError as error:
        raise MaterialUnreadable(order.role, name_of(path), type(error).__name__) from error
    except (ValueError, LookupError, ArithmeticError, MemoryError, RuntimeError, TypeError) as error:
        raise RepairFailed(order.role, name_of(path), str(error)[:80] or type(error).__name__) from error
    pace.finish()


def _opened(path: str, order: RepairOrder, stack: ExitStack) -> BinaryIO:
    file = open_regular(path)
    if isinstance(file, Unreadable):
        raise MaterialUnreadable(role=order.role, name=name_of(path), reason=file.reason)
    return stack.enter_context(file)


# --- before anything is written -----------------------------------------------------------------


def _prepared(path: str, order: RepairOrder, facts: MediaFacts, pace: Pace, stop: StopSignal | None) -> _Work:
    """Look at the beginning and, where it matters, measure the sound."""
    doing = film_pass(facts, order.remedies)
    if doing.is_trimmed != (order.keep is not None):
        raise ValueError("nothing says what is left")
    if order.keep is not None and order.keep.end_s <= order.keep.start_s:
        raise ValueError("nothing is left")
    with ExitStack() as stack:
        source = stack.enter_context(open_source(_opened(path, order, stack), stop))
        work = _begun(source, order.keep, facts, doing, stop)
    if not doing.is_levelled:
        return work
    share = _MEASURING_SHARE[work.doing.is_encoded]
    pace.begin(0.0, share)
    with ExitStack() as stack:
        source = stack.enter_context(open_source(_opened(path, order, stack), stop))
        if work.doing.is_trimmed:
            go_to(source, work.beginning.start_s)
        span_s = work.beginning.start_s, work.end_s
        lufs = measured_lufs(source, span_s, lambda done_s: pace.tell(float(done_s / work.length_s)), stop)
    pace.begin(share, 1.0)
    return _Work(facts, work.doing, work.beginning, work.end_s, lufs)


def _begun(source: Source, keep: Span | None, facts: MediaFacts, doing: FilmPass, stop: StopSignal | None) -> _Work:
    """Find the first picture; where a copy cannot begin there, the picture is coded anew after all."""
    wanted_s, end_s = span_of(source, keep)
    if not doing.is_encoded and can_be_copied(source):
        if keep is not None:
            go_to(source, wanted_s)
        beginning = first_packet(source, stop)
        if keep is None or _may_begin_at(beginning.start_s, wanted_s, end_s):
            return _Work(facts, doing, beginning, end_s)
    doing = film_pass(facts, doing.remedies, must_encode=True)
    if keep is not None:
        go_to(source, wanted_s)
    # half a tick for times that are not whole in decimals
    return _Work(facts, doing, first_frame(source, wanted_s - Fraction(1, 10_000), stop), end_s)


def _may_begin_at(keyframe_s: Fraction, wanted_s: Fraction, end_s: Fraction | None) -> bool:
    if wanted_s - keyframe_s > _EARLY_S or end_s is None:
        return False
    is_too_long = end_s - keyframe_s > _LONGEST_S
    return not is_too_long or end_s - wanted_s > _LONGEST_S


# --- writing ------------------------------------------------------------------------------------


def _write(source: Source, work: _Work, made: NewFile, pace: Pace, stop: StopSignal | None) -> None:
    import av

    room = reserved_bytes(work.facts, float(work.length_s), work.doing.rate)
    options = {"moov_size": str(room), "brand": "mp42"}
    with av.open(made, "w", format="mp4", options=options, buffer_size=_BUFFER_BYTES) as output:
        tracks = _tracks(source, output, work)
        if work.doing.is_trimmed:
            go_to(source, work.beginning.start_s)
        try:
            _run(source, output, tracks, _told(work, pace), stop)
        except BaseException:
            made.abandon()  # or the library would still write a table of contents
            raise


def _told(work: _Work, pace: Pace) -> Callable[[Fraction], None]:
    def tell(time_s: Fraction) -> None:
        pace.tell(float((time_s - work.beginning.start_s) / work.length_s) if work.length_s > 0 else 0.0)

    return tell


def _run(
    source: Source,
    output: OutputContainer,
    tracks: dict[int, Track],
    tell: Callable[[Fraction], None],
    stop: StopSignal | None,
) -> None:
    streams = [stream for stream in (source.picture, source.sound) if stream is not None]
    for packet in source.container.demux(streams):
        raise_if_stopped(stop)
        number = packet.stream.index
        time_s = packet.time_base * packet.dts if packet.dts is not None and packet.time_base else None
        for ready in tracks[number].feed(packet):
            output.mux_one(ready)
            raise_if_stopped(stop)
        if time_s is not None and number == source.picture.index:
            tell(time_s)
        if all(track.is_over for track in tracks.values()):
            break
    for track in tracks.values():
        for ready in track.finish():
            output.mux_one(ready)
            raise_if_stopped(stop)


def _tracks(source: Source, output: OutputContainer, work: _Work) -> dict[int, Track]:
    """A track of the new film for each of the source's that is kept, by its number there."""
    picture = _encoded_picture if work.doing.is_encoded else _copied_picture
    tracks: dict[int, Track] = {source.picture.index: picture(source, output, work)}
    if source.sound is not None:
        sound = _encoded_sound if work.doing.is_sound_encoded else _copied_sound
        tracks[source.sound.index] = sound(source.sound, source, output, work)
    return tracks


def _grid(source: Source, work: _Work) -> Grid | None:
    """An even rate for times that the file has rounded; no rate is known for a film that is uneven by itself."""
    if work.doing.rate is not None:
        return Grid(work.doing.rate, Fraction(1, 1000))
    if source.is_timed_exactly:
        return None
    tick_s = source.picture.time_base or Fraction(1, 1000)
    return Grid(_rate(source, work), tick_s)


def _rate(source: Source, work: _Work) -> Fraction:
    told = source.picture.average_rate or source.picture.guessed_rate
    return common_rate(float(told) if told else work.facts.frame_rate)


def _copied_picture(source: Source, output: OutputContainer, work: _Work) -> Track:
    target: VideoStream = output.add_stream_from_template(source.picture, opaque=True)
    if source.picture.codec_context.name == "hevc":
        target.codec_context.codec_tag = "hvc1"  # the one of two that Apple's players take
    grid = _grid(source, work)
    unit_s = grid.unit_s if grid else source.picture.time_base or Fraction(1, 90_000)
    target.time_base = unit_s
    start_s = work.beginning.start_s
    end_s = None if work.end_s is None else work.end_s - start_s
    step_s = 1 / _rate(source, work)
    return CopiedPicture(
        target=target,
        start_s=start_s,
        unit_s=unit_s,
        end=CleanEnd(end_s),
        grid=grid,
        order=None if source.is_timed_exactly else DecodingOrder(source.picture.codec_context.reorder_depth, step_s),
        step_s=step_s,
        is_timed_by_order=source.is_timed_by_order,
    )


def _encoded_picture(source: Source, output: OutputContainer, work: _Work) -> Track:
    frame = work.beginning.frame
    if frame is None:
        raise ValueError("no picture")
    rate = work.doing.rate or _rate(source, work)
    grid = _grid(source, work)
    width_px, height_px = work.doing.size_px
    bits_per_s = most_bits_per_s(work.doing.size_px, float(rate))
    options = {
        "preset": _PRESET,
        "crf": str(_CRF),
        "profile": "high",
        "x264-params": f"vbv-maxrate={bits_per_s // 1000}:vbv-bufsize={bits_per_s // 500}",
    }
    target: VideoStream = output.add_stream("libx264", rate=rate, options=options)
    context = target.codec_context
    context.width, context.height, context.pix_fmt = width_px, height_px, "yuv420p"
    context.time_base = target.time_base = grid.unit_s if grid else source.unit_s
    context.gop_size = max(1, round(rate * _KEYFRAME_EVERY_S))
    context.color_primaries = context.color_trc = context.colorspace = context.color_range = BT709
    context.sample_aspect_ratio = Fraction(1) if work.doing.shape else Fraction(*shown_aspect(work.facts))
    context.thread_count = threads()
    context.thread_type = "AUTO"  # or each picture would be cut into slices, one for each thread
    steps = picture_steps(work.doing, colours_of(frame), frame.height)
    graph = picture_graph(frame, source.unit_s, steps)
    start_s = work.beginning.start_s
    return EncodedPicture(target, source, start_s, work.end_s, graph, grid, 1 / rate)


def _copied_sound(sound: AudioStream, source: Source, output: OutputContainer, work: _Work) -> Track:
    target: AudioStream = output.add_stream_from_template(sound, opaque=True)
    unit_s = Fraction(1, sound.codec_context.sample_rate)
    if source.is_timed_exactly:
        unit_s, chain = sound.time_base or unit_s, None
    else:
        length_s = Fraction(sound.codec_context.frame_size or 1024, sound.codec_context.sample_rate)
        chain = Chain(length_s, 2 * (sound.time_base or Fraction(1, 1000)))
    target.time_base = unit_s
    start_s = work.beginning.start_s
    end_s = None if work.end_s is None else work.end_s - start_s
    lead_s = _CUT_LEAD_S if work.doing.is_trimmed else _LEAD_S
    return CopiedSound(target, start_s, end_s, unit_s, chain, lead_s)


def _encoded_sound(sound: AudioStream, source: Source, output: OutputContainer, work: _Work) -> Track:  # noqa: ARG001
    target: AudioStream = output.add_stream("aac", rate=SOUND_RATE_HZ)
    channels = sound.codec_context.layout.nb_channels
    context = target.codec_context
    context.layout = sound_layout(channels)
    context.bit_rate = _SOUND_BITS_PER_S[sound_layout(channels)]
    context.open()
    length_s = None if work.end_s is None else work.end_s - work.beginning.start_s
    return EncodedSound(target, work.beginning.start_s, work.end_s, sound_steps(channels, length_s, work.lufs))
