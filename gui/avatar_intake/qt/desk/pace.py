"""How fast this computer's line carried a run, for the next forecast. Pure: is told the numbers and the time."""

from __future__ import annotations

from typing import Final

_ENOUGH_BYTES: Final = 20_000_000  # less says nothing about a line
_ENOUGH_S: Final = 10.0
_LONGEST_STEP_S: Final = 2.0  # a longer gap between two looks was sleep, or a busy computer


class Pace:
    """An average over all the time in which the line was free to carry as much as it could."""

    def __init__(self) -> None:
        self._looked_s: float | None = None
        self._bytes = 0.0
        self._seconds = 0.0

    def look(self, now_s: float, bytes_per_s: float, *, is_free: bool) -> None:
        """One moment's speed; ``is_free`` is false while paused, waiting or held to a limit."""
        before_s, self._looked_s = self._looked_s, now_s
        if before_s is None or not is_free or bytes_per_s <= 0:
            return
        step_s = min(now_s - before_s, _LONGEST_STEP_S)
        self._bytes += bytes_per_s * step_s
        self._seconds += step_s

    @property
    def bytes_per_s(self) -> int | None:
        """The average speed; ``None`` where too little was carried to tell."""
        if self._bytes < _ENOUGH_BYTES or self._seconds < _ENOUGH_S:
            return None
        return round(self._bytes / self._seconds)
