"""A company's root certificate: judged before it is trusted, kept as a file of our own. Slow: call it in a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from avatar_intake.errors import BadCompanyRoot, LocalStorageFailed, RootFlaw
from avatar_intake.store.settings import replace_file
from avatar_intake.store.small_file import read_small_file

if TYPE_CHECKING:
    from cryptography import x509

_LARGEST_BYTES = 256 * 1024
_MOST_CERTIFICATES = 20  # a root, and those below it


@dataclass(frozen=True, slots=True)
class CompanyRoot:
    """What a person can compare with what IT says of the first certificate, and all of them as PEM.

    ``fingerprint`` is SHA-256 in hex, pairs with colons; ``ends`` a date.
    """

    subject: str
    ends: str
    fingerprint: str
    count: int
    pem: str


def read_root(path: Path) -> CompanyRoot:
    """Judge a PEM or DER file. Raises `BadCompanyRoot`."""
    try:
        content = read_small_file(path, _LARGEST_BYTES)
    except OSError as error:
        raise BadCompanyRoot(path.name, RootFlaw.UNREADABLE) from error
    if len(content) > _LARGEST_BYTES:
        raise BadCompanyRoot(path.name, RootFlaw.UNREADABLE)
    found = _certificates(content, path.name)
    for certificate in found:
        flaw = _flaw(certificate)
        if flaw is not None:
            raise BadCompanyRoot(path.name, flaw)
    return _told(found)


def keep_root(root: CompanyRoot, kept: Path) -> None:
    """Trust it from now on: nothing but its certificates is written. Raises `LocalStorageFailed`."""
    replace_file(kept, root.pem.encode())


def forget_root(kept: Path) -> None:
    """Trust it no more. Raises `LocalStorageFailed`."""
    try:
        kept.unlink(missing_ok=True)
    except OSError as error:
        raise LocalStorageFailed.of(error) from error


def _certificates(content: bytes, name: str) -> list[x509.Certificate]:
    from cryptography import x509

    if b"PRIVATE KEY-----" in content:
        raise BadCompanyRoot(name, RootFlaw.PRIVATE_KEY)
    try:
        if b"-----BEGIN" in content:
            found = x509.load_pem_x509_certificates(content)
        else:
            found = [x509.load_der_x509_certificate(content)]
    except ValueError as error:
        raise BadCompanyRoot(name, RootFlaw.NO_CERTIFICATE) from error
    if not 1 <= len(found) <= _MOST_CERTIFICATES:
        raise BadCompanyRoot(name, RootFlaw.NO_CERTIFICATE)
    return found


def _flaw(certificate: x509.Certificate) -> RootFlaw | None:
    now = datetime.now(UTC)
    try:
        if not _may_vouch(certificate):
            return RootFlaw.NO_AUTHORITY
        is_valid = certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
    except ValueError:  # parts of a certificate are read only when they are asked for
        return RootFlaw.NO_CERTIFICATE
    return None if is_valid else RootFlaw.OVER


def _may_vouch(certificate: x509.Certificate) -> bool:
    from cryptography import x509

    try:
        is_authority = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
    try:
        return is_authority and certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        return is_authority


def _told(found: list[x509.Certificate]) -> CompanyRoot:
    from cryptography.hazmat.primitives import hashes, serialization

    first = found[0]
    digest = first.fingerprint(hashes.SHA256()).hex().upper()
    return CompanyRoot(
        subject=_one_line(first.subject.rfc4514_string()),
        ends=f"{first.not_valid_after_utc:%Y-%m-%d}",
        fingerprint=":".join(digest[place : place + 2] for place in range(0, len(digest), 2)),
        count=len(found),
        pem="".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in found),
    )


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)[:200]
