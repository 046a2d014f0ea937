"""The account in the band above the desk: whose is used, and a menu to switch where there are several."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from avatar_intake.qt.look import SPACE, set_kind

if TYPE_CHECKING:  # the skeleton of the window stands without the desk's values
    from avatar_intake.flow.model import Account, KnownAccounts

_NAME_PX: Final = 24 * SPACE


class AccountButton(QPushButton):
    """With one account or none a press asks for the dialog; with several it opens the menu."""

    dialog_requested = Signal()
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("accountButton")
        set_kind(self, "quiet")
        self._used: Account | None = None
        self._all: tuple[Account, ...] = ()
        self._menu = QMenu(self)
        self._menu.setObjectName("accountMenu")
        self.clicked.connect(self._on_clicked)
        self.retranslate()

    def show_accounts(self, known: KnownAccounts) -> None:
        """Say whose account is used, and which others there are."""
        self._used, self._all = known.used, known.all
        self.retranslate()

    def retranslate(self) -> None:
        """Take all words anew."""
        used = self._used
        is_named = used is not None and len(self._all) > 1
        name = used.called if used is not None and is_named else self.tr("Account")
        self.setText(_plain(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, _NAME_PX)))
        self.setAccessibleName(self.tr("Account: {name}").format(name=name) if is_named else self.tr("Account"))
        self.setToolTip(self._words(used))
        self.setAccessibleDescription(self._words(used))
        self._fill_menu()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _fill_menu(self) -> None:
        self._menu.clear()
        group = QActionGroup(self._menu)
        for place, account in enumerate(self._all):
            action = self._menu.addAction(_plain(account.called))
            action.setObjectName(f"account_{place}")
            action.setCheckable(True)
            action.setChecked(account == self._used)
            action.setToolTip(account.place)
            group.addAction(action)
            action.triggered.connect(partial(self._on_chosen, account.called))
        self._menu.addSeparator()
        manage = self._menu.addAction(self.tr("Add or change accounts…"))
        manage.setObjectName("manageAccounts")
        manage.triggered.connect(self._on_manage)

    def _words(self, account: Account | None) -> str:
        if account is None:
            return self.tr("No account yet: the first intake asks for it")
        if account.kind == "practice":
            return self.tr("The practice studio")
        parts = (account.name if len(self._all) > 1 else "", account.place, account.user)
        return " · ".join(dict.fromkeys(part for part in parts if part))

    def _on_clicked(self) -> None:
        if len(self._all) > 1:
            self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        else:
            self.dialog_requested.emit()

    def _on_chosen(self, name: str) -> None:
        self.chosen.emit(name)

    def _on_manage(self) -> None:
        self.dialog_requested.emit()


def _plain(text: str) -> str:
    """As it is: a button and a menu take an & for the mark of a key."""
    return text.replace("&", "&&")
