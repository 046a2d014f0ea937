"""A drive that gives its files new numbers when it is plugged in again: the same file is known by its content."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from small_desk import VIDEO_BYTES, SmallDesk

from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import Command
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import MaterialChanged, ServiceRefused

VIDEO = Role.TRAINING_VIDEO
BROKEN = ServiceRefused(status=400, code="x", text="")


@pytest.fixture
def desk(tmp_path: Path) -> SmallDesk:
    return SmallDesk(tmp_path)


def renumber(desk: SmallDesk, change: bytes | None = None) -> None:
    """The same name, size and times, another number; and other bytes at its beginning where they are given."""
    film = Path(desk.intake.materials[VIDEO])
    status, data = film.stat(), film.read_bytes()
    copy = film.with_name("copy")
    copy.write_bytes((change or b"") + data[len(change or b"") :])
    copy.replace(film)
    os.utime(film, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert film.stat().st_ino != status.st_ino


def test_a_file_with_a_new_number_goes_on_in_the_next_run_without_a_byte_sent_again(desk: SmallDesk) -> None:
    desk.studio.will(f"put {VIDEO} 3", BROKEN)
    assert desk.run(workers=1).error is BROKEN
    renumber(desk)

    outcome = desk.run(workers=1)

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert desk.studio.calls.count("create") == 1
    assert [count for put, count in desk.studio.puts.items() if put.role is VIDEO] == [1, 1, 2, 1]


def test_a_new_number_in_the_middle_of_a_run_stops_nothing(desk: SmallDesk) -> None:
    moves = iter([lambda: renumber(desk)])
    desk.studio.on_done = lambda step: next(moves, lambda: None)() if step == f"put {VIDEO} 2" else None

    outcome = desk.run(workers=1)

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert desk.stored_video() == desk.video()
    assert set(desk.studio.puts.values()) == {1}


def test_other_bytes_behind_the_same_name_size_and_time_are_never_mixed_in(desk: SmallDesk) -> None:
    moves = iter([lambda: renumber(desk, b"other")])
    desk.studio.on_done = lambda step: next(moves, lambda: None)() if step == f"put {VIDEO} 2" else None

    stopped = desk.run(workers=1)

    assert isinstance(stopped.error, MaterialChanged)
    assert desk.run(workers=1).stage is Stage.SUBMITTED
    assert desk.stored_video() == desk.video()
    assert desk.studio.calls.count("create") == 2
    assert len(desk.video()) == VIDEO_BYTES


def write_and_put_the_times_back(desk: SmallDesk) -> None:
    """Other bytes at the beginning and at the end, in place: size, number and times are as before."""
    film = Path(desk.intake.materials[VIDEO])
    status = film.stat()
    with film.open("r+b") as file:
        file.write(b"other")
        file.seek(-5, os.SEEK_END)
        file.write(b"other")
    os.utime(film, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (film.stat().st_ino, film.stat().st_mtime_ns) == (status.st_ino, status.st_mtime_ns)


CONFIRM = Command.CONFIRM_MULTIPART_UPLOADED


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no time of a change that nobody can set")
def test_a_file_that_is_written_to_in_a_run_with_its_times_put_back_is_never_confirmed(desk: SmallDesk) -> None:
    moves = iter([lambda: write_and_put_the_times_back(desk)])
    desk.studio.on_done = lambda step: next(moves, lambda: None)() if step == f"put {VIDEO} 2" else None

    stopped = desk.run(workers=1)

    assert isinstance(stopped.error, MaterialChanged)
    assert CONFIRM not in desk.studio.calls
    assert desk.run(workers=1).stage is Stage.SUBMITTED
    assert desk.stored_video() == desk.video()


def test_a_file_that_is_written_to_between_two_runs_with_its_times_put_back_is_never_confirmed(desk: SmallDesk) -> None:
    desk.studio.will(f"put {VIDEO} 3", BROKEN)
    assert desk.run(workers=1).error is BROKEN
    write_and_put_the_times_back(desk)

    stopped = desk.run(workers=1)

    assert isinstance(stopped.error, MaterialChanged)
    assert CONFIRM not in desk.studio.calls
    assert desk.run(workers=1).stage is Stage.SUBMITTED
    assert desk.stored_video() == desk.video()


def test_other_rights_of_the_same_file_stop_nothing(desk: SmallDesk) -> None:
    film = Path(desk.intake.materials[VIDEO])
    desk.studio.on_done = lambda step: film.chmod(0o600) if step == f"put {VIDEO} 2" else None

    outcome = desk.run(workers=1)

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert set(desk.studio.puts.values()) == {1}
