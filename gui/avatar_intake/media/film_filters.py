"""Filter graphs for films: pictures to 8 bit 4:2:0 in BT.709, sound to what AAC takes. Reads and writes no file.

FFmpeg's ``scale`` filter converts colours exactly where it is told to clip (``relative_colorimetric``); its own tone
mapping (``perceptual``) is not used, see `tone_curve`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from avatar_intake.media.film_pass import FilmPass
from avatar_intake.media.tone_curve import curve_expression

if TYPE_CHECKING:
    from fractions import Fraction

    from av.audio.frame import AudioFrame
    from av.filter import Graph
    from av.filter.context import FilterContext
    from av.video.frame import VideoFrame

Step = tuple[str, str]  # a filter's name and its arguments

# ITU-T H.273 as the library numbers them
BT709 = 1
UNKNOWN_COLOUR = 2
_BT2020_PRIMARIES = 9
_RGB_MATRIX = 0
_HD_LINES = 720
_TRANSFER_NAMES = {"PQ": "smpte2084", "HLG": "arib-std-b67"}
_TURNS: dict[int, tuple[Step, ...]] = {
    0: (),
    90: (("transpose", "dir=clock"),),
    180: (("hflip", ""), ("vflip", "")),
    270: (("transpose", "dir=cclock"),),
}
_TO_BT709 = "out_primaries=bt709:out_transfer=bt709:intent=relative_colorimetric"
_TO_TV = "out_color_matrix=bt709:out_range=tv"
_LAYOUTS = {1: "mono", 2: "stereo"}


@dataclass(frozen=True, slots=True)
class Colours:
    """How a decoder says that a picture's colours are coded, and what of it is not known."""

    primaries: int
    transfer: int
    matrix: int
    is_rgb: bool


def colours_of(frame: VideoFrame) -> Colours:
    """The colours of a decoded picture."""
    return Colours(frame.color_primaries, frame.color_trc, frame.colorspace, frame.format.is_rgb)


def picture_steps(work: FilmPass, colours: Colours, lines: int) -> tuple[Step, ...]:
    """The filters for the pictures; ``lines`` is their height as decoded, which tells what unknown colours mean."""
    steps = [*_named_colours(work, colours, lines)]
    if work.is_deinterlaced:
        steps.append(("bwdif", "mode=send_frame:deint=interlaced"))
    if work.rate is not None:
        steps.append(("fps", f"fps={work.rate}:round=near"))
    steps += _TURNS[work.turn_deg]
    size_px = work.size_px
    if work.shape is not None:
        steps.append(("crop", "{}:{}:0:0:exact=1".format(*work.shape.crop_px)))
        size_px = work.shape.scaled_px
    steps += _converted(work, colours, size_px)
    if work.shape is not None and work.shape.has_bars:
        steps.append(("pad", "{}:{}:(ow-iw)/2:(oh-ih)/2:black".format(*work.shape.size_px)))
    return tuple(steps)


def _named_colours(work: FilmPass, colours: Colours, lines: int) -> Iterator[Step]:
    """Give unknown colours their usual meaning, since the converter would take everything for standard definition."""
    if colours.is_rgb:
        return
    usual = "bt709" if lines >= _HD_LINES else "smpte170m"
    names = []
    if work.transfer:
        usual = "bt2020nc"
        names.append(f"color_trc={_TRANSFER_NAMES[work.transfer]}")
        if colours.primaries == UNKNOWN_COLOUR:
            names.append("color_primaries=bt2020")
    if colours.matrix in (UNKNOWN_COLOUR, _RGB_MATRIX):
        names.append(f"colorspace={usual}")
    if names:
        yield "setparams", ":".join(names)


def _converted(work: FilmPass, colours: Colours, size_px: tuple[int, int]) -> Iterator[Step]:
    size = "{}:{}".format(*size_px)
    if work.transfer:
        curve = curve_expression(work.transfer)
        yield "scale", f"{size}:out_range=pc:flags=bicubic"
        yield "format", "gbrp16le"
        yield "lutrgb", f"r='{curve}':g='{curve}':b='{curve}'"
        yield "scale", f"{_TO_BT709}:{_TO_TV}"
    elif colours.primaries == _BT2020_PRIMARIES:
        yield "scale", f"{size}:flags=bicubic:{_TO_BT709}:{_TO_TV}"
    else:
        yield "scale", f"{size}:flags=bicubic:{_TO_TV}"
    yield "format", "yuv420p"
    yield "setsar", "1"


def picture_graph(frame: VideoFrame, unit: Fraction, steps: Iterable[Step]) -> Graph:
    """A graph for pictures like ``frame`` whose times are in ``unit``, with as many threads as there are cores."""
    from av.filter import Graph

    graph = Graph()
    graph.threads = 0
    size = f"{frame.width}x{frame.height}"
    source = graph.add("buffer", f"video_size={size}:pix_fmt={frame.format.name}:time_base={unit}:pixel_aspect=1/1")
    return _linked(graph, source, steps, "buffersink")


def sound_graph(frame: AudioFrame, unit: Fraction, steps: Iterable[Step]) -> Graph:
    """A graph for sound like ``frame``."""
    from av.filter import Graph

    graph = Graph()
    form = f"sample_rate={frame.sample_rate}:sample_fmt={frame.format.name}"
    source = graph.add("abuffer", f"{form}:channel_layout={frame.layout.name}:time_base={unit}")
    return _linked(graph, source, steps, "abuffersink")


def sound_layout(channels: int) -> str:
    """One channel stays one, everything else becomes two."""
    return _LAYOUTS[min(max(channels, 1), 2)]


def through(graph: Graph, frame: VideoFrame | AudioFrame | None) -> Iterator[Any]:
    """Put a frame in, or ``None`` at the end, and take out what is ready."""
    from av.error import BlockingIOError as NotYet
    from av.error import EOFError as AtTheEnd

    graph.push(frame)
    while True:
        try:
            yield graph.pull()
        except (NotYet, AtTheEnd):
            return


def _linked(graph: Graph, source: FilterContext, steps: Iterable[Step], sink: str) -> Graph:
    contexts = [source, *(graph.add(name, arguments or None) for name, arguments in steps), graph.add(sink)]
    graph.link_nodes(*contexts)
    graph.configure()
    return graph
