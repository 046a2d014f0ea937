"""Where requests may go: regions, endpoints, and which one-time addresses are believed. Pure: resolves no names."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from avatar_intake.domain.intake import ServiceChoice
from avatar_intake.domain.service import SecretUrl
from avatar_intake.errors import BadServiceAddress

# https://support.huaweicloud.com/api-metastudio/metastudio_02_0000.md; the vendor's SDK knows the same two.
REGIONS = {
    "cn-north-4": "https://metastudio.cn-north-4.myhuaweicloud.com",
    "cn-east-3": "https://metastudio.cn-east-3.myhuaweicloud.com",
}
STORE_SUFFIXES = (".myhuaweicloud.com",)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A checked service address; ``prefix`` is empty or begins with a slash and does not end with one."""

    scheme: str
    host: str
    port: int | None
    prefix: str

    @property
    def base(self) -> str:
        """The address without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{f':{self.port}' if self.port else ''}{self.prefix}"

    @property
    def is_loopback(self) -> bool:
        """Whether it is on this computer."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether ``host`` is localhost or a loopback literal."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def parse_endpoint(text: str) -> Endpoint:
    """Check ``https://host[:port][/prefix]``; plain http for loopback only. Raises `BadServiceAddress`."""
    needed = "https://host[:port][/prefix]"
    cleaned = text.strip()
    if not cleaned.isascii() or any(sign.isspace() or ord(sign) < 32 for sign in cleaned):
        raise BadServiceAddress(found=cleaned[:200], needed=needed)
    try:
        parts = urlsplit(cleaned)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadServiceAddress(found=cleaned[:200], needed=needed) from None
    if (
        parts.scheme not in ("https", "http")
        or not host
        or parts.username is not None
        or parts.password is not None
    ):
        raise BadServiceAddress(found=_without_user(cleaned), needed=needed)
    if parts.query or parts.fragment or ".." in parts.path.split("/"):
        raise BadServiceAddress(found=cleaned[:200], needed=needed)
    if parts.scheme == "http" and not is_loopback(host):
        raise BadServiceAddress(found=cleaned[:200], needed="https://")
    return Endpoint(parts.scheme, host, port, parts.path.rstrip("/"))


def endpoint_of(choice: ServiceChoice) -> Endpoint:
    """The endpoint that a choice means. Raises `BadServiceAddress` for an unknown region."""
    if choice.endpoint:
        return parse_endpoint(choice.endpoint)
    region = choice.region or ""
    if region not in REGIONS:
        raise BadServiceAddress(found=region, needed=", ".join(REGIONS))
    return parse_endpoint(REGIONS[region])


def address_problem(address: SecretUrl, endpoint: Endpoint) -> str | None:
    """Why a one-time address is not believed, in a word without the address itself; ``None`` when it is.

    Believed: https on port 443 at the vendor's store suffixes; for an endpoint on this computer, loopback
    addresses of the same scheme; for a custom endpoint, its own host as well.
    """
    try:
        parts = urlsplit(address.value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "malformed"
    if (
        not host
        or not address.value.isascii()
        or any(ord(sign) <= 32 or sign == "\\" for sign in address.value)
    ):
        return "malformed"
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "user-info"
    if endpoint.is_loopback:
        return None if is_loopback(host) and parts.scheme == endpoint.scheme else "foreign-host"
    if parts.scheme != "https":
        return "not-https"
    if host == endpoint.host and port in (None, 443, endpoint.port):
        return None
    return None if host.endswith(STORE_SUFFIXES) and port in (None, 443) else "foreign-host"


def _without_user(text: str) -> str:
    return text.rsplit("@", 1)[-1][:200]
