"""Who does the work of an upload: threads, or one after the other on the calling thread. Knows nothing of parts."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Protocol


class Crew(Protocol):
    """Carries out work. Used by one upload, from its own threads."""

    @property
    def most(self) -> int:
        """How much of it may be under way at once."""
        ...

    def begin(self, work: Callable[[], None]) -> None:
        """Have ``work`` done; returns at once, or when it is done where there are no threads. It must not raise."""
        ...

    def join(self, seconds: float) -> None:
        """Wait for what was begun, as long as a person would: real seconds, since what is waited for is real."""
        ...

    def watch(self, look: Callable[[], None], every_s: float) -> AbstractContextManager[None]:
        """A ``with`` block in which ``look`` is called every so many seconds; never where there are no threads."""
        ...


class ThreadCrew:
    """Daemon threads of a low priority: with busy threads a window's timer stays punctual so (measured)."""

    most = 16

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def begin(self, work: Callable[[], None]) -> None:
        """See `Crew.begin`."""
        with self._lock:  # a thread that has not started yet cannot be waited for
            thread = threading.Thread(target=_humbly(work), name=f"upload-{len(self._threads)}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def join(self, seconds: float) -> None:
        """See `Crew.join`."""
        ends_at_s = time.monotonic() + seconds
        with self._lock:
            threads = tuple(self._threads)
        for thread in threads:
            thread.join(max(0.0, ends_at_s - time.monotonic()))

    @contextmanager
    def watch(self, look: Callable[[], None], every_s: float) -> Iterator[None]:
        """See `Crew.watch`."""
        is_over = threading.Event()

        def watch() -> None:
            while not is_over.wait(every_s):
                look()

        thread = threading.Thread(target=_humbly(watch), name="upload-watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()


class SerialCrew:
    """One after the other, on the thread that asks: what happens is the same each time."""

    most = 1

    def begin(self, work: Callable[[], None]) -> None:
        """See `Crew.begin`."""
        work()

    def join(self, seconds: float) -> None:
        """See `Crew.join`: there is nothing to wait for."""

    @contextmanager
    def watch(self, look: Callable[[], None], every_s: float) -> Iterator[None]:  # noqa: ARG002
        """See `Crew.watch`."""
        yield


def lower_own_priority() -> None:
    """Let the window go first."""
    if sys.platform == "linux":
        with suppress(OSError):  # a process that is nicer already may not become less so
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


def _humbly(work: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        lower_own_priority()
        work()

    return run
