"""Frames of a video in a row, the chosen one large above, what stands out and the sound below. Decodes no video."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from avatar_intake.domain.media import SoundLevels
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.widgets.marks import Mark, MarkBar
from avatar_intake.qt.widgets.sound_graph import SoundGraph

_STRIP_PX = 56
_GAP_PX = 4


class Filmstrip(QWidget):
    """Evenly spaced frames; one of them is chosen by the pointer or the arrow keys and shown large.

    A jump shows the nearest frame at once; whoever hears `exact_wanted` brings the very picture.
    """

    frame_chosen = Signal(int)
    exact_wanted = Signal(float)  # a time in the film, seconds

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._large = _Large(look)
        self._strip = _Strip(look)
        self.marks = MarkBar(look)
        self.sound = SoundGraph(look)
        self._caption, self._sound_words = QLabel(), QLabel()
        for text in (self._caption, self._sound_words):
            text.setTextFormat(Qt.TextFormat.PlainText)
            set_kind(text, "small")
        self._caption.setObjectName("filmTime")
        self._sound_words.setObjectName("soundWords")
        self._sound_words.setWordWrap(True)
        self._duration_s = 0.0
        self._jumped_s: float | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self._large)
        column.addSpacing(SPACE // 2)
        column.addWidget(self._strip)
        column.addWidget(self.marks)
        column.addWidget(self.sound)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self._caption, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._sound_words, 1)
        column.addLayout(foot)
        column.addStretch(1)
        self.sound.hide()
        self._strip.moved.connect(self._on_moved)
        self.marks.place_chosen.connect(self.jump_to)
        self.retranslate()

    @property
    def frame_count(self) -> int:
        """How many frames are shown."""
        return len(self._strip.frames)

    @property
    def place(self) -> int:
        """The chosen frame, from 0."""
        return self._strip.place

    @property
    def time_s(self) -> float:
        """The time of the large picture. The frames are evenly spaced, each in the middle of its stretch."""
        if self._jumped_s is not None:
            return self._jumped_s
        count = self.frame_count
        return self._duration_s * (self._strip.place + 0.5) / count if count else 0.0

    def show_frames(self, frames: tuple[bytes, ...], duration_s: float) -> None:
        """Show these PNG pictures of a video of this length; none for a video that gives no pictures."""
        pixmaps = []
        for frame in frames:
            pixmap = QPixmap()
            if pixmap.loadFromData(frame):
                pixmaps.append(pixmap)
        self._duration_s = duration_s
        self._strip.show_frames(tuple(pixmaps))
        self._on_moved(self._strip.place)

    def show_content(self, marks: tuple[Mark, ...], levels: SoundLevels | None, duration_s: float) -> None:
        """Show what stands out in a video of this length, and how loud it is."""
        self.marks.show_marks(marks, duration_s)
        self.sound.show_levels(levels)
        self.sound.setVisible(self.sound.has_sound)
        self._show_caption()

    def jump_to(self, time_s: float) -> None:
        """Go to a moment of the film."""
        if not self.frame_count or not self._duration_s:
            return
        time_s = min(max(time_s, 0.0), self._duration_s)
        self._strip.choose(int(time_s / self._duration_s * self.frame_count))
        self._jumped_s = time_s
        self._large.show_frame(self._strip.frames[self._strip.place])
        self._show_caption()
        self.exact_wanted.emit(time_s)

    def show_exact(self, time_s: float, picture: bytes) -> None:
        """Show the very picture of a moment that was jumped to, unless another has been chosen since."""
        frame = QPixmap()
        if self._jumped_s == time_s and frame.loadFromData(picture):
            self._large.show_frame(frame)

    def retranslate(self) -> None:
        """Take the words anew."""
        self._strip.setAccessibleName(self.tr("Pictures of the video"))
        self._strip.setAccessibleDescription(self.tr("Left and right arrow keys move through the video."))
        self._show_caption()

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.sound.retranslate()
            self.retranslate()
        super().changeEvent(event)

    def _on_moved(self, place: int) -> None:
        frames = self._strip.frames
        self._jumped_s = None
        self._large.show_frame(frames[place] if frames else QPixmap())
        self._show_caption()
        if frames:
            self.frame_chosen.emit(place)

    def _show_caption(self) -> None:
        minutes, seconds = divmod(round(self.time_s), 60)
        self._caption.setText(f"{minutes}:{seconds:02}" if self.frame_count else "")
        self.marks.show_time(self.time_s if self.frame_count else None)
        self._sound_words.setText(self.sound.words())


class _Large(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._frame = QPixmap()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(12 * SPACE)
        look.changed.connect(self._on_look_changed)

    def show_frame(self, frame: QPixmap) -> None:
        self._frame = frame
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(40 * SPACE, self.heightForWidth(40 * SPACE))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._frame.isNull():
            return width * 9 // 16
        return min(width, width * self._frame.height() // max(1, self._frame.width()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        room = self.rect()
        if self._frame.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colour("hover"))
            painter.drawRoundedRect(QRectF(room), 8, 8)
            spot = QRect(0, 0, 40, 40)
            spot.moveCenter(room.center())
            painter.drawPixmap(spot.topLeft(), self._look.pixmap("video", "disabled", 40, self.devicePixelRatioF()))
            return
        frame = QRect(room.topLeft(), self._frame.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio))
        frame.moveCenter(room.center())
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(frame), 8, 8)
        painter.setClipPath(shape)
        painter.drawPixmap(frame, self._frame)

    def _on_look_changed(self) -> None:
        self.update()


class _Strip(QAbstractSlider):
    moved = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.frames: tuple[QPixmap, ...] = ()
        self.setObjectName("filmstrip")
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFixedHeight(_STRIP_PX)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.valueChanged.connect(self._on_value)
        look.changed.connect(self._on_look_changed)

    @property
    def place(self) -> int:
        return self.value()

    def show_frames(self, frames: tuple[QPixmap, ...]) -> None:
        self.frames = frames
        self.blockSignals(True)
        self.setRange(0, max(0, len(frames) - 1))
        self.setValue(len(frames) // 2)
        self.blockSignals(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if frames else Qt.FocusPolicy.NoFocus)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        for place, frame in enumerate(self.frames):
            self._paint_frame(painter, self._cell(place), frame, is_chosen=place == self.place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -(10**6), Qt.Key.Key_End: 10**6}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._move(self.place + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._move(self._place_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move(self._place_at(event.position().x()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # what scrolls is the page

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)

    def choose(self, place: int) -> None:
        """Choose a frame; nothing is told."""
        self.blockSignals(True)
        self.setValue(place)
        self.blockSignals(False)
        self.update()

    def _move(self, place: int) -> None:
        if self.frames:
            self.choose(place)
            self.moved.emit(self.place)

    def _on_value(self, place: int) -> None:
        """Moved by a screen reader."""
        self.update()
        if self.frames:
            self.moved.emit(place)

    def _place_at(self, x: float) -> int:
        return int(x * len(self.frames) / max(1, self.width()))

    def _cell(self, place: int) -> QRect:
        count = len(self.frames)
        left = self.width() * place // count
        right = self.width() * (place + 1) // count
        return QRect(left, 0, right - left - _GAP_PX, self.height())

    def _paint_frame(self, painter: QPainter, cell: QRect, frame: QPixmap, *, is_chosen: bool) -> None:
        room = QRectF(cell).adjusted(2, 2, -2, -2)
        shape = QPainterPath()
        shape.addRoundedRect(room, 5, 5)
        painter.setClipPath(shape)
        # The middle of the frame fills the cell: a strip of narrow pictures says more than one of letter boxes.
        scale = max(room.width() / frame.width(), room.height() / frame.height())
        width, height = room.width() / scale, room.height() / scale
        source = QRectF((frame.width() - width) / 2, (frame.height() - height) / 2, width, height)
        painter.drawPixmap(room, frame, source)
        painter.setClipping(False)
        if is_chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._look.colour("focus"), 4 if self.hasFocus() else 2))
            painter.drawRoundedRect(room, 5, 5)

    def _on_look_changed(self) -> None:
        self.update()
