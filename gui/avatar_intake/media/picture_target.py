"""Write the new file of a repair whose content is in memory, and tell how far it is. Holds no picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from avatar_intake.domain.repair import RepairOrder
from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.errors import RepairFailed
from avatar_intake.media.new_file import new_file
from avatar_intake.media.opening import name_of
from avatar_intake.media.pace import Progress
from avatar_intake.media.picture import broken_kinds

__all__ = ["Check", "Progress", "Steps", "failing_as_repair", "repair_failed", "write_new"]

_BLOCK_BYTES = 1 << 20

Check = Callable[[str], bool]


@contextmanager
def failing_as_repair(order: RepairOrder) -> Iterator[None]:
    """What a library raises inside becomes `RepairFailed`; our own errors and `Cancelled` pass."""
    try:
        yield
    except broken_kinds() as error:
        raise repair_failed(order, "not-possible") from error


def repair_failed(order: RepairOrder, reason: str) -> RepairFailed:
    """The error for an order; ``reason`` is one word."""
    return RepairFailed(role=order.role, name=name_of(order.paths[0]) if order.paths else "", reason=reason)


class Steps:
    """Tells how far a repair is and lets it be stopped there. Shares only ever grow."""

    def __init__(self, progress: Progress, stop: StopSignal | None) -> None:
        self._progress = progress
        self._stop = stop

    def reached(self, share: float) -> None:
        """So much is done; raises `Cancelled` when the person asked to stop."""
        self._progress(share)
        raise_if_stopped(self._stop)


def write_new(order: RepairOrder, data: bytes, steps: Steps, is_as_meant: Check) -> None:
    """Make ``order.target`` of ``data``, from 80 % of the way to the end, and look at it once more.

    Raises `Cancelled`, `LocalStorageFailed` for a disk that is full or read-only or has a file of that name, and
    `RepairFailed` when ``is_as_meant`` does not accept what was written.
    """
    with new_file(order.target, None) as file:
        for start in range(0, len(data), _BLOCK_BYTES):
            file.write(data[start : start + _BLOCK_BYTES])
            steps.reached(0.8 + 0.15 * min(1.0, (start + _BLOCK_BYTES) / len(data)))
        if not is_as_meant(order.target):
            raise repair_failed(order, "not-as-meant")
        steps.reached(0.99)
