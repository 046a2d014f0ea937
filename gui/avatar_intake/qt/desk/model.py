"""The list's data for Qt: one line an intake, with the numbers of a running upload. Decides nothing; see `rows.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.desk.rows import Column, Line, Told, Wanted, is_wanted, line_with
from avatar_intake.qt.desk.words import RowWords

LINE_ROLE: Final = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class IntakesModel(QAbstractTableModel):
    """All intakes. It is never reset: a line that has changed is repainted, the others are not told of it.

    Nothing moves while it is being read: a line keeps its place as long as it is there, and a new one comes at the
    top. So selection, focus and scroll position survive every refresh.
    """

    def __init__(self, words: RowWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._stored: dict[str, IntakeRow] = {}  # a line's own row also knows whether its run is under way
        self._lines: list[Line] = []
        self._places: dict[str, int] = {}
        self._told: dict[str, Told] = {}
        self._new: frozenset[str] = frozenset()

    @property
    def rows(self) -> tuple[IntakeRow, ...]:
        """The stored rows, as they stand in the list."""
        return tuple(line.row for line in self._lines)

    @property
    def new_ids(self) -> frozenset[str]:
        """The intakes about which there is unseen news."""
        return self._new & self._places.keys()

    def show_rows(self, rows: Sequence[IntakeRow], new_ids: Iterable[str] | None = None) -> None:
        """Show these; lines that stay keep what their run has told. ``new_ids`` marks news in the same go."""
        if new_ids is not None:
            self._new = frozenset(new_ids)
        self._stored = {row.intake_id: row for row in rows}
        self._drop(place for place, line in enumerate(self._lines) if line.row.intake_id not in self._stored)
        self._look_again(range(len(self._lines)))
        self._put_on_top([row for row in rows if row.intake_id not in self._places])

    def show_run(self, told: Told) -> None:
        """Show what a run tells at this moment; an unknown intake is remembered for when it comes."""
        self._told[told.intake_id] = told
        self._look_again(self._places_of((told.intake_id,)))

    def show_news(self, intake_ids: Iterable[str]) -> None:
        """Mark exactly these as having unseen news."""
        before, self._new = self._new, frozenset(intake_ids)
        self._look_again(self._places_of(before ^ self._new))

    def place_of(self, intake_id: str) -> int | None:
        """Where an intake stands, if it is here."""
        return self._places.get(intake_id)

    def retranslate(self) -> None:
        """Let every line and the header be shown anew."""
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(Column) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def line(self, place: int) -> Line:
        """The line at ``place``."""
        return self._lines[place]

    # --- inside -----------------------------------------------------------------------------------

    def _line(self, intake_id: str) -> Line:
        line = line_with(self._stored[intake_id], self._told.get(intake_id))
        return replace(line, is_new=True) if intake_id in self._new else line

    def _places_of(self, intake_ids: Iterable[str]) -> list[int]:
        return sorted(self._places[intake_id] for intake_id in intake_ids if intake_id in self._places)

    def _look_again(self, places: Iterable[int]) -> None:
        """Bring the lines at these places, ascending, up to date; tell only of those that differ."""
        changed = []
        for place in places:
            line = self._line(self._lines[place].row.intake_id)
            if line != self._lines[place]:
                self._lines[place] = line
                changed.append(place)
        for first, last in runs_of(changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def _drop(self, places: Iterable[int]) -> None:
        for first, last in reversed(runs_of(places)):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._lines[first : last + 1]
            self.endRemoveRows()
        self._count_places()

    def _put_on_top(self, rows: Sequence[IntakeRow]) -> None:
        if rows:
            self.beginInsertRows(QModelIndex(), 0, len(rows) - 1)
            self._lines[:0] = [self._line(row.intake_id) for row in rows]
            self._count_places()
            self.endInsertRows()

    def _count_places(self) -> None:
        self._places = {line.row.intake_id: place for place, line in enumerate(self._lines)}

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
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words.cell(line, Column(index.column()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._words.aloud(line, Column(index.column()))
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
        place = self._intakes.place_of(intake_id)
        return QModelIndex() if place is None else self.mapFromSource(self._intakes.index(place, 0))

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:  # noqa: ARG002 - Qt's own signature
        """Whether a line is wanted."""
        return is_wanted(self._intakes.line(source_row), self._wanted)


def runs_of(places: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending places as runs of neighbours: the first and the last of each."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
