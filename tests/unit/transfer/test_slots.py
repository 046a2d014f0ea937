"""A busy store is asked by fewer at once, and by more again when it answers."""

from __future__ import annotations

import threading

import pytest

from avatar_intake.errors import Cancelled
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.slots import Slots


def test_being_busy_halves_down_to_one() -> None:
    slots = Slots(16)
    seen = []
    for _ in range(6):
        slots.slow_down()
        seen.append(slots.allowed)

    assert seen == [8, 4, 2, 1, 1, 1]


def test_eight_successes_in_a_row_give_one_place_back_up_to_all() -> None:
    slots = Slots(4)
    slots.slow_down()
    seen = []
    for _ in range(32):
        slots.succeeded()
        seen.append(slots.allowed)

    assert (seen[6], seen[7], seen[14], seen[15], seen[31]) == (2, 3, 3, 4, 4)


def test_a_new_refusal_begins_the_row_again() -> None:
    slots = Slots(4)
    slots.slow_down()
    for _ in range(7):
        slots.succeeded()
    slots.slow_down()
    slots.succeeded()

    assert slots.allowed == 1


def test_no_more_get_in_than_are_allowed() -> None:
    slots, control = Slots(2), RunControl()
    inside, most, lock = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal inside, most
        for _ in range(200):
            with slots.one(control):
                with lock:
                    inside += 1
                    most = max(most, inside)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert most <= 2
    assert inside == 0


def test_whoever_waits_for_a_place_is_let_go_by_a_cancel() -> None:
    slots, control = Slots(1), RunControl()
    ends: list[str] = []

    def wait() -> None:
        try:
            with slots.one(control):
                ends.append("inside")
        except Cancelled:
            ends.append("cancelled")

    with slots.one(control):
        thread = threading.Thread(target=wait)
        thread.start()
        control.cancel()
        thread.join(5)

    assert ends == ["cancelled"]


def test_a_place_is_given_back_by_whoever_fails() -> None:
    slots, control = Slots(1), RunControl()
    with pytest.raises(ValueError, match="x"), slots.one(control):
        raise ValueError("x")

    with slots.one(control):
        pass
