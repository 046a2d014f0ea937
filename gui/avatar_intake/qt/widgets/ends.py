"""What is left of a film after its ends were left out: two times, and a bar to drag. Cuts nothing."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from avatar_intake.qt.look import SPACE, Look, set_kind

LEAST_S: Final = 1.0  # something is always left
_TIME: Final = re.compile(r"(?:(?:(\d+)[:：])?(\d{1,2})[:：])?(\d+(?:[.,]\d*)?)")
_GRIP_PX: Final = 12


def time_text(seconds: float) -> str:
    """``1:23.4``: a place in a film, to a tenth of a second."""
    tenths = round(max(0.0, seconds) * 10)
    minutes, rest = divmod(tenths, 600)
    return f"{minutes}:{rest // 10:02}.{rest % 10}"


def seconds_of(text: str) -> float | None:
    """The same read back, and also ``83.4`` or ``0:01:23``; ``None`` for what is no time."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, rest = found.groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(rest.replace(",", "."))


class TimeSpin(QDoubleSpinBox):
    """A place in a film as people write it; the arrow keys move by a tenth, page up and down by ten seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.setDecimals(1)
        self.setSingleStep(0.1)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def textFromValue(self, value: float) -> str:
        """As a clock."""
        return time_text(value)

    def valueFromText(self, text: str) -> float:
        """From a clock or from seconds."""
        return seconds_of(text) or 0.0

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Whether it can be read, or become something that can."""
        is_beginning = not text.strip() or text.strip()[-1] in ":："
        if is_beginning:
            return QValidator.State.Intermediate, text, position
        state = QValidator.State.Invalid if seconds_of(text) is None else QValidator.State.Acceptable
        return state, text, position

    def stepBy(self, steps: int) -> None:
        """Qt's ten steps of a page are a hundred here."""
        super().stepBy(steps * 10 if abs(steps) >= 10 else steps)


class EndsEditor(QWidget):
    """Begins with the whole film. ``changed`` follows every change by a person."""

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._duration_s = 0.0
        self._bar = _Bar(look)
        self._begin, self._end = TimeSpin(), TimeSpin()
        self._begin.setObjectName("trimBegin")
        self._end.setObjectName("trimEnd")
        self._begin_label, self._end_label, self._left = QLabel(), QLabel(), QLabel()
        self._begin_label.setBuddy(self._begin)
        self._end_label.setBuddy(self._end)
        self._left.setObjectName("trimLeft")
        set_kind(self._left, "small")
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(4)
        for column, widgets in enumerate(((self._begin_label, self._begin), (self._end_label, self._end))):
            for row, widget in enumerate(widgets):
                grid.addWidget(widget, row, column)
        grid.addWidget(self._left, 1, 2)
        grid.setColumnStretch(2, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(SPACE)
        outer.addWidget(self._bar)
        outer.addLayout(grid)
        self._begin.valueChanged.connect(self._on_begin)
        self._end.valueChanged.connect(self._on_end)
        self._bar.begin_dragged.connect(self._begin.setValue)
        self._bar.end_dragged.connect(self._end.setValue)
        self.retranslate()

    @property
    def begin_s(self) -> float:
        """Where the kept part begins."""
        return self._begin.value()

    @property
    def end_s(self) -> float:
        """Where it ends."""
        return self._end.value()

    @property
    def is_whole(self) -> bool:
        """Whether nothing would be left out."""
        return self.begin_s == 0 and self.end_s >= self._duration_s - 0.05

    def show_film(self, duration_s: float, begin_s: float, end_s: float) -> None:
        """Show a film of this length with this part of it kept."""
        self._duration_s = duration_s
        for spin, value in ((self._begin, begin_s), (self._end, end_s)):
            spin.blockSignals(True)
            spin.setRange(0.0, duration_s)
            spin.setValue(value)
            spin.blockSignals(False)
        self._show()

    def retranslate(self) -> None:
        """Take the words anew."""
        self._begin_label.setText(self.tr("Begins at"))
        self._end_label.setText(self.tr("Ends at"))
        self._begin.setAccessibleName(self.tr("The kept part begins at"))
        self._end.setAccessibleName(self.tr("The kept part ends at"))
        hint = self.tr("Minutes and seconds, such as 1:23.4")
        self._begin.setAccessibleDescription(hint)
        self._end.setAccessibleDescription(hint)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show(self) -> None:
        self._bar.show_part(self._duration_s, self.begin_s, self.end_s)
        length = time_text(self.end_s - self.begin_s)
        self._left.setText(self.tr("Left: {length}").format(length=length))

    def _on_begin(self, value: float) -> None:
        if value > self.end_s - LEAST_S:
            self._begin.setValue(max(0.0, self.end_s - LEAST_S))
            return
        self._show()
        self.changed.emit()

    def _on_end(self, value: float) -> None:
        if value < self.begin_s + LEAST_S:
            self._end.setValue(min(self._duration_s, self.begin_s + LEAST_S))
            return
        self._show()
        self.changed.emit()


class _Bar(QWidget):
    """The film as a bar with two grips. The fields say the same, so the keyboard does not stop here."""

    begin_dragged = Signal(float)
    end_dragged = Signal(float)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._duration_s, self._begin_s, self._end_s = 0.0, 0.0, 0.0
        self._is_end_held = False
        self.setFixedHeight(4 * SPACE)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        look.changed.connect(self._on_look_changed)

    def show_part(self, duration_s: float, begin_s: float, end_s: float) -> None:
        self._duration_s, self._begin_s, self._end_s = duration_s, begin_s, end_s
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(_GRIP_PX / 2, 6, -_GRIP_PX / 2, -6)
        painter.setPen(QPen(self._look.colour("edge"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(self._look.colour("hover"))
        painter.drawRoundedRect(room, 5, 5)
        left, right = self._x(self._begin_s), self._x(self._end_s)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("accent_soft"))
        painter.drawRect(QRectF(left, room.top(), right - left, room.height()))
        painter.setBrush(self._look.colour("accent"))
        for x in (left, right):
            painter.drawRoundedRect(QRectF(x - _GRIP_PX / 2, 1, _GRIP_PX, self.height() - 2), 4, 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        self._is_end_held = abs(x - self._x(self._end_s)) < abs(x - self._x(self._begin_s))
        self._drag(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position().x())

    def _drag(self, x: float) -> None:
        room = max(1.0, self.width() - _GRIP_PX)
        time_s = min(max((x - _GRIP_PX / 2) / room, 0.0), 1.0) * self._duration_s
        (self.end_dragged if self._is_end_held else self.begin_dragged).emit(round(time_s, 1))

    def _x(self, time_s: float) -> float:
        room = max(1.0, self.width() - _GRIP_PX)
        return _GRIP_PX / 2 + room * (time_s / self._duration_s if self._duration_s else 0.0)

    def _on_look_changed(self) -> None:
        self.update()
