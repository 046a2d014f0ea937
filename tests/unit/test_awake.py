"""The computer stays awake while something is held, whatever the system makes of it, and nobody waits for that."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from power_manager import FREEDESKTOP, GNOME, PowerManager, session_bus

from avatar_intake.awake import KeepAwake

PROGRAM = """
import sys
from avatar_intake.awake import KeepAwake
keeper = KeepAwake()
for line in sys.stdin:
    getattr(keeper, line.strip())()
    print(line.strip(), flush=True)
"""


class Mode:
    """Counts; fails or blocks where it is told to."""

    def __init__(self, *, enter_error: Exception | None = None, exit_error: Exception | None = None) -> None:
        self.enter_error, self.exit_error = enter_error, exit_error
        self.may_enter = threading.Event()
        self.may_enter.set()
        self.changed = threading.Condition()
        self.events: list[tuple[str, str]] = []

    def __call__(self) -> Mode:
        self._note("made")
        return self

    def __enter__(self) -> None:
        self.may_enter.wait()
        self._note("entered")
        if self.enter_error:
            raise self.enter_error

    def __exit__(self, *_: object) -> None:
        self._note("left")
        if self.exit_error:
            raise self.exit_error

    def _note(self, event: str) -> None:
        with self.changed:
            self.events.append((event, threading.current_thread().name))
            self.changed.notify_all()

    def wait_for(self, *events: str) -> None:
        """Return when exactly these have happened."""
        with self.changed:
            assert self.changed.wait_for(lambda: [event for event, _ in self.events] == list(events), 30)


def end_of_threads() -> None:
    for thread in threading.enumerate():
        if thread.name == "keep-awake":
            thread.join(30)


ONCE = ("made", "entered", "left")


def test_it_is_entered_with_the_first_hold_and_left_with_the_release() -> None:
    mode = Mode()
    keeper = KeepAwake(mode)
    for _ in range(3):
        keeper.hold()
    mode.wait_for("made", "entered")
    for _ in range(3):
        keeper.release()
    mode.wait_for(*ONCE)
    end_of_threads()


def test_it_can_be_held_again() -> None:
    mode = Mode()
    keeper = KeepAwake(mode)
    for count in (1, 2, 3):
        keeper.hold()
        mode.wait_for(*ONCE * (count - 1), "made", "entered")
        keeper.release()
        mode.wait_for(*ONCE * count)
    end_of_threads()


def test_a_mode_is_left_in_the_thread_that_entered_it_and_that_is_not_the_callers() -> None:
    mode = Mode()
    keeper = KeepAwake(mode)
    keeper.hold()
    mode.wait_for("made", "entered")
    thread = threading.Thread(target=keeper.release)
    thread.start()
    thread.join()
    mode.wait_for(*ONCE)

    assert {name for _, name in mode.events} == {"keep-awake"}
    end_of_threads()


def test_a_release_without_a_hold_does_nothing() -> None:
    mode = Mode()
    KeepAwake(mode).release()

    assert mode.events == []


@pytest.mark.parametrize("error", [RuntimeError("no bus"), OSError(2, "no such file"), ImportError("wakepy")], ids=repr)
def test_a_system_that_refuses_is_no_fault_of_the_work(error: Exception) -> None:
    mode = Mode(enter_error=error)
    keeper = KeepAwake(mode)
    keeper.hold()
    mode.wait_for("made", "entered")
    keeper.release()
    end_of_threads()
    mode.enter_error = None
    keeper.hold()
    mode.wait_for("made", "entered", "made", "entered")
    keeper.release()
    end_of_threads()


def test_a_mode_that_cannot_be_left_is_no_fault_of_the_work_either() -> None:
    mode = Mode(exit_error=RuntimeError("the bus is gone"))
    keeper = KeepAwake(mode)
    keeper.hold()
    mode.wait_for("made", "entered")
    keeper.release()
    end_of_threads()

    keeper.hold()
    mode.wait_for(*ONCE, "made", "entered")
    keeper.release()
    end_of_threads()


def test_nobody_waits_for_a_system_that_does_not_answer_and_it_is_not_held_when_it_does_at_last() -> None:
    mode = Mode()
    mode.may_enter.clear()
    keeper = KeepAwake(mode)
    keeper.hold()
    keeper.release()
    keeper.hold()
    keeper.release()
    mode.may_enter.set()
    end_of_threads()

    assert [event for event, _ in mode.events] in ([], list(ONCE))


def test_many_threads_end_with_nothing_held() -> None:
    mode = Mode()
    keeper = KeepAwake(mode)

    def work() -> None:
        for _ in range(200):
            keeper.hold()
            keeper.release()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keeper.release()
    end_of_threads()

    events = [event for event, _ in mode.events]
    assert events == list(ONCE) * (len(events) // 3)


# --- on a real bus ------------------------------------------------------------------------------------


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    if shutil.which("dbus-daemon") is None:
        pytest.skip("there is no dbus-daemon")
    with session_bus(tmp_path) as address:
        yield address


class Program:
    """A process that holds and releases when it is told to."""

    def __init__(self, **environment: str) -> None:
        without = ("DBUS_", "XDG_", "WAKEPY_", "DISPLAY")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(without)}
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env={**kept, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        )  # fmt: skip

    def does(self, word: str) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == word

    def end(self) -> str:
        """What it complained of."""
        return self.process.communicate(timeout=30)[1]


WISHES = {FREEDESKTOP: ("wakepy", "wakelock active"), GNOME: ("wakepy", 42, "wakelock active", 4)}


@pytest.mark.parametrize("name", [FREEDESKTOP, GNOME])
def test_a_hold_takes_the_inhibitor_of_the_session_and_a_release_gives_it_back(bus: str, name: str) -> None:
    with PowerManager(bus, name) as manager:
        program = Program(DBUS_SESSION_BUS_ADDRESS=bus)
        for _ in range(2):
            program.does("hold")
            program.does("hold")
            (inhibitor,) = manager.wait_for(1)
            assert inhibitor.wish == WISHES[name]  # of GNOME's flags, suspend alone: the screen may go dark
            program.does("release")
            manager.wait_for(0)
        assert program.end() == ""


@pytest.mark.parametrize("name", [FREEDESKTOP, GNOME])
def test_a_killed_process_holds_nothing(bus: str, name: str) -> None:
    with PowerManager(bus, name) as manager:
        program = Program(DBUS_SESSION_BUS_ADDRESS=bus)
        program.does("hold")
        manager.wait_for(1)
        program.process.kill()
        manager.wait_for(0)
        program.end()


def test_a_process_that_ends_without_a_release_holds_nothing(bus: str) -> None:
    with PowerManager(bus, FREEDESKTOP) as manager:
        program = Program(DBUS_SESSION_BUS_ADDRESS=bus)
        program.does("hold")
        manager.wait_for(1)
        assert program.end() == ""
        manager.wait_for(0)


def test_a_manager_that_does_not_answer_keeps_neither_the_work_nor_the_end_waiting(bus: str) -> None:
    with PowerManager(bus, FREEDESKTOP) as manager:
        manager.may_answer.clear()
        program = Program(DBUS_SESSION_BUS_ADDRESS=bus)
        program.does("hold")
        manager.wait_until_heard(1)
        program.does("release")
        assert program.end() == ""
        assert program.process.returncode == 0


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/bus"], ids=["no bus", "no such bus"])
def test_without_a_bus_nothing_is_said(address: str) -> None:
    program = Program(**({"DBUS_SESSION_BUS_ADDRESS": address} if address else {}))
    for word in ("hold", "release", "hold"):
        program.does(word)

    assert program.end() == ""
    assert program.process.returncode == 0
