"""Crews carry out work: threads beside each other, the serial one at once."""

from __future__ import annotations

import threading

from avatar_intake.transfer.crew import SerialCrew, ThreadCrew


def test_threads_work_beside_each_other_and_can_be_waited_for() -> None:
    crew, meeting, names = ThreadCrew(), threading.Barrier(3), []

    def work() -> None:
        meeting.wait(5)
        names.append(threading.current_thread().name)

    for _ in range(3):
        crew.begin(work)
    crew.join(5)

    assert len(set(names)) == 3


def test_waiting_for_a_stuck_thread_ends() -> None:
    crew, is_freed = ThreadCrew(), threading.Event()
    crew.begin(lambda: is_freed.wait(10) and None)

    crew.join(0.01)
    is_freed.set()
    crew.join(5)


def test_work_that_begins_while_the_rest_is_waited_for_is_no_harm() -> None:
    """The engine's watch begins work for one more connection at the moment at which an end is asked for."""
    crew, is_over, ends = ThreadCrew(), threading.Event(), []
    beginner = threading.Thread(target=lambda: [crew.begin(lambda: None) for _ in range(300)] and is_over.set())

    def wait() -> None:
        while not is_over.is_set():
            crew.join(5)
        ends.append("in order")

    waiting = [threading.Thread(target=wait) for _ in range(3)]
    for thread in (*waiting, beginner):
        thread.start()
    for thread in (beginner, *waiting):
        thread.join(30)

    assert ends == ["in order"] * 3


def test_the_watch_looks_until_the_block_is_left_and_not_a_moment_longer() -> None:
    looks = threading.Semaphore(0)
    with ThreadCrew().watch(looks.release, 0.001):
        assert all(looks.acquire(timeout=5) for _ in range(3))

    assert not [thread for thread in threading.enumerate() if thread.name == "upload-watch"]


def test_the_serial_crew_has_done_the_work_when_it_returns() -> None:
    crew, done = SerialCrew(), []
    crew.begin(lambda: done.append(threading.current_thread()))

    assert done == [threading.current_thread()]
    with crew.watch(lambda: done.append(None), 0.0):  # type: ignore[arg-type]
        crew.join(0.0)
    assert len(done) == 1
