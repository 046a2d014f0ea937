"""Seals one-time addresses, so that an upload survives a restart without lying open on the disk.

The key is derived from the account's own secret (HKDF-SHA256, a salt a seal): whoever has that secret could ask for
addresses anyway, and no second secret has to be kept. With another secret the seal does not open; the job's
addresses are then lost and a fresh job is needed.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import SecretUrl

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_SALT_BYTES = 16


def seal(addresses: Mapping[Role, tuple[SecretUrl, ...]], secret: str) -> bytes:
    """Addresses as bytes that say nothing without ``secret``."""
    plain = msgspec.json.encode({role.value: [url.value for url in urls] for role, urls in addresses.items()})
    salt = os.urandom(_SALT_BYTES)
    return salt + _cipher(secret, salt).encrypt(plain)


def unseal(sealed: bytes, secret: str) -> Mapping[Role, tuple[SecretUrl, ...]] | None:
    """The addresses, or ``None`` when the secret is another one or the bytes are damaged."""
    from cryptography.fernet import InvalidToken

    try:
        plain = _cipher(secret, sealed[:_SALT_BYTES]).decrypt(sealed[_SALT_BYTES:])
        found = msgspec.json.decode(plain, type=dict[Role, tuple[str, ...]])
    except (InvalidToken, msgspec.MsgspecError):
        return None
    return {role: tuple(SecretUrl(url) for url in urls) for role, urls in found.items()}


def _cipher(secret: str, salt: bytes) -> Fernet:
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"avatar-intake one-time addresses").derive(
        secret.encode()
    )
    return Fernet(base64.urlsafe_b64encode(key))
