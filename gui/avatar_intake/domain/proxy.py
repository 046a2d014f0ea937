"""Which proxy connections go through, as a person has chosen it. Pure: asks no system and no keyring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from avatar_intake.domain.endpoint import plain_parts
from avatar_intake.domain.settings import Settings
from avatar_intake.errors import BadProxyAddress


class ProxyMode(StrEnum):
    """Where the proxy comes from."""

    SYSTEM = "system"
    NONE = "none"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class ProxyChoice:
    """``address`` and ``user`` are those of an own one and are kept while another mode is chosen."""

    mode: ProxyMode = ProxyMode.SYSTEM
    address: str = ""
    user: str = ""

    @property
    def secret_name(self) -> str:
        """Under which its password is kept; empty where there is none to keep."""
        return f"proxy:{self.user}@{self.address.removeprefix('http://')}" if self.user and self.address else ""


def choice_of(settings: Settings) -> ProxyChoice:
    """What is set; an unknown mode is the system's."""
    is_known = settings.proxy_mode in tuple(ProxyMode)
    mode = ProxyMode(settings.proxy_mode) if is_known else ProxyMode.SYSTEM
    return ProxyChoice(mode, settings.proxy_address, settings.proxy_user)


def with_choice(settings: Settings, choice: ProxyChoice) -> Settings:
    """The settings with this choice in them."""
    return replace(settings, proxy_mode=choice.mode.value, proxy_address=choice.address, proxy_user=choice.user)


def parse_proxy(text: str) -> str:
    """The one form of ``[http://]host:port``. Raises `BadProxyAddress`, also for one with a user or a password in it.

    A proxy is spoken to in clear and carries TLS to the service through it; its own user has a place of its own.
    """
    cleaned = text.strip()
    parts = plain_parts(cleaned if "://" in cleaned else f"http://{cleaned}")
    is_bare = parts is not None and parts.path in ("", "/") and "?" not in cleaned
    if parts is None or not is_bare or parts.scheme != "http" or parts.username is not None or parts.port is None:
        raise BadProxyAddress(found=cleaned.rpartition("@")[2][:100])
    host = parts.hostname or ""
    return f"http://{f'[{host}]' if ':' in host else host}:{parts.port}"
