"""Gather the facts of a video: the boxes say what should be there, a decoder tries whether it is. Judges nothing.

The decoder library gets an open file and is told the format, so that no other parser and no address is ever tried.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from avatar_intake.domain.media import MediaFacts, Sound, Unreadable
from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.media.boxes import Movie, Track, walk_movie
from avatar_intake.media.opening import kind_of_file, open_regular, size_of
from avatar_intake.media.stopping import StoppableFile

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

_CONTAINERS = {"MP4": "mp4", "MOV": "mov"}
# Where a film is tried, as shares of its duration; the last one is tried to the very end, where copies are cut off.
_SPOTS = (0.0, 0.2, 0.4, 0.6, 0.8)
_FRAMES_AT_A_SPOT = 2
_FRAMES_AT_THE_END = 25
_CODEC_NAMES = {"avc1": "h264", "avc3": "h264", "hvc1": "hevc", "hev1": "hevc", "mp4v": "mpeg4", "mp4a": "aac"}
_TRANSFERS = {16: "PQ", 18: "HLG"}  # ITU-T H.273, transfer characteristics that mean high dynamic range


@dataclass(frozen=True, slots=True)
class _Picture:
    """What the decoder library says of the video track."""

    width_px: int
    height_px: int
    codec: str
    profile: str
    bit_depth: int
    colour_transfer: str


@dataclass(frozen=True, slots=True)
class _Trial:
    """Where decoding failed, and where the decoder had to guess."""

    damaged_at_s: float | None = None
    glitch_at_s: float | None = None


def video_facts(path: str, stop: StopSignal | None = None) -> MediaFacts | Unreadable:
    """The facts of the video at ``path``; an MP4 or MOV by content.

    Otherwise an `Unreadable`: ``unknown-format`` for anything else, ``truncated``, ``damaged``, ``no-video``, or what
    `open_regular` says. Never raises for a bad file; raises `Cancelled` when ``stop`` is set.
    """
    file = open_regular(path)
    if isinstance(file, Unreadable):
        return file
    with file:
        try:
            kind = kind_of_file(file)
            if kind not in _CONTAINERS:
                return Unreadable("unknown-format", kind, size_of(file))
            facts = _facts(file, kind, stop)
        except OSError:
            return Unreadable("damaged")
    if kind == "MOV" and isinstance(facts, Unreadable):
        return replace(facts, reason="unknown-format", found=kind)
    return facts


def open_video(file: BinaryIO, stop: StopSignal | None = None) -> InputContainer:
    """An open MP4 or MOV file in the decoder library; raises ``av.FFmpegError``. Use it in a ``with``.

    Every read of the library raises `Cancelled` once ``stop`` is set.
    """
    import av

    file.seek(0)
    return av.open(StoppableFile(file, stop), mode="r", format="mov", metadata_errors="replace")


def main_stream(container: InputContainer, track_id: int) -> VideoStream | None:
    """The video stream with this number, set up for single pictures; ``None`` when no decoder knows it.

    Threads are off because for single pictures starting them costs more than they bring.
    """
    stream = next((item for item in container.streams.video if item.id == track_id), None)
    if stream is None or getattr(stream, "codec_context", None) is None:
        return None
    stream.thread_type = "SLICE" if stream.codec_context.name == "hevc" else "NONE"
    return stream


def seek_to(container: InputContainer, stream: VideoStream, time_s: float) -> None:
    """Go to the keyframe at or before ``time_s``; raises ``av.FFmpegError``."""
    ticks = int(time_s / stream.time_base) if stream.time_base else 0
    container.seek(ticks + (stream.start_time or 0), stream=stream, backward=True)


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
            picture = _picture(stream, track)
            sounds = _sounds(container, movie)
            trial = _try(container, stream, track.duration_s, stop) if stream and is_complete else _Trial()
    except (av.FFmpegError, ValueError, LookupError, ArithmeticError, MemoryError):
        return Unreadable("damaged", "", size_bytes)
    return MediaFacts(
        container=_CONTAINERS[kind],
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
    )


def _picture(stream: VideoStream | None, track: Track) -> _Picture:
    """The decoder's word; where it knows nothing, the box's."""
    if stream is None:
        return _Picture(track.width_px, track.height_px, track.codec.strip(), "", 8, "")
    context = stream.codec_context
    layout = context.format
    return _Picture(
        width_px=context.width or track.width_px,
        height_px=context.height or track.height_px,
        codec=context.name,
        profile=context.profile or "",
        bit_depth=max((component.bits for component in layout.components), default=8) if layout else 8,
        colour_transfer=_TRANSFERS.get(context.color_trc, ""),
    )


def _sounds(container: InputContainer, movie: Movie) -> tuple[Sound, ...]:
    tracks = {track.track_id: track for track in movie.tracks if track.kind == "soun" and track.frames}
    found = []
    for stream in container.streams.audio:
        track = tracks.get(stream.id)
        context = getattr(stream, "codec_context", None)
        if track is None or context is None:
            continue
        found.append(Sound(context.name, context.sample_rate, context.layout.nb_channels, track.duration_s))
    return tuple(found)


# --- trying -------------------------------------------------------------------------------------


def _try(container: InputContainer, stream: VideoStream, duration_s: float, stop: StopSignal | None) -> _Trial:
    """Decode a little at several places, and the last group of pictures to the end."""
    import av

    glitch_at_s: float | None = None
    for time_s in (*(share * duration_s for share in _SPOTS), duration_s):
        raise_if_stopped(stop)
        is_last = time_s == duration_s
        try:
            seek_to(container, stream, time_s)
            frames, glitches = _decode_to_end(container, stream) if is_last else _decode_some(container, stream)
        except av.FFmpegError:
            return _Trial(time_s, glitch_at_s)
        if not frames:
            return _Trial(time_s, glitch_at_s)
        if glitches and glitch_at_s is None:
            glitch_at_s = time_s
    return _Trial(None, glitch_at_s)


def _decode_some(container: InputContainer, stream: VideoStream) -> tuple[int, int]:
    """How many frames were decoded (a few are enough), and how many of them had to be guessed in part."""
    frames = glitches = 0
    for frame in container.decode(stream):
        frames += 1
        glitches += frame.is_corrupt
        if frames >= _FRAMES_AT_A_SPOT:
            break
    return frames, glitches


def _decode_to_end(container: InputContainer, stream: VideoStream) -> tuple[int, int]:
    """The same to the end of the track; after the first frames the packets' build is looked at, which costs little.

    No frames are told when a packet is not built as it says.
    """
    frames = glitches = 0
    length_bytes = _length_bytes(stream)
    for packet in container.demux(stream):
        if packet.is_corrupt or not _is_well_built(packet, length_bytes):
            return 0, glitches
        if frames < _FRAMES_AT_THE_END:
            decoded = packet.decode()
            frames += len(decoded)
            glitches += sum(frame.is_corrupt for frame in decoded)
    return frames, glitches


def _length_bytes(stream: VideoStream) -> int:
    """In how many bytes a unit of H.264 or H.265 tells its length (ISO/IEC 14496-15); 0 for other codings."""
    setup = stream.codec_context.extradata or b""
    place = {"h264": 4, "hevc": 21}.get(stream.codec_context.name)
    if place is None or len(setup) <= place or setup[0] != 1:
        return 0
    return (setup[place] & 3) + 1


def _is_well_built(packet: Packet[VideoStream], length_bytes: int) -> bool:
    """Whether the units fill the packet exactly, none of them empty."""
    if not length_bytes or not packet.size:
        return True
    data = memoryview(packet)
    offset = 0
    while offset < len(data):
        length = int.from_bytes(data[offset : offset + length_bytes], "big")
        if length == 0:
            return False
        offset += length_bytes + length
    return offset == len(data)
