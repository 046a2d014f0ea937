"""How many connections a line is worth: more as long as the sum grows, a step back where it does not. Pure: no clock.

On a line that loses packets every connection brings its share (measured: 1 % loss, 100 Mbit/s, 50 ms: 2.9 Mbit/s each),
on a clean one four fill it and more only cost processor time.
"""

from __future__ import annotations

import math

FIRST = 4
MOST = 16

_SETTLE_S = 1.0  # a new connection fills its buffers first; those bytes are no speed
_WINDOW_S = 3.0
_GROWTH = 1.5
_LEAST_SHARE_OF_HOPE = 0.25  # of the gain that a line with room would show
_FIRST_HOLD_S = 10.0  # short: on a line that loses packets one window in ten says too little
_LONGEST_HOLD_S = 480.0
# Above this (400 Mbit/s) four connections are no limit, and more busy threads would only make a window late (measured).
_FAST_ENOUGH_BYTES_PER_S = 50_000_000


class Tuner:
    """Climbs by trying. Not thread-safe: its owner locks. Times are monotonic seconds, given by the caller."""

    def __init__(self, first: int = FIRST, most: int = MOST) -> None:
        self._level, self._most = min(first, most), most
        self._before: tuple[int, float] | None = None  # the level and the speed that a try is compared with
        self._window: tuple[float, int] | None = None  # when it began, and what had been moved by then
        self._settled_at_s = 0.0
        self._hold_until_s = 0.0
        self._hold_s = _FIRST_HOLD_S

    @property
    def level(self) -> int:
        """How many connections there should be."""
        return self._level

    def note(self, now_s: float, moved_bytes: int) -> int:
        """Tell how many bytes have been moved in all by ``now_s``; returns the level."""
        if now_s < self._settled_at_s:
            return self._level
        if self._window is None or moved_bytes < self._window[1]:
            self._window = (now_s, moved_bytes)
        elif now_s - self._window[0] >= _WINDOW_S:
            speed = (moved_bytes - self._window[1]) / (now_s - self._window[0])
            self._window = (now_s, moved_bytes)
            if speed > 0:
                self._judge(now_s, speed)
        return self._level

    def forget(self, now_s: float) -> None:
        """What was measured does not count: a pause, a limit, sleep, a refusal. A try under way is given up."""
        if self._before is not None:
            self._level = self._before[0]
        self._before = self._window = None
        self._settled_at_s = now_s + _SETTLE_S

    def _judge(self, now_s: float, speed: float) -> None:
        if self._before is not None:
            level, speed_before = self._before
            hope = self._level / level - 1
            if speed < speed_before * (1 + hope * _LEAST_SHARE_OF_HOPE):
                self._step_back(now_s, level)
                return
            self._hold_s = _FIRST_HOLD_S
        elif now_s < self._hold_until_s:
            return
        if self._level < self._most and speed < _FAST_ENOUGH_BYTES_PER_S:
            self._before = (self._level, speed)
            self._go_to(min(self._most, math.ceil(self._level * _GROWTH)), now_s)
        else:
            self._before = None

    def _step_back(self, now_s: float, level: int) -> None:
        self._before = None
        self._hold_until_s = now_s + self._hold_s
        self._hold_s = min(self._hold_s * 2, _LONGEST_HOLD_S)
        self._go_to(level, now_s)

    def _go_to(self, level: int, now_s: float) -> None:
        self._level, self._window = level, None
        self._settled_at_s = now_s + _SETTLE_S
