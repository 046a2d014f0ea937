"""Which account is in use, in the desk's window: reads it, switches it, opens the dialog. Lays out nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from avatar_intake.flow.model import Account, KnownAccounts
from avatar_intake.qt.desk.empty import visitor_of
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wizard.workbench import Workbench

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk
    from avatar_intake.qt.desk.window import DeskWindow


class AccountControl(QObject):
    """`switched` comes when another account is in use than before, or one was entered anew; not for the first one.

    `listed` comes whenever it is known which accounts there are.
    """

    first_known = Signal()  # once: an account is in use, or none, or it cannot be read
    switched = Signal()
    listed = Signal()
    failed = Signal(object)

    def __init__(self, window: DeskWindow, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._tasks = window, tasks
        self._desk: Desk | None = None
        self._known = KnownAccounts()
        self._is_known = self._is_entered = False
        window.header.account_chosen.connect(self._on_chosen)

    @property
    def used(self) -> Account | None:
        """The account in use, as far as is known yet."""
        return self._known.used

    @property
    def passing(self) -> Account | None:
        """One that is not remembered, the one in use if it is such: its secret lies in memory."""
        everyone = (self.used, *self._known.all)
        return next((one for one in everyone if one is not None and not one.is_remembered), None)

    def use(self, desk: Desk) -> None:
        """There is a desk now."""
        self._desk = desk
        self.reload()

    def reload(self) -> None:
        """Read the accounts anew."""
        if self._desk is not None:
            self._tasks.run("desk.accounts", self._desk.accounts, self._on_known, self._on_unknown)

    def show_used(self, account: Account | None) -> None:
        """An account was kept, chosen or signed out elsewhere; the list follows from a worker."""
        self._is_entered = True  # the same one may have another secret
        self._on_known(KnownAccounts(self._known.all, account))
        self.reload()

    def ask(self, workbench: Workbench) -> None:
        """Open the dialog."""
        from avatar_intake.qt.desk.account_dialog import AccountDialog  # the window shall stand before it is read

        dialog = AccountDialog(workbench, self._known, self._window)
        dialog.account_changed.connect(self.show_used)
        dialog.open()

    def _on_chosen(self, name: str) -> None:
        if self._desk is not None:
            self._tasks.run(
                "account.use", partial(self._desk.choose_account, name), self.show_used, self._on_not_chosen
            )

    def _on_not_chosen(self, error: object) -> None:
        self.failed.emit(error)
        self.reload()

    def _on_unknown(self, error: object) -> None:
        if not self._is_known:
            self._on_known(self._known)
        self.failed.emit(error)

    def _on_known(self, known: KnownAccounts) -> None:
        was_known = self._is_known
        is_switched = was_known and (self._is_entered or known.used != self._known.used)
        self._known, self._is_known, self._is_entered = known, True, False
        self._window.header.show_accounts(known)
        self._window.list.show_visitor(visitor_of(known.used, is_rehearsal=self._window.is_practice))
        self.listed.emit()
        if not was_known:
            self.first_known.emit()
        if is_switched:
            self.switched.emit()
