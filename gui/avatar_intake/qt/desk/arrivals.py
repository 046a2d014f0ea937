"""Files that are dropped on the desk, or named when the program is started, become a new intake. Opens no wizard."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from avatar_intake.flow.dropped import Dropped, draft_of
from avatar_intake.qt.desk.window import DeskWindow
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.widgets.notice import Notice, Tone

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk


class Arrivals(QObject):
    """What comes before there is a desk waits for it."""

    arrived = Signal(object)  # a new intake with the files in it
    said = Signal(object)  # a `Notice`: what was not used
    failed = Signal(object)  # an error of ours

    def __init__(self, window: DeskWindow, tasks: Tasks) -> None:
        super().__init__(window)
        self._tasks = tasks
        self._desk: Desk | None = None
        self._waiting: tuple[Path, ...] = ()
        window.files_dropped.connect(self.open)

    def use(self, desk: Desk) -> None:
        """There is a desk now."""
        self._desk = desk
        if self._waiting:
            self.open(self._waiting)
            self._waiting = ()

    def open(self, paths: Sequence[Path]) -> None:
        """Make a new intake of these files, folders, or of an intake file."""
        if self._desk is None:
            self._waiting = tuple(paths)
        elif paths:
            self._tasks.run("desk.arrivals", partial(_draft, self._desk, paths), self._on_draft, self.failed.emit)

    def _on_draft(self, dropped: Dropped) -> None:
        names = self.tr(", ").join(dropped.left_over)
        close = (self.tr("Close"),)
        if not dropped.intake.materials:
            title = self.tr("None of these files is a material")
            needed = self.tr("A video, pictures, a PDF or a ZIP file are needed. Found: {names}").format(names=names)
            self.said.emit(Notice(Tone.WARN, title, needed, close, dropped))
            return
        if names:
            title = self.tr("A new intake was begun; some files were left out")
            what = self.tr("Not used: {names}. Choose them on their page, if they belong to it.").format(names=names)
            self.said.emit(Notice(Tone.INFO, title, what, close, dropped))
        self.arrived.emit(dropped.intake)


def _draft(desk: Desk, paths: Sequence[Path]) -> Dropped:
    return draft_of(paths, desk.new_draft())
