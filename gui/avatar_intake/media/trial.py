"""Try whether a film built of boxes can be decoded: a little at several places, and the end. Judges nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.media.opened_film import seek_to

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

# Where a film is tried, as shares of its duration; the last one is tried to the very end, where copies are cut off.
SPOTS = (0.0, 0.2, 0.4, 0.6, 0.8)
FRAMES_AT_A_SPOT = 2
_PIXELS_AT_THE_END = 25 * 1920 * 1080  # a second of an ordinary film, as much work of a larger one


@dataclass(frozen=True, slots=True)
class Trial:
    """Where decoding failed, where the decoder had to guess, and what only decoded pictures tell.

    ``is_interlaced`` is ``None`` when no picture was decoded; ``turned_deg`` is clockwise.
    """

    damaged_at_s: float | None = None
    glitch_at_s: float | None = None
    is_interlaced: bool | None = None
    turned_deg: int = 0


@dataclass(slots=True)
class Seen:
    """What the decoded pictures said so far."""

    frames: int = 0
    glitches: int = 0
    interlaced: int = 0
    turned_deg: int = 0

    def add(self, frame: VideoFrame) -> None:
        """Count one more."""
        self.frames += 1
        self.glitches += frame.is_corrupt
        self.interlaced += frame.interlaced_frame
        self.turned_deg = -frame.rotation % 360

    def trial(self, damaged_at_s: float | None, glitch_at_s: float | None) -> Trial:
        """The outcome."""
        is_interlaced = self.interlaced * 2 > self.frames if self.frames else None
        return Trial(damaged_at_s, glitch_at_s, is_interlaced, self.turned_deg)


def try_film(container: InputContainer, stream: VideoStream, duration_s: float, stop: StopSignal | None) -> Trial:
    """Decode a little at several places, and the last group of pictures to the end."""
    import av

    seen = Seen()
    glitch_at_s: float | None = None
    for time_s in (*(share * duration_s for share in SPOTS), duration_s):
        raise_if_stopped(stop)
        before, glitches = seen.frames, seen.glitches
        try:
            seek_to(container, stream, time_s)
            is_well = (
                _decode_to_end(container, stream, seen) if time_s == duration_s else _decode(container, stream, seen)
            )
        except av.FFmpegError:
            is_well = False
        if not is_well or seen.frames == before:
            return seen.trial(time_s, glitch_at_s)
        if seen.glitches > glitches and glitch_at_s is None:
            glitch_at_s = time_s
    return seen.trial(None, glitch_at_s)


def try_beginning(container: InputContainer, stream: VideoStream) -> Trial:
    """Decode the first pictures of a film of which the rest is missing: whatever goes wrong says nothing more."""
    import av

    seen = Seen()
    try:
        _decode(container, stream, seen)
    except av.FFmpegError:
        return Trial()
    return seen.trial(None, None)


def frames_at_the_end(stream: VideoStream) -> int:
    """How many of the last pictures are decoded."""
    size_px = stream.codec_context.width * stream.codec_context.height
    return max(FRAMES_AT_A_SPOT, _PIXELS_AT_THE_END // max(size_px, 1))


def _decode(container: InputContainer, stream: VideoStream, seen: Seen) -> bool:
    """Decode a few frames, which are enough."""
    for number, frame in enumerate(container.decode(stream), 1):
        seen.add(frame)
        if number >= FRAMES_AT_A_SPOT:
            break
    return True


def _decode_to_end(container: InputContainer, stream: VideoStream, seen: Seen) -> bool:
    """The same to the end of the track; after the first frames the packets' build is looked at, which costs little.

    False when a packet is not built as it says.
    """
    last = seen.frames + frames_at_the_end(stream)
    length_bytes = _length_bytes(stream)
    for packet in container.demux(stream):
        if packet.is_corrupt or not _is_well_built(packet, length_bytes):
            return False
        if seen.frames < last:
            for frame in packet.decode():
                seen.add(frame)
    return True


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
