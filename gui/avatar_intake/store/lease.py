"""One process at a time works on an intake. The system releases the lease when the process ends, however it ends."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from avatar_intake.errors import AlreadyRunning, LocalStorageFailed
from avatar_intake.where import private_file, private_folder

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


# What the systems say of a lock that somebody else holds: POSIX the first, Windows the others.
_HELD = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK})


@contextmanager
def lease(folder: Path, intake_id: str) -> Iterator[None]:
    """Hold the lease of an intake. Raises `AlreadyRunning` when another process or thread holds it."""
    try:
        path = private_file(private_folder(folder) / f"{intake_id}.lock")
        descriptor = os.open(path, os.O_RDWR)
    except OSError as error:
        raise LocalStorageFailed(reason=str(error)[:200]) from error
    try:
        try:
            _take(descriptor)
        except OSError as error:
            if error.errno in _HELD:
                raise AlreadyRunning(intake_id=intake_id) from error
            raise LocalStorageFailed(reason=str(error)[:200]) from error
        yield
    finally:
        os.close(descriptor)
