"""Secrets in the system's keyring, behind one small port. Refuses back ends that keep nothing or keep it in the open.

The system may ask the person for a password first: call everything here in a worker. A call that is not over in time is
given up, and undone when it comes to its end after all.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol, TypeVar

from avatar_intake.errors import KeyringFault, KeyringUnavailable
from avatar_intake.store.back_ends import SecretPlace, fault_of, name_of, place_of, strong_back_end
from avatar_intake.store.patience import Unanswered, answer_of, deliver

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
SERVICE = "avatar-intake"  # what the secrets stand under in the keyring
_LOOK_PATIENCE_S = 5.0  # what needs no person


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
    """The system's keyring. Each secret is read back after it was written.

    ``patience_s`` is how long a call may last, with the time in which a person types a password.
    Writing takes turns, so that a late write has been undone before the next one begins. Reading takes none.
    """

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._turn = threading.Lock()
        self._end: Future[None] = Future()

    def put(self, name: str, secret: str) -> None:
        """Keep it; raises `KeyringUnavailable` also when the back end does not give it back."""

        def work(answer: Future[None]) -> None:
            with _translated() as back_end:
                back_end.get_password(
                    SERVICE, name
                )  # a locked one asks for its password here, and not while others wait
            with self._turn, _translated() as back_end:
                if answer.cancelled():
                    return
                before = back_end.get_password(SERVICE, name)
                back_end.set_password(SERVICE, name, secret)
                is_kept = back_end.get_password(SERVICE, name) == secret
                if not is_kept:
                    _remove(back_end, name)
                    raise KeyringUnavailable(name_of(back_end), KeyringFault.LOST)
                if not deliver(answer, None):
                    _put_back(back_end, name, before)

        self._call(work, self._patience_s)

    def get(self, name: str) -> str | None:
        """The secret, or ``None``."""

        def work(answer: Future[str | None]) -> None:
            with _translated() as back_end:
                deliver(answer, back_end.get_password(SERVICE, name))

        return self._call(work, self._patience_s)

    def forget(self, name: str) -> None:
        """Remove it, if it is there. Raises `KeyringUnavailable` when it is still there afterwards."""

        def work(answer: Future[None]) -> None:
            with _translated() as back_end:
                is_there = back_end.get_password(SERVICE, name) is not None
            with self._turn, _translated() as back_end:
                if is_there and not answer.cancelled() and not _remove(back_end, name):
                    raise KeyringUnavailable(name_of(back_end), KeyringFault.LOST)
            deliver(answer, None)

        self._call(work, self._patience_s)

    def place(self) -> SecretPlace:
        """Where secrets are kept. Asks the system, but no person."""

        def work(answer: Future[SecretPlace]) -> None:
            with _translated() as back_end:
                deliver(answer, place_of(back_end))

        try:
            return self._call(work, min(self._patience_s, _LOOK_PATIENCE_S))
        except KeyringUnavailable as error:
            return SecretPlace.SILENT if error.fault is KeyringFault.TIMEOUT else SecretPlace.NOWHERE

    def close(self) -> None:
        """The program ends: give up whatever is waited for."""
        deliver(self._end, None)

    def _call(self, work: Callable[[Future[T]], None], patience_s: float) -> T:
        try:
            return answer_of(work, patience_s, self._end)
        except Unanswered:
            raise KeyringUnavailable("", KeyringFault.TIMEOUT) from None


def _remove(back_end: KeyringBackend, name: str) -> bool:
    """Remove what is there; whether it has gone."""
    from keyring.errors import PasswordDeleteError

    # What is not there cannot be deleted either: only a look tells the two apart.
    with suppress(PasswordDeleteError):
        back_end.delete_password(SERVICE, name)
    return back_end.get_password(SERVICE, name) is None


def _put_back(back_end: KeyringBackend, name: str, before: str | None) -> None:
    if before is None:
        _remove(back_end, name)
    else:
        back_end.set_password(SERVICE, name, before)


@contextmanager
def _translated() -> Iterator[KeyringBackend]:
    back_end: KeyringBackend | None = None
    try:
        back_end = strong_back_end()
        yield back_end
    except KeyringUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - a back end is a plug-in: D-Bus, Windows and others raise their own kinds
        # `from None`: what such an error holds is not known, and a secret was at hand.
        raise KeyringUnavailable(name_of(back_end), fault_of(error)) from None
