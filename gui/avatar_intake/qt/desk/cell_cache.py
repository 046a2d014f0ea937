"""Cells that were painted a moment ago, so that scrolling and pointing paint them only once. Paints nothing itself."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap

_MOST_BYTES: Final = 32 * 1024**2
_BYTES_A_PIXEL: Final = 4


class CellCache:
    """Keeps the newest cells up to 32 MiB. A cell is good as long as it would be painted from an equal value."""

    def __init__(self) -> None:
        self._cells: dict[Hashable, tuple[object, QPixmap]] = {}
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._cells)

    def find(self, place: Hashable, painted_from: object) -> QPixmap | None:
        """The cell at ``place`` if it was painted from the same."""
        found = self._cells.pop(place, None)
        if found is None:
            return None
        if found[0] != painted_from:
            self._bytes -= _weight(found[1])
            return None
        self._cells[place] = found  # the newest stands last
        return found[1]

    def keep(self, place: Hashable, painted_from: object, pixmap: QPixmap) -> None:
        """Remember a cell; the oldest go where there is no room for it."""
        self._cells[place] = (painted_from, pixmap)
        self._bytes += _weight(pixmap)
        while self._bytes > _MOST_BYTES and len(self._cells) > 1:
            _painted_from, oldest = self._cells.pop(next(iter(self._cells)))
            self._bytes -= _weight(oldest)

    def clear(self) -> None:
        """Forget all: colours, fonts or the language have changed."""
        self._cells.clear()
        self._bytes = 0


def blank_cell(size: QSize, ratio: float) -> QPixmap:
    """An empty picture of this size in logical pixels, for a screen with this many real ones to each."""
    pixmap = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _weight(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * _BYTES_A_PIXEL
