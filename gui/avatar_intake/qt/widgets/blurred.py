"""A picture that nobody sees over a shoulder: blurred until it is pointed at or focused. Reads no file."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from avatar_intake.qt.look import SPACE, Look

_GRAINS = 14  # the picture is scaled down to so many pixels and up again: nothing can be read


class BlurredPicture(QLabel):
    """Shows a preview from memory. Blurred again when the pointer, the focus or the window goes away.

    Painted by hand; a label, as that is what a screen reader calls a picture. Without one the Tab key passes it by.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._clear = QPixmap()
        self._blurred = QPixmap()
        self._placeholder = "picture"
        self._is_private = True
        self._partners: tuple[BlurredPicture, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(15 * SPACE, 10 * SPACE)
        look.changed.connect(self._on_look_changed)

    @property
    def is_blurred(self) -> bool:
        """Whether the picture cannot be recognised at this moment."""
        is_used = any(picture.underMouse() or picture.hasFocus() for picture in (self, *self._partners))
        return self._is_private and not (self.isActiveWindow() and is_used)

    @property
    def has_picture(self) -> bool:
        """Whether there is a picture."""
        return not self._clear.isNull()

    def set_placeholder(self, icon: str) -> None:
        """The icon that stands here while there is no picture."""
        self._placeholder = icon
        self.update()

    def set_private(self, is_private: bool) -> None:
        """Whether it is blurred at all; a cover is not."""
        self._is_private = is_private
        self.update()

    def set_partners(self, partners: tuple[BlurredPicture, ...]) -> None:
        """Pictures that are looked at together: whoever points at one sees all of them."""
        self._partners = tuple(other for other in partners if other is not self)

    def show_picture(self, picture: bytes | None) -> None:
        """Show a small PNG or JPEG, or nothing."""
        self._clear = QPixmap()
        self._blurred = QPixmap()
        if picture is not None and self._clear.loadFromData(picture):
            self._blurred = blurred(self._clear)
        self.setPixmap(self._blurred)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self.has_picture else Qt.FocusPolicy.NoFocus)
        self.update()

    def sizeHint(self) -> QSize:
        """The size it likes best, in logical pixels."""
        return QSize(28 * SPACE, 18 * SPACE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint by hand."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self.has_picture:
            self._paint_picture(painter)
        else:
            self._paint_placeholder(painter)
        if self.hasFocus():
            painter.setPen(QPen(self._look.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer has come."""
        self._update_all()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has gone."""
        self._update_all()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard's focus has come."""
        self._update_all()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard's focus has gone."""
        self._update_all()
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        """Blur when the window goes to the back: a widget inside hears of that in no other way."""
        if event.type() in (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate):
            self.update()
        return super().event(event)

    def _paint_picture(self, painter: QPainter) -> None:
        frame = fitted(self._clear.size(), self.rect().adjusted(3, 3, -3, -3))
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(frame), 8, 8)
        painter.setClipPath(shape)
        painter.drawPixmap(frame, self._blurred if self.is_blurred else self._clear)
        painter.setClipping(False)
        if self.is_blurred:
            badge = QRect(0, 0, 36, 36)
            badge.moveCenter(frame.center())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colour("card"))
            painter.drawEllipse(badge)
            eye = self._look.pixmap("eye", "text", 20, self.devicePixelRatioF())
            painter.drawPixmap(badge.topLeft() + QPoint(8, 8), eye)

    def _paint_placeholder(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("hover"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), 8, 8)
        size = 40
        spot = QRect(0, 0, size, size)
        spot.moveCenter(self.rect().center())
        painter.drawPixmap(
            spot.topLeft(), self._look.pixmap(self._placeholder, "disabled", size, self.devicePixelRatioF())
        )

    def _update_all(self) -> None:
        for picture in (self, *self._partners):
            picture.update()

    def _on_look_changed(self) -> None:
        self.update()


def blurred(picture: QPixmap) -> QPixmap:
    """The same picture with nothing in it that could be read or recognised."""
    if picture.isNull():
        return QPixmap()
    grains = picture.scaled(
        QSize(_GRAINS, _GRAINS), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return grains.scaled(
        picture.size(), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def fitted(picture: QSize, room: QRect) -> QRect:
    """Where a picture of this size stands in a room: in its middle, as large as it fits."""
    frame = QRect(room.topLeft(), picture.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio))
    frame.moveCenter(room.center())
    return frame
