"""Tell the two sides of an ID card apart by layout and colour. Reads no text, knows no face; judges nothing.

The emblem side has something red in its upper left; the portrait side has a photograph at its right: hair or clothes,
dark, and skin, which is redder than the paper whatever the light. The layout is that of the second-generation card.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

PORTRAIT, EMBLEM, UNKNOWN = "portrait", "emblem", ""

_GRID = (64, 40)
_EMBLEM_BOX = (0.03, 0.08, 0.32, 0.62)  # left, top, right, bottom in shares of the card
_PHOTO_BOX = (0.58, 0.1, 0.96, 0.84)
_RED_IN_BOX, _RED_THERE = 0.07, 0.7
_DARK_IN_BOX, _SKIN_IN_BOX = 0.07, 0.07

_Cell = tuple[float, float, float]


def side_of(card: Image) -> tuple[str, int]:
    """The side that a card looks like, and the turn clockwise, 0, 90, 180 or 270, that makes it upright.

    Upright is tried first. A card that stands on its short side and tells nothing is said to need 90.
    """
    is_standing = card.height > card.width
    for turn_deg in (90, 270) if is_standing else (0, 180):
        side = _side(_cells(card, turn_deg))
        if side:
            return side, turn_deg
    return UNKNOWN, 90 if is_standing else 0


def _cells(card: Image, turn_deg: int) -> list[_Cell]:
    from PIL.Image import Resampling

    turned = card.reduce(max(1, max(card.size) // 400)).rotate(-turn_deg, expand=True)
    data = turned.resize(_GRID, Resampling.BOX).tobytes()
    return list(zip(data[::3], data[1::3], data[2::3], strict=True))


def _side(cells: list[_Cell]) -> str:
    paper = tuple(median(cell[part] for cell in cells) for part in range(3))
    cast = paper[0] - paper[1], paper[0] - paper[2]
    is_red = [red - green - cast[0] > 55 and red - blue - cast[1] > 45 for red, green, blue in cells]
    is_skin = [
        12 < red - green - cast[0] < 75 and red - blue - cast[1] > 24 and sum((red, green, blue)) > 240
        for red, green, blue in cells
    ]
    is_dark = [sum(cell) < 0.45 * sum(paper) for cell in cells]
    red_share, red_there = _share(is_red, _EMBLEM_BOX)
    has_emblem = red_share >= _RED_IN_BOX and red_there >= _RED_THERE
    has_photo = _share(is_dark, _PHOTO_BOX)[0] >= _DARK_IN_BOX and _share(is_skin, _PHOTO_BOX)[0] >= _SKIN_IN_BOX
    if has_emblem == has_photo:
        return UNKNOWN
    return EMBLEM if has_emblem else PORTRAIT


def _share(marks: list[bool], box: tuple[float, float, float, float]) -> tuple[float, float]:
    """How much of a box is marked, and how much of all that is marked lies in it."""
    wide, high = _GRID
    inside = [
        marks[row * wide + column]
        for row in range(round(box[1] * high), round(box[3] * high))
        for column in range(round(box[0] * wide), round(box[2] * wide))
    ]
    return sum(inside) / len(inside), sum(inside) / max(1, sum(marks))
