"""The list of intakes with its filters, and what stands there while it is empty. Opens and changes nothing itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QVBoxLayout, QWidget

from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.desk.empty import EmptyDesk, NothingFound, Visitor
from avatar_intake.qt.desk.filters import FilterBar
from avatar_intake.qt.desk.foot import Foot
from avatar_intake.qt.desk.model import IntakesFilter, IntakesModel
from avatar_intake.qt.desk.row_painter import RowPainter
from avatar_intake.qt.desk.rows import Column, Wanted
from avatar_intake.qt.desk.table import IntakeTable
from avatar_intake.qt.desk.words import RowWords
from avatar_intake.qt.look import SPACE, Look
from avatar_intake.qt.wording import Wording


class ListPage(QWidget):
    """Filters above, the list, below it what a selection can have done. `model` is the data; the window feeds it."""

    open_requested = Signal(object)  # an intake's id
    step_requested = Signal(object)  # an intake's id
    remove_requested = Signal(object)  # the ids of the selected intakes
    menu_requested = Signal(object, QPoint)  # the ids of the selected intakes; where on the screen
    bulk_requested = Signal(object, object)  # a `Bulk`, the ids
    new_requested = Signal()
    rehearsal_requested = Signal()
    refresh_requested = Signal()

    def __init__(self, look: Look, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._words = RowWords(wording)
        self.model = IntakesModel(self._words, self)
        self._filter = IntakesFilter(self.model, self)
        self._build(wording)
        self._connect()
        self.retranslate()

    def show_rows(self, rows: Sequence[IntakeRow], new_ids: Collection[str] | None = None) -> None:
        """Show these intakes; selection, focus and scroll position stay.

        With ``new_ids`` exactly those are marked as having unseen news; without, the marks stay as they are.
        """
        self.model.show_rows(rows, new_ids)
        self._show_around()

    def show_news(self, intake_ids: Collection[str]) -> None:
        """Mark exactly these as having unseen news."""
        self.model.show_news(intake_ids)
        self._show_around()

    def select(self, *intake_ids: str) -> None:
        """Select these intakes, as far as they are shown; the first has the focus."""
        indexes = [index for index in map(self._filter.index_of, intake_ids) if index.isValid()]
        if not indexes:
            return
        self.table.setCurrentIndex(indexes[0])
        flags = self.table.selectionModel().SelectionFlag
        for index in indexes[1:]:
            self.table.selectionModel().select(index, flags.Select | flags.Rows)

    def selected_id(self) -> str:
        """The id of the intake in focus, or an empty text."""
        line = self._filter.line_at(self.table.currentIndex())
        return line.row.intake_id if line else ""

    def selected_rows(self) -> tuple[IntakeRow, ...]:
        """The selected intakes, from the top down."""
        lines = [self._filter.line_at(self._filter.index(place, 0)) for place in self.table.selected_places()]
        return tuple(line.row for line in lines if line is not None)

    def show_refreshing(self, is_refreshing: bool) -> None:
        """Whether the service is being asked at this moment."""
        self._filters.show_refreshing(is_refreshing)

    def show_visitor(self, visitor: Visitor) -> None:
        """Who would look at an empty list."""
        self._empty.show_visitor(visitor)

    def focus_first(self) -> None:
        """Put the focus where a person begins: on the list, or on what comes first while there is none."""
        if self._stack.currentWidget() is self._empty:
            self._empty.focus_first()
            return
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self._filter.index(0, 0))
        self.table.setFocus()

    def retranslate(self) -> None:
        """Take all words anew."""
        self.table.setAccessibleName(self.tr("Intakes"))
        self._painter.retranslate()
        self.model.retranslate()
        self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- layout -----------------------------------------------------------------------------------

    def _build(self, wording: Wording) -> None:
        self._filters = FilterBar(self._look)
        self.table = IntakeTable()
        self.table.setObjectName("intakeList")
        self.table.setModel(self._filter)
        self._painter = RowPainter(self._look, self._words, self)
        self.table.setItemDelegate(self._painter)
        self._empty = EmptyDesk(self._look)
        self._nothing = NothingFound(self._look)
        self.foot = Foot(self._look, wording)
        self._stack = QStackedWidget()
        for page in (QWidget(), self._empty, self._nothing, self.table):
            self._stack.addWidget(page)
        for around in (self._filters, self.foot):  # nothing is counted before it is known
            around.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, SPACE, 3 * SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self._filters)
        column.addSpacing(SPACE)
        column.addWidget(self._stack, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self._filters.wanted_changed.connect(self._on_wanted)
        self._filters.refresh_requested.connect(self.refresh_requested)
        self._filters.list_requested.connect(self.focus_first)
        self._empty.new_requested.connect(self.new_requested)
        self._empty.rehearsal_requested.connect(self.rehearsal_requested)
        self._nothing.reset_requested.connect(self._on_reset)
        self.table.open_requested.connect(self._on_open)
        self.table.step_requested.connect(self._on_step)
        self.table.remove_requested.connect(self._on_remove)
        self.table.menu_requested.connect(self._on_menu)
        self.table.selection_changed.connect(self._on_selected)
        self.table.hovered.connect(self._on_hovered)
        self._painter.step_requested.connect(self.step_requested)
        self.foot.bulk_requested.connect(self.bulk_requested)
        self._look.changed.connect(self._on_look_changed)
        QShortcut(QKeySequence.StandardKey.Find, self, self._filters.focus_search)

    # --- showing ----------------------------------------------------------------------------------

    def _show_around(self) -> None:
        """Bring up to date what stands around the lines."""
        self._filters.show_rows(self.model.rows, len(self.model.new_ids))
        self._show_whichever()
        self._on_selected()

    def _show_whichever(self) -> None:
        is_empty = not self.model.rows
        self._filters.setVisible(not is_empty)
        self.foot.setVisible(not is_empty)
        if is_empty:
            page: QWidget = self._empty
        else:
            page = self.table if self._filter.rowCount() else self._nothing
            self._nothing.show_wanted(self._filter.wanted)
        if page is not self._stack.currentWidget():
            self._stack.setCurrentWidget(page)

    def _fit_columns(self) -> None:
        header = self.table.horizontalHeader()
        for column in (Column.STANDING, Column.TIME, Column.STEP):
            header.resizeSection(column, self._painter.width_of(column))

    # --- what was asked ---------------------------------------------------------------------------

    def _on_wanted(self, wanted: Wanted) -> None:
        selected = self.selected_id()
        self._filter.want(wanted)
        self._show_whichever()
        index = self._filter.index_of(selected) if selected else QModelIndex()
        if index.isValid():
            self.select(selected)
            self.table.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def _on_reset(self) -> None:
        self._filters.reset()
        self.focus_first()

    def _on_open(self, index: QModelIndex) -> None:
        line = self._filter.line_at(index)
        if line is not None:
            self.open_requested.emit(line.row.intake_id)

    def _on_step(self, index: QModelIndex) -> None:
        line = self._filter.line_at(index)
        if line is not None:
            self.step_requested.emit(line.row.intake_id)

    def _on_remove(self) -> None:
        rows = self.selected_rows()
        if rows:
            self.remove_requested.emit(tuple(row.intake_id for row in rows))

    def _on_menu(self, spot: QPoint) -> None:
        line = self._filter.line_at(self.table.indexAt(spot))
        ids = tuple(row.intake_id for row in self.selected_rows())
        if line is not None and line.row.intake_id not in ids:
            self.select(line.row.intake_id)
            ids = (line.row.intake_id,)
        if ids:
            self.menu_requested.emit(ids, self.table.viewport().mapToGlobal(spot))

    def _on_selected(self) -> None:
        self.foot.show_selected(self.selected_rows())

    def _on_hovered(self, place: int) -> None:
        self._painter.hovered_row = place

    def _on_look_changed(self) -> None:
        self.table.viewport().update()
