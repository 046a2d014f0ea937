"""Paints the lines of the board: name with batch and tags, stage, days, what this computer has to do with it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from avatar_intake.domain.board import BoardJob
from avatar_intake.domain.review import Shown
from avatar_intake.qt.desk.board_model import JOB_ROLE, BoardColumn, BoardModel, Index
from avatar_intake.qt.desk.pill import Mark, paint_pill, pill_size, pill_width
from avatar_intake.qt.desk.rows import standing_shown
from avatar_intake.qt.desk.words import STANDING_ICONS
from avatar_intake.qt.look import SPACE, Look
from avatar_intake.qt.wording import Wording

ROW_HEIGHT: Final = 7 * SPACE
_MARGIN: Final = 2 * SPACE
_LEFT: Final = Qt.AlignmentFlag.AlignVCenter
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter


class BoardPainter(QStyledItemDelegate):
    """A click on *Follow here* asks for it."""

    follow_requested = Signal(object)  # the job's id

    def __init__(self, look: Look, wording: Wording, model: BoardModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._wording = wording
        self._model = model
        self.hovered_row = -1
        self.retranslate()

    def retranslate(self) -> None:
        """Take the fonts anew."""
        self._bold = self._look.title_font(1.0)
        self._plain = QFont(self._bold)
        self._plain.setWeight(QFont.Weight.Normal)
        self._small = QFont(self._plain)
        self._small.setPixelSize(max(12, round(self._look.text_px * 0.9)))

    def width_of(self, column: BoardColumn) -> int:
        """How wide a column has to be for its words in the language of the window, in pixels."""
        match column:
            case BoardColumn.STATE:
                return max(pill_width(self._wording.shown(shown), self._bold) for shown in Shown) + 3 * SPACE
            case BoardColumn.FOLLOW:
                samples = (BoardJob("", "", "", (), "", Shown.DONE, "", "", *more) for more in _KINDS_OF_HERE)
                widest = max(QFontMetrics(self._bold).horizontalAdvance(self._model.here(job)) for job in samples)
                return widest + 8 * SPACE
            case _:
                return QFontMetrics(self._plain).horizontalAdvance("0000/00/00 00:00 AM") + 2 * SPACE

    # --- Qt's side --------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's own signature
        """A cell's size, in logical pixels."""
        return QSize(self.width_of(BoardColumn(index.column())), ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        job = index.data(JOB_ROLE)
        if not isinstance(job, BoardJob):
            return
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, cell, state, index)
        match BoardColumn(index.column()):
            case BoardColumn.NAME:
                self._paint_name(painter, cell, job)
            case BoardColumn.STATE:
                self._paint_state(painter, cell, job)
            case BoardColumn.FOLLOW:
                self._paint_follow(painter, cell, job, has_focus=bool(state & QStyle.StateFlag.State_HasFocus))
            case _:
                self._text(painter, cell.adjusted(SPACE, 0, -SPACE, 0), str(index.data()), self._plain, "muted")
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,  # noqa: ARG002 - Qt's own signature
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """A click on the painted button."""
        job = index.data(JOB_ROLE)
        if not isinstance(event, QMouseEvent) or event.type() != QEvent.Type.MouseButtonRelease:
            return False
        if not isinstance(job, BoardJob) or BoardColumn(index.column()) is not BoardColumn.FOLLOW:
            return False
        cell: QRect = option.rect
        if not job.intake_id and self.button_in(cell, job).contains(event.position().toPoint()):
            self.follow_requested.emit(job.job_id)
            return True
        return False

    def button_in(self, cell: QRect, job: BoardJob) -> QRect:
        """Where *Follow here* is painted in its cell."""
        width = QFontMetrics(self._bold).horizontalAdvance(self._model.here(job)) + 4 * SPACE
        height = 4 * SPACE + 2
        return QRect(cell.right() - _MARGIN - width + 1, cell.center().y() - height // 2 + 1, width, height)

    # --- pieces -----------------------------------------------------------------------------------

    def _paint_ground(self, painter: QPainter, cell: QRect, state: QStyle.StateFlag, index: Index) -> None:
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        if is_selected or index.row() == self.hovered_row:
            painter.fillRect(cell, self._look.colour("hover" if is_selected else "window"))
        if is_selected and index.column() == BoardColumn.NAME:
            painter.fillRect(QRect(cell.left(), cell.top(), 3, cell.height()), self._look.colour("accent"))
        painter.setPen(QPen(self._look.colour("line"), 1))
        painter.drawLine(cell.bottomLeft(), cell.bottomRight())

    def _paint_name(self, painter: QPainter, cell: QRect, job: BoardJob) -> None:
        room = cell.adjusted(_MARGIN, SPACE // 2, -SPACE, -SPACE // 2)
        below = " · ".join(piece for piece in (job.batch_name, *job.tags) if piece)
        name = str(self._model.name_of(job))
        if not below:
            self._text(painter, room, name, self._bold, "text")
            return
        upper = QRect(room.left(), room.top(), room.width(), room.height() // 2)
        lower = QRect(room.left(), upper.bottom() + 1, room.width(), room.height() - upper.height())
        self._text(painter, upper, name, self._bold, "text")
        self._text(painter, lower, below, self._small, "muted")

    def _paint_state(self, painter: QPainter, cell: QRect, job: BoardJob) -> None:
        icon, tone = STANDING_ICONS[standing_shown(job.shown)]
        text = self._wording.shown(job.shown)
        size = pill_size(text, self._bold, cell.width() - 2 * SPACE)
        pill = QRect(QPoint(cell.left() + SPACE, cell.center().y() - size.height() // 2 + 1), size)
        painter.setFont(self._bold)
        paint_pill(painter, pill, Mark(icon, tone, text), self._look)

    def _paint_follow(self, painter: QPainter, cell: QRect, job: BoardJob, *, has_focus: bool) -> None:
        text = self._model.here(job)
        if job.intake_id:
            room = cell.adjusted(SPACE, 0, -_MARGIN, 0)
            painter.setFont(self._plain)
            painter.setPen(self._look.colour("muted"))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
            return
        button = QRectF(self.button_in(cell, job)).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(self._look.colour("accent"), 2 if has_focus else 1))
        painter.setBrush(self._look.colour("card"))
        painter.drawRoundedRect(button, SPACE, SPACE)
        painter.setFont(self._bold)
        painter.setPen(self._look.colour("accent"))
        painter.drawText(button, _CENTRE, text)

    def _text(self, painter: QPainter, room: QRect, text: str, font: QFont, tone: str) -> None:
        painter.setFont(font)
        painter.setPen(self._look.colour(tone))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, shown)


_KINDS_OF_HERE: Final = (("", False), ("x", False), ("x", True))
