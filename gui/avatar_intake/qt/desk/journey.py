"""The way from the upload to the finished avatar, with the place that has been reached. Knows no intake."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from avatar_intake.qt.desk import words
from avatar_intake.qt.desk.rows import Leg
from avatar_intake.qt.look import SPACE, Look

_CIRCLE_PX: Final = 28
_TICK_PX: Final = 18


class Journey(QWidget):
    """Four stations: those behind are ticked, the current one is in its tone, the rest are pale."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._here = Leg.UPLOAD
        self._tone = "accent"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._on_look_changed)
        self._describe()

    def show_place(self, here: Leg, tone: str) -> None:
        """Show that ``here`` has been reached; ``tone`` is a colour of the look: accent, good, warn or bad."""
        self._here, self._tone = here, tone
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        """The size it likes best, in logical pixels."""
        return QSize(60 * SPACE, _CIRCLE_PX + 2)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._describe()
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's own signature
        """Paint the whole way."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        legs = tuple(Leg)
        here = legs.index(self._here)
        last = self._look_metrics().horizontalAdvance(words.leg(legs[-1])) + _CIRCLE_PX + 2 * SPACE
        room = (self.width() - last) / (len(legs) - 1)
        for place, leg in enumerate(legs):
            station = QRectF(place * room, 0, room - SPACE, self.height())
            self._paint_station(painter, station, leg, place - here)

    def _paint_station(self, painter: QPainter, station: QRectF, leg: Leg, distance: int) -> None:
        is_done = distance < 0 or (distance == 0 and leg is Leg.DONE)
        circle = QRectF(station.left() + 1, station.center().y() - _CIRCLE_PX / 2, _CIRCLE_PX, _CIRCLE_PX)
        tone = "good" if is_done else self._tone if distance == 0 else "line"
        painter.setPen(QPen(self._look.colour(tone), 2))
        painter.setBrush(self._look.colour(tone) if is_done else self._look.colour("card"))
        painter.drawEllipse(circle.adjusted(1, 1, -1, -1))
        if is_done:
            spot = circle.center() - QPointF(_TICK_PX / 2, _TICK_PX / 2)
            painter.drawPixmap(spot, self._look.pixmap("check", "card", _TICK_PX, self.devicePixelRatioF()))
        else:
            painter.setFont(self._look.title_font(0.95))
            painter.setPen(self._look.colour(self._tone if distance == 0 else "muted"))
            number = str(tuple(Leg).index(leg) + 1)
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, number)
        self._paint_name(painter, station, leg, distance)

    def _paint_name(self, painter: QPainter, station: QRectF, leg: Leg, distance: int) -> None:
        font = self._look.title_font(1.0)
        if distance != 0:
            font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        text = words.leg(leg)
        width = painter.fontMetrics().horizontalAdvance(text)
        left = int(station.left()) + _CIRCLE_PX + SPACE + 2
        painter.setPen(self._look.colour("text" if distance <= 0 else "muted"))
        painter.drawText(
            QRect(left, 0, width + SPACE, self.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            text,
        )
        if leg is not tuple(Leg)[-1]:
            painter.setPen(QPen(self._look.colour("good" if distance < 0 else "line"), 2))
            middle = station.center().y()
            painter.drawLine(QPointF(left + width + SPACE, middle), QPointF(station.right(), middle))

    def _look_metrics(self) -> QFontMetrics:
        return QFontMetrics(self._look.title_font(1.0))

    def _describe(self) -> None:
        place = tuple(Leg).index(self._here) + 1
        said = self.tr("Step {place} of {count}: {leg}")
        self.setAccessibleName(said.format(place=place, count=len(Leg), leg=words.leg(self._here)))

    def _on_look_changed(self) -> None:
        self.update()
