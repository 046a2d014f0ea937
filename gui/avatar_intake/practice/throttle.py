"""Count requests against a rate. No threads and no waiting: it only says yes or no."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable


class Throttle:
    """At most ``per_s`` requests of one kind in any second; ``None`` is without limit. Any thread may ask.

    The service's table counts each operation for itself (10/s in Beijing for update, delete and command).
    """

    def __init__(self, per_s: float | None, now_s: Callable[[], float]) -> None:
        self._per_s = per_s
        self._now_s = now_s
        self._lock = threading.Lock()
        self._accepted: dict[str, deque[float]] = {}

    def accepts(self, kind: str) -> bool:
        """Whether one more request of this kind fits into the last second; if so it is counted."""
        if self._per_s is None:
            return True
        with self._lock:
            now = self._now_s()
            recent = self._accepted.setdefault(kind, deque())
            while recent and now - recent[0] >= 1.0:
                recent.popleft()
            if len(recent) >= self._per_s:
                return False
            recent.append(now)
            return True
