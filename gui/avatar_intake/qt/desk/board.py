"""*At the service*: every job there, whoever made it, with filters; fetched page after page. Opens nothing itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from avatar_intake.domain.board import BoardPage, BoardQuery
from avatar_intake.qt.desk.board_filters import BoardFilters
from avatar_intake.qt.desk.board_model import BoardColumn, BoardModel
from avatar_intake.qt.desk.board_painter import ROW_HEIGHT, BoardPainter
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.widgets.toned import IconLabel
from avatar_intake.qt.wording import Wording

_TEXT_WIDTH: Final = 56 * SPACE


class Board(QWidget):
    """The service is the truth: nothing of it is kept, and a refresh asks again."""

    query_changed = Signal(object)  # a `BoardQuery`: ask for its first page
    more_wanted = Signal(object)  # a `BoardQuery` for a later page
    open_requested = Signal(object)  # a `BoardJob`
    follow_requested = Signal(object)  # a job's id
    refresh_requested = Signal()

    def __init__(self, look: Look, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.model = BoardModel(wording, self)
        self._build(wording)
        self._connect()
        self.retranslate()

    @property
    def query(self) -> BoardQuery:
        """What is wanted now."""
        return self._filters.query

    def show_page(self, page: BoardPage) -> None:
        """Show the answer to the query."""
        job = self.model.job(self.table.currentIndex())
        self.model.show_page(page)
        self._show_whichever()
        self._select(job.job_id if job else "")

    def add_page(self, page: BoardPage) -> None:
        """Append a later page."""
        self.model.add_page(page)
        self._show_count()

    def show_asking(self, is_asking: bool) -> None:
        """Whether the service is being asked at this moment."""
        self._filters.show_refreshing(is_asking)
        if is_asking and not self.model.jobs:
            self._stack.setCurrentWidget(self._waiting)

    def show_nothing_known(self) -> None:
        """The service could not be asked; what was fetched before stays."""
        self.model.give_up_page()
        if not self.model.jobs:
            self._stack.setCurrentWidget(self._unknown)

    def focus_first(self) -> None:
        """Put the focus on the list, or on the filters while there is none."""
        if self._stack.currentWidget() is not self.table:
            self._filters.focus_search()
            return
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        self.table.setFocus()

    def retranslate(self) -> None:
        """Take all words anew."""
        self.table.setAccessibleName(self.tr("Jobs at the service"))
        self._painter.retranslate()
        self.model.retranslate()
        self._none_title.setText(self.tr("No job at the service matches"))
        self._none_words.setText(
            self.tr(
                "Jobs that were made at other computers or in the console stand here. Narrow less, or tick "
                "“Also what was made here”."
            )
        )
        self._none_words.setFixedHeight(self._none_words.heightForWidth(_TEXT_WIDTH))
        self._reset.setText(self.tr("Show all jobs"))
        self._reset.setAccessibleName(self._reset.text())
        self._waiting.setText(self.tr("Asking the service…"))
        self._unknown.setText(self.tr("The service could not be asked. Press Refresh to try again."))
        self._show_count()
        header = self.table.horizontalHeader()
        for column in BoardColumn:
            if column is not BoardColumn.NAME:
                header.resizeSection(column, self._painter.width_of(column))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- layout -----------------------------------------------------------------------------------

    def _build(self, wording: Wording) -> None:
        self._filters = BoardFilters(self._look, wording)
        self.table = BoardTable()
        self.table.setObjectName("boardList")
        self.table.setModel(self.model)
        self._painter = BoardPainter(self._look, wording, self.model, self)
        self.table.setItemDelegate(self._painter)
        self.table.dress()
        self._none_title, self._none_words = QLabel(), QLabel()
        self._reset = QPushButton()
        self._reset.setObjectName("boardResetButton")
        self._waiting, self._unknown = QLabel(), QLabel()
        for label in (self._waiting, self._unknown):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            set_kind(label, "muted")
        self._count = QLabel()
        self._count.setObjectName("boardCount")
        set_kind(self._count, "small")
        self._stack = QStackedWidget()
        self._nothing = self._nothing_page()
        for page in (self._waiting, self._unknown, self._nothing, self.table):
            self._stack.addWidget(page)
        foot = QHBoxLayout()
        foot.addWidget(self._count)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self._filters)
        column.addSpacing(SPACE)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)

    def _nothing_page(self) -> QWidget:
        page = QWidget()
        set_kind(self._none_title, "subtitle")
        set_kind(self._none_words, "muted")
        self._none_words.setWordWrap(True)
        self._none_words.setFixedWidth(_TEXT_WIDTH)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._none_words.setAlignment(centre)
        column = QVBoxLayout(page)
        column.setSpacing(SPACE)
        column.addStretch(2)
        column.addWidget(IconLabel(self._look, "cloud", "muted", 5 * SPACE), 0, centre)
        column.addSpacing(SPACE)
        for widget in (self._none_title, self._none_words, self._reset):
            column.addWidget(widget, 0, centre)
        column.addStretch(3)
        return page

    def _connect(self) -> None:
        self._filters.query_changed.connect(self.query_changed)
        self._filters.refresh_requested.connect(self.refresh_requested)
        self._filters.list_requested.connect(self.focus_first)
        self._reset.clicked.connect(self._filters.reset)
        self.model.more_wanted.connect(self._on_more)
        self.table.open_requested.connect(self._on_open)
        self.table.follow_requested.connect(self._on_follow)
        self.table.hovered.connect(self._on_hovered)
        self._painter.follow_requested.connect(self.follow_requested)
        self._look.changed.connect(self._on_look_changed)
        QShortcut(QKeySequence.StandardKey.Find, self, self._filters.focus_search)

    # --- showing ----------------------------------------------------------------------------------

    def _show_whichever(self) -> None:
        self._stack.setCurrentWidget(self.table if self.model.jobs else self._nothing)
        self._show_count()

    def _show_count(self) -> None:
        here, count = len(self.model.jobs), self.model.count
        text = self.tr("{here} shown of {count} that the service has").format(here=here, count=count)
        self._count.setText(text if here else "")

    def _select(self, job_id: str) -> None:
        place = next((place for place, job in enumerate(self.model.jobs) if job.job_id == job_id), None)
        if place is not None and place != self.table.currentIndex().row():
            self.table.setCurrentIndex(self.model.index(place, 0))

    # --- what was asked ---------------------------------------------------------------------------

    def _on_more(self, offset: int) -> None:
        self.more_wanted.emit(replace(self.query, offset=offset))

    def _on_open(self, index: QModelIndex) -> None:
        job = self.model.job(index)
        if job is not None:
            self.open_requested.emit(job)

    def _on_follow(self, index: QModelIndex) -> None:
        job = self.model.job(index)
        if job is not None and not job.intake_id:
            self.follow_requested.emit(job.job_id)
        elif job is not None:
            self.open_requested.emit(job)

    def _on_hovered(self, place: int) -> None:
        self._painter.hovered_row = place

    def _on_look_changed(self) -> None:
        self.table.viewport().update()


class BoardTable(QTableView):
    """Enter or a double click opens, Enter on the last cell follows, letters look for a name."""

    open_requested = Signal(QModelIndex)
    follow_requested = Signal(QModelIndex)
    hovered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hovered = -1
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(self.open_requested)

    def dress(self) -> None:
        """Arrange the columns, once there is a model."""
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in BoardColumn:
            stretches = column is BoardColumn.NAME
            mode = QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(column, mode)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space act; everything else moves or looks for a name."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            wish = self.follow_requested if index.column() == BoardColumn.FOLLOW else self.open_requested
            wish.emit(index)
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Look for a name, whichever cell has the focus."""
        now = self.currentIndex()
        if now.isValid() and now.column() != BoardColumn.NAME:
            self.setCurrentIndex(now.siblingAtColumn(BoardColumn.NAME))
        super().keyboardSearch(search)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the whole line under the pointer, not one cell."""
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Mark no line."""
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.hovered.emit(place)
            self.viewport().update()
