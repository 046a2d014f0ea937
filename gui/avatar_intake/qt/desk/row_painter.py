"""Paints the lines of the list: monogram, stage, way and progress, time, next step. Decides nothing; see `rows.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QDate,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from avatar_intake.qt.desk import words
from avatar_intake.qt.desk.cell_cache import CellCache, blank_cell
from avatar_intake.qt.desk.model import LINE_ROLE
from avatar_intake.qt.desk.pill import Mark, paint_pill, pill_size, pill_width
from avatar_intake.qt.desk.rows import Column, Leg, Line, Standing, Step, leg_of, next_step, standing_of, thousandths
from avatar_intake.qt.desk.words import STANDING_ICONS, RowWords
from avatar_intake.qt.look import SPACE, Look

ROW_HEIGHT: Final = 9 * SPACE
_MARGIN: Final = 2 * SPACE
_DOT_PX: Final = 13
_STANDING_WIDTH: Final = 28 * SPACE  # so that what stands in the way needs two lines at most
_LEGS: Final = tuple(Leg)
_CALLS_FOR_YOU: Final = frozenset({Step.FILL_IN, Step.CONTINUE, Step.SUBMIT, Step.REPLACE, Step.START_AGAIN})
_STOPPED_WAY: Final = frozenset({Standing.REJECTED, Standing.TURNED_DOWN})

_CENTRE: Final = Qt.AlignmentFlag.AlignCenter
_LEFT: Final = Qt.AlignmentFlag.AlignVCenter

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class _Ink:
    font: QFont
    tone: str


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a cell's look depends on beside its line. ``day``: a moment of today is said without its date."""

    column: Column
    width: int
    height: int
    is_selected: bool
    is_hovered: bool
    has_focus: bool
    day: int
    ratio: float


