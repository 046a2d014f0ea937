"""The board's data for Qt: the jobs at the service, page after page as they are scrolled to. Asks nobody itself."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from avatar_intake.domain.board import BoardJob, BoardPage
from avatar_intake.qt.desk.model import runs_of
from avatar_intake.qt.wording import Wording

JOB_ROLE: Final = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class BoardColumn(IntEnum):
    """The columns of the board, in their order on the screen."""

    NAME = 0
    STATE = 1
    CREATED = 2
    CHANGED = 3
    FOLLOW = 4


class BoardModel(QAbstractTableModel):
    """Jobs as the service listed them. A refresh that lists the same jobs repaints only those that differ."""

    more_wanted = Signal(int)  # the offset of the next page

    def __init__(self, wording: Wording, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wording = wording
        self._jobs: list[BoardJob] = []
        self._next_offset: int | None = None
        self._is_fetching = False
        self._count = 0

    @property
    def jobs(self) -> Sequence[BoardJob]:
        """What is here so far."""
        return tuple(self._jobs)

    @property
    def count(self) -> int:
        """How many jobs at the service match, also those that were not fetched yet."""
        return self._count

    def show_page(self, page: BoardPage) -> None:
        """Show the first page of an answer, in place of what was there."""
        self._count, self._is_fetching = page.count, False
        jobs = list(page.jobs)
        is_same = [job.job_id for job in jobs] == [job.job_id for job in self._jobs[: len(jobs)]] and bool(jobs)
        if not is_same:
            self.beginResetModel()
            self._jobs, self._next_offset = jobs, page.next_offset
            self.endResetModel()
            return
        if len(jobs) == len(self._jobs):
            self._next_offset = page.next_offset
        changed = [place for place, job in enumerate(jobs) if job != self._jobs[place]]
        self._jobs[: len(jobs)] = jobs
        for first, last in runs_of(changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(BoardColumn) - 1))

    def add_page(self, page: BoardPage) -> None:
        """Append the page that was wanted; a job that moved between two pages is not shown twice."""
        self._is_fetching = False
        self._next_offset = page.next_offset
        known = {job.job_id for job in self._jobs}
        jobs = [job for job in page.jobs if job.job_id not in known]
        if jobs:
            first = len(self._jobs)
            self.beginInsertRows(QModelIndex(), first, first + len(jobs) - 1)
            self._jobs += jobs
            self.endInsertRows()

    def give_up_page(self) -> None:
        """The page that was wanted did not come; it is wanted again with the next scroll."""
        self._is_fetching = False

    def retranslate(self) -> None:
        """Let every line and the header be shown anew."""
        if self._jobs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._jobs) - 1, len(BoardColumn) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(BoardColumn) - 1)

    def job(self, index: Index) -> BoardJob | None:
        """The job under an index."""
        return self._jobs[index.row()] if index.isValid() else None

    # --- Qt's side --------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of jobs that were fetched."""
        return 0 if parent.isValid() else len(self._jobs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of columns, see `BoardColumn`."""
        return 0 if parent.isValid() else len(BoardColumn)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether the service has more."""
        return not parent.isValid() and self._next_offset is not None and not self._is_fetching

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page; `add_page` comes later."""
        if self.canFetchMore(parent) and self._next_offset is not None:
            self._is_fetching = True
            self.more_wanted.emit(self._next_offset)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's words, or with ``JOB_ROLE`` the whole `BoardJob`."""
        job = self.job(index)
        if job is None:
            return None
        if role == JOB_ROLE:
            return job
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._cell(job, BoardColumn(index.column()))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == BoardColumn.FOLLOW else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Avatar"), self.tr("Stage"), self.tr("Made"), self.tr("Last change"), self.tr("Here"),
        )[section]  # fmt: skip

    def _cell(self, job: BoardJob, column: BoardColumn) -> str:
        match column:
            case BoardColumn.NAME:
                return self.name_of(job)
            case BoardColumn.STATE:
                return self._wording.shown(job.shown)
            case BoardColumn.CREATED:
                return self._wording.moment_of(job.created_at)
            case BoardColumn.CHANGED:
                return self._wording.moment_of(job.changed_at)
            case BoardColumn.FOLLOW:
                return self.here(job)

    def name_of(self, job: BoardJob) -> str:
        """What a job is called, also one without a name."""
        return job.name or self.tr("No name yet")

    def here(self, job: BoardJob) -> str:
        """What this computer has to do with a job; the words of a button where there is nothing yet."""
        if job.is_own:
            return self.tr("Made here")
        return self.tr("Followed here") if job.intake_id else self.tr("Follow here")
