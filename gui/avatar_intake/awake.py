"""Keeps the computer from falling asleep by itself as long as something is held. The screen may go dark.

What the system is asked for, through wakepy: on Linux GNOME's session manager or the power manager of the session
(D-Bus), on Windows `SetThreadExecutionState`, on macOS `caffeinate`. Each forgets us when the process ends, however it
ends: a D-Bus service sees its client leave the bus, Windows drops a thread's wish with the thread, `caffeinate` ends
with the pipe that it reads.

A favour, never a condition: where the system has no such thing, refuses or does not answer, the work goes on without.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress

Mode = AbstractContextManager[object]

_log = logging.getLogger(__name__)


def keep_running() -> Mode:
    """The system's way of not falling asleep. Entered and left in the thread that made it; may block some seconds."""
    # 40 ms: imported by the thread that uses it.
    from wakepy import keep

    mode: Mode = keep.running(on_fail="pass")
    return mode


class KeepAwake:
    """One wish to stay awake. Thread-safe; neither call raises or waits, and twice is as good as once.

    The system is asked in a thread of its own that lives as long as something is held: D-Bus may take its time, and
    Windows knows a wish by its thread. It is a daemon: a system that never answers keeps no process alive.
    """

    def __init__(self, make_mode: Callable[[], Mode] = keep_running) -> None:
        self._make_mode = make_mode
        self._changed = threading.Condition()
        self._is_held = False
        self._worker: threading.Thread | None = None

    def hold(self) -> None:
        """Stay awake from now on."""
        with self._changed:
            self._is_held = True
            if self._worker is None:
                worker = threading.Thread(target=self._work, name="keep-awake", daemon=True)
                with suppress(RuntimeError):  # no more threads, or the interpreter is about to end
                    worker.start()
                    self._worker = worker

    def release(self) -> None:
        """The computer may fall asleep again."""
        with self._changed:
            self._is_held = False
            self._changed.notify_all()

    def _work(self) -> None:
        while self._is_wanted():
            with ExitStack() as entered:
                self._try(lambda: entered.enter_context(self._make_mode()))
                with self._changed:
                    self._changed.wait_for(lambda: not self._is_held)
                self._try(entered.close)

    def _is_wanted(self) -> bool:
        """Whether there is still something to do; if not, the next hold takes a new thread."""
        with self._changed:
            if not self._is_held:
                self._worker = None
            return self._is_held

    @staticmethod
    def _try(act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - wakepy, D-Bus and the systems raise their own kinds
            _log.debug("cannot keep the computer awake: %s", type(error).__name__)
