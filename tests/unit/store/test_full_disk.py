"""A disk without room is told from lasting faults, spoils nothing, and once there is room the same work goes on."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from damaged_files import INTAKE, PLAN, fill, filled, spoil_header
from small_desk import SmallDesk
from small_studio import PassingClock

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import LocalStorageFailed, StorageFault, storage_fault_of
from avatar_intake.store.journal import Journal, NewJob
from avatar_intake.store.lease import lease
from avatar_intake.store.settings import load_settings, replace_file, save_settings
from avatar_intake.transfer.control import RunControl

VIDEO = Role.TRAINING_VIDEO
LARGE = replace(INTAKE, intake_id="large", job=JobFields(name="x", tags=("x" * 200_000,)))
DISK_BYTES, DISK_NAMES = 1024 * 1024, 64


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system with room for one mebibyte and a few names."""
    mount = shutil.which("mount")
    folder = tmp_path / "disk"
    folder.mkdir()
    command = [mount or "", "-t", "tmpfs", "-o", f"size={DISK_BYTES},nr_inodes={DISK_NAMES}", "tmpfs", str(folder)]
    if mount is None or subprocess.run(command, check=False, capture_output=True, timeout=30).returncode != 0:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True, timeout=30)


def fill_up(disk: Path) -> Path:
    """Take every byte that is left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (4096, 1):
            with suppress(OSError):
                while True:
                    file.write(b"x" * size)
    return ballast


def assert_full(error: LocalStorageFailed) -> None:
    assert (error.kind, error.may_pass) == (StorageFault.FULL, True)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, StorageFault.FULL), (errno.EDQUOT, StorageFault.FULL), (errno.EBUSY, StorageFault.BUSY),
        (errno.EAGAIN, StorageFault.BUSY), (errno.EROFS, StorageFault.LASTING), (errno.EACCES, StorageFault.LASTING),
        (errno.ENOENT, StorageFault.LASTING), (errno.EIO, StorageFault.LASTING), (None, StorageFault.LASTING),
    ],
)  # fmt: skip
def test_the_systems_number_tells_what_may_pass(number: int | None, kind: StorageFault) -> None:
    error = OSError(number, "said in any language") if number is not None else OSError("no number")

    assert storage_fault_of(error) is kind
    assert LocalStorageFailed.of(error).kind is kind


@pytest.mark.parametrize("kind", [StorageFault.FULL, StorageFault.BUSY, StorageFault.LASTING])
def test_the_number_of_windows_comes_first(kind: StorageFault) -> None:
    numbers = {StorageFault.FULL: (39, 112, 1295), StorageFault.BUSY: (32, 33), StorageFault.LASTING: (5,)}
    for number in numbers[kind]:
        error = OSError(errno.EACCES, "said in any language")
        error.winerror = number  # type: ignore[attr-defined, unused-ignore]
        assert storage_fault_of(error) is kind


def test_a_reason_names_the_file_only_when_it_is_told_to() -> None:
    error = OSError(errno.ENOSPC, "No space left on device", "/home/somebody/film.mp4")

    assert LocalStorageFailed.of(error, "cover").reason == "cover: No space left on device"


# --- the journal --------------------------------------------------------------------------------------


def test_a_full_disk_leaves_the_journal_whole_and_the_same_journal_goes_on_afterwards(disk: Path) -> None:
    journal = Journal(disk / "intakes.sqlite3")
    fill(journal, "abc123", stored=3)
    before = (journal.records(), set(journal.plan("abc123")), journal.stored_parts("abc123", VIDEO))
    ballast = fill_up(disk)

    for work in (
        lambda: journal.save_intake(LARGE),
        lambda: journal.job_created("abc123", NewJob("job2", "e", "p", b"x" * 200_000, None, INTAKE.job), PLAN),
    ):
        with pytest.raises(LocalStorageFailed) as raised:
            work()
        assert_full(raised.value)
        assert (journal.records(), set(journal.plan("abc123")), journal.stored_parts("abc123", VIDEO)) == before

    ballast.unlink()
    journal.save_intake(LARGE)
    journal.close()
    again = Journal(disk / "intakes.sqlite3")
    assert again.damage is None
    assert {record.intake.intake_id for record in again.records()} == {"abc123", "large"}
    again.close()


def test_parts_that_cannot_be_announced_are_not_half_there(disk: Path) -> None:
    journal = Journal(disk / "intakes.sqlite3")
    fill(journal, "abc123", stored=0)
    ballast = fill_up(disk)
    written = 0
    with pytest.raises(LocalStorageFailed) as raised:  # noqa: PT012 - how many still find room is not known
        for number in range(1, 13):
            journal.part_announced("abc123", VIDEO, number, 7)
            written = number
    assert_full(raised.value)

    assert [n for n, tries in journal.announced_parts("abc123", VIDEO).items() if tries == 7] == [
        *range(1, written + 1)
    ]
    ballast.unlink()
    journal.part_announced("abc123", VIDEO, 12, 7)
    assert journal.announced_parts("abc123", VIDEO)[12] == 7
    journal.close()


def test_a_journal_that_cannot_be_begun_for_want_of_room_can_be_begun_later(disk: Path) -> None:
    ballast = fill_up(disk)
    with pytest.raises(LocalStorageFailed) as raised:
        Journal(disk / "intakes.sqlite3")
    assert_full(raised.value)

    ballast.unlink()
    journal = Journal(disk / "intakes.sqlite3")
    journal.save_intake(INTAKE)
    journal.close()


def test_a_damaged_journal_waits_for_room_to_be_rebuilt(disk: Path) -> None:
    path = disk / "intakes.sqlite3"
    filled(path, 4)
    spoil_header(path)
    before = path.read_bytes()
    ballast = fill_up(disk)

    with pytest.raises(LocalStorageFailed) as raised:
        Journal(path)
    assert_full(raised.value)
    assert path.read_bytes() == before
    assert [file.name for file in disk.iterdir() if "damaged" in file.name or "rebuil" in file.name] == []

    ballast.unlink()
    journal = Journal(path)
    assert len(journal.records()) == 4
    journal.close()


def test_the_largest_allowed_size_of_a_file_spoils_nothing(tmp_path: Path) -> None:
    path = tmp_path / "intakes.sqlite3"
    code = """
