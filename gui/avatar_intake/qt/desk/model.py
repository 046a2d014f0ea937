"""The list's data for Qt: one line an intake, with the numbers of a running upload. Decides nothing; see `rows.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.desk.rows import Column, Line, Told, Wanted, is_wanted, line_with
from avatar_intake.qt.desk.words import RowWords

LINE_ROLE: Final = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class IntakesModel(QAbstractTableModel):
    """All intakes. A change of one line repaints that line; the selection survives it."""

    def __init__(self, words: RowWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._rows: tuple[IntakeRow, ...] = ()
        self._lines: list[Line] = []
        self._told: dict[str, Told] = {}

    @property
    def rows(self) -> tuple[IntakeRow, ...]:
        """The stored rows, in the order in which the desk gave them."""
        return tuple(line.row for line in self._lines)

    def show_rows(self, rows: Sequence[IntakeRow]) -> None:
        """Show these; lines that stay keep what their run has told."""
        lines = [line_with(row, self._told.get(row.intake_id)) for row in rows]
        is_same = [line.row.intake_id for line in self._lines] == [row.intake_id for row in rows]
        self._rows = tuple(rows)
        if is_same:
            self._lines = lines
            self.retranslate()
            return
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def show_run(self, told: Told) -> None:
        """Show what a run tells at this moment; an unknown intake is remembered for when it comes."""
        self._told[told.intake_id] = told
        for place, row in enumerate(self._rows):
            if row.intake_id == told.intake_id:
                line = line_with(row, told)
                if line != self._lines[place]:
                    self._lines[place] = line
                    self.dataChanged.emit(self.index(place, 0), self.index(place, len(Column) - 1))
                return

    def retranslate(self) -> None:
        """Let every line and the header be shown anew."""
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(Column) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def line(self, place: int) -> Line:
        """The line at ``place``."""
        return self._lines[place]

    # --- Qt's side --------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of intakes."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of columns, see `Column`."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's words, or with ``LINE_ROLE`` the whole `Line`."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words.cell(line, Column(index.column()))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == Column.STEP else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Avatar"), self.tr("Stage"), self.tr("Progress"), self.tr("Time"), self.tr("Next step"),
        )[section]  # fmt: skip


class IntakesFilter(QSortFilterProxyModel):
    """The lines that are wanted at this moment, in the desk's own order."""

    def __init__(self, source: IntakesModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._intakes = source
        self._wanted = Wanted()
        self.setSourceModel(source)

    @property
    def wanted(self) -> Wanted:
        """What the list is narrowed to."""
        return self._wanted

    def want(self, wanted: Wanted) -> None:
        """Narrow the list to this."""
        if wanted != self._wanted:
            self.beginFilterChange()
            self._wanted = wanted
            self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def line_at(self, index: Index) -> Line | None:
        """The line under a view's index, or ``None`` beside the lines."""
        line = index.data(LINE_ROLE) if index.isValid() else None
        return line if isinstance(line, Line) else None

    def index_of(self, intake_id: str) -> QModelIndex:
        """The first cell of an intake, invalid while it is not shown."""
        for place, row in enumerate(self._intakes.rows):
            if row.intake_id == intake_id:
                return self.mapFromSource(self._intakes.index(place, 0))
        return QModelIndex()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:  # noqa: ARG002 - Qt's own signature
        """Whether a line is wanted."""
        return is_wanted(self._intakes.line(source_row).row, self._wanted)
