"""How loud a film is over its length, as bars; what is nearly silent or at the limit differs in shape and colour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from avatar_intake.domain.media import SoundLevels, Span
from avatar_intake.qt.look import SPACE, Look
from avatar_intake.qt.widgets.marks import place_text

QUIET_DBFS: Final = -50.0  # below it, nothing of a voice is left
LOUD_DBFS: Final = -1.0  # above it, a sound is about to be cut off at the top
FLOOR_DBFS: Final = -60.0
_BAR_PX: Final = 4
_GAP_PX: Final = 1
_TOLD: Final = 4  # so many places are told in words


def stretches(levels: SoundLevels, is_meant: Callable[[float], bool], least_s: float = 0.0) -> tuple[Span, ...]:
    """The stretches in which every level is meant, those shorter than ``least_s`` left out.

    >>> stretches(SoundLevels(1.0, (-70.0, -70.0, -20.0, -70.0)), lambda level: level < -50, 2.0)
    (Span(start_s=0.0, end_s=2.0),)
    """
    found: list[Span] = []
    begin: int | None = None
    for place, level in enumerate((*levels.levels_dbfs, None)):
        if level is not None and is_meant(level):
            begin = place if begin is None else begin
        elif begin is not None:
            span = Span(begin * levels.step_s, place * levels.step_s)
            begin = None
            if span.end_s - span.start_s >= least_s:
                found.append(span)
    return tuple(found)


def usual_dbfs(levels: SoundLevels) -> float | None:
    """The middle level of all that is no silence; ``None`` where there is nothing else."""
    heard = sorted(level for level in levels.levels_dbfs if level >= QUIET_DBFS)
    return heard[len(heard) // 2] if heard else None


class SoundGraph(QWidget):
    """One bar for each stretch: hollow dots where it is nearly silent, a tip on what is at the limit."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._levels: SoundLevels | None = None
        self.setObjectName("soundGraph")
        self.setFixedHeight(5 * SPACE)
        look.changed.connect(self._on_look_changed)
        self.retranslate()

    @property
    def has_sound(self) -> bool:
        """Whether there is anything to show."""
        return self._levels is not None and bool(self._levels.levels_dbfs)

    def show_levels(self, levels: SoundLevels | None) -> None:
        """Show these, or nothing."""
        self._levels = levels
        self.retranslate()
        self.update()

    def words(self) -> str:
        """The graph in words; empty without sound."""
        levels = self._levels
        if levels is None or not levels.levels_dbfs:
            return ""
        usual = usual_dbfs(levels)
        if usual is None:
            return self.tr("The sound is nearly silent.")
        told = [self.tr("Usual loudness: {level} dB.").format(level=f"{usual:.0f}".replace("-", "−"))]
        quiet = stretches(levels, lambda level: level < QUIET_DBFS, 2.0)
        loud = stretches(levels, lambda level: level >= LOUD_DBFS)
        if quiet:
            told.append(self.tr("Nearly silent: {places}.").format(places=self._places(quiet)))
        if loud:
            told.append(self.tr("At the limit: {places}.").format(places=self._places(loud)))
        return " ".join(told)

    def retranslate(self) -> None:
        """Take the words anew."""
        self.setAccessibleName(self.tr("Loudness of the sound"))
        self.setAccessibleDescription(self.words() or self.tr("No sound"))
        self.setToolTip(self.words())

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint by hand."""
        if self._levels is None or not self._levels.levels_dbfs:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("line"), 1))
        painter.drawLine(QPointF(0, self.height() - 1), QPointF(self.width(), self.height() - 1))
        count = max(1, min(self.width() // (_BAR_PX + _GAP_PX), len(self._levels.levels_dbfs)))
        wide = self.width() / count
        for place in range(count):
            self._paint_bar(painter, place * wide, wide - _GAP_PX, self._loudest(place, count))

    def _loudest(self, place: int, count: int) -> float:
        levels = self._levels.levels_dbfs if self._levels else ()
        first = place * len(levels) // count
        return max(levels[first : max(first + 1, (place + 1) * len(levels) // count)])

    def _paint_bar(self, painter: QPainter, left: float, width: float, level_dbfs: float) -> None:
        bottom, room = self.height() - 2.0, self.height() - 8.0
        if level_dbfs < QUIET_DBFS:
            painter.setPen(QPen(self._look.colour("muted"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            side = min(width, 3.0)
            painter.drawEllipse(QRectF(left + (width - side) / 2, bottom - side - 1, side, side))
            return
        is_loud = level_dbfs >= LOUD_DBFS
        high = room * (1 - min(level_dbfs, 0.0) / FLOOR_DBFS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("bad" if is_loud else "accent"))
        painter.drawRect(QRectF(left, bottom - high, width, high))
        if is_loud:
            middle = left + width / 2
            tip = [QPointF(middle - 4, 6), QPointF(middle + 4, 6), QPointF(middle, 0)]
            painter.drawPolygon(QPolygonF(tip))

    def _places(self, spans: tuple[Span, ...]) -> str:
        told = self.tr(", ").join(place_text(span.start_s, span.end_s) for span in spans[:_TOLD])
        more = len(spans) - _TOLD
        return told + (self.tr(" and %n more", "", more) if more > 0 else "")

    def _on_look_changed(self) -> None:
        self.update()
