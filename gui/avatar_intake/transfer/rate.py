"""A speed limit that all threads of an upload share. Decides waits; does not wait itself."""

from __future__ import annotations

import threading

_BURST_S = 0.05


class TokenBucket:
    """Hands out bytes at a rate. Thread-safe. Times are monotonic seconds, given by the caller."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free_at_s = 0.0
        self._bytes_per_s: int | None = None

    def wait_for(self, size_bytes: int, bytes_per_s: int | None, now_s: float) -> float:
        """Take ``size_bytes``; returns how many seconds to wait before they may be sent.

        A change of the rate holds from the next call on, for what is owed too. An idle line saves up 50 ms at most.
        """
        with self._lock:
            owed_s = max(self._free_at_s - now_s, -_BURST_S)
            if not bytes_per_s:
                self._bytes_per_s, self._free_at_s = None, now_s
                return 0.0
            if owed_s > 0 and self._bytes_per_s:
                owed_s *= self._bytes_per_s / bytes_per_s
            self._bytes_per_s = bytes_per_s
            self._free_at_s = now_s + owed_s + size_bytes / bytes_per_s
            return max(0.0, owed_s)


def block_bytes(largest: int, bytes_per_s: int | None) -> int:
    """The block size under a limit: at most 50 ms of the rate, at least 4 KiB, at most ``largest``."""
    if not bytes_per_s:
        return largest
    return max(4096, min(largest, int(bytes_per_s * _BURST_S)))
