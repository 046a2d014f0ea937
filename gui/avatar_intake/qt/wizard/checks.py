"""Runs the checks of the chosen files in workers; a new choice ends the older check. Judges nothing itself."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from avatar_intake.domain.intake import Edition, JobFields, Role, VoiceSource
from avatar_intake.domain.media import Checked
from avatar_intake.errors import IntakeError
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wizard.draft import Draft

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a check depends on: when one of these differs, the old answer is worth nothing."""

    path: str
    edition: Edition
    voice: VoiceSource | None
    is_background_replaced: bool


class Checks(QObject):
    """The newest check of each chosen file. `started`, `done` and `failed` name the role."""

    started = Signal(object)
    done = Signal(object)
    failed = Signal(object, object)

    def __init__(self, draft: Draft, desk: Desk, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._desk = desk
        self._tasks = tasks
        self._subjects: dict[Role, _Subject] = {}
        self._stops: dict[Role, threading.Event] = {}
        self._results: dict[Role, Checked] = {}
        draft.changed.connect(self.look_again)

    def result(self, role: Role) -> Checked | None:
        """What the check of this role's file found; ``None`` while it is under way or without a file."""
        return self._results.get(role)

    def is_running(self, role: Role) -> bool:
        """Whether this role's file is being looked at."""
        return role in self._stops

    def look_again(self) -> None:
        """Check what has changed since; forget what is no longer chosen."""
        materials = self._draft.intake.materials
        for role in [role for role in self._subjects if role not in materials]:
            self._forget(role)
        for role, path in materials.items():
            subject = _subject(path, self._draft.job)
            if self._subjects.get(role) != subject:
                self._begin(role, subject)

    def retry(self, role: Role) -> None:
        """Look at a file once more, for one that was put right under the same name."""
        subject = self._subjects.get(role)
        if subject is not None:
            self._begin(role, subject)

    def adopt(self, role: Role, item: Checked) -> None:
        """Choose a file whose check was made elsewhere: it is not looked at a second time."""
        self._forget(role)
        self._subjects[role] = _subject(item.path, self._draft.job)
        self._results[role] = item
        self._draft.set_material(role, item.path)
        self.done.emit(role)

    def stop(self) -> None:
        """End every check under way."""
        for role in list(self._stops):
            self._forget(role)

    def _begin(self, role: Role, subject: _Subject) -> None:
        self._forget(role)
        stop = threading.Event()
        self._subjects[role] = subject
        self._stops[role] = stop
        work = partial(self._desk.check, role, subject.path, self._draft.job, stop)
        self._tasks.run(_key(self._draft, role), work, self._on_done, partial(self._on_failed, role))
        self.started.emit(role)

    def _forget(self, role: Role) -> None:
        stop = self._stops.pop(role, None)
        if stop is not None:
            stop.set()
            self._tasks.forget(_key(self._draft, role))
        self._subjects.pop(role, None)
        self._results.pop(role, None)

    def _on_done(self, item: Checked) -> None:
        role = Role(item.role)
        self._stops.pop(role, None)
        self._results[role] = item
        self.done.emit(role)

    def _on_failed(self, role: Role, error: IntakeError) -> None:
        self._stops.pop(role, None)
        self.failed.emit(role, error)


def _key(draft: Draft, role: Role) -> str:
    return f"check.{draft.intake.intake_id}.{role}"


def _subject(path: str, job: JobFields) -> _Subject:
    return _Subject(path, job.edition, job.voice_source, job.replaces_background)
