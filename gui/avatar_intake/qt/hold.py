"""Keeps a warning up for a while after its cause is gone, so that nothing wobbles. Pure: is told the time."""

from __future__ import annotations


class Hold:
    """Up as soon as there is a cause, down when there has been none for ``least_s``."""

    def __init__(self, least_s: float) -> None:
        self._least_s = least_s
        self._seen_s: float | None = None

    def look(self, now_s: float, *, is_so: bool) -> bool:
        """Whether the warning is up at this moment."""
        if is_so:
            self._seen_s = now_s
        elif self._seen_s is not None and now_s - self._seen_s >= self._least_s:
            self._seen_s = None
        return self._seen_s is not None
