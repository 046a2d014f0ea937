"""Decide how a picture comes to an allowed size. Pure: numbers in, numbers out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Size = tuple[int, int]

ALLOWED_PX: tuple[Size, ...] = ((1920, 1080), (1080, 1920), (3840, 2160), (2160, 3840))  # error 44005901 otherwise
# Cameras code in blocks of 16 lines; some leave the eight lines that fill the last block in the picture.
_FILLED_PX, _MEANT_PX = 1088, 1080
# 854×480 and 1366×768 are meant as 16:9; 0.3 % of a picture is five lines of 1080.
_SAME_SHAPE = Fraction(3, 1000)
# 720 lines may be brought to 1080, which is the least that the service takes; from less, nothing of use would come.
_LARGEST_GROWTH = Fraction(3, 2)


@dataclass(frozen=True, slots=True)
class Shape:
    """What is done to an upright picture: cut to ``crop_px`` from the top left, scaled to ``scaled_px``, centred in
    ``size_px`` with bars where that is larger. ``is_enlarged`` when pixels are made up."""

    crop_px: Size
    scaled_px: Size
    size_px: Size
    is_enlarged: bool = False

    @property
    def has_bars(self) -> bool:
        """Whether bars are added."""
        return self.scaled_px != self.size_px


def fitted(size_px: Size, pixel_aspect: Size = (1, 1)) -> Shape | None:
    """How a picture of ``size_px`` comes to an allowed size of the same shape; ``None`` when it has another shape.

    ``pixel_aspect`` is the shape of one pixel, width to height. ``None`` too for a picture that is much too small.
    """
    crop_px = _without_filling(size_px)
    width, height = _shown(crop_px, pixel_aspect)
    target = _target(width, height)
    wanted = Fraction(*target)
    if abs(width / height / wanted - 1) > _SAME_SHAPE:
        return None
    growth = Fraction(target[0]) / width
    if growth > _LARGEST_GROWTH:
        return None
    return Shape(crop_px, target, target, is_enlarged=growth > 1)


def padded(size_px: Size, pixel_aspect: Size = (1, 1)) -> Shape | None:
    """How a picture of another shape comes to an allowed size with bars; ``None`` when it is much too small."""
    crop_px = _without_filling(size_px)
    width, height = _shown(crop_px, pixel_aspect)
    target = _target(width, height)
    growth = min(Fraction(target[0]) / width, Fraction(target[1]) / height)
    if growth > _LARGEST_GROWTH:
        return None
    scaled = _even(min(width * growth, Fraction(target[0]))), _even(min(height * growth, Fraction(target[1])))
    return Shape(crop_px, scaled, target, is_enlarged=growth > 1)


def even(size_px: Size) -> Size:
    """The size without an odd column or line, which 4:2:0 cannot have."""
    return size_px[0] & ~1, size_px[1] & ~1


def _without_filling(size_px: Size) -> Size:
    width, height = size_px
    if height == _FILLED_PX and width > height:
        return width, _MEANT_PX
    if width == _FILLED_PX and height > width:
        return _MEANT_PX, height
    return size_px


def _shown(size_px: Size, pixel_aspect: Size) -> tuple[Fraction, Fraction]:
    """The size in square pixels, of which none is thrown away: the side that is too short is made longer."""
    wide, high = Fraction(size_px[0]), Fraction(size_px[1])
    aspect = Fraction(*pixel_aspect) if all(pixel_aspect) else Fraction(1)
    return (wide * aspect, high) if aspect >= 1 else (wide, high / aspect)


def _target(width: Fraction, height: Fraction) -> Size:
    """The largest allowed size in the same position that needs no made-up pixels, or else the smallest."""
    lying = width >= height
    small, large = (ALLOWED_PX[0], ALLOWED_PX[2]) if lying else (ALLOWED_PX[1], ALLOWED_PX[3])
    is_large = max(width, height) >= max(large) and min(width, height) >= min(large) * (1 - _SAME_SHAPE)
    return large if is_large else small


def _even(length: Fraction) -> int:
    return max(2, round(length / 2) * 2)
