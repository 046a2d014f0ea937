"""Forgets a secret that is not remembered when nobody uses the program for a while. Nothing that runs is disturbed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

from avatar_intake.flow.model import Account, AccountKind
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.desk.window import DeskWindow
from avatar_intake.qt.runs import Runs

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk

_LOOK_EVERY_MS: Final = 15_000
_MINUTE_S: Final = 60
_INPUT: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.HoverMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


def steady_clock() -> float:
    """Seconds that also pass while the computer sleeps, where the system counts those."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def is_due(idle_s: float, limit_min: int | None, *, is_busy: bool) -> bool:
    """Whether the secret is to be forgotten now; ``limit_min`` is ``None`` for never."""
    return limit_min is not None and not is_busy and idle_s >= limit_min * _MINUTE_S


class IdleLock(QObject):
    """Looks only while an account is in use that is not remembered: then every event of the program passes here."""

    account_wanted = Signal()

    def __init__(
        self, window: DeskWindow, surroundings: Surroundings, clock: Callable[[], float] = steady_clock
    ) -> None:
        super().__init__(window)
        self._window = window
        self._surroundings = surroundings
        self._clock = clock
        self._desk: Desk | None = None
        self._runs: Runs | None = None
        self._last_input_s = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        window.action_requested.connect(self._on_action)
        surroundings.language.changed.connect(self.retranslate)

    def use(self, desk: Desk, runs: Runs) -> None:
        """There is a desk now, and there may be runs."""
        self._desk, self._runs = desk, runs

    def watch(self, account: Account | None) -> None:
        """This account is in use from now on."""
        application = QCoreApplication.instance()
        is_watched = account is not None and not account.is_remembered and account.kind is not AccountKind.PRACTICE
        if application is None or (is_watched and self._timer.isActive()):
            return
        self._window.clear_notice(self)
        application.removeEventFilter(self)
        self._timer.stop()
        if is_watched:
            self._last_input_s = self._clock()
            application.installEventFilter(self)
            self._timer.start()

    def look(self) -> None:
        """Forget the secret, if one is watched and its time has come."""
        if self._desk is None or self._runs is None or not self._timer.isActive():
            return
        limit_min = self._surroundings.kept.settings.forget_after_min
        is_busy = bool(self._runs.under_way()) or not self._surroundings.tasks.is_idle
        if is_due(self._clock() - self._last_input_s, limit_min, is_busy=is_busy):
            self.watch(None)
            self._surroundings.tasks.run("account.lock", self._desk.lock_account, self._on_locked)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note that somebody is there; nothing is held back."""
        if event.type() in _INPUT:
            self._last_input_s = self._clock()
        return False

    def retranslate(self) -> None:
        """Take the words anew, if they are shown."""
        if self._window.notice is not None and self._window.notice.key is self:
            self._say()

    def _on_locked(self, _nothing: None) -> None:
        self._say()

    def _say(self) -> None:
        minutes = self._surroundings.kept.settings.forget_after_min
        said = self._window.wording.message("K09", {"minutes": str(minutes)})
        self._window.show_notice(replace(said, key=self))

    def _on_action(self, key: object) -> None:
        if key is self:
            self.account_wanted.emit()
