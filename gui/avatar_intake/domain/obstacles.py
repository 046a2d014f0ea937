"""What stands between this computer and a host, read from an exception of the network libraries. Pure.

The client of the service and whoever speaks to the store judge alike by it. OpenSSL's codes are those of `x509_vfy.h`;
on Windows and macOS truststore passes on the system's own (`winerror.h`, `SecBase.h`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from avatar_intake.errors import Barrier, IntakeError, NetworkUnreachable, ProxyUnreachable, TransportRefused

_UNKNOWN = frozenset({2, 18, 19, 20, 21, 24, 26, 27, 0x800B0109, 0x800B010A, -67843, -25318})
_DATES = frozenset({9, 10, 0x800B0101, 0x800B0102, -67818, -67819})
_HOST = frozenset({62, 64, 0x800B010F, -67602})
_REVOKED = frozenset({23, 0x800B010C, -67820})
_WEAK = frozenset({66, 67, 68})
_OF_CODES = {
    code: barrier
    for codes, barrier in (
        (_UNKNOWN, Barrier.UNKNOWN_ROOT),
        (_DATES, Barrier.DATES),
        (_HOST, Barrier.OTHER_HOST),
        (_REVOKED, Barrier.REVOKED),
        (_WEAK, Barrier.TOO_OLD),
    )
    for code in codes
}
_OLD = frozenset(
    {
        "UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "VERSION_TOO_LOW", "WRONG_SSL_VERSION",
        "SSLV3_ALERT_HANDSHAKE_FAILURE", "NO_PROTOCOLS_AVAILABLE", "NO_CIPHERS_AVAILABLE", "DH_KEY_TOO_SMALL",
        "EE_KEY_TOO_SMALL", "CA_MD_TOO_WEAK", "WRONG_SIGNATURE_TYPE", "UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
    }
)  # fmt: skip
# http.client's words for what a proxy said to CONNECT.
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")
_PROXY_SIGN_IN = 407


class DistrustedPeer(OSError):
    """A name led to an address at which its host cannot be. Raised before a byte is sent."""


def links_of(error: BaseException) -> tuple[BaseException, ...]:
    """An exception and everything that it wraps: libraries put the reason into args, ``reason`` or the cause."""
    return tuple(_links(error))


def _links(error: BaseException) -> Iterator[BaseException]:
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        link = waiting.pop(0)
        if isinstance(link, BaseException) and id(link) not in seen:
            seen.add(id(link))
            yield link
            waiting += [*link.args, getattr(link, "reason", None), link.__cause__, link.__context__]


def certain_barrier(links: Iterable[BaseException]) -> Barrier | None:
    """What certainly kept every byte from leaving: a certificate, a place, a proxy that says no."""
    import ssl

    for link in links:
        if isinstance(link, ssl.SSLCertVerificationError):
            return _OF_CODES.get(getattr(link, "verify_code", 0), Barrier.TLS)
        if isinstance(link, DistrustedPeer):
            return Barrier.PRIVATE
        status = _tunnel_status(link)
        if status == _PROXY_SIGN_IN:
            return Barrier.PROXY_SIGN_IN
        if status is not None and 400 <= status < 500:
            return Barrier.PROXY
    return None


def _tunnel_status(link: BaseException) -> int | None:
    found = _TUNNEL.search(str(link))
    return int(found[1]) if found else None


def tls_barrier(links: Iterable[BaseException]) -> Barrier | None:
    """Why a handshake failed for another reason than a lost connection; ``None`` where it did not."""
    import ssl

    faults = [link for link in links if isinstance(link, ssl.SSLError)]
    lost = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
    if not faults or any(isinstance(link, lost) for link in faults):
        return None
    return Barrier.TOO_OLD if any(getattr(link, "reason", None) in _OLD for link in faults) else Barrier.TLS


def _is_proxy_gone(links: Iterable[BaseException]) -> bool:
    """No connection to the proxy could be made, so that it said nothing about the host."""
    import urllib3

    links = tuple(links)
    is_about_a_proxy = any(isinstance(link, urllib3.exceptions.ProxyError) for link in links)
    return is_about_a_proxy and not any(_tunnel_status(link) for link in links)


def obstacle_of(links: tuple[BaseException, ...], host: str, epoch_s: float) -> IntakeError:
    """The error for a connection on which nothing was sent, or nothing that could change anything."""
    barrier = certain_barrier(links) or tls_barrier(links)
    if barrier is not None:
        return TransportRefused.by(barrier, host, epoch_s)
    return ProxyUnreachable(host) if _is_proxy_gone(links) else NetworkUnreachable(host)
