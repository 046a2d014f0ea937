"""Blocking calls away from the window's thread."""

from __future__ import annotations

import threading

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from avatar_intake.errors import Cancelled, IntakeError, NetworkUnreachable
from avatar_intake.qt.tasks import Tasks


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.answers: list[object] = []
        self.errors: list[IntakeError] = []
        self.threads: set[int] = set()

    def on_done(self, answer: object) -> None:
        self.answers.append(answer)
        self.threads.add(threading.get_ident())

    def on_failed(self, error: IntakeError) -> None:
        self.errors.append(error)


@pytest.fixture
def listener(qtbot: QtBot) -> Listener:
    return Listener()


def test_the_call_runs_elsewhere_and_its_answer_arrives_here(tasks: Tasks, listener: Listener) -> None:
    tasks.run("a", threading.get_ident, listener.on_done)
    assert tasks.wait_idle()
    assert listener.answers != [threading.get_ident()]
    assert listener.threads == {threading.get_ident()}


def test_the_newest_answer_wins_even_when_the_older_comes_last(tasks: Tasks, listener: Listener) -> None:
    gate = threading.Event()

    def slow() -> str:
        gate.wait(5)
        return "old"

    tasks.run("same", slow, listener.on_done)
    tasks.run("same", lambda: "new", listener.on_done)
    tasks.run("release", gate.set, listener.on_done)
    assert tasks.wait_idle()
    assert [answer for answer in listener.answers if answer] == ["new"]


def test_different_keys_do_not_disturb_each_other(tasks: Tasks, listener: Listener) -> None:
    for number in range(10):
        tasks.run(f"key {number}", lambda number=number: number, listener.on_done)
    assert tasks.wait_idle()
    assert sorted(str(answer) for answer in listener.answers) == [str(number) for number in range(10)]


def test_an_error_of_ours_is_delivered(tasks: Tasks, listener: Listener) -> None:
    def fail() -> None:
        raise NetworkUnreachable(host="example")

    tasks.run("a", fail, listener.on_done, listener.on_failed)
    assert tasks.wait_idle()
    assert [type(error) for error in listener.errors] == [NetworkUnreachable]
    assert listener.answers == []


def test_being_cancelled_is_not_an_error(tasks: Tasks, listener: Listener) -> None:
    def stop() -> None:
        raise Cancelled

    tasks.run("a", stop, listener.on_done, listener.on_failed)
    assert tasks.wait_idle()
    assert listener.answers == listener.errors == []


def test_a_mistake_in_the_program_is_not_swallowed(tasks: Tasks, listener: Listener, qtbot: QtBot) -> None:
    def blunder() -> None:
        raise LookupError("a made-up mistake")

    with qtbot.capture_exceptions() as exceptions:
        tasks.run("a", blunder, listener.on_done, listener.on_failed)
        assert tasks.wait_idle()
    assert [kind for kind, _, _ in exceptions] == [LookupError]


def test_a_forgotten_call_answers_nobody(tasks: Tasks, listener: Listener) -> None:
    tasks.run("a", lambda: 1, listener.on_done)
    tasks.forget("a")
    assert tasks.wait_idle()
    assert listener.answers == []


def test_a_widget_that_is_gone_is_left_in_peace(tasks: Tasks, listener: Listener) -> None:
    gate = threading.Event()
    tasks.run("a", lambda: gate.wait(5), listener.on_done)
    shiboken6.delete(listener)
    gate.set()
    assert tasks.wait_idle()
    assert listener.answers == []


def test_five_gibibytes_arrive_whole(tasks: Tasks, listener: Listener) -> None:
    tasks.run("a", lambda: 5 * 1024**3, listener.on_done)
    assert tasks.wait_idle()
    assert listener.answers == [5 * 1024**3]


def test_after_closing_no_answer_comes(qtbot: QtBot, listener: Listener) -> None:
    tasks = Tasks()
    gate = threading.Event()
    tasks.run("a", lambda: gate.wait(5), listener.on_done)
    tasks.close()
    gate.set()
    assert tasks.wait_idle()
    assert listener.answers == []


def test_work_of_hours_leaves_a_thread_for_short_calls(tasks: Tasks, listener: Listener) -> None:
    gate = threading.Event()
    for number in range(6):
        tasks.run(f"long {number}", lambda: gate.wait(5), listener.on_done, is_long=True)
    tasks.run("short", gate.is_set, lambda is_late: (listener.on_done(("late", is_late)), gate.set()))
    assert tasks.wait_idle()
    assert listener.answers == [("late", False), *[True] * 6]


def test_closing_drops_long_work_too(qtbot: QtBot, listener: Listener) -> None:
    tasks = Tasks()
    gate, begun = threading.Event(), threading.Event()
    tasks.run("a", lambda: (begun.set(), gate.wait(5)), listener.on_done, is_long=True)
    assert begun.wait(5)
    tasks.close()
    gate.set()
    assert tasks.wait_idle()
    assert listener.answers == []


def test_every_end_is_told_but_that_of_a_call_which_nobody_waits_for(
    tasks: Tasks, listener: Listener, qtbot: QtBot
) -> None:
    def end_with(error: Exception) -> None:
        raise error

    ends: dict[str, object] = {}
    tasks.ended.connect(ends.__setitem__)
    tasks.run("good", lambda: 1, listener.on_done)
    tasks.run("forgotten", lambda: 1, listener.on_done)
    tasks.forget("forgotten")
    for error in (Cancelled(), NetworkUnreachable("example"), LookupError("a made-up mistake")):
        tasks.run(type(error).__name__, lambda error=error: end_with(error), listener.on_done)
    with qtbot.capture_exceptions():
        assert tasks.wait_idle()
    assert {key: type(error).__name__ for key, error in ends.items()} == {
        "good": "NoneType",
        "Cancelled": "Cancelled",
        "NetworkUnreachable": "NetworkUnreachable",
        "LookupError": "LookupError",
    }
