"""Reads a small file that a person has chosen. Whatever is no plain file is refused before it could keep us waiting."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def read_small_file(path: Path, most_bytes: int) -> bytes:
    """The content, one byte more than ``most_bytes`` at most. Raises ``OSError``, also for a pipe, device or folder."""
    # Opening a pipe that nobody writes to would wait for ever without O_NONBLOCK.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(most_bytes + 1)
    finally:
        os.close(descriptor)
