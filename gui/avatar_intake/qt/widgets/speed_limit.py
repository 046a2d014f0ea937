"""Chooses how fast an upload may be: as fast as possible, one of a few limits, or a number. Limits nothing itself."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

from avatar_intake.qt import wording
from avatar_intake.qt.look import SPACE, set_kind

LIMITS_BYTES_PER_S: Final = (None, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000)
LEAST_BYTES_PER_S: Final = 10_000
MOST_BYTES_PER_S: Final = 1_250_000_000
_CUSTOM: Final = len(LIMITS_BYTES_PER_S)
# What a number may be given in: one of it in bytes a second, and the digits after the point.
_UNITS: Final = {"KB/s": (1000.0, 0), "Mbit/s": (125_000.0, 1)}


def unit_of(bytes_per_s: int) -> str:
    """The unit in which a limit is shown: the one that lines are sold in, where it is a round number of it."""
    return "Mbit/s" if bytes_per_s % 12_500 == 0 and bytes_per_s >= 125_000 else "KB/s"


class SpeedLimit(QWidget):
    """A list of limits; its last entry opens a field for a number of one's own."""

    limit_chosen = Signal(object)  # bytes a second, None for as fast as possible

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bytes_per_s: int | None = None
        self._label = QLabel()
        set_kind(self._label, "muted")
        self._choice = QComboBox()
        self._choice.setObjectName("speedLimit")
        self._choice.addItems([""] * (_CUSTOM + 1))
        self._number = QDoubleSpinBox()
        self._number.setObjectName("speedLimitNumber")
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._number.setKeyboardTracking(False)  # 1 on the way to 100 is no limit that anybody wants
        self._unit = QComboBox()
        self._unit.setObjectName("speedLimitUnit")
        self._unit.addItems(list(_UNITS))
        self._label.setBuddy(self._choice)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for widget in (self._label, self._choice, self._number, self._unit):
            row.addWidget(widget)
        self._choice.activated.connect(self._on_choice)
        self._number.valueChanged.connect(self._on_number)
        self._unit.activated.connect(self._on_unit)
        self.retranslate()
        self.show_limit(None)

    @property
    def bytes_per_s(self) -> int | None:
        """The limit that is shown."""
        return self._bytes_per_s

    def show_limit(self, bytes_per_s: int | None) -> None:
        """Show a limit that was chosen elsewhere or the last time; nothing is told."""
        self._bytes_per_s = bytes_per_s
        is_custom = bytes_per_s not in LIMITS_BYTES_PER_S
        self._choice.setCurrentIndex(_CUSTOM if is_custom else LIMITS_BYTES_PER_S.index(bytes_per_s))
        self._show_field(is_shown=is_custom)
        if bytes_per_s is not None:
            self._unit.setCurrentText(unit_of(bytes_per_s))
            self._show_number(bytes_per_s)

    def retranslate(self) -> None:
        """Take all words anew."""
        speed = self.tr("Speed")
        self._label.setText(speed)
        for widget, name in (
            (self._choice, speed),
            (self._number, self.tr("Speed limit")),
            (self._unit, self.tr("Unit of the speed limit")),
        ):
            widget.setAccessibleName(name)
        self._number.setAccessibleDescription(self.tr("As a number of the unit beside it"))
        self._unit.setAccessibleDescription(self.tr("What the number before it counts"))
        for place, limit in enumerate(LIMITS_BYTES_PER_S):
            at_most = self.tr("At most {speed}").format(speed=wording.speed(limit or 0))
            self._choice.setItemText(place, self.tr("As fast as possible") if limit is None else at_most)
        self._choice.setItemText(_CUSTOM, self.tr("Another limit…"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show_field(self, *, is_shown: bool) -> None:
        self._number.setVisible(is_shown)
        self._unit.setVisible(is_shown)

    def _show_number(self, bytes_per_s: int) -> None:
        size, decimals = _UNITS[self._unit.currentText()]
        self._number.blockSignals(True)
        self._number.setDecimals(decimals)
        self._number.setRange(LEAST_BYTES_PER_S / size, MOST_BYTES_PER_S / size)
        self._number.setSingleStep(100 if decimals == 0 else 1)
        self._number.setValue(bytes_per_s / size)
        self._number.blockSignals(False)

    def _choose(self, bytes_per_s: int | None) -> None:
        if bytes_per_s != self._bytes_per_s:
            self._bytes_per_s = bytes_per_s
            self.limit_chosen.emit(bytes_per_s)

    def _on_choice(self, place: int) -> None:
        self._show_field(is_shown=place == _CUSTOM)
        if place < _CUSTOM:
            self._choose(LIMITS_BYTES_PER_S[place])
            return
        begin = self._bytes_per_s or 1_000_000
        self._unit.setCurrentText(unit_of(begin))
        self._show_number(begin)
        self._number.setFocus()
        self._number.selectAll()
        self._on_number(self._number.value())

    def _on_number(self, value: float) -> None:
        size, _ = _UNITS[self._unit.currentText()]
        self._choose(round(value * size))

    def _on_unit(self, _place: int) -> None:
        """The same limit, said in another unit."""
        self._show_number(self._bytes_per_s or 1_000_000)
        self._on_number(self._number.value())
