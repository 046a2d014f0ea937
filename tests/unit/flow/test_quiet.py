"""A file that somebody is still writing is waited for; one from the future only for a moment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from small_studio import PassingClock

from avatar_intake.domain.intake import Role
from avatar_intake.errors import IntakeError, StillWriting
from avatar_intake.flow.model import Silent
from avatar_intake.flow.quiet import wait_until_quiet
from avatar_intake.flow.service import Patience
from avatar_intake.transfer.control import RunControl

VIDEO = Role.TRAINING_VIDEO


class Ears(Silent):
    def __init__(self) -> None:
        self.waits: list[tuple[str, float]] = []

    def waiting(self, error: IntakeError, seconds: float) -> None:
        self.waits.append((type(error).__name__, seconds))


class CopyingClock(PassingClock):
    """With each wait the copy goes on, as often as it was told."""

    def __init__(self, film: Path, blocks: int) -> None:
        super().__init__()
        self._film, self._blocks = film, blocks
        self.write()

    def write(self) -> None:
        with self._film.open("ab") as file:
            file.write(b"block")
        os.utime(self._film, (self.now_s, self.now_s))

    def sleep(self, control: RunControl, seconds: float) -> None:
        super().sleep(control, seconds)
        if self._blocks:
            self._blocks -= 1
            self.write()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return tmp_path / "film.mp4"


def wait(film: Path, clock: PassingClock, seconds: float | None = None) -> list[tuple[str, float]]:
    ears = Ears()
    wait_until_quiet({VIDEO: str(film)}, Patience(clock, RunControl(), ears, seconds))
    return ears.waits


def test_a_copy_under_way_is_waited_for_until_two_seconds_have_passed_without_a_change(film: Path) -> None:
    assert wait(film, CopyingClock(film, blocks=5)) == [("StillWriting", pytest.approx(2.0, abs=0.01))] * 6


def test_a_file_that_has_been_quiet_is_not_waited_for(film: Path) -> None:
    film.write_bytes(b"x")

    assert wait(film, PassingClock()) == []


def test_of_a_file_that_became_quiet_a_moment_ago_only_the_rest_is_waited_for(film: Path) -> None:
    clock = CopyingClock(film, blocks=0)
    clock.now_s += 1.5

    assert wait(film, clock) == [("StillWriting", pytest.approx(0.5, abs=0.01))]


def test_a_file_from_the_future_has_only_to_stay_the_same_for_two_seconds(film: Path) -> None:
    clock = PassingClock()
    film.write_bytes(b"x")
    os.utime(film, (clock.now_s + 86400, clock.now_s + 86400))

    assert wait(film, clock) == [("StillWriting", 2.0)]


def test_who_cannot_wait_does_not_make_a_growing_file_quiet(film: Path) -> None:
    """*Try now* ends each wait at once."""

    class Impatient(CopyingClock):
        def sleep(self, control: RunControl, seconds: float) -> None:
            super().sleep(control, 0.01)

    clock = Impatient(film, blocks=0)
    begun_s = clock.now_s
    wait(film, clock)

    assert clock.now_s - begun_s >= 1.9


def test_patience_ends_with_what_was_waited_for(film: Path) -> None:
    with pytest.raises(StillWriting) as raised:
        wait(film, CopyingClock(film, blocks=10**6), seconds=60)

    assert raised.value.name == "film.mp4"


def test_even_without_patience_a_file_that_was_finished_a_moment_ago_is_waited_for(film: Path) -> None:
    assert len(wait(film, CopyingClock(film, blocks=0), seconds=0)) == 1


def test_a_missing_file_is_left_for_the_checks_to_say(film: Path) -> None:
    assert wait(film, PassingClock()) == []
