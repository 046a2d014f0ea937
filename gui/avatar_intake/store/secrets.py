"""Secrets in the system's keyring, behind one small port. Refuses back ends that keep nothing or keep it in the open.

`keyring` may block on a person's answer: call everything here in a worker.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol

from avatar_intake.errors import KeyringUnavailable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "avatar-intake"
# Modules whose back ends write plain text, forget everything, or refuse.
_WEAK_MODULES = ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt")


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
        back_end = _strong_back_end()
        with _translated(back_end):
            back_end.set_password(_SERVICE, name, secret)
            is_kept = back_end.get_password(_SERVICE, name) == secret
        if not is_kept:
            self.forget(name)
            raise KeyringUnavailable(back_end=_name_of(back_end))

    def get(self, name: str) -> str | None:
        """The secret, or ``None``."""
        back_end = _strong_back_end()
        with _translated(back_end):
            return back_end.get_password(_SERVICE, name)

    def forget(self, name: str) -> None:
        """Remove it, if it is there. Raises `KeyringUnavailable` when it is still there afterwards."""
        from keyring.errors import PasswordDeleteError

        back_end = _strong_back_end()
        with _translated(back_end):
            # What is not there cannot be deleted either: only a look tells the two apart.
            with suppress(PasswordDeleteError):
                back_end.delete_password(_SERVICE, name)
            is_gone = back_end.get_password(_SERVICE, name) is None
        if not is_gone:
            raise KeyringUnavailable(back_end=_name_of(back_end))


def _strong_back_end() -> KeyringBackend:
    """The back end in use, or the first strong one of a chain. Raises `KeyringUnavailable` when none is safe."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    with _translated(None):
        chosen = keyring.get_keyring()
        members = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    strong = [one for one in members if not _name_of(one).startswith(_WEAK_MODULES)]
    if not strong:
        raise KeyringUnavailable(back_end=_name_of(chosen))
    return strong[0]


def _name_of(back_end: KeyringBackend | None) -> str:
    return type(back_end).__module__ if back_end is not None else ""


@contextmanager
def _translated(back_end: KeyringBackend | None) -> Iterator[None]:
    try:
        yield
    except Exception:  # noqa: BLE001 - a back end is a plug-in: D-Bus, Windows and others raise their own kinds
        # `from None`: what such an error holds is not known, and a secret was at hand.
        raise KeyringUnavailable(back_end=_name_of(back_end)) from None
