"""Back ends of `keyring` that do not do what they say; chosen with PYTHON_KEYRING_BACKEND."""

from __future__ import annotations

import threading

from keyring.backend import KeyringBackend


class Losing(KeyringBackend):
    """Says yes to everything and has nothing afterwards."""

    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        pass

    def delete_password(self, service: str, username: str) -> None:
        pass


class Hanging(Losing):
    """Never answers."""

    def get_password(self, service: str, username: str) -> str | None:
        threading.Event().wait()
        return None


class Failing(Losing):
    """Loses the first that it is given, and never comes back from the second."""

    def __init__(self) -> None:
        super().__init__()
        self._was_asked = False

    def set_password(self, service: str, username: str, password: str) -> None:
        if self._was_asked:
            threading.Event().wait()
        self._was_asked = True
