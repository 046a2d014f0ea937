"""Secrets in the system's keyring, behind one small port. Refuses back ends that keep nothing or keep it in the open.

`keyring` may block on a person's answer: call everything here in a worker.
"""

from __future__ import annotations

from typing import Protocol

from avatar_intake.errors import KeyringUnavailable

_SERVICE = "avatar-intake"
# Modules whose back ends write plain text, forget everything, or refuse.
_WEAK_MODULES = ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt", "keyring.backends.chainer.empty")


class SecretStore(Protocol):
    """Keeps a secret under a name."""

    def put(self, name: str, secret: str) -> None:
        """Keep it. Raises `KeyringUnavailable`."""

    def get(self, name: str) -> str | None:
        """The secret, or ``None``. Raises `KeyringUnavailable`."""
        ...

    def forget(self, name: str) -> None:
        """Remove it, if it is there."""


class SessionSecrets:
    """Keeps secrets in memory until the program ends: the choice where no keyring is wanted or found."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    def put(self, name: str, secret: str) -> None:
        """Keep it until the program ends."""
        self._secrets[name] = secret

    def get(self, name: str) -> str | None:
        """The secret, or ``None``."""
        return self._secrets.get(name)

    def forget(self, name: str) -> None:
        """Remove it, if it is there."""
        self._secrets.pop(name, None)


class KeyringSecrets:
    """The system's keyring. Each secret is read back after it was written."""

    def put(self, name: str, secret: str) -> None:
        """Keep it; raises `KeyringUnavailable` also when the back end does not give it back."""
        import keyring

        back_end = self._back_end()
        try:
            keyring.set_password(_SERVICE, name, secret)
            kept = keyring.get_password(_SERVICE, name)
        except _failures() as error:
            raise KeyringUnavailable(back_end=back_end) from error
        if kept != secret:
            raise KeyringUnavailable(back_end=back_end)

    def get(self, name: str) -> str | None:
        """The secret, or ``None``."""
        import keyring

        back_end = self._back_end()
        try:
            return keyring.get_password(_SERVICE, name)
        except _failures() as error:
            raise KeyringUnavailable(back_end=back_end) from error

    def forget(self, name: str) -> None:
        """Remove it, if it is there."""
        import keyring
        from keyring.errors import PasswordDeleteError

        back_end = self._back_end()
        try:
            keyring.delete_password(_SERVICE, name)
        except PasswordDeleteError:
            return  # it was not there
        except _failures() as error:
            raise KeyringUnavailable(back_end=back_end) from error

    @staticmethod
    def _back_end() -> str:
        """The back end's name; raises `KeyringUnavailable` for one that is no safe place."""
        import keyring
        from keyring.backends.chainer import ChainerBackend

        back_end = keyring.get_keyring()
        module = type(back_end).__module__
        members = back_end.backends if isinstance(back_end, ChainerBackend) else [back_end]
        if not members or any(type(one).__module__.startswith(_WEAK_MODULES) for one in members):
            raise KeyringUnavailable(back_end=module)
        return module


def _failures() -> tuple[type[Exception], ...]:
    from keyring.errors import KeyringError

    return (KeyringError, OSError, RuntimeError)
