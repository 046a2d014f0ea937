"""Findings as rows: an icon, what was found, what it means, what can be done. Chooses no words, checks nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.widgets.notice import Notice, Tone
from avatar_intake.qt.widgets.toned import IconLabel

_ORDER = {Tone.BAD: 0, Tone.WARN: 1, Tone.WAITING: 2, Tone.INFO: 3, Tone.GOOD: 4}


class _Row(QWidget):
    """A line that can be clicked; by keyboard its link does the same."""

    clicked = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.clicked.emit()


class Checklist(QWidget):
    """Problems first, each with its explanation and links; what is good below them, short, in ``columns`` columns."""

    action_requested = Signal(object, int)  # the notice's key, the number of the action
    place_requested = Signal(object)  # the key of a notice that has a place, when its line was clicked

    def __init__(self, look: Look, columns: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._columns = columns
        self._notices: tuple[Notice, ...] = ()
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addStretch(1)
        self._body: QWidget | None = None

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The rows, in the order in which they are shown."""
        return self._notices

    def show_notices(self, notices: tuple[Notice, ...]) -> None:
        """Show these rows instead of those before."""
        ordered = tuple(sorted(notices, key=lambda notice: _ORDER[notice.tone]))
        if ordered == self._notices:
            return
        self._notices = ordered
        self.setAccessibleDescription(" ".join(notice.title for notice in ordered))
        body = self._rows(ordered)
        if self._body is not None:
            self._outer.removeWidget(self._body)
            self._body.deleteLater()
            self._body.hide()
        self._body = body
        self._outer.insertWidget(0, body)

    def clear(self) -> None:
        """Show no row."""
        self.show_notices(())

    def _rows(self, notices: tuple[Notice, ...]) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + 4)
        short = [notice for notice in notices if notice.tone is Tone.GOOD]
        for notice in notices:
            if notice.tone is not Tone.GOOD:
                column.addWidget(self._long_row(notice))
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(SPACE)
        for place, notice in enumerate(short):
            grid.addWidget(self._short_row(notice), place // self._columns, place % self._columns)
        column.addLayout(grid)
        return body

    def _short_row(self, notice: Notice) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE)
        line.addWidget(self._icon(notice))
        text = QLabel(notice.title)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        line.addWidget(text, 1)
        return row

    def _long_row(self, notice: Notice) -> QWidget:
        row = _Row()
        if notice.has_place:
            row.setCursor(Qt.CursorShape.PointingHandCursor)
            row.clicked.connect(partial(self.place_requested.emit, notice.key))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE)
        line.addWidget(self._icon(notice), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        title = QLabel(notice.title)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        set_kind(title, "strong")
        words.addWidget(title)
        if notice.explanation:
            explanation = QLabel(notice.explanation)
            explanation.setTextFormat(Qt.TextFormat.PlainText)
            explanation.setWordWrap(True)
            set_kind(explanation, "muted")
            words.addWidget(explanation)
        if notice.actions:
            words.addLayout(self._links(notice))
        line.addLayout(words, 1)
        return row

    def _links(self, notice: Notice) -> QHBoxLayout:
        links = QHBoxLayout()
        links.setSpacing(SPACE)
        links.setContentsMargins(0, 0, 0, 0)
        for number, text in enumerate(notice.actions):
            link = QPushButton(text)
            link.setObjectName(f"checklistAction{number}")
            link.setAccessibleName(f"{text}: {notice.title}")
            set_kind(link, "link")
            link.clicked.connect(partial(self._on_link, notice.key, number))
            links.addWidget(link)
        links.addStretch(1)
        return links

    def _icon(self, notice: Notice) -> IconLabel:
        return IconLabel(self._look, notice.tone.icon, notice.tone.colour, 20)

    def _on_link(self, key: object, number: int) -> None:
        self.action_requested.emit(key, number)
