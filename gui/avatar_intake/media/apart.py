"""A room in other processes, so that a parser that crashes or never ends takes only its own process with it.

A process that has done its work waits a while for more: the first piece of work waits a fifth of a second for its
start, the next one does not. One that is lost while it works on a file is the file's fault, unless it had worked on
others before: then a fresh one tries once more. Work that is stopped is killed. What may be used is said by `Limits`
and seen to by `confined`. A frozen program must call ``multiprocessing.freeze_support()`` first thing.
"""

from __future__ import annotations

import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.media.room import LOOKING, Caller, End, Here, Limits, Lost, Room

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from avatar_intake.media.confined import Message

T = TypeVar("T")
_LOOK_EVERY_S = 0.05
_STARTS_WITHIN_S = 60.0
_IDLE_S = 90.0
_MOST_IDLE = 2
_MOST_PIECES = 100  # then a process is let go: libraries do not give all of their memory back
_LONGEST_ANSWER_BYTES = 256 << 20


class Apart:
    """A `Room` of processes that wait for work. Thread-safe.

    ``idle_s`` is how long one waits for more work before it is let go.
    """

    def __init__(self, idle_s: float = _IDLE_S, otherwise: Room | None = None) -> None:
        self._idle_s = idle_s
        self._otherwise = otherwise or Here()
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._sweep: threading.Timer | None = None

    def do(self, work: Callable[..., T], arguments: tuple[object, ...], caller: Caller, limits: Limits = LOOKING) -> T:
        """See `Room`. Where no other process can be had at all the work is done in this one, without limits."""
        raise_if_stopped(caller.stop)
        piece = _Piece(work, arguments, caller, limits)
        answer: T
        try:
            try:
                answer = self._done_by_one_that_waits(piece)
            except _Spoilt:
                answer = self._done_by(_Worker(limits), piece)
        except _NoProcess:
            return self._otherwise.do(work, arguments, caller, limits)
        return answer

    @property
    def waiting(self) -> int:
        """How many processes wait for work."""
        with self._lock:
            return len(self._idle)

    def close(self) -> None:
        """Let every process go that waits for work."""
        with self._lock:
            gone, self._idle = self._idle, []
            if self._sweep is not None:
                self._sweep.cancel()
        for worker in gone:
            worker.kill()

    def _done_by_one_that_waits(self, piece: _Piece) -> Any:
        """The same as `_done_by`; raises `_Spoilt` where an earlier file may be to blame, or none waits."""
        with self._lock:
            worker = self._idle.pop() if piece.limits.folder is None and self._idle else None
        if worker is None:
            raise _Spoilt
        try:
            return self._done_by(worker, piece)
        except _NoProcess as error:
            raise _Spoilt from error
        except Lost as lost:
            if lost.end is End.TOO_LONG:
                raise
            raise _Spoilt from lost

    def _done_by(self, worker: _Worker, piece: _Piece) -> Any:
        """The answer. Raises what the work raises, and `Cancelled`, `Lost` and `_NoProcess`."""
        from avatar_intake.media.confined import DONE, RAISED

        try:
            kind, value = worker.answer(piece)
        except _NoProcess:
            worker.kill()
            raise
        except BaseException:
            worker.kill()
            self._have_one_wait(piece.limits)
            raise
        self._give_back(worker)
        if kind == RAISED and isinstance(value, Exception):
            raise value
        if kind != DONE:
            raise Lost(End.CRASHED)
        return value

    def _give_back(self, worker: _Worker) -> None:
        worker.idle_since_s = time.monotonic()
        with self._lock:
            if worker.may_work_on and len(self._idle) < _MOST_IDLE:
                self._idle.append(worker)
                self._sweep_later()
                return
        worker.kill()

    def _have_one_wait(self, limits: Limits) -> None:
        """After a kill the next file shall not have to wait for a start either."""
        with self._lock:
            if self._idle or limits.folder is not None:
                return
            with suppress(_NoProcess):
                self._idle.append(_Worker(LOOKING))
                self._sweep_later()

    def _sweep_later(self) -> None:
        if self._sweep is None:
            self._sweep = threading.Timer(self._idle_s, self._let_go)
            self._sweep.daemon = True
            self._sweep.start()

    def _let_go(self) -> None:
        before_s = time.monotonic() - self._idle_s
        with self._lock:
            gone = [worker for worker in self._idle if worker.idle_since_s <= before_s]
            self._idle = [worker for worker in self._idle if worker.idle_since_s > before_s]
            self._sweep = None
            if self._idle:
                self._sweep_later()
        for worker in gone:
            worker.kill()


class _NoProcess(Exception):
    """No other process can be had, so no file is to blame."""


class _Spoilt(Exception):
    """A process that had worked before cannot say whether this file is to blame."""


@dataclass(frozen=True, slots=True)
class _Piece:
    work: Callable[..., object]
    arguments: tuple[object, ...]
    caller: Caller
    limits: Limits


class _Worker:
    """One other process and the line to it. Used by one thread at a time."""

    def __init__(self, limits: Limits) -> None:
        """Start it; it need not be ready yet. Raises `_NoProcess`."""
        self._pieces = 0
        self.idle_since_s = time.monotonic()
        self._limits = limits
        self._is_ready = False
        self._line, self._process = _started(limits)

    @property
    def may_work_on(self) -> bool:
        """Whether it may be given another piece of work; what may write is made for one."""
        return self._limits.folder is None and self._pieces < _MOST_PIECES

    def answer(self, piece: _Piece) -> Message:
        """What it says in the end. Raises `Cancelled`, `Lost` and `_NoProcess`; then it has to be killed."""
        from avatar_intake.media.confined import LOST, SHARE

        caller, quiet_s = piece.caller, piece.limits.quiet_s
        if not self._is_ready:
            try:
                self._hear(_STARTS_WITHIN_S, caller.stop)
            except Lost as lost:
                raise _NoProcess from lost
            self._is_ready = True
        self._pieces += 1
        try:
            self._line.send((piece.work, piece.arguments, quiet_s))
        except OSError as error:
            raise Lost(End.CRASHED) from error
        while True:
            kind, value = self._hear(quiet_s, caller.stop)
            if kind == LOST:
                raise Lost(End(value))
            if kind != SHARE:
                return kind, value
            caller.progress(value)

    def kill(self) -> None:
        """End it at once and wait for that."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._line.close()

    def _hear(self, quiet_s: float, stop: StopSignal | None) -> Message:
        from avatar_intake.media.confined import message_of

        until_s = time.monotonic() + quiet_s
        while time.monotonic() < until_s:
            raise_if_stopped(stop)
            try:
                if self._line.poll(_LOOK_EVERY_S):
                    return message_of(self._line.recv_bytes(_LONGEST_ANSWER_BYTES))
            except (
                EOFError,
                OSError,
                pickle.UnpicklingError,
                ValueError,
                TypeError,
                LookupError,
                AttributeError,
            ) as end:
                raise Lost(End.CRASHED) from end
        raise Lost(End.TOO_LONG)


def _started(limits: Limits) -> tuple[Connection, SpawnProcess]:
    import multiprocessing

    from avatar_intake.media.confined import serve

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    # Whether it writes or not depends on the limits of a whole process; the time is each piece's own.
    process = context.Process(target=serve, args=(theirs, replace(limits, quiet_s=0.0)), name="media", daemon=True)
    try:
        with _without_ctrl_c():
            process.start()
    except OSError as error:
        ours.close()
        raise _NoProcess from error
    finally:
        theirs.close()
    return ours, process


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """What starts meanwhile never hears of Ctrl-C: it goes to every process of a terminal."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
