"""Repair a file into a new one. Never opens an original for writing; whatever ends it early leaves no file behind."""

from __future__ import annotations

from avatar_intake.domain.intake import Role
from avatar_intake.domain.repair import Remedy, RepairOrder
from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.media.film_repair import repair_film
from avatar_intake.media.letter_repair import join_letter
from avatar_intake.media.pace import Progress
from avatar_intake.media.picture_repair import repair_picture

__all__ = ["Progress", "repair"]

_FILM_ROLES = (Role.TRAINING_VIDEO, Role.ACTION_VIDEO)


def repair(order: RepairOrder, progress: Progress, stop: StopSignal | None = None) -> None:
    """Carry out an order: ``order.target`` is there when this returns, and nothing is when it raises.

    Raises `Cancelled`, `MaterialUnreadable`, `RepairFailed`, and `LocalStorageFailed` for a full or read-only disk. A
    process that is killed meanwhile leaves ``order.target``, and no other file.
    """
    raise_if_stopped(stop)
    if order.role in _FILM_ROLES:
        return repair_film(order, progress, stop)
    if Remedy.JOIN in order.remedies:
        return join_letter(order, progress, stop)
    return repair_picture(order, progress, stop)
