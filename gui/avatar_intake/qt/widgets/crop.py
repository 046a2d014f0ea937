"""A picture with the part of it that is to be kept, chosen by pointer or arrow keys. Cuts nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from avatar_intake.qt.look import SPACE, Look
from avatar_intake.qt.widgets.blurred import fitted

Box = tuple[float, float, float, float]  # left, top, right, bottom as shares of the picture, 0 to 1
WHOLE: Final[Box] = (0.0, 0.0, 1.0, 1.0)
_LEAST: Final = 0.1
_GRIP_PX: Final = 14
_STEP: Final = 0.01
_KEYS: Final = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class CropShape(StrEnum):
    """What shape the kept part has."""

    WHOLE = "whole"
    WIDE = "wide"  # 16:9
    TALL = "tall"  # 9:16
    FREE = "free"


_RATIOS: Final = {CropShape.WIDE: 16 / 9, CropShape.TALL: 9 / 16}


def largest(ratio: float) -> Box:
    """The largest part in the middle whose width and height, as shares, are in this ratio.

    >>> largest(1.0), largest(0.5)
    ((0.0, 0.0, 1.0, 1.0), (0.25, 0.0, 0.75, 1.0))
    """
    width, height = min(1.0, ratio), min(1.0, 1 / ratio)
    return ((1 - width) / 2, (1 - height) / 2, (1 + width) / 2, (1 + height) / 2)


def moved(box: Box, right: float, down: float) -> Box:
    """The same part elsewhere, inside the picture."""
    left, top = (
        min(max(box[0] + right, 0.0), 1 - (box[2] - box[0])),
        min(max(box[1] + down, 0.0), 1 - (box[3] - box[1])),
    )
    return (left, top, left + box[2] - box[0], top + box[3] - box[1])


def resized(box: Box, right: float, down: float, ratio: float | None) -> Box:
    """The part with its lower right corner moved; with a ratio it keeps its shape."""
    width = min(max(box[2] - box[0] + right, _LEAST), 1 - box[0])
    height = min(max(box[3] - box[1] + down, _LEAST), 1 - box[1])
    if ratio is not None:
        if abs(down) > abs(right):
            width = height * ratio
        width = min(max(width, _LEAST, _LEAST * ratio), 1 - box[0], (1 - box[1]) * ratio)
        height = width / ratio
    return (box[0], box[1], box[0] + width, box[1] + height)


class CropPicture(QLabel):
    """``box`` is what is kept. Dragging inside it moves it, dragging its lower right corner changes its size.

    Painted by hand; a label, as that is what a screen reader calls a picture.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._picture = QPixmap()
        self._shape = CropShape.WHOLE
        self._box: Box = WHOLE
        self._held: tuple[QPointF, Box, bool] | None = None
        self.setObjectName("cropPicture")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(30 * SPACE, 18 * SPACE)
        look.changed.connect(self._on_look_changed)
        self.retranslate()

    @property
    def box(self) -> Box:
        """The kept part."""
        return self._box

    @property
    def has_picture(self) -> bool:
        """Whether there is a picture."""
        return not self._picture.isNull()

    def box_px(self, width_px: int, height_px: int) -> tuple[int, int, int, int] | None:
        """The kept part in pixels of a picture of this size; ``None`` for all of it."""
        if self._box == WHOLE:
            return None
        left, top, right, bottom = self._box
        return round(left * width_px), round(top * height_px), round(right * width_px), round(bottom * height_px)

    def show_picture(self, picture: bytes | None) -> None:
        """Show a PNG or JPEG, or nothing. The kept part stays where the pictures have the same shape."""
        before = self._picture.size()
        self._picture = QPixmap()
        if picture is not None:
            self._picture.loadFromData(picture)
        self.setPixmap(self._picture)
        if self._picture.width() * before.height() != self._picture.height() * before.width():
            self.set_shape(self._shape)
        self.update()

    def set_shape(self, shape: CropShape) -> None:
        """Begin with the largest part of this shape."""
        self._shape = shape
        ratio = self._ratio()
        self._box = WHOLE if shape is CropShape.WHOLE else largest(ratio) if ratio else (0.1, 0.1, 0.9, 0.9)
        is_movable = shape is not CropShape.WHOLE
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_movable else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.SizeAllCursor if is_movable else Qt.CursorShape.ArrowCursor)
        self._take(self._box)

    def retranslate(self) -> None:
        """Take the words anew."""
        self.setAccessibleName(self.tr("Picture for the cover"))
        left, top, right, bottom = (round(100 * share) for share in self._box)
        if self._shape is CropShape.WHOLE:
            self.setAccessibleDescription(self.tr("All of it is kept."))
            return
        kept = self.tr("Kept: from {left} % to {right} % across, from {top} % to {bottom} % down.").format(
            left=left, right=right, top=top, bottom=bottom
        )
        keys = self.tr("The arrow keys move it; with Shift they change its size.")
        self.setAccessibleDescription(f"{kept} {keys}")

    def sizeHint(self) -> QSize:
        """The size it likes best, in logical pixels: the room that there is, whatever the picture has."""
        return self.minimumSize()

    def minimumSizeHint(self) -> QSize:
        """The least size at which it can be used, in logical pixels."""
        return self.minimumSize()

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the kept part, or change its size."""
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None or self._shape is CropShape.WHOLE:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._take(resized(self._box, step[0] * _STEP, step[1] * _STEP, self._ratio()))
        else:
            self._take(moved(self._box, step[0] * _STEP, step[1] * _STEP))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the part, or of its lower right corner."""
        room = self._room()
        if self._shape is CropShape.WHOLE or not room.adjusted(-8, -8, 8, 8).contains(event.position()):
            return
        is_corner = (event.position() - room.bottomRight()).manhattanLength() <= 2 * _GRIP_PX
        self._held = (event.position(), self._box, is_corner)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        if self._held is None:
            return
        begun, box, is_corner = self._held
        frame = self._frame()
        right = (event.position().x() - begun.x()) / max(1, frame.width())
        down = (event.position().y() - begun.y()) / max(1, frame.height())
        self._take(resized(box, right, down, self._ratio()) if is_corner else moved(box, right, down))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._held = None

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard's focus has come."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard's focus has gone."""
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint by hand."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if not self.has_picture:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colour("hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
            spot = QRect(0, 0, 40, 40)
            spot.moveCenter(self.rect().center())
            painter.drawPixmap(spot.topLeft(), self._look.pixmap("video", "disabled", 40, self.devicePixelRatioF()))
            return
        frame = self._frame()
        painter.drawPixmap(frame, self._picture)
        if self._shape is not CropShape.WHOLE:
            self._paint_box(painter, QRectF(frame))

    def _paint_box(self, painter: QPainter, frame: QRectF) -> None:
        room = self._room()
        outside = QPainterPath()
        outside.addRect(frame)
        inside = QPainterPath()
        inside.addRect(room)
        shade = self._look.colour("window")
        shade.setAlpha(190)
        painter.fillPath(outside.subtracted(inside), shade)
        # Two lines, so that one of them can be seen on any picture.
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.colour("card"), 4))
        painter.drawRect(room)
        painter.setPen(QPen(self._look.colour("focus"), 3 if self.hasFocus() else 1.5))
        painter.drawRect(room)
        painter.setPen(QPen(self._look.colour("card"), 2))
        painter.setBrush(self._look.colour("accent"))
        painter.drawEllipse(room.bottomRight(), _GRIP_PX / 2, _GRIP_PX / 2)

    def _frame(self) -> QRect:
        size = self._picture.size() if self.has_picture else QSize(16, 9)
        return fitted(size, self.rect().adjusted(8, 8, -8, -8))

    def _room(self) -> QRectF:
        frame = QRectF(self._frame())
        left, top, right, bottom = self._box
        return QRectF(
            QPointF(frame.left() + left * frame.width(), frame.top() + top * frame.height()),
            QPointF(frame.left() + right * frame.width(), frame.top() + bottom * frame.height()),
        )

    def _ratio(self) -> float | None:
        """The shape's ratio in shares of this picture."""
        ratio = _RATIOS.get(self._shape)
        if ratio is None or self._picture.isNull():
            return ratio
        return ratio * self._picture.height() / self._picture.width()

    def _take(self, box: Box) -> None:
        self._box = box
        self.retranslate()
        self.update()
        self.changed.emit()

    def _on_look_changed(self) -> None:
        self.update()
