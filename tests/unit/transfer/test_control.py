"""Pause, resume, cancel and the limit reach every thread that waits, at once and only then."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from avatar_intake.domain.transfer import Progress
from avatar_intake.errors import Cancelled
from avatar_intake.transfer.clock import SystemClock
from avatar_intake.transfer.control import RunControl


class Waiter:
    """A call in a thread of its own, and how it ended."""

    def __init__(self, call: Callable[[], object]) -> None:
        self._call = call
        self.end: object = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.end = self._call() or "returned"
        except Cancelled:
            self.end = "cancelled"

    def is_waiting(self) -> bool:
        self._thread.join(0.02)
        return self._thread.is_alive()

    def ended(self) -> object:
        self._thread.join(5)
        return self.end


def test_a_cancel_ends_every_kind_of_wait() -> None:
    control = RunControl()
    control.pause()
    waiters = [
        Waiter(lambda: control.sleep(60)),
        Waiter(control.wait_while_paused),
        Waiter(lambda: SystemClock().sleep(control, 60)),
    ]
    assert all(waiter.is_waiting() for waiter in waiters)

    control.cancel()

    assert [waiter.ended() for waiter in waiters] == ["cancelled"] * 3


@pytest.mark.parametrize("change", ["resume", "pause", "limit"])
def test_a_change_ends_a_sleep_early(change: str) -> None:
    control = RunControl()
    waiter = Waiter(lambda: control.sleep(60))
    assert waiter.is_waiting()

    control.limit(100) if change == "limit" else getattr(control, change)()

    assert waiter.ended() == "returned"


def test_a_wake_is_no_change_and_lets_a_sleeper_sleep() -> None:
    control = RunControl()
    waiter = Waiter(lambda: control.sleep(60))

    control.wake()

    assert waiter.is_waiting()
    control.cancel()
    waiter.ended()


def test_a_sleep_ends_by_itself() -> None:
    RunControl().sleep(0.01)


def test_after_a_cancel_nothing_begins() -> None:
    control = RunControl()
    control.cancel()

    for call in (control.check, control.wait_while_paused, lambda: control.sleep(60)):
        with pytest.raises(Cancelled):
            call()
    with pytest.raises(Cancelled), control.open_line(lambda: None):
        pytest.fail("a line was opened")
    assert control.is_set()
    assert not control.wait_until(lambda: True)


def test_without_a_pause_nobody_waits() -> None:
    RunControl().wait_while_paused()


def test_waiting_for_something_looks_again_at_every_wake() -> None:
    control, things = RunControl(), [0]
    waiter = Waiter(lambda: control.wait_until(lambda: things[0] == 2))
    things[0] = 1
    control.wake()
    assert waiter.is_waiting()

    things[0] = 2
    control.wake()

    assert waiter.ended() is True


def test_a_branch_has_the_wishes_of_its_trunk() -> None:
    control = RunControl(1000)
    branch = control.branch()
    control.pause()
    control.limit(5)

    assert (branch.is_paused, branch.bytes_per_s, branch.is_cancelled) == (True, 5, False)
    control.cancel()
    assert branch.is_cancelled


def test_a_branch_can_end_alone_and_its_sleepers_with_it() -> None:
    control = RunControl()
    branch = control.branch()
    waiter = Waiter(lambda: branch.sleep(60))
    assert waiter.is_waiting()

    branch.cancel()

    assert waiter.ended() == "cancelled"
    assert branch.is_cancelled
    assert not control.is_cancelled


def test_a_cancel_of_the_trunk_reaches_the_sleepers_of_a_branch() -> None:
    control = RunControl()
    waiter = Waiter(lambda: control.branch().sleep(60))
    assert waiter.is_waiting()

    control.cancel()

    assert waiter.ended() == "cancelled"


def test_an_abort_hangs_up_what_is_open_and_nothing_else() -> None:
    control, hung_up = RunControl(), []
    with control.open_line(lambda: hung_up.append("closed before")):
        pass
    with control.open_line(lambda: hung_up.append("open")):
        control.abort()

    assert hung_up == ["open"]
    assert control.is_cancelled


def test_a_cancel_hangs_up_only_where_nobody_else_would() -> None:
    control, hung_up = RunControl(), []
    with (
        control.open_line(lambda: hung_up.append("given a moment")),
        control.open_line(lambda: hung_up.append("at once"), is_kept_by_cancel=False),
    ):
        control.cancel()

    assert hung_up == ["at once"]


def test_hanging_up_reaches_the_lines_and_the_sleepers_of_every_branch() -> None:
    control, hung_up = RunControl(), []
    branch = control.branch().branch()
    with branch.open_line(lambda: hung_up.append("closed before")):
        pass
    with branch.open_line(lambda: hung_up.append("open")):
        waiter = Waiter(lambda: branch.sleep(60))
        assert waiter.is_waiting()
        control.hang_up()

    assert waiter.ended() == "returned"
    assert hung_up == ["open"]


def test_hanging_up_a_branch_leaves_the_lines_of_its_trunk_and_of_its_sisters() -> None:
    control, hung_up = RunControl(), []
    branch = control.branch()
    with (
        control.open_line(lambda: hung_up.append("trunk")),
        control.branch().open_line(lambda: hung_up.append("sister")),
        branch.open_line(lambda: hung_up.append("branch")),
    ):
        branch.abort()

    assert hung_up == ["branch"]


def test_a_cancel_of_the_trunk_hangs_up_in_a_branch_where_nobody_else_would() -> None:
    control, hung_up = RunControl(), []
    branch = control.branch()
    with (
        branch.open_line(lambda: hung_up.append("given a moment")),
        branch.open_line(lambda: hung_up.append("at once"), is_kept_by_cancel=False),
    ):
        control.cancel()

    assert hung_up == ["at once"]


def test_a_branch_that_ends_hangs_up_where_nobody_else_would_and_ends_its_own_branches() -> None:
    control, hung_up = RunControl(), []
    branch = control.branch()
    twig = branch.branch()
    with twig.open_line(lambda: hung_up.append("at once"), is_kept_by_cancel=False):
        branch.cancel()

    assert hung_up == ["at once"]
    assert twig.is_cancelled
    assert not control.is_cancelled


def test_progress_is_that_of_whoever_counts() -> None:
    class Source:
        def progress(self) -> Progress:
            return Progress((), 7.0, None)

    control = RunControl()
    assert control.progress() is None

    control.watch(Source())

    assert control.progress() == Progress((), 7.0, None)
