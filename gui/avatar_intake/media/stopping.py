"""How a reader of files is asked to stop. Holds no thread and waits for nothing."""

from __future__ import annotations

from typing import BinaryIO, Protocol

from avatar_intake.errors import Cancelled


class StopSignal(Protocol):
    """Says whether the person asked to stop; a `threading.Event` fits. Asked from the thread that reads."""

    def is_set(self) -> bool:
        """Whether to stop now."""
        ...


def raise_if_stopped(stop: StopSignal | None) -> None:
    """Raise `Cancelled` when ``stop`` is set; ``None`` never stops."""
    if stop is not None and stop.is_set():
        raise Cancelled


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
