"""Brings exact pictures of a video, one at a time: while one is decoded, only the newest wish waits. Shows nothing."""

from __future__ import annotations

import itertools
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from avatar_intake.errors import IntakeError
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wizard.repair_desk import RepairDesk

_NUMBERS: Final = itertools.count(1)
_Wish = tuple[str, float]


class FrameFinder(QObject):
    """`found` names the time that was asked for; `lost` comes for a file that gives no picture."""

    found = Signal(float, object)  # seconds, PNG
    lost = Signal()

    def __init__(self, desk: RepairDesk, tasks: Tasks, max_px: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._max_px = max_px
        self._key = f"frame.{next(_NUMBERS)}"
        self._running: _Wish | None = None
        self._next: _Wish | None = None

    def look(self, path: str, time_s: float) -> None:
        """Bring this picture; what was wished for before and has not begun is dropped."""
        self._next = (path, time_s)
        self._begin()

    def _begin(self) -> None:
        if self._running is None and self._next is not None:
            self._running, self._next = self._next, None
            path, time_s = self._running
            work = partial(self._desk.frame_at, path, time_s, self._max_px)
            self._tasks.run(self._key, work, self._on_found, self._on_lost)

    def _on_found(self, picture: bytes) -> None:
        running, self._running = self._running, None
        # On the way to another place of the same film it is good to see one.
        if running is not None and (self._next is None or self._next[0] == running[0]):
            self.found.emit(running[1], picture)
        self._begin()

    def _on_lost(self, _error: IntakeError) -> None:
        self._running = None
        if self._next is None:
            self.lost.emit()
        self._begin()
