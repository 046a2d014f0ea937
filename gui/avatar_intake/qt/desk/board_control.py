"""Does what is asked for on the board: asks the service, opens a job, follows it here. Lays out nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from avatar_intake.domain.board import BoardJob, BoardPage, BoardQuery
from avatar_intake.errors import IntakeError
from avatar_intake.qt.desk.soon import Soon
from avatar_intake.qt.tasks import Tasks

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk
    from avatar_intake.qt.desk.window import DeskWindow


class BoardControl(QObject):
    """The board is asked for when it is looked at, and again when somebody wishes it; never by itself."""

    failed = Signal(object)
    open_requested = Signal(object)  # the id of an intake here
    followed = Signal(object)  # the id of an intake that is new here
    copy_requested = Signal(object)

    def __init__(self, window: DeskWindow, tasks: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = tasks
        self._desk: Desk | None = None
        self._is_wired = self._is_opening = False
        self._soon = Soon(window, self)

    def use(self, desk: Desk) -> None:
        """There is a desk now."""
        self._desk = desk

    def show(self) -> None:
        """Show the board, and ask the service for it."""
        self._wire()
        self._window.job_page.clear()
        self._window.show_board()
        self._is_opening = True
        self.refresh()

    def refresh(self) -> None:
        """Ask for the first page anew, and for the job that is open."""
        board = self._window.board
        self._ask(board.query)
        page = self._window.job_page
        if page.job_id:
            self._ask_for_job(page.job_id)

    # --- inside -----------------------------------------------------------------------------------

    def _wire(self) -> None:
        if self._is_wired:
            return
        self._is_wired = True
        board, page = self._window.board, self._window.job_page
        board.query_changed.connect(self._ask)
        board.more_wanted.connect(self._on_more)
        board.open_requested.connect(self._on_open)
        board.follow_requested.connect(self._on_follow)
        board.refresh_requested.connect(self.refresh)
        page.back_requested.connect(self._on_back)
        page.follow_requested.connect(self._on_follow)
        page.copy_requested.connect(self.copy_requested)

    def _ask(self, query: BoardQuery) -> None:
        if self._desk is not None:
            self._window.board.show_asking(True)
            self._tasks.forget("board.more")  # a page of another question is of no use
            self._tasks.run("board", partial(self._desk.board, query), self._on_page, self._on_failed)

    def _on_page(self, page: BoardPage) -> None:
        self._window.board.show_asking(False)
        self._window.board.show_page(page)
        if self._is_opening and self._window.is_at_the_service:
            self._window.board.focus_first()
        self._is_opening = False

    def _on_more(self, query: BoardQuery) -> None:
        if self._desk is not None:
            work = partial(self._desk.board, query)
            self._tasks.run("board.more", work, self._window.board.add_page, self._on_failed)

    def _on_failed(self, error: IntakeError) -> None:
        self._window.board.show_asking(False)
        self._window.board.show_nothing_known()
        self.failed.emit(error)

    def _on_open(self, job: BoardJob) -> None:
        if job.intake_id:
            self.open_requested.emit(job.intake_id)
            return
        self._window.job_page.show_job(job)
        self._window.show_job_page()
        self._ask_for_job(job.job_id)

    def _ask_for_job(self, job_id: str) -> None:
        if self._desk is not None:
            work = partial(self._desk.job, job_id)
            self._tasks.run("board.job", work, self._window.job_page.show_detail, self._on_job_failed)

    def _on_job_failed(self, error: IntakeError) -> None:
        self.failed.emit(error)

    def _on_follow(self, job_id: str) -> None:
        if self._desk is not None:
            work = partial(self._desk.follow, job_id)
            self._soon.begin()
            self._tasks.run("board.follow", work, self._on_followed, self._on_not_followed)

    def _on_not_followed(self, error: IntakeError) -> None:
        self._soon.end()
        self.failed.emit(error)

    def _on_followed(self, intake_id: str) -> None:
        self._soon.end()
        self._window.job_page.clear()
        self.followed.emit(intake_id)
        self._ask(self._window.board.query)

    def _on_back(self) -> None:
        self._window.job_page.clear()
        self._window.show_board()
