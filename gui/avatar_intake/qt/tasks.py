"""Runs blocking calls away from the window's thread and brings the newest answer back. Knows no use case."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QObject, QTimer, Signal, Slot

from avatar_intake.errors import Cancelled, IntakeError

T = TypeVar("T")
_WORKERS = 4
_LONG_WORKERS = 2  # of their own: work that lasts hours never takes a short call's thread


@dataclass(frozen=True, slots=True)
class _Order:
    key: str
    number: int
    on_done: Callable[[Any], None]
    on_failed: Callable[[IntakeError], None] | None


@dataclass(frozen=True, slots=True)
class _Answer:
    order: _Order
    future: Future[Any]


class Tasks(QObject):
    """A few worker threads. Each call has a key; of two calls with one key only the newer one's answer arrives.

    Answers arrive on the window's thread. Pass bound methods of widgets: a widget that is gone by then is left in
    peace. An error of ours goes to ``on_failed``; `Cancelled` is dropped; anything else is a mistake in the program
    and is raised on the window's thread, where the crash hook sees it.
    """

    idle = Signal()
    ended = Signal(str, object)  # the key of the newest call with it that is over, in whatever way; its error or `None`
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="task")
        self._long_pool = ThreadPoolExecutor(_LONG_WORKERS, thread_name_prefix="long-task")
        self._newest: dict[str, int] = {}
        self._number = 0
        self._open = 0
        self._answered.connect(self._on_answered)

    @property
    def is_idle(self) -> bool:
        """Whether no call is under way."""
        return self._open == 0

    def run(
        self,
        key: str,
        work: Callable[[], T],
        on_done: Callable[[T], None],
        on_failed: Callable[[IntakeError], None] | None = None,
        *,
        is_long: bool = False,
    ) -> None:
        """Call ``work`` in a worker thread, then ``on_done`` or ``on_failed`` here. Returns at once.

        ``is_long`` is for work of minutes or hours: it has threads of its own, so that no short call waits for it.
        """
        self._number += 1
        self._newest[key] = self._number
        self._open += 1
        order = _Order(key, self._number, on_done, on_failed)
        (self._long_pool if is_long else self._pool).submit(self._work, order, work)

    def forget(self, key: str) -> None:
        """Drop the answer of the call under way with this key, if there is one."""
        self._newest.pop(key, None)

    def wait_idle(self, timeout_ms: int = 5000) -> bool:
        """Let events run until every answer has been delivered; whether that was so before the time was over."""
        deadline = QDeadlineTimer(timeout_ms)
        while self._open and not deadline.hasExpired():
            loop = QEventLoop()
            self.idle.connect(loop.quit)
            QTimer.singleShot(deadline.remainingTime(), loop.quit)
            loop.exec()  # an answer may have asked for the next call, so it may take several rounds
        return self.is_idle

    def close(self) -> None:
        """Take no more work and drop every answer to come. Does not wait."""
        self._newest.clear()
        for pool in (self._pool, self._long_pool):
            pool.shutdown(wait=False, cancel_futures=True)

    def _work(self, order: _Order, work: Callable[[], Any]) -> None:
        future: Future[Any] = Future()
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - carried to the window's thread and raised there
            future.set_exception(error)
        if shiboken6.isValid(self):
            self._answered.emit(_Answer(order, future))

    @Slot(object)
    def _on_answered(self, answer: _Answer) -> None:
        self._open -= 1
        try:
            if self._is_newest(answer.order):
                _deliver(answer)
        finally:
            if self._is_newest(answer.order):  # whoever was told may have begun the next one already
                self.ended.emit(answer.order.key, answer.future.exception())
            if self._open == 0:
                self.idle.emit()

    def _is_newest(self, order: _Order) -> bool:
        return self._newest.get(order.key) == order.number


def _deliver(answer: _Answer) -> None:
    error = answer.future.exception()
    if error is None:
        if _is_alive(answer.order.on_done):
            answer.order.on_done(answer.future.result())
    elif isinstance(error, IntakeError):
        if answer.order.on_failed is not None and _is_alive(answer.order.on_failed):
            answer.order.on_failed(error)
    elif not isinstance(error, Cancelled):
        raise error


def _is_alive(call: Callable[..., Any]) -> bool:
    """Whether the object that ``call`` is bound to still exists in C++; true for whatever is bound to none."""
    inner = call.func if isinstance(call, partial) else call
    owner = getattr(inner, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)
