"""Calls to one tenant stay below the documented rates."""

from __future__ import annotations

import threading

import pytest

from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.errors import Cancelled
from avatar_intake.metastudio.limiter import BEIJING, ELSEWHERE, Limiter, Limiters, Rates, rates_of


class HandTurnedClock:
    """A clock that goes on only while somebody waits."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.stop_at_s: tuple[float, threading.Event] | None = None

    def __call__(self) -> float:
        return self.now_s

    def wait(self, seconds: float) -> None:
        assert 0 < seconds <= 0.05
        self.now_s += seconds
        if self.stop_at_s and self.now_s >= self.stop_at_s[0]:
            self.stop_at_s[1].set()


def limiter(clock: HandTurnedClock) -> Limiter:
    return Limiter(Rates(writes_per_s=10, reads_per_s=20), clock, clock.wait)


def test_writes_are_spaced_by_the_documented_rate() -> None:
    clock = HandTurnedClock()
    limited = limiter(clock)
    moments = []
    for _ in range(5):
        limited.wait(threading.Event(), is_write=True)
        moments.append(clock.now_s - 100)
    assert moments == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])


def test_reads_and_writes_have_rates_of_their_own() -> None:
    clock = HandTurnedClock()
    limited = limiter(clock)
    limited.wait(threading.Event(), is_write=True)
    limited.wait(threading.Event(), is_write=False)
    assert clock.now_s == 100
    limited.wait(threading.Event(), is_write=False)
    assert clock.now_s == pytest.approx(100.05)


def test_time_that_was_not_used_is_not_saved_up() -> None:
    clock = HandTurnedClock()
    limited = limiter(clock)
    clock.now_s += 1000
    for _ in range(3):
        limited.wait(threading.Event(), is_write=True)
    assert clock.now_s == pytest.approx(1100.2)


def test_a_wait_ends_when_the_person_stops() -> None:
    clock = HandTurnedClock()
    limited = Limiter(Rates(writes_per_s=0.01, reads_per_s=0.01), clock, clock.wait)
    stop = threading.Event()
    limited.wait(stop, is_write=True)
    clock.stop_at_s = (102.0, stop)
    with pytest.raises(Cancelled):
        limited.wait(stop, is_write=True)
    assert clock.now_s < 102.1


def test_a_stop_that_is_set_before_lets_nothing_out() -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        limiter(HandTurnedClock()).wait(stop, is_write=False)


def test_threads_that_share_a_limiter_get_turns_of_their_own() -> None:
    limited = Limiter(Rates(writes_per_s=100, reads_per_s=100))
    threads = [
        threading.Thread(target=limited.wait, args=(threading.Event(),), kwargs={"is_write": True}) for _ in "1234"
    ]
    begun_s = limited._clock()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert limited._clock() - begun_s >= 0.03


@pytest.mark.parametrize(
    ("address", "rates"),
    [
        ("https://metastudio.cn-north-4.myhuaweicloud.com", BEIJING),
        ("https://metastudio.cn-east-3.myhuaweicloud.com", ELSEWHERE),
        ("https://metastudio.ap-southeast-3.myhuaweicloud.com", ELSEWHERE),
        ("https://studio.example/rest", ELSEWHERE),
        ("https://notcn-north-4.example", ELSEWHERE),
        ("http://127.0.0.1:8000", BEIJING),
    ],
)
def test_each_region_has_its_rates(address: str, rates: Rates) -> None:
    assert rates_of(parse_endpoint(address)) == rates


def test_one_tenant_has_one_limiter_and_two_have_two() -> None:
    limiters = Limiters()
    here = parse_endpoint("https://studio.example")
    there = parse_endpoint("https://studio.example/rest")
    assert limiters.of(here, "p1") is limiters.of(here, "p1")
    assert limiters.of(here, "p1") is not limiters.of(here, "p2")
    assert limiters.of(here, "p1") is not limiters.of(there, "p1")
