"""Check a material in a process of its own, so that a parser that crashes or never ends takes only that with it.

The same signature as `check_material`, a fifth of a second slower. What kills the other process is a finding about the
file; where no other process can be had at all, the check is made here. A frozen program must call
``multiprocessing.freeze_support()`` first thing.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked, Unreadable
from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.media.check import check_material
from avatar_intake.media.judging import Purpose
from avatar_intake.media.opening import size_of_path
from avatar_intake.media.rules import findings_for

Check = Callable[[Role, str, JobFields], Checked]
_LOOK_EVERY_S = 0.05
_READY = "ready"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the other process may use. Unpacking a zip of 4 GiB takes most of a minute, a 4K film 300 MB."""

    seconds: float = 300.0
    memory_bytes: int = 3 << 30  # not limited on Windows


def check_apart(
    role: Role,
    path: str,
    job: JobFields,
    stop: StopSignal | None = None,
    limits: Limits | None = None,
) -> Checked:
    """`check_material` in another process; raises `Cancelled` when ``stop`` is set, and then ends that process."""
    return run_apart(check_material, (role, path, job), stop, limits or Limits())


def run_apart(check: Check, question: tuple[Role, str, JobFields], stop: StopSignal | None, limits: Limits) -> Checked:
    """The same for any check that is a function at the top of a module."""
    raise_if_stopped(stop)
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(sending, check, question, limits.memory_bytes), daemon=True)
    until_s = time.monotonic() + limits.seconds
    try:
        process.start()
    except OSError:
        receiving.close()
        sending.close()
        return check(*question)
    try:
        sending.close()
        is_ready = _wait(receiving, stop, until_s) is not None
        answer = _wait(receiving, stop, until_s) if is_ready else None
    finally:
        process.kill()
        process.join()
        process.close()
        receiving.close()
    if not is_ready:  # the file was not even opened, so it must not be blamed
        return check(*question)
    return answer if isinstance(answer, Checked) else _lost(*question)


def _wait(receiving: Connection, stop: StopSignal | None, until_s: float) -> Checked | str | None:
    """What the other process says next; ``None`` when it ended or the time is up."""
    while time.monotonic() < until_s:
        raise_if_stopped(stop)
        if receiving.poll(_LOOK_EVERY_S):
            try:
                said: Checked | str = receiving.recv()
            except EOFError:
                return None
            return said
    return None


def _lost(role: Role, path: str, job: JobFields) -> Checked:
    facts = Unreadable("damaged", "", size_of_path(path))
    return Checked(role, path, facts, findings_for(facts, Purpose(role, job)))


def _answer(sending: Connection, check: Check, question: tuple[Role, str, JobFields], memory_bytes: int) -> None:
    """What the other process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks, which then ends this one
    _limit_memory(memory_bytes)
    sending.send(_READY)
    sending.send(check(*question))
    sending.close()


def _limit_memory(memory_bytes: int) -> None:
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        bounded = memory_bytes if most == resource.RLIM_INFINITY else min(memory_bytes, most)
        resource.setrlimit(resource.RLIMIT_AS, (bounded, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash must not leave a copy of a document behind
