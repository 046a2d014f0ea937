"""A slider over the length of a film, one step a picture. Decodes nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from avatar_intake.qt.look import SPACE, set_kind
from avatar_intake.qt.widgets.ends import time_text


class _Slider(QSlider):
    """Left and right move by one picture, up and down by a second."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        large = {
            Qt.Key.Key_Up: QSlider.SliderAction.SliderPageStepAdd,
            Qt.Key.Key_Down: QSlider.SliderAction.SliderPageStepSub,
        }.get(Qt.Key(event.key()))
        if large is None:
            super().keyPressEvent(event)
        else:
            self.triggerAction(large)


class TimeSlider(QWidget):
    """Begins in the middle of the film."""

    moved = Signal(float)  # a time in the film, seconds

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rate = 25.0
        self._duration_s = 0.0
        self._slider = _Slider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("timeSlider")
        self._slider.setMinimumHeight(3 * SPACE)
        self._time = QLabel()
        self._time.setObjectName("timeLabel")
        set_kind(self._time, "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._slider, 1)
        row.addWidget(self._time)
        self._slider.valueChanged.connect(self._on_value)
        self.retranslate()

    @property
    def slider(self) -> QSlider:
        """What takes the focus."""
        return self._slider

    @property
    def time_s(self) -> float:
        """The chosen moment."""
        return self._slider.value() / self._rate

    def show_film(self, duration_s: float, frame_rate: float) -> None:
        """Show a film of this length; nothing is told."""
        if (duration_s, frame_rate or 25.0) == (self._duration_s, self._rate):
            return
        self._rate = frame_rate or 25.0
        self._duration_s = duration_s
        self._slider.blockSignals(True)
        self._slider.setRange(0, max(0, int(duration_s * self._rate) - 1))
        self._slider.setSingleStep(1)
        self._slider.setPageStep(max(1, round(self._rate)))
        self._slider.setValue(self._slider.maximum() // 2)
        self._slider.blockSignals(False)
        self._show()

    def go_to(self, time_s: float) -> None:
        """Move there, as a person would."""
        self._slider.setValue(round(time_s * self._rate))

    def retranslate(self) -> None:
        """Take the words anew."""
        self._slider.setAccessibleName(self.tr("Moment of the video"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show(self) -> None:
        text = f"{time_text(self.time_s)} / {time_text(self._duration_s)}"
        self._time.setText(text)
        keys = self.tr("Left and right arrow keys move by one picture, up and down by a second.")
        self._slider.setAccessibleDescription(f"{text}. {keys}")
        self._slider.setToolTip(keys)

    def _on_value(self, _value: int) -> None:
        self._show()
        self.moved.emit(self.time_s)
