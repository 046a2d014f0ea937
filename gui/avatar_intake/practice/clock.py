"""The studio's own time: the computer's, moved by an offset that a trial may change. Never waits."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class StudioClock:
    """Wall-clock time in seconds since 1970. Any thread may call it; assigning one float needs no lock."""

    def __init__(self, offset_s: float = 0.0) -> None:
        self._offset_s = offset_s

    def now_s(self) -> float:
        """Seconds since 1970 as this studio believes them."""
        return time.time() + self._offset_s

    def advance(self, seconds: float) -> None:
        """Move the studio's time; negative goes back. Addresses expire and reviews go on without any waiting."""
        self._offset_s += seconds


def rfc3339(moment_s: float) -> str:
    """``2020-07-30T10:43:17Z``: how the API page writes its times."""
    return datetime.fromtimestamp(int(moment_s), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_rfc3339(text: str) -> float | None:
    """Seconds since 1970, or ``None`` for a text that is no RFC 3339 time with a zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo else None
