"""What the decoder library says of one track: how a picture is coded, what a sound is. Judges nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatar_intake.domain.media import Sound
from avatar_intake.media.trial import Trial

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.video.codeccontext import VideoCodecContext
    from av.video.format import VideoFormat
    from av.video.stream import VideoStream

_TRANSFERS = {16: "PQ", 18: "HLG"}  # ITU-T H.273, transfer characteristics that mean high dynamic range
_CHROMA = {(1, 1): "4:4:4", (2, 1): "4:2:2", (2, 2): "4:2:0", (4, 1): "4:1:1", (4, 4): "4:1:0", (1, 2): "4:4:0"}
_INTERLACED_ORDERS = (2, 3, 4, 5)  # the library's order of fields: 0 is unknown, 1 is progressive
_CODEC_NAMES = {"flv": "flv1", "msmpeg4": "msmpeg4v3"}  # decoders that are not called as what they decode

_PLAIN_LAYOUTS = {"1 channels": "mono", "2 channels": "stereo"}  # where a container does not say which they are


@dataclass(frozen=True, slots=True)
class Coding:
    """How a picture track is coded; the names and meanings of `MediaFacts`."""

    width_px: int
    height_px: int
    codec: str
    profile: str = ""
    bit_depth: int = 8
    colour_transfer: str = ""
    coded_size_px: tuple[int, int] = (0, 0)
    pixel_aspect: tuple[int, int] = (1, 1)
    chroma: str = "4:2:0"
    is_interlaced: bool = False


def coding_of(stream: VideoStream, trial: Trial) -> Coding:
    """How a track is coded. Ask after it was tried: what a decoder works on is known only then."""
    context = stream.codec_context
    layout = context.format
    aspect = stream.sample_aspect_ratio
    return Coding(
        width_px=context.width,
        height_px=context.height,
        codec=codec_name(stream),
        profile=context.profile or "",
        bit_depth=max((component.bits for component in layout.components), default=8) if layout else 8,
        colour_transfer=_TRANSFERS.get(context.color_trc, ""),
        coded_size_px=_coded_size_px(context),
        pixel_aspect=(aspect.numerator, aspect.denominator) if aspect else (1, 1),
        chroma=_chroma(layout) if layout else "",
        is_interlaced=context.field_order in _INTERLACED_ORDERS if trial.is_interlaced is None else trial.is_interlaced,
    )


def sound_of(stream: AudioStream, duration_s: float, start_s: float) -> Sound:
    """What a sound track is; its times are known from elsewhere."""
    context = stream.codec_context
    channels = context.layout.nb_channels
    layout = _PLAIN_LAYOUTS.get(context.layout.name, context.layout.name)
    return Sound(codec_name(stream), context.sample_rate, channels, duration_s, layout, start_s)


def codec_name(stream: VideoStream | AudioStream) -> str:
    """The coding's name, whichever decoder it is that decodes it."""
    name = stream.codec_context.codec.canonical_name
    return _CODEC_NAMES.get(name, name)


def _coded_size_px(context: VideoCodecContext) -> tuple[int, int]:
    """What the decoder works on; never less than what is shown of it."""
    return max(context.coded_width, context.width), max(context.coded_height, context.height)


def _chroma(layout: VideoFormat) -> str:
    """The subsampling; ``RGB`` and ``4:0:0`` (grey) have none."""
    if layout.is_rgb:
        return "RGB"
    if len(layout.components) < 3:
        return "4:0:0"
    # 64 can be halved often enough to see by how much.
    return _CHROMA.get((64 // layout.chroma_width(64), 64 // layout.chroma_height(64)), "")