class RowPainter(QStyledItemDelegate):
    """One delegate for all columns. A click on the painted button asks for the line's next step."""

    step_requested = Signal(object)  # the intake's id

    def __init__(self, look: Look, row_words: RowWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._words = row_words
        self.hovered_row = -1
        self._cells = CellCache()
        look.changed.connect(self._cells.clear)
        self._fonts()

    def retranslate(self) -> None:
        """Take fonts, words and widths anew."""
        self._cells.clear()
        self._fonts()

    def width_of(self, column: Column) -> int:
        """How wide a column has to be for its words in the language of the window, in pixels."""
        bold = QFontMetrics(self._bold)
        plain = QFontMetrics(self._plain)
        match column:
            case Column.STANDING:
                widest = max(pill_width(words.standing(standing), self._bold) for standing in Standing) + 3 * SPACE
                return max(widest, _STANDING_WIDTH)
            case Column.STEP:
                widest = max(bold.horizontalAdvance(words.step(step)) for step in Step)
                return widest + 8 * SPACE
            case Column.TIME:
                return plain.horizontalAdvance("0") * 22 + 2 * SPACE
            case _:
                return plain.horizontalAdvance("0") * 28

    # --- Qt's side --------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's own signature
        """A cell's size, in logical pixels."""
        return QSize(self.width_of(Column(index.column())), ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        line = index.data(LINE_ROLE)
        if not isinstance(line, Line):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        cell = _Cell(
            Column(index.column()),
            rect.width(),
            rect.height(),
            is_selected=bool(state & QStyle.StateFlag.State_Selected),
            is_hovered=index.row() == self.hovered_row,
            has_focus=bool(state & QStyle.StateFlag.State_HasFocus),
            day=QDate.currentDate().toJulianDay(),
            ratio=painter.device().devicePixelRatio(),
        )
        place = (line.row.intake_id, cell.column)
        pixmap = self._cells.find(place, (line, cell))
        if pixmap is None:
            pixmap = self._painted(cell, line)
            self._cells.keep(place, (line, cell), pixmap)
        painter.drawPixmap(rect.topLeft(), pixmap)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,  # noqa: ARG002 - Qt's own signature
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """A click on the painted button."""
        line = index.data(LINE_ROLE)
        is_button = Column(index.column()) is Column.STEP and isinstance(line, Line)
        if is_button and isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            cell: QRect = option.rect
            if self.button_in(cell, line).contains(event.position().toPoint()):
                self.step_requested.emit(line.row.intake_id)
                return True
        return False

    def button_in(self, cell: QRect, line: Line) -> QRect:
        """Where the next step's button is painted in its cell."""
        width = QFontMetrics(self._bold).horizontalAdvance(words.step(next_step(line.row))) + 4 * SPACE
        height = 4 * SPACE + 2
        top = cell.center().y() - height // 2 + 1
        return QRect(cell.right() - _MARGIN - width + 1, top, width, height)

    def pill_in(self, cell: QRect, text: str) -> QRect:
        """Where the stage's pill is painted in its cell: a long text takes a second line, and is never cut off."""
        size = pill_size(text, self._bold, cell.width() - 2 * SPACE)
        return QRect(QPoint(cell.left() + SPACE, cell.center().y() - size.height() // 2 + 1), size)

    # --- pieces -----------------------------------------------------------------------------------

    def _painted(self, cell: _Cell, line: Line) -> QPixmap:
        pixmap = blank_cell(QSize(cell.width, cell.height), cell.ratio)
        room = QRect(0, 0, cell.width, cell.height)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, room, cell)
        paint = {
            Column.NAME: self._paint_name,
            Column.STANDING: self._paint_standing,
            Column.PROGRESS: self._paint_progress,
            Column.TIME: self._paint_time,
        }.get(cell.column)
        if paint is not None:
            paint(painter, room, line)
        else:
            self._paint_step(painter, room, line, has_focus=cell.has_focus)
        painter.end()
        return pixmap

    def _fonts(self) -> None:
        self._plain = QFont(self._look.title_font(1.0))
        self._plain.setWeight(QFont.Weight.Normal)
        self._bold = self._look.title_font(1.0)
        self._small = QFont(self._plain)
        self._small.setPixelSize(max(12, round(self._look.text_px * 0.9)))
        self._large = self._look.title_font(1.15)

    def _paint_ground(self, painter: QPainter, room: QRect, cell: _Cell) -> None:
        ground = "hover" if cell.is_selected else "window" if cell.is_hovered else "card"
        painter.fillRect(room, self._look.colour(ground))
        if cell.is_selected and cell.column is Column.NAME:
            painter.fillRect(QRect(0, 0, 3, room.height()), self._look.colour("accent"))
        painter.setPen(QPen(self._look.colour("line"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())

    def _paint_name(self, painter: QPainter, cell: QRect, line: Line) -> None:
        side = 5 * SPACE
        circle = QRect(cell.left() + _MARGIN, cell.center().y() - side // 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("selection"))
        painter.drawEllipse(circle)
        self._text(painter, circle, words.monogram(line.row), _Ink(self._large, "accent"), _CENTRE)
        if line.is_new:
            painter.setPen(QPen(self._look.colour("card"), 2))
            painter.setBrush(self._look.colour("bad"))
            painter.drawEllipse(QRect(circle.right() - _DOT_PX + 2, circle.top() - 1, _DOT_PX, _DOT_PX))
        room = cell.adjusted(_MARGIN + side + SPACE + 4, SPACE + 4, -SPACE, -SPACE - 4)
        upper = QRect(room.left(), room.top(), room.width(), room.height() // 2)
        lower = QRect(room.left(), upper.bottom() + 1, room.width(), room.height() - upper.height())
        tone = "text" if line.row.name else "muted"
        self._text(painter, upper, words.name(line.row), _Ink(self._bold, tone))
        self._text(painter, lower, self._words.under_name(line.row), _Ink(self._small, "muted"))

    def _paint_standing(self, painter: QPainter, cell: QRect, line: Line) -> None:
        icon, tone = STANDING_ICONS[standing_of(line.row)]
        text = self._words.trouble(line)
        if text:
            icon, tone = ("waiting", "accent") if line.wait_reason is not None else ("warning", "warn")
        else:
            text = self._words.cell(line, Column.STANDING)
        painter.setFont(self._bold)
        paint_pill(painter, self.pill_in(cell, text), Mark(icon, tone, text), self._look)

    def _paint_progress(self, painter: QPainter, cell: QRect, line: Line) -> None:
        room = cell.adjusted(SPACE, 0, -3 * SPACE, 0)
        bar = QRect(room.left(), cell.center().y() - SPACE - 2, room.width(), 6)
        if leg_of(line.row) is Leg.UPLOAD:
            self._paint_bar(painter, bar, thousandths(line), self._tone(line))
        else:
            self._paint_way(painter, bar, line)
        below = QRect(room.left(), bar.bottom() + 4, room.width(), 3 * SPACE)
        self._text(painter, below, self._words.cell(line, Column.PROGRESS), _Ink(self._small, "muted"))

    def _paint_time(self, painter: QPainter, cell: QRect, line: Line) -> None:
        painter.setFont(self._plain)
        painter.setPen(self._look.colour("muted"))
        wrapped = _LEFT | Qt.TextFlag.TextWordWrap
        painter.drawText(cell.adjusted(SPACE, 0, -SPACE, 0), wrapped, self._words.cell(line, Column.TIME))

    def _paint_step(self, painter: QPainter, cell: QRect, line: Line, *, has_focus: bool) -> None:
        step = next_step(line.row)
        button = QRectF(self.button_in(cell, line)).adjusted(0.5, 0.5, -0.5, -0.5)
        is_calling = step in _CALLS_FOR_YOU
        edge = "accent" if is_calling or has_focus else "line"
        painter.setPen(QPen(self._look.colour(edge), 2 if has_focus else 1))
        painter.setBrush(self._look.colour("card"))
        painter.drawRoundedRect(button, SPACE, SPACE)
        tone = "accent" if is_calling else "text"
        self._text(painter, button.toRect(), words.step(step), _Ink(self._bold, tone), _CENTRE)

    def _paint_bar(self, painter: QPainter, bar: QRect, share: int, tone: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("line"))
        painter.drawRoundedRect(bar, 3, 3)
        if share:
            painter.setBrush(self._look.colour(tone))
            painter.drawRoundedRect(QRect(bar.left(), bar.top(), max(6, bar.width() * share // 1000), 6), 3, 3)

    def _paint_way(self, painter: QPainter, bar: QRect, line: Line) -> None:
        here = _LEGS.index(leg_of(line.row))
        gap = 4
        width = (bar.width() - gap * (len(_LEGS) - 1)) / len(_LEGS)
        for place in range(len(_LEGS)):
            piece = QRectF(bar.left() + place * (width + gap), bar.top(), width, bar.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._leg_colour(place, here, line))
            painter.drawRoundedRect(piece, 3, 3)

    def _leg_colour(self, place: int, here: int, line: Line) -> QColor:
        if place > here:
            return self._look.colour("line")
        if place < here:
            return self._look.colour("good")
        return self._look.colour(self._tone(line))

    def _tone(self, line: Line) -> str:
        standing = standing_of(line.row)
        if standing in _STOPPED_WAY:
            return "bad"
        if standing is Standing.DONE:
            return "good"
        if line.wait_reason or line.is_too_slow or line.is_paused or standing in (Standing.STOPPED, Standing.SUSPENDED):
            return "warn"
        return "accent"

    def _text(self, painter: QPainter, room: QRect, text: str, ink: _Ink, align: Qt.AlignmentFlag = _LEFT) -> None:
        painter.setFont(ink.font)
        painter.setPen(self._look.colour(ink.tone))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, align, shown)
