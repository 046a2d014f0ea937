"""Pictures of what a person chose, in memory only: a filmstrip, a cover, a page. Judges nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from avatar_intake.errors import MaterialUnreadable
from avatar_intake.media.room import Caller, Limits, Lost, Room

T = TypeVar("T")
_SHOWING = Limits(quiet_s=60.0)


class Previews:
    """Has them drawn in a room. Thread-safe; blocks. Raises `MaterialUnreadable` for what cannot be shown."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def filmstrip(self, path: str, count: int, height_px: int) -> tuple[bytes, ...]:
        """``count`` frames of a video, evenly spaced, as PNG."""
        from avatar_intake.media import tasks

        return self._drawn(tasks.filmstrip, path, count, height_px)

    def cover_from(self, path: str, time_s: float, crop_px: tuple[int, int, int, int] | None = None) -> bytes:
        """The exact frame as JPEG, full size, or the part of it from left and top to right and bottom."""
        from avatar_intake.media import tasks

        return self._drawn(tasks.cover_from, path, time_s, crop_px)

    def frame_at(self, path: str, time_s: float, max_px: int) -> bytes:
        """The exact frame as PNG, its longer side at most ``max_px``."""
        from avatar_intake.media import tasks

        return self._drawn(tasks.frame_at, path, time_s, max_px)

    def picture_preview(self, path: str, max_px: int) -> bytes:
        """A picture or a letter's first page as PNG."""
        from avatar_intake.media import tasks

        return self._drawn(tasks.page_preview, path, 0, max_px)

    def _drawn(self, work: Callable[..., T], path: str, *more: object) -> T:
        try:
            return self._room.do(work, (path, *more), Caller(), _SHOWING)
        except Lost as lost:
            raise MaterialUnreadable(role="", name=Path(path).name, reason="damaged") from lost
