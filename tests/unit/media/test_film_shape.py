"""How a picture of any size comes to one of the four that the service takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar_intake.media.film_rules import RESOLUTIONS_PX
from avatar_intake.media.film_shape import ALLOWED_PX, Shape, fitted, padded

FITTED = [
    ((1920, 1088), (1, 1), Shape((1920, 1080), (1920, 1080), (1920, 1080))),
    ((1088, 1920), (1, 1), Shape((1080, 1920), (1080, 1920), (1080, 1920))),
    ((1440, 1080), (4, 3), Shape((1440, 1080), (1920, 1080), (1920, 1080))),
    ((1440, 1088), (4, 3), Shape((1440, 1080), (1920, 1080), (1920, 1080))),
    ((1080, 1440), (3, 4), Shape((1080, 1440), (1080, 1920), (1080, 1920))),
    ((2560, 1440), (1, 1), Shape((2560, 1440), (1920, 1080), (1920, 1080))),
    ((7680, 4320), (1, 1), Shape((7680, 4320), (3840, 2160), (3840, 2160))),
    ((4320, 7680), (1, 1), Shape((4320, 7680), (2160, 3840), (2160, 3840))),
    ((1280, 720), (1, 1), Shape((1280, 720), (1920, 1080), (1920, 1080), is_enlarged=True)),
    ((1366, 768), (1, 1), Shape((1366, 768), (1920, 1080), (1920, 1080), is_enlarged=True)),
    ((1920, 1080), (0, 1), Shape((1920, 1080), (1920, 1080), (1920, 1080))),  # a shape of pixels that nobody knows
]
PADDED = [
    ((1440, 1080), (1, 1), (1440, 1080), (1920, 1080)),
    ((1080, 1440), (1, 1), (1080, 1440), (1080, 1920)),
    ((4096, 2160), (1, 1), (3840, 2024), (3840, 2160)),
    ((4000, 3000), (1, 1), (2880, 2160), (3840, 2160)),
    ((1080, 1080), (1, 1), (1080, 1080), (1920, 1080)),
]


@pytest.mark.parametrize(("size_px", "aspect", "shape"), FITTED)
def test_the_same_shape_is_brought_to_the_next_allowed_size(
    size_px: tuple[int, int], aspect: tuple[int, int], shape: Shape
) -> None:
    assert fitted(size_px, aspect) == shape


@pytest.mark.parametrize(("size_px", "aspect", "scaled_px", "target_px"), PADDED)
def test_another_shape_gets_bars(
    size_px: tuple[int, int], aspect: tuple[int, int], scaled_px: tuple[int, int], target_px: tuple[int, int]
) -> None:
    assert fitted(size_px, aspect) is None
    shape = padded(size_px, aspect)
    assert shape is not None
    assert (shape.scaled_px, shape.size_px, shape.has_bars) == (scaled_px, target_px, True)


@pytest.mark.parametrize("size_px", [(640, 360), (854, 480), (360, 640), (320, 240), (1, 1)])
def test_what_is_much_too_small_cannot_be_repaired(size_px: tuple[int, int]) -> None:
    assert fitted(size_px) is None
    assert padded(size_px) is None


@given(st.integers(1, 9000), st.integers(1, 9000), st.integers(1, 40), st.integers(1, 40))
def test_every_shape_is_allowed_and_nothing_leaves_it(width: int, height: int, wide: int, high: int) -> None:
    for shape in (fitted((width, height), (wide, high)), padded((width, height), (wide, high))):
        if shape is None:
            continue
        assert shape.size_px in RESOLUTIONS_PX
        assert shape.scaled_px[0] <= shape.size_px[0]
        assert shape.scaled_px[1] <= shape.size_px[1]
        assert shape.scaled_px[0] % 2 == shape.scaled_px[1] % 2 == 0
        assert shape.crop_px[0] <= width
        assert shape.crop_px[1] <= height


def test_the_allowed_sizes_are_those_that_are_checked() -> None:
    assert set(ALLOWED_PX) == set(RESOLUTIONS_PX)
