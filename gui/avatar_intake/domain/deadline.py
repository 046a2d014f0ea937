"""Whether an upload can be done before its one-time addresses are dead. Pure arithmetic: no clock."""

from __future__ import annotations

from dataclasses import dataclass

# Guide metastudio_02_0061, step 2: an upload address is good for 24 hours.
ADDRESS_LIFE_S = 24 * 3600.0


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
