"""A new file that is there only when everything has gone well. Never writes over anything; whatever ends it removes it.

The file has its own name from the start: a process that is killed leaves it, under the name that its owner chose, so
that the owner can remove it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.errors import LocalStorageFailed

Create = Callable[[str], BinaryIO]  # makes a file that did not exist; raises OSError

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_OWNER_ONLY = 0o600


class NewFile:
    """What a library writes into. It has no name, so the library sees no path.

    Each write raises `Cancelled` once the stop signal is set. ``failure`` is the first error of the disk, since a
    library may swallow it.
    """

    def __init__(self, file: BinaryIO, stop: StopSignal | None) -> None:
        self._file = file
        self._stop = stop
        self._is_over = False
        self.failure: OSError | None = None

    @property
    def closed(self) -> bool:
        """Whether nothing may be written any more; then a library does not even try to finish its work."""
        return self._is_over

    def write(self, data: bytes) -> int:
        """Write all of ``data``; raises `Cancelled` and ``OSError``."""
        raise_if_stopped(self._stop)
        left = memoryview(data)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError as error:
            self.failure = self.failure or error
            raise
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place and tell where it is."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The place."""
        return self._file.tell()

    def settle(self) -> None:
        """Bring everything to the disk; raises ``OSError``, also for a write that failed before."""
        self._is_over = True
        if self.failure is not None:
            raise self.failure
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            self.failure = error
            raise

    def abandon(self) -> None:
        """Close it, whatever the disk says."""
        self._is_over = True
        with suppress(OSError):
            self._file.close()


def create_new(path: str) -> BinaryIO:
    """Create the file at ``path`` for its owner alone; raises ``OSError``, also when there is one."""
    return os.fdopen(os.open(path, _FLAGS, _OWNER_ONLY), "w+b", buffering=0)


@contextmanager
def new_file(path: str, stop: StopSignal | None, create: Create = create_new) -> Iterator[NewFile]:
    """A new file at ``path``, on the disk in full when the block ends well and gone when it raises.

    Raises `LocalStorageFailed` when it cannot be created or written, even where the block raises something else of it.
    """
    try:
        file = create(path)
    except (OSError, ValueError) as error:
        raise LocalStorageFailed.of(error if isinstance(error, OSError) else OSError(str(error))) from error
    made = NewFile(file, stop)
    try:
        yield made
        raise_if_stopped(stop)
        made.settle()
        _settle_folder(path)
    except BaseException as error:
        made.abandon()
        with suppress(OSError):
            os.unlink(path)  # noqa: PTH108 - a bare path, as everywhere in this package
        if made.failure is not None:
            raise LocalStorageFailed.of(made.failure) from error
        raise


def _settle_folder(path: str) -> None:
    """Bring the file's name to the disk too, where the system can do that."""
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(os.path.dirname(path) or ".", os.O_RDONLY)  # noqa: PTH120 - a bare path
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
