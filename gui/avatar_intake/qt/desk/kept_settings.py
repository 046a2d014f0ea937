"""The settings of the whole program while it runs. Several windows change them; nobody undoes another's change."""

from __future__ import annotations

import threading
from collections.abc import Callable

from avatar_intake.domain.settings import Settings, merged


class KeptSettings:
    """What is set now. `keep` writes a file: call it in a worker. Thread-safe."""

    def __init__(self, settings: Settings, save: Callable[[Settings], None]) -> None:
        self._settings = settings
        self._save = save
        self._lock = threading.Lock()

    @property
    def settings(self) -> Settings:
        """What is set now."""
        return self._settings

    def keep(self, base: Settings, new: Settings) -> None:
        """Take over and save what was changed from ``base`` to ``new``. Raises what saving raises."""
        with self._lock:
            self._settings = merged(base, new, self._settings)
            self._save(self._settings)

    def saver(self) -> Callable[[Settings], None]:
        """What a window that begins with the settings of this moment calls to have its changes kept."""
        base = self._settings

        def save(new: Settings) -> None:
            self.keep(base, new)

        return save
