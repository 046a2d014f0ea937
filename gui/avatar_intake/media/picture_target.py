"""Write the new file of a repair whose content is in memory. Never touches a file that is there already.

Whatever goes wrong on the way, the half-written file is taken away again.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from avatar_intake.domain.repair import RepairOrder
from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.errors import LocalStorageFailed, RepairFailed
from avatar_intake.media.opening import name_of
from avatar_intake.media.picture import broken_kinds

_BLOCK_BYTES = 1 << 20
_FLAGS = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)

Progress = Callable[[float], None]
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
    """Make ``order.target`` (mode 0600) of ``data``, from 80 % of the way to the end, and look at it once more.

    Raises `Cancelled`, `LocalStorageFailed` for a disk that is full or read-only, and `RepairFailed` when there is a
    file of that name or when ``is_as_meant`` does not accept what was written.
    """
    try:
        descriptor = os.open(order.target, _FLAGS, 0o600)
    except FileExistsError as error:
        raise repair_failed(order, "target-exists") from error
    except (OSError, ValueError) as error:
        raise LocalStorageFailed.of(error if isinstance(error, OSError) else OSError(str(error))) from error
    try:
        _fill(descriptor, data, steps)
        if not is_as_meant(order.target):
            raise repair_failed(order, "not-as-meant")  # noqa: TRY301 - the file goes as with every other error
        steps.reached(0.99)
    except OSError as error:
        _remove(order.target)
        raise LocalStorageFailed.of(error) from error
    except BaseException:
        _remove(order.target)
        raise


def _fill(descriptor: int, data: bytes, steps: Steps) -> None:
    with os.fdopen(descriptor, "wb") as file:
        for start in range(0, len(data), _BLOCK_BYTES):
            file.write(data[start : start + _BLOCK_BYTES])
            steps.reached(0.8 + 0.15 * min(1.0, (start + _BLOCK_BYTES) / len(data)))
        file.flush()
        os.fsync(file.fileno())


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)  # noqa: PTH108 - a bare path, as everywhere in this package
