"""The intake that is being filled in, saved by itself within a second of each change. Shows nothing."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from avatar_intake.domain.intake import Intake, JobFields, Role, ServiceChoice
from avatar_intake.errors import IntakeError
from avatar_intake.qt.tasks import Tasks

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk

SAVE_AFTER_MS: Final = 400


class _Saver:
    """Keeps a newer draft from being overwritten by an older one that was slower. Called in workers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._newest = 0

    def save(self, number: int, intake: Intake) -> None:
        with self._lock:
            if number > self._newest:
                self._desk.save_draft(intake)
                self._newest = number


class Draft(QObject):
    """Every page changes it through here and hears of the others' changes through `changed`.

    A save that was asked for is made even when the wizard is gone by then.
    """

    changed = Signal()
    saved = Signal()
    save_failed = Signal(object)

    def __init__(self, intake: Intake, desk: Desk, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._intake = intake
        self._saver = _Saver(desk)
        self._tasks = tasks
        self._saves = 0
        self._is_dirty = False
        self._is_saving = False
        self._save_error: IntakeError | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)

    @property
    def intake(self) -> Intake:
        """What has been filled in so far."""
        return self._intake

    @property
    def job(self) -> JobFields:
        """The job's fields."""
        return self._intake.job

    @property
    def is_saved(self) -> bool:
        """Whether nothing would be lost if the computer stopped now."""
        return not self._is_dirty and not self._is_saving

    @property
    def save_error(self) -> IntakeError | None:
        """Why the last save failed; ``None`` when it did not."""
        return self._save_error

    def path(self, role: Role) -> str:
        """The file chosen for a role, or an empty text."""
        return self._intake.materials.get(role, "")

    def change_job(self, job: JobFields) -> None:
        """Take other request fields."""
        self._change(replace(self._intake, job=job))

    def set_material(self, role: Role, path: str) -> None:
        """Take another file for a role; none for an empty path."""
        others = {kept: file for kept, file in self._intake.materials.items() if kept is not role}
        self._change(replace(self._intake, materials={**others, role: path} if path else others))

    def set_service(self, service: ServiceChoice) -> None:
        """Send it elsewhere."""
        self._change(replace(self._intake, service=service))

    def flush(self) -> None:
        """Save now what is not saved yet."""
        self._timer.stop()
        if self._is_dirty:
            self._is_dirty = False
            self._is_saving = True
            self._saves += 1
            key = f"draft.{self._intake.intake_id}"
            work = partial(self._saver.save, self._saves, self._intake)
            self._tasks.run(key, work, self._on_saved, self._on_failed)

    def _change(self, intake: Intake) -> None:
        if intake != self._intake:
            self._intake = intake
            self._is_dirty = True
            if not self._timer.isActive():
                self._timer.start()
            self.changed.emit()

    def _on_saved(self, _nothing: None) -> None:
        self._is_saving = False
        self._save_error = None
        self.saved.emit()

    def _on_failed(self, error: IntakeError) -> None:
        self._is_saving = False
        self._is_dirty = True
        self._save_error = error
        self.save_failed.emit(error)
