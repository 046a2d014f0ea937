"""Opens the settings dialog for the desk's window, and keeps what is chosen there for the next connections."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from avatar_intake.domain.endpoint import REGIONS, Endpoint, endpoint_of
from avatar_intake.domain.intake import ServiceChoice
from avatar_intake.domain.proxy import ProxyChoice, choice_of, with_choice
from avatar_intake.errors import BadServiceAddress, IntakeError
from avatar_intake.flow.model import Account, AccountKind
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.desk.window import DeskWindow

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk


class SettingsControl(QObject):
    """One for the window."""

    failed = Signal(object)  # an error of ours

    def __init__(self, window: DeskWindow, surroundings: Surroundings) -> None:
        super().__init__(window)
        self._window, self._surroundings = window, surroundings

    def ask(self, desk: Desk, account: Account | None) -> None:
        """Open the dialog; *Test* tries to reach the account's service."""
        from avatar_intake.qt.desk.settings_dialog import SettingsDialog, SettingsTools

        here = self._surroundings
        tools = SettingsTools(desk.network, endpoint_for(account), here.look, self._window.wording, here.tasks)
        dialog = SettingsDialog(tools, choice_of(here.kept.settings), self._window)
        dialog.kept.connect(self._on_kept)
        dialog.open()

    def _on_kept(self, choice: ProxyChoice) -> None:
        base = self._surroundings.kept.settings
        work = partial(self._surroundings.kept.keep, base, with_choice(base, choice))
        self._surroundings.tasks.run("desk.network", work, self._on_saved, self._on_not_saved)

    def _on_saved(self, _nothing: None) -> None:
        self._window.clear_notice()  # what was said before was about the old settings

    def _on_not_saved(self, error: IntakeError) -> None:
        self.failed.emit(error)


def endpoint_for(account: Account | None) -> Endpoint:
    """Where an account leads; without one that leads anywhere, or in a rehearsal, the first of the vendor's regions."""
    first = endpoint_of(ServiceChoice(region=next(iter(REGIONS))))
    if account is None or account.kind is AccountKind.PRACTICE:
        return first
    try:
        return endpoint_of(ServiceChoice(region=account.region or None, endpoint=account.endpoint or None))
    except BadServiceAddress:
        return first
