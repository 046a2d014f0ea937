"""The list of intakes with its filters, and what stands there while it is empty. Opens and changes nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.desk import words
from avatar_intake.qt.desk.empty import EmptyDesk, NothingFound
from avatar_intake.qt.desk.model import IntakesFilter, IntakesModel
from avatar_intake.qt.desk.row_painter import ROW_HEIGHT, RowPainter
from avatar_intake.qt.desk.rows import Column, Group, Wanted, batches_of, count_groups
from avatar_intake.qt.desk.words import RowWords
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.wording import Wording

_SEARCH_WIDTH: Final = 32 * SPACE
_BATCH_WIDTH: Final = 18 * SPACE


class ListPage(QWidget):
    """Filters above, the list below. `model` is the list's data; the window feeds it."""

    open_requested = Signal(object)  # an intake's id
    step_requested = Signal(object)  # an intake's id
    new_requested = Signal()
    rehearsal_requested = Signal()
    refresh_requested = Signal()

    def __init__(self, look: Look, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._words = RowWords(wording)
        self.model = IntakesModel(self._words, self)
        self._filter = IntakesFilter(self.model, self)
        self._build()
        self._connect()
        self.retranslate()

    def show_rows(self, rows: Sequence[IntakeRow]) -> None:
        """Show these intakes; the selected one stays selected."""
        selected = self.selected_id()
        self.model.show_rows(rows)
        self._show_counts()
        self._show_batches()
        self._show_whichever()
        self.select(selected)

    def select(self, intake_id: str) -> None:
        """Select an intake, if it is shown."""
        index = self._filter.index_of(intake_id)
        if index.isValid():
            self.table.setCurrentIndex(index)

    def selected_id(self) -> str:
        """The id of the selected intake, or an empty text."""
        line = self._filter.line_at(self.table.currentIndex())
        return line.row.intake_id if line else ""

    def show_refreshing(self, is_refreshing: bool) -> None:
        """Whether the service is being asked at this moment."""
        self._refresh.setEnabled(not is_refreshing)

    def retranslate(self) -> None:
        """Take all words anew."""
        self._search.setPlaceholderText(self.tr("Search by name, batch or job id"))
        self._search.setAccessibleName(self.tr("Search"))
        self._batch.setAccessibleName(self.tr("Batch"))
        self._refresh.setText(self.tr("Refresh"))
        self._refresh.setToolTip(self.tr("Ask the service how the reviews stand"))
        self._refresh.setAccessibleName(self.tr("Refresh"))
        self.table.setAccessibleName(self.tr("Intakes"))
        self._painter.retranslate()
        self.model.retranslate()
        self._show_counts()
        self._show_batches()
        self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- layout -----------------------------------------------------------------------------------

    def _build(self) -> None:
        self._build_filters()
        self._build_table()
        self._empty = EmptyDesk(self._look)
        self._nothing = NothingFound(self._look)
        self._stack = QStackedWidget()
        for page in (QWidget(), self._empty, self._nothing, self.table):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(self._bar)
        column.addWidget(self._stack, 1)

    def _build_filters(self) -> None:
        self._bar = QWidget()
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        self._groups = QButtonGroup(self)
        self._segments: dict[Group, QPushButton] = {}
        for number, group in enumerate(Group):
            segment = QPushButton()
            segment.setObjectName(f"filter_{group.value}")
            segment.setCheckable(True)
            set_kind(segment, "quiet")
            self._groups.addButton(segment, number)
            self._segments[group] = segment
            row.addWidget(segment)
        self._segments[Group.ALL].setChecked(True)
        self._batch = QComboBox()
        self._batch.setObjectName("batchFilter")
        self._batch.setMinimumWidth(_BATCH_WIDTH)
        self._search = QLineEdit()
        self._search.setObjectName("searchField")
        self._search.setClearButtonEnabled(True)
        self._search.setMinimumWidth(_SEARCH_WIDTH // 2)
        self._search.setMaximumWidth(_SEARCH_WIDTH)
        self._lens = self._search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._refresh = QPushButton()
        self._refresh.setObjectName("refreshButton")
        set_kind(self._refresh, "quiet")
        row.addStretch(1)
        for widget in (self._refresh, self._batch):
            row.addWidget(widget)
            row.addSpacing(SPACE // 2)
        row.addWidget(self._search, 4)

    def _build_table(self) -> None:
        self.table = IntakeTable()
        self.table.setObjectName("intakeList")
        self.table.setModel(self._filter)
        self._painter = RowPainter(self._look, self._words, self)
        self.table.setItemDelegate(self._painter)

    def _connect(self) -> None:
        self._groups.idClicked.connect(self._on_group)
        self._batch.activated.connect(self._on_batch)
        self._search.textChanged.connect(self._on_search)
        self._refresh.clicked.connect(self.refresh_requested)
        self._empty.new_requested.connect(self.new_requested)
        self._empty.rehearsal_requested.connect(self.rehearsal_requested)
        self._nothing.reset_requested.connect(self._on_reset)
        self.table.open_requested.connect(self._on_open)
        self.table.step_requested.connect(self._on_step)
        self.table.hovered.connect(self._on_hovered)
        self._painter.step_requested.connect(self.step_requested)
        self._look.changed.connect(self._on_look_changed)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)
        self._on_look_changed()

    # --- showing ----------------------------------------------------------------------------------

    def _show_counts(self) -> None:
        counts = count_groups(self.model.rows)
        for group, segment in self._segments.items():
            text = f"{words.group(group)}  {counts[group]}"
            segment.setText(text)
            segment.setAccessibleName(text)

    def _show_batches(self) -> None:
        chosen = self._filter.wanted.batch
        self._batch.clear()
        self._batch.addItem(self.tr("All batches"), "")
        for name in batches_of(self.model.rows):
            self._batch.addItem(name, name)
        self._batch.setCurrentIndex(max(0, self._batch.findData(chosen)))
        self._batch.setVisible(self._batch.count() > 1)

    def _show_whichever(self) -> None:
        is_empty = not self.model.rows
        self._bar.setVisible(not is_empty)
        if is_empty:
            self._stack.setCurrentWidget(self._empty)
        else:
            self._stack.setCurrentWidget(self.table if self._filter.rowCount() else self._nothing)

    def focus_first(self) -> None:
        """Put the focus where a person begins: on the list, or on *New intake* while there is none."""
        if self._stack.currentWidget() is self._empty:
            self._empty.focus_first()
            return
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self._filter.index(0, 0))
        self.table.setFocus()

    def _want(self, wanted: Wanted) -> None:
        selected = self.selected_id()
        self._filter.want(wanted)
        self._show_whichever()
        self.select(selected)

    def _fit_columns(self) -> None:
        header = self.table.horizontalHeader()
        for column in (Column.STANDING, Column.TIME, Column.STEP):
            header.resizeSection(column, self._painter.width_of(column))

    # --- what was asked ---------------------------------------------------------------------------

    def _on_group(self, number: int) -> None:
        self._want(replace(self._filter.wanted, group=tuple(Group)[number]))

    def _on_batch(self, place: int) -> None:
        self._want(replace(self._filter.wanted, batch=str(self._batch.itemData(place))))

    def _on_search(self, text: str) -> None:
        self._want(replace(self._filter.wanted, text=text))

    def _on_reset(self) -> None:
        self._segments[Group.ALL].setChecked(True)
        self._search.clear()
        self._batch.setCurrentIndex(0)
        self._want(Wanted())

    def _on_open(self, index: QModelIndex) -> None:
        line = self._filter.line_at(index)
        if line is not None:
            self.open_requested.emit(line.row.intake_id)

    def _on_step(self, index: QModelIndex) -> None:
        line = self._filter.line_at(index)
        if line is not None:
            self.step_requested.emit(line.row.intake_id)

    def _on_hovered(self, place: int) -> None:
        self._painter.hovered_row = place

    def _on_look_changed(self) -> None:
        self._lens.setIcon(self._look.icon("search", "muted"))
        self._refresh.setIcon(self._look.icon("refresh"))
        self.table.viewport().update()


class IntakeTable(QTableView):
    """The table itself: whole rows, Enter or a double click opens, Enter on the last cell takes the next step."""

    open_requested = Signal(QModelIndex)
    step_requested = Signal(QModelIndex)
    hovered = Signal(int)  # the place of the line under the pointer, -1 for none

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
        self.doubleClicked.connect(self.open_requested)

    def setModel(self, model: IntakesFilter | None) -> None:  # type: ignore[override]
        """Take the data and arrange the columns."""
        super().setModel(model)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in Column:
            stretches = column in (Column.NAME, Column.PROGRESS)
            mode = QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(column, mode)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space act; everything else moves."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            wish = self.step_requested if index.column() == Column.STEP else self.open_requested
            wish.emit(index)
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the whole line under the pointer, not one cell."""
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Mark no line."""
        self._hover(-1)
        super().leaveEvent(event)

    def sizeHint(self) -> QSize:
        """The size it likes best, in logical pixels."""
        return QSize(120 * SPACE, 60 * SPACE)

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.hovered.emit(place)
            self.viewport().update()
