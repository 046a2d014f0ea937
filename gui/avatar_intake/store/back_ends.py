"""Which of `keyring`'s back ends is used, what it is called, and what its errors mean. Keeps no secret itself.

Back ends that keep nothing or keep it in the open are never used. What a chain holds that is `keyring`'s own goes
before plug-ins of others: many of those only read, for one kind of server.
"""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING

from avatar_intake.errors import KeyringFault, KeyringUnavailable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

# Modules whose back ends write plain text, forget everything, or refuse.
_WEAK_MODULES = ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt")
_NOBODY = "keyring.backends.fail"
_OWN = "keyring.backends."


class SecretPlace(StrEnum):
    """Where a secret is kept, as a person knows it."""

    SECRET_SERVICE = "secret-service"  # noqa: S105 - GNOME Keyring, KeePassXC and others behind one D-Bus interface
    WALLET = "wallet"  # KDE's
    KEYCHAIN = "keychain"  # macOS
    CREDENTIAL_MANAGER = "credential-manager"  # Windows
    PLUG_IN = "plug-in"
    NOWHERE = "nowhere"  # none is safe, or none is there
    SILENT = "silent"  # it does not say


_PLACES = {
    "keyring.backends.SecretService": SecretPlace.SECRET_SERVICE,
    "keyring.backends.libsecret": SecretPlace.SECRET_SERVICE,
    "keyring.backends.kwallet": SecretPlace.WALLET,
    "keyring.backends.macOS": SecretPlace.KEYCHAIN,
    "keyring.backends.Windows": SecretPlace.CREDENTIAL_MANAGER,
}
# By the names of the classes, since their modules are there on some systems only. `InitError` is a prompt that was
# dismissed, unless it was caused by another of these.
_FAULTS = {
    "NoKeyringError": KeyringFault.ABSENT,
    "SecretServiceNotAvailableException": KeyringFault.ABSENT,
    "KeyringLocked": KeyringFault.LOCKED,
    "LockedException": KeyringFault.LOCKED,
    "PromptDismissedException": KeyringFault.LOCKED,
}


def strong_back_end() -> KeyringBackend:
    """The back end in use, or the best of a chain. Raises `KeyringUnavailable` when none is safe. May block."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    chosen = keyring.get_keyring()
    if name_of(chosen) == _NOBODY and not _is_chosen_by_hand():
        chosen = _found_anew() or chosen
    members = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    strong = [one for one in members if not name_of(one).startswith(_WEAK_MODULES)]
    if strong:
        return min(strong, key=lambda one: not name_of(one).startswith(_OWN))
    is_weak = any(name_of(one) != _NOBODY for one in members)
    raise KeyringUnavailable(name_of(chosen), KeyringFault.WEAK if is_weak else KeyringFault.ABSENT)


def place_of(back_end: KeyringBackend) -> SecretPlace:
    """Where a back end keeps what it is given."""
    return _PLACES.get(name_of(back_end), SecretPlace.PLUG_IN)


def name_of(back_end: KeyringBackend | None) -> str:
    """The module of a back end; empty for none."""
    return type(back_end).__module__ if back_end is not None else ""


def fault_of(error: Exception) -> KeyringFault:
    """What the matter is, by an error that a back end raised: those are D-Bus's, Windows' and other kinds."""
    for one in (error.__cause__, error):
        fault = _FAULTS.get(type(one).__name__)
        if fault is not None:
            return fault
    if isinstance(error, (ConnectionError, EOFError)):
        return KeyringFault.ABSENT
    return KeyringFault.LOCKED if type(error).__name__ == "InitError" else KeyringFault.DENIED


def _is_chosen_by_hand() -> bool:
    from keyring.core import load_config

    return "PYTHON_KEYRING_BACKEND" in os.environ or load_config() is not None


def _found_anew() -> KeyringBackend | None:
    """The best that is there now: `keyring` looks once, and a person may have started one since."""
    import keyring
    from keyring.backend import KeyringBackend

    kinds = [kind for kind in KeyringBackend.get_viable_backends() if kind.__module__ in _PLACES]
    if not kinds:
        return None
    best = max(kinds, key=lambda kind: kind.priority)()
    keyring.set_keyring(best)
    return best
