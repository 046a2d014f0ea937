"""How far all running uploads are together, for places with room for one number: the tray, the taskbar. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from avatar_intake.qt.desk.rows import Told


@dataclass(frozen=True, slots=True)
class Overall:
    """``percent`` of all bytes, never 100 while anything runs; ``count`` uploads, of which none moves if it stands."""

    percent: int
    count: int
    stands: bool = False


def overall(told: Iterable[Told]) -> Overall | None:
    """All of them as one; ``None`` while nothing runs that has a progress."""
    running = [one for one in told if one.is_running and one.progress is not None]
    total = sum(one.progress.total_bytes for one in running if one.progress is not None)
    stored = sum(one.progress.stored_bytes for one in running if one.progress is not None)
    if not total:
        return None
    stands = all(one.is_paused or one.wait_reason is not None for one in running)
    return Overall(min(99, stored * 100 // total), len(running), stands)