import resource, sys
from pathlib import Path
from test_full_disk import *
journal = Journal(Path(sys.argv[1]))
fill(journal, "abc123", stored=3)
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, limits[1]))
try:
    journal.save_intake(LARGE)
except LocalStorageFailed as error:
    print("said")
resource.setrlimit(resource.RLIMIT_FSIZE, limits)
journal.save_intake(LARGE)
print(len(journal.records()))
"""
    pytest.importorskip("resource")
    places = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], check=True, stdout=subprocess.PIPE, text=True, timeout=60,
        env={**os.environ, "PYTHONPATH": places},
    )  # fmt: skip

    assert run.stdout.split() == ["said", "2"]


def test_a_full_data_base_is_told_from_a_locked_one(tmp_path: Path) -> None:
    path = tmp_path / "intakes.sqlite3"
    journal = Journal(path, busy_s=0.05)
    pages = journal._base.execute("PRAGMA page_count").fetchone()[0]
    journal._base.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LocalStorageFailed) as raised:
        journal.save_intake(LARGE)
    assert_full(raised.value)

    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LocalStorageFailed) as raised:
        journal.save_intake(INTAKE)
    assert (raised.value.kind, raised.value.may_pass) == (StorageFault.BUSY, True)
    other.close()
    journal.save_intake(INTAKE)
    journal.close()


# --- other files, a run -------------------------------------------------------------------------------


def test_a_full_disk_leaves_the_old_settings(disk: Path) -> None:
    path = disk / "settings.json"
    save_settings(path, Settings(language="zh"))
    fill_up(disk)

    with pytest.raises(LocalStorageFailed) as raised:
        replace_file(path, b"x" * 10_000)

    assert_full(raised.value)
    assert load_settings(path) == Settings(language="zh")


def test_a_lease_that_finds_no_room_says_so(disk: Path) -> None:
    with suppress(OSError):
        for number in range(DISK_NAMES):
            (disk / f"file{number}").touch()

    with pytest.raises(LocalStorageFailed) as raised, lease(disk, "abc123"):
        pytest.fail("it was held")
    assert_full(raised.value)


class FillingDesk(SmallDesk):
    """The disk runs full at a step of the service; while the run waits, somebody makes room."""

    def __init__(self, disk: Path, step: str) -> None:
        super().__init__(disk)
        self.ballast: Path | None = None
        self._step, self._lock = step, threading.Lock()
        self.studio.on_done = self._on_done
        self.clock = ClearingClock(self)

    def _on_done(self, step: str) -> None:
        with self._lock:
            if step == self._step and self.ballast is None:
                self.ballast = fill_up(self.folder)

    def make_room(self) -> None:
        with self._lock:
            if self.ballast is not None:
                self.ballast.unlink(missing_ok=True)


class ClearingClock(PassingClock):
    """Whoever waits finds room afterwards."""

    def __init__(self, desk: FillingDesk) -> None:
        super().__init__()
        self._desk = desk

    def sleep(self, control: RunControl, seconds: float) -> None:
        super().sleep(control, seconds)
        self._desk.make_room()


STEPS = ["create", "put grant_file 1", "put training_video 2", "CONFIRM_MULTIPART_UPLOADED", "SUBMITVERIFYING"]


@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_met_a_full_disk_goes_on_when_there_is_room(disk: Path, step: str) -> None:
    desk = FillingDesk(disk, step)
    try:
        ended = desk.run(workers=1).error
    except LocalStorageFailed as error:
        ended = error
    assert desk.ballast is not None
    if ended is not None:
        assert isinstance(ended, LocalStorageFailed)
        assert_full(ended)
    desk.make_room()

    outcome = desk.run(workers=1)

    assert outcome.error is None
    assert outcome.stage is Stage.SUBMITTED
    assert desk.stored_video() == desk.video()
    assert {count for put, count in desk.studio.puts.items() if put.role.is_multipart} == {1}
    desk.journal.close()
