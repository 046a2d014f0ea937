"""The wizard's steps on its left: a number or a tick, a name, and which step of how many. Leads nowhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from avatar_intake.qt.look import SPACE, Look, set_kind

_CIRCLE_PX = 28
_ROW_PX = 48


class StepList(QFrame):
    """Shows where a person is. It takes no focus: the pages have *Back* and *Edit*."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._names: tuple[str, ...] = ()
        self._current = 0
        self._build()

    @property
    def current(self) -> int:
        """The place of the current step, from 0."""
        return self._current

    @property
    def names(self) -> tuple[str, ...]:
        """The steps, in their order."""
        return self._names

    def show_steps(self, names: tuple[str, ...], current: int) -> None:
        """Show these steps; all before ``current`` (from 0) are done."""
        self._names = names
        self._current = current
        self._rows.show_steps(names, current)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words anew."""
        place = self.tr("Step {number} of {count}").format(number=self._current + 1, count=len(self._names))
        self._place.setText(place)
        self._product.setText(self.tr("Avatar Intake"))
        self.setAccessibleName(self.tr("Steps"))
        name = self._names[self._current] if self._names else ""
        self.setAccessibleDescription(f"{place}: {name}")

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _build(self) -> None:
        set_kind(self, "sidebar")
        mark = QLabel()
        mark.setPixmap(self._look.app_icon().pixmap(QSize(32, 32), self.devicePixelRatioF()))
        self._product = QLabel()
        set_kind(self._product, "strong")
        head = QHBoxLayout()
        head.setSpacing(SPACE + 4)
        head.addWidget(mark)
        head.addWidget(self._product, 1)
        self._rows = _Rows(self._look)
        self._place = QLabel()
        self._place.setObjectName("stepPlace")
        set_kind(self._place, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 3 * SPACE, 2 * SPACE, 3 * SPACE)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(3 * SPACE)
        column.addWidget(self._rows)
        column.addStretch(1)
        column.addWidget(self._place)
        self.setFixedWidth(29 * SPACE)


class _Rows(QWidget):
    """Paints all steps: done ones with a tick, the current one on a card, the rest quiet."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._names: tuple[str, ...] = ()
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._on_look_changed)

    def show_steps(self, names: tuple[str, ...], current: int) -> None:
        self._names, self._current = names, current
        self.setFixedHeight(_ROW_PX * len(names))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, name in enumerate(self._names):
            self._paint_row(painter, place, name)

    def _paint_row(self, painter: QPainter, place: int, name: str) -> None:
        top = place * _ROW_PX
        is_current, is_done = place == self._current, place < self._current
        if is_current:
            painter.setPen(QPen(self._look.colour("line"), 1))
            painter.setBrush(self._look.colour("card"))
            painter.drawRoundedRect(QRectF(0.5, top + 2.5, self.width() - 1, _ROW_PX - 5), 10, 10)
        circle = QRectF(SPACE, top + (_ROW_PX - _CIRCLE_PX) / 2, _CIRCLE_PX, _CIRCLE_PX)
        if is_current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colour("accent"))
        elif is_done:
            painter.setPen(QPen(self._look.colour("good"), 1.6))
            painter.setBrush(self._look.colour("good_soft"))
        else:
            painter.setPen(QPen(self._look.colour("edge"), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle)
        if is_done:
            tick = self._look.pixmap("check", "good", 18, self.devicePixelRatioF())
            painter.drawPixmap(circle.center() - QRectF(0, 0, 18, 18).center(), tick)
        else:
            painter.setPen(self._look.colour("accent_text" if is_current else "muted"))
            painter.setFont(self._heavy(is_current))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(place + 1))
        painter.setFont(self._heavy(is_current))
        painter.setPen(self._look.colour("muted" if not is_current and not is_done else "text"))
        left = SPACE + _CIRCLE_PX + SPACE + 2
        room = QRectF(left, top, self.width() - left - SPACE, _ROW_PX)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(room, flags, name)

    def _heavy(self, is_heavy: bool) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Bold if is_heavy else QFont.Weight.Normal)
        return font

    def _on_look_changed(self) -> None:
        self.update()
