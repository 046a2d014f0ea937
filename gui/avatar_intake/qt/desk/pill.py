"""A word with an icon on a soft, rounded ground: where an intake stands. Knows no standing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from avatar_intake.qt.look import SPACE, Look

PILL_HEIGHT: Final = 3 * SPACE + 4
_ICON_PX: Final = 16
_BESIDE_TEXT_PX: Final = SPACE + 4 + _ICON_PX + 6 + SPACE
GROUNDS: Final = {
    "accent": "accent_soft",
    "good": "good_soft",
    "warn": "warn_soft",
    "bad": "bad_soft",
    "muted": "hover",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a pill says: an icon of resources/icons, a colour of the look, a word or two."""

    icon: str
    tone: str
    text: str


def pill_width(text: str, font: QFont) -> int:
    """How wide a pill with this text is, in logical pixels."""
    return QFontMetrics(font).horizontalAdvance(text) + _ICON_PX + 4 * SPACE


def pill_size(text: str, font: QFont, room_px: int) -> QSize:
    """The size of a pill in a column of ``room_px``: one line where the text fits, else as many as it needs."""
    width = pill_width(text, font)
    if width <= room_px:
        return QSize(width, PILL_HEIGHT)
    inner = QRect(0, 0, room_px - _BESIDE_TEXT_PX, 10 * PILL_HEIGHT)
    needed = QFontMetrics(font).boundingRect(inner, Qt.TextFlag.TextWordWrap, text)
    return QSize(room_px, needed.height() + SPACE)


def paint_pill(painter: QPainter, pill: QRect, mark: Mark, look: Look) -> None:
    """Paint ``mark`` into ``pill`` with the painter's font, in several lines where the pill is that high.

    A text that is too long for one line of a low pill is cut with an ellipsis.
    """
    radius = min(pill.height(), PILL_HEIGHT) / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour(GROUNDS[mark.tone]))
    painter.drawRoundedRect(pill, radius, radius)
    device = painter.device()
    ratio = device.devicePixelRatio() if device is not None else 1.0
    spot = QPoint(pill.left() + SPACE + 4, pill.center().y() - _ICON_PX // 2 + 1)
    painter.drawPixmap(spot, look.pixmap(mark.icon, mark.tone, _ICON_PX, ratio))
    room = pill.adjusted(_BESIDE_TEXT_PX - SPACE, 0, -SPACE, 0)
    painter.setPen(look.colour(mark.tone))
    if pill.height() > PILL_HEIGHT:
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, mark.text)
        return
    shown = painter.fontMetrics().elidedText(mark.text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class Pill(QWidget):
    """The same as a widget of its own."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._mark = Mark("info", "muted", "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._on_look_changed)

    @property
    def mark(self) -> Mark:
        """What is being said."""
        return self._mark

    def show_mark(self, mark: Mark) -> None:
        """Say this."""
        self._mark = mark
        self.setAccessibleName(mark.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The size that its text needs, in logical pixels."""
        return QSize(pill_width(self._mark.text, self._look.title_font(1.0)), PILL_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's own signature
        """Paint the whole pill."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._look.title_font(1.0))
        paint_pill(painter, self.rect(), self._mark, self._look)

    def _on_look_changed(self) -> None:
        self.update()
