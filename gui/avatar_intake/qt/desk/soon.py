"""Says that something is under way once it takes longer than a moment. Does nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from avatar_intake.qt.widgets.notice import Notice, Tone

if TYPE_CHECKING:
    from avatar_intake.qt.desk.window import DeskWindow

SOON_MS: Final = 1000
_UNDER_WAY: Final = "under way"  # the key of the message


class Soon(QObject):
    """One for each kind of waiting. What is over within a second is never mentioned."""

    def __init__(self, window: DeskWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._timer = QTimer(self)
        self._timer.setObjectName("soonTimer")
        self._timer.setSingleShot(True)
        self._timer.setInterval(SOON_MS)
        self._timer.timeout.connect(self._on_slow)

    def begin(self) -> None:
        """Something has begun."""
        self._timer.start()

    def end(self) -> None:
        """It is over, however it ended."""
        self._timer.stop()
        self._window.clear_notice(_UNDER_WAY)

    def _on_slow(self) -> None:
        title, text = self.tr("The service is being asked…"), self.tr("You can go on working meanwhile.")
        self._window.show_notice(Notice(Tone.WAITING, title, text, (), _UNDER_WAY))
