"""Find a card in a picture by what it lies on, without knowing any card. Works in memory; judges nothing.

What lies under a card is assumed to be alike in at least three corners of the picture, light that fades across allowed.
Where that does not hold, nothing is found, which is never held against a picture.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import dist
from statistics import median
from typing import TYPE_CHECKING

from avatar_intake.domain.media import CardSeen

if TYPE_CHECKING:
    from PIL.Image import Image

Point = tuple[float, float]
_Colour = tuple[float, float, float]

_GRID_PX = 112  # the longer side of the copy that is searched
_CORNER = 0.07  # how much of the picture a corner is
_ALIKE = 75.0  # how far the colours of two corners may be apart
_TOLERANCE = (24.0, 64.0)  # how far the ground may stray from its colour; a pattern in it makes that more
_SHADED = 0.55  # a corner in the shade still has this much of the brightest one's light
_STEP, _STRAY = 9.0, 1.5  # a change from cell to cell that is mere shading, and how far that may lead
_DRAWN = 120  # the sum of the steps to a pixel's eight neighbours that writing has and wood has not
_PLAIN = 0.05  # a thing whose brightness is spread by less than this, compared to itself, has nothing on it
_BUSY_BESIDE = 0.25  # drawn so densely beside it, compared to itself, a thing is but a part of what is shown
_SHAPES = (1.4, 1.95)  # an ID-1 card is 1.586, aslant more or less; its photograph is 1.25
_SHARES = (0.02, 0.97)
_PAPER = 50.0  # how far the paper's colour at the border may be from that of the whole card
_FILLED = (0.86, 1.12)  # how much of the space between its corners a card fills
_SECOND = 0.25  # another thing of this size beside it, and nobody knows which is the card


def find_card(picture: Image) -> CardSeen | None:
    """The one card in an upright RGB picture; ``None`` when there is none, or no telling."""
    grid = _Grid.of(picture)
    ground = _Ground.of(picture)
    if ground is None:
        return None
    things = _things(grid, ground)
    if not things or (len(things) > 1 and len(things[1]) > _SECOND * len(things[0])):
        return None
    card = _as_card(things[0], grid, picture.size)
    return card if card is not None and _has_the_drawing(picture, card) else None


@dataclass(frozen=True, slots=True)
class _Grid:
    width: int
    height: int
    cells: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, picture: Image) -> _Grid:
        scale = _GRID_PX / max(picture.size)
        size = max(8, round(picture.width * scale)), max(8, round(picture.height * scale))
        from PIL.Image import Resampling

        data = picture.resize(size, Resampling.BOX).tobytes()
        return cls(*size, tuple(zip(data[::3], data[1::3], data[2::3], strict=True)))

    def neighbours(self) -> tuple[tuple[int, ...], ...]:
        """For each cell those above, below, before and after it."""
        return _neighbours(self.width, self.height)

    def rim(self) -> list[int]:
        last = self.width * (self.height - 1)
        sides = [*range(0, len(self.cells), self.width), *range(self.width - 1, len(self.cells), self.width)]
        return [*range(self.width), *range(last, last + self.width), *sides]


@functools.lru_cache(maxsize=8)
def _neighbours(width: int, height: int) -> tuple[tuple[int, ...], ...]:
    def near(cell: int) -> tuple[int, ...]:
        beside = ([cell - 1] if cell % width else []) + ([cell + 1] if (cell + 1) % width else [])
        return tuple(other for other in (cell - width, cell + width, *beside) if 0 <= other < width * height)

    return tuple(near(cell) for cell in range(width * height))


@dataclass(frozen=True, slots=True)
class _Ground:
    """What things lie on: a colour for each corner (top left, top right, bottom left, bottom right)."""

    corners: tuple[_Colour, ...]
    tolerance: float

    @classmethod
    def of(cls, picture: Image) -> _Ground | None:
        from PIL.ImageStat import Stat

        wide, high = max(2, round(picture.width * _CORNER)), max(2, round(picture.height * _CORNER))
        places = [(x, y) for y in (0, picture.height - high) for x in (0, picture.width - wide)]
        stats = [Stat(picture.crop((x, y, x + wide, y + high)).reduce(2)) for x, y in places]
        colours = [(stat.mean[0], stat.mean[1], stat.mean[2]) for stat in stats]
        alike = _biggest_group(colours, lambda one, other: dist(one, other) < _ALIKE)
        if len(alike) < 3:
            alike = _biggest_group(colours, _are_one_in_other_light)
        if len(alike) < 3:
            return None
        for odd in set(range(4)) - set(alike):  # the corner that a card lies over: as its two neighbours are
            beside = [colours[one] for one in alike if one != 3 - odd]
            colours[odd] = tuple(sum(parts) / len(parts) for parts in zip(*beside, strict=True))
        pattern = max(max(stats[one].stddev) for one in alike)
        return cls(tuple(colours), min(max(_TOLERANCE[0], 2.5 * pattern), _TOLERANCE[1]))

    def colours(self, width: int, height: int) -> list[_Colour]:
        """The colour at each place of a grid, faded from corner to corner; row by row."""
        top_left, top_right, bottom_left, bottom_right = self.corners
        found: list[_Colour] = []
        for row in range(height):
            red, green, blue = _between(top_left, bottom_left, row / (height - 1))
            last = _between(top_right, bottom_right, row / (height - 1))
            reds, greens, blues = (
                (end - start) / (width - 1) for start, end in zip((red, green, blue), last, strict=True)
            )
            found += [(red + reds * at, green + greens * at, blue + blues * at) for at in range(width)]
        return found


def _between(one: _Colour, other: _Colour, share: float) -> _Colour:
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return red, green, blue


def _biggest_group(colours: list[_Colour], are_alike: Callable[[_Colour, _Colour], bool]) -> list[int]:
    groups = ([number for number, other in enumerate(colours) if are_alike(one, other)] for one in colours)
    return max(groups, key=len)


def _are_one_in_other_light(one: _Colour, other: _Colour) -> bool:
    darker, lighter = sorted((one, other), key=sum)
    share = sum(darker) / max(1.0, sum(lighter))
    red, green, blue = (part * share for part in lighter)
    return share > _SHADED and dist(darker, (red, green, blue)) < _TOLERANCE[0]


def _has_the_drawing(picture: Image, card: CardSeen) -> bool:
    """Whether what is drawn is drawn on the thing: with as much beside it, it is but a part of what is shown."""
    from PIL.ImageFilter import FIND_EDGES
    from PIL.ImageStat import Stat

    small = picture.convert("L").reduce(max(1, max(picture.size) // 400))
    scale = small.width / picture.width
    edges = small.filter(FIND_EDGES).point(lambda value: 255 if value > _DRAWN else 0)
    across, down = zip(*card.corners_px, strict=True)
    box = (min(across) * scale - 4, min(down) * scale - 4, max(across) * scale + 4, max(down) * scale + 4)
    on_it = edges.crop((max(2, round(box[0])), max(2, round(box[1])), round(box[2]), round(box[3])))
    everywhere = edges.crop((2, 2, small.width - 2, small.height - 2))
    inside, beside = on_it.histogram()[255], everywhere.histogram()[255] - on_it.histogram()[255]
    room = max(1, everywhere.width * everywhere.height - on_it.width * on_it.height)
    if beside / room > _BUSY_BESIDE * inside / max(1, on_it.width * on_it.height):
        return False
    less = (box[2] - box[0]) / 10
    inner = Stat(small.crop((round(box[0] + less), round(box[1] + less), round(box[2] - less), round(box[3] - less))))
    return bool(inner.count[0]) and inner.stddev[0] > _PLAIN * inner.mean[0]


def _things(grid: _Grid, ground: _Ground) -> list[list[int]]:
    """What lies on the ground, biggest first; specks and threads are left out."""
    from PIL.Image import frombytes
    from PIL.ImageFilter import MaxFilter, MinFilter

    under = _spread(grid, ground)
    mask = frombytes("L", (grid.width, grid.height), bytes(0 if covered else 255 for covered in under))
    mask = mask.filter(MinFilter(3)).filter(MaxFilter(3))
    # The filter sees nothing beyond the border: a thing that runs out of the picture keeps its cells there.
    left = {cell for cell, value in enumerate(mask.tobytes()) if value and not under[cell]}
    things = []
    neighbours = grid.neighbours()
    while left:
        start = left.pop()
        thing, todo = [start], [start]
        while todo:
            near = [cell for cell in neighbours[todo.pop()] if cell in left]
            left.difference_update(near)
            thing += near
            todo += near
        things.append(thing)
    return sorted(things, key=len, reverse=True)


def _spread(grid: _Grid, ground: _Ground) -> list[bool]:
    """Which cells are ground: those at the rim of its colour, and whatever is reached from there."""
    wanted = ground.colours(grid.width, grid.height)
    off = [dist(colour, want) for colour, want in zip(grid.cells, wanted, strict=True)]
    under = [False] * len(grid.cells)
    todo = deque(cell for cell in grid.rim() if off[cell] < ground.tolerance)
    for cell in todo:
        under[cell] = True
    neighbours, far = grid.neighbours(), _STRAY * ground.tolerance
    while todo:
        cell = todo.popleft()
        for near in neighbours[cell]:
            if under[near] or off[near] >= far:
                continue
            if off[near] < ground.tolerance or dist(grid.cells[near], grid.cells[cell]) < _STEP:
                under[near] = True
                todo.append(near)
    return under


def _as_card(thing: list[int], grid: _Grid, size_px: tuple[int, int]) -> CardSeen | None:
    places = [(cell % grid.width, cell // grid.width) for cell in thing]
    corners = _corners(places)
    area = _area(corners)
    share = len(thing) / len(grid.cells)
    if not _SHARES[0] < share < _SHARES[1] or not area or not _FILLED[0] < len(thing) / area < _FILLED[1]:
        return None
    sides = [max(dist(a, b), 1.0) for a, b in pairwise((*corners, corners[0]))]
    shape = (sides[0] + sides[2]) / (sides[1] + sides[3])
    cut = _cut_sides(places, grid)
    # More than one side: a picture in a frame, a strip of the table, the shadow of whoever holds the camera.
    if len(cut) > 1 or (cut and not _is_one_paper(thing, grid)):
        return None
    if not cut and not _SHAPES[0] <= max(shape, 1 / shape) <= _SHAPES[1]:
        return None
    across, down = size_px[0] / grid.width, size_px[1] / grid.height
    return CardSeen(tuple((x * across, y * down) for x, y in corners), shape, share, cut)


def _is_one_paper(thing: list[int], grid: _Grid) -> bool:
    """Whether a thing is at the border what it is elsewhere; a shadow or a hand that reaches a card is not."""
    rim = set(grid.rim())
    at_rim = [grid.cells[cell] for cell in thing if cell in rim]
    everywhere = [grid.cells[cell] for cell in thing]
    middle = [tuple(median(part) for part in zip(*cells, strict=True)) for cells in (at_rim, everywhere)]
    return dist(*middle) < _PAPER


def _corners(places: list[tuple[int, int]]) -> tuple[Point, ...]:
    """The outmost places towards the four corners, clockwise from the top left, at the outer edges of their cells."""
    top_left = min(places, key=lambda at: at[0] + at[1])
    top_right = max(places, key=lambda at: at[0] - at[1])
    bottom_right = max(places, key=lambda at: at[0] + at[1])
    bottom_left = min(places, key=lambda at: at[0] - at[1])
    outer = ((top_left, 0, 0), (top_right, 1, 0), (bottom_right, 1, 1), (bottom_left, 0, 1))
    return tuple((float(at[0] + right), float(at[1] + down)) for at, right, down in outer)


def _area(corners: tuple[Point, ...]) -> float:
    around = pairwise((*corners, corners[0]))
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in around)) / 2


def _cut_sides(places: list[tuple[int, int]], grid: _Grid) -> frozenset[str]:
    """The borders that the thing lies along for more than a few cells."""
    rims = {
        "left": sum(x == 0 for x, _ in places) / grid.height,
        "right": sum(x == grid.width - 1 for x, _ in places) / grid.height,
        "top": sum(y == 0 for _, y in places) / grid.width,
        "bottom": sum(y == grid.height - 1 for _, y in places) / grid.width,
    }
    return frozenset(side for side, part in rims.items() if part > 0.05)
