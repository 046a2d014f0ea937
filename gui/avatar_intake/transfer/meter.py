"""Speed and time left from a moving average. Pure arithmetic over times given by the caller."""

from __future__ import annotations

from collections import deque

_WINDOW_S = 15.0
_UNTOLD_S = 10.0  # no forecast before this, nor after an outage: it would only jump
_OUTAGE_S = 3.0


class SpeedMeter:
    """Bytes a second over the last 15 seconds of movement. Not thread-safe: its owner locks."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()
        self._begun_s: float | None = None
        self._moved_s = 0.0  # when something moved last

    def note(self, now_s: float, moved_bytes: int) -> None:
        """Tell how many bytes have been moved in all by ``now_s``.

        A smaller number than before is a part that has to be sent again: the speed of the line is not changed by it.
        After three seconds without movement everything begins anew with the first byte that moves.
        """
        if self._samples and moved_bytes < self._samples[-1][1]:
            lost_bytes = self._samples[-1][1] - moved_bytes
            self._samples = deque((at_s, count - lost_bytes) for at_s, count in self._samples)
        has_moved = not self._samples or moved_bytes > self._samples[-1][1]
        if has_moved and now_s - self._moved_s > _OUTAGE_S:
            self.restart()
        if self._begun_s is None:
            self._begun_s = now_s
        if has_moved:
            self._moved_s = now_s
        self._samples.append((now_s, moved_bytes))
        while len(self._samples) > 2 and self._samples[1][0] <= now_s - _WINDOW_S:
            self._samples.popleft()

    def restart(self) -> None:
        """Forget everything: a time in which the computer slept says nothing about the line."""
        self._samples.clear()
        self._begun_s = None

    @property
    def bytes_per_s(self) -> float:
        """The average; 0 while there is nothing to average."""
        if len(self._samples) < 2:
            return 0.0
        (first_s, first_bytes), (last_s, last_bytes) = self._samples[0], self._samples[-1]
        return (last_bytes - first_bytes) / (last_s - first_s) if last_s > first_s else 0.0

    def time_left_s(self, now_s: float, left_bytes: int) -> float | None:
        """A forecast, or ``None`` in the first ten seconds and while nothing moves."""
        if self._begun_s is None or now_s - self._begun_s < _UNTOLD_S or now_s - self._moved_s > _OUTAGE_S:
            return None
        return left_bytes / self.bytes_per_s if self.bytes_per_s > 0 else None
