"""How many PUTs may be under way at once: fewer when the store is busy, one more again after a row of successes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from avatar_intake.errors import Cancelled
from avatar_intake.transfer.control import RunControl

_SUCCESSES_FOR_ONE_MORE = 8


class Slots:
    """A number of places that may shrink while they are taken. Thread-safe."""

    def __init__(self, most: int) -> None:
        self._lock = threading.Lock()
        self._most = self._allowed = most
        self._taken = 0
        self._successes = 0

    @property
    def allowed(self) -> int:
        """How many may be taken at present."""
        return self._allowed

    @property
    def is_slowed_down(self) -> bool:
        """Whether the store has asked for fewer than there could be."""
        return self._allowed < self._most

    def allow(self, most: int) -> None:
        """Change how many there may be; those that are under way are finished."""
        with self._lock:
            self._allowed = min(self._allowed, most) if self.is_slowed_down else most
            self._most = most

    @contextmanager
    def one(self, control: RunControl) -> Iterator[None]:
        """Take a place, waiting for it if need be. Raises `Cancelled`."""
        if not control.wait_until(self._take):
            raise Cancelled
        try:
            yield
        finally:
            with self._lock:
                self._taken -= 1
            control.wake()

    def slow_down(self) -> None:
        """The store is busy: half as many, at least one."""
        with self._lock:
            self._allowed, self._successes = max(1, self._allowed // 2), 0

    def succeeded(self) -> None:
        """A PUT was acknowledged."""
        with self._lock:
            self._successes += 1
            if self._successes >= _SUCCESSES_FOR_ONE_MORE and self._allowed < self._most:
                self._allowed, self._successes = self._allowed + 1, 0

    def _take(self) -> bool:
        with self._lock:
            is_free = self._taken < self._allowed
            self._taken += is_free
            return is_free
