"""Open a film in the decoder library, find its main picture track, go to a time in it. Reads no facts, judges nothing.

The library gets an open file and is told the format, so that no other parser and no address is ever tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from avatar_intake.domain.stopping import StopSignal
from avatar_intake.media.opening import kind_of_file
from avatar_intake.media.stopping import StoppableFile

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

BOXED = {"MP4": "mp4", "MOV": "mov", "3GP": "3gp"}
# What is not built of boxes: what `MediaFacts` calls it, and the library's name of its parser.
OTHERS = {
    "Matroska": ("matroska", "matroska"),
    "WebM": ("webm", "matroska"),
    "AVI": ("avi", "avi"),
    "MPEG-TS": ("mpegts", "mpegts"),
    "MPEG-PS": ("mpegps", "mpeg"),
    "FLV": ("flv", "flv"),
    "WMV": ("asf", "asf"),
    "MXF": ("mxf", "mxf"),
}
_BOXES_PARSER = "mov"
_WITHOUT_INDEX = ("mpegts", "mpeg")
_LEAD_S = 1.0  # the library searches by the time of decoding, and would land behind the keyframe


def open_video(file: BinaryIO, stop: StopSignal | None = None) -> InputContainer:
    """An open film in the decoder library; raises ``av.FFmpegError``. Use it in a ``with``.

    The parser is the one for what the file is by content, and the one for MP4 where nobody knows. Every read of the
    library raises `Cancelled` once ``stop`` is set.
    """
    import av

    _, parser = OTHERS.get(kind_of_file(file), ("", _BOXES_PARSER))
    return av.open(StoppableFile(file, stop), mode="r", format=parser, metadata_errors="replace")


def main_stream(container: InputContainer, track_id: int | None = None) -> VideoStream | None:
    """The picture track of this number, or else the largest; set up for single pictures.

    ``None`` when there is none or no decoder knows it. A cover is no film. Threads are off because for single pictures
    starting them costs more than they bring.
    """
    found = [
        item
        for item in container.streams.video
        if getattr(item, "codec_context", None) is not None and (track_id is None or item.id == track_id)
    ]
    if track_id is None:
        found = [item for item in found if not is_cover(item)]
    if not found:
        return None
    stream = max(found, key=lambda item: item.codec_context.width * item.codec_context.height)
    stream.thread_type = "SLICE" if stream.codec_context.name == "hevc" else "NONE"
    return stream


def is_cover(stream: VideoStream) -> bool:
    """Whether a picture track is a still picture that goes with the film."""
    from av.stream import Disposition

    return bool(stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails))


def seek_to(container: InputContainer, stream: VideoStream, time_s: float) -> None:
    """Go to the keyframe at or before ``time_s``; raises ``av.FFmpegError``.

    An MPEG stream is entered anywhere before it: the first packets may belong to pictures that began earlier.
    """
    if container.format.name in _WITHOUT_INDEX:
        time_s -= _LEAD_S
    ticks = int(time_s / stream.time_base) if stream.time_base else 0
    container.seek(ticks + (stream.start_time or 0), stream=stream, backward=True)
