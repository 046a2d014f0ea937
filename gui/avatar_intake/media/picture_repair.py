"""Make a better copy of a picture: another format, upright, cut out, smaller, without the place it was taken at.

The original is only read. A copy is a JPEG in the colours of screens (sRGB) without any metadata, except that where
nothing but the place has to go, pixels are not touched at all.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import dist
from typing import TYPE_CHECKING, BinaryIO

from avatar_intake.domain.media import PictureFacts, Unreadable
from avatar_intake.domain.repair import Remedy, RepairOrder
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.errors import MaterialUnreadable
from avatar_intake.media.opening import kind_of_file, name_of, open_regular, size_of
from avatar_intake.media.picture import (
    MAX_PIXELS,
    broken_kinds,
    on_white,
    opened_picture,
    orientation_of,
    picture_facts,
)
from avatar_intake.media.picture_metadata import jpeg_without_place, png_without_place
from avatar_intake.media.picture_target import Progress, Steps, failing_as_repair, repair_failed, write_new

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 16_000_000  # the same as the check's: a copy is never called big again
SMALL_SIDE_PX = 4096  # a card has 60 pixels a millimetre then
_READABLE = ("JPEG", "PNG", "WEBP", "HEIC", "BMP")
_MOST_COPIED_BYTES = 64 << 20
_QUALITIES = ((92, 0), (92, 2), (85, 2))  # quality, and how much of the colours is left out
_SMALLER = 0.8
_LEAST_CORNER_PX = 16.0
_OUTSIDE = 0.05  # how far outside the picture, as a share of it, a corner may be

Point = tuple[float, float]


def repair_picture(order: RepairOrder, progress: Progress, stop: StopSignal | None = None) -> None:
    """Carry out an order for one picture: JPEG, PNG, WEBP, HEIC or BMP.

    First its upright state, then ``corners_px`` (pixels of the upright picture), then ``turn_deg``, then its size.
    Raises `Cancelled`, `MaterialUnreadable`, `RepairFailed` and `LocalStorageFailed`, and leaves no file then.
    """
    steps = Steps(progress, stop)
    steps.reached(0.0)
    with failing_as_repair(order):
        data = _untouched_pixels(order) or _new_pixels(order, steps)
    steps.reached(0.8)
    write_new(order, data, steps, lambda path: isinstance(picture_facts(path), PictureFacts))
    progress(1.0)


def read_upright(order: RepairOrder, path: str, longer_px: int | None) -> Image:
    """The picture at ``path`` upright, in sRGB; JPEG is decoded near to ``longer_px`` where that is smaller.

    Raises `MaterialUnreadable` for what cannot be decoded, `RepairFailed` for what has too many pixels to be.
    """
    with _opened(order, path) as file:
        try:
            kind = kind_of_file(file)
            if kind not in _READABLE:
                raise MaterialUnreadable(role=order.role, name=name_of(path), reason="unknown-format")
            with opened_picture(file, kind) as picture:
                is_too_big = picture.width * picture.height > MAX_PIXELS
                if longer_px or is_too_big:
                    picture.draft(None, (longer_px or SMALL_SIDE_PX,) * 2)
                if picture.width * picture.height > MAX_PIXELS:
                    raise repair_failed(order, "too-many-pixels")
                return _upright(picture, kind)
        except broken_kinds() as error:
            raise MaterialUnreadable(role=order.role, name=name_of(path), reason="damaged") from error


def as_jpeg(picture: Image, most_bytes: int, qualities: Sequence[tuple[int, int]] = _QUALITIES) -> bytes:
    """The picture as a JPEG without metadata, as good as it gets within ``most_bytes``."""
    picture.info = {}
    while True:
        for quality, subsampling in qualities:
            made = io.BytesIO()
            picture.save(made, "JPEG", quality=quality, subsampling=subsampling)
            if len(made.getvalue()) <= most_bytes or max(picture.size) < 64:
                return made.getvalue()
        picture = _fitted(picture, round(_SMALLER * max(picture.size)))


def perspective(outer: Sequence[Point], inner: Sequence[Point]) -> tuple[float, ...]:
    """The eight numbers with which Pillow takes each place of a new picture from an old one.

    ``outer`` are four places of the new picture, ``inner`` where they are in the old one. Raises `ValueError` when
    three of them stand in a line.
    """
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(outer, inner, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for column in range(8):
        pivot = max(range(column, 8), key=lambda row: abs(rows[row][column]))
        if abs(rows[pivot][column]) < 1e-9:
            raise ValueError("three corners in a line")
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(8):
            if row != column:
                factor = rows[row][column] / rows[column][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return tuple(rows[number][8] / rows[number][number] for number in range(8))


# --- metadata only ------------------------------------------------------------------------------


def _untouched_pixels(order: RepairOrder) -> bytes | None:
    """The file without its metadata; ``None`` when more is asked for, or where that cannot be done without decoding."""
    if order.remedies != {Remedy.FORGET_PLACE} or order.turn_deg or order.corners_px:
        return None
    with _opened(order, order.paths[0]) as file:
        kind = kind_of_file(file)
        without: Callable[[bytes, int], bytes] | None
        without = {"JPEG": jpeg_without_place, "PNG": png_without_place}.get(kind)
        if without is None or size_of(file) > _MOST_COPIED_BYTES:
            return None
        try:
            with opened_picture(file, kind) as picture:
                orientation, _ = orientation_of(picture)
            file.seek(0)
            return without(file.read(), orientation)
        except broken_kinds():
            return None


def _opened(order: RepairOrder, path: str) -> BinaryIO:
    file = open_regular(path)
    if isinstance(file, Unreadable):
        raise MaterialUnreadable(role=order.role, name=name_of(path), reason=file.reason)
    return file


# --- pixels -------------------------------------------------------------------------------------


def _new_pixels(order: RepairOrder, steps: Steps) -> bytes:
    if order.turn_deg not in (0, 90, 180, 270):
        raise repair_failed(order, "turn")
    is_smaller = Remedy.SHRINK in order.remedies
    # Corners are told in pixels of the whole picture, so it must not be decoded at another size.
    picture = read_upright(order, order.paths[0], SMALL_SIDE_PX if is_smaller and not order.corners_px else None)
    steps.reached(0.4)
    if order.corners_px:
        picture = _cut_out(order, picture)
        steps.reached(0.55)
    if order.turn_deg:
        picture = picture.rotate(-order.turn_deg, expand=True)
    if is_smaller:
        picture = _fitted(picture, SMALL_SIDE_PX)
    steps.reached(0.6)
    return as_jpeg(picture, MOST_BYTES)


def _upright(picture: Image, kind: str) -> Image:
    from PIL import ImageOps

    picture.load()
    profile = picture.info.get("icc_profile")
    if kind != "HEIC":  # the HEIC library has turned it already
        ImageOps.exif_transpose(picture, in_place=True)
    return _in_screen_colours(picture, profile if isinstance(profile, bytes) else b"")


def _in_screen_colours(picture: Image, profile: bytes) -> Image:
    """In RGB as screens show it; a profile that nobody understands is left aside, as viewers do."""
    flat = picture if picture.mode in ("CMYK", "L") else on_white(picture)
    if profile:
        from PIL import ImageCms

        try:
            own, screens = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(flat, own, screens, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            turned = None
        if turned is not None:
            return turned
    return flat.convert("RGB")


def _cut_out(order: RepairOrder, picture: Image) -> Image:
    """The rectangle whose corners are told, seen from straight above."""
    from PIL.Image import Resampling, Transform

    corners = order.corners_px
    if not _are_corners(corners, picture.size):
        raise repair_failed(order, "corners")
    sides = [dist(a, b) for a, b in pairwise((*corners, corners[0]))]
    width, height = max(sides[0], sides[2]), max(sides[1], sides[3])
    scale = min(1.0, SMALL_SIDE_PX / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    flat = ((0.0, 0.0), (float(size[0]), 0.0), (float(size[0]), float(size[1])), (0.0, float(size[1])))
    how = perspective(flat, corners)
    return picture.transform(size, Transform.PERSPECTIVE, how, Resampling.BICUBIC, fillcolor="white")


def _are_corners(corners: Sequence[Point], size_px: tuple[int, int]) -> bool:
    """Whether four points go round clockwise without crossing, at a distance, and inside the picture or nearly so."""
    if len(corners) != 4:
        return False
    wide, high = size_px
    is_inside = all(
        -_OUTSIDE * wide <= x <= (1 + _OUTSIDE) * wide and -_OUTSIDE * high <= y <= (1 + _OUTSIDE) * high
        for x, y in corners
    )
    around = [*corners, corners[0], corners[1]]
    turns = [
        (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
        for a, b, c in zip(around, around[1:], around[2:], strict=False)
    ]
    is_apart = all(dist(a, b) >= _LEAST_CORNER_PX for a, b in pairwise((*corners, corners[0])))
    return is_inside and is_apart and all(turn > 1 for turn in turns)


def _fitted(picture: Image, longer_px: int) -> Image:
    """The picture with its longer side at most this long."""
    scale = longer_px / max(picture.size)
    if scale >= 1:
        return picture
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(size, reducing_gap=3.0)
