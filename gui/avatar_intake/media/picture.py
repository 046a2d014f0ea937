"""Gather the facts of a picture by decoding all of it, and make small copies in memory. Writes no file, judges nothing.

Only the parsers of JPEG, PNG, WEBP and HEIC are ever used, each for a file that begins like one; and the one of BMP
for a repair.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from avatar_intake.domain.media import PictureFacts, Unreadable
from avatar_intake.errors import MaterialUnreadable
from avatar_intake.media.opening import kind_of_file, name_of, open_regular, size_of

if TYPE_CHECKING:
    from PIL.Image import Image

# A phone's 108-megapixel picture passes; what is bigger is not decoded, only measured.
MAX_PIXELS = 120_000_000
_ORIENTATION = 0x0112
_GPS = 0x8825
_CAMERA = (0x010F, 0x0110)  # its maker, its model
_TURNED = (5, 6, 7, 8)  # EXIF orientations that swap width and height
# What the libraries are known to raise for broken files, besides their own; a warning where warnings are errors.
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    ArithmeticError,
    TypeError,
    AttributeError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
    Warning,
)


def picture_facts(path: str) -> PictureFacts | Unreadable:
    """The facts of the picture at ``path``; sizes in pixels as it is shown.

    Otherwise an `Unreadable`: ``unknown-format`` for anything but JPEG, PNG, WEBP and HEIC, ``damaged`` when it cannot
    be decoded to its end, or what `open_regular` says. A picture of more than `MAX_PIXELS` is measured, not decoded.
    """
    file = open_regular(path)
    if isinstance(file, Unreadable):
        return file
    with file:
        try:
            return facts_of(file, kind_of_file(file))
        except OSError:
            return Unreadable("damaged")


def facts_of(file: BinaryIO, kind: str) -> PictureFacts | Unreadable:
    """The same for an open file whose kind is known."""
    size_bytes = size_of(file)
    if kind not in ("JPEG", "PNG", "WEBP", "HEIC"):
        return Unreadable("unknown-format", kind, size_bytes)
    try:
        with opened_picture(file, kind) as picture:
            width_px, height_px = picture.size
            orientation, has_gps = _exif(picture)
            if orientation in _TURNED and kind != "HEIC":  # the HEIC library has turned it already
                width_px, height_px = height_px, width_px
            if width_px * height_px <= MAX_PIXELS:
                shrink_while_loading(picture, 64)
                picture.load()
    except broken_kinds():
        return Unreadable("damaged", "", size_bytes)
    return PictureFacts(kind, size_bytes, width_px, height_px, has_gps)


def thumbnail(path: str, max_px: int) -> bytes:
    """A small upright copy as PNG without any metadata, in memory, its longer side at most ``max_px``.

    Raises `MaterialUnreadable` for what is no picture.
    """
    file = open_regular(path)
    if isinstance(file, Unreadable):
        raise MaterialUnreadable(role="", name=name_of(path), reason=file.reason)
    with file:
        try:
            return _small_copy(file, kind_of_file(file), max_px)
        except broken_kinds() as error:
            raise MaterialUnreadable(role="", name=name_of(path), reason="damaged") from error


def as_png(picture: Image) -> bytes:
    """A picture as the bytes of a PNG file, without metadata."""
    bare = picture.convert("RGB")
    bare.info = {}
    made = io.BytesIO()
    bare.save(made, "PNG", compress_level=1)
    return made.getvalue()


def _small_copy(file: BinaryIO, kind: str, max_px: int) -> bytes:
    from PIL import ImageOps

    if kind not in ("JPEG", "PNG", "WEBP", "HEIC"):
        raise ValueError(kind)
    with opened_picture(file, kind) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        shrink_while_loading(picture, max_px)
        upright = (picture if kind == "HEIC" else ImageOps.exif_transpose(picture)).convert("RGB")
        upright.thumbnail((max_px, max_px))
        return as_png(upright)


def broken_kinds() -> tuple[type[Exception], ...]:
    """Every kind of error that a parser may raise for a broken file."""
    from PIL.Image import DecompressionBombError

    return (*_BROKEN, DecompressionBombError)


def orientation_of(picture: Image) -> tuple[int, bool]:
    """The mark for turning (EXIF, 1 to 8), and whether a camera left its name."""
    try:
        exif = picture.getexif()
        orientation = int(exif.get(_ORIENTATION, 1))
        return orientation if 1 <= orientation <= 8 else 1, any(exif.get(tag) for tag in _CAMERA)
    except broken_kinds():
        return 1, False


def _exif(picture: Image) -> tuple[int, bool]:
    """The orientation, and whether a place is noted. Broken EXIF data do not make a picture unreadable."""
    try:
        exif = picture.getexif()
        return int(exif.get(_ORIENTATION, 1)), bool(exif.get_ifd(_GPS))
    except broken_kinds():
        return 1, False


def opened_picture(file: BinaryIO, kind: str) -> Image:
    """The picture, not yet decoded, by the one parser that fits; asking for a format opens no door to the others."""
    file.seek(0)
    if kind == "HEIC":
        import pi_heif

        picture: Image = pi_heif.open_heif(file).to_pillow()
        return picture
    from PIL.BmpImagePlugin import BmpImageFile
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile
    from PIL.WebPImagePlugin import WebPImageFile

    parsers: dict[str, Callable[[BinaryIO], Image]]
    parsers = {"JPEG": JpegImageFile, "PNG": PngImageFile, "WEBP": WebPImageFile, "BMP": BmpImageFile}
    return parsers[kind](file)


def shrink_while_loading(picture: Image, max_px: int) -> None:
    """Let a JPEG decoder scale down as it goes; it still reads to the end, with a fraction of the memory."""
    picture.draft("RGB", (max_px, max_px))


def on_white(picture: Image) -> Image:
    """The same in RGB; what is see-through gets white paper behind it, and 16 bits become 8."""
    from PIL.Image import alpha_composite, new

    if picture.mode.startswith("I"):  # a plain conversion would cut values off at 255
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        paper = new("RGBA", layer.size, "white")
        return alpha_composite(paper, layer).convert("RGB")
    return picture if picture.mode == "RGB" else picture.convert("RGB")
