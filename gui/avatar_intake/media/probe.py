"""Gather the facts of a film: its structure says what should be there, a decoder tries it. Judges nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from avatar_intake.domain.media import MediaFacts, Sound, Unreadable
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.media.boxes import Movie, Track, walk_movie
from avatar_intake.media.opened_film import BOXED, OTHERS, main_stream, open_video, seek_to
from avatar_intake.media.opening import kind_of_file, open_regular, size_of
from avatar_intake.media.streams import stream_facts
from avatar_intake.media.track_facts import Coding, coding_of, sound_of
from avatar_intake.media.trial import Trial, try_beginning, try_film

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

__all__ = ["main_stream", "open_video", "seek_to", "video_facts"]

_CODEC_NAMES = {"avc1": "h264", "avc3": "h264", "hvc1": "hevc", "hev1": "hevc", "mp4v": "mpeg4", "mp4a": "aac"}


def video_facts(path: str, stop: StopSignal | None = None) -> MediaFacts | Unreadable:
    """The facts of the video at ``path``: an MP4, or something else by content that can at least be decoded.

    Otherwise an `Unreadable`: ``truncated``, ``damaged``, ``no-video``, ``unknown-format`` for anything that is no MP4
    and has no facts, or what `open_regular` says. Never raises for a bad file; raises `Cancelled` when ``stop`` is set.
    """
    file = open_regular(path)
    if isinstance(file, Unreadable):
        return file
    with file:
        try:
            kind = kind_of_file(file)
            if kind in OTHERS:
                facts = stream_facts(file, kind, stop)
            elif kind in BOXED:
                facts = _facts(file, kind, stop)
            else:
                return Unreadable("unknown-format", kind, size_of(file))
        except OSError:
            return Unreadable("damaged")
    if kind != "MP4" and isinstance(facts, Unreadable):
        return replace(facts, reason="unknown-format", found=kind)
    return facts


# --- facts --------------------------------------------------------------------------------------


def _facts(file: BinaryIO, kind: str, stop: StopSignal | None) -> MediaFacts | Unreadable:
    import av

    size_bytes = size_of(file)
    movie = walk_movie(file, size_bytes, stop)
    if isinstance(movie, Unreadable):
        return movie
    track = movie.track("vide")
    if track is None:
        sound = movie.track("soun")
        return Unreadable("no-video", _CODEC_NAMES.get(sound.codec, sound.codec).upper() if sound else "", size_bytes)
    if not track.frames or not track.duration_s:
        return Unreadable("damaged", "", size_bytes)
    is_complete = movie.promised_bytes <= size_bytes
    try:
        with open_video(file, stop) as container:
            stream = main_stream(container, track.track_id)
            trial = _tried(container, stream, track.duration_s, stop) if is_complete else _begun(container, stream)
            picture = _coding(stream, track, trial)
            sounds = _sounds(container, movie, track)
    except (av.FFmpegError, ValueError, LookupError, ArithmeticError, MemoryError):
        return Unreadable("damaged", "", size_bytes)
    return MediaFacts(
        container=BOXED[kind],
        brand=movie.brand,
        size_bytes=size_bytes,
        is_complete=is_complete,
        is_fragmented=movie.is_fragmented,
        is_moov_first=movie.is_moov_first,
        width_px=picture.width_px,
        height_px=picture.height_px,
        rotation_deg=track.rotation_deg,
        codec=picture.codec,
        profile=picture.profile,
        bit_depth=picture.bit_depth,
        colour_transfer=picture.colour_transfer,
        duration_s=track.duration_s,
        frame_rate=track.frames_per_s,
        commonest_step_share=track.commonest_step_share,
        sound=sounds,
        promised_bytes=movie.promised_bytes,
        damaged_at_s=trial.damaged_at_s,
        glitch_at_s=trial.glitch_at_s,
        coded_size_px=picture.coded_size_px,
        pixel_aspect=picture.pixel_aspect,
        chroma=picture.chroma,
        is_interlaced=picture.is_interlaced,
        has_edit_list=track.has_edit_list,
        edit_start_s=track.edit_start_s,
        bit_rate_bps=round(max(size_bytes, movie.promised_bytes) * 8 / _ends_at_s(movie)),
        film_tracks=max(1, movie.films()),
    )


def _tried(container: InputContainer, stream: VideoStream | None, duration_s: float, stop: StopSignal | None) -> Trial:
    return try_film(container, stream, duration_s, stop) if stream else Trial()


def _begun(container: InputContainer, stream: VideoStream | None) -> Trial:
    return try_beginning(container, stream) if stream else Trial()


def _coding(stream: VideoStream | None, track: Track, trial: Trial) -> Coding:
    """The decoder's word; where it knows nothing, the box's."""
    if stream is None:
        size_px = track.width_px, track.height_px
        return Coding(*size_px, track.codec.strip(), coded_size_px=size_px)
    coding = coding_of(stream, trial)
    if coding.width_px and coding.height_px:
        return coding
    return replace(coding, width_px=track.width_px, height_px=track.height_px)


def _ends_at_s(movie: Movie) -> float:
    return max(track.start_s + track.duration_s for track in movie.tracks)


def _sounds(container: InputContainer, movie: Movie, picture: Track) -> tuple[Sound, ...]:
    tracks = {track.track_id: track for track in movie.tracks if track.kind == "soun" and track.frames}
    found = []
    for stream in container.streams.audio:
        track = tracks.get(stream.id)
        if track is None or getattr(stream, "codec_context", None) is None:
            continue
        found.append(sound_of(stream, track.duration_s, track.start_s - picture.start_s))
    return tuple(found)
