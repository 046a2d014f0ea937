"""Where requests may go: regions, endpoints, and which one-time addresses are believed. Pure: resolves no names."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from avatar_intake.domain.intake import ServiceChoice
from avatar_intake.domain.obstacles import DistrustedPeer
from avatar_intake.domain.service import SecretUrl
from avatar_intake.errors import BadServiceAddress

# https://support.huaweicloud.com/api-metastudio/metastudio_02_0000.md; the vendor's SDK knows the same two.
REGIONS = {
    "cn-north-4": "https://metastudio.cn-north-4.myhuaweicloud.com",
    "cn-east-3": "https://metastudio.cn-east-3.myhuaweicloud.com",
}
STORE_SUFFIXES = (".myhuaweicloud.com",)
# Names of the vendor's never lead to these. Not among them: 198.18.0.0/15, which local proxies make up for every name,
# and 100.64.0.0/10, where the vendor's own cloud keeps its store for computers inside it.
_INSIDE = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "fec0::/10", "::1/128")
)
_DEFAULT_PORTS = {"https": 443, "http": 80}
_LABEL = r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*", re.ASCII)
_PORT = re.compile(r"(?::\d*)?", re.ASCII)
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.ASCII)


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


def check_peer(host: str, numeric: str) -> None:
    """Raise `DistrustedPeer` where the address that answers for ``host`` is one at which it cannot be.

    The vendor's hosts are on the internet. An endpoint of one's own may be in a private cloud or on this computer, but
    nobody's is among the addresses of no host: link-local ones, where clouds keep their secrets, and the like.
    """
    address = _bare(ipaddress.ip_address(numeric.partition("%")[0]))
    is_inside = any(address in network for network in _INSIDE if network.version == address.version)
    if _is_no_host(address) or (is_inside and f".{host.lower()}".endswith(STORE_SUFFIXES)):
        raise DistrustedPeer(f"{host} is not at {numeric}")


_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _bare(address: _Address) -> _Address:
    """An IPv4 address that is written as an IPv6 one is what it is."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _is_no_host(address: _Address) -> bool:
    address = _bare(address)
    is_reserved = address.version == 4 and address.is_reserved
    return address.is_link_local or address.is_multicast or address.is_unspecified or is_reserved


def parse_endpoint(text: str) -> Endpoint:
    """Check ``https://host[:port][/prefix]``; plain http for loopback only. Raises `BadServiceAddress`.

    The scheme's own port is left out, so that one address has one form.
    """
    cleaned = text.strip()
    parts = plain_parts(cleaned)
    if parts is None or parts.scheme not in _DEFAULT_PORTS or parts.username is not None or parts.query:
        raise BadServiceAddress(found=_without_user(cleaned), needed="https://host[:port][/prefix]")
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "http" and not is_loopback(host):
        raise BadServiceAddress(found=_without_user(cleaned), needed="https://")
    return Endpoint(parts.scheme, host, None if port == _DEFAULT_PORTS[parts.scheme] else port, parts.path.rstrip("/"))


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
    parts = plain_parts(address.value)
    if parts is None:
        return "malformed"
    host, port = parts.hostname or "", parts.port
    if parts.username is not None:
        return "user-info"
    if endpoint.is_loopback:
        return None if is_loopback(host) and parts.scheme == endpoint.scheme else "foreign-host"
    if parts.scheme != "https":
        return "not-https"
    if host == endpoint.host and port in (None, 443, endpoint.port):
        return None
    return None if host.endswith(STORE_SUFFIXES) and port in (None, 443) else "foreign-host"


def plain_parts(text: str) -> SplitResult | None:
    """The parts of an address that every reader takes apart in the same way, or ``None``.

    No blanks, controls, other scripts, backslashes or fragments; a host and port that are written out; no path that
    climbs.
    """
    if not text.isascii() or not all("!" <= sign <= "~" for sign in text) or {"\\", "#"} & set(text):
        return None
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    written = f"[{host}]" if ":" in host else host
    after = parts.netloc.rpartition("@")[2].lower().removeprefix(written)
    is_good = _is_host(host) and _PORT.fullmatch(after) and port != 0 and not _climbs(parts.path)
    return parts if is_good else None


def _is_host(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        # What looks like a number is one to some resolvers: 127.1 and 0x7f000001 are this computer.
        return _NAME.fullmatch(host) is not None and not _NUMBER.fullmatch(host.rpartition(".")[2])
    return "%" not in host and not _is_no_host(address)


def _climbs(path: str) -> bool:
    return any(unquote(piece) in (".", "..") for piece in path.split("/"))


def _without_user(text: str) -> str:
    return text.rsplit("@", 1)[-1][:200]
