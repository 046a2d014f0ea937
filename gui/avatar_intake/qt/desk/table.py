"""The table of the list: whole rows, several at once, all of it by keyboard. Does nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from avatar_intake.qt.desk.model import IntakesFilter
from avatar_intake.qt.desk.row_painter import ROW_HEIGHT
from avatar_intake.qt.desk.rows import Column
from avatar_intake.qt.look import SPACE

_PLAIN = Qt.KeyboardModifier.NoModifier
_ACTS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class IntakeTable(QTableView):
    """Enter or a double click opens, Enter on the last cell takes the next step, Delete asks to remove.

    Letters look for a name, Escape lets go of a selection of several, the menu key opens a menu at the line.
    """

    open_requested = Signal(QModelIndex)
    step_requested = Signal(QModelIndex)
    remove_requested = Signal()
    menu_requested = Signal(QPoint)  # where, in the viewport
    selection_changed = Signal()
    hovered = Signal(int)  # the place of the line under the pointer, -1 for none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hovered = -1
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
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

    def setModel(self, model: IntakesFilter | None) -> None:  # type: ignore[override]
        """Take the data and arrange the columns."""
        super().setModel(model)
        self.selectionModel().selectionChanged.connect(self.selection_changed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in Column:
            stretches = column in (Column.NAME, Column.PROGRESS)
            mode = QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(column, mode)

    def selected_places(self) -> list[int]:
        """The places of the selected lines, from the top down."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A few keys act; everything else moves, selects or looks for a name."""
        act = self._keys().get(Qt.Key(event.key())) if event.modifiers() in (_PLAIN, _KEYPAD) else None
        if act is None or not self.currentIndex().isValid():
            super().keyPressEvent(event)
        else:
            act()

    def keyboardSearch(self, search: str) -> None:
        """Look for a name, whichever cell has the focus."""
        now = self.currentIndex()
        if now.isValid() and now.column() != Column.NAME:
            self.selectionModel().setCurrentIndex(
                now.siblingAtColumn(Column.NAME), self.selectionModel().SelectionFlag.NoUpdate
            )
        super().keyboardSearch(search)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu at the line: under the pointer, or with the menu key at the line in focus."""
        spot = event.pos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            spot = self.visualRect(self.currentIndex().siblingAtColumn(Column.NAME)).center()
        if self.indexAt(spot).isValid():
            self.menu_requested.emit(spot)

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

    def _keys(self) -> Mapping[Qt.Key, Callable[[], None]]:
        acts: dict[Qt.Key, Callable[[], None]] = dict.fromkeys(_ACTS, self._act)
        acts[Qt.Key.Key_Delete] = self.remove_requested.emit
        if len(self.selected_places()) > 1:
            acts[Qt.Key.Key_Escape] = self._select_one
        return acts

    def _act(self) -> None:
        index = self.currentIndex()
        wish = self.step_requested if index.column() == Column.STEP else self.open_requested
        wish.emit(index)

    def _select_one(self) -> None:
        self.setCurrentIndex(self.currentIndex())

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.hovered.emit(place)
            self.viewport().update()


_KEYPAD = Qt.KeyboardModifier.KeypadModifier
