"""Until when one-time addresses live, and whether an upload can be done by then. Pure arithmetic: no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from avatar_intake.domain.service import SecretUrl

# Guide metastudio_02_0061, step 2: an upload address is good for 24 hours.
ADDRESS_LIFE_S = 24 * 3600.0


_EPOCH = re.compile(r"\d{9,11}", re.ASCII)
_LIFE = re.compile(r"\d{1,7}", re.ASCII)
# The V4 style gives a date and a life; OBS and S3 each have a name of their own for both.
_V4_NAMES = (("x-obs-date", "x-obs-expires"), ("x-amz-date", "x-amz-expires"))


def expiry_of(addresses: Iterable[Iterable[SecretUrl]], now_s: float) -> float:
    """Epoch seconds after which the first of the addresses is dead; 24 hours from now where none says so."""
    ends = (expires_s(url) for urls in addresses for url in urls)
    return min((end for end in ends if end is not None), default=now_s + ADDRESS_LIFE_S)


def expires_s(url: SecretUrl) -> float | None:
    """Epoch seconds after which an address is dead, as it says itself; ``None`` where it does not.

    The V2 style of OBS carries `Expires` (OBS, "signature in a URL"), the V4 style a date and a life in seconds.

    >>> expires_s(SecretUrl("https://store.example/part?Expires=1800000000&Signature=x"))
    1800000000.0
    >>> expires_s(SecretUrl("https://store.example/part?X-Amz-Date=20270115T080000Z&X-Amz-Expires=86400"))
    1800086400.0
    """
    query = {name.lower(): values[0] for name, values in parse_qs(urlsplit(url.value).query).items()}
    if _EPOCH.fullmatch(query.get("expires", "")):
        return float(query["expires"])
    for date, life in _V4_NAMES:
        if _LIFE.fullmatch(query.get(life, "")):
            try:
                begun = datetime.strptime(query.get(date, ""), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            except ValueError:
                continue
            return begun.timestamp() + float(query[life])
    return None


@dataclass(frozen=True, slots=True)
class Forecast:
    """How long an upload takes at a steady speed, and whether that is within the life of its addresses."""

    duration_s: float
    makes_it: bool


def forecast(total_bytes: int, bytes_per_s: float, life_s: float = ADDRESS_LIFE_S) -> Forecast:
    """The forecast for ``total_bytes`` at ``bytes_per_s`` (above 0).

    >>> forecast(3600, 2.0)
    Forecast(duration_s=1800.0, makes_it=True)
    """
    duration_s = total_bytes / bytes_per_s
    return Forecast(duration_s, duration_s <= life_s)


def least_bytes_per_s(total_bytes: int, life_s: float = ADDRESS_LIFE_S) -> float:
    """The slowest line that brings ``total_bytes`` to the store in time.

    >>> least_bytes_per_s(24 * 3600 * 10)
    10.0
    """
    return total_bytes / life_s
