"""Opens wizards, at most one for each intake, and brings an open one to the front. Fills in nothing."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog

from avatar_intake.domain.intake import Intake
from avatar_intake.qt.desk.background import come_to_front
from avatar_intake.qt.desk.rows import Step
from avatar_intake.qt.wizard.workbench import PageId, Workbench

# Where a person goes on with an intake. A rejection is about what was filmed or scanned: that begins with the video.
PAGES: dict[Step, PageId] = {
    Step.CONTINUE: PageId.UPLOAD,
    Step.WATCH: PageId.UPLOAD,
    Step.SUBMIT: PageId.SUBMIT,
    Step.REPLACE: PageId.VIDEO,
}


class Wizards(QObject):
    """The open wizards. Each forgets itself when it is closed."""

    closed = Signal()
    account_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open: dict[str, QObject] = {}

    def show(self, workbench: Workbench, intake: Intake, page: PageId | None = None) -> None:
        """Open an intake's wizard on ``page``; without one, on the first that is needed."""
        from avatar_intake.qt.wizard.wizard import IntakeWizard  # the window shall stand before these are read

        wizard = self._open.get(intake.intake_id)
        if isinstance(wizard, IntakeWizard):
            come_to_front(wizard)
            return
        wizard = IntakeWizard(workbench, intake, page)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        wizard.finished.connect(self._on_finished)
        wizard.account_changed.connect(self.account_changed)
        self._open[intake.intake_id] = wizard
        wizard.show()

    def bring_to_front(self) -> None:
        """Put every open wizard in front of the other windows."""
        for wizard in self._open.values():
            if isinstance(wizard, QDialog):
                come_to_front(wizard)

    def close(self, intake_id: str) -> None:
        """Close an intake's wizard, if it is open."""
        wizard = self._open.get(intake_id)
        if isinstance(wizard, QDialog):
            wizard.reject()

    def close_all(self) -> None:
        """Close every wizard; drafts save themselves and runs go on."""
        for intake_id in tuple(self._open):
            self.close(intake_id)

    def _on_finished(self) -> None:
        wizard = self.sender()
        self._open = {intake_id: other for intake_id, other in self._open.items() if other is not wizard}
        self.closed.emit()
