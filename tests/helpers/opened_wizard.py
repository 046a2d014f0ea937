"""A wizard on the screen for tests: opened on a scripted desk, driven by its buttons."""

from __future__ import annotations

from dataclasses import dataclass, field

from fake_desk import ACCOUNT, FakeDesk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget, QWizard
from pytestqt.qtbot import QtBot

from avatar_intake.domain.intake import Intake
from avatar_intake.domain.settings import Settings
from avatar_intake.flow.model import Account
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.runs import Runs
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wizard.wizard import IntakeWizard
from avatar_intake.qt.wizard.workbench import PageId, Workbench


@dataclass
class Opener:
    """Opens wizards and closes them when the test is over."""

    qtbot: QtBot
    desk: FakeDesk
    tasks: Tasks
    runs: Runs
    look: Look
    language: Language
    settings: Settings = field(default_factory=Settings)
    saved: list[Settings] = field(default_factory=list)
    opened: list[IntakeWizard] = field(default_factory=list)

    def __call__(self, intake: Intake, page: PageId | None = None, account: Account | None = ACCOUNT) -> IntakeWizard:
        """Open a wizard and wait until it stands still."""
        wizard = self.open_for_deletion(intake, page, account)
        self.qtbot.addWidget(wizard)
        return wizard

    def open_for_deletion(
        self, intake: Intake, page: PageId | None = None, account: Account | None = ACCOUNT
    ) -> IntakeWizard:
        """The same for a test that deletes the wizard itself."""
        bench = Workbench(
            self.desk, self.tasks, self.runs, self.look, self.language, self.settings, self.saved.append, account
        )
        wizard = IntakeWizard(bench, intake, page)
        self.opened.append(wizard)
        wizard.show()
        self.qtbot.waitExposed(wizard)
        wizard.activateWindow()
        self.qtbot.waitUntil(wizard.isActiveWindow)
        assert self.tasks.wait_idle()
        return wizard

    def next(self, wizard: IntakeWizard) -> None:
        """Press *Next*, or the commit button, and wait until everything stands still."""
        which = QWizard.WizardButton.NextButton
        if wizard.currentId() == PageId.REVIEW:
            which = QWizard.WizardButton.CommitButton
        self.qtbot.mouseClick(wizard.button(which), Qt.MouseButton.LeftButton)
        assert self.tasks.wait_idle()

    def go_to(self, wizard: IntakeWizard, page: PageId) -> None:
        """Press *Next* until that page is there."""
        while wizard.currentId() < page:
            before = wizard.currentId()
            self.next(wizard)
            assert wizard.currentId() > before, missing_words(wizard)


def child(wizard: QWidget, kind: type[QWidget], name: str) -> QWidget:
    """The child of that name, which has to be there."""
    found = wizard.findChild(kind, name)
    assert found is not None, name
    assert isinstance(found, QWidget)
    return found


def missing_words(wizard: IntakeWizard) -> str:
    """What the current page says is missing."""
    label = wizard.currentPage().findChild(QLabel, "missingWords")
    assert isinstance(label, QLabel)
    return label.text()


def visible_texts(widget: QWidget) -> list[str]:
    """All texts of visible labels and buttons under a widget."""
    return [
        found.text()
        for found in widget.findChildren(QWidget)
        if isinstance(found, QLabel | QAbstractButton) and found.isVisible() and found.text()
    ]
