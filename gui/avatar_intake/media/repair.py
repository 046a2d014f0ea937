"""Repair a file into a new one. Never opens an original for writing; whatever ends it early leaves no file behind."""

from __future__ import annotations

from collections.abc import Callable

from avatar_intake.domain.repair import RepairOrder
from avatar_intake.domain.stopping import StopSignal

Progress = Callable[[float], None]  # how much is done, 0 to 1; called on the thread that works


def repair(order: RepairOrder, progress: Progress, stop: StopSignal | None = None) -> None:
    """Carry out an order: ``order.target`` is there when this returns, and nothing is when it raises.

    Raises `Cancelled`, `MaterialUnreadable`, `RepairFailed`, and `LocalStorageFailed` for a full or read-only disk.
    """
    raise NotImplementedError
