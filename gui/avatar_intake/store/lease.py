"""One process at a time works on an intake. The system releases the lease when the process ends, however it ends."""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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


_LOOK_EVERY_S = 0.05


@contextmanager
def lease(folder: Path, intake_id: str) -> Iterator[None]:
    """Hold the lease of an intake. Raises `AlreadyRunning` when another process or thread holds it."""
    try:
        path = private_file(private_folder(folder) / f"{intake_id}.lock")
        descriptor = os.open(path, os.O_RDWR)
    except OSError as error:
        raise LocalStorageFailed.of(error) from error
    try:
        try:
            _take(descriptor)
        except OSError as error:
            if error.errno in _HELD:
                raise AlreadyRunning(intake_id=intake_id) from error
            raise LocalStorageFailed.of(error) from error
        yield
    finally:
        os.close(descriptor)


@contextmanager
def turn(folder: Path, name: str, longest_s: float = 10.0) -> Iterator[None]:
    """Hold a lease for a moment, after whoever holds it now. Raises `AlreadyRunning` after ``longest_s``."""
    ends_at_s, pause = time.monotonic() + longest_s, threading.Event()
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(lease(folder, name))
                break
            except AlreadyRunning:
                if time.monotonic() > ends_at_s:
                    raise
            pause.wait(_LOOK_EVERY_S)
        yield
