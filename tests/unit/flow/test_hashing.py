"""The hashes are made beside the upload: what passes is waited out, what stays ends it, and nothing is written late."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from small_desk import VIDEO_BYTES, FusedJournal, SmallDesk
from small_studio import PassingClock, SmallStudio

from avatar_intake.domain.intake import Role
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import FileIdentity
from avatar_intake.errors import (
    Cancelled,
    IntakeError,
    LocalStorageFailed,
    MaterialChanged,
    MaterialMissing,
    ServiceRefused,
    StorageFault,
)
from avatar_intake.flow.hashing import Hasher
from avatar_intake.flow.model import Outcome, RunOptions, Silent
from avatar_intake.flow.run import Line, Run
from avatar_intake.flow.service import Patience
from avatar_intake.store.journal import NewJob, PlannedMaterial
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.plan import plan_parts
from avatar_intake.transfer.ports import ByteCounter, Piece, Receipt
from avatar_intake.transfer.source import identity_of
from avatar_intake.transfer.task import MaterialUpload

LETTER = Role.GRANT_FILE


class Hearer(Silent):
    def __init__(self) -> None:
        self.waits: list[IntakeError] = []

    def waiting(self, error: IntakeError, seconds: float) -> None:
        self.waits.append(error)


class ActingClock(PassingClock):
    """Something happens in the first wait."""

    def __init__(self) -> None:
        super().__init__()
        self.act: Callable[[], object] = lambda: None

    def sleep(self, control: RunControl, seconds: float) -> None:
        if not self.waits:
            self.act()
        super().sleep(control, seconds)


class Bench:
    """A letter whose upload has begun, and what hashes it."""

    def __init__(self, folder: Path, clock: PassingClock | None = None, patience_s: float | None = None) -> None:
        self.desk, self.control, self.hearer = SmallDesk(folder), RunControl(), Hearer()
        self.letter = Path(self.desk.intake.materials[LETTER])
        self.sha256 = hashlib.sha256(self.letter.read_bytes()).hexdigest()
        journal, intake = self.desk.journal, self.desk.intake
        journal.save_intake(intake)
        identity = identity_of(LETTER, str(self.letter))
        plan = [PlannedMaterial(LETTER, str(self.letter), identity, 1)]
        journal.job_created(intake.intake_id, NewJob("job1", "e", "p", b"", None, intake.job), plan)
        patience = Patience(clock or PassingClock(), self.control, self.hearer, patience_s)
        line = Line(self.desk.studio, self.desk.studio, None)  # type: ignore[arg-type]
        self.run = Run(intake, self.desk.access, line, journal, RunOptions(), patience)
        self.uploads = [MaterialUpload(LETTER, str(self.letter), identity, plan_parts(identity.size_bytes, 1), ())]
        self.ends: list[BaseException] = []

    def kept(self) -> str:
        (item,) = self.desk.journal.plan(self.desk.intake.intake_id)
        return item.sha256

    def pull_the_drive(self) -> Callable[[], object]:
        """Returns what puts it back."""
        away = self.letter.with_suffix(".away")
        self.letter.rename(away)
        return lambda: away.rename(self.letter)


class HangingRead:
    """Stops for nobody, as one on a dead share."""

    def __init__(self) -> None:
        self.has_begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self, role: Role, path: str, identity: FileIdentity, stop: object) -> str:
        self.has_begun.set()
        self.may_end.wait(60)
        return "f" * 64


def test_a_drive_that_is_put_back_is_hashed_after_all(tmp_path: Path) -> None:
    clock = ActingClock()
    bench = Bench(tmp_path, clock)
    clock.act = bench.pull_the_drive()

    with Hasher(bench.run, bench.uploads, bench.ends.append) as hasher:
        hasher.wait()

    assert bench.kept() == bench.sha256
    assert [type(error) for error in bench.hearer.waits] == [MaterialMissing]
    assert bench.ends == []


def test_nobody_hears_of_a_wait_while_the_upload_goes_on(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.pull_the_drive()

    with Hasher(bench.run, bench.uploads, bench.ends.append) as hasher:
        hasher._thread.join()

    assert (bench.hearer.waits, bench.ends) == ([], [])


def test_the_wait_for_a_drive_ends_with_the_patience(tmp_path: Path) -> None:
    bench = Bench(tmp_path, patience_s=60.0)
    bench.pull_the_drive()

    with Hasher(bench.run, bench.uploads, bench.ends.append) as hasher, pytest.raises(MaterialMissing):
        hasher.wait()

    assert len(bench.hearer.waits) > 1


def test_a_cancel_ends_the_wait_for_a_drive(tmp_path: Path) -> None:
    clock = ActingClock()
    bench = Bench(tmp_path, clock)
    clock.act = bench.control.cancel
    bench.pull_the_drive()

    with Hasher(bench.run, bench.uploads, bench.ends.append) as hasher, pytest.raises(Cancelled):
        hasher.wait()

    assert len(bench.hearer.waits) == 1


def test_what_stays_wrong_is_told_to_the_upload_at_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.letter.write_bytes(b"another")

    with Hasher(bench.run, bench.uploads, bench.ends.append) as hasher:
        hasher._thread.join()
        assert [type(end) for end in bench.ends] == [MaterialChanged]
        with pytest.raises(MaterialChanged):
            hasher.wait()


def test_a_mistake_in_the_hashing_is_raised_and_not_taken_for_a_hash(tmp_path: Path) -> None:
    bench = Bench(tmp_path)

    def stumble(*_of: object) -> str:
        raise ZeroDivisionError

    with Hasher(bench.run, bench.uploads, bench.ends.append, stumble) as hasher, pytest.raises(ZeroDivisionError):
        hasher.wait()


def test_a_read_that_hangs_holds_up_no_cancel_and_writes_nothing_afterwards(tmp_path: Path) -> None:
    bench, read = Bench(tmp_path), HangingRead()

    with Hasher(bench.run, bench.uploads, bench.ends.append, read) as hasher:
        assert read.has_begun.wait(60)
        bench.control.cancel()
        with pytest.raises(Cancelled):
            hasher.wait()
    was_hanging = hasher._thread.is_alive()
    read.may_end.set()
    hasher._thread.join()

    assert was_hanging
    assert (bench.kept(), bench.ends) == ("", [])


class FullJournal(FusedJournal):
    """No room for the first hash."""

    is_full = True

    def set_sha256(self, intake_id: str, role: Role, sha256: str) -> None:
        if self.is_full:
            self.is_full = False
            raise LocalStorageFailed(reason="database or disk is full", kind=StorageFault.FULL)
        super().set_sha256(intake_id, role, sha256)


def test_a_disk_that_is_full_for_a_moment_costs_no_hash_and_no_upload(tmp_path: Path) -> None:
    desk = SmallDesk(tmp_path)
    desk.journal.close()
    desk.journal = FullJournal(tmp_path / "intakes.sqlite3")

    outcome = desk.run()

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert all(len(item.sha256) == 64 for item in outcome.materials)


class SilentStore(SmallStudio):
    """Keeps a PUT waiting for half a minute, or until somebody ends it."""

    is_silent = False

    def send(self, piece: Piece, control: RunControl, counter: ByteCounter) -> Receipt:
        if self.is_silent:
            control.sleep(30.0)
        return super().send(piece, control, counter)


def test_a_change_that_the_comparison_finds_ends_the_upload_at_once(tmp_path: Path) -> None:
    desk = SmallDesk(tmp_path)
    desk.studio = store = SilentStore()
    desk.studio.will("put training_video 4", IntakeError())
    desk.run(workers=1)
    rewrite_in_place(Path(desk.intake.materials[Role.TRAINING_VIDEO]), 0, b"other")
    store.is_silent, before = True, dict(store.puts)

    outcome = desk.run(workers=1)

    assert isinstance(outcome.error, MaterialChanged)
    assert dict(store.puts) == before


def rewrite_in_place(path: Path, offset_bytes: int, data: bytes) -> None:
    """Write to a file, and put its times back; return when the system's own mark of it has moved on."""
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(offset_bytes)
        file.write(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    while sys.platform != "win32" and path.stat().st_ctime_ns == before.st_ctime_ns:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def assert_receipt_is_of_what_is_stored(desk: SmallDesk, outcome: Outcome) -> None:
    (film,) = (item for item in outcome.materials if item.role is Role.TRAINING_VIDEO)
    assert outcome.error is None
    assert desk.stored_video() == desk.video()
    assert film.sha256 == hashlib.sha256(desk.video()).hexdigest()


def test_a_hash_from_before_a_part_was_rewritten_between_two_runs_is_made_anew(tmp_path: Path) -> None:
    desk = SmallDesk(tmp_path)
    desk.studio.will("put training_video 4", ServiceRefused(status=400, code="x", text=""))
    assert desk.run(workers=1).error is not None
    before = hashlib.sha256(desk.video()).hexdigest()
    desk.journal.set_sha256(desk.intake.intake_id, Role.TRAINING_VIDEO, before)
    rewrite_in_place(Path(desk.intake.materials[Role.TRAINING_VIDEO]), VIDEO_BYTES - 5, b"other")

    assert_receipt_is_of_what_is_stored(desk, desk.run(workers=1))


class NotedJournal(FusedJournal):
    """Says when the film's hash is there."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.is_hashed = threading.Event()

    def set_sha256(self, intake_id: str, role: Role, sha256: str) -> None:
        super().set_sha256(intake_id, role, sha256)
        if role is Role.TRAINING_VIDEO:
            self.is_hashed.set()


@pytest.mark.skipif(sys.platform == "win32", reason="it keeps no mark of a file whose times were put back")
def test_a_hash_from_before_a_part_was_rewritten_in_the_same_run_is_made_anew(tmp_path: Path) -> None:
    desk = SmallDesk(tmp_path)
    desk.journal.close()
    desk.journal = journal = NotedJournal(tmp_path / "intakes.sqlite3")
    puts = []

    def rewrite_before_the_last(step: str) -> None:
        puts.extend([step] if step == "put" else [])
        if step == "put" and len(puts) == len(desk.intake.materials) + 3:
            assert journal.is_hashed.wait(60)
            rewrite_in_place(Path(desk.intake.materials[Role.TRAINING_VIDEO]), VIDEO_BYTES - 5, b"other")

    desk.studio.on_call = rewrite_before_the_last

    assert_receipt_is_of_what_is_stored(desk, desk.run(workers=1))
