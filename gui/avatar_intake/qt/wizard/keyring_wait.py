"""Says that the system may be asking for a password, when keeping a secret takes long. Calls nothing itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer

from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.wording import Wording

_SOON_MS: Final = 2000


class KeyringWait(QObject):
    """For the calls with one key of a window's tasks: from `begin` until the call has ended."""

    def __init__(self, tasks: Tasks, key: str, banner: Banner, wording: Wording) -> None:
        super().__init__(banner)
        self._key, self._banner, self._wording = key, banner, wording
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SOON_MS)
        self._timer.timeout.connect(self._say)
        tasks.ended.connect(self._on_ended)

    def begin(self) -> None:
        """A call has begun: what was said about the one before is over."""
        self._banner.clear()
        self._timer.start()

    def retranslate(self) -> None:
        """Take the words anew, if they are shown."""
        if self._is_said:
            self._say()

    @property
    def _is_said(self) -> bool:
        return self._banner.notice is not None and self._banner.notice.key is self

    def _say(self) -> None:
        self._banner.show_notice(replace(self._wording.message("K08", {}), key=self))

    def _on_ended(self, key: str, _error: object) -> None:
        if key == self._key:
            self._timer.stop()
            if self._is_said:
                self._banner.clear()
