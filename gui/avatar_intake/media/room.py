"""Where files are decoded: a port with one method, and the plain answer to it, which is here. Decodes nothing itself.

Work for a room is a function at the top of a module, so that another process finds it by its name. It takes its
arguments and last its `Caller`; what it takes and returns are values of `domain`, texts, numbers and bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from avatar_intake.domain.stopping import StopSignal, raise_if_stopped

T = TypeVar("T")
Progress = Callable[[float], None]  # how much is done, 0 to 1


def tell_nobody(share: float) -> None:
    """A `Progress` that nobody watches."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asked for a piece of work: is told how much of it is done, on the thread that waits, and may say stop."""

    progress: Progress = tell_nobody
    stop: StopSignal | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a piece of work may use. Where the system has no such limit, it may use more.

    ``quiet_s`` is the longest time without a word of progress. ``written_bytes`` may be written into files below
    ``folder``; without a folder no file may be written at all. Unpacking a zip of 4 GiB takes most of a minute, a 4K
    film 300 MB. ``leftovers`` is removed when the process that asks is gone.
    """

    quiet_s: float = 300.0
    memory_bytes: int = 3 << 30
    folder: Path | None = None
    written_bytes: int = 0
    leftovers: Path | None = None


LOOKING = Limits()


class End(StrEnum):
    """How work was lost that neither answered nor raised."""

    CRASHED = "crashed"
    TOO_LONG = "too-long"
    TOO_MUCH_MEMORY = "too-much-memory"


class Lost(Exception):
    """The work took its process with it, or had to be ended: the file that it read is to blame."""

    def __init__(self, end: End) -> None:
        super().__init__(end.value)
        self.end = end


class Room(Protocol):
    """Does work on files of which nobody knows what they hold. Called from any thread; blocks until the end."""

    def do(self, work: Callable[..., T], arguments: tuple[object, ...], caller: Caller, limits: Limits = LOOKING) -> T:
        """What ``work(*arguments, caller)`` returns. Raises what it raises of ours, `Cancelled`, and `Lost`."""
        ...


class Here:
    """A room that is this process: for tests, and where no other process can be had."""

    def do(self, work: Callable[..., T], arguments: tuple[object, ...], caller: Caller, limits: Limits = LOOKING) -> T:  # noqa: ARG002
        """See `Room`; keeps no limit and is never `Lost`."""
        raise_if_stopped(caller.stop)
        return work(*arguments, caller)
