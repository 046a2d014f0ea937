"""Turns a run's calls from any thread into signals on the window's thread. Decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from avatar_intake.domain.media import Checked
from avatar_intake.domain.service import RequestRecord
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import StoredMaterial
from avatar_intake.errors import IntakeError


class RunBridge(QObject):
    """A `RunListener`. Every signal carries objects, never numbers: PySide6 cuts an int to 32 bits."""

    stage_reported = Signal(object)
    check_reported = Signal(object)
    request_reported = Signal(object)
    wait_began = Signal(object, object)
    wait_ended = Signal()
    store_reported = Signal(object)

    def stage_changed(self, stage: Stage) -> None:
        """Emit `stage_reported`."""
        self.stage_reported.emit(stage)

    def checked(self, item: Checked) -> None:
        """Emit `check_reported`."""
        self.check_reported.emit(item)

    def request_made(self, record: RequestRecord) -> None:
        """Emit `request_reported`."""
        self.request_reported.emit(record)

    def waiting(self, error: IntakeError, seconds: float) -> None:
        """Emit `wait_began`."""
        self.wait_began.emit(error, seconds)

    def going_on(self) -> None:
        """Emit `wait_ended`."""
        self.wait_ended.emit()

    def material_stored(self, material: StoredMaterial) -> None:
        """Emit `store_reported`."""
        self.store_reported.emit(material)
