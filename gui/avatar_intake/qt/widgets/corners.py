"""Four corners over a picture, moved by pointer or arrow keys; the picture is clear only while it is worked on."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from avatar_intake.qt.look import SPACE, Look
from avatar_intake.qt.widgets.blurred import blurred, fitted

WHOLE: Final = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
_GRIP_PX: Final = 26
_STEP: Final = 0.004  # of the picture's longer side
_KEYS: Final = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class CornersEditor(QWidget):
    """``corners`` are clockwise from the top left, as shares of the picture's width and height, 0 to 1."""

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._picture, self._blurred = QPixmap(), QPixmap()
        self._corners: list[tuple[float, float]] = list(WHOLE)
        self._grips = [_Grip(look, self) for _ in range(4)]
        for place, grip in enumerate(self._grips):
            grip.setObjectName(f"corner{place}")
            grip.dragged.connect(self._on_dragged)
            grip.stepped.connect(self._on_stepped)
            grip.focused.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(30 * SPACE, 20 * SPACE)
        look.changed.connect(self._on_look_changed)
        self.retranslate()

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Where they are."""
        return tuple(self._corners)

    @property
    def is_clear(self) -> bool:
        """Whether the picture can be recognised: a document is nobody else's business."""
        is_used = self.underMouse() or any(grip.hasFocus() or grip.underMouse() for grip in self._grips)
        return self.isActiveWindow() and is_used

    def corners_px(self, width_px: int, height_px: int) -> tuple[tuple[float, float], ...]:
        """The same in pixels of a picture of this size."""
        return tuple((round(x * width_px, 1), round(y * height_px, 1)) for x, y in self._corners)

    def show_picture(self, picture: bytes) -> None:
        """Show a PNG or JPEG, upright."""
        self._picture = QPixmap()
        self._picture.loadFromData(picture)
        self._blurred = blurred(self._picture)
        self._arrange()

    def show_corners(self, corners: tuple[tuple[float, float], ...]) -> None:
        """Put the corners there."""
        self._corners = list(corners)
        self._arrange()

    def retranslate(self) -> None:
        """Take the words anew."""
        self.setAccessibleName(self.tr("The picture with its four corners"))
        names = (
            self.tr("Top left corner"),
            self.tr("Top right corner"),
            self.tr("Bottom right corner"),
            self.tr("Bottom left corner"),
        )
        for grip, name in zip(self._grips, names, strict=True):
            grip.setAccessibleName(name)
            grip.setToolTip(name)
        self._describe()

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        self.update()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Blur when the window goes to the back."""
        if event.type() in (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate):
            self.update()
        return super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer has come."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has gone."""
        self.update()
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the corners where they are in the picture."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint by hand."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = self._frame()
        if self._picture.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colour("hover"))
            painter.drawRoundedRect(QRectF(frame), 8, 8)
            return
        painter.drawPixmap(frame, self._picture if self.is_clear else self._blurred)
        shape = QPolygonF([self._spot(place) for place in range(4)])
        # Two lines, so that one of them can be seen on any picture.
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.colour("card"), 4))
        painter.drawPolygon(shape)
        painter.setPen(QPen(self._look.colour("accent"), 2))
        painter.drawPolygon(shape)

    def _frame(self) -> QRect:
        margin = _GRIP_PX // 2
        room = self.rect().adjusted(margin, margin, -margin, -margin)
        size = self._picture.size() if not self._picture.isNull() else QSize(16, 10)
        return fitted(size, room)

    def _spot(self, place: int) -> QPointF:
        frame = self._frame()
        x, y = self._corners[place]
        return QPointF(frame.left() + x * frame.width(), frame.top() + y * frame.height())

    def _arrange(self) -> None:
        for place, grip in enumerate(self._grips):
            spot = self._spot(place).toPoint()
            grip.move(spot - QPoint(_GRIP_PX // 2, _GRIP_PX // 2))
            grip.raise_()
        self._describe()
        self.update()

    def _describe(self) -> None:
        keys = self.tr("The arrow keys move it; with Shift in large steps.")
        for grip, (x, y) in zip(self._grips, self._corners, strict=True):
            where = self.tr("{x} % from the left, {y} % from the top.").format(x=round(x * 100), y=round(y * 100))
            grip.setAccessibleDescription(f"{where} {keys}")

    def _on_dragged(self, position: QPoint) -> None:
        frame = self._frame()
        x = (position.x() - frame.left()) / max(1, frame.width())
        y = (position.y() - frame.top()) / max(1, frame.height())
        self._put(x, y)

    def _on_stepped(self, right: int, down: int) -> None:
        frame = self._frame()
        longer = max(frame.width(), frame.height(), 1)
        x, y = self._corners[self._sender_place()]
        self._put(
            x + right * _STEP * longer / max(1, frame.width()), y + down * _STEP * longer / max(1, frame.height())
        )

    def _sender_place(self) -> int:
        sender = self.sender()
        return next(place for place, grip in enumerate(self._grips) if grip is sender)

    def _put(self, x: float, y: float) -> None:
        """A corner stays in its own quarter's direction: left of the right one, above the lower one."""
        place = self._sender_place()
        least = 0.05
        is_left, is_top = place in (0, 3), place in (0, 1)
        across, along = (1, 0, 3, 2)[place], (3, 2, 1, 0)[place]
        edge_x, edge_y = self._corners[across][0], self._corners[along][1]
        x = min(x, edge_x - least) if is_left else max(x, edge_x + least)
        y = min(y, edge_y - least) if is_top else max(y, edge_y + least)
        self._corners[place] = (min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0))
        self._arrange()
        self.changed.emit()

    def _on_look_changed(self) -> None:
        self.update()


class _Grip(QLabel):
    dragged = Signal(QPoint)  # in the editor's coordinates
    stepped = Signal(int, int)
    focused = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedSize(_GRIP_PX, _GRIP_PX)
        nothing = QPixmap(_GRIP_PX, _GRIP_PX)
        nothing.fill(Qt.GlobalColor.transparent)
        self.setPixmap(nothing)  # painted by hand; with a picture a screen reader calls it one
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeAllCursor)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = 9 if self.hasFocus() else 7
        painter.setPen(QPen(self._look.colour("card"), 2))
        painter.setBrush(self._look.colour("accent"))
        painter.drawEllipse(QPointF(_GRIP_PX / 2, _GRIP_PX / 2), side, side)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._look.colour("focus"), 2))
            painter.drawEllipse(QPointF(_GRIP_PX / 2, _GRIP_PX / 2), 12, 12)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self.mapToParent(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        size = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self.stepped.emit(step[0] * size, step[1] * size)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        self.focused.emit()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        self.focused.emit()
        super().focusOutEvent(event)
