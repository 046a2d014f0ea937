"""The main window with its control over a scripted desk, and a hand that presses its buttons. Waits for the workers."""

from __future__ import annotations

from fake_desk import FakeDesk
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from avatar_intake.qt.desk.control import DeskControl
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.desk.window import DeskWindow
from avatar_intake.qt.wizard.wizard import IntakeWizard


class Place:
    """A window with its control, a scripted desk behind it."""

    def __init__(self, qtbot: QtBot, surroundings: Surroundings, desk: FakeDesk, *, is_practice: bool = False) -> None:
        self.qtbot = qtbot
        self.surroundings = surroundings
        self.desk = desk
        self.window = DeskWindow(surroundings.look, surroundings.language, is_practice=is_practice)
        qtbot.addWidget(self.window)
        self.window.furnish()
        self.control = DeskControl(self.window, surroundings)
        self.window.show()
        qtbot.waitExposed(self.window)

    def use_desk(self) -> None:
        """The desk is there now."""
        self.control.use(self.desk)
        self.settle()

    def settle(self) -> None:
        """Wait until the workers have nothing to do."""
        assert self.surroundings.tasks.wait_idle()

    def press(self, name: str, under: QWidget | None = None) -> None:
        """Press a button of the window, or of a dialog."""
        button = (under or self.window).findChild(QPushButton, name)
        assert isinstance(button, QPushButton), name
        button.click()
        self.settle()

    def trigger(self, name: str) -> None:
        """Choose something in the menu."""
        action = self.window.findChild(QAction, name)
        assert isinstance(action, QAction), name
        action.trigger()
        self.settle()

    def open(self, intake_id: str) -> None:
        """Open an intake's page."""
        self.window.list.open_requested.emit(intake_id)
        self.settle()

    def step(self, intake_id: str) -> None:
        """Take an intake's next step."""
        self.window.list.step_requested.emit(intake_id)
        self.settle()

    def dialogs(self, name: str) -> list[QDialog]:
        """The open dialogs of a name."""
        shown = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog)]
        return [dialog for dialog in shown if dialog.objectName() == name and dialog.isVisible()]

    def dialog(self, name: str) -> QDialog:
        """The one open dialog of a name."""
        (dialog,) = self.dialogs(name)
        return dialog

    def answer(self, name: str) -> None:
        """Answer the open question."""
        asked = self.dialog("question")
        self.press(f"answer_{name}", asked)
        self.settle()

    def wizards(self) -> list[IntakeWizard]:
        """The open wizards."""
        shown = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, IntakeWizard)]
        return [wizard for wizard in shown if wizard.isVisible()]

    def message(self) -> str:
        """What is said across the window."""
        return self.window.notice.title if self.window.notice else ""

    def clear_away(self) -> None:
        """End what is still open or running."""
        self.desk.may_finish.set()
        for wizard in self.wizards():
            wizard.reject()
        self.control.close()
        self.settle()
