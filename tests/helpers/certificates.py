"""Made-up certificate authorities and the certificates they issue, good and bad. For loopback servers in tests only."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_HOUR = timedelta(hours=1)


class Authority:
    """A root of nobody's, or with an ``issuer`` one below it. ``root`` is its own certificate as a PEM file."""

    def __init__(
        self,
        folder: Path,
        name: str = "Example Studio Test Root",
        issuer: Authority | None = None,
        hours: tuple[int, int] = (-24, 1),
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(name)
        signer = issuer or self
        self._certificate = (
            signer._builder(self._name, self._key.public_key(), hours)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0 if issuer else 1), critical=True)
            .add_extension(_CA_USAGE, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
            .sign(signer._key, hashes.SHA256())
        )
        self.root = folder / "root.pem"
        self.root.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def server(
        self, *hosts: str, is_expired: bool = False, valid_hours: tuple[int, int] = (-24, 1), with_issuer: bool = False
    ) -> ssl.SSLContext:
        """A server's context with a certificate for these hosts, valid from and to so many hours from now.

        ``with_issuer`` when the server shows the certificate of whoever signed its own, too.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            self._builder(_name("store.example"), key.public_key(), (-24, -1) if is_expired else valid_hours)
            .add_extension(x509.SubjectAlternativeName([_host(host) for host in hosts]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        chain = [certificate, self._certificate] if with_issuer else [certificate]
        return _context(self._folder / f"server-{'-'.join(hosts)}.pem", key, chain)

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, hours: tuple[int, int]
    ) -> x509.CertificateBuilder:
        return _begun(subject, self._name, key, hours)


def self_signed(folder: Path, host: str) -> ssl.SSLContext:
    """A server's context with a certificate that vouches for itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), _name("self-made.example")
    certificate = (
        _begun(name, name, key.public_key(), (-24, 1))
        .add_extension(x509.SubjectAlternativeName([_host(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _context(folder / "self-signed.pem", key, [certificate])


def _context(pem: Path, key: ec.EllipticCurvePrivateKey, chain: list[x509.Certificate]) -> ssl.SSLContext:
    own = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem.write_bytes(own + b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, hours: tuple[int, int]
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + hours[0] * _HOUR)
        .not_valid_after(now + hours[1] * _HOUR)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


_CA_USAGE = x509.KeyUsage(
    digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False, key_encipherment=False,
    data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
)  # fmt: skip


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
