"""Keeps the calls to one tenant below the documented rates. Waits, but not beyond a cancel; sends nothing.

Source: the flow-control tables of the service (delete, update and command: 10 a second in Beijing 4, 3 in Shanghai 1
and Singapore; list and show: 20 and 10). They hold for a tenant, so whatever speaks for the same tenant shares a
`Limiter`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from avatar_intake.domain.endpoint import Endpoint
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.errors import Cancelled

_LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Rates:
    """How many calls a second a tenant may make."""

    writes_per_s: float
    reads_per_s: float


BEIJING = Rates(writes_per_s=10, reads_per_s=20)
ELSEWHERE = Rates(writes_per_s=3, reads_per_s=10)


def rates_of(endpoint: Endpoint) -> Rates:
    """The rates of the region that an endpoint lies in; an unknown one gets the smaller, this computer the larger."""
    return BEIJING if endpoint.is_loopback or ".cn-north-4." in f".{endpoint.host}." else ELSEWHERE


class Limiter:
    """Two token buckets of one token each, so that calls are evenly spaced. Thread-safe; first come, first served."""

    def __init__(
        self,
        rates: Rates,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        """``pause`` waits so many seconds, at most 0.05 at a time."""
        self._gap_s = {True: 1 / rates.writes_per_s, False: 1 / rates.reads_per_s}
        self._free_at_s = dict.fromkeys(self._gap_s, float("-inf"))
        self._lock = threading.Lock()
        self._clock = clock
        self._pause = pause or threading.Event().wait

    def wait(self, stop: StopSignal, *, is_write: bool) -> None:
        """Return when the next call may go out. Raises `Cancelled` when ``stop`` is set before that."""
        with self._lock:
            turn_s = max(self._clock(), self._free_at_s[is_write])
            self._free_at_s[is_write] = turn_s + self._gap_s[is_write]
        while True:
            if stop.is_set():
                raise Cancelled
            rest_s = turn_s - self._clock()
            if rest_s <= 0:
                return
            self._pause(min(rest_s, _LOOK_EVERY_S))


class Limiters:
    """Hands out one `Limiter` for each tenant. The program makes one of these. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_tenant: dict[tuple[str, str], Limiter] = {}

    def of(self, endpoint: Endpoint, project_id: str) -> Limiter:
        """The limiter that everything for this project at this endpoint shares."""
        with self._lock:
            return self._by_tenant.setdefault((endpoint.base, project_id), Limiter(rates_of(endpoint)))
