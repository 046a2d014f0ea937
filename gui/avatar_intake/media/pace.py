"""Tell how much of a piece of work is done: from 0 to 1, never less than before, at most ten times a second."""

from __future__ import annotations

import time
from collections.abc import Callable

Progress = Callable[[float], None]  # how much is done, 0 to 1; called on the thread that works
_EVERY_S = 0.1
_NEARLY = 0.999  # all of it is done only when `Pace.finish` says so


class Pace:
    """Passes on shares of one stretch of the work."""

    def __init__(self, progress: Progress, clock: Callable[[], float] = time.monotonic) -> None:
        self._progress = progress
        self._clock = clock
        self._told = -1.0
        self._told_at_s = 0.0
        self._start, self._end = 0.0, 1.0

    def begin(self, start: float, end: float) -> None:
        """From now on the shares of `tell` lie between ``start`` and ``end`` of the whole."""
        self._start, self._end = start, end
        self.tell(0.0)

    def tell(self, share: float) -> None:
        """``share`` of this stretch is done."""
        now_s = self._clock()
        whole = min(self._start + min(max(share, 0.0), 1.0) * (self._end - self._start), _NEARLY)
        if whole <= self._told or (self._told >= 0 and now_s - self._told_at_s < _EVERY_S):
            return
        self._told, self._told_at_s = whole, now_s
        self._progress(whole)

    def finish(self) -> None:
        """Everything is done, and that is always told."""
        self._told = 1.0
        self._progress(1.0)
