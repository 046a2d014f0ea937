"""Waits for a call into foreign code, and not for ever: such a call may hang, and nothing can end it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, InvalidStateError, wait
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")
_THREADS = "patience"
_MOST = 32  # calls at once: who is asked every few minutes and hangs shall not gather threads for ever


class Unanswered(Exception):
    """The call was not over in time. It may still be under way."""


def answer_of(work: Callable[[Future[T]], None], patience_s: float, end: Future[None]) -> T:
    """What ``work`` delivers within ``patience_s`` and before ``end`` is done. Raises `Unanswered`, or what it raises.

    Raises `Unanswered` at once while too many calls are under way, most of which then hang.

    ``work`` runs on a daemon thread of its own and is given a future: it delivers with `deliver`, and sees by
    ``cancelled()`` that nobody waits any more. What it raises then is dropped.
    """
    if sum(thread.name == _THREADS for thread in threading.enumerate()) >= _MOST:
        raise Unanswered
    answer: Future[T] = Future()
    threading.Thread(target=_do, args=(work, answer), name=_THREADS, daemon=True).start()
    awaited: tuple[Future[Any], ...] = (answer, end)
    wait(awaited, patience_s, FIRST_COMPLETED)
    if answer.cancel():
        raise Unanswered
    return answer.result()


def deliver(answer: Future[T], value: T) -> bool:
    """Hand the answer over; whether somebody was still waiting for it."""
    try:
        answer.set_result(value)
    except InvalidStateError:
        return False
    return True


def _do(work: Callable[[Future[T]], None], answer: Future[T]) -> None:
    try:
        work(answer)
    except BaseException as error:  # noqa: BLE001 - raised again where the answer is waited for
        with suppress(InvalidStateError):
            answer.set_exception(error)
