"""Saves what the service holds where a person says, in a worker. Asks for a place each time and overwrites nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from avatar_intake.domain.intake import Role
from avatar_intake.errors import IntakeError
from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.widgets.notice import Notice, Tone
from avatar_intake.qt.wording import Wording, size
from avatar_intake.transfer.control import RunControl

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk

_SUFFIXES: Final = {
    Role.TRAINING_VIDEO: ".mp4",
    Role.ACTION_VIDEO: ".mp4",
    Role.AUDIO: ".zip",
    Role.GRANT_FILE: ".pdf",
}
_PICTURE: Final = ".jpg"
_UNSAFE: Final = '/\\:*?"<>|'
_LONGEST_NAME: Final = 60


def proposed_name(row: IntakeRow, role: Role) -> str:
    """A file name for a download: the avatar's name without what a file name may not hold, and the material."""
    name = "".join("_" if sign in _UNSAFE or not sign.isprintable() else sign for sign in row.name).strip(" .")
    return f"{name[:_LONGEST_NAME] or 'avatar'}-{role.value}{_SUFFIXES.get(role, _PICTURE)}"


class Downloads(QObject):
    """Downloads run beside each other; `close` ends them all."""

    said = Signal(object)  # a `Notice`
    failed = Signal(object)

    def __init__(self, window: QWidget, tasks: Tasks, wording: Wording) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = tasks
        self._wording = wording
        self._controls: set[RunControl] = set()

    def ask(self, desk: Desk, row: IntakeRow, role: Role) -> None:
        """Ask where to save a material, then fetch it."""
        dialog = QFileDialog(self._window, self.tr("Save as"))
        dialog.setObjectName("saveDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is overwritten in any case
        dialog.selectFile(proposed_name(row, role))
        dialog.fileSelected.connect(partial(self.fetch, desk, row, role))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def fetch(self, desk: Desk, row: IntakeRow, role: Role, target: str) -> None:
        """Fetch a material into a new file."""
        control = RunControl()
        self._controls.add(control)
        title = self.tr("Downloading: {material}").format(material=self._wording.role(role))
        self.said.emit(Notice(Tone.WAITING, title, Path(target).name))
        work = partial(desk.download, row.intake_id, role, target, control)
        done = partial(self._on_done, control, Path(target).name)
        self._tasks.run(f"desk.download.{target}", work, done, partial(self._on_failed, control))

    def close(self) -> None:
        """End what is under way; what was begun and not finished is removed."""
        for control in self._controls:
            control.cancel()

    def _on_done(self, control: RunControl, name: str, size_bytes: int) -> None:
        self._controls.discard(control)
        text = self.tr("{name}, {size}").format(name=name, size=size(size_bytes))
        self.said.emit(Notice(Tone.GOOD, self.tr("Saved"), text, (self.tr("Close"),)))

    def _on_failed(self, control: RunControl, error: IntakeError) -> None:
        self._controls.discard(control)
        self.failed.emit(error)
