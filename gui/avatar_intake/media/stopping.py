"""A file whose readers can be asked to stop. Holds no thread and waits for nothing."""

from __future__ import annotations

from typing import BinaryIO

from avatar_intake.domain.stopping import StopSignal, raise_if_stopped


class StoppableFile:
    """An open file that raises `Cancelled` out of a read once ``stop`` is set, wherever in a library that happens."""

    def __init__(self, file: BinaryIO, stop: StopSignal | None) -> None:
        self._file = file
        self._stop = stop

    def read(self, count: int = -1) -> bytes:
        """Up to ``count`` bytes; raises `Cancelled`."""
        raise_if_stopped(self._stop)
        return self._file.read(count)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place and tell where it is."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The place."""
        return self._file.tell()
