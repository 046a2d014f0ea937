"""Tells a person who starts the program once more that it is open already. Asks nothing of the first one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QMessageBox

from avatar_intake import catalogue
from avatar_intake.qt.language import system_language

if TYPE_CHECKING:
    from avatar_intake.catalogue import Language, Said
    from avatar_intake.domain.settings import Settings


def say_shown(settings: Settings) -> None:
    """The running window has come to the front: a line for those who look at a terminal is enough."""
    _write(catalogue.tell("S04", {}, _language(settings)), is_error=False)


def say_unanswered(settings: Settings) -> None:
    """The running program does not answer. Blocks until the message is put away, for nothing else can be seen."""
    said = catalogue.tell("S10", {}, _language(settings))
    _write(said, is_error=True)
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("avatar-intake")
    box = QMessageBox(QMessageBox.Icon.Warning, said.title, said.title)
    box.setObjectName("unanswered")
    box.setInformativeText(said.explanation)
    box.addButton(said.actions[0], QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def _language(settings: Settings) -> Language:
    return catalogue.known_language(settings.language) or system_language()


def _write(said: Said, *, is_error: bool) -> None:
    stream = sys.stderr if is_error else sys.stdout
    if stream is not None:  # a program without a terminal has none
        stream.write(f"{said.title}: {said.explanation}\n")
        stream.flush()
