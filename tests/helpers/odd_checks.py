"""Checks that do what a broken parser does. At the top of a module, so that another process finds them."""

from __future__ import annotations

import os
import signal
import threading

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked


def crash(role: Role, path: str, job: JobFields) -> Checked:
    """Die as a parser dies that followed a wrong pointer."""
    os.kill(os.getpid(), signal.SIGSEGV)
    raise AssertionError


def never_end(role: Role, path: str, job: JobFields) -> Checked:
    """Go on for ever."""
    threading.Event().wait()
    raise AssertionError


def take_much_memory(role: Role, path: str, job: JobFields) -> Checked:
    """Die as the system lets a process die that asks for too much."""
    try:
        bytearray(1 << 40)
    except MemoryError:
        os._exit(1)
    raise AssertionError
