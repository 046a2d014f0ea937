"""Under *Remember on this computer*: where the secret is kept, or until when, and what a restart costs then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from avatar_intake.qt.look import SPACE, set_kind
from avatar_intake.qt.wizard.workbench import Workbench
from avatar_intake.store.back_ends import SecretPlace

_MINUTES: Final = (5, 15, 60, None)


class RememberLine(QWidget):
    """Asks the desk for the place when it is first shown; the choice of a time is saved at once.

    A screen reader says the same about ``remember``.
    """

    def __init__(self, workbench: Workbench, remember: QWidget) -> None:
        super().__init__()
        self._workbench = workbench
        self._remember = remember
        self._place: SecretPlace | None = None
        self._is_remembered, self._is_passing = True, False
        self._words = QLabel()
        self._words.setObjectName("whereKept")
        self._words.setWordWrap(True)
        set_kind(self._words, "small")
        self._label = QLabel()
        self._minutes = QComboBox()
        self._minutes.setObjectName("forgetAfter")
        self._label.setBuddy(self._minutes)
        for minutes in _MINUTES:
            self._minutes.addItem("", minutes)
        self._minutes.setCurrentIndex(self._minutes.findData(workbench.settings.forget_after_min))
        self._minutes.activated.connect(self._on_minutes)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._label)
        row.addWidget(self._minutes)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self._words)
        column.addLayout(row)
        self.retranslate()

    def show_choice(self, *, is_remembered: bool, is_passing: bool) -> None:
        """Say what the choice means; ``is_passing`` for a secret that will be another one tomorrow."""
        self._is_remembered, self._is_passing = is_remembered, is_passing
        self._show()

    def look(self) -> None:
        """Ask where secrets are kept: a person may have started a keyring since."""
        self._workbench.tasks.run("account.place", self._workbench.desk.secret_place, self._on_place)

    def retranslate(self) -> None:
        """Take the words anew."""
        names = (self.tr("5 minutes"), self.tr("15 minutes"), self.tr("1 hour"), self.tr("Never, only at the end"))
        for place, name in enumerate(names):
            self._minutes.setItemText(place, name)
        self._label.setText(self.tr("Forget it earlier, when nobody uses the program for"))
        self._minutes.setAccessibleName(self._label.text())
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask where secrets are kept."""
        super().showEvent(event)
        if self._place is None:
            self.look()

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _on_place(self, place: SecretPlace) -> None:
        self._place = place
        self._show()

    def _on_minutes(self) -> None:
        settings = replace(self._workbench.settings, forget_after_min=self._minutes.currentData())
        work = partial(self._workbench.save_settings, settings)
        self._workbench.tasks.run("account.forget_after", work, self._on_saved, self._on_not_saved)

    def _on_saved(self, _nothing: None) -> None:
        """Nothing is said: what was chosen is seen."""

    def _on_not_saved(self, _error: object) -> None:
        """What was chosen holds until the program is closed."""

    def _show(self) -> None:
        self._words.setText(self._kept() if self._is_remembered else self._not_kept())
        self._words.setVisible(bool(self._words.text()))
        self._remember.setAccessibleDescription(self._words.text())
        for widget in (self._label, self._minutes):
            widget.setVisible(not self._is_remembered)

    def _kept(self) -> str:
        names: dict[SecretPlace, Callable[[], str]] = {
            SecretPlace.SECRET_SERVICE: lambda: self.tr("the system's keyring (Secret Service, such as GNOME Keyring)"),
            SecretPlace.WALLET: lambda: self.tr("KDE Wallet"),
            SecretPlace.KEYCHAIN: lambda: self.tr("the macOS Keychain"),
            SecretPlace.CREDENTIAL_MANAGER: lambda: self.tr("the Windows Credential Manager"),
            SecretPlace.PLUG_IN: lambda: self.tr("the password store that is set up on this computer"),
        }
        if self._place is None:
            return ""
        if self._place is SecretPlace.SILENT:
            return self.tr("The system's password store hasn't answered yet.")
        if self._place is SecretPlace.NOWHERE:
            return self.tr(
                "No safe password store was found on this computer. What you type can only be used until you close the"
                " program."
            )
        return self.tr("Kept in {place}, and nowhere else. Signing out removes it.").format(place=names[self._place]())

    def _not_kept(self) -> str:
        if self._is_passing:
            return self.tr(
                "In memory only, until you close the program. With another token or temporary key, a half-done upload"
                " has to begin anew."
            )
        return self.tr(
            "In memory only, until you close the program. To go on with a half-done upload after that, enter the same"
            " key or password again."
        )
