"""How work is asked to stop. Holds no thread and waits for nothing."""

from __future__ import annotations

from typing import Protocol

from avatar_intake.errors import Cancelled


class StopSignal(Protocol):
    """Says whether the person asked to stop; a `threading.Event` fits. Asked from the thread that works."""

    def is_set(self) -> bool:
        """Whether to stop now."""
        ...


def raise_if_stopped(stop: StopSignal | None) -> None:
    """Raise `Cancelled` when ``stop`` is set; ``None`` never stops."""
    if stop is not None and stop.is_set():
        raise Cancelled
