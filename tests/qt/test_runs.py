"""Runs that outlive their windows."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from fake_desk import FakeDesk, sample_intake
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from avatar_intake.domain.stage import Stage
from avatar_intake.errors import Cancelled, LineStalled, NetworkUnreachable
from avatar_intake.flow.model import Outcome, RunListener, RunOptions
from avatar_intake.qt.desk.watch import RunWatch
from avatar_intake.qt.runs import Run, Runs
from avatar_intake.transfer.control import RunControl


def test_a_run_tells_its_stages_in_order_and_ends_with_its_outcome(runs: Runs, desk: FakeDesk, qtbot: QtBot) -> None:
    desk.may_finish.clear()
    run = runs.start(sample_intake(), RunOptions())
    stages: list[Stage] = []
    run.stage_changed.connect(stages.append)
    desk.may_finish.set()
    with qtbot.waitSignal(run.ended) as ended:
        pass
    outcome = ended.args[0]
    assert isinstance(outcome, Outcome)
    assert stages == [
        Stage.CREATING,
        Stage.UPLOADING,
        Stage.STORED,
        Stage.CONFIRMED,
        Stage.SUBMITTING,
        Stage.SUBMITTED,
    ]
    assert run.outcome is outcome
    assert run.is_over


def test_a_run_remembers_what_a_later_window_has_missed(runs: Runs, desk: FakeDesk, qtbot: QtBot) -> None:
    desk.script.waiting = NetworkUnreachable(host="example")
    desk.may_finish.clear()
    run = runs.start(sample_intake(), RunOptions())
    with qtbot.waitSignal(run.waiting):
        pass
    assert run.stage is Stage.UPLOADING
    assert isinstance(run.wait_reason, NetworkUnreachable)
    assert len(run.checks) == len(sample_intake().materials)
    assert [record.step for record in run.requests] == ["create"]
    desk.may_finish.set()
    with qtbot.waitSignal(run.ended):
        pass
    assert run.wait_reason is None
    assert len(run.stored) == len(sample_intake().materials)


def test_an_intake_has_one_run_at_a_time(runs: Runs, desk: FakeDesk, qtbot: QtBot) -> None:
    desk.may_finish.clear()
    first = runs.start(sample_intake(), RunOptions())
    assert runs.start(sample_intake(), RunOptions()) is first
    assert runs.under_way() == (first,)
    with qtbot.waitSignal(first.ended):
        desk.may_finish.set()
    assert runs.start(sample_intake(), RunOptions()) is not first


def test_cancelling_ends_a_run_without_an_error(runs: Runs, desk: FakeDesk, qtbot: QtBot) -> None:
    desk.may_finish.clear()
    run = runs.start(sample_intake(), RunOptions())
    with qtbot.waitSignal(run.cancelled), qtbot.assertNotEmitted(run.ended):
        run.control.cancel()
    assert run.is_over
    assert runs.under_way() == ()


def test_submitting_is_a_run_of_its_own(runs: Runs, desk: FakeDesk, qtbot: QtBot) -> None:
    run = runs.submit(sample_intake())
    with qtbot.waitSignal(run.ended):
        pass
    assert "submit_review" in desk.calls
    assert run.outcome is not None
    assert run.outcome.stage is Stage.SUBMITTED


def test_those_who_watch_all_runs_hear_of_the_beginning_and_the_end(runs: Runs, qtbot: QtBot) -> None:
    heard: list[Run] = []
    runs.started.connect(heard.append)
    with qtbot.waitSignal(runs.ended) as ended:
        run = runs.start(sample_intake(), RunOptions())
    assert heard == [run]
    assert ended.args == [run]
    assert runs.get(sample_intake().intake_id) is run


def test_signals_arrive_on_the_windows_thread(runs: Runs, qtbot: QtBot) -> None:
    threads: set[int] = set()

    def hear(_stage: object) -> None:
        threads.add(threading.get_ident())

    run = runs.start(sample_intake(), RunOptions())
    run.stage_changed.connect(hear)
    with qtbot.waitSignal(run.ended):
        pass
    assert threads == {threading.get_ident()}


def test_a_mistake_in_a_run_is_told_and_goes_to_the_thread_hook(qtbot: QtBot) -> None:
    seen: list[type[BaseException]] = []

    def work(listener: RunListener, control: RunControl) -> Outcome:
        raise LookupError("a made-up mistake")

    before, threading.excepthook = threading.excepthook, lambda args: seen.append(args.exc_type)
    try:
        run = Run(sample_intake(), RunControl(), work)
        with qtbot.waitSignal(run.broke):
            run.start()
        assert run.join(5)
    finally:
        threading.excepthook = before
    assert seen == [LookupError]
    assert run.outcome is None


# --- many connections wait, each for itself -----------------------------------------------------------


class Waits:
    """A run whose connections wait and go on as the test says."""

    def __init__(self, qtbot: QtBot) -> None:
        self.may_end = threading.Event()
        self.listener: RunListener | None = None
        self.run = Run(sample_intake(), RunControl(), self._work)
        self.calm: list[bool] = []
        self.run.going_on.connect(lambda: self.calm.append(True))
        self.run.start()
        qtbot.waitUntil(lambda: self.listener is not None)

    def _work(self, listener: RunListener, control: RunControl) -> Outcome:
        self.listener = listener
        while not self.may_end.wait(0.005):
            control.check()
        raise Cancelled

    def wait(self, host: str) -> None:
        assert self.listener is not None
        self.listener.waiting(NetworkUnreachable(host), 1.0)

    def stall(self) -> None:
        assert self.listener is not None
        self.listener.waiting(LineStalled(seconds=30), 0.0)

    def reach(self, stage: Stage) -> None:
        assert self.listener is not None
        self.listener.stage_changed(stage)

    def go_on(self) -> None:
        assert self.listener is not None
        self.listener.going_on()


@pytest.fixture
def waits(qtbot: QtBot) -> Iterator[Waits]:
    waits = Waits(qtbot)
    yield waits
    waits.may_end.set()
    assert waits.run.join(5)
    QApplication.processEvents()


def test_a_wait_is_over_when_no_connection_waits_any_more(waits: Waits, qtbot: QtBot) -> None:
    for host in ("a", "b", "c"):
        waits.wait(host)
    waits.go_on()
    waits.go_on()
    qtbot.waitUntil(lambda: waits.run.wait_reason is not None)
    qtbot.wait(50)
    assert waits.calm == []
    waits.go_on()
    qtbot.waitUntil(lambda: waits.calm == [True])
    assert waits.run.wait_reason is None


def test_between_two_tries_nothing_is_said_to_have_passed(waits: Waits, qtbot: QtBot) -> None:
    for host in ("a", "b", "c", "d"):
        waits.wait(host)
        waits.go_on()
    waits.wait("e")
    qtbot.waitUntil(lambda: waits.run.wait_reason is not None and waits.run.wait_reason.facts()["host"] == "e")
    assert waits.calm == []


def test_trying_now_takes_the_message_away_until_it_is_met_again(waits: Waits, qtbot: QtBot) -> None:
    waits.wait("a")
    qtbot.waitUntil(lambda: waits.run.wait_reason is not None)
    waits.run.try_now()
    assert waits.run.wait_reason is None
    assert waits.calm == [True]
    waits.go_on()
    waits.wait("b")
    qtbot.waitUntil(lambda: waits.run.wait_reason is not None)


def test_trying_now_on_a_stalled_line_hangs_up_and_the_message_stays_until_it_moves(waits: Waits, qtbot: QtBot) -> None:
    hung_up = threading.Event()
    waits.stall()
    qtbot.waitUntil(lambda: waits.run.wait_reason is not None)
    with waits.run.control.branch().open_line(hung_up.set):
        waits.run.try_now()
    assert hung_up.is_set()
    assert isinstance(waits.run.wait_reason, LineStalled)
    assert waits.calm == []
    waits.go_on()
    qtbot.waitUntil(lambda: waits.calm == [True])
    assert waits.run.wait_reason is None


def test_trying_now_on_anything_else_breaks_no_connection(waits: Waits, qtbot: QtBot) -> None:
    hung_up = threading.Event()
    waits.wait("a")
    qtbot.waitUntil(lambda: waits.run.wait_reason is not None)
    with waits.run.control.branch().open_line(hung_up.set):
        waits.run.try_now()
    assert not hung_up.is_set()


def test_a_wait_that_nobody_took_back_is_over_at_the_next_stage(waits: Waits, qtbot: QtBot) -> None:
    waits.wait("lost")
    qtbot.waitUntil(lambda: waits.run.wait_reason is not None)
    waits.reach(Stage.STORED)
    qtbot.waitUntil(lambda: waits.calm == [True])
    waits.wait("b")
    qtbot.waitUntil(lambda: waits.run.wait_reason is not None)
    waits.go_on()
    qtbot.waitUntil(lambda: waits.calm == [True, True])
    assert waits.run.wait_reason is None


def test_a_wait_that_is_taken_back_too_late_ends_no_later_one(waits: Waits, qtbot: QtBot) -> None:
    waits.wait("late")
    waits.reach(Stage.STORED)
    waits.go_on()
    waits.wait("b")
    qtbot.waitUntil(lambda: waits.run.wait_reason is not None and waits.run.wait_reason.facts()["host"] == "b")
    waits.go_on()
    qtbot.waitUntil(lambda: waits.calm == [True])


def test_a_run_that_is_over_is_not_too_slow(runs: Runs, desk: FakeDesk, qtbot: QtBot) -> None:
    desk.may_finish.clear()
    run = runs.start(sample_intake(), RunOptions())
    qtbot.waitUntil(lambda: desk.progress_source is not None)
    source = desk.progress_source
    assert source is not None
    assert not run.is_too_slow(source.progress())
    source.time_left_s, source.deadline_left_s = 100.0, 50.0
    assert run.is_too_slow(source.progress())
    source.time_left_s = 10.0
    assert run.is_too_slow(source.progress()), "it stays for half a minute"
    assert run.is_too_slow(None)
    with qtbot.waitSignal(run.ended):
        desk.may_finish.set()
    assert not run.is_too_slow(source.progress())


def test_a_look_at_a_run_asks_for_its_numbers_once(runs: Runs, desk: FakeDesk, qtbot: QtBot) -> None:
    watch = RunWatch(runs)
    desk.may_finish.clear()
    run = runs.start(sample_intake(), RunOptions())
    qtbot.waitUntil(lambda: desk.progress_source is not None)
    source = desk.progress_source
    assert source is not None
    before = source.asked
    watch.look()
    assert source.asked == before + 1
    with qtbot.waitSignal(run.ended):
        desk.may_finish.set()
