"""A speed limit that all threads of an upload share. Decides waits; does not wait itself."""

from __future__ import annotations

import threading

_BURST_S = 0.05
# What the system's own buffers take at once says nothing about the line.
_BUFFERED_BYTES = 512 * 1024
UNTRIED_BLOCK_BYTES = 64 * 1024
_SMALLEST_BLOCK_BYTES = 16 * 1024
_BLOCK_S = 2.0


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
        if not bytes_per_s and self._bytes_per_s is None:
            return 0.0  # without a limit nothing is owed: no lock for each block
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


def bearable_block(largest: int, sent_bytes: int, elapsed_s: float, before: int = UNTRIED_BLOCK_BYTES) -> int:
    """A block that this line takes in about two seconds, going by what it took of the body so far.

    The network has to take a block as a whole within a time limit: a large one would be given up on a slow line, again
    and again. As ``before`` until the speed is known, at least 16 KiB, at most ``largest``.
    """
    carried_bytes = sent_bytes - _BUFFERED_BYTES
    if carried_bytes <= 0:
        return min(largest, before)
    if elapsed_s <= 0:
        return largest
    return max(_SMALLEST_BLOCK_BYTES, min(largest, int(carried_bytes / elapsed_s * _BLOCK_S)))


def block_bytes(largest: int, bytes_per_s: int | None) -> int:
    """The block size under a limit: at most 50 ms of the rate, at least 4 KiB, at most ``largest``."""
    if not bytes_per_s:
        return largest
    return max(4096, min(largest, int(bytes_per_s * _BURST_S)))
