"""Measure what can be said of a picture without knowing what it shows: soft edges, light, colours. Judges nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from avatar_intake.domain.media import Spot

if TYPE_CHECKING:
    from PIL.Image import Image

MEASURED_PX = 800  # edges are measured in a copy of this width
_MOST_SCALE = 1.35  # what is smaller than this allows is not called blurred, only small
_WINDOW_PX = 16
_EDGE = 40  # levels between the two sides of what counts as an edge
_FEWEST_EDGES = 120
_LOOKED_AT = 30_000  # so many pixels are enough, spread over all of them
_STEEPEST = 0.75  # the share of edges that are softer than the one that counts
_INK = 45  # levels that writing is darker than its paper, at least
_SPOT_PX = 160
_WHITE = 250
_SMALLEST_SPOT = 0.003
_SOLID = 0.35  # how much of its box a spot fills: a line of white letters does not


def edge_width(picture: Image, measured_px: int = MEASURED_PX) -> float | None:
    """How soft the sharpest edges are: the spread of a step in pixels of a picture ``measured_px`` wide.

    A step that a lens spreads by ``s`` pixels rises at most by its height / (s √2π) from one pixel to the next, so the
    steepest rise near an edge, divided by the whole rise, says it whatever the picture shows. The softer of the two
    directions counts, which a shaken picture needs. Steps above 6 pixels are not told apart. ``None``: too few edges.
    """
    grey = picture.convert("L")
    scale = measured_px / max(grey.size)
    if scale < 1:
        grey = grey.resize((round(grey.width * scale), round(grey.height * scale)), reducing_gap=2.0)
    widths = [_edge_width(grey, 1, 0), _edge_width(grey, 0, 1)]
    known = [width for width in widths if width is not None]
    return max(known) * min(max(scale, 1.0), _MOST_SCALE) if known else None


def _edge_width(grey: Image, across: int, down: int) -> float | None:
    from PIL import ImageChops

    def moved(picture: Image, by: int) -> Image:
        return ImageChops.offset(picture, -by * across, -by * down)

    high = low = grey
    steep = ImageChops.difference(grey, moved(grey, 1))
    by = 1
    while by < _WINDOW_PX:
        high, low = ImageChops.lighter(high, moved(high, by)), ImageChops.darker(low, moved(low, by))
        if 2 * by < _WINDOW_PX:
            steep = ImageChops.lighter(steep, moved(steep, by))
        else:  # one rise less than there are pixels
            steep = ImageChops.lighter(steep, moved(steep, by - 1))
        by *= 2
    inside = (0, 0, grey.width - _WINDOW_PX, grey.height - _WINDOW_PX)
    if min(inside[2:]) < _WINDOW_PX:
        return None
    every = max(1, inside[2] * inside[3] // _LOOKED_AT) | 1
    whole = ImageChops.subtract(high, low).crop(inside).tobytes()[::every]
    part = steep.crop(inside).tobytes()[::every]
    edges = [(rise, step) for rise, step in zip(whole, part, strict=True) if rise >= _EDGE]
    if len(edges) < _FEWEST_EDGES:
        return None
    strong = sorted(rise for rise, _ in edges)[len(edges) // 2]
    steepest = sorted(step / rise for rise, step in edges if rise >= strong)
    return 1 / (2.5066 * max(steepest[int(_STEEPEST * (len(steepest) - 1))], 0.02))


def brightness(picture: Image, darker_share: float = 0.5) -> float:
    """The brightness, 0 to 255, that this share of the picture is darker than; the middle one by default."""
    counts = picture.convert("L").histogram()
    wanted, passed = darker_share * sum(counts), 0
    for level, count in enumerate(counts):
        passed += count
        if passed > wanted:
            return float(level)
    return 255.0


def colourfulness(picture: Image) -> float:
    """How far colours are apart: the spread of red and blue against green, 0 for a grey picture in any light."""
    from PIL import ImageChops
    from PIL.ImageStat import Stat

    red, green, blue = picture.reduce(max(1, max(picture.size) // 300)).split()
    spreads = [Stat(ImageChops.subtract(part, green, 1, 128)) for part in (red, blue)]
    return float(sum(spread.var[0] for spread in spreads) ** 0.5)


def white_spots(picture: Image) -> tuple[Spot, ...]:
    """The solid places without any drawing, biggest first; what runs into the border is not among them."""
    from PIL import ImageChops
    from PIL.Image import Resampling

    scale = min(1.0, _SPOT_PX / max(picture.size))
    small = picture.resize(
        (max(1, round(picture.width * scale)), max(1, round(picture.height * scale))), Resampling.BOX
    )
    red, green, blue = small.split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue).tobytes()
    left = {cell for cell, value in enumerate(darkest) if value >= _WHITE}
    found = []
    while left:
        cells = _taken_together(left, small.width)
        spot = _spot(cells, small.size)
        if spot is not None:
            found.append(spot)
    return tuple(sorted(found, key=lambda spot: spot.area, reverse=True))


def _taken_together(left: set[int], width: int) -> list[int]:
    """One connected group of cells, taken out of ``left``."""
    start = left.pop()
    cells, todo = [start], [start]
    while todo:
        cell = todo.pop()
        beside = (cell - width, cell + width, cell - 1 if cell % width else -1, cell + 1 if (cell + 1) % width else -1)
        near = [other for other in beside if other in left]
        left.difference_update(near)
        cells += near
        todo += near
    return cells


def _spot(cells: list[int], size: tuple[int, int]) -> Spot | None:
    wide, high = size
    columns, rows = [cell % wide for cell in cells], [cell // wide for cell in cells]
    left, right, top, bottom = min(columns), max(columns) + 1, min(rows), max(rows) + 1
    is_at_border = left == 0 or top == 0 or right == wide or bottom == high
    area = len(cells) / (wide * high)
    if is_at_border or area < _SMALLEST_SPOT or len(cells) < _SOLID * (right - left) * (bottom - top):
        return None
    return Spot(left / wide, top / high, right / wide, bottom / high, area)


def ink_share(picture: Image) -> float:
    """How much of a page differs from its paper; its margins, where scanners leave shadows, do not count."""
    grey = picture.convert("L")
    less = round(0.05 * min(grey.size))
    counts = grey.crop((less, less, grey.width - less, grey.height - less)).histogram()
    total, passed, paper = sum(counts), 0, 0
    while paper < 255 and passed + counts[paper] <= total / 2:
        passed += counts[paper]
        paper += 1
    return 1 - sum(counts[max(0, paper - _INK) : paper + _INK + 1]) / max(1, total)


def flat_bars(picture: Image) -> bool:
    """Whether the rows at the very top and at the very bottom are one plain colour, as nothing from a camera is."""
    strip = max(1, picture.height // 100)
    strips = (picture.crop((0, top, picture.width, top + strip)) for top in (0, picture.height - strip))
    return all(high - low <= 2 for part in strips for low, high in part.getextrema())  # type: ignore[misc]
