"""Opens wizards, at most one for each intake, and brings an open one to the front. Fills in nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWizard

from avatar_intake.domain.intake import Intake
from avatar_intake.qt.desk.background import come_to_front
from avatar_intake.qt.desk.rows import Step
from avatar_intake.qt.wizard.workbench import PageId, Workbench

if TYPE_CHECKING:
    from avatar_intake.flow.model import Account
    from avatar_intake.qt.desk.redo import Redo
    from avatar_intake.qt.wizard.wizard import IntakeWizard

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
    help_requested = Signal(object)  # the page it is about

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
        self._show(IntakeWizard(workbench, intake, page), intake.intake_id)

    def put_right(self, workbench: Workbench, redo: Redo) -> None:
        """Open the wizard on exactly the pages that a rejection concerns; an open one comes to the front as it is."""
        from avatar_intake.qt.desk.redo_wizard import RedoWizard

        intake_id = redo.intake.intake_id
        wizard = self._open.get(intake_id)
        if isinstance(wizard, QDialog):
            come_to_front(wizard)
        else:
            self._show(RedoWizard(workbench, redo), intake_id)

    def bring_to_front(self) -> None:
        """Put every open wizard in front of the other windows."""
        for wizard in self._open.values():
            if isinstance(wizard, QDialog):
                come_to_front(wizard)

    def show_account(self, account: Account | None) -> None:
        """Another account is in use: the open wizards say so, but for those of a job that stays with its own."""
        from avatar_intake.qt.wizard.wizard import IntakeWizard

        for wizard in self._open.values():
            if isinstance(wizard, IntakeWizard) and not wizard.workbench.is_bound:
                wizard.show_account(account)

    def close(self, intake_id: str) -> None:
        """Close an intake's wizard, if it is open."""
        wizard = self._open.get(intake_id)
        if isinstance(wizard, QDialog):
            wizard.reject()

    def ask_before_loss(self) -> bool:
        """Whether a file is being repaired in one of them; that one asks then what shall become of it."""
        from avatar_intake.qt.wizard.wizard import IntakeWizard

        for wizard in self._open.values():
            if isinstance(wizard, IntakeWizard) and wizard.is_repairing:
                come_to_front(wizard)
                wizard.reject()
                return True
        return False

    def close_all(self) -> None:
        """Close every wizard; drafts save themselves and runs go on."""
        for intake_id in tuple(self._open):
            self.close(intake_id)

    def _show(self, wizard: IntakeWizard, intake_id: str) -> None:
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        wizard.finished.connect(self._on_finished)
        wizard.account_changed.connect(self.account_changed)
        wizard.helpRequested.connect(self._on_help)
        self._open[intake_id] = wizard
        wizard.show()

    def _on_help(self) -> None:
        wizard = self.sender()
        self.help_requested.emit(wizard.currentPage() if isinstance(wizard, QWizard) else None)

    def _on_finished(self) -> None:
        wizard = self.sender()
        self._open = {intake_id: other for intake_id, other in self._open.items() if other is not wizard}
        self.closed.emit()
