"""Pause, resume, cancel and the speed limit of one run, from any thread; noticed wherever bytes move."""

from __future__ import annotations

import threading
from typing import Protocol

from avatar_intake.domain.transfer import Progress
from avatar_intake.errors import Cancelled


class StopSignal(Protocol):
    """Anything that can say that it is over; a `threading.Event` fits."""

    def is_set(self) -> bool:
        """Whether to stop."""
        ...


class ProgressSource(Protocol):
    """Whoever counts the bytes of the run."""

    def progress(self) -> Progress:
        """The numbers of this moment. Cheap: polled ten times a second."""
        ...


class RunControl:
    """One run's handle for the person who watches it. Every method returns at once."""

    def __init__(self, bytes_per_s: int | None = None) -> None:
        self._changed = threading.Condition()
        self._is_cancelled = False
        self._is_paused = False
        self._bytes_per_s = bytes_per_s
        self._source: ProgressSource | None = None

    # --- for the watcher --------------------------------------------------------------------------

    def cancel(self) -> None:
        """Stop for good; what is stored stays stored."""
        with self._changed:
            self._is_cancelled = True
            self._changed.notify_all()

    def pause(self) -> None:
        """Let no more bytes out until `resume`."""
        with self._changed:
            self._is_paused = True
            self._changed.notify_all()

    def resume(self) -> None:
        """Go on after a pause; also ends a wait for the network at once."""
        with self._changed:
            self._is_paused = False
            self._changed.notify_all()

    def limit(self, bytes_per_s: int | None) -> None:
        """Change the speed limit of the running upload; ``None`` lifts it."""
        self._bytes_per_s = bytes_per_s

    @property
    def is_paused(self) -> bool:
        """Whether a pause is asked for."""
        return self._is_paused

    @property
    def is_cancelled(self) -> bool:
        """Whether an end is asked for."""
        return self._is_cancelled

    @property
    def bytes_per_s(self) -> int | None:
        """The speed limit, if any."""
        return self._bytes_per_s

    def progress(self) -> Progress | None:
        """The numbers of this moment, or ``None`` before the upload has begun."""
        source = self._source
        return source.progress() if source else None

    # --- for the run ------------------------------------------------------------------------------

    def is_set(self) -> bool:
        """The same as `is_cancelled`, so that a control can serve as a `StopSignal`."""
        return self._is_cancelled

    def watch(self, source: ProgressSource) -> None:
        """Name whoever counts the bytes from now on."""
        self._source = source

    def check(self) -> None:
        """Raise `Cancelled` when an end is asked for."""
        if self._is_cancelled:
            raise Cancelled

    def wait_while_paused(self) -> None:
        """Return when there is no pause; raise `Cancelled` when an end is asked for."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_cancelled or not self._is_paused)
        self.check()

    def sleep(self, seconds: float) -> None:
        """Wait, but not beyond a cancel or a `resume`. Raises `Cancelled`."""
        with self._changed:
            if not self._is_cancelled:
                self._changed.wait(seconds)
        self.check()
