"""Measure one picture of a film: the screen behind, the light, the edges, the figure in front. Pure; judges nothing.

All work on pixels is done by Pillow, on small copies of the picture: a loop over pixels takes longer than decoding.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate, cycle
from operator import mul
from typing import TYPE_CHECKING

from avatar_intake.domain.media import FilmPicture, PersonSeen

if TYPE_CHECKING:
    from PIL.Image import Image

SMALL_PX = 160  # the longer side of the copy that most is measured on
EDGES_PX = 960  # and of the one for edges

# A screen's colour: hue in degrees, saturation and brightness from 0 to 255. From yellowish to bluish, lit or not.
_GREEN_DEG, _BLUE_DEG = (75, 172), (195, 255)
_SCREEN_SATURATION, _SCREEN_BRIGHTNESS = 80, 30
_FIGURE_FROM_GREEN = 0.5  # of the border: below, there is no screen to see a figure against
_WHITE = 250
_BLACK_BRIGHT = 28  # nothing in a picture is brighter: it shows nothing

_TOP, _SIDE, _SIDE_END = 0.07, 0.06, 0.67
_EDGE = 0.015
_FILLED = 0.04  # of a row: less is noise
_REACH_PX = 16  # an edge that is wider than this is none
_LEAST_CONTRAST = 60
_LEAST_EDGE_SHARE = 0.0005
_GREENISH_BY = 18


def _white(low: int, high: int = 255) -> list[int]:
    """The table of `Image.point` that makes these levels white and all others black."""
    return [255 if low <= level <= high else 0 for level in range(256)]


_IS_GREEN, _IS_BLUE = (_white(*(round(edge * 256 / 360) for edge in deg)) for deg in (_GREEN_DEG, _BLUE_DEG))
_IS_STRONG, _IS_LIT = _white(_SCREEN_SATURATION), _white(_SCREEN_BRIGHTNESS)
_IS_AN_EDGE = _white(_LEAST_CONTRAST)
_LEVELS = range(256)


@dataclass(frozen=True, slots=True)
class Look:
    """A small copy of one picture of a film, upright, and when it is shown."""

    time_s: float
    colours: Image

    @property
    def is_black(self) -> bool:
        """Whether nothing can be seen."""
        return _level(self.colours.convert("L").histogram(), 0.99) < _BLACK_BRIGHT


def measured(look: Look, edges: Image | None) -> FilmPicture:
    """Everything about one picture; ``edges`` is the bigger grey copy, where sharpness is wanted."""
    green, blue = _screens(look.colours)
    tops = [_share(green.crop(box)) for box in _border(green.size)]
    border = _border_share(green)
    grey = look.colours.convert("L").histogram()
    has_screen = border >= _FIGURE_FROM_GREEN
    figure = _figure(green) if has_screen else None
    lit = look.colours.getchannel("G").histogram(green if has_screen else None)
    return FilmPicture(
        time_s=look.time_s,
        green=border,
        blue=_border_share(blue),
        edge_greens=(tops[0], tops[1], tops[2]),
        screen_low=_level(lit, 0.05) if has_screen else 0.0,
        screen_high=_level(lit, 0.95) if has_screen else 0.0,
        bright=_level(grey, 0.97),
        burnt=_burnt(look.colours, figure),
        sharpness=None if edges is None else sharpness(edges),
        person=None if figure is None else _person(look.colours, figure),
    )


def difference(one: Image, other: Image) -> float:
    """How far two pictures of one size are apart, 0 to 255: the mean over all pixels, or over the border if larger."""
    from PIL import ImageChops

    if one.size != other.size:
        return 255.0
    apart = ImageChops.difference(one, other)
    border = [_mean(apart.crop(box)) for box in _border(apart.size)]
    return max(_mean(apart), sorted(border)[1])  # two of three edges, since an arm may cross one


def _mean(colours: Image) -> float:
    histogram: list[int] = colours.histogram()
    bands = len(histogram) // len(_LEVELS)
    total = sum(map(mul, histogram, cycle(_LEVELS)))
    return float(total) / (bands * colours.width * colours.height)


def sharpness(grey: Image) -> float:
    """How much of a contrast lies between neighbouring pixels, where there is any: 1 for a hard edge, 0.1 for a blur.

    The better of both directions, at the hardest twentieth of what is near an edge.
    """
    return max(_sharpness_along(grey, 1, 0), _sharpness_along(grey, 0, 1))


def _sharpness_along(grey: Image, right: int, down: int) -> float:
    from PIL import ImageChops

    wide, high = grey.size
    reach = _REACH_PX
    whole = (0, 0, wide - reach * right, high - reach * down)
    far = ImageChops.difference(grey.crop(whole), grey.crop(_moved(whole, reach * right, reach * down)))
    middle = _moved(whole, (reach // 2) * right, (reach // 2) * down)
    near = ImageChops.difference(grey.crop(middle), grey.crop(_moved(middle, right, down)))
    edges = far.point(_IS_AN_EDGE)
    contrasts = far.histogram(edges)
    if sum(contrasts) < _LEAST_EDGE_SHARE * wide * high:
        return 0.0
    contrast = _level(contrasts, 0.9)
    return min(1.0, _level(near.histogram(edges), 0.95) / contrast)


def _moved(box: tuple[int, int, int, int], right: int, down: int) -> tuple[int, int, int, int]:
    return box[0] + right, box[1] + down, box[2] + right, box[3] + down


# --- the screen ---------------------------------------------------------------------------------


def _screens(colours: Image) -> tuple[Image, Image]:
    """255 where a pixel has a green screen's colour, and where a blue one's."""
    from PIL import ImageChops

    hue, saturation, brightness = colours.convert("HSV").split()
    is_lit = ImageChops.darker(saturation.point(_IS_STRONG), brightness.point(_IS_LIT))
    return ImageChops.darker(hue.point(_IS_GREEN), is_lit), ImageChops.darker(hue.point(_IS_BLUE), is_lit)


def _border(size: tuple[int, int]) -> tuple[tuple[int, int, int, int], ...]:
    """The top edge, the left one and the right one; the lower third is left to arms and tables."""
    wide, high = size
    top, side, end = max(2, round(high * _TOP)), max(2, round(wide * _SIDE)), round(high * _SIDE_END)
    return (0, 0, wide, top), (0, 0, side, end), (wide - side, 0, wide, end)


def _border_share(mask: Image) -> float:
    boxes = _border(mask.size)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in boxes]
    return sum(_share(mask.crop(box)) * area for box, area in zip(boxes, areas, strict=True)) / sum(areas)


def _share(mask: Image) -> float:
    """The share of white in a mask."""
    return mask.histogram()[255] / max(1, mask.width * mask.height)


def _level(histogram: list[int], share: float) -> float:
    """The level that ``share`` of the pixels do not exceed."""
    seen = list(accumulate(histogram))
    return float(bisect_left(seen, max(1, seen[-1] * share))) if seen[-1] else 0.0


# --- the figure ---------------------------------------------------------------------------------


def _figure(green: Image) -> Image:
    """255 where the screen is covered; single pixels do not count."""
    from PIL import ImageChops, ImageFilter

    return ImageChops.invert(green).filter(ImageFilter.MedianFilter(3))


def _burnt(colours: Image, figure: Image | None) -> float:
    """The share of white pixels, of the figure where there is one."""
    from PIL import ImageChops

    red, green, blue = colours.split()
    least = ImageChops.darker(red, ImageChops.darker(green, blue)).histogram(figure)
    return sum(least[_WHITE:]) / max(1, sum(least))


def _person(colours: Image, figure: Image) -> PersonSeen:
    from PIL.Image import Resampling

    wide, high = figure.size
    rows = figure.resize((1, high), Resampling.BOX, (wide * 0.15, 0, wide * 0.85, high)).tobytes()
    filled = [number for number, level in enumerate(rows) if level >= 255 * _FILLED]
    edge_high, edge_wide = max(2, round(high * _EDGE)), max(2, round(wide * _EDGE))
    below_top, above_floor = round(high * 0.08), round(high * 0.75)
    return PersonSeen(
        height=(filled[-1] - filled[0] + 1) / high if filled else 0.0,
        area=_share_of_any(figure),
        top=_inner_share(figure.crop((0, 0, wide, edge_high))),
        left=_share(figure.crop((0, below_top, edge_wide, above_floor))),
        right=_share(figure.crop((wide - edge_wide, below_top, wide, above_floor))),
        greenish=_greenish(colours, figure),
    )


def _inner_share(strip: Image) -> float:
    """The share that is covered from above, but for what begins at a corner: that is the end of the screen."""
    from PIL.Image import Resampling

    covered = bytes(level > 127 for level in strip.resize((strip.width, 1), Resampling.BOX).tobytes())
    return len(covered.strip(b"\1").replace(b"\0", b"")) / len(covered)


def _share_of_any(mask: Image) -> float:
    return mask.histogram()[255] / max(1, mask.width * mask.height)


def _greenish(colours: Image, figure: Image) -> float:
    """The share of the figure, without its outline, where green is stronger than red and blue."""
    from PIL import ImageChops, ImageFilter

    inside = figure.filter(ImageFilter.MinFilter(5))
    red, green, blue = colours.split()
    more = ImageChops.subtract(green, ImageChops.lighter(red, blue)).histogram(inside)
    return sum(more[_GREENISH_BY:]) / max(1, sum(more))
