"""Places of a film that stand out, on a bar of its length: colour, icon and words, by pointer or arrow keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QToolTip, QWidget

from avatar_intake.qt.look import Look
from avatar_intake.qt.widgets.notice import Tone

HEIGHT_PX: Final = 30
_ICON_PX: Final = 14
_BAR_PX: Final = 8
_LEAST_PX: Final = 4.0
_REACH_PX: Final = 10.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One place: ``start_s`` equals ``end_s`` for a moment. ``title`` says what is there, ``key`` whose it is."""

    start_s: float
    end_s: float
    tone: Tone
    title: str
    key: object = None


def place_text(start_s: float, end_s: float) -> str:
    """``1:23`` for a moment or less than a second, ``0:05–0:12`` for longer.

    >>> place_text(83.2, 83.2), place_text(5, 12.4)
    ('1:23', '0:05–0:12')
    """
    first, last = _clock(start_s), _clock(end_s)
    return first if first == last else f"{first}–{last}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(max(0.0, seconds)), 60)
    return f"{minutes}:{rest:02}"


class MarkBar(QAbstractSlider):
    """Takes the focus only while there is something to see; the left and right keys go from place to place."""

    place_chosen = Signal(float)  # a time in the film, seconds

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._marks: tuple[Mark, ...] = ()
        self._duration_s = 0.0
        self._current = -1
        self._time_s: float | None = None
        self.setObjectName("filmMarks")
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFixedHeight(HEIGHT_PX)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.valueChanged.connect(self._on_value)
        look.changed.connect(self._on_look_changed)
        self.retranslate()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The places, in the order of the film."""
        return self._marks

    @property
    def current(self) -> Mark | None:
        """The place that was gone to last."""
        return self._marks[self._current] if 0 <= self._current < len(self._marks) else None

    def show_marks(self, marks: tuple[Mark, ...], duration_s: float) -> None:
        """Mark these places of a film of this length."""
        self._marks = tuple(sorted(marks, key=lambda mark: (mark.start_s, mark.end_s)))
        self._duration_s = duration_s
        self._current = -1
        self._show_value()
        has_some = bool(self._marks) and duration_s > 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if has_some else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if has_some else Qt.CursorShape.ArrowCursor)
        self.retranslate()
        self.update()

    def show_time(self, time_s: float | None) -> None:
        """Show which moment the picture above is from."""
        self._time_s = time_s
        self.update()

    def retranslate(self) -> None:
        """Take the words anew."""
        self.setAccessibleName(self.tr("Places that stand out"))
        told = self.tr("; ").join(self.words_of(mark) for mark in self._marks)
        hint = self.tr("Left and right arrow keys go from place to place.") if self._marks else ""
        self.setAccessibleDescription(f"{told}. {hint}" if told else self.tr("None"))

    def words_of(self, mark: Mark) -> str:
        """What is where."""
        return self.tr("{what}: {place}").format(what=mark.title, place=place_text(mark.start_s, mark.end_s))

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._place_at(event.pos().x())
            QToolTip.showText(event.globalPos(), "" if place is None else self.words_of(self._marks[place]), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from place to place."""
        last = len(self._marks) - 1
        goals = {
            Qt.Key.Key_Left: max(self._current - 1, 0),
            Qt.Key.Key_Right: min(self._current + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_Space: max(self._current, 0),
        }
        goal = goals.get(Qt.Key(event.key()))
        if goal is None or not self._marks:
            super().keyPressEvent(event)
        else:
            self._go_to(goal)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the place under the pointer, or to that moment of the film."""
        place = self._place_at(event.position().x())
        if place is not None:
            self._go_to(place)
        elif self._duration_s > 0:
            share = event.position().x() / max(1, self.width())
            self.place_chosen.emit(min(max(share, 0.0), 1.0) * self._duration_s)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """What scrolls is the page."""
        event.ignore()

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
        if self._duration_s <= 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(0, self.height() - _BAR_PX - 3, self.width(), _BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("line"))
        painter.drawRoundedRect(bar, 4, 4)
        drawn_to = -1.0
        for place, mark in enumerate(self._marks):
            self._paint_mark(painter, mark, bar, is_current=place == self._current)
            middle = min(max(self._x((mark.start_s + mark.end_s) / 2), _ICON_PX / 2), self.width() - _ICON_PX / 2)
            if middle - _ICON_PX / 2 > drawn_to:  # icons that would cover each other are left out, their bars are not
                icon = self._look.pixmap(mark.tone.icon, mark.tone.colour, _ICON_PX, self.devicePixelRatioF())
                painter.drawPixmap(QPointF(middle - _ICON_PX / 2, 2), icon)
                drawn_to = middle + _ICON_PX / 2
        if self._time_s is not None:
            x = min(max(self._x(self._time_s), 1.0), self.width() - 1.0)
            painter.setPen(QPen(self._look.colour("text"), 2))
            painter.drawLine(QPointF(x, bar.top() - 3), QPointF(x, bar.bottom() + 3))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._look.colour("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)

    def _paint_mark(self, painter: QPainter, mark: Mark, bar: QRectF, *, is_current: bool) -> None:
        left, right = self._edges(mark)
        grow = 2 if is_current else 0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour(mark.tone.colour))
        painter.drawRect(QRectF(left, bar.top() - grow, right - left, bar.height() + 2 * grow))

    def _edges(self, mark: Mark) -> tuple[float, float]:
        left, right = self._x(mark.start_s), self._x(mark.end_s)
        missing = max(0.0, _LEAST_PX - (right - left)) / 2
        left = min(max(left - missing, 0.0), self.width() - _LEAST_PX)
        return left, max(right + missing, left + _LEAST_PX)

    def _x(self, time_s: float) -> float:
        return self.width() * min(max(time_s / self._duration_s, 0.0), 1.0)

    def _place_at(self, x: float) -> int | None:
        def away(place: int) -> float:
            left, right = self._edges(self._marks[place])
            return max(left - x, x - right, 0.0)

        if not self._marks or self._duration_s <= 0:
            return None
        nearest = min(range(len(self._marks)), key=away)
        return nearest if away(nearest) <= _REACH_PX else None

    def _go_to(self, place: int) -> None:
        self._current = place
        self._show_value()
        mark = self._marks[place]
        self.update()
        self.place_chosen.emit((mark.start_s + mark.end_s) / 2)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.words_of(mark)))

    def _show_value(self) -> None:
        """The how manieth place it is, for a screen reader; 0 before any."""
        self.blockSignals(True)
        self.setRange(0, len(self._marks))
        self.setValue(self._current + 1)
        self.blockSignals(False)

    def _on_value(self, value: int) -> None:
        """Moved by a screen reader."""
        if self._marks:
            self._go_to(max(value - 1, 0))

    def _on_look_changed(self) -> None:
        self.update()
