"""What is done with files in a room (see `room`): each a function at the top of a module. Imports the readers late."""

from __future__ import annotations

import time

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked
from avatar_intake.domain.repair import RepairOrder
from avatar_intake.media.room import Caller

_BEAT_S = 1.0


def check(role: Role, path: str, job: JobFields, caller: Caller) -> Checked:
    """See `check_material`."""
    from avatar_intake.media.check import check_material

    return check_material(role, path, job, Heartbeat(caller))


class Heartbeat:
    """A `StopSignal` that tells the caller, each time it is asked, that something still moves: a slow drive is none
    that hangs. It is asked at every read of a file."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._told_s = time.monotonic()

    def is_set(self) -> bool:
        """Whether the caller wants to stop."""
        now_s = time.monotonic()
        if now_s - self._told_s >= _BEAT_S:
            self._told_s = now_s
            self._caller.progress(0.0)
        return self._caller.stop is not None and self._caller.stop.is_set()


def filmstrip(path: str, count: int, height_px: int, caller: Caller) -> tuple[bytes, ...]:
    """The pictures of `frames.filmstrip` as PNG."""
    from avatar_intake.media import frames

    return tuple(frame.png for frame in frames.filmstrip(path, count, height_px, caller.stop))


def cover_from(path: str, time_s: float, crop_px: tuple[int, int, int, int] | None, caller: Caller) -> bytes:
    """See `frames.cover_from`."""
    from avatar_intake.media import frames

    return frames.cover_from(path, time_s, crop_px, caller.stop)


def frame_at(path: str, time_s: float, max_px: int, caller: Caller) -> bytes:
    """The exact picture of `frames.frame_at`."""
    from avatar_intake.media import frames

    return frames.frame_at(path, time_s, max_px, exact=True, stop=caller.stop)


def page_preview(path: str, page: int, max_px: int, caller: Caller) -> bytes:  # noqa: ARG001 - takes a moment only
    """See `letter.page_preview`."""
    from avatar_intake.media import letter

    return letter.page_preview(path, page, max_px)


def repair(order: RepairOrder, caller: Caller) -> None:
    """See `repair.repair`."""
    from avatar_intake.media.repair import repair as carry_out

    carry_out(order, caller.progress, caller.stop)


def checked_as_unreadable(role: Role, path: str, job: JobFields) -> Checked:
    """What is said of a file whose check was lost: it is damaged. Does not read it."""
    from avatar_intake.domain.media import Unreadable
    from avatar_intake.media.judging import Purpose
    from avatar_intake.media.opening import size_of_path
    from avatar_intake.media.rules import findings_for

    facts = Unreadable("damaged", "", size_of_path(path))
    return Checked(role, path, facts, findings_for(facts, Purpose(role, job)))
