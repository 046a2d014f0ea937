"""Stops asking with credentials that were refused: three attempts, whoever makes them, and no more.

The store and the sign-in lock out whoever goes on with a wrong key (OBS: `TooManyWrongSignature`). Waits only for the
calls of the same credentials; sends nothing.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from typing import TypeVar

from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.errors import CredentialsRejected, NotPermitted, ServiceRefused, WrongProject

MOST_REJECTIONS = 3
_LOOK_EVERY_S = 0.1
_T = TypeVar("_T")


class Guard:
    """One for each set of credentials. Thread-safe.

    Until they were accepted once, calls go one at a time: many threads would else find out together.
    """

    def __init__(self, most: int = MOST_REJECTIONS) -> None:
        self._most = most
        self._turn = threading.Lock()
        self._is_proven = False
        self._rejections = 0
        self._last: CredentialsRejected | None = None

    def call(self, ask: Callable[[], _T], stop: StopSignal | None = None) -> _T:
        """Ask, or raise what was said last when it was said often enough; `Cancelled` while it waits for its turn."""
        if self._is_proven:
            return self._judged(ask)
        while not self._turn.acquire(timeout=_LOOK_EVERY_S):
            raise_if_stopped(stop)
        try:
            if self._last is not None and self._rejections >= self._most:
                raise type(self._last)(self._last.status, self._last.code, self._last.request_id)
            return self._judged(ask)
        finally:
            self._turn.release()

    def forgive(self) -> None:
        """Somebody has entered these credentials anew."""
        self._rejections = 0

    def _judged(self, ask: Callable[[], _T]) -> _T:
        try:
            answer = ask()
        except (NotPermitted, ServiceRefused, WrongProject):  # they are known, and it is something else
            self._accept()
            raise
        except CredentialsRejected as error:
            self._is_proven, self._last = False, error
            self._rejections += 1
            raise
        self._accept()
        return answer

    def _accept(self) -> None:
        self._is_proven, self._rejections = True, 0


class Guards:
    """A guard for each set of credentials that this process uses. Thread-safe. Keeps no secret: a digest tells them."""

    def __init__(self) -> None:
        self._guards: dict[bytes, Guard] = {}
        self._lock = threading.Lock()

    def of(self, *secrets: str, most: int = MOST_REJECTIONS) -> Guard:
        """The guard of these credentials; the same texts in the same order mean the same ones."""
        digest = hashlib.sha256("\0".join(secrets).encode("utf-8", "surrogatepass")).digest()
        with self._lock:
            return self._guards.setdefault(digest, Guard(most))

    def forgive(self) -> None:
        """Somebody has entered an account anew."""
        with self._lock:
            for guard in self._guards.values():
                guard.forgive()
