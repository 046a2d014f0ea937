"""Open files that people chose. Refuses folders, pipes and devices before opening them, so that nothing ever waits.

Readers get an open file, never a path: a name such as ``concat:…`` must not reach a library that understands it.
"""

from __future__ import annotations

import os
import stat
from typing import BinaryIO

from avatar_intake.domain.media import Unreadable
from avatar_intake.media.kinds import HEAD_BYTES, kind_of

# Opening a pipe without a writer would wait for one; Windows needs to be told that text is not meant.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def open_regular(path: str) -> BinaryIO | Unreadable:
    """Open the regular, non-empty file at ``path`` for reading; a link to one will do.

    Otherwise an `Unreadable`: ``missing`` (also a link to nothing), ``not-a-file``, ``no-permission``, ``empty``.
    """
    try:
        problem = _problem(os.stat(path))  # noqa: PTH116 - a bare path, as everywhere in this package
        if problem:
            return problem
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        return Unreadable(reason_of(error))
    file = os.fdopen(descriptor, "rb")
    problem = _problem(os.fstat(descriptor))  # again: another file may have taken the name meanwhile
    if problem:
        file.close()
        return problem
    return file


def reason_of(error: OSError | ValueError) -> str:
    """The reason in the words of `Unreadable` for an error that opening a file raised."""
    if isinstance(error, PermissionError):
        return "no-permission"
    if isinstance(error, IsADirectoryError):
        return "not-a-file"
    return "missing"


def name_of(path: str) -> str:
    """The last part of a path: all that a message may say of it."""
    return os.path.basename(path)  # noqa: PTH119 - a bare path, as everywhere in this package


def size_of(file: BinaryIO) -> int:
    """The size in bytes of an open file."""
    return os.fstat(file.fileno()).st_size


def size_of_path(path: str) -> int:
    """The size in bytes of a regular file, 0 for anything else."""
    file = open_regular(path)
    if isinstance(file, Unreadable):
        return 0
    with file:
        return size_of(file)


def kind_of_file(file: BinaryIO) -> str:
    """What an open file is by its content (see `kinds`); leaves the file at its beginning."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    return kind_of(head)


def _problem(status: os.stat_result) -> Unreadable | None:
    if not stat.S_ISREG(status.st_mode):
        return Unreadable("not-a-file")
    return None if status.st_size else Unreadable("empty")
