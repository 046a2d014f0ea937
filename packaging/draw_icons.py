"""The program's icon in the sizes and formats of the systems, drawn from the one SVG; run in the build environment.

    python packaging/draw_icons.py FOLDER

makes FOLDER/hicolor/SIZExSIZE/apps/avatar-intake.png, avatar-intake.ico and avatar-intake.icns.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice  # noqa: TID251
from PySide6.QtGui import QImage, QPainter  # noqa: TID251
from PySide6.QtSvg import QSvgRenderer  # noqa: TID251

SVG = Path(__file__).resolve().parent.parent / "resources" / "icons" / "avatar_intake.svg"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)  # of freedesktop's hicolor theme
_ICO, _ICNS = (16, 24, 32, 48, 64, 128, 256), (16, 32, 64, 128, 256, 512, 1024)


def png(size_px: int) -> bytes:
    """The icon as a PNG file."""
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(SVG)).render(painter)
    painter.end()
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(held, "PNG")
    return bytes(held.data().data())


def main(folder: Path) -> None:
    """Draw them all."""
    drawn = {size: png(size) for size in {*SIZES, *_ICO, *_ICNS}}
    for size in SIZES:
        target = folder / "hicolor" / f"{size}x{size}" / "apps" / "avatar-intake.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(drawn[size])
    for sizes, name in ((_ICO, "avatar-intake.ico"), (_ICNS, "avatar-intake.icns")):
        pictures = [Image.open(io.BytesIO(drawn[size])) for size in sizes]
        largest = pictures.pop()
        largest.save(folder / name, append_images=pictures, sizes=[(size, size) for size in sizes])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
